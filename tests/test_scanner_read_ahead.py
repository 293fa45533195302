"""Reading ahead changes when files are touched, never what is found or its order."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dicomtree.scanner import read_ahead
from dicomtree.scanner.folders import File
from dicomtree.scanner.read_ahead import Pace, ReadAhead


class Slow(Pace):
    """Reading that waits."""

    def is_waiting(self, files: int) -> bool:
        return files > 0


class Quick(Pace):
    """Reading that does not wait."""

    def is_waiting(self, files: int) -> bool:
        return files < 0


def found(folder: Path, count: int) -> Iterator[File]:
    for number in range(count):
        name = f"{number:03d}"
        yield File(0, "", name, name, str(folder / name), None)


def test_order_is_kept_when_reading_begins_to_wait_and_when_it_ends(tmp_path: Path) -> None:
    ahead = ReadAhead()
    names = []
    for number, file in enumerate(ahead.of(found(tmp_path, 300))):
        names.append(file.name)
        if number == 50:
            ahead.judge(50, Slow())
        if number == 200:
            ahead.judge(1_000_000, Quick())
    assert names == [f"{number:03d}" for number in range(300)]


def test_files_ahead_are_touched_only_while_reading_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: set[str] = set()
    all_touched = threading.Event()

    def note(path: str) -> tuple[int, object]:
        touched.add(path)
        if len(touched) == 30:
            all_touched.set()
        raise FileNotFoundError

    monkeypatch.setattr(read_ahead, "open_descriptor", note)
    quick, slow = ReadAhead(), ReadAhead()
    quick.judge(10, Quick())
    assert len(list(quick.of(found(tmp_path, 30)))) == 30
    assert not touched
    slow.judge(10, Slow())
    assert len(list(slow.of(found(tmp_path, 30)))) == 30
    assert all_touched.wait(30)


def test_waiting_for_a_file_counts_and_waiting_for_a_processor_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wall = cpu = 0.0
    waits = 0
    monkeypatch.setattr(time, "monotonic", lambda: wall)
    monkeypatch.setattr(time, "process_time", lambda: cpu)
    monkeypatch.setattr(read_ahead, "_waits", lambda: waits)
    pace = Pace()
    wall, cpu = 1.0, 0.1
    assert not pace.is_waiting(100)  # somebody else had the processor
    waits = 150
    assert pace.is_waiting(100)
    cpu = 0.999
    assert not pace.is_waiting(100)


def test_each_wait_is_counted() -> None:
    before = read_ahead._waits()
    for _ in range(20):
        threading.Event().wait(0.001)
    assert read_ahead._waits() - before >= 20
