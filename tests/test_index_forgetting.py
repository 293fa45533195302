"""What is to be forgotten is gone from the disk, to the last byte."""

import os
import sqlite3
import time
from pathlib import Path

import pytest

from dicomtree import index
from dicomtree.index import forgetting, place
from tests.indexed import MARKER, ROOT, filled, put, series


def traces(folder: Path, text: str) -> list[str]:
    """Return the files of a folder that hold a text in any usual encoding."""
    words = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    ]


def fill(path: str, name: str) -> None:
    """Store a root whose patients bear a name, in several transactions, some of it changed."""
    found = index.open_index()
    root = found.root(0, path)
    root.restore()
    for number in range(20):
        put(root, [[row._replace(patient_name=name) for row in series(number, 30)]])
    with root.writing() as writer:
        writer.drop([row.path for row in series(3, 30)])
    found.close()


def test_patient_data_is_found_where_it_is_kept(home: Path) -> None:
    filled().close()
    assert traces(home, MARKER) == [str(index.index_file())]


def test_after_forgetting_everything_nothing_is_found(home: Path) -> None:
    filled("/data/a").close()
    filled("/data/b").close()
    forgotten = index.forget_everything()
    assert forgotten == index.Forgotten(("/data/a", "/data/b"))
    assert traces(home, MARKER) == []
    assert traces(home, "patient/series") == []
    assert list((home / "cache").iterdir()) == []


def test_after_forgetting_a_folder_nothing_of_it_is_found_and_the_rest_stays(home: Path) -> None:
    fill("/data/a", "Quetzal^One")
    fill("/data/b", "Xylophone^Two")
    assert index.forget("/data/a") == index.Forgotten(("/data/a",))
    assert traces(home, "Quetzal") == []
    assert traces(home, "/data/a") == []
    assert traces(home, "Xylophone") != []
    root = index.open_index().root(0, "/data/b")
    assert len(root.restore().series) == 19


def test_forgetting_reaches_the_journal_of_a_program_that_is_running(home: Path) -> None:
    running = index.open_index()
    root = running.root(0, ROOT)
    root.restore()
    put(root, [series(number) for number in range(20)])
    assert index.forget(ROOT).roots == (ROOT,)
    assert traces(home, MARKER) == []
    with pytest.raises(index.IndexLostError):
        root.rows(1, 5)


def test_nothing_is_left_on_the_disk_by_deleting_alone(home: Path) -> None:
    # What forgetting relies on: freed pages are overwritten.
    found = filled(count=200)
    with found._database.transaction():
        forgetting.delete_roots(found._database, [1])
    found.close()
    assert traces(home, MARKER) == []


@pytest.mark.parametrize("folder", ["/data/of", "/data/of/nobody", "/data/of/nobody/patient", "/"])
def test_roots_that_contain_the_folder_or_lie_in_it_are_forgotten(folder: str) -> None:
    filled(ROOT).close()
    assert index.forget(folder).roots == (ROOT,)


@pytest.mark.parametrize("folder", ["/data/of/nobody else", "/data/of/no", "/other"])
def test_other_roots_are_not_forgotten(folder: str) -> None:
    filled(ROOT).close()
    assert index.forget(folder).roots == ()
    assert len(index.open_index().root(0, ROOT).restore().series) == 3


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_root_is_forgotten_by_any_of_its_names(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    filled(str(link)).close()
    assert index.forget(str(real)).roots == (str(link),)
    filled(str(real)).close()
    assert index.forget(str(link)).roots == (str(real),)


def test_forgetting_what_was_never_kept_is_no_trouble(home: Path) -> None:
    assert index.forget("/data") == index.Forgotten()
    assert index.forget_everything() == index.Forgotten()
    assert not index.index_file().exists()


def test_a_damaged_index_is_forgotten_with_what_was_put_aside(home: Path) -> None:
    fill(ROOT, "Quetzal^One")
    path = index.index_file()
    aside = path.with_name(path.name + place.ASIDE + "20200101-000000")
    aside.write_bytes(path.read_bytes())
    os.truncate(path, path.stat().st_size // 2)
    assert index.forget("/data").trouble is None
    assert traces(home, "Quetzal") == []


@pytest.mark.parametrize("damage", ["newer", "garbage"])
def test_everything_is_forgotten_in_whatever_state_it_is(home: Path, damage: str) -> None:
    fill(ROOT, "Quetzal^One")
    path = index.index_file()
    if damage == "newer":
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version=99")
        connection.close()
    else:
        path.write_bytes(path.read_bytes()[4096:])
    assert index.forget_everything().trouble is None
    assert list((home / "cache").iterdir()) == []


def test_what_another_program_holds_is_reported_as_not_forgotten(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dicomtree.index.opening.WAITING_MS", 20)
    monkeypatch.setattr(forgetting, "_WAITING_S", 0.05)
    filled().close()
    reader = sqlite3.connect(index.index_file(), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM root").fetchall()
    forgotten = index.forget(ROOT)
    assert forgotten.trouble is not None
    assert "another program is using it" in forgotten.trouble
    reader.close()
    assert index.forget(ROOT).trouble is None
    assert traces(home, MARKER) == []


def test_roots_that_nobody_used_for_90_days_expire(home: Path) -> None:
    fill("/data/old", "Quetzal^One")
    fill("/data/new", "Xylophone^Two")
    path = index.index_file()
    aside = path.with_name(path.name + place.ASIDE + "20200101-000000")
    aside.write_bytes(b"Quetzal")
    long_ago = int(time.time()) - 91 * 24 * 3600
    os.utime(aside, (long_ago, long_ago))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE root SET last_used=? WHERE path=?", (long_ago, b"/data/old"))
    connection.close()
    found = index.open_index()
    found.expire()
    found.close()
    assert traces(home, "Quetzal") == []
    assert traces(home, "Xylophone") != []


def test_using_a_root_keeps_it(home: Path) -> None:
    found = filled()
    root = found.root(0, ROOT)
    root.restore()
    found._database.run("UPDATE root SET last_used=0")
    root.touch()
    found.expire()
    assert len(root.restore().series) == 3
