"""Whatever state the index's file is in, an index can be used; nobody else's file suffers."""

import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dicomtree import index
from dicomtree.index import IndexLostError, opening, place, schema
from tests.indexed import ROOT, filled, put, rows_in, series

REPOSITORY = Path(__file__).parent.parent
POSIX = os.name == "posix"


@pytest.fixture
def path() -> Path:
    """Return where the index lies, whole and closed."""
    filled().close()
    return index.index_file()


def usable(found: index.Index) -> bool:
    """Tell whether rows can be stored and read."""
    root = found.root(0, "/another")
    root.restore()
    put(root, [series(8)])
    return rows_in(root, root.restore()) == series(8)


def asides() -> list[Path]:
    return place.set_aside(index.index_file())


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(5).randbytes(50_000))


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def header_only(path: Path) -> None:
    os.truncate(path, 100)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE diary (day TEXT)")
    connection.close()


def altered(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP INDEX part_of_folder")
    connection.close()


@pytest.mark.parametrize("damage", [garbage, half, header_only, foreign, altered])
def test_a_file_that_is_no_index_is_kept_aside_and_replaced(path: Path, damage: object) -> None:
    assert callable(damage)
    damage(path)
    before = path.read_bytes()
    found = index.open_index()
    assert found.trouble is None
    assert found.location == path
    assert usable(found)
    (aside,) = asides()
    assert aside.name.startswith("index.sqlite3.corrupt-")
    assert damage is altered or aside.read_bytes() == before
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600 or not POSIX


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_garbage_beside_the_index_does_no_harm(path: Path, ending: str) -> None:
    path.with_name(path.name + ending).write_bytes(random.Random(6).randbytes(20_000))
    found = index.open_index()
    assert found.trouble is None
    assert usable(found)


def test_damage_that_a_killed_program_left_is_found_at_the_next_start(path: Path) -> None:
    with open(path, "r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096)
    path.with_name(path.name + "-wal").write_bytes(b"left behind")
    found = index.open_index()
    assert usable(found)
    assert len(asides()) >= 1


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bits_give_the_right_rows_or_none(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(4):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    found = index.open_index()
    root = found.root(0, ROOT)
    expected = [row for number in range(3) for row in series(number)]
    try:
        rows = rows_in(root, root.restore())
    except IndexLostError:
        assert usable(index.open_index())
    else:
        assert {*rows} <= {*expected}


def test_damage_found_while_reading_puts_the_index_aside(path: Path) -> None:
    found = index.open_index()
    root = found.root(0, ROOT)
    root.restore()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE part SET headers = x'0000000000'")
    connection.close()
    with pytest.raises(IndexLostError, match="damaged and is kept as index"):
        root.rows(1, 5)
    with pytest.raises(IndexLostError, match="damaged"):
        root.restore()
    assert len(asides()) >= 1
    assert usable(index.open_index())


def test_an_index_of_a_newer_version_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    found = index.open_index()
    assert found.trouble == "a newer version of the program has made it"
    assert found.location is None
    assert usable(found)
    assert path.read_bytes() == before


def test_an_index_of_an_older_version_is_replaced(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={schema.VERSION - 1}")
        connection.execute("DROP TABLE content")
    connection.close()
    found = index.open_index()
    assert found.trouble is None
    assert found.root(0, ROOT).restore() == index.Restored()
    assert asides() == []


def test_a_folder_in_its_place_means_no_index(path: Path) -> None:
    path.unlink()
    path.mkdir()
    found = index.open_index()
    assert found.trouble == "a folder is in its place"
    assert usable(found)
    assert path.is_dir()


def test_an_index_that_another_program_holds_is_not_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "OPENING_S", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("UPDATE root SET complete=0")
    found = index.open_index()
    assert found.trouble == "another program is using it"
    assert usable(found)
    holder.close()


def test_a_writer_that_waits_too_long_gives_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "WAITING_MS", 50)
    root = index.open_index().root(0, ROOT)
    root.restore()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(IndexLostError, match="another program"):
        put(root, [series(8)])
    holder.close()
    put(root, [series(8)])


def test_a_full_disk_keeps_what_was_stored_before(path: Path) -> None:
    found = index.open_index()
    root = found.root(0, ROOT)
    before = root.restore()
    pages = found._database.rows("PRAGMA page_count")[0][0]
    found._database.rows(f"PRAGMA max_page_count={pages}")
    with pytest.raises(IndexLostError, match="the disk is full"):
        put(root, [series(number, 100) for number in range(10, 30)])
    assert root.restore() == before
    found.close()
    again = index.open_index()
    assert again.root(0, ROOT).restore() == before


FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from dicomtree import index
from tests.indexed import ROOT, put, rows_in, series
found = index.open_index()
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
root = found.root(0, ROOT)
root.restore()
try:
    for number in range(10, 200):
        put(root, [series(number, 100)])
except index.IndexLostError as error:
    print(error)
print(len(rows_in(root, root.restore())) % 100)
"""


@pytest.mark.skipif(not POSIX, reason="limits a file's size as POSIX does")
def test_a_disk_that_takes_no_more_bytes_keeps_whole_series(path: Path) -> None:
    done = run(FULL_DISK)
    trouble, rest = done.stdout.splitlines()
    assert trouble in {"the disk is full", "the disk cannot be read or written"}, done.stderr
    assert rest == "15"  # the three series of five that were there, and whole ones
    assert usable(index.open_index())


READ_ONLY = """
import os
from dicomtree import index
from tests.test_index_faults import usable
usable(index.open_index(keep=False))  # what is imported late may be root's alone
if os.geteuid() == 0:
    os.seteuid(65534)
found = index.open_index()
print(found.trouble)
print(usable(found))
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not POSIX, reason="modes of POSIX")
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_home_that_cannot_be_written_to_means_no_index(home: Path, mode: int) -> None:
    home.chmod(mode)
    done = run(READ_ONLY)
    home.chmod(0o700)
    assert done.stdout.splitlines() == ["Permission denied", "True"], done.stderr


def test_a_file_where_the_folder_should_be_means_no_index(home: Path) -> None:
    (home / "cache").write_text("not a folder")
    found = index.open_index()
    assert found.trouble is not None
    assert usable(found)
    assert (home / "cache").read_text() == "not a folder"


@pytest.mark.skipif(not POSIX, reason="links of POSIX")
@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_a_link_in_its_place_is_refused_and_its_target_untouched(
    path: Path, tmp_path: Path, ending: str
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    name = path.with_name(path.name + ending)
    name.unlink(missing_ok=True)
    name.symlink_to(victim)
    found = index.open_index()
    assert found.trouble == f"{name.name} is not a file of its own"
    assert usable(found)
    assert victim.read_bytes() == b"precious"


@pytest.mark.skipif(not POSIX, reason="links of POSIX")
def test_a_link_in_place_of_its_folder_is_refused(home: Path, tmp_path: Path) -> None:
    (home / "cache").symlink_to(tmp_path)
    found = index.open_index()
    assert found.trouble is not None
    assert usable(found)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not POSIX, reason="modes of POSIX")
def test_nobody_else_can_read_the_index(home: Path) -> None:
    before = os.umask(0)
    try:
        found = filled()
        files = {
            file.name: stat.S_IMODE(file.stat().st_mode) for file in (home / "cache").iterdir()
        }
    finally:
        os.umask(before)
    assert files == dict.fromkeys(
        ["index.sqlite3", "index.sqlite3-shm", "index.sqlite3-wal"], 0o600
    )
    assert stat.S_IMODE((home / "cache").stat().st_mode) == 0o700
    found.close()


@pytest.mark.skipif(not POSIX, reason="modes of POSIX")
def test_modes_that_were_loosened_are_tightened(path: Path) -> None:
    path.chmod(0o644)
    path.parent.chmod(0o755)
    index.open_index()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_closed_index_leaves_no_journal(path: Path) -> None:
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_program_that_just_ends_leaves_no_journal(home: Path) -> None:
    done = run("from tests.indexed import filled; kept = filled()")
    assert done.returncode == 0, done.stderr
    assert [file.name for file in (home / "cache").iterdir()] == ["index.sqlite3"]


def test_there_is_no_write_ahead_log_on_a_network_drive(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "is_on_network", lambda _folder: True)
    found = filled()
    assert found._database.rows("PRAGMA journal_mode") == [("truncate",)]
    assert not index.index_file().with_name("index.sqlite3-wal").exists()
    found.close()
    assert usable(index.open_index())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts as Linux lists them")
def test_the_kind_of_file_system_is_known() -> None:
    assert place._file_system(Path("/proc")) == "proc"
    assert not place.is_on_network(Path("/proc"))


def test_a_copy_of_the_index_that_was_taken_while_it_was_written_is_right_or_replaced(
    path: Path, tmp_path: Path
) -> None:
    found = index.open_index()
    root = found.root(0, ROOT)
    root.restore()
    put(root, [series(number, 50) for number in range(10, 20)])
    copied = tmp_path / "index.sqlite3"
    shutil.copyfile(path, copied)  # without its journal
    found.close()
    copied.replace(path)
    again = index.open_index()
    assert again.trouble is None
    root = again.root(0, ROOT)
    assert {*rows_in(root, root.restore())} <= {
        row for number in range(20) for row in series(number, 50)
    } | {row for number in range(3) for row in series(number)}
