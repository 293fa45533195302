"""Copying and exporting from the real window, by its own process."""

import os
import shlex
import signal
import subprocess
import sys
import tkinter
from collections.abc import Iterator
from pathlib import Path
from tkinter import ttk

import pytest

from dicomtree.gui import file_manager
from dicomtree.gui.job_window import JobWindow
from dicomtree.gui.window import QUIT
from dicomtree.library.jobs import remembered_jobs
from dicomtree.session.job_messages import (
    JobKind,
    JobOptionChosen,
    JobWanted,
    TemplateTyped,
)
from dicomtree.session.job_state import JobDialog, Stage
from dicomtree.session.messages import IdentityToggled, SettingChosen
from dicomtree.session.state import NodeKey
from tests.app_window import AppWindow, app_window
from tests.copied_files import files_below
from tests.dicom_bytes import instance
from tests.job_processes import slow_files, small_files

ROOT = Path(__file__).parent.parent
TEMPLATE = "{PatientID}/{InstanceNumber:04d}.dcm"


@pytest.fixture
def window(display: str) -> Iterator[AppWindow]:
    with app_window() as opened:
        yield opened


class Dialog:
    """The dialog of a window, as its user sees it."""

    def __init__(self, window: AppWindow, kind: JobKind, node: NodeKey | None = None) -> None:
        self._window = window
        window.send(JobWanted(kind, node))

    @property
    def shown(self) -> JobWindow:
        return self._window.app.shell.jobs

    @property
    def state(self) -> JobDialog:
        dialog = self._window.app.session.job
        assert dialog is not None
        return dialog

    def choose(self, **options: str | bool) -> None:
        for name, value in options.items():
            self._window.send(JobOptionChosen(name, value))

    def into(self, folder: Path) -> None:
        assert self.shown.form.target is not None
        self.shown.form.target.variable.set(str(folder))
        self._window.wait_until(lambda: self.state.target_fault is not None, "the target looked at")
        self._window.settle()

    def press(self, name: str) -> None:
        button = self.shown.buttons[name]
        self._window.wait_until(lambda: bool(button.winfo_manager()), f"{name} shown")
        assert not button.instate(["disabled"]), f"{name} cannot be pressed"
        button.invoke()
        self._window.settle()

    def reach(self, stage: Stage) -> None:
        self._window.wait_until(lambda: self.state.stage is stage, f"the dialog {stage}")
        self._window.settle()

    def look(self) -> None:
        self.press("look")
        self.reach(Stage.PROPOSED)
        self._window.wait_until(lambda: "" in self.state.folders, "the tree that would be")
        self._window.settle()

    def rows(self, item: str = "") -> list[str]:
        tree = self.shown.list.tree
        return [tree.item(child, "text").strip() for child in tree.get_children(item)]

    def texts(self) -> str:
        assert self.shown.window is not None
        return self._window.all_texts()

    def wait_for_job(self) -> None:
        self._window.wait_until(lambda: self.state.is_ready, "the job chosen")
        self._window.settle()

    def command(self) -> list[str]:
        self.press("command")
        assert "clipboard" in self.texts()
        words = shlex.split(self._window.root.clipboard_get())
        return [sys.executable, *words[1:]]


def opened(window: AppWindow, folder: Path) -> None:
    window.open(str(folder))


def organise(window: AppWindow, source: Path, out: Path) -> Dialog:
    opened(window, source)
    dialog = Dialog(window, JobKind.ORGANISE)
    window.send(TemplateTyped(TEMPLATE, 0))
    dialog.into(out)
    dialog.look()
    return dialog


def test_a_plan_is_shown_as_a_tree_and_then_carried_out(
    window: AppWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = small_files(tmp_path / "in", 12), tmp_path / "out"
    dialog = organise(window, source, out)
    assert dialog.shown.summary.cget("text").startswith("12 files to copy · needs ")
    (place,) = dialog.shown.list.tree.get_children()
    assert dialog.rows() == [str(out)]
    assert dialog.rows(place) == ["P1"]
    assert "Not written" not in dialog.texts()
    assert not out.exists()
    (folder,) = dialog.shown.list.tree.get_children(place)
    dialog.shown.list.tree.focus(folder)
    dialog.shown.list.tree.event_generate("<<TreeviewOpen>>")
    window.wait_until(lambda: "P1" in dialog.state.folders, "the folder listed")
    window.settle()
    assert dialog.rows(folder) == [f"{number:04d}.dcm" for number in range(12)]
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    assert dialog.shown.summary.cget("text") == (
        "✓ 12 written and read back · 12 sources proved by their copies"
    )
    assert len(files_below(out)) == 12
    shown: list[str] = []
    monkeypatch.setattr(file_manager, "reveal", lambda path, _: shown.append(path))
    dialog.press("reveal")
    assert shown == [str(out)]


def test_what_was_copied_is_undone_after_a_look(window: AppWindow, tmp_path: Path) -> None:
    dialog = organise(window, small_files(tmp_path / "in", 3), tmp_path / "out")
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    dialog.press("undo")
    assert dialog.state.kind is JobKind.UNDO
    dialog.reach(Stage.PROPOSED)
    assert dialog.shown.summary.cget("text") == "3 files to remove"
    assert len(files_below(tmp_path / "out")) == 3
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    assert dialog.shown.summary.cget("text") == "✓ 3 removed"
    assert not (tmp_path / "out").exists()


def test_a_target_inside_an_opened_folder_is_refused_at_once(
    window: AppWindow, tmp_path: Path
) -> None:
    source = small_files(tmp_path / "in", 1)
    opened(window, source)
    dialog = Dialog(window, JobKind.ORGANISE)
    dialog.into(source / "below")
    assert "lies inside" in dialog.texts()
    assert dialog.shown.buttons["look"].instate(["disabled"])


def test_a_fault_in_the_template_is_marked_where_it_is(window: AppWindow, tmp_path: Path) -> None:
    opened(window, small_files(tmp_path / "in", 1))
    dialog = Dialog(window, JobKind.ORGANISE)
    field = dialog.shown.form.template
    assert field is not None
    window.wait_until(lambda: "Such as P1/" in dialog.texts(), "an example")
    field.text.delete("1.0", "end")
    field.text.insert("1.0", "{PatientID}/{SeriesNumbr}.dcm")
    window.wait_until(lambda: "did you mean SeriesNumber" in dialog.texts(), "the fault said")
    assert [str(place) for place in field.text.tag_ranges("fault")] == ["1.13", "1.24"]


def test_a_field_that_is_being_typed_is_completed(window: AppWindow, tmp_path: Path) -> None:
    opened(window, small_files(tmp_path / "in", 1))
    dialog = Dialog(window, JobKind.ORGANISE)
    field = dialog.shown.form.template
    assert field is not None
    window.wait_until(lambda: bool(field.text.winfo_viewable()), "the dialog on screen")
    window.give_keys(field.text)
    field.text.delete("1.0", "end")
    field.text.insert("1.0", "{PatientBirthDa")
    completions = field._completions
    window.wait_until(lambda: completions.is_shown, "names to choose from")
    assert completions.accept_first()
    window.wait_until(
        lambda: dialog.state.options.template == "{PatientBirthDate", "the name taken"
    )


def test_cancelling_midway_leaves_no_partial_file(window: AppWindow, roomy: Path) -> None:
    source, out = slow_files(roomy / "in"), roomy / "out"
    dialog = organise(window, source, out)
    dialog.press("act")
    window.wait_until(lambda: dialog.state.progress is not None, "the copy under way")
    dialog.press("stop")
    dialog.reach(Stage.ENDED)
    assert dialog.shown.summary.cget("text").startswith("Cancelled")
    assert not (out / "P1" / "0002.dcm").exists()
    dialog.press("resume")
    dialog.reach(Stage.PROPOSED)
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    assert (out / "P1" / "0002.dcm").stat().st_size == (source / "large").stat().st_size


def test_a_killed_process_is_told_and_its_job_resumed(window: AppWindow, roomy: Path) -> None:
    source, out = slow_files(roomy / "in"), roomy / "out"
    dialog = organise(window, source, out)
    dialog.press("act")
    window.wait_until(lambda: dialog.state.progress is not None, "the copy under way")
    os.kill(_process_id(window), signal.SIGKILL)
    dialog.reach(Stage.LOST)
    assert "has died (ended by SIGKILL)" in dialog.texts()
    dialog.press("resume")
    dialog.reach(Stage.PROPOSED)
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    assert (out / "P1" / "0002.dcm").stat().st_size == (source / "large").stat().st_size


def _process_id(window: AppWindow) -> int:
    talk = window.app._runner._jobs._talk
    assert talk is not None
    child = talk._worker._child
    assert child is not None
    return child._process.pid


def test_closing_the_window_during_a_job_asks(window: AppWindow, roomy: Path) -> None:
    dialog = organise(window, slow_files(roomy / "in"), roomy / "out")
    dialog.press("act")
    window.wait_until(lambda: dialog.state.progress is not None, "the copy under way")
    assert window.app.answer(QUIT)
    window.settle()
    assert dialog.shown.buttons["close_then"].winfo_manager()
    dialog.press("stay")
    dialog.press("stop")
    dialog.reach(Stage.ENDED)
    assert not window.app.answer(QUIT)


@pytest.mark.parametrize("kind", [JobKind.ORGANISE, JobKind.EXPORT, JobKind.DICOMDIR])
def test_the_copied_command_does_the_same(
    window: AppWindow, tmp_path: Path, pydicom_files: Path, kind: JobKind
) -> None:
    opened(window, pydicom_files / "dicomdirtests" / "98892001")
    out, other = tmp_path / "it's $HOME", tmp_path / "other"
    series = window.app.session.tree.series()[0].key
    dialog = Dialog(window, kind, ("series", series))
    dialog.into(out)
    command = dialog.command()
    dialog.look()
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    out.rename(other)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    by_window, by_command = files_below(other), files_below(out)
    assert len(by_window) > 1
    assert set(by_window) == set(by_command)
    if kind is not JobKind.DICOMDIR:  # whose directory has a UID of its own each time
        assert by_window == by_command


def status_of_its_command(dialog: Dialog) -> int:
    return subprocess.run(dialog.command(), cwd=ROOT, capture_output=True, check=False).returncode


def test_the_copied_command_of_undoing_does_the_same(window: AppWindow, tmp_path: Path) -> None:
    source, out = small_files(tmp_path / "in", 4), tmp_path / "out"
    dialog = organise(window, source, out)
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    (out / "P1" / "0001.dcm").write_bytes(b"changed")
    dialog.press("undo")
    dialog.wait_for_job()
    assert status_of_its_command(dialog) == 1  # as one file stays
    assert files_below(out) == {"P1/0001.dcm": b"changed"}
    assert len(files_below(source)) == 4


def test_the_copied_command_of_resuming_does_the_same(window: AppWindow, roomy: Path) -> None:
    source, out = slow_files(roomy / "in"), roomy / "out"
    dialog = organise(window, source, out)
    dialog.press("act")
    window.wait_until(lambda: dialog.state.progress is not None, "the copy under way")
    dialog.press("stop")
    dialog.reach(Stage.ENDED)
    assert not (out / "P1" / "0002.dcm").exists()
    dialog.press("resume")
    dialog.wait_for_job()
    assert status_of_its_command(dialog) == 0
    assert (out / "P1" / "0002.dcm").stat().st_size == (source / "large").stat().st_size


def test_an_export_says_before_what_it_refuses(
    window: AppWindow, corpus: Path, tmp_path: Path
) -> None:
    opened(window, corpus / "ct-gantry-tilt")
    dialog = Dialog(window, JobKind.EXPORT)
    dialog.choose(form="nifti")
    dialog.into(tmp_path / "out")
    dialog.look()
    tree = dialog.shown.list.tree
    remarks, _ = tree.get_children()
    (tilted,) = (row for row in tree.get_children(remarks) if "tilted" in tree.set(row, "remark"))
    assert tree.set(tilted, "remark").endswith("…")
    tree.selection_set(tilted)
    whole = dialog.shown.list.whole
    window.wait_until(lambda: whole.cget("text").endswith("axis"), "all of a remark")
    assert not (tmp_path / "out").exists()
    dialog.choose(resample=True)
    dialog.look()
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    assert any(name.endswith(".nii.gz") for name in files_below(tmp_path / "out"))


def test_remembered_jobs_are_offered_and_found_by_folder(window: AppWindow, tmp_path: Path) -> None:
    first = organise(window, small_files(tmp_path / "in", 2), tmp_path / "first")
    first.press("act")
    first.reach(Stage.ENDED)
    dialog = Dialog(window, JobKind.UNDO)
    jobs = dialog.shown.form.jobs
    assert jobs is not None
    window.wait_until(lambda: dialog.state.jobs is not None, "the jobs listed")
    window.settle()
    (row,) = jobs.table.get_children()
    assert jobs.table.set(row, "place") == str(tmp_path / "first")
    jobs.folder.variable.set("elsewhere")
    assert "Nothing is remembered" in dialog.texts()
    jobs.folder.variable.set("FIRST")
    jobs.table.selection_set(jobs.table.get_children()[0])
    window.wait_until(lambda: dialog.state.is_ready, "the job chosen")
    window.settle()
    dialog.look()
    assert dialog.shown.summary.cget("text") == "2 files to remove"
    assert remembered_jobs()[0].can_undo


def test_hidden_identity_masks_the_dialog(window: AppWindow, tmp_path: Path) -> None:
    dialog = organise(window, small_files(tmp_path / "Doe in", 2), tmp_path / "Doe out")
    assert "P1" in dialog.texts()
    assert "Doe" in dialog.texts()
    window.send(IdentityToggled())
    texts = dialog.texts()
    assert "P1" not in texts
    assert "Doe" not in texts
    assert "Folder 1" in texts
    assert dialog.shown.form.target is not None
    assert dialog.shown.form.target.entry.cget("show") == "•"
    for name in ("command", "save"):
        assert dialog.shown.buttons[name].instate(["disabled"])
    assert dialog.shown.window is not None
    dialog.shown.window.event_generate("<Control-Shift-H>")
    window.settle()
    assert not window.app.session.identity_hidden
    assert dialog.shown.form.target.entry.cget("show") == ""


def test_hostile_values_become_harmless_names(window: AppWindow, tmp_path: Path) -> None:
    hostile = ["../../x", "/etc/passwd", "CON", "$[exit] {", "a" * 9_000, "W" * 300]
    source = tmp_path / "in"
    source.mkdir()
    for number, value in enumerate(hostile):
        values = {"sop_instance_uid": f"1.2.{number}", "series_instance_uid": f"1.3.{number}"}
        (source / str(number)).write_bytes(instance(patient_id=value, **values))
    dialog = organise(window, source, tmp_path / "out")
    assert dialog.shown.list.tree.get_children()
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    assert len(files_below(tmp_path / "out")) == len(hostile)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_tab_goes_through_the_dialog_from_above(window: AppWindow, tmp_path: Path) -> None:
    small_files(tmp_path / "in", 2)
    window.open(str(tmp_path / "in"))
    shown = Dialog(window, JobKind.ORGANISE).shown
    assert shown.window is not None
    dialog = shown.window
    window.wait_until(lambda: bool(shown.list.tree.winfo_viewable()), "the dialog on screen")
    places: list[tkinter.Misc | None] = [dialog.tk_focusNext()]
    while places[-1] is not shown.buttons["close"]:
        before = places[-1]
        assert before is not None
        places.append(before.tk_focusNext())
        assert len(places) < 40
    assert places[0] is shown.form.choices["whole"].buttons["whole"]
    assert shown.form.target is not None
    assert places.index(shown.form.target.entry) < places.index(shown.list.tree)


def test_choices_without_room_stand_in_a_further_line(window: AppWindow, tmp_path: Path) -> None:
    small_files(tmp_path / "in", 2)
    window.open(str(tmp_path / "in"))
    row = Dialog(window, JobKind.ORGANISE).shown.form.choices["preset"]
    window.root.update()
    assert len({button.winfo_y() for button in row.buttons.values()}) == 1
    row.label("flat", "every file in one folder, whatever it is called " * 2)
    row.draw("flat", enabled=True)
    window.root.update()
    assert len({button.winfo_y() for button in row.buttons.values()}) > 1
    for button in row.buttons.values():
        assert button.winfo_x() + button.winfo_width() <= row.frame.winfo_width()
        assert button.winfo_y() + button.winfo_height() <= row.frame.winfo_height()


def test_where_no_copy_can_be_undone_the_dialog_says_so(window: AppWindow, tmp_path: Path) -> None:
    dialog = Dialog(window, JobKind.UNDO)
    window.wait_until(lambda: "no copy that could be undone" in dialog.texts(), "what is missing")


def test_a_new_look_keeps_the_dialog_as_it_stands(window: AppWindow, tmp_path: Path) -> None:
    dialog = organise(window, small_files(tmp_path / "in", 2), tmp_path / "out")
    window.app.dispatch(SettingChosen("text_percent", 150))
    window.settle()
    assert dialog.rows() == [str(tmp_path / "out")]
    assert isinstance(dialog.shown.buttons["act"], ttk.Button)
    dialog.press("act")
    dialog.reach(Stage.ENDED)
    assert len(files_below(tmp_path / "out")) == 2


def test_where_text_is_large_the_form_gives_way_to_the_plan(display: str, tmp_path: Path) -> None:
    with app_window(text_percent=200) as large:
        dialog = organise(large, small_files(tmp_path / "in", 2), tmp_path / "out")
        assert not dialog.shown.form.frame.winfo_manager()
        large.wait_until(lambda: dialog.shown.list.frame.winfo_height() > 100, "room for the plan")
        dialog.press("change")
        assert dialog.shown.form.frame.winfo_manager()
