"""A look says what has changed under a folder, and takes nothing in."""

import shutil
import threading
from pathlib import Path

import pytest

import dicomtree
from dicomtree import index
from dicomtree.library import Library
from dicomtree.model import Counts, RootChanges
from tests import dicom_bytes as files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four images in a folder of their own, a report, a file that is not DICOM, a dangling link."""
    data = tmp_path / "data"
    (data / "s").mkdir(parents=True)
    for number in range(4):
        write(data / "s" / str(number), number)
    (data / "report").write_bytes(report("1.9.1"))
    (data / "notes.txt").write_text("not DICOM")
    (data / "link").symlink_to(data / "nowhere")
    return data


def write(path: Path, number: int, name: str = "Doe^Jane") -> None:
    path.write_bytes(files.instance(sop_instance_uid=f"1.2.{number}", patient_name=name))


def report(uid: str) -> bytes:
    elements = files.instance_elements(sop_instance_uid=uid)
    return files.part10(files.data_set([each for each in elements if each[0] < 0x00280000]))


@pytest.fixture(params=[True, False], ids=["kept", "in memory"])
def library(folder: Path, request: pytest.FixtureRequest) -> Library:
    return dicomtree.open_folder(folder, index=request.param)


def test_of_an_unchanged_folder_there_is_nothing_to_say(library: Library) -> None:
    (found,) = library.changes()
    assert found == RootChanges(0)
    assert not found.any


def test_what_is_new_changed_and_gone_is_counted_and_not_taken_in(
    library: Library, folder: Path
) -> None:
    before, counts = library.to_json(), library.counts
    for number in range(12):
        write(folder / f"new {number}", 10 + number)
    (folder / "another report").write_bytes(report("1.9.2"))
    (folder / "more.txt").write_text("not DICOM")
    (folder / "link too").symlink_to(folder / "nowhere")
    write(folder / "s" / "0", 0, "Doe^Joan")
    (folder / "s" / "1").write_text("no longer DICOM")
    (folder / "s" / "2").unlink()
    (found,) = library.changes()
    assert (found.images, found.objects, found.others, found.problems) == (12, 1, 1, 1)
    assert (found.changed, found.gone) == (2, 1)
    assert found.any
    assert library.to_json() == before
    assert library.counts == counts


def test_after_a_scan_there_is_nothing_more_to_say(library: Library, folder: Path) -> None:
    write(folder / "new", 10)
    assert library.changes()[0].images == 1
    library.scan()
    assert library.changes() == (RootChanges(0),)
    assert library.counts.instances == 6


def test_the_same_changes_have_the_same_digest_and_others_do_not(
    library: Library, folder: Path
) -> None:
    write(folder / "new", 10)
    first = library.changes()
    assert library.changes() == first
    write(folder / "new too", 11)
    assert library.changes()[0].digest != first[0].digest


def test_a_folder_that_vanished_is_not_gone_and_stays_as_it_was_read(
    library: Library, folder: Path
) -> None:
    before = library.to_json()
    folder.rename(folder.with_name("unplugged"))
    (found,) = library.changes()
    assert found.vanished
    assert not found.any
    library.scan()
    assert library.to_json()["patients"] == before["patients"]
    assert [problem.path for problem in library.problems if problem.path == "."] == ["."]
    folder.with_name("unplugged").rename(folder)
    library.scan()
    assert library.to_json() == before


def test_a_folder_that_vanished_keeps_its_place_in_the_index(folder: Path) -> None:
    before = dicomtree.open_folder(folder)
    folder.rename(folder.with_name("unplugged"))
    before.scan()
    folder.with_name("unplugged").rename(folder)
    again = Library()
    again.add_root(folder)
    seen: list[Counts] = []
    again.scan(progress=lambda _: seen.append(again.counts))
    assert seen[0].instances == before.counts.instances == 5


def test_what_another_program_has_read_is_news_without_a_number(folder: Path) -> None:
    mine = dicomtree.open_folder(folder)
    write(folder / "new", 10)
    dicomtree.open_folder(folder)
    assert mine.changes() == (RootChanges(0, unclear=True),)
    mine.scan()
    assert mine.changes() == (RootChanges(0),)


def test_what_another_program_forgot_is_not_called_new(folder: Path) -> None:
    library = dicomtree.open_folder(folder)
    index.forget(str(folder))
    assert library.changes() == (RootChanges(0, unclear=True),)


def test_a_cancelled_look_says_nothing(library: Library) -> None:
    cancel = threading.Event()
    cancel.set()
    assert library.changes(cancel=cancel) == ()


def test_only_open_roots_are_looked_at(library: Library, folder: Path) -> None:
    shutil.copytree(folder / "s", folder.with_name("more"))
    other = library.add_root(folder.with_name("more"))
    library.scan()
    library.close_root(0)
    write(folder.with_name("more") / "new", 10)
    assert [(found.root, found.images) for found in library.changes()] == [(other, 1)]
