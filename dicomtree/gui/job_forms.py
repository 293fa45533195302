"""What can be chosen in the dialogs for copying and exporting."""

import os
import tkinter
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk

from dicomtree.gui import style as styles
from dicomtree.gui.choice_row import ChoiceRow, Switch
from dicomtree.gui.folder_chooser import FolderChooser
from dicomtree.gui.job_list import JobList
from dicomtree.gui.style import Style
from dicomtree.gui.template_field import TemplateField
from dicomtree.gui.text_entry import TextEntry
from dicomtree.organise import PRESETS
from dicomtree.session import job_view
from dicomtree.session.job_messages import JobKind, JobOptionChosen, TemplateTyped
from dicomtree.session.job_state import (
    ALL,
    ARRAYS,
    AS_IT_IS,
    AUTOMATIC,
    MIDDLE,
    OF_IMAGE,
    OF_STACK,
    PICTURES,
    SHOWN,
    JobDialog,
    JobOptions,
)
from dicomtree.session.job_words import shown_window, slice_number
from dicomtree.session.messages import Message
from dicomtree.session.state import Session

ROW, WHOLE = "row", "whole"
LABELS = 84
OWN = "own"
PRESET_NAMES = (
    ("description", "By description"),
    ("uid", "By UID"),
    ("flat", "Flat"),
    ("classic", "Classic"),
)
ENCODINGS = ((AS_IT_IS, "As it is"), ("decompressed", "Decompressed"), ("rle", "RLE"))
FORMS = (
    ("png", "PNG"),
    ("png16", "PNG, 16 bits"),
    ("npy", "NumPy .npy"),
    ("npz", "NumPy .npz"),
    ("nifti", "NIfTI"),
)
TABLES = (
    ("csv", "Tree, CSV"),
    ("json", "Tree, JSON"),
    ("attributes-csv", "Attributes, CSV"),
    ("attributes-json", "Attributes, JSON"),
)
SLICES = ((ALL, "All slices"), (MIDDLE, "The middle one"), (SHOWN, "The one on screen"))
WINDOWS = (
    (OF_STACK, "One for all"),
    (SHOWN, "As on screen"),
    (OF_IMAGE, "Each image's own"),
    (AUTOMATIC, "Automatic"),
)
CT_WINDOWS = (("40/80", "Brain"), ("50/350", "Mediastinum"), ("-600/1500", "Lung"),
              ("400/1800", "Bone"))  # fmt: skip
VALUES = (("real", "Real values"), ("stored", "As stored"))
CHOOSE_TITLE = "Choose a folder to write to"

Dispatch = Callable[[Message], None]


class JobForm:
    """The rows of a dialog of one kind; `draw` brings them in step with the session."""

    def __init__(
        self, parent: tkinter.Misc, style: Style, kind: JobKind, links: tuple[Dispatch, Dispatch]
    ) -> None:
        self._style = style
        self._dispatch, send = links
        self._draws: list[Callable[[Session, JobDialog], None]] = []
        self._row = 0
        self.frame = tkinter.Frame(parent, background=style.palette.panel)
        self.frame.columnconfigure(0, minsize=style.px(LABELS))
        self.frame.columnconfigure(1, weight=1)
        self._chooser = FolderChooser(
            lambda folder: send(JobOptionChosen("target", folder)), CHOOSE_TITLE, is_new=True
        )
        self.choices: dict[str, ChoiceRow] = {}
        self.template: TemplateField | None = None
        self.target: TextEntry | None = None
        self.jobs: JobList | None = None
        if kind in (JobKind.UNDO, JobKind.RESUME):
            self._add_jobs()
            return
        self._add_scope()
        for add in _PARTS[kind]:
            add(self)
        self._add_target()

    def draw(self, session: Session, dialog: JobDialog) -> None:
        """Show what is chosen."""
        for draw in self._draws:
            draw(session, dialog)

    # ---- parts of every form
    def _label(self, text: str) -> tkinter.Label:
        palette = self._style.palette
        label = tkinter.Label(
            self.frame,
            text=text,
            font=self._style.font(),
            background=palette.panel,
            foreground=palette.dim,
        )
        label.grid(row=self._row, column=0, sticky="nw", pady=self._style.px(8))
        return label

    def _place(self, widget: tkinter.Widget) -> None:
        """Put a widget beside the label, and go to the next row."""
        gap = self._style.px(2)
        widget.grid(row=self._row, column=1, sticky="we", padx=(self._style.px(14), 0), pady=gap)
        self._row += 1

    def _note(self) -> tkinter.Label:
        """Add a line of small text below what was added last."""
        note = tkinter.Label(
            self.frame,
            font=self._style.font(12),
            background=self._style.palette.panel,
            anchor="w",
            justify="left",
        )
        note.bind("<Configure>", lambda event: note.configure(wraplength=event.width))
        self._place(note)
        return note

    def _add_choice(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        is_shown: Callable[[JobOptions], bool] = lambda _: True,
    ) -> ChoiceRow:
        """Add a row of choices for an option, shown while `is_shown`."""
        title = self._label(label)
        row = ChoiceRow(self.frame, self._style, choices, lambda value: self._choose(name, value))
        self._place(row.frame)
        key = f"{name} {choices[0][0]}"
        self.choices[key] = row

        def draw(_: Session, dialog: JobDialog) -> None:
            _show(title, row.frame, shown=is_shown(dialog.options))
            row.draw(getattr(dialog.options, name), enabled=not dialog.is_busy)

        self._draws.append(draw)
        return row

    def _choose(self, name: str, value: str | bool) -> None:
        self._dispatch(JobOptionChosen(name, value))

    def _add_scope(self) -> None:
        self._label("What")
        row = ChoiceRow(
            self.frame,
            self._style,
            ((ROW, ""), (WHOLE, "")),
            lambda value: self._choose("whole", value == WHOLE),
        )
        self._place(row.frame)
        self.choices["whole"] = row

        def draw(session: Session, dialog: JobDialog) -> None:
            row.label(ROW, job_view.chosen_label(session, dialog))
            row.label(WHOLE, job_view.everything_label(session))
            row.draw(WHOLE if dialog.options.whole else ROW, enabled=not dialog.is_busy)
            row.show(ROW, dialog.node is not None)

        self._draws.append(draw)

    def _add_target(self) -> None:
        palette, px = self._style.palette, self._style.px
        self._label("Into")
        holder = tkinter.Frame(self.frame, background=palette.panel)
        entry = self.target = TextEntry(
            holder, self._style, lambda text: self._choose("target", os.path.expanduser(text))
        )
        entry.entry.pack(side="left", fill="x", expand=True)
        choose = ttk.Button(
            holder, text="Choose…", style=styles.BUTTON, command=self._choose_target
        )
        choose.pack(side="left", padx=(px(8), 0))
        self._place(holder)
        note = self._note()
        note.configure(foreground=palette.error)

        def draw(session: Session, dialog: JobDialog) -> None:
            hidden = session.identity_hidden
            entry.draw(dialog.options.target, enabled=not dialog.is_busy, hidden=hidden)
            choose.state(["disabled" if dialog.is_busy else "!disabled"])
            note.configure(text=job_view.target_note(session, dialog))
            _show(note, shown=bool(dialog.target_fault))

        self._draws.append(draw)

    def _choose_target(self) -> None:
        self._chooser.ask(self.frame, None)

    # ---- copying
    def add_template(self) -> None:
        """Add presets, the template, and an example of what it gives."""
        self._label("Names")
        presets = ChoiceRow(
            self.frame,
            self._style,
            (*PRESET_NAMES, (OWN, "Own")),
            lambda name: self._choose("template", PRESETS[name]) if name in PRESETS else None,
        )
        self._place(presets.frame)
        self.choices["preset"] = presets
        field = self.template = TemplateField(
            self.frame, self._style, lambda *typed: self._dispatch(TemplateTyped(*typed))
        )
        self._place(field.text)
        note = self._note()
        palette = self._style.palette

        def draw(session: Session, dialog: JobDialog) -> None:
            template = dialog.options.template
            preset = next((name for name, text in PRESETS.items() if text == template), OWN)
            presets.draw(preset, enabled=not dialog.is_busy)
            field.draw(template, dialog.template, enabled=not dialog.is_busy)
            text, is_fault = job_view.example(session, dialog)
            note.configure(text=text, foreground=palette.error if is_fault else palette.dim)

        self._draws.append(draw)

    def add_encoding(self) -> None:
        """Add how pixel data are stored in the copies, and what happens to further copies."""
        self._add_choice("encoding", "Pixel data", ENCODINGS)
        self._add_switch("copies", "Also byte-identical further copies")

    def _add_switch(
        self, name: str, label: str, is_shown: Callable[[JobOptions], bool] = lambda _: True
    ) -> None:
        holder = tkinter.Frame(self.frame, background=self._style.palette.panel)
        switch = Switch(holder, label, partial(self._choose, name))
        switch.button.pack(side="left")
        self._place(holder)

        def draw(_: Session, dialog: JobDialog) -> None:
            _show(holder, shown=is_shown(dialog.options))
            switch.draw(getattr(dialog.options, name), enabled=not dialog.is_busy)

        self._draws.append(draw)

    # ---- exporting
    def add_forms(self) -> None:
        """Add what is written: pictures, arrays, volumes, tables."""
        self._add_choice("form", "As", FORMS)
        self._add_choice("form", "", TABLES)

    def add_slices(self) -> None:
        """Add which slices become pictures, and with which window."""
        slices = self._add_choice("only", "Slices", SLICES, lambda o: o.form in PICTURES)
        windows = self._add_choice("window", "Window", WINDOWS, _is_png)
        self._add_choice("window", "", CT_WINDOWS, _is_png)

        def draw(session: Session, dialog: JobDialog) -> None:
            node = None if dialog.options.whole else dialog.node
            slices.show(SHOWN, slice_number(session, node) is not None)
            windows.show(SHOWN, shown_window(session) is not None)

        self._draws.append(draw)

    def add_arrays(self) -> None:
        """Add what arrays hold, and how their dimensions are ordered."""
        self._add_choice("values", "Values", VALUES, lambda options: options.form in ARRAYS)
        title = self._label("Sort by")
        entry = TextEntry(self.frame, self._style, partial(self._choose, "sort_by"))
        self._place(entry.entry)

        def draw(_: Session, dialog: JobDialog) -> None:
            _show(title, entry.entry, shown=dialog.options.form in ARRAYS)
            entry.draw(dialog.options.sort_by, enabled=not dialog.is_busy)

        self._draws.append(draw)

    def add_volumes(self) -> None:
        """Add what is done with slices that make no regular grid, and compression."""
        self._add_switch("resample", "Resample tilted or unevenly spaced slices", _is_nifti)
        self._add_switch("compress", "Compressed (.nii.gz)", _is_nifti)

    # ---- media, journals
    def add_file_set_id(self) -> None:
        """Add the File-set ID."""
        self._label("File-set ID")
        entry = TextEntry(
            self.frame, self._style, lambda text: self._choose("file_set_id", text.upper())
        )
        self._place(entry.entry)
        self._draws.append(
            lambda _, dialog: entry.draw(dialog.options.file_set_id, enabled=not dialog.is_busy)
        )

    def add_inventing(self) -> None:
        """Add what is done where a file lacks what its directory record must say."""
        self._add_switch(
            "invent", "Invent ids, dates and numbers that a file lacks, in the DICOMDIR alone"
        )

    def _add_jobs(self) -> None:
        self.frame.columnconfigure(0, weight=1)
        jobs = self.jobs = JobList(self.frame, self._style, partial(self._choose, "job"))
        jobs.frame.grid(row=0, column=0, columnspan=2, sticky="we")
        self._draws.append(jobs.draw)


_PARTS: dict[JobKind, tuple[Callable[[JobForm], None], ...]] = {
    JobKind.ORGANISE: (JobForm.add_template, JobForm.add_encoding),
    JobKind.EXPORT: (
        JobForm.add_forms,
        JobForm.add_slices,
        JobForm.add_arrays,
        JobForm.add_volumes,
    ),
    JobKind.DICOMDIR: (JobForm.add_file_set_id, JobForm.add_inventing),
}


def _is_png(options: JobOptions) -> bool:
    return options.form == "png"


def _is_nifti(options: JobOptions) -> bool:
    return options.form == "nifti"


def _show(*widgets: tkinter.Widget, shown: bool) -> None:
    """Put widgets where they were in their grid, or take them away."""
    for widget in widgets:
        if shown:
            widget.grid()
        else:
            widget.grid_remove()
