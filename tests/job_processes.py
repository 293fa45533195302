"""A job's process as the window talks to it, and sources that take a moment to copy."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dicomtree.model.proposals import Ending, Proposal
from dicomtree.workers import Worker
from tests.dicom_bytes import instance

MODULE = "dicomtree.cli.job_process"
LARGE_BYTES = 256 << 20


class TalkedTo:
    """One process; `hear` is called with every answer before the last."""

    def __init__(self) -> None:
        self.worker = Worker(MODULE)
        self.hear: Callable[[tuple[str, Any]], None] = lambda _: None

    def ask(self, kind: str, what: object = None) -> tuple[str, Any]:
        """Ask, and return the last answer."""
        self.worker.ask((kind, what))
        latest: tuple[str, Any] = ("nothing", None)
        while (reply := self.worker.answer(None)) is not None:
            latest = reply[0]
            self.hear(latest)
        return latest

    def propose(self, *words: object) -> Proposal:
        """Let a command's words become a proposal."""
        kind, value = self.ask("propose", [str(word) for word in words])
        assert kind == "proposal", value
        return Proposal(*value)

    def start(self) -> Ending:
        """Carry out what was proposed."""
        kind, value = self.ask("start")
        assert kind == "ending", value
        return Ending(*value)

    @property
    def process_id(self) -> int:
        """The process itself."""
        child = self.worker._child
        assert child is not None
        return child._process.pid


def talked_to() -> Iterator[TalkedTo]:
    """Give a process that ends afterwards."""
    talk = TalkedTo()
    yield talk
    talk.worker.close()


def small_files(folder: Path, count: int) -> Path:
    """Write so many slices of one series."""
    folder.mkdir(parents=True)
    for number in range(count):
        values = {"sop_instance_uid": f"1.2.3.{number}", "instance_number": str(number)}
        (folder / f"{number:04d}").write_bytes(instance(**values))
    return folder


def slow_files(folder: Path) -> Path:
    """Write a slice, and one whose copying takes long enough to be stopped: it ends in zeros."""
    small_files(folder, 1)
    large = folder / "large"
    large.write_bytes(instance(sop_instance_uid="1.2.4", instance_number="2"))
    os.truncate(large, LARGE_BYTES)
    return folder
