"""A DICOMDIR gives a first view; no link, name or size in it leads astray."""

import contextlib
import io
import os
import random
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.filewriter import dcmwrite

from dicomtree import dicomdir
from dicomtree.dicomdir import directory as module
from dicomtree.dicomdir import reading, records
from dicomtree.dicomdir.medium import Medium, RefusedError
from dicomtree.model import HeaderRow, SeriesContent
from dicomtree.tree import Grouping
from tests.dicomdirs import Record, directory, disc

needs_links = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
Answer = tuple[list[HeaderRow], list[str], list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three files, DICOM/IM1 to IM3, outside of which lies a victim."""
    (tmp_path / "victim").write_bytes(b"precious")
    medium = tmp_path / "medium"
    (medium / "DICOM").mkdir(parents=True)
    for number in range(1, 4):
        (medium / "DICOM" / f"IM{number}").write_bytes(bytes(100 * number))
    return medium


ALL = (["DICOM", "IM1"], ["DICOM", "IM2"], ["DICOM", "IM3"])
ALL_PATHS = ["DICOM/IM1", "DICOM/IM2", "DICOM/IM3"]


def read(folder: Path, path: str = "DICOMDIR") -> Answer:
    rows, missing, faults = reading.read(0, str(folder), path)
    return list(map(HeaderRow._make, rows)), missing, faults


def paths(rows: list[HeaderRow]) -> list[str]:
    return [row.path for row in rows]


def test_every_listed_file_gives_a_row_of_what_is_said_of_it(folder: Path) -> None:
    disc(folder, *ALL)
    rows, missing, faults = read(folder)
    assert paths(rows) == ALL_PATHS
    assert (missing, faults) == ([], [])
    row = rows[1]
    status = (folder / "DICOM" / "IM2").stat()
    assert row[:6] == (0, "DICOM/IM2", 200, status.st_mtime_ns, status.st_ino, None)
    assert row.patient_name == "Doe^Jane"
    assert row.study_date == "20200102"
    assert row.modality == "CT"
    assert row.instance_number == "2"
    assert row.sop_instance_uid == "1.2.3.2"
    assert row.sop_class_uid == "1.2.840.10008.5.1.4.1.1.2"


def test_it_is_read_in_a_process_of_its_own(folder: Path) -> None:
    disc(folder, *ALL)
    found = dicomdir.read_directory(0, str(folder), "DICOMDIR")
    assert found.rows == tuple(read(folder)[0])
    assert found.flaw is None


def test_one_in_a_folder_speaks_of_that_folder(folder: Path) -> None:
    disc(folder, *ALL)
    rows, _, _ = read(folder.parent, "medium/DICOMDIR")
    assert paths(rows) == ["medium/" + path for path in ALL_PATHS]


def test_its_rows_make_a_tree(folder: Path) -> None:
    disc(folder, *ALL)
    grouping = Grouping()
    grouping.add(read(folder)[0])
    (patient,) = grouping.snapshot(lambda _key: SeriesContent((), ())).patients
    assert patient.patient_name == "Doe^Jane"
    assert patient.studies[0].series[0].instance_count == 3


def test_text_is_read_in_the_character_set_of_its_record(folder: Path) -> None:
    values = {"SpecificCharacterSet": "ISO_IR 144", "PatientName": "Люкceмбypг", "PatientID": "7"}
    disc(folder, *ALL, r0_values=values)
    assert read(folder)[0][0].patient_name == "Люкceмбypг"


# ---- the files
@pytest.mark.parametrize("name", ["im1", "IM1.dcm", "im1.DCM", "IM1;1", "IM1.", "IM1.DCM;1"])
def test_letters_extensions_and_versions_do_not_matter(folder: Path, name: str) -> None:
    (folder / "DICOM" / "IM1").rename(folder / "DICOM" / name)
    (folder / "DICOM").rename(folder / "dicom")
    disc(folder, *ALL)
    assert paths(read(folder)[0]) == [f"dicom/{name}", "dicom/IM2", "dicom/IM3"]


def test_the_exact_name_comes_before_a_similar_one(folder: Path) -> None:
    (folder / "DICOM" / "IM1.bak").touch()
    (folder / "DICOM" / "im1").touch()
    disc(folder, *ALL)
    assert paths(read(folder)[0]) == ALL_PATHS


def test_a_file_that_is_not_there_is_missing_and_the_others_are_found(folder: Path) -> None:
    (folder / "DICOM" / "IM2").unlink()
    disc(folder, *ALL, ["GONE", "IM4"])
    rows, missing, faults = read(folder)
    assert paths(rows) == ["DICOM/IM1", "DICOM/IM3"]
    assert missing == ["DICOM/IM2", "GONE/IM4"]
    assert faults == []


OUTSIDE = {
    "above": ["..", "victim"],
    "above from inside": ["DICOM", "..", "..", "victim"],
    "slashes": ["../victim"],
    "absolute": ["", "etc", "passwd"],
    "absolute in one": ["/etc/passwd"],
    "drive": ["C:", "victim"],
    "stream": ["DICOM", "IM1:stream"],
    "share": ["", "", "server", "victim"],
    "itself": ["."],
    "nul": ["DICOM", "IM1\0x"],
    "control": ["DICOM", "IM1\x1b[2J"],
    "nothing in the middle": ["DICOM", "", "IM1"],
}


@pytest.mark.parametrize("file_id", OUTSIDE.values(), ids=OUTSIDE)
def test_a_name_that_leads_out_is_refused(folder: Path, file_id: list[str]) -> None:
    with pytest.raises(RefusedError):
        Medium(str(folder)).find(file_id)


@pytest.mark.parametrize("file_id", [["..", "victim"], ["DICOM", "..", "..", "victim"], ["C:"]])
def test_a_refused_record_is_told_of(folder: Path, file_id: list[str]) -> None:
    disc(folder, ALL[0], file_id, ALL[2])
    rows, missing, faults = read(folder)
    assert paths(rows) == ["DICOM/IM1", "DICOM/IM3"]
    assert missing == []
    assert len(faults) == 1
    assert faults[0].startswith("/".join(file_id))


@needs_links
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_link_that_leads_out_is_refused(folder: Path, kind: str) -> None:
    if kind == "file":
        (folder / "DICOM" / "IM2").unlink()
        (folder / "DICOM" / "IM2").symlink_to(folder.parent / "victim")
        file_ids = ALL
    else:
        (folder / "OUT").symlink_to(folder.parent)
        file_ids = (ALL[0], ["OUT", "VICTIM"], ALL[2])
    disc(folder, *file_ids)
    rows, missing, faults = read(folder)
    assert paths(rows) == ["DICOM/IM1", "DICOM/IM3"]
    assert len(missing) + len(faults) == 1


@needs_links
def test_a_link_within_the_medium_is_followed(folder: Path) -> None:
    (folder / "DICOM" / "IM2").unlink()
    (folder / "DICOM" / "IM2").symlink_to("IM1")
    disc(folder, *ALL)
    assert paths(read(folder)[0]) == ALL_PATHS


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_is_not_opened(folder: Path) -> None:
    (folder / "DICOM" / "IM2").unlink()
    os.mkfifo(folder / "DICOM" / "IM2")
    disc(folder, *ALL)
    rows, _, faults = read(folder)
    assert paths(rows) == ["DICOM/IM1", "DICOM/IM3"]
    assert faults == ["DICOM/IM2 is no file"]


def test_a_file_listed_twice_has_one_row(folder: Path) -> None:
    disc(folder, *ALL, ALL[0])
    assert paths(read(folder)[0]) == ALL_PATHS


# ---- the links between records
LINKS = {
    "a record follows itself": {"r4_next": 4},
    "two records follow each other": {"r4_next": 3},
    "a record is below itself": {"r4_lower": 4},
    "a record leads up": {"r5_lower": 0},
    "into the middle of a record": {"r4_offset_next": 555},
    "behind the file": {"r4_offset_next": 0xFFFFFFF0},
    "into the preamble": {"r4_offset_lower": 3},
    "unknown kinds": {"r0_kind": "NONSENSE", "r2_kind": ""},
}


@pytest.mark.parametrize("changes", LINKS.values(), ids=LINKS)
def test_wrong_links_lose_no_file(folder: Path, changes: dict[str, object]) -> None:
    disc(folder, *ALL, **changes)
    rows, missing, faults = read(folder)
    assert sorted(paths(rows)) == ALL_PATHS
    assert missing == []
    assert bool(faults) == ("r0_kind" not in changes)
    assert {row.patient_name for row in rows} == {"Doe^Jane"}


def test_without_a_first_record_the_order_counts(folder: Path) -> None:
    made = disc(folder, *ALL)
    (folder / "DICOMDIR").write_bytes(directory(made, first=None))
    rows, _, faults = read(folder)
    assert paths(rows) == ALL_PATHS
    assert {(row.patient_id, row.study_instance_uid) for row in rows} == {("7", "1.2")}
    assert faults == ["no link leads to 6 records; their order counts instead"]


def test_a_record_that_is_not_in_use_counts_for_nothing(folder: Path) -> None:
    disc(folder, *ALL, r4_in_use=False)
    assert paths(read(folder)[0]) == ["DICOM/IM1", "DICOM/IM3"]


def chain(count: int, link: str) -> bytes:
    """Return a DICOMDIR whose records are linked one to the next."""
    made = [Record("PRIVATE") for _ in range(count)]
    for number, record in enumerate(made, 1):
        setattr(record, link, number)
    return directory([*made, Record("IMAGE", file_id=["DICOM", "IM1"])])


@pytest.mark.parametrize("link", ["next", "lower"])
def test_long_and_deep_chains_are_walked(folder: Path, link: str) -> None:
    (folder / "DICOMDIR").write_bytes(chain(3000, link))
    rows, _, faults = read(folder)
    assert paths(rows) == ["DICOM/IM1"]
    assert faults == []


def test_records_that_meet_again_and_again_are_visited_once(folder: Path) -> None:
    # By both links of each record there are 2**40 ways to the last one.
    made = [Record("PRIVATE", next=n + 1, lower=n + 1) for n in range(40)]
    made.append(Record("IMAGE", file_id=["DICOM", "IM1"]))
    (folder / "DICOMDIR").write_bytes(directory(made))
    rows, _, faults = read(folder)
    assert paths(rows) == ["DICOM/IM1"]
    assert len(faults) == reading.MOST_FAULTS + 1
    assert faults[-1] == "and 20 more"


# ---- the file itself
def damaged(folder: Path, data: bytes) -> dicomdir.Directory:
    (folder / "DICOMDIR").write_bytes(data)
    return dicomdir.read_directory(0, str(folder), "DICOMDIR")


def test_what_is_no_directory_has_a_flaw(folder: Path) -> None:
    for data in (b"", b"no DICOM", random.Random(1).randbytes(5000)):
        found = damaged(folder, data)
        assert found.flaw is not None
        assert found.rows == ()


def test_one_that_is_gone_has_a_flaw(folder: Path) -> None:
    found = dicomdir.read_directory(0, str(folder), "DICOMDIR")
    assert found.flaw == "No such file or directory"


def test_one_that_is_too_large_has_a_flaw(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disc(folder, *ALL)
    monkeypatch.setattr(records, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match="larger than"):
        read(folder)


def test_one_that_takes_too_long_has_a_flaw(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disc(folder, *ALL)
    monkeypatch.setattr(module, "TIME_S", 0.0)
    assert dicomdir.read_directory(0, str(folder), "DICOMDIR").flaw == "not read within 0 s"


def test_one_of_bottomless_nesting_has_a_flaw(folder: Path) -> None:
    inner = b"\x04\x00\x20\x12SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    whole = Dataset()
    whole.file_meta = pydicom.dcmread(io.BytesIO(directory([], None))).file_meta
    file = io.BytesIO()
    dcmwrite(file, whole, enforce_file_format=True)
    found = damaged(folder, file.getvalue() + inner * 20_000)
    assert found.flaw is not None


def test_cut_anywhere_it_is_read_as_far_as_it_goes_or_has_a_flaw(folder: Path, long: bool) -> None:
    disc(folder, *ALL)
    data = (folder / "DICOMDIR").read_bytes()
    for end in range(140, len(data), 1 if long else 29):
        (folder / "DICOMDIR").write_bytes(data[:end])
        rows: list[HeaderRow] = []
        with contextlib.suppress(Exception):  # the worker's border catches it
            rows, _, _ = read(folder)
        assert {*paths(rows)} <= {*ALL_PATHS}


# ---- comparing
def test_what_is_listed_and_lacking_and_what_is_there_unlisted(folder: Path) -> None:
    disc(folder, *ALL, ["DICOM", "IM9"])
    found = dicomdir.read_directory(0, str(folder), "DICOMDIR")
    real = ["DICOM/IM1", "DICOM/IM3", "MORE/IM5"]  # IM2 turned out to be no instance
    assert dicomdir.compare(found, real) == dicomdir.Comparison(
        missing=("DICOM/IM9", "DICOM/IM2"), unlisted=("MORE/IM5",)
    )


def test_only_what_lies_beside_it_or_below_is_compared(folder: Path) -> None:
    disc(folder, *ALL)
    found = dicomdir.read_directory(0, str(folder.parent), "medium/DICOMDIR")
    real = ["other/IM7", *("medium/" + path for path in ALL_PATHS)]
    assert dicomdir.compare(found, real) == dicomdir.Comparison((), ())


# ---- real ones
VARIANTS = ["DICOMDIR", "DICOMDIR-bigEnd", "DICOMDIR-implicit", "DICOMDIR-nooffset"]


@pytest.mark.parametrize("name", [*VARIANTS, "DICOMDIR-reordered", "DICOMDIR-nopatient"])
def test_pydicoms_directories_list_the_same_files(pydicom_files: Path, name: str) -> None:
    listed = [found.file_id for found in records.read_records(_test(pydicom_files, name)).listed()]
    expected = pydicom.dcmread(pydicom_files / "dicomdirtests" / "DICOMDIR")
    ids = [r.ReferencedFileID for r in expected.DirectoryRecordSequence if "ReferencedFileID" in r]
    assert sorted(listed) == sorted(tuple(file_id) for file_id in ids)


@pytest.mark.parametrize("name", VARIANTS)
def test_what_a_directory_says_is_what_the_files_say(pydicom_files: Path, name: str) -> None:
    rows, _, faults = read(pydicom_files / "dicomdirtests", name)
    assert faults == []
    assert len(rows) == 31
    for row in rows:
        real = pydicom.dcmread(pydicom_files / "dicomdirtests" / row.path)
        assert row.sop_instance_uid == real.SOPInstanceUID
        assert row.series_instance_uid == real.SeriesInstanceUID
        assert row.study_instance_uid == real.StudyInstanceUID
        assert row.patient_id == real.PatientID


def test_a_real_disc_lacks_one_file(corpus: Path) -> None:
    rows, missing, faults = read(corpus / "ct-skull-dicomdir")
    assert len(rows) == 303
    assert missing == ["DICOM/I303"]
    assert faults == []


def _test(folder: Path, name: str) -> str:
    return str(folder / "dicomdirtests" / name)
