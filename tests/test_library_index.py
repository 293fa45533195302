"""A library opens from the index at once, tells the truth, and works where there is no index."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dicomtree
from dicomtree import index, scanner, settings
from dicomtree.index import opening, place
from dicomtree.library import Library, holdings, opened
from dicomtree.model import Counts, Progress
from dicomtree.settings import KeepIndex, Settings
from tests import dicom_bytes as files
from tests.dicomdirs import disc
from tests.stamps import stamps_under


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three series of four slices, a copy of one, and two files that are not DICOM."""
    data = tmp_path / "data"
    for series in range(3):
        write_series(data, series)
    shutil.copyfile(data / "s1" / "2", data / "copy")
    (data / "notes.txt").write_text("not DICOM")
    (data / "s0" / "empty").touch()
    return data


def write_series(data: Path, series: int, count: int = 4) -> None:
    (data / f"s{series}").mkdir(parents=True)
    for number in range(count):
        write(data / f"s{series}" / str(number), series, number)


def write(path: Path, series: int, number: int, **values: str) -> None:
    path.write_bytes(
        files.instance(
            patient_id="7",
            patient_name="Doe^Jane",
            study_instance_uid="1.2",
            series_instance_uid=f"1.2.{series}",
            sop_instance_uid=f"1.2.{series}.{number}",
            instance_number=str(number),
            image_position_patient=f"0\\0\\{number}",
            image_orientation_patient="1\\0\\0\\0\\1\\0",
            **values,
        )
    )


class Spy:
    """Notes which batches a scan delivers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.batches: list[scanner.Batch] = []
        original = scanner.scan

        def scan(*roots: Any, **options: Any) -> Iterator[scanner.Batch]:
            for batch in original(*roots, **options):
                self.batches.append(batch)
                yield batch

        monkeypatch.setattr(scanner, "scan", scan)

    @property
    def read(self) -> list[str]:
        """The paths of files that were read."""
        return [
            path
            for batch in self.batches
            for path in [row.path for row in batch.rows] + batch.other_paths()
        ]


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Spy:
    return Spy(monkeypatch)


def fresh(folder: Path) -> dict[str, Any]:
    """Return what a reading without index says."""
    return dicomtree.open_folder(folder, index=False).to_json()


# ---- reopening
def test_a_folder_that_is_opened_again_is_the_same_and_nothing_is_read(
    folder: Path, spy: Spy
) -> None:
    before = dicomtree.open_folder(folder)
    expected = before.to_json()
    spy.batches.clear()
    again = dicomtree.open_folder(folder)
    assert spy.read == []
    assert again.to_json() == expected == fresh(folder)
    assert again.index_location == index.index_file()


def test_the_tree_is_there_before_anything_is_read(folder: Path) -> None:
    expected = dicomtree.open_folder(folder).tree
    library = Library()
    library.add_root(folder)
    seen: list[tuple[Progress, Counts, int]] = []

    def progress(how_far: Progress) -> None:
        seen.append((how_far, library.counts, len(library.tree.series())))

    library.scan(progress=progress)
    assert seen[0] == (Progress(0, 12, 0.0, ""), Counts(15, 12, 1, 2, 0, 0), 3)
    assert library.tree == expected


def test_stacks_are_kept_and_not_built_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dicomtree.open_folder(folder)
    expected = [series.stacks for series in before.tree.series()]
    again = dicomtree.open_folder(folder)
    monkeypatch.setattr("dicomtree.library.library.build_content", None)
    assert [series.stacks for series in again.tree.series()] == expected


def test_copies_are_kept_and_not_compared_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dicomtree.open_folder(folder)
    assert len(before.duplicates) == 1
    monkeypatch.setattr("dicomtree.source.sha256", None)
    again = dicomtree.open_folder(folder)
    assert again.duplicates == before.duplicates
    assert again.tree == before.tree


def test_what_changed_meanwhile_is_read_and_nothing_else(folder: Path, spy: Spy) -> None:
    dicomtree.open_folder(folder).to_json()
    spy.batches.clear()
    write(folder / "s0" / "1", 0, 1, series_description="changed")
    (folder / "s1" / "0").unlink()
    shutil.rmtree(folder / "s2")
    (folder / "s0" / "empty").write_text("no longer empty")
    write_series(folder, 5)
    library = dicomtree.open_folder(folder)
    assert sorted(spy.read) == ["s0/1", "s0/empty", "s5/0", "s5/1", "s5/2", "s5/3"]
    assert library.to_json() == fresh(folder)
    assert library.counts == Counts(14, 11, 1, 2, 0, 0)


def test_a_copy_that_is_gone_is_no_longer_counted(folder: Path) -> None:
    dicomtree.open_folder(folder)
    (folder / "copy").unlink()
    library = dicomtree.open_folder(folder)
    assert library.counts == Counts(14, 12, 0, 2, 0, 0)
    assert [series.instance_count for series in library.tree.series()] == [4, 4, 4]


def test_a_copy_that_is_new_is_found(folder: Path) -> None:
    dicomtree.open_folder(folder)
    shutil.copyfile(folder / "s2" / "0", folder / "another")
    library = dicomtree.open_folder(folder)
    assert library.counts.duplicates == 2
    assert library.to_json() == fresh(folder)


def test_a_series_under_two_roots_is_put_together_again(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "s0", tmp_path / "more" / "s0")
    write(tmp_path / "more" / "s0" / "9", 0, 9)

    def both(*, kept: bool) -> dict[str, Any]:
        library = Library(index=kept)
        library.add_root(folder)
        library.add_root(tmp_path / "more")
        library.scan()
        return library.to_json()

    expected = both(kept=False)
    assert expected["counts"]["duplicates"] == 5
    assert both(kept=True) == expected
    assert both(kept=True) == expected


def test_problems_are_shown_from_the_index_and_tried_again(folder: Path) -> None:
    (folder / "link").symlink_to("nowhere")
    assert dicomtree.open_folder(folder).counts.problems == 1
    (folder / "link").unlink()
    library = Library()
    library.add_root(folder)
    seen: list[int] = []
    library.scan(progress=lambda _: seen.append(library.counts.problems))
    assert seen[0] == 1
    assert library.counts.problems == 0
    assert dicomtree.open_folder(folder).counts.problems == 0


def test_a_cancelled_reading_goes_on_where_it_was(
    folder: Path, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "PROGRESS_INTERVAL_S", 0.0)
    cancel = threading.Event()
    library = Library()
    library.add_root(folder)
    library.scan(progress=lambda p: cancel.set() if p.files else None, cancel=cancel)
    read = len(spy.read)
    assert library.cancelled
    again = dicomtree.open_folder(folder)
    assert len(spy.read) <= read + 15
    assert again.to_json() == fresh(folder)


def test_names_that_are_not_utf_8_are_known_again(folder: Path, spy: Spy) -> None:
    name = os.fsencode(folder) + b"/\xff\xfe\xe4"
    shutil.copyfile(folder / "s0" / "0", name)
    dicomtree.open_folder(folder)
    spy.batches.clear()
    library = dicomtree.open_folder(folder)
    assert spy.read == []
    assert library.find_file(os.fsdecode(name)) is not None


def test_members_of_an_archive_are_known_again(folder: Path, tmp_path: Path, spy: Spy) -> None:
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    expected = dicomtree.open_folder(archive).to_json()
    spy.batches.clear()
    assert dicomtree.open_folder(archive).to_json() == expected
    assert spy.read == []


def test_a_file_is_found_by_its_path_and_an_instance_by_its_uid(folder: Path) -> None:
    dicomtree.open_folder(folder)
    library = dicomtree.open_folder(folder)
    keys = {series.series_instance_uid: series.key for series in library.tree.series()}
    found = (keys["1.2.2"], 0, "s2/3")
    assert library.find_file(str(folder / "s2" / "3")) == found
    assert library.find_instance("1.2.2.3") == found
    assert library.find_file(str(folder / "notes.txt")) is None


def test_rows_are_not_kept_in_memory(folder: Path) -> None:
    library = dicomtree.open_folder(folder)
    assert library._grouping.rows() == []
    assert sorted(len(library.rows_of(s.key)) for s in library.tree.series()) == [4, 4, 5]


# ---- without an index
def test_without_index_nothing_is_written(folder: Path, home: Path) -> None:
    before = stamps_under(folder)
    library = dicomtree.open_folder(folder, index=False)
    assert library.index_location is None
    assert library.index_trouble is None
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert stamps_under(folder) == before


def test_whoever_wants_no_index_gets_none(folder: Path, home: Path) -> None:
    settings.save(Settings(keep_index=KeepIndex.NEVER))
    assert dicomtree.open_folder(folder).index_location is None
    assert not index.index_file().exists()
    assert Library(index=True)._opened.holdings._keep


def test_an_index_that_cannot_be_had_is_told_of(folder: Path, home: Path) -> None:
    (home / "cache").write_text("in the way")
    library = dicomtree.open_folder(folder)
    assert library.index_trouble is not None
    assert library.to_json() == fresh(folder)


def test_a_disk_that_gets_full_costs_the_index_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "FLUSH_FILES", 2)
    for series in range(3, 20):
        write_series(folder, series)
    dicomtree.open_folder(folder / "s0")
    pages = index.index_file().stat().st_size // 4096
    monkeypatch.setattr(opening, "_PRAGMAS", (*opening._PRAGMAS, f"max_page_count={pages}"))
    library = dicomtree.open_folder(folder)
    assert library.index_trouble == "the disk is full"
    assert library.to_json() == fresh(folder)


@pytest.mark.parametrize("when", ["after opening", "while reading"])
def test_an_index_that_is_damaged_meanwhile_costs_nothing_but_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    expected = fresh(folder)
    monkeypatch.setattr(holdings, "FLUSH_FILES", 2)
    library = Library()
    library.add_root(folder)

    def damage() -> None:
        with sqlite3.connect(index.index_file()) as connection:
            connection.execute("UPDATE part SET headers = x'00000000' WHERE series > 0")
            connection.execute("UPDATE series SET first = x'00000000'")
        connection.close()

    if when == "while reading":
        done = threading.Event()

        def progress(how_far: Progress) -> None:
            if how_far.files and not done.is_set():
                done.set()
                damage()

        library.scan(progress=progress)
    else:
        library.scan()
        damage()
    assert library.to_json() == expected
    assert dicomtree.open_folder(folder).to_json() == expected


def test_an_index_that_another_program_changed_is_followed(folder: Path) -> None:
    mine = dicomtree.open_folder(folder)
    write(folder / "s0" / "7", 0, 7)
    dicomtree.open_folder(folder)
    expected = fresh(folder)
    mine.scan()
    assert mine.to_json() == expected


def test_what_another_program_changed_behind_our_back_does_no_harm(folder: Path) -> None:
    mine = dicomtree.open_folder(folder)
    (key,) = (s.key for s in mine.tree.series() if s.series_instance_uid == "1.2.0")
    write(folder / "s0" / "7", 0, 7)
    dicomtree.open_folder(folder)
    assert len(mine.content(key).stacks[0].volumes[0]) == 5
    assert mine.rows_of(key)[-1].path == "s0/7"


def test_two_programs_that_read_one_new_folder_agree(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "FLUSH_FILES", 1)
    mine = Library()
    mine.add_root(folder)
    others: list[Library] = []

    def progress(how_far: Progress) -> None:
        if how_far.files and not others:
            others.append(dicomtree.open_folder(folder))

    mine.scan(progress=progress)
    assert mine.to_json() == others[0].to_json() == fresh(folder)
    assert dicomtree.open_folder(folder).to_json() == mine.to_json()


# ---- forgetting
def test_a_forgotten_folder_stays_open_and_leaves_no_trace(folder: Path, home: Path) -> None:
    library = dicomtree.open_folder(folder)
    expected = library.to_json()
    assert library.forget(0).roots == (str(folder),)
    assert not traces(home, b"Jane")
    assert library.to_json() == expected
    library.scan()
    assert library.to_json() == expected
    assert not traces(home, b"Jane")


def test_everything_is_forgotten_and_stays_open(folder: Path, home: Path) -> None:
    library = dicomtree.open_folder(folder)
    expected = library.to_json()
    assert library.forget().trouble is None
    assert not index.index_file().exists()
    assert library.to_json() == expected
    assert library.index_location is None


def test_what_another_program_forgot_is_not_stored_again(folder: Path, home: Path) -> None:
    library = dicomtree.open_folder(folder)
    expected = library.to_json()
    index.forget(str(folder))
    write(folder / "s0" / "7", 0, 7)
    library.scan()
    assert library.to_json() == fresh(folder) != expected
    assert not traces(home, b"Jane")


def traces(folder: Path, text: bytes) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and text in p.read_bytes()]


def test_a_closed_folder_is_kept_by_the_index_and_not_scanned(folder: Path, spy: Spy) -> None:
    library = dicomtree.open_folder(folder)
    expected = library.to_json()
    library.close_root(0)
    spy.batches.clear()
    library.scan()
    assert library.counts == Counts()
    assert spy.batches == []
    assert library.add_root(folder) == 0
    library.scan()
    assert spy.read == []
    assert library.to_json() == expected


# ---- DICOMDIR
@pytest.fixture
def medium(tmp_path: Path) -> Path:
    """A DICOMDIR that lists a missing file, and leaves one out."""
    data = tmp_path / "medium"
    write_series(data / "x", 1)
    (data / "x" / "s1").rename(data / "DICOM")
    disc(data, *(["DICOM", name] for name in ("0", "1", "2", "GONE")))
    return data


def test_a_directory_is_compared_with_what_is_there(medium: Path) -> None:
    for _ in range(2):
        (compared,) = dicomtree.open_folder(medium).compare_dicomdirs()
        assert (compared.root, compared.path) == (0, "DICOMDIR")
        assert compared.missing == ("DICOM/GONE",)
        assert compared.unlisted == ("DICOM/3",)
        assert compared.flaw is None


def test_a_directory_gives_a_first_view_and_nothing_that_lasts(
    medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library()
    library.add_root(medium)
    monkeypatch.setattr(opened, "PROGRESS_INTERVAL_S", 0.0)
    seen: list[int] = []
    original = scanner.scan

    def slow(*roots: Any, **options: Any) -> Iterator[scanner.Batch]:
        for number, batch in enumerate(original(*roots, **options)):
            if number == 0:
                for thread in threading.enumerate():
                    if "_read" in thread.name:
                        thread.join()
            yield batch

    monkeypatch.setattr(scanner, "scan", slow)
    names: list[str | None] = []

    def progress(_: Progress) -> None:
        series = library.tree.series()
        seen.append(sum(one.instance_count for one in series))
        names.extend(patient.patient_name for patient in library.tree.patients)

    library.scan(progress=progress)
    assert max(seen) >= 3
    assert seen[-1] == 4
    assert library.counts == Counts(5, 4, 0, 0, 1, 0)
    assert library.to_json() == fresh(medium)
    assert dicomtree.open_folder(medium).to_json() == fresh(medium)


# ---- crashes
READER = """
import os, signal, sys
from dicomtree.index.database import Database
from dicomtree.library import Library, holdings

holdings.FLUSH_FILES, left = int(sys.argv[2]), int(sys.argv[3])

def deadly(original):
    def method(*arguments):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments)
    return method

Database.run, Database.rows = deadly(Database.run), deadly(Database.rows)
library = Library()
library.add_root(sys.argv[1])
library.scan()
library.to_json()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_after_a_killed_reading_the_next_one_tells_the_truth(folder: Path, long: bool) -> None:
    chance = random.Random(3)
    expected = fresh(folder)
    killed = 0
    for _ in range(60 if long else 6):
        index.forget_everything()
        if chance.random() < 0.3:
            dicomtree.open_folder(folder / "s1")
        arguments = [str(folder), str(chance.randrange(1, 5)), str(chance.randrange(40))]
        done = subprocess.run(
            [sys.executable, "-c", READER, *arguments],
            cwd=Path(__file__).parent.parent,
            check=False,
            capture_output=True,
        )
        killed += done.returncode == -9
        assert done.returncode in {0, -9}, done.stderr
        library = dicomtree.open_folder(folder)
        assert library.index_trouble is None
        assert library.to_json() == expected
        assert place.set_aside(index.index_file()) == []
    assert killed > 3
