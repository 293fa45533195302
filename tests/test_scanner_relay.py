"""Worker after worker, or two at once: together they tell what one would have told."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dicomtree.model import ProblemKind
from dicomtree.scanner import Batch, client, scan, wear
from dicomtree.scanner.wear import Wear
from dicomtree.source.stamps import pack_stamps
from dicomtree.workers import Worker
from tests import dicom_bytes as files

TIRED = "tests.tired_scanner_for_tests"
NAMES = ("a", "a.b", "a-b", "b", "b/a", "b/a/c", "b/a/c/1", "b/b", "b.b", "c/1/2/3/4", "d/e")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Folders in folders, some of them empty, with 42 instances, texts and oddities."""
    data = tmp_path / "data"
    for number, name in enumerate(NAMES):
        (data / f"{name}.d").mkdir(parents=True)
        for count in range(number % 7 + 1):
            write(data / f"{name}.d" / f"im{count}", f"1.2.{number}.{count}")
    for name in ("", "b", "b/a/c", "d"):
        write(data / name / "loose", f"1.3.{len(name)}")
        (data / name / "text").write_text("a text")
    os.mkfifo(data / "c" / "pipe")
    (data / "b" / "to nothing").symlink_to("nowhere")
    (data / "b" / "to folder").symlink_to(data / "d")
    return data


def write(path: Path, uid: str) -> None:
    path.write_bytes(files.instance(sop_instance_uid=uid))


@pytest.fixture(params=["one after the other", "side by side"])
def relay(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers have enough after a few files, and then one or two go on."""
    monkeypatch.setattr(client, "MODULE", TIRED)
    is_split = request.param == "side by side"
    monkeypatch.setattr(client, "processors", lambda: 2 if is_split else 1)
    monkeypatch.setattr(client, "_WORTH_SPLITTING", -1.0)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note what workers are asked for."""
    asked: list[Any] = []
    original = Worker.ask

    def ask(self: Worker, request: Any) -> None:
        asked.append({**request[1]})
        original(self, request)

    monkeypatch.setattr(Worker, "ask", ask)
    return asked


def told(batches: Iterator[Batch]) -> dict[str, list[Any]]:
    """Return all that batches tell, in order of paths; each of them must count on."""
    everything = list(batches)
    found: dict[str, list[Any]] = {
        "rows": sorted(row for batch in everything for row in batch.rows),
        "others": sorted(path for batch in everything for path in batch.other_paths()),
        "outdated": sorted(path for batch in everything for path in batch.outdated),
        "unchanged": [sum(batch.unchanged for batch in everything)],
    }
    seen = [batch.files_seen for batch in everything]
    assert seen == sorted(seen)
    assert seen[-1] == sum(batch.entries for batch in everything)
    return found


def known_in(batches: Iterator[Batch]) -> dict[str, list[bytes]]:
    known: dict[str, list[bytes]] = {}
    for batch in batches:
        of_rows = [(row.path, row.stamp) for row in batch.rows]
        for path, stamp in (*of_rows, *batch.not_dicom):
            folder, _, name = path.rpartition("/")
            known.setdefault(folder, []).append(pack_stamps([name], [[part] for part in stamp]))
    return known


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("follow_links", [False, True])
def test_a_relay_tells_what_one_worker_tells(
    folder: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any], follow_links: bool
) -> None:
    relayed = told(scan([str(folder)], follow_links=follow_links))
    assert len(started) > 2
    monkeypatch.setattr(client, "MODULE", "dicomtree.scanner")
    assert relayed == told(scan([str(folder)], follow_links=follow_links))
    assert len(relayed["rows"]) == 42


@pytest.mark.usefixtures("relay")
def test_what_changed_is_told_once_by_a_relay(
    folder: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any]
) -> None:
    known = known_in(scan([str(folder)]))
    shutil.rmtree(folder / "a.b.d")
    shutil.rmtree(folder / "c")
    (folder / "loose").unlink()
    for number, path in enumerate(sorted(folder.rglob("im*"))[::2]):
        write(path, f"1.{10**10 + number}")
    write(folder / "d" / "zz new", "1.2.77")
    started.clear()
    relayed = told(scan([str(folder)], known=known))
    assert len(started) > 2
    monkeypatch.setattr(client, "MODULE", "dicomtree.scanner")
    alone = told(scan([str(folder)], known=known))
    assert relayed == alone
    assert len(set(alone["outdated"])) == len(alone["outdated"]) > 10


@pytest.mark.usefixtures("relay")
def test_nothing_that_is_unchanged_tires_a_worker(folder: Path, started: list[Any]) -> None:
    known = known_in(scan([str(folder)]))
    started.clear()
    assert told(scan([str(folder)], known=known))["unchanged"] == [46]
    assert len(started) == 1


@pytest.mark.usefixtures("relay")
def test_roots_that_overlap_are_read_once_by_a_relay(folder: Path) -> None:
    found = told(scan([str(folder / "b"), str(folder)]))
    assert len(found["rows"]) == 42


@pytest.mark.usefixtures("relay")
def test_a_relay_goes_on_behind_files_that_hang_or_kill(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "STALLED_S", 1.0)
    for name in ("b/deadly", "b/b.d/frozen", "d/deadly too"):
        (folder / name).write_bytes(files.instance())
    batches = list(scan([str(folder)]))
    problems = {problem.path: problem.kind for batch in batches for problem in batch.problems}
    assert problems == {
        "b/deadly": ProblemKind.UNREADABLE,
        "b/b.d/frozen": ProblemKind.TIMED_OUT,
        "d/deadly too": ProblemKind.UNREADABLE,
        "b/to nothing": ProblemKind.LINK,
        "b/to folder": ProblemKind.LINK,
        "c/pipe": ProblemKind.SPECIAL_FILE,
    }
    assert sum(len(batch.rows) for batch in batches) == 42


@pytest.mark.usefixtures("relay")
def test_a_relay_can_be_cancelled_and_left(folder: Path) -> None:
    cancel = threading.Event()
    rows = 0
    for batch in scan([str(folder)], cancel=cancel):
        rows += len(batch.rows)
        if batch.files_seen > 8:
            cancel.set()
    assert rows < 42
    before = threading.active_count()
    for batch in (left := scan([str(folder)])):
        if batch.files_seen > 8:
            break
    left.close()
    assert threading.active_count() <= before


def test_two_workers_share_folders_and_neither_lists_what_was_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any]
) -> None:
    monkeypatch.setattr(client, "MODULE", TIRED)
    monkeypatch.setattr(client, "processors", lambda: 2)
    monkeypatch.setattr(client, "_WORTH_SPLITTING", -1.0)
    told(scan([str(folder)]))
    assert {request["share"] for request in started} == {(0, 1), (0, 2), (1, 2)}
    begun = [request["begun"] for request in started]
    assert begun[0] is None
    assert begun[1] == begun[2] != None  # noqa: E711 - both, and not nothing
    _, seen = begun[1]
    assert len(seen) < 20


@pytest.mark.parametrize(("processors", "waiting"), [(1, 0.0), (2, 1.1)])
def test_a_second_worker_starts_only_where_it_pays(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    started: list[Any],
    processors: int,
    waiting: float,
) -> None:
    monkeypatch.setattr(client, "MODULE", TIRED)
    monkeypatch.setattr(client, "processors", lambda: processors)
    monkeypatch.setattr(client, "_WORTH_SPLITTING", waiting)
    told(scan([str(folder)]))
    assert {request["share"] for request in started} == {(0, 1)}


def test_a_worker_has_enough_after_many_files_or_when_it_has_grown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worn = Wear()
    worn.add(wear.MOST_FILES - 1)
    assert not worn.is_too_much()
    worn.add(1)
    assert worn.is_too_much()
    grown = Wear()
    before = wear._resident()
    assert before > 1 << 20
    monkeypatch.setattr(wear, "_resident", lambda: before + wear.MOST_GROWTH_BYTES * 2)
    assert grown.is_too_much()
