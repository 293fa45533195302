"""Short texts that appear where the pointer rests."""

import tkinter
from collections.abc import Callable
from typing import Any, ClassVar

from dicomtree.gui.style import Style

DELAY_MS = 600
WIDEST = 520


class HoverTip:
    """Shows what `text_at(event)` says, when the pointer rests on a widget; "" shows nothing."""

    _latest: ClassVar["HoverTip | None"] = None

    def __init__(
        self, widget: tkinter.Misc, style: Style, text_at: Callable[[Any], str | None]
    ) -> None:
        self._widget = widget
        self._style = style
        self._text_at = text_at
        self._timer: str | None = None
        self._window: tkinter.Toplevel | None = None
        self._text = ""
        widget.bind("<Motion>", self._on_motion, add="+")
        widget.bind("<Leave>", self._on_leave, add="+")
        widget.bind("<ButtonPress>", self._on_leave, add="+")
        widget.bind("<Destroy>", self._on_leave, add="+")

    def _on_motion(self, event: Any) -> None:
        text = self._text_at(event) or ""
        if text == self._text:
            return
        self.hide()
        self._text = text
        if text:
            HoverTip._latest = self
            place = event.x_root, event.y_root
            self._timer = self._widget.after(DELAY_MS, lambda: self._show(place))

    def _on_leave(self, _: Any) -> None:
        self.hide()

    @staticmethod
    def take_away() -> None:
        """Hide the text on screen and the one to come: what it was about has changed."""
        if HoverTip._latest is not None:
            HoverTip._latest.hide()

    def hide(self) -> None:
        """Take the text away."""
        if HoverTip._latest is self:
            HoverTip._latest = None
        self._text = ""
        if self._timer is not None:
            self._widget.after_cancel(self._timer)
            self._timer = None
        if self._window is not None:
            self._window.destroy()
            self._window = None

    def _show(self, pointer: tuple[int, int]) -> None:
        self._timer = None
        palette = self._style.palette
        window = self._window = tkinter.Toplevel(self._widget, background=palette.border)
        window.wm_overrideredirect(True)
        label = tkinter.Label(
            window,
            text=self._text,
            font=self._style.font(12),
            background=palette.raised,
            foreground=palette.text,
            justify="left",
            wraplength=self._style.px(WIDEST),
            padx=self._style.px(8),
            pady=self._style.px(4),
        )
        label.pack(padx=1, pady=1)
        window.update_idletasks()
        x, y = pointer[0] + self._style.px(10), pointer[1] + self._style.px(18)
        x = min(x, window.winfo_screenwidth() - window.winfo_reqwidth() - 4)
        if y + window.winfo_reqheight() > window.winfo_screenheight():
            y = pointer[1] - window.winfo_reqheight() - self._style.px(8)
        window.wm_geometry(f"+{max(0, x)}+{max(0, y)}")
