"""How the window looks: colours, fonts and lengths, and the ttk styles made of them."""

import itertools
import tkinter
from dataclasses import dataclass, field
from tkinter import font as tk_font
from tkinter import ttk
from typing import Any

from PIL import ImageTk

from dicomtree.gui import icons
from dicomtree.gui.palette import DARK, LIGHT, Palette
from dicomtree.gui.spaced_menu import SpacedMenu

TEXT_PIXELS = 13
ROW_PIXELS = 24
MENU_ROW_PIXELS = 21
TREE_INDENT = 16
CELL_PADDING = (8, 2)
BESIDE_CELL = CELL_PADDING[0] + CELL_PADDING[1] + 8  # 4 a side are Tk's own
LIST_PIXELS = 12
ICON_PIXELS = 16
TTK_THEME = "clam"  # the one theme that takes every colour, on every system

TREE = "Dicom.Treeview"
LIST = "List.Dicom.Treeview"
SCROLLBAR = "Dicom.Vertical.TScrollbar"
SCROLLBAR_ACROSS = "Dicom.Horizontal.TScrollbar"
SLIDER = "Dicom.Horizontal.TScale"
PROGRESS = "Dicom.Horizontal.TProgressbar"
TOOL = "Tool.Dicom.TButton"
BUTTON = "Dicom.TButton"
PRIMARY = "Primary.Dicom.TButton"
LINK = "Link.Dicom.TButton"
ENTRY = "Dicom.TEntry"

NAMED_FONTS = ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont", "TkCaptionFont")
"""The fonts of the dialogs that Tk draws itself."""

Font = tuple[str, int] | tuple[str, int, str]

_generations = itertools.count()


def exact_font(widget: tkinter.Misc, description: Font) -> tk_font.Font:
    """Return a font of just so many pixels.

    tkinter's `Font(font=…)` asks Tk for what it is in whole points, and makes that: up to a tenth
    wider or narrower than what is drawn with the description itself.
    """
    family, height, *weight = description
    return tk_font.Font(
        widget, family=family, size=height, weight="bold" if "bold" in weight else "normal"
    )


@dataclass(frozen=True, slots=True)
class Style:
    """What every part of the window draws itself with.

    `unit` is the length in screen pixels of one pixel at 96 dots per inch and text at 100 %.
    """

    palette: Palette
    unit: float
    family: str
    fixed_family: str
    _images: dict[tuple[str, str, int, bool], ImageTk.PhotoImage] = field(
        default_factory=dict, repr=False, compare=False
    )

    def px(self, length: float) -> int:
        """Return a length of the design in pixels of this screen, at least 1."""
        return max(1, round(length * self.unit))

    def font(self, size: float = TEXT_PIXELS, weight: str = "") -> Font:
        """Return a font of this many design pixels; negative sizes are pixels to Tk."""
        height = -max(6, self.px(size))
        return (self.family, height, weight) if weight else (self.family, height)

    def fixed_font(self, size: float = TEXT_PIXELS) -> Font:
        """Return a font of equally wide letters."""
        return (self.fixed_family, -max(6, self.px(size)))

    @property
    def text_colours(self) -> dict[str, Any]:
        """Return the colour options of Tk's own entries and texts."""
        palette = self.palette
        return {
            "background": palette.panel,
            "foreground": palette.text,
            "insertbackground": palette.text,
            "selectbackground": palette.accent,
            "selectforeground": palette.on_accent,
        }

    def icon(
        self, name: str, colour: str, size: float = ICON_PIXELS, *, marked: bool = False
    ) -> ImageTk.PhotoImage:
        """Return an icon as a Tk image, the same object each time, kept while the style lives.

        A marked one carries a small warning sign.
        """
        key = (name, colour, self.px(size), marked)
        if key not in self._images:
            image = icons.draw(name, key[2], colour)
            if marked:
                icons.mark(image, self.palette.warning, self.palette.panel)
            self._images[key] = ImageTk.PhotoImage(image)
        return self._images[key]


def make_style(root: tkinter.Misc, theme: str, text_percent: int) -> Style:
    """Return the style for a look ("dark" or "light") on the screen that `root` is on."""
    dots_per_inch = root.winfo_fpixels("1i")
    return Style(
        palette=LIGHT if theme == "light" else DARK,
        unit=dots_per_inch / 96 * text_percent / 100,
        family=str(tk_font.nametofont("TkDefaultFont", root=root).actual("family")),
        fixed_family=str(tk_font.nametofont("TkFixedFont", root=root).actual("family")),
    )


def apply(root: tkinter.Misc, style: Style) -> None:
    """Set the ttk styles named in this module, and the looks of menus."""
    ttk_style = ttk.Style(root)
    ttk_style.theme_use(TTK_THEME)
    _trees(ttk_style, style)
    _scrollbar(ttk_style, style, SCROLLBAR, "Vertical")
    _scrollbar(ttk_style, style, SCROLLBAR_ACROSS, "Horizontal")
    _slider(ttk_style, style)
    _buttons(ttk_style, style)
    _entry(ttk_style, style)
    _dialogs(ttk_style, style)
    for name in NAMED_FONTS:
        tk_font.nametofont(name, root=root).configure(size=-style.px(TEXT_PIXELS))


class PopUp:
    """Opens one menu at a time; the one before goes only then, as its command runs after it."""

    def __init__(self) -> None:
        self._menu: tkinter.Menu | None = None

    def show(self, made: tkinter.Menu, at: tuple[int, int]) -> None:
        """Open a menu at a point of the screen."""
        if self._menu is not None:
            self._menu.destroy()
        self._menu = made
        made.tk_popup(*at)


def menu(parent: tkinter.Misc, style: Style) -> tkinter.Menu:
    """Return an empty pop-up menu in the window's look."""
    palette = style.palette
    look: dict[str, Any] = {
        "tearoff": False,
        "font": style.font(),
        "background": palette.raised,
        "foreground": palette.text,
        "activebackground": palette.accent,
        "activeforeground": palette.on_accent,
        "disabledforeground": palette.dim,
        "selectcolor": palette.text,
        "relief": "raised",
        "borderwidth": 1,
        "activeborderwidth": 0,
    }
    if parent.tk.call("tk", "windowingsystem") == "x11":
        return SpacedMenu(parent, style.px(MENU_ROW_PIXELS), **look)
    return tkinter.Menu(parent, **look)


def _trees(ttk_style: ttk.Style, style: Style) -> None:
    palette = style.palette
    indicator = _indicator(ttk_style, style)
    for name, size, row in ((TREE, TEXT_PIXELS, ROW_PIXELS), (LIST, LIST_PIXELS, 22)):
        ttk_style.configure(
            name,
            font=style.font(size),
            rowheight=style.px(row),
            indent=style.px(TREE_INDENT),
            background=palette.panel,
            fieldbackground=palette.panel,
            foreground=palette.text,
            borderwidth=0,
            relief="flat",
            **_edges(palette.panel),
        )
        ttk_style.map(
            name,
            background=[("selected focus", palette.accent), ("selected", palette.selected)],
            foreground=[("selected focus", palette.on_accent), ("selected", palette.text)],
        )
        ttk_style.layout(name, [("Treeview.treearea", {"sticky": "nswe"})])
        ttk_style.layout(f"{name}.Item", _item_layout(indicator))
        # Text that is cut off must not run into the next column's.
        left, right = map(style.px, CELL_PADDING)
        ttk_style.configure(f"{name}.Cell", padding=(left, 0, right, 0))
        _heading(ttk_style, style, f"{name}.Heading")


def _heading(ttk_style: ttk.Style, style: Style, name: str) -> None:
    palette = style.palette
    ttk_style.configure(
        name,
        font=style.font(TEXT_PIXELS - 1),
        background=palette.panel,
        foreground=palette.dim,
        padding=(style.px(7), style.px(5), style.px(3), style.px(5)),
        relief="flat",
        borderwidth=0,
        **_edges(palette.panel),
    )
    ttk_style.map(
        name,
        background=[("active", palette.hover)],
        foreground=[("active", palette.text)],
    )


def _indicator(ttk_style: ttk.Style, style: Style) -> str:
    """Make the expander an icon of ours: clam's own stays tiny on dense screens."""
    name = f"Dicom{next(_generations)}.Treeitem.indicator"
    colour = style.palette.dim
    ttk_style.element_create(
        name,
        "image",
        style.icon("chevron_right", colour),
        ("user2", style.icon("blank", colour)),
        ("user1", style.icon("chevron_down", colour)),
        sticky="w",
        width=style.px(ICON_PIXELS + 2),
    )
    return name


def _item_layout(indicator: str) -> Any:
    inside = [
        (indicator, {"side": "left", "sticky": ""}),
        ("Treeitem.image", {"side": "left", "sticky": ""}),
        ("Treeitem.text", {"side": "left", "sticky": ""}),
    ]
    return [("Treeitem.padding", {"sticky": "nswe", "children": inside})]


def _scrollbar(ttk_style: ttk.Style, style: Style, name: str, direction: str) -> None:
    palette = style.palette
    ttk_style.layout(name, _scrollbar_layout(direction))
    ttk_style.configure(
        name,
        background=palette.border,
        troughcolor=palette.panel,
        arrowsize=style.px(10),
        width=style.px(10),
        gripcount=0,
        relief="flat",
        borderwidth=0,
        **_edges(palette.panel),
    )
    ttk_style.map(
        name,
        background=[("disabled", palette.panel), ("active", palette.dim)],
    )


def _scrollbar_layout(direction: str) -> Any:
    """Return a scrollbar without arrows."""
    thumb = [(f"{direction}.Scrollbar.thumb", {"expand": True, "sticky": "nswe"})]
    along = "ns" if direction == "Vertical" else "we"
    return [(f"{direction}.Scrollbar.trough", {"sticky": along, "children": thumb})]


def _slider(ttk_style: ttk.Style, style: Style) -> None:
    palette = style.palette
    ttk_style.configure(
        SLIDER,
        background=palette.accent,
        troughcolor=palette.raised,
        sliderlength=style.px(28),
        sliderthickness=style.px(10),
        gripcount=0,
        relief="flat",
        borderwidth=0,
        **_edges(palette.accent),
    )
    ttk_style.configure(SLIDER, bordercolor=palette.raised)
    ttk_style.map(SLIDER, background=[("disabled", palette.border)])
    ttk_style.configure(
        PROGRESS,
        background=palette.accent,
        troughcolor=palette.raised,
        thickness=style.px(6),
        borderwidth=0,
        **_edges(palette.accent),
    )
    ttk_style.configure(PROGRESS, bordercolor=palette.raised)


def _buttons(ttk_style: ttk.Style, style: Style) -> None:
    palette = style.palette
    grounds = {
        TOOL: (palette.window, palette.text, palette.hover, style.px(6), style.px(5)),
        BUTTON: (palette.raised, palette.text, palette.hover, style.px(12), style.px(6)),
        PRIMARY: (palette.accent, palette.on_accent, palette.accent, style.px(12), style.px(6)),
        LINK: (palette.panel, palette.text, palette.hover, style.px(8), style.px(4)),
    }
    for name, (ground, text, hover, wide, high) in grounds.items():
        ttk_style.layout(name, _button_layout())
        ttk_style.configure(
            name,
            font=style.font(),
            background=ground,
            foreground=text,
            padding=(wide, high),
            relief="raised",  # clam draws no border, and so no focus ring, on a flat one
            borderwidth=1,
            anchor="w" if name == LINK else "center",
            **_edges(ground) | ({"bordercolor": palette.border} if name == BUTTON else {}),
        )
        faces = [
            ("disabled", ground),
            ("pressed", hover if name == PRIMARY else palette.selected),
            ("active", hover),
            ("selected", palette.selected),
        ]
        ring = ("focus", palette.text if name == PRIMARY else palette.accent)
        ttk_style.map(
            name,
            background=faces,
            foreground=[("disabled", palette.faded)],
            bordercolor=[ring] if name == BUTTON else [ring, *faces],
            lightcolor=[ring, *faces],
            darkcolor=[ring, *faces],
        )


def _button_layout() -> Any:
    label = [("Button.label", {"sticky": "nswe"})]
    padding = [("Button.padding", {"sticky": "nswe", "children": label})]
    return [("Button.border", {"sticky": "nswe", "border": "1", "children": padding})]


def _entry(ttk_style: ttk.Style, style: Style) -> None:
    palette = style.palette
    ttk_style.configure(
        ENTRY,
        background=palette.panel,  # of the corners
        fieldbackground=palette.panel,
        foreground=palette.text,
        insertcolor=palette.text,
        selectbackground=palette.accent,
        selectforeground=palette.on_accent,
        padding=(style.px(6), style.px(4)),
        borderwidth=1,
        **_edges(palette.border),
    )
    ttk_style.configure(ENTRY, lightcolor=palette.panel, darkcolor=palette.panel)
    ttk_style.map(
        ENTRY,
        bordercolor=[("focus", palette.accent)],
        lightcolor=[("focus", palette.accent)],
        darkcolor=[("focus", palette.panel)],
    )


def _dialogs(ttk_style: ttk.Style, style: Style) -> None:
    """Make Tk's own file dialogs look of today; their list is white, so all of them is light."""
    palette = LIGHT
    ttk_style.configure(
        ".",
        background=palette.window,
        foreground=palette.text,
        fieldbackground=palette.panel,
        selectbackground=palette.accent,
        selectforeground=palette.on_accent,
        insertcolor=palette.text,
        troughcolor=palette.raised,
        arrowcolor=palette.dim,
        **_edges(palette.border),
    )
    for name in ("TButton", "TMenubutton"):
        ttk_style.configure(
            name,
            background=palette.raised,
            padding=(style.px(10), style.px(4)),
            relief="flat",
            **(_edges(palette.raised) | {"bordercolor": palette.border}),
        )
        ttk_style.map(name, background=[("disabled", palette.window), ("active", palette.hover)])


def _edges(colour: str) -> dict[str, str]:
    """Return clam's three edge colours, which it draws in white unless told otherwise."""
    return {"bordercolor": colour, "lightcolor": colour, "darkcolor": colour}
