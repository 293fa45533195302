"""F1: keys and mouse; and what the program is, and is not."""

import tkinter
from functools import partial
from tkinter import ttk
from typing import Literal

import dicomtree
from dicomtree.gui import shortcuts
from dicomtree.gui import style as styles
from dicomtree.gui.caution import CAUTION
from dicomtree.gui.placement import placed_over
from dicomtree.gui.scrollbars import scroll_down
from dicomtree.gui.style import Style

KEYS_AND_MOUSE: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Mouse on the picture",
        (
            ("Left drag", "window: right = wider, down = darker"),
            ("Middle drag, Shift + left drag", "move the picture"),
            ("Right drag", "zoom"),
            ("Right click", "menu"),
            ("Wheel", "next and previous slice"),
            ("Ctrl + wheel", "zoom at the pointer"),
            ("Double click", "the picture fills the window, and back"),
        ),
    ),
    (
        "Keys on the picture",
        (
            ("↓ → · ↑ ←", "next · previous slice"),
            ("PgDn · PgUp", "ten slices on · back"),
            ("Home · End", "first · last slice"),
            ("Ctrl + PgDn · PgUp", "next · previous series"),
            ("Ctrl + ↓ · ↑", "next · previous echo, phase, time point …"),
            ("Ctrl + Shift + ↓ · ↑", "the same for a second such dimension"),
            ("Ctrl + → · ←", "the same for a third"),
            ("Space", "play, stop"),
            ("L", "small localizer, where there is one"),
            ("1 – 8 · 0", "CT windows · the file's own"),
            ("+ · −", "zoom in · out"),
            ("F · O", "fit · one to one"),
            ("A · M", "window: automatic · minimum to maximum"),
            ("C · Y · G · T", "colours · overlays · histogram · small pictures"),
            ("R · H · V · I", "turn · mirror · mirror top to bottom · invert"),
            ("D · B · E", "measure a distance, a box, an ellipse; Esc ends"),
            ("Enter · Delete", "place a measurement · remove the latest"),
            ("Shift + arrows · Alt + arrows", "move its end · all of it"),
            ("Ctrl + C", "copy the measurements as text"),
            ("Backspace", "view as at first"),
        ),
    ),
    (
        "Keys in the tree",
        (
            ("↑ ↓ Home End", "choose a row"),
            ("→ · ←", "open · close"),
            ("Letters", "find a row that has them"),
            ("Enter", "pass the keys to the picture"),
        ),
    ),
    (
        "Keys in the find box",
        (
            ("Tab", "complete a keyword, or the first one offered"),
            ("↓ ↑ · Enter", "choose among those offered · take it"),
            ("Enter · Esc", "on to the tree · all of the tree again"),
        ),
    ),
    (
        "Keys in the list of attributes",
        (
            ("Enter, double click", "open, follow a reference, or see all of a value"),
            ("Ctrl + F", "filter by text, *, /expression/ or tag; Esc shows all"),
            ("Ctrl + C · Ctrl + Shift + C", "copy the value · the row"),
            ("Ctrl + T · K · P · E", "copy tag · keyword · path · pydicom expression"),
            ("Right click on a heading", "choose the columns; drag their edges"),
        ),
    ),
    (
        "Everywhere",
        (
            ("Ctrl + O", "open a folder"),
            ("Ctrl + E", "copy and export; undo and resume"),
            ("Ctrl + F", "find in the tree, or filter a window; Esc shows all again"),
            ("F5", "see whether the folders have changed"),
            ("F2", "why this order, and choosing another"),
            ("F3 · F4", "attributes along the slices · all values, tables"),
            ("F6 · Tab", "next pane · next control"),
            ("Ctrl + + · − · 0", "text larger · smaller · as at first"),
            ("Ctrl + Shift + H", "hide who the patient is"),
            ("F11", "full screen"),
            ("n · p", "in a comparison: next · previous difference"),
            ("F1 · Esc", "this help · close it"),
        ),
    ),
)

COLUMNS: tuple[tuple[str, ...], ...] = (
    ("Mouse on the picture", "Everywhere", "Keys in the list of attributes"),
    ("Keys on the picture", "Keys in the tree", "Keys in the find box"),
)
"""The sections side by side, so that both columns are about as long."""

SCROLLING: tuple[tuple[str, int, Literal["units", "pages"]], ...] = (
    ("<Button-4>", -2, "units"),
    ("<Button-5>", 2, "units"),
    ("<Up>", -2, "units"),
    ("<Down>", 2, "units"),
    ("<Prior>", -1, "pages"),
    ("<Next>", 1, "pages"),
)


def show_help(root: tkinter.Misc, style: Style) -> tkinter.Toplevel:
    """Open the sheet of keys and mouse, with what the program is below it; Esc closes it.

    On a screen that is too small for all of it the columns stand one below the other, and scroll.
    """
    window = _sheet(root, style, "DicomTree – keys and mouse")
    foot = _about(window, style)
    canvas = tkinter.Canvas(window, background=style.palette.panel, highlightthickness=0)
    inside = _columns(canvas, style)
    window.update_idletasks()
    canvas.create_window(0, 0, window=inside, anchor="nw")
    width, height = inside.winfo_reqwidth(), inside.winfo_reqheight()
    canvas.configure(scrollregion=(0, 0, width, height), yscrollincrement=style.px(21))
    bar = scroll_down(canvas)
    canvas.pack(side="left", fill="both", expand=True)
    _let_scroll(window, canvas)
    wanted = width + bar.winfo_reqwidth(), height + foot.winfo_reqheight()
    window.geometry(placed_over(root, *wanted))
    return window


def _columns(canvas: tkinter.Canvas, style: Style) -> tkinter.Frame:
    ground = style.palette.panel
    inside = tkinter.Frame(canvas, background=ground, padx=style.px(20), pady=style.px(14))
    lines = dict(KEYS_AND_MOUSE)
    sides = [tkinter.Frame(inside, background=ground) for _ in COLUMNS]
    for side, titles in zip(sides, COLUMNS, strict=True):
        side.pack(side="left", anchor="n", padx=style.px(12))
        for title in titles:
            _section(side, style, title, lines[title])
    inside.update_idletasks()
    if inside.winfo_reqwidth() > canvas.winfo_screenwidth():
        for side in sides:
            side.pack_configure(side="top", anchor="w")
    return inside


def _let_scroll(window: tkinter.Toplevel, canvas: tkinter.Canvas) -> None:
    def scroll(by: int, what: Literal["units", "pages"], _: object = None) -> None:
        if canvas.yview() != (0.0, 1.0):
            canvas.yview_scroll(by, what)

    for sequence, by, what in SCROLLING:
        window.bind(sequence, partial(scroll, by, what))
    window.bind("<MouseWheel>", lambda event: scroll(-2 if event.delta > 0 else 2, "units"))


def _sheet(root: tkinter.Misc, style: Style, title: str) -> tkinter.Toplevel:
    window = tkinter.Toplevel(root, background=style.palette.panel)
    window.title(title)
    window.transient(root.winfo_toplevel())
    shortcuts.pass_on(window, root)
    for sequence in ("<Escape>", *shortcuts.SEQUENCES["help"]):
        window.bind(sequence, lambda _: window.destroy())
    window.focus_set()
    return window


def _section(
    parent: tkinter.Misc, style: Style, title: str, lines: tuple[tuple[str, str], ...]
) -> None:
    palette = style.palette
    frame = tkinter.Frame(parent, background=palette.panel)
    frame.pack(anchor="w", pady=(0, style.px(10)))
    heading = tkinter.Label(
        frame,
        text=title,
        font=style.font(14, "bold"),
        background=palette.panel,
        foreground=palette.text,
    )
    heading.grid(row=0, column=0, columnspan=2, sticky="w", pady=(0, style.px(4)))
    for row, texts in enumerate(lines, 1):
        for column, (text, colour) in enumerate(
            zip(texts, (palette.text, palette.dim), strict=True)
        ):
            label = tkinter.Label(
                frame, text=text, font=style.font(12), background=palette.panel, foreground=colour
            )
            label.grid(row=row, column=column, sticky="w", padx=(0, style.px(16)))


def _about(window: tkinter.Toplevel, style: Style) -> tkinter.Frame:
    """Write below what the program is; packed first, this keeps its room."""
    palette = style.palette
    foot = tkinter.Frame(window, background=palette.raised)
    foot.pack(side="bottom", fill="x")
    close = ttk.Button(foot, text="Close", style=styles.PRIMARY, command=window.destroy)
    close.pack(side="right", padx=style.px(20))
    close.focus_set()
    texts = tkinter.Frame(foot, background=palette.raised)
    texts.pack(side="left", padx=style.px(20), pady=style.px(12), fill="x", expand=True)
    lines = (
        (f"DicomTree {dicomtree.__version__}", palette.text),
        (f"⚠ {CAUTION}", palette.warning),
    )
    for text, colour in lines:
        label = tkinter.Label(
            texts,
            text=text,
            font=style.font(12),
            background=palette.raised,
            foreground=colour,
            wraplength=style.px(400),
            justify="left",
            anchor="w",
        )
        label.pack(fill="x")
        label.bind("<Configure>", _wrap_at_width)
    return foot


def _wrap_at_width(event: "tkinter.Event[tkinter.Label]") -> None:
    event.widget.configure(wraplength=event.width)
