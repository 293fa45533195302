"""The process that a window's jobs run in: `python -m dicomtree.cli.job_process`.

It is asked with the words of a command, says what that would do, and does it when told to. What it
answers are the values of `model.proposals`, their fields in a tuple behind their kind.
"""

import argparse
import threading
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from dicomtree import dicomdir
from dicomtree.cli import proposed
from dicomtree.cli.jobs import Watch
from dicomtree.cli.main import parser
from dicomtree.cli.proposed import Done, Proposed
from dicomtree.cli.proposed_tree import ProposedTree
from dicomtree.cli.reading import read_folders
from dicomtree.cli.status import CommandError
from dicomtree.model import JobProgress, Progress
from dicomtree.publish import (
    DestinationRefusedError,
    JobRunningError,
    NoRoomError,
    check_destination,
    new_file,
)
from dicomtree.workers import serve_long

Tell = Callable[[object], None]
Answer = tuple[str, Any]

_FROM_LIBRARY = {
    "organise": proposed.propose_copies,
    "export": proposed.propose_export,
    "dicomdir": proposed.propose_medium,
}
_FROM_JOURNAL = {"resume": proposed.propose_resuming, "undo": proposed.propose_undoing}


class JobProcess:
    """Answers the window; holds what was proposed until it is carried out."""

    def __init__(self, tell: Tell, stop: threading.Event) -> None:
        self._tell = tell
        self._stop = stop
        self._proposed: Proposed | None = None
        self._tree = ProposedTree(())
        self._done: Done | None = None
        self._opened: tuple[str, ...] = ()
        self._roots: tuple[str, ...] = ()

    def answer(self, request: tuple[str, Any]) -> Answer:
        """Carry out one request; what cannot be done is an answer, too."""
        try:
            return self._answered(*request)
        except FileExistsError:
            return "refused", "a file of that name is there already; nothing is ever overwritten"
        except FileNotFoundError as error:
            return "refused", f"{error.filename or 'it'} is not there"
        except JobRunningError:
            return "refused", "this job is at work now"
        except OSError as error:
            return "refused", error.strerror or str(error)
        except dicomdir.FilingCancelledError:
            return "refused", "cancelled"
        except (CommandError, DestinationRefusedError, ValueError, NoRoomError) as error:
            return "refused", str(error)

    def _answered(self, kind: str, what: Any) -> Answer:
        match kind:
            case "opened":
                self._opened = tuple(what)
                return "noted", None
            case "propose":
                return self._propose(what)
            case "list":
                return "listed", [astuple(row) for row in self._tree.rows(what)]
            case "start":
                return self._start()
            case "save plan" | "save proved":
                self._save(kind, Path(what))
                return "saved", what
            case _:
                raise ValueError(f"unknown request {kind}")

    def _propose(self, words: list[str]) -> Answer:
        options = parser().parse_args([*words, "--quiet"])
        watch = Watch(self._advanced, self._stop)
        command = options.command
        if command in _FROM_JOURNAL:
            made = _FROM_JOURNAL[command](options, watch)
        else:
            made = self._from_library(options, watch)
        check_destination(made.proposal.destination, self._opened)
        if self._stop.is_set():
            return "refused", "cancelled"
        self._proposed, self._done = made, None
        self._tree = ProposedTree(made.lines)
        return "proposal", astuple(made.proposal)

    def _from_library(self, options: argparse.Namespace, watch: Watch) -> Proposed:
        library = read_folders(options, watch=(self._read, self._stop))
        self._roots = library.roots
        return _FROM_LIBRARY[options.command](library, options, watch)

    def _start(self) -> Answer:
        if self._proposed is None:
            raise ValueError("nothing was proposed")
        # Folders may have been opened while the proposal was looked at.
        check_destination(self._proposed.proposal.destination, self._opened)
        self._done = self._proposed.carry_out(Watch(self._advanced, self._stop))
        return "ending", astuple(self._done.ending)

    def _save(self, kind: str, path: Path) -> None:
        # As a folder of that name would be: it lies in none that is read or open.
        check_destination(str(path), (*self._roots, *self._opened))
        if kind == "save plan":
            if self._proposed is None or self._proposed.save is None:
                raise ValueError("nothing was planned")
            self._proposed.save(path)
            return
        paths = self._done.proved if self._done is not None else ()
        with new_file(path) as file:
            file.write("".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape"))

    # ---- how far it is
    def _read(self, progress: Progress) -> None:
        self._tell(("reading", (progress.files, progress.folder)))

    def _advanced(self, progress: JobProgress) -> None:
        self._tell(("progress", astuple(progress)))


def _make_handler(tell: Tell, stop: threading.Event) -> Callable[[Any], object]:
    return JobProcess(tell, stop).answer


if __name__ == "__main__":
    serve_long(_make_handler)
