"""One window in one look: its layout, its panes, and where they stand."""

import tkinter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dicomtree.gui import icons, placement, shortcuts
from dicomtree.gui import style as styles
from dicomtree.gui.along_window import AlongWindow
from dicomtree.gui.attention import Attention
from dicomtree.gui.attribute_list import AttributeList, InspectorMemory
from dicomtree.gui.dropping import accept_drops
from dicomtree.gui.duplicates_window import DuplicatesWindow
from dicomtree.gui.find_box import FindBox
from dicomtree.gui.found_panel import FoundPanel
from dicomtree.gui.headers_menu import headers_menu
from dicomtree.gui.help import show_help
from dicomtree.gui.hover_tip import HoverTip
from dicomtree.gui.job_menu import job_menu
from dicomtree.gui.job_window import JobWindow
from dicomtree.gui.notice_bar import NoticeBar
from dicomtree.gui.object_view import ObjectView
from dicomtree.gui.order_panel import OrderPanel
from dicomtree.gui.slice_pane import SlicePane
from dicomtree.gui.status_bar import StatusBar
from dicomtree.gui.system_theme import system_theme
from dicomtree.gui.thumbnail_strip import ThumbnailStrip
from dicomtree.gui.toolbar import Toolbar
from dicomtree.gui.toolkit import hidden_root, sg
from dicomtree.gui.tree_view import RowLinks, TreeMemory, TreeView
from dicomtree.gui.values_window import ValuesWindow
from dicomtree.gui.view_menu import ViewMenu
from dicomtree.gui.welcome import Places, Welcome
from dicomtree.session.messages import Message, OpenRequested
from dicomtree.session.refresh_messages import AttentionReturned
from dicomtree.session.state import Session
from dicomtree.settings import Settings, Theme

TITLE = "DicomTree"
SASH = 6
TREE_SHARE, ATTRIBUTE_SHARE = 0.33, 0.32
TREE_WIDEST, ATTRIBUTE_WIDEST = 560, 520
NARROWEST_PANE = 140

Dispatch = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Links:
    """What the parts of a window call: `dispatch` on its own thread, `send` from any.

    `actions` are what buttons and keys do, by name; `reveal` shows (root, path) in the system's
    file manager.
    """

    dispatch: Dispatch
    send: Dispatch
    actions: Mapping[str, Callable[[], None]]
    reveal: Callable[[int, str], None]


@dataclass(slots=True)
class ShellMemory:
    """What is kept when the window is made anew in another look, beside the session."""

    tree: TreeMemory = field(default_factory=TreeMemory)
    attributes: InspectorMemory = field(default_factory=InspectorMemory)
    found_shown: bool = False


class Shell:
    """A PySimpleGUI window around the session; another look means another shell."""

    def __init__(self, settings: Settings, links: Links, memory: ShellMemory) -> None:
        base = hidden_root()
        theme = system_theme() if settings.theme is Theme.SYSTEM else str(settings.theme)
        self.style = styles.make_style(base, theme, settings.text_percent)
        styles.apply(base, self.style)
        self.toolbar = Toolbar(self.style)
        self._memory = memory
        self._help: tkinter.Toplevel | None = None
        row_links = RowLinks(links.dispatch, self.focus_picture, links.reveal)
        self.tree = TreeView(row_links, self.style, memory.tree)
        self.find = FindBox(links.dispatch, self.style, self.tree.focus)
        self.attributes = AttributeList(self.style, links.dispatch, memory.attributes)
        self.status = StatusBar(self.style)
        self.slices = SlicePane(links.dispatch, self.style, send=links.send, reveal=links.reveal)
        self.window = self._open(settings)
        self.root: tkinter.Toplevel = self.window.TKroot
        self._attach()
        middle, actions = self._middle.Widget, links.actions
        self.notices = NoticeBar(
            self._left.Widget, self.find.element.ParentRowFrame, self.style, links.dispatch
        )
        Attention(self.root, lambda: links.dispatch(AttentionReturned()))
        takes_drops = accept_drops(self.root, lambda paths: links.dispatch(OpenRequested(paths)))
        places = Places(self.root, self._panes.Widget, middle, takes_drops)
        self.welcome = Welcome(places, self.style, links.dispatch, actions)
        self.thumbnails = ThumbnailStrip(middle, self.style, links.dispatch)
        self.objects = ObjectView(
            middle,
            self.slices.element.Widget,
            self.style,
            links.dispatch,
            links.send,
            self.slices.focus,
        )
        self.found = FoundPanel(middle, self.style, links.send, self.toggle_found)
        self.order = OrderPanel(middle, self.style, links.dispatch)
        self.along = AlongWindow(self.root, self.style, links.dispatch, links.send)
        self.values = ValuesWindow(
            self.root, self.style, (links.dispatch, links.send), self.find.ask
        )
        self.duplicates = DuplicatesWindow(self.root, self.style, links.dispatch, links.send)
        self._headers_menu = styles.PopUp()
        self.jobs = JobWindow(self.root, self.style, links.dispatch, links.send)
        self._job_menu = styles.PopUp()
        self._dispatch = links.dispatch
        self.view_menu = ViewMenu(self.root, self.style, links.dispatch, actions["full_screen"])
        shortcuts.bind(self.root, actions)
        self._arrange(settings)

    # ---- layout
    def _open(self, settings: Settings) -> Any:
        palette = self.style.palette
        self._left = self._pane([[self.find.element], [self.tree.element]])
        self._middle = self._pane([[self.slices.element]])
        self._right = self._pane([[self.attributes.element]])
        self._panes = sg.Pane(
            [self._left, self._middle, self._right],
            orientation="h",
            background_color=palette.window,
            border_width=0,
            relief=sg.RELIEF_FLAT,
            show_handle=False,
            pad=((self.style.px(SASH), self.style.px(SASH)), 0),
            expand_x=True,
            expand_y=True,
        )
        self._geometry = self._wanted_geometry(settings)
        window = sg.Window(
            TITLE,
            [[self.toolbar.element], [self._panes], [self.status.element]],
            icon=icons.application_icon(),
            background_color=palette.window,
            font=self.style.font(),
            margins=(0, 0),
            element_padding=(0, 0),
            resizable=True,
            finalize=True,
            ttk_theme=styles.TTK_THEME,
            location=self._geometry[2:],
            size=self._geometry[:2],
            grab_anywhere_using_control=False,
            debugger_enabled=False,
            use_default_focus=False,
            enable_close_attempted_event=True,
        )
        window.TKroot.geometry(placement.as_text(self._geometry))
        return window

    def _pane(self, rows: list[list[Any]]) -> Any:
        ground = self.style.palette.panel
        return sg.Column(rows, background_color=ground, pad=(0, 0), expand_x=True, expand_y=True)

    def _wanted_geometry(self, settings: Settings) -> placement.Geometry:
        screen = placement.screen_of(hidden_root())
        wanted = settings.window_geometry or placement.first_geometry(screen, self.style)
        return placement.fitted(wanted, screen)

    def _attach(self) -> None:
        for part in (self.toolbar, self.find, self.tree, self.attributes, self.status, self.slices):
            part.attach()
        # What is packed first keeps its room: the foot, that says what the program is not.
        self.status.element.ParentRowFrame.pack_configure(
            side="bottom", before=self.toolbar.element.ParentRowFrame
        )
        smallest = [self.style.px(length) for length in placement.SMALLEST_SIZE]
        self.root.minsize(*(min(pair) for pair in zip(smallest, self._geometry[:2], strict=True)))
        for pane in (self._left, self._right):
            # Tk draws the ring in this colour while anything inside has the keys.
            pane.Widget.configure(
                highlightthickness=self.style.px(1.5),
                highlightbackground=self.style.palette.border,
                highlightcolor=self.style.palette.accent,
            )

    def _arrange(self, settings: Settings) -> None:
        self.paned: Any = self._panes.Widget  # a tkinter.PanedWindow
        self.paned.configure(sashwidth=self.style.px(SASH), sashrelief="flat", opaqueresize=True)
        # Tk reckons a move from where the panes were laid out last: a quick hand would squeeze them.
        self.paned.bind("<B1-Motion>", lambda _: self.paned.update_idletasks())
        width = self._geometry[0]
        left = min(round(width * TREE_SHARE), self.style.px(TREE_WIDEST))
        right = min(round(width * ATTRIBUTE_SHARE), self.style.px(ATTRIBUTE_WIDEST))
        if len(settings.pane_widths) == 3:
            left, _, right = settings.pane_widths
        narrowest = min(self.style.px(NARROWEST_PANE), width // 4)
        middle = max(width - left - right - 4 * self.style.px(SASH), narrowest)
        for pane, wide, stretch in (
            (self._left, left, "never"),
            (self._middle, middle, "always"),
            (self._right, right, "never"),
        ):
            self.paned.paneconfigure(
                pane.Widget, width=wide, minsize=narrowest, stretch=stretch, sticky="nsew"
            )
        if settings.window_maximised:
            self.maximise()

    # ---- drawing
    def draw(self, session: Session, previous: Session | None) -> None:
        """Bring every part in step with the session."""
        self.toolbar.draw(session, previous)
        self.find.draw(session, previous)
        self.tree.draw(session, previous)
        self.attributes.draw(session, previous)
        self.slices.draw(session, previous)
        self.status.draw(session, self.tree.selected_text())
        self.welcome.draw(session)
        self.notices.draw(session)
        self.thumbnails.draw(session)
        self.objects.draw(session)
        if self.objects.is_shown and self.slices.has_keys:
            self.objects.focus()
        self.found.draw(session)
        self.order.draw(session)
        self.jobs.draw(session)
        self.along.draw(session)
        self.values.draw(session)
        self.duplicates.draw(session)
        if previous is not None and _is_about(session) != _is_about(previous):
            HoverTip.take_away()
        if previous is None or session.picture_filled != previous.picture_filled:
            self._fill(session.picture_filled)
        if previous is None:
            self.attributes.restore_scroll()
            self.found.show(self._memory.found_shown)
            self.welcome.give_way(self.found.is_shown)

    def memory(self) -> ShellMemory:
        """Return what a window in another look needs to go on as this one stands."""
        return ShellMemory(self.tree.memory(), self.attributes.memory(), self.found.is_shown)

    def _fill(self, filled: bool) -> None:
        for pane in (self._left, self._right):
            self.paned.paneconfigure(pane.Widget, hide=filled)
        toolbar_row = self.toolbar.element.ParentRowFrame
        if filled:
            toolbar_row.pack_forget()
            self.focus_picture()
        elif not toolbar_row.winfo_manager():
            toolbar_row.pack(side="top", fill="x", before=self._panes.ParentRowFrame)

    # ---- doing
    def focus_picture(self) -> None:
        """Give the keys to the picture, or to what stands in its place."""
        if self.objects.is_shown:
            self.objects.focus()
        else:
            self.slices.focus()

    def focus_next_pane(self) -> None:
        """Give the keys to the pane after the one that has them."""
        focused = self.root.focus_get()
        if focused is self.tree.tree:
            self.focus_picture()
        elif focused is self.attributes.list:
            self.tree.focus()
        else:
            self.attributes.focus()

    def toggle_found(self) -> None:
        """Show what was found in the picture's place, or the picture again."""
        self.found.show(not self.found.is_shown)
        self.welcome.give_way(self.found.is_shown)
        if not self.found.is_shown:
            self.focus_picture()

    def show_job_menu(self, session: Session) -> None:
        """Open the menu of what can be copied and exported."""
        menu = job_menu(
            self.root, self.style, self._dispatch, session.selection, is_open=bool(session.roots)
        )
        self._job_menu.show(menu, self.toolbar.place_of("jobs"))

    def show_headers_menu(self, session: Session) -> None:
        """Open the menu of what can be asked of many headers at once."""
        menu = headers_menu(self.root, self.style, self._dispatch, session)
        self._headers_menu.show(menu, self.toolbar.place_of("headers"))

    def show_help(self) -> None:
        """Open the sheet of keys and mouse, or bring it to the front."""
        if self._help is None or not self._help.winfo_exists():
            self._help = show_help(self.root, self.style)
        self._help.lift()
        self._help.focus_set()

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        self.root.attributes("-fullscreen", not self.is_full_screen)

    @property
    def is_full_screen(self) -> bool:
        """Whether the window takes the whole screen."""
        return bool(self.root.attributes("-fullscreen"))

    def maximise(self) -> None:
        """Make the window as large as the desktop allows."""
        if self.root.tk.call("tk", "windowingsystem") == "x11":
            self.root.attributes("-zoomed", True)
        else:
            self.root.state("zoomed")

    @property
    def is_maximised(self) -> bool:
        """Whether the window is as large as the desktop allows."""
        if self.root.tk.call("tk", "windowingsystem") == "x11":
            return bool(self.root.attributes("-zoomed"))
        return self.root.state() == "zoomed"

    def geometry(self) -> placement.Geometry:
        """Return where the window stands, as Tk would set it again.

        winfo_x and winfo_y leave the frame out that the window manager draws: a window put where
        they say wanders down the screen.
        """
        return placement.from_text(self.root.geometry())

    def pane_widths(self) -> tuple[int, int, int]:
        """Return the widths of tree, picture and attributes."""
        self.paned.update_idletasks()  # they follow the window's width only when Tk is idle
        left, middle, right = (
            pane.Widget.winfo_width() for pane in (self._left, self._middle, self._right)
        )
        return left, middle, right

    def close(self) -> None:
        """Close the window."""
        self.tree.close()
        self.slices.close()
        self.objects.close()
        self.attributes.close()
        self.order.close()
        self.jobs.close()
        self.along.close()
        self.values.close()
        self.duplicates.close()
        self.window.close()


def _is_about(session: Session) -> tuple[object, ...]:
    """Return what a text at the resting pointer must not outlive."""
    return session.identity_hidden, session.selection
