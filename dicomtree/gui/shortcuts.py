"""Keys that work wherever the focus is."""

import sys
import tkinter
from collections.abc import Callable, Mapping
from functools import partial

TAG = "DicomTreeKeys"
"""A binding tag that stands first on every widget: the picture's own "o" would take Ctrl+O too."""

COMMAND = "Command" if sys.platform == "darwin" else "Control"

SEQUENCES: Mapping[str, tuple[str, ...]] = {
    "open": (f"<{COMMAND}-o>", f"<{COMMAND}-O>"),
    "jobs": (f"<{COMMAND}-e>", f"<{COMMAND}-E>"),
    "find": (f"<{COMMAND}-f>", f"<{COMMAND}-F>"),
    "rescan": ("<F5>",),
    "help": ("<F1>",),
    "order": ("<F2>",),
    "along": ("<F3>",),
    "values": ("<F4>",),
    "full_screen": ("<F11>",),
    "next_pane": ("<F6>",),
    "identity": (f"<{COMMAND}-Shift-h>", f"<{COMMAND}-Shift-H>"),
    "larger": (f"<{COMMAND}-plus>", f"<{COMMAND}-equal>", f"<{COMMAND}-KP_Add>"),
    "smaller": (f"<{COMMAND}-minus>", f"<{COMMAND}-KP_Subtract>"),
    "normal": (f"<{COMMAND}-Key-0>", f"<{COMMAND}-KP_0>"),
    "quit": (f"<{COMMAND}-q>", f"<{COMMAND}-w>"),
}


BESIDE = ("identity", "help", "along", "values", "larger", "smaller", "normal")
"""Actions whose keys hold in the windows beside the main one too."""


def bind(window: tkinter.Misc, actions: Mapping[str, Callable[[], None]]) -> None:
    """Bind each action's keys for `window` and all that is in it now."""
    for name, sequences in SEQUENCES.items():
        for sequence in sequences:
            handler = _ending(actions[name])
            window.bind_class(TAG, sequence, handler)
            window.bind(sequence, handler)
        window.bind(_event(name), _ending(actions[name]))
    window.bind("<Escape>", _ending(actions["leave"]))
    _tag(window)


def pass_on(window: tkinter.Misc, main: tkinter.Misc) -> None:
    """Let keys do in a window what they do in the one of `main`: hiding who the patient is first."""
    for name in BESIDE:
        generate = partial(main.winfo_toplevel().event_generate, _event(name))
        for sequence in SEQUENCES[name]:
            window.bind(sequence, _ending(generate))


def _event(name: str) -> str:
    return f"<<DicomTree-{name}>>"


def _tag(widget: tkinter.Misc) -> None:
    for child in widget.winfo_children():
        if isinstance(child, tkinter.Toplevel | tkinter.Menu):
            continue
        child.bindtags((TAG, *child.bindtags()))
        _tag(child)


def _ending(action: Callable[[], None]) -> Callable[[object], str]:
    def handle(_: object) -> str:
        action()
        return "break"

    return handle
