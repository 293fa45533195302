"""A library accounts for every file, follows changes, and writes nothing where it reads."""

import os
import shutil
import threading
from pathlib import Path

import pytest

import dicomtree
from dicomtree.library import Library
from dicomtree.model import Counts, Progress
from tests.dicom_bytes import data_set, instance_elements, part10
from tests.stamps import stamps_under


@pytest.fixture
def folder(tmp_path: Path, corpus: Path) -> Path:
    """A copy of a small real series, a copy of one file, and two files that are not DICOM."""
    data = tmp_path / "data"
    shutil.copytree(corpus / "mr-multi-echo" / "4_me_fMRI", data / "series")
    first = min((data / "series").iterdir())
    shutil.copyfile(first, data / "copy.dcm")
    (data / "notes.txt").write_text("not DICOM")
    (data / "empty").touch()
    for found in data.rglob("*"):
        found.chmod(0o755 if found.is_dir() else 0o644)
    return data


def total(counts: Counts) -> int:
    return (
        counts.instances + counts.duplicates + counts.not_dicom + counts.dicomdir + counts.problems
    )


def test_every_file_of_the_corpus_is_accounted_for(corpus: Path) -> None:
    library = dicomtree.open_folder(corpus)
    found = sum(len(names) for _, _, names in os.walk(corpus))
    assert library.counts.files == found == total(library.counts)
    assert library.counts.problems == 0


def test_every_file_of_pydicom_is_accounted_for(pydicom_files: Path) -> None:
    library = dicomtree.open_folder(pydicom_files)
    found = sum(len(names) for _, _, names in os.walk(pydicom_files))
    assert library.counts.files == found == total(library.counts)
    library.to_json()


def test_reading_leaves_the_folder_as_it_was(folder: Path) -> None:
    before = stamps_under(folder)
    dicomtree.open_folder(folder).to_json()
    assert stamps_under(folder) == before


def test_series_in_one_frame_of_reference_follow_each_other(tmp_path: Path) -> None:
    for number, frame in enumerate([b"1.7", b"1.7", b"1.8", b"1.7"]):
        values = {"sop_instance_uid": f"1.2.{number}", "series_instance_uid": f"1.3.{number}"}
        elements = sorted([*instance_elements(**values), (0x00200052, "UI", frame)])
        (tmp_path / str(number)).write_bytes(part10(data_set(elements)))
    library = dicomtree.open_folder(tmp_path, index=False)
    by_uid = {one.series_instance_uid: one.key for one in library.tree.series()}
    ring = sorted(by_uid[f"1.3.{number}"] for number in (0, 1, 3))
    following = [library.series_in_frame("1.7", key) for key in ring]
    assert following == [ring[1], ring[2], ring[0]]
    assert library.series_in_frame("1.8", by_uid["1.3.2"]) is None
    assert library.series_in_frame("1.8", ring[0]) == by_uid["1.3.2"]
    assert library.series_in_frame("9.9") is None


def test_a_byte_identical_copy_is_a_duplicate_and_no_instance(folder: Path) -> None:
    library = dicomtree.open_folder(folder)
    assert library.counts == Counts(9, 6, 1, 2, 0, 0)
    (copy,) = library.duplicates
    assert copy.identical
    assert {copy.path, copy.of} == {"copy.dcm", "series/0001.dcm"}


def test_the_tree_counts_no_copies(folder: Path) -> None:
    library = dicomtree.open_folder(folder)
    assert sum(series.instance_count for series in library.tree.series()) == 6


def test_scanning_again_finds_what_is_new_changed_and_gone(folder: Path) -> None:
    library = dicomtree.open_folder(folder)
    shutil.copyfile(folder / "series" / "0003.dcm", folder / "another.dcm")
    (folder / "series" / "0005.dcm").write_text("no longer DICOM")
    (folder / "series" / "0006_e2.dcm").unlink()
    library.scan()
    assert library.counts == Counts(9, 4, 2, 3, 0, 0)


def test_scanning_again_without_changes_changes_nothing(folder: Path) -> None:
    library = dicomtree.open_folder(folder)
    before = library.to_json()
    library.scan()
    assert library.to_json() == before


def test_series_keep_their_keys_when_more_is_read(folder: Path, corpus: Path) -> None:
    library = dicomtree.open_folder(folder)
    (before,) = library.tree.series()
    library.add_root(corpus / "mr-multi-echo" / "3_me_FieldMap_GRE")
    library.scan()
    keys = {series.series_instance_uid: series.key for series in library.tree.series()}
    assert keys[before.series_instance_uid] == before.key


def test_closing_one_folder_leaves_the_other(folder: Path, corpus: Path) -> None:
    library = dicomtree.open_folder(folder)
    other = library.add_root(corpus / "mr-multi-echo" / "3_me_FieldMap_GRE")
    library.scan()
    library.close_root(0)
    assert library.counts == Counts(36, 36, 0, 0, 0, 0)
    assert {frame.root for s in library.tree.series() for frame in s.stacks[0].volumes[0]} == {
        other
    }


def test_a_cancelled_scan_says_so_and_keeps_what_it_read(corpus: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    library = dicomtree.open_folder(corpus, cancel=cancel)
    assert library.cancelled
    assert library.counts.files < 620


def test_progress_comes_on_the_callers_thread(corpus: Path) -> None:
    seen: list[tuple[int, Progress]] = []
    dicomtree.open_folder(
        corpus, progress=lambda progress: seen.append((threading.get_ident(), progress))
    )
    assert {thread for thread, _ in seen} == {threading.get_ident()}
    assert seen[-1][1].files == 620


def test_a_path_that_does_not_exist_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        dicomtree.open_folder(tmp_path / "nothing")


def test_a_file_that_is_no_archive_is_no_folder(folder: Path) -> None:
    with pytest.raises(NotADirectoryError):
        dicomtree.open_folder(folder / "notes.txt")


def test_an_archive_opens_like_a_folder(corpus: Path) -> None:
    archive = corpus / "mixed-modalities" / "ZIP" / "RIDER.zip"
    library = dicomtree.open_folder(archive)
    assert library.counts.instances > 0
    frame = library.tree.series()[0].stacks[0].volumes[0][0]
    assert frame.path.startswith("RIDER.zip!/")
    values = dicomtree.stored_values(library.absolute_path(frame.root, frame.path))
    assert values.ndim == 2


def test_a_file_is_found_by_its_path(folder: Path) -> None:
    library = dicomtree.open_folder(folder)
    found = library.find_file(str(folder / "series" / "0003.dcm"))
    assert found is not None
    assert found[1:] == (0, "series/0003.dcm")
    assert library.find_file(str(folder / "notes.txt")) is None


def test_an_unguarded_script_can_read_a_folder(folder: Path) -> None:
    import subprocess
    import sys

    script = f"import dicomtree; print(dicomtree.open_folder({str(folder)!r}).counts.files)"
    by_option = [sys.executable, "-c", script]
    by_input = [sys.executable, "-"]
    for command, text in ((by_option, None), (by_input, script)):
        ended = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
        assert ended.stdout == "9\n"


def test_patients_can_be_kept_by_id_alone(corpus: Path) -> None:
    by_name, by_id = Library(), Library(patients_by="id")
    for library in (by_name, by_id):
        library.add_root(corpus)
        library.scan()
    assert len(by_id.tree.patients) <= len(by_name.tree.patients)
