"""Reading folders for a command: common options, progress on standard error, cancelling."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from dicomtree import model, settings
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.library import Library, OnProgress
from dicomtree.settings import KeepIndex
from dicomtree.text import counted, show

INDEX_NOTICE = (
    "dicomtree: what was read is kept, patient names included, so that it is there at once next "
    "time: {}. `dicomtree forget` deletes it, `dicomtree forget --never` for good. This is said "
    "once."
)


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folders and the options that decide how they are read."""
    parser.add_argument("folders", nargs="+", metavar="FOLDER", help="folder or ZIP archive")
    parser.add_argument(
        "--patients-by",
        choices=("id", "id+name"),
        default="id+name",
        help="what makes two files one patient's (default: id+name)",
    )
    parser.add_argument(
        "--follow-links", action="store_true", help="also read folders that links point to"
    )
    parser.add_argument(
        "--index",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="keep what is read, and show it from there next time (default: as chosen, else yes)",
    )


def read_folders(
    options: argparse.Namespace,
    *,
    remember_orders: bool = False,
    watch: tuple[OnProgress, threading.Event] | None = None,
) -> Library:
    """Read the folders that a command names; Ctrl+C stops and keeps what was read.

    With `remember_orders`, series are viewed as the user chose. `watch` is told how far it is and
    stops it, instead of the terminal.

    Raises
    ------
    CommandError
        Status 2, if one of them does not exist: nothing is read then.
    """
    library = Library(
        patients_by=options.patients_by,
        follow_links=options.follow_links,
        remember_orders=remember_orders,
        index=options.index,
    )
    _add_roots(library, options.folders)
    if watch is not None:
        library.scan(progress=watch[0], cancel=watch[1])
        return library
    cancel = threading.Event()
    with cancelled_by_ctrl_c(cancel), _progress_bar(options.quiet) as progress:
        library.scan(progress=progress, cancel=cancel)
    if not options.quiet:
        _tell_of_index(library)
    return library


def _tell_of_index(library: Library) -> None:
    """Say why there is no index, or, once, that there is one."""
    if library.index_trouble is not None:
        text = f"the index is not used: {library.index_trouble}"
        print(f"dicomtree: {show(text)}", file=sys.stderr)
    chosen = settings.load()
    if library.index_location is None or chosen.keep_index is not KeepIndex.UNDECIDED:
        return
    print(INDEX_NOTICE.format(show(str(library.index_location))), file=sys.stderr)
    settings.save(replace(chosen, keep_index=KeepIndex.KEEP))


def reading_status(library: Library) -> ExitStatus:
    """Return how a command that only read has ended."""
    if library.cancelled:
        return ExitStatus.CANCELLED
    return ExitStatus.SOME if library.counts.problems else ExitStatus.DONE


def _add_roots(library: Library, folders: Sequence[str]) -> None:
    for folder in folders:
        try:
            library.add_root(folder)
        except FileNotFoundError:
            raise CommandError(f"there is nothing at {folder}", ExitStatus.USAGE) from None
        except NotADirectoryError:
            raise CommandError(
                f"{folder} is neither a folder nor a ZIP archive", ExitStatus.USAGE
            ) from None


@contextmanager
def cancelled_by_ctrl_c(cancel: threading.Event) -> Iterator[None]:
    """Let the first Ctrl+C stop the reading, and a second one the program."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress_bar(quiet: bool) -> Iterator[OnProgress | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(pulse_style="blue"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def advance(progress: model.Progress) -> None:
            text = (
                f"{counted(progress.files, 'file')} · {counted(progress.instances, 'instance')} · "
                f"{progress.files_per_second:,.0f} files/s · {show(progress.folder, 60)}"
            )
            bar.update(task, description=text.replace("[", r"\["))

        yield advance
