"""Opening a folder tells the truth, whatever dies or changes meanwhile and whatever lies in it."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dicomtree
from dicomtree.index import forget_everything
from dicomtree.library import Library, opened
from dicomtree.model import NOT_YET_CHECKED, ProblemKind
from dicomtree.workers import Worker
from tests import dicom_bytes as files

KILLS, ALL_KILLS = 8, 100
ROUNDS, ALL_ROUNDS = 3, 30

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and names of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four series of twelve images in folders of their own; of every third the pixels lie far."""
    for series in range(4):
        (tmp_path / "data" / f"s{series}").mkdir(parents=True)
        for number in range(12):
            write(tmp_path / "data" / f"s{series}" / f"im{number:02}", series, number)
    return tmp_path / "data"


def write(path: Path, series: int, number: int) -> None:
    uid = f"1.2.{series}.{number}"
    elements = files.instance_elements(
        series_instance_uid=f"1.2.{series}", sop_instance_uid=uid, instance_number=str(number)
    )
    if number % 3 == 0:
        elements.insert(-1, (0x00291000, "OB", bytes(9000)))
    path.write_bytes(files.part10(files.data_set(elements)))


def fresh(folder: Path) -> dict[str, Any]:
    """Return what a reading without index says."""
    return dicomtree.open_folder(folder, index=False).to_json()


def flaws(library: Library) -> set[str | None]:
    return {row.flaw for series in library.tree.series() for row in library.rows_of(series.key)}


class Deadly:
    """Kills the worker before some of its answers are taken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        self.killed = 0
        original = Worker.answer

        def answer(worker: Worker, timeout_s: float | None) -> tuple[Any] | None:
            self.left -= 1
            if self.left == 0 and worker._child is not None:
                worker._child._process.send_signal(signal.SIGKILL)
                self.killed += 1
            return original(worker, timeout_s)

        monkeypatch.setattr(Worker, "answer", answer)


def test_a_worker_killed_from_outside_costs_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    expected = fresh(folder)
    deadly = Deadly(monkeypatch)
    chance = random.Random(7)
    for _ in range(ALL_KILLS if long else KILLS):
        forget_everything()
        deadly.left = chance.randrange(1, 60)
        library = dicomtree.open_folder(folder)
        assert library.counts.files == 48
        assert library.counts.problems == 0
        assert NOT_YET_CHECKED not in flaws(library)
        deadly.left = -1
        again = dicomtree.open_folder(folder)
        assert again.counts.problems == 0
        if not any(flaws(library)):
            assert again.to_json() == expected
    assert deadly.killed > 3


@pytest.mark.parametrize("keep_index", [True, False])
def test_files_that_come_change_and_go_during_a_scan_are_told_as_they_were_met(
    folder: Path, monkeypatch: pytest.MonkeyPatch, long: bool, keep_index: bool
) -> None:
    monkeypatch.setattr(opened, "PROGRESS_INTERVAL_S", 0.0)
    chance = random.Random(11)
    for number in range(ALL_ROUNDS if long else ROUNDS):
        library = Library(index=keep_index)
        library.add_root(folder)
        library.scan(progress=lambda _, base=100 * number: disturb(folder, chance, base))  # type: ignore[misc]
        counts = library.counts
        found = counts.instances + counts.duplicates + counts.not_dicom + counts.problems
        assert counts.files == found
        kinds = {problem.kind for problem in library.problems}
        assert kinds <= {ProblemKind.VANISHED, ProblemKind.NO_IDENTITY, ProblemKind.DAMAGED}
        json.dumps(library.to_json())
        library.scan()
        assert library.to_json() == fresh(folder)


def disturb(folder: Path, chance: random.Random, base: int) -> None:
    """Create a file, change one, cut one off, remove one, and move one."""
    present = sorted(path for path in folder.rglob("*") if path.is_file())
    write(folder / f"s{chance.randrange(4)}" / f"new{base}{chance.random()}", 1, base)
    write(chance.choice(present), 2, base + chance.randrange(90))
    os.truncate(chance.choice(present), chance.randrange(400))
    (moved := chance.choice(present)).rename(moved.parent.parent / f"moved {moved.name}")
    gone = chance.choice(present)
    gone.unlink(missing_ok=True)


NASTY = (
    b" ",
    b" leading",
    b"trailing ",
    b"trailing.",
    b"-rf",
    b"~",
    b"$HOME",
    b"`id`",
    b"; ls",
    b"a\nb",
    b"a\tb",
    b"\r",
    b"\x1b[31m",
    b"\x7f",
    b"\xff\xfe",
    b"caf\xe9",
    b"cafe\xcc\x81",
    "\u202etxt.exe".encode(),
    "\U0001f480".encode(),
    b"a!",
    b"a.zip!",
    b"%s%n",
    b"{0}",
    b"CON",
    b"nul.dcm",
    b"con:stream",
    b"back\\slash",
    b"'quoted'",
    b'"quoted"',
    b"<tag>&amp;",
    b"x" * 255,
    b"\xed\xa0\x80",
    b"...",
    b".hidden",
)


def test_nasty_names_links_and_special_files_are_each_counted_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for number, name in enumerate(NASTY):
        write(data / os.fsdecode(name), 1, number)
        (data / "folders" / os.fsdecode(name)).mkdir(parents=True)
        write(data / "folders" / os.fsdecode(name) / os.fsdecode(name), 2, number)
    (data / "links").mkdir()
    for link, target in (
        ("to itself", "to itself"),
        ("to nothing", "nowhere"),
        ("to its folder", "."),
        ("to a folder", "../folders"),
        ("to a device", "/dev/zero"),
        ("out", "/etc/passwd"),
        ("to a file", "../-rf"),
    ):
        (data / "links" / link).symlink_to(target)
    os.mkfifo(data / "links" / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(data / "links" / "socket"))
    os.truncate(os.open(data / "links" / "sparse", os.O_CREAT | os.O_WRONLY), 100 << 30)
    (data / "links" / "empty").touch()
    make_folders_beyond_the_longest_path(data)
    library = dicomtree.open_folder(data)
    plain = 2 * len(NASTY)
    assert library.counts.instances + library.counts.duplicates == plain + 1  # a link to a file
    assert library.counts.not_dicom == 3  # out, sparse, empty
    kinds = [problem.kind for problem in library.problems]
    assert kinds.count(ProblemKind.LINK) == 4
    assert kinds.count(ProblemKind.SPECIAL_FILE) == 3
    assert kinds.count(ProblemKind.UNREADABLE) == 1  # the folder too deep to be named
    assert library.counts.files == plain + 12
    told = json.loads(json.dumps(library.to_json()))
    assert told == fresh(data) == dicomtree.open_folder(data).to_json()


def make_folders_beyond_the_longest_path(data: Path) -> None:
    script = """
import os, sys
os.chdir(sys.argv[1])
for _ in range(25):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
"""
    subprocess.run([sys.executable, "-c", script, str(data)], check=True)


def test_a_frozen_file_costs_the_time_for_one_and_is_told_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dicomtree.scanner import client

    assert client.STALLED_S == 5.0
    monkeypatch.setattr(client, "MODULE", "tests.scanner_for_tests")
    monkeypatch.setattr(client, "STALLED_S", 1.0)
    write(folder / "s1" / "frozen", 1, 99)
    library = dicomtree.open_folder(folder)
    (problem,) = library.problems
    assert (problem.path, problem.kind) == ("s1/frozen", ProblemKind.TIMED_OUT)
    assert problem.detail == "no answer within 1 s"
    assert library.counts.instances == 48


def test_cancelling_while_images_are_checked_ends_soon(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = threading.Event()
    library = Library()
    library.add_root(folder)
    original: Callable[..., Any] = dicomtree.scanner.read_flaws

    def stopped(*arguments: Any) -> Any:
        cancel.set()
        return original(*arguments)

    monkeypatch.setattr(dicomtree.scanner, "read_flaws", stopped)
    library.scan(cancel=cancel)
    assert library.cancelled
    assert library.counts.instances == 48
    assert NOT_YET_CHECKED in flaws(library)
