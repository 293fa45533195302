"""Reading ahead changes when files are touched, never what is found or its order."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dicomtree.scanner import read_ahead
from dicomtree.scanner.folders import File
from dicomtree.scanner.read_ahead import ReadAhead


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
            ahead.judge(50, wall_s=1.0, cpu_s=0.1)
        if number == 200:
            ahead.judge(1_000_000, wall_s=1.0, cpu_s=1.0)
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
    quick.judge(10, wall_s=0.001, cpu_s=0.001)
    assert len(list(quick.of(found(tmp_path, 30)))) == 30
    assert not touched
    slow.judge(10, wall_s=0.5, cpu_s=0.001)
    assert len(list(slow.of(found(tmp_path, 30)))) == 30
    assert all_touched.wait(30)
