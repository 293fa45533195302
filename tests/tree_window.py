"""A window with nothing but the tree, and the session around it."""

import tkinter
from types import TracebackType
from typing import Self

from dicomtree.gui import style as styles
from dicomtree.gui.toolkit import hidden_root, sg
from dicomtree.gui.tree_view import RowLinks, TreeMemory, TreeView
from dicomtree.session.messages import Message
from dicomtree.session.state import NodeKey, Session
from dicomtree.session.update import update
from tests.screen import wait_until


class TreeWindow:
    """The tree in a window; messages change the session, effects lead nowhere."""

    def __init__(
        self,
        session: Session,
        *,
        size: tuple[int, int] = (460, 500),
        memory: TreeMemory | None = None,
    ) -> None:
        self.session = session
        self.messages: list[Message] = []
        self.keys_passed = 0
        self.revealed: list[tuple[int, str]] = []
        self.faults: list[BaseException] = []
        self._drawn: Session | None = None
        style = styles.make_style(hidden_root(), "dark", 100)
        styles.apply(hidden_root(), style)
        links = RowLinks(self.dispatch, self._pass_keys, self._reveal)
        self.view = TreeView(links, style, memory or TreeMemory())
        self._window = sg.Window(
            "tree",
            [[self.view.element]],
            size=size,
            margins=(0, 0),
            finalize=True,
            ttk_theme=styles.TTK_THEME,
        )
        self.root: tkinter.Toplevel = self._window.TKroot
        hidden_root().report_callback_exception = self._fault
        self.view.attach()
        self.tree = self.view.tree
        self.settle()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.view.close()
        self._window.close()
        if self.faults:
            raise self.faults[0]

    def dispatch(self, message: Message) -> None:
        self.messages.append(message)
        self.session, _ = update(self.session, message)

    def show(self, session: Session) -> None:
        """Draw another session."""
        self.session = session
        self.settle()

    def settle(self) -> None:
        """Draw until nothing is left to draw and Tk has nothing left to do."""
        wait_until(self._is_settled, "the tree drawn")

    def wait_for(self, item: str, text: str) -> None:
        """Draw until a row's label is this text."""
        wait_until(
            lambda: self._is_settled() and self.tree.item(item, "text") == text, f"{text} in a row"
        )

    def _is_settled(self) -> bool:
        drawn, self._drawn = self._drawn, self.session
        if drawn is not self.session:
            self.view.draw(self.session, drawn)
        self.root.update()
        return self._drawn is self.session and not self.view.is_filling

    def send(self, message: Message) -> None:
        """Let something happen, and draw what comes of it."""
        self.dispatch(message)
        self.settle()

    def texts(self) -> list[str]:
        """Return what the rows say that scrolling can reach, top to bottom."""
        items = self.view.nodes.visible_items()
        return [self._whole(item) for item in items]

    def _whole(self, item: str) -> str:
        """Return all that a row says; its column may have no room for it."""
        return self.view.nodes.cut_off(item, "") or str(self.tree.item(item, "text")).strip()

    def item(self, *key: str | int) -> str:
        """Return the widget's name of a row that must be there."""
        found = self.view.nodes.item_of(node(*key))
        assert found is not None
        return found

    def open(self, *key: str | int) -> None:
        """Open a row by its expander's key, as a user would."""
        item = self.item(*key)
        self.focus()
        self.tree.focus(item)
        self.press("<Right>")

    def focus(self) -> None:
        """Give the keys to the tree, for certain."""
        self.tree.focus_force()
        wait_until(lambda: self._is_settled() and self.tree.focus_get() is self.tree, "focus")

    def press(self, sequence: str) -> None:
        """Let the tree see a key."""
        self.tree.event_generate(sequence)
        self.settle()

    def write(self, letters: str) -> None:
        """Type letters."""
        for letter in letters:
            self.tree.event_generate("<Key>", keysym="space" if letter == " " else letter)
        self.settle()

    def click(self, *key: str | int) -> None:
        """Click on a row's label."""
        item = self.item(*key)
        self.tree.see(item)
        self.root.update()
        box = self.tree.bbox(item, "#0")
        assert not isinstance(box, str)
        x, y = box[0] + 90, box[1] + box[3] // 2
        for sequence in ("<Button-1>", "<ButtonRelease-1>"):
            self.tree.event_generate(sequence, x=x, y=y)
        self.settle()

    def _pass_keys(self) -> None:
        self.keys_passed += 1

    def _reveal(self, root: int, path: str) -> None:
        self.revealed.append((root, path))

    def _fault(
        self, _: type[BaseException], fault: BaseException, __: TracebackType | None
    ) -> None:
        self.faults.append(fault)


def node(*parts: str | int) -> NodeKey:
    """Return a node's key from its kind and its numbers."""
    kind, first, *others = parts
    return (str(kind), int(first), *(int(other) for other in others))
