"""`app.py` and `dicomtree` without arguments."""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from typing import TYPE_CHECKING

from dicomtree.gui.start.mending import this_system
from dicomtree.gui.start.messages import explain, has_console, show_box, tell
from dicomtree.gui.start.preconditions import find_missing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

CANNOT_START = 2

DESCRIPTION = """Look through folders of DICOM files: patient, study, series, slices in the right
order.  Not a medical device: not for diagnosis, treatment planning or any clinical decision;
displays are not calibrated."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window on what the arguments name; return the exit status.

    2 if something is missing that it needs: then one message has said what, and how to mend it.
    """
    parser = argparse.ArgumentParser(prog="app.py", description=DESCRIPTION)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a folder, file or ZIP archive")
    parser.add_argument("--demo", action="store_true", help="open a small invented study set")
    options = parser.parse_args(arguments)
    if not is_ready(window=True):
        return CANNOT_START
    return _open_window(options.paths, demo=options.demo)


def is_ready(*, window: bool) -> bool:
    """Return whether everything is there; if not, say what is missing."""
    missing = find_missing(window=window)
    if not any(missing):
        return True
    tell(explain(missing, this_system()))
    return False


def _open_window(paths: Sequence[str], *, demo: bool) -> int:
    from dicomtree import settings

    settings.start_logging()
    sys.excepthook = report_fault
    threading.excepthook = _log_thread_fault
    from dicomtree.gui import window

    return window.run(paths, demo=demo)


def report_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Write a fault of the program's own to the log, and show it on the console or in a box."""
    if issubclass(kind, KeyboardInterrupt):
        return
    from dicomtree import settings

    logging.getLogger(__name__).critical("a fault", exc_info=(kind, error, trace))
    if has_console():
        sys.__excepthook__(kind, error, trace)
    else:
        place = f"Where it arose is in the log:\n{settings.log_file()}"
        show_box(f"DicomTree ended by a fault of its own ({kind.__name__}).\n\n{place}")


def _log_thread_fault(fault: threading.ExceptHookArgs) -> None:
    # Not a box: Tk belongs to the main thread, and the window goes on.
    error = fault.exc_value or fault.exc_type()
    trace = fault.exc_traceback
    logging.getLogger(__name__).error("a fault", exc_info=(fault.exc_type, error, trace))
    threading.__excepthook__(fault)
