"""A scan accounts for every entry, goes on behind what hangs or kills, and can be cancelled."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from dicomtree.model import Problem, ProblemKind, Stamp
from dicomtree.scanner import Batch, client, scan
from dicomtree.scanner.folders import position
from dicomtree.scanner.reading import Scan
from dicomtree.source.stamps import pack_stamps
from tests import dicom_bytes as files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three instances, one of them in a folder, and a text."""
    (tmp_path / "b").mkdir()
    for name in ("1", "2", "b/3"):
        (tmp_path / name).write_bytes(files.instance(sop_instance_uid=f"1.2.{name[-1]}"))
    (tmp_path / "b" / "text").write_text("a text")
    return tmp_path


def together(batches: Iterator[Batch]) -> Batch:
    """Join all batches of one root."""
    everything = list(batches)
    joined = Batch(0, [], [], [], [], 0, [], 0, "")
    unchanged = 0
    for batch in everything:
        joined.rows.extend(batch.rows)
        joined.problems.extend(batch.problems)
        joined.not_dicom.extend(batch.not_dicom)
        joined.dicomdir.extend(batch.dicomdir)
        joined.outdated.extend(batch.outdated)
        unchanged += batch.unchanged
    seen = everything[-1].files_seen if everything else 0
    assert seen == len(joined.rows) + len(joined.other_paths()) + unchanged
    return replace(joined, unchanged=unchanged)


def known_from(batch: Batch) -> dict[str, list[bytes]]:
    """Return what is known after a scan, one packing for each file."""
    files = [(row.path, Stamp(row.size, row.mtime_ns, row.inode)) for row in batch.rows]
    known: dict[str, list[bytes]] = {}
    for path, stamp in (*files, *batch.not_dicom):
        folder, _, name = path.rpartition("/")
        packed = pack_stamps([name], [[number] for number in stamp])
        known.setdefault(folder, []).append(packed)
    return known


def kinds(batch: Batch) -> dict[str, ProblemKind]:
    return {problem.path: problem.kind for problem in batch.problems}


def test_every_file_is_a_row_or_not_dicom_in_the_order_of_names(folder: Path) -> None:
    found = together(scan([str(folder)]))
    assert [(row.path, row.sop_instance_uid) for row in found.rows] == [
        ("1", "1.2.1"),
        ("2", "1.2.2"),
        ("b/3", "1.2.3"),
    ]
    status = (folder / "b" / "text").stat()
    assert found.not_dicom == [("b/text", Stamp(status.st_size, status.st_mtime_ns, status.st_ino))]


def test_a_known_file_is_not_read_again_unless_it_changed(folder: Path) -> None:
    known = known_from(together(scan([str(folder)])))
    (folder / "2").write_bytes(files.instance(sop_instance_uid="1.2.77", patient_id="longer"))
    found = together(scan([str(folder)], known=known))
    assert [row.sop_instance_uid for row in found.rows] == ["1.2.77"]
    assert found.outdated == ["2"]
    assert found.unchanged == 3


def test_known_files_that_are_gone_are_outdated(folder: Path) -> None:
    known = known_from(together(scan([str(folder)])))
    (folder / "1").unlink()
    shutil.rmtree(folder / "b")
    found = together(scan([str(folder)], known=known))
    assert found.outdated == ["1", "b/3", "b/text"]
    assert (found.rows, found.unchanged) == ([], 1)


def test_of_an_empty_folder_all_that_was_known_is_outdated(folder: Path) -> None:
    known = known_from(together(scan([str(folder)])))
    (empty := folder / "b" / "empty").mkdir()
    found = together(scan([str(empty)], known=known))
    assert sorted(found.outdated) == ["1", "2", "b/3", "b/text"]


def test_a_known_file_that_became_something_else_is_outdated(folder: Path) -> None:
    known = known_from(together(scan([str(folder)])))
    (folder / "1").unlink()
    os.mkfifo(folder / "1")
    found = together(scan([str(folder)], known=known))
    assert found.outdated == ["1"]
    assert kinds(found) == {"1": ProblemKind.SPECIAL_FILE}


def test_members_of_an_unchanged_archive_are_not_read_again(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for name in ("b/1", "b/c/2", "b/d", "e"):
            opened.writestr(name, files.instance(sop_instance_uid="1.2.3"))
    known = known_from(together(scan([str(archive)])))
    assert together(scan([str(archive)], known=known)).unchanged == 4
    os.utime(archive, (1, 1))
    found = together(scan([str(archive)], known=known))
    assert (found.unchanged, len(found.rows), len(found.outdated)) == (0, 4, 4)


def test_known_files_are_those_of_one_root(folder: Path) -> None:
    with pytest.raises(ValueError, match="one root"):
        next(scan([str(folder), str(folder)], known={"": [b""]}))


def test_links_to_files_are_read_and_links_to_folders_are_problems(folder: Path) -> None:
    (folder / "to_file").symlink_to(folder / "1")
    (folder / "to_folder").symlink_to(folder / "b")
    (folder / "to_nothing").symlink_to(folder / "none")
    (folder / "to_itself").symlink_to(folder / "to_itself")
    found = together(scan([str(folder)]))
    assert "to_file" in [row.path for row in found.rows]
    assert kinds(found) == dict.fromkeys(("to_folder", "to_nothing", "to_itself"), ProblemKind.LINK)


def test_folders_behind_links_are_read_once_when_asked_for(folder: Path) -> None:
    (folder / "b" / "up").symlink_to(folder)
    (folder / "to_folder").symlink_to(folder / "b")
    found = together(scan([str(folder)], follow_links=True))
    assert [row.path for row in found.rows] == ["1", "2", "b/3"]
    assert found.problems == []


def test_special_files_are_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket"))
        (folder / "to_pipe").symlink_to(folder / "pipe")
        found = together(scan([str(folder)]))
    assert kinds(found) == dict.fromkeys(("pipe", "socket", "to_pipe"), ProblemKind.SPECIAL_FILE)
    assert len(found.rows) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="kernel file systems of Linux")
def test_kernel_file_systems_are_not_read() -> None:
    (problem,) = together(scan(["/proc"])).problems
    assert problem == Problem(
        0, ".", ProblemKind.SPECIAL_FILE, "a virtual file system (proc): not read"
    )


def test_what_cannot_be_read_is_counted_with_its_path() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "b").mkdir()
        for file in ("1", "2", "b/3"):
            (folder / file).write_bytes(files.instance())
        (folder / "1").chmod(0)
        (folder / "b").chmod(0)
        with unprivileged():
            batches = list(Scan(asked(name), lambda _: None).batches())
        (folder / "b").chmod(0o755)
    rows = [row[1] for batch in batches for row in cast("list[tuple[object, ...]]", batch[0])]
    problems = [problem for batch in batches for problem in cast("list[object]", batch[1])]
    assert rows == ["2"]
    assert problems == [
        ("1", "unreadable", "Permission denied"),
        ("b", "unreadable", "Permission denied"),
    ]


@contextmanager
def unprivileged() -> Iterator[None]:
    """Give up root's right to read everything for a while."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_names_that_are_not_utf8_are_kept(folder: Path) -> None:
    name = os.fsdecode(b"\xff\n.dcm")
    (folder / name).write_bytes(files.instance())
    assert name in [row.path for row in together(scan([str(folder)])).rows]


def test_a_root_may_be_a_file(folder: Path) -> None:
    (row,) = together(scan([str(folder / "1")])).rows
    assert row.path == "1"


def test_a_root_that_is_gone_is_a_problem(folder: Path) -> None:
    assert kinds(together(scan([str(folder / "none")]))) == {".": ProblemKind.UNREADABLE}


def test_of_a_root_that_is_gone_nothing_known_is_outdated(folder: Path) -> None:
    known = known_from(together(scan([str(folder)])))
    shutil.rmtree(folder)
    found = together(scan([str(folder)], known=known))
    assert kinds(found) == {".": ProblemKind.UNREADABLE}
    assert found.outdated == []


def test_what_lies_in_a_folder_that_cannot_be_read_is_not_outdated() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "b" / "c").mkdir(parents=True)
        for file in ("1", "b/3", "b/c/4"):
            (folder / file).write_bytes(files.instance())
        known = known_from(together(scan([name])))
        (folder / "1").unlink()
        (folder / "b").chmod(0)
        with unprivileged():
            batches = list(Scan(asked(name, known=known), lambda _: None).batches())
        (folder / "b").chmod(0o755)
    assert [path for batch in batches for path in cast("list[str]", batch[5])] == ["1"]


def test_a_root_that_does_not_answer_keeps_what_is_known_of_it(folder: Path) -> None:
    known = known_from(together(scan([str(folder)])))
    again = asked(str(folder), known=known, skip=[(0, ".")])
    assert list(Scan(again, lambda _: None).batches()) == []


def test_a_root_that_goes_while_it_is_read_keeps_what_is_known_of_it(folder: Path) -> None:
    root = folder / "b"
    known = known_from(together(scan([str(root)])))
    batches = Scan(asked(str(root), known=known), lambda _: None).batches()
    next(batches)
    root.rename(folder / "elsewhere")
    left = list(batches)
    assert left[-1][1] == [(".", "vanished", "it is no longer there")]
    assert "3" not in cast("list[str]", left[-1][5])


def asked(root: str, **more: object) -> dict[str, Any]:
    """Return the request of a scan."""
    request = {"roots": [root], "first_root": 0, "known": {}, "follow_links": False}
    return {**request, "after": None, "begun": None, "share": (0, 1), "skip": [], **more}


def test_an_archive_as_root_gives_its_members(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x/1", files.instance(sop_instance_uid="1.2.1"))
        file.writestr("x/2", b"text")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("x/2", b"again")
    found = together(scan([str(tmp_path / "a.zip")]))
    assert [row.path for row in found.rows] == ["a.zip!/x/1"]
    assert [path for path, _ in found.not_dicom] == ["a.zip!/x/2"]
    assert kinds(found) == {"a.zip!/x/2": ProblemKind.UNREADABLE}


def test_an_archive_inside_a_folder_is_one_file(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w") as file:
        file.writestr("x/1", files.instance())
    assert "a.zip" in [path for path, _ in together(scan([str(folder)])).not_dicom]


def test_a_damaged_archive_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\3\4 and no more")
    assert kinds(together(scan([str(tmp_path / "a.zip")]))) == {"a.zip": ProblemKind.UNREADABLE}


def test_many_roots_are_numbered_and_overlapping_ones_read_once(folder: Path) -> None:
    batches = list(scan([str(folder / "b"), str(folder)], first_root=5))
    assert [(row.root, row.path) for batch in batches for row in batch.rows] == [
        (5, "3"),
        (6, "1"),
        (6, "2"),
    ]


@pytest.fixture
def treacherous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MODULE", "tests.scanner_for_tests")
    monkeypatch.setattr(client, "STALLED_S", 1.0)


@pytest.mark.usefixtures("treacherous")
def test_a_scan_goes_on_behind_files_that_hang_kill_or_panic(folder: Path) -> None:
    for name in ("b/deadly", "b/frozen", "b/frozen too", "panic"):
        (folder / name).write_bytes(files.instance())
    found = together(scan([str(folder)]))
    assert kinds(found) == {
        "b/deadly": ProblemKind.UNREADABLE,
        "b/frozen": ProblemKind.TIMED_OUT,
        "b/frozen too": ProblemKind.TIMED_OUT,
        "panic": ProblemKind.DAMAGED,
    }
    assert [row.path for row in found.rows] == ["1", "2", "b/3"]


@pytest.mark.usefixtures("treacherous")
def test_cancelling_ends_a_scan_that_hangs_and_keeps_what_was_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "STALLED_S", 1e9)
    (folder / "b" / "frozen").write_bytes(files.instance())
    cancel = threading.Event()
    rows = []
    for batch in scan([str(folder)], cancel=cancel):
        rows += batch.rows
        threading.Timer(0.1, cancel.set).start()
    assert rows[0].path == "1"


def test_the_worker_imports_neither_pydicom_nor_numpy() -> None:
    script = "import sys, dicomtree.scanner.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "dicomtree.header" in loaded
    assert not loaded & {"pydicom", "numpy", "zipfile", "subprocess", "PIL"}
    assert not loaded & {"dataclasses", "inspect", "threading"}  # a third of the time to the start


def test_positions_sort_as_the_walk_goes() -> None:
    walked = [
        position(".", is_folder=True),
        position("b", is_folder=False),
        position("a", is_folder=True),
        position("a/z", is_folder=False),
        position("a/b/c", is_folder=False),
        position("b/a", is_folder=False),
    ]
    assert walked == sorted(walked)
