"""F1: keys and mouse; and what the program is, and is not."""

import tkinter
from tkinter import ttk

import dicomtree
from dicomtree.gui import style as styles
from dicomtree.gui.caution import CAUTION
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
            ("n · p", "in a comparison: next · previous difference"),
            ("Ctrl + O", "open a folder"),
            ("Ctrl + E", "copy and export; undo and resume"),
            ("Ctrl + F", "find in the tree; Esc shows all of it again"),
            ("F5", "see whether the folders have changed"),
            ("F2", "why this order, and choosing another"),
            ("F3 · F4", "attributes along the slices · all values, tables"),
            ("F6 · Tab", "next pane · next control"),
            ("Ctrl + + · − · 0", "text larger · smaller · as at first"),
            ("Ctrl + Shift + H", "hide who the patient is"),
            ("F11", "full screen"),
            ("F1 · Esc", "this help · close it"),
        ),
    ),
)

COLUMNS = 2


def show_help(root: tkinter.Misc, style: Style) -> tkinter.Toplevel:
    """Open the sheet of keys and mouse, with what the program is below it; Esc closes it."""
    window = _sheet(root, style, "DicomTree – keys and mouse")
    columns = tkinter.Frame(window, background=style.palette.panel)
    columns.pack(fill="both", expand=True, padx=style.px(20), pady=(style.px(14), 0))
    sides = [tkinter.Frame(columns, background=style.palette.panel) for _ in range(COLUMNS)]
    for side in sides:
        side.pack(side="left", anchor="n", padx=style.px(12))
    for place, (title, lines) in enumerate(KEYS_AND_MOUSE):
        _section(sides[place % COLUMNS], style, title, lines)
    _about(window, style)
    window.update_idletasks()
    _centre(window, root)
    return window


def _sheet(root: tkinter.Misc, style: Style, title: str) -> tkinter.Toplevel:
    window = tkinter.Toplevel(root, background=style.palette.panel)
    window.title(title)
    window.transient(root.winfo_toplevel())
    window.bind("<Escape>", lambda _: window.destroy())
    window.focus_set()
    return window


def _section(
    parent: tkinter.Misc, style: Style, title: str, lines: tuple[tuple[str, str], ...]
) -> None:
    palette = style.palette
    frame = tkinter.Frame(parent, background=palette.panel)
    frame.pack(anchor="w", pady=(0, style.px(14)))
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


def _about(window: tkinter.Toplevel, style: Style) -> None:
    palette = style.palette
    foot = tkinter.Frame(window, background=palette.raised)
    foot.pack(fill="x")
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
            wraplength=style.px(560),
            justify="left",
        )
        label.pack(anchor="w")
    close = ttk.Button(foot, text="Close", style=styles.PRIMARY, command=window.destroy)
    close.pack(side="right", padx=style.px(20))
    close.focus_set()


def _centre(window: tkinter.Toplevel, root: tkinter.Misc) -> None:
    width, height = window.winfo_reqwidth(), window.winfo_reqheight()
    left = root.winfo_rootx() + (root.winfo_width() - width) // 2
    top = root.winfo_rooty() + (root.winfo_height() - height) // 2
    left = max(0, min(left, root.winfo_screenwidth() - width))
    top = max(0, min(top, root.winfo_screenheight() - height))
    window.geometry(f"+{left}+{top}")
