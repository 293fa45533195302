"""What a library finds is what a plain loop over the files with pydicom finds."""

import threading
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from dicomtree.library import FindCancelledError, FindProgress, Library, QueryError, open_folder
from dicomtree.library.attribute_values import Watch
from dicomtree.model import HeaderRow, Patient, Series, Study
from tests.dicom_bytes import data_set, instance_elements, part10
from tests.pydicom_anywhere import elements_anywhere

Plain = Callable[[Dataset], bool]


def has(data: Dataset, keyword: str) -> bool:
    return bool(elements_anywhere(data, keyword))


def parts(element: DataElement) -> list[Any]:
    is_one = isinstance(element.value, str) or element.VM == 1
    return [element.value] if is_one else list(element.value)


def numbers(data: Dataset, keyword: str | int) -> list[float]:
    return [float(one) for found in elements_anywhere(data, keyword) for one in parts(found)]


def texts(data: Dataset, keyword: str) -> list[str]:
    found = (one for element in elements_anywhere(data, keyword) for one in parts(element))
    return [str(one).casefold() for one in found]


def words(data: Dataset) -> str:
    keywords = ("PatientName", "PatientID", "StudyDescription", "SeriesDescription", "Modality")
    return "\n".join(str(data.get(keyword, "")).casefold() for keyword in keywords)


QUERIES: list[tuple[str, Plain]] = [
    ("", lambda d: len(d) > 0),
    ("Modality=CT SliceThickness<2", lambda d: d.Modality == "CT" and any(n < 2 for n in numbers(d, "SliceThickness"))),
    ("StudyDate>=2012-03", lambda d: str(d.get("StudyDate", ""))[:6] >= "201203"),
    ("not StudyDate>=2012-03", lambda d: not str(d.get("StudyDate", ""))[:6] >= "201203"),
    ("missing:StudyDescription", lambda d: not has(d, "StudyDescription")),
    ("mr or pt", lambda d: "mr" in words(d) or "pt" in words(d)),
    ("phantom", lambda d: "phantom" in words(d)),
    ("ImageType=primary", lambda d: "primary" in texts(d, "ImageType")),
    ('SeriesDescription~"*brain*"', lambda d: "brain" in str(d.get("SeriesDescription", "")).casefold()),
    ("EchoTrainLength>1", lambda d: any(n > 1 for n in numbers(d, "EchoTrainLength"))),
    (
        "Modality=MR PixelBandwidth>=200 EchoTrainLength=1",
        lambda d: d.Modality == "MR"
        and any(n >= 200 for n in numbers(d, "PixelBandwidth"))
        and 1 in numbers(d, "EchoTrainLength"),
    ),
    ("Manufacturer~philips or KVP>100", lambda d: "philips" in str(d.get("Manufacturer", "")).casefold() or any(n > 100 for n in numbers(d, "KVP"))),
    ("has:RescaleSlope missing:WindowCenter", lambda d: has(d, "RescaleSlope") and not has(d, "WindowCenter")),
    ("has:ReferencedImageSequence", lambda d: has(d, "ReferencedImageSequence")),
    ("not (Modality=CT or has:PixelSpacing)", lambda d: d.get("Modality") != "CT" and not has(d, "PixelSpacing")),
    ("Rows!=512", lambda d: d.get("Rows") != 512),
    ("SliceThickness=5", lambda d: 5 in numbers(d, "SliceThickness")),
    ("SliceThickness!=5", lambda d: 5 not in numbers(d, "SliceThickness")),
    ("Modality=MR RepetitionTime<150", lambda d: d.Modality == "MR" and any(n < 150 for n in numbers(d, "RepetitionTime"))),
    ("EffectiveEchoTime<2", lambda d: any(n < 2 for n in numbers(d, "EffectiveEchoTime"))),
    ("EffectiveEchoTime!=6.3 SliceThickness>1", lambda d: 6.3 not in numbers(d, "EffectiveEchoTime") and any(n > 1 for n in numbers(d, "SliceThickness"))),
    ("has:EffectiveEchoTime EffectiveEchoTime!=6.3", lambda d: has(d, "EffectiveEchoTime") and 6.3 not in numbers(d, "EffectiveEchoTime")),
    ("missing:SliceThickness or FlipAngle>40", lambda d: not has(d, "SliceThickness") or any(n > 40 for n in numbers(d, "FlipAngle"))),
    ("ImagePositionPatient>100 SliceThickness>=5", lambda d: any(n > 100 for n in numbers(d, "ImagePositionPatient")) and any(n >= 5 for n in numbers(d, "SliceThickness"))),
    ("FrameType=mixed or FrameType~original\\primary\\t1", lambda d: "mixed" in texts(d, "FrameType") or ("t1" in texts(d, "FrameType") and "primary" in texts(d, "FrameType"))),
    ("ComplexImageComponent=magnitude", lambda d: "magnitude" in texts(d, "ComplexImageComponent")),
    ("ComplexImageComponent=mixed", lambda d: "mixed" in texts(d, "ComplexImageComponent")),
    ('PixelSpacing="3\\3"', lambda d: any([float(n) for n in e.value] == [3, 3] for e in elements_anywhere(d, "PixelSpacing"))),
    ("has:MREchoSequence", lambda d: has(d, "MREchoSequence")),
    ("ReferencedSOPClassUID~1.2.840", lambda d: any("1.2.840" in t for t in texts(d, "ReferencedSOPClassUID"))),
    ("2005,100E>100 or 2001,1003=0 EffectiveEchoTime=1.531", lambda d: any(n > 100 for n in numbers(d, 0x2005100E)) or (0 in numbers(d, 0x20011003) and 1.531 in numbers(d, "EffectiveEchoTime"))),
    ("0019,0010~siemens", lambda d: (0x0019, 0x0010) in d and "siemens" in str(d[0x0019, 0x0010].value).casefold()),
]  # fmt: skip


@pytest.fixture(scope="module")
def library(corpus: Path) -> Library:
    return open_folder(corpus)


@pytest.fixture(scope="module")
def data_sets(corpus: Path, library: Library) -> dict[str, FileDataset]:
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for series in library.tree.series():
            for row in library.rows_of(series.key):
                path = corpus / row.path
                found[row.path] = pydicom.dcmread(path, stop_before_pixels=True, force=True)
    return found


def paths(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return sorted(row.path for row in found if isinstance(row, HeaderRow))


@pytest.mark.parametrize(("query", "plain"), QUERIES, ids=[query for query, _ in QUERIES])
def test_instances_found_are_those_of_a_plain_loop(
    query: str, plain: Plain, library: Library, data_sets: dict[str, FileDataset]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = sorted(path for path, data in data_sets.items() if plain(data))
    assert paths(library.find(query, "instance")) == expected


def test_the_queries_find_something_and_leave_something(
    library: Library, data_sets: dict[str, FileDataset]
) -> None:
    counts = [len(library.find(query, "instance")) for query, _ in QUERIES[1:]]
    assert sum(0 < count < len(data_sets) for count in counts) >= 13


def test_higher_levels_are_found_by_their_instances(library: Library) -> None:
    series = library.find("Modality=MR EchoTrainLength>1")
    assert series
    assert all(isinstance(one, Series) and one.modality == "MR" for one in series)
    studies = library.find("Modality=MR EchoTrainLength>1", "study")
    patients = library.find("Modality=MR EchoTrainLength>1", "patient")
    for study in studies:
        assert isinstance(study, Study)
        assert set(study.series) & set(series)
    for patient in patients:
        assert isinstance(patient, Patient)
        assert {id(s) for s in patient.studies} & {id(s) for s in studies}
    assert library.find("nowhere to be found", "patient") == ()


def test_findings_are_those_of_the_tree(library: Library) -> None:
    tilted = library.find("has:tilt")
    expected = [
        series.key
        for series in library.tree.series()
        if any(warning.kind == "tilt" for stack in series.stacks for warning in stack.warnings)
    ]
    assert expected
    assert [series.key for series in tilted if isinstance(series, Series)] == expected
    gaps = library.find("has:gaps")
    for series in gaps:
        assert isinstance(series, Series)
        assert any(stack.geometry and stack.geometry.missing for stack in series.stacks)
    both = len(library.find("has:gaps")) + len(library.find("missing:gaps"))
    assert both == len(library.tree.series())


def test_values_are_counted_as_pydicom_has_them(
    library: Library, data_sets: dict[str, FileDataset]
) -> None:
    for keyword in ("Modality", "EchoTrainLength", "Rows"):
        expected = Counter(
            str(data[keyword].value).strip() if has(data, keyword) else None
            for data in data_sets.values()
        )
        counts = library.values(library.tree.patients, keyword)
        assert counts == dict(expected)
        assert list(counts.values()) == sorted(counts.values(), reverse=True)
    (patient, *_) = library.tree.patients
    series = patient.studies[0].series[0]
    one = sum(library.values(series, "SOPInstanceUID").values())
    assert one == len(library.rows_of(series.key))
    every = sum(library.values(patient, "SOPInstanceUID").values())
    assert every >= sum(library.values(patient.studies[0], "SOPInstanceUID").values()) >= one


def test_what_is_no_attribute_has_no_values(library: Library) -> None:
    with pytest.raises(ValueError, match="Modalty is no attribute"):
        library.values(library.tree.patients, "Modalty")


# ---- small folders of our own
def write(folder: Path, name: str, *more: tuple[int, str, bytes], **values: str) -> None:
    elements = sorted([*instance_elements(**values), *more])
    (folder / name).write_bytes(part10(data_set(elements)))


def test_a_query_that_is_not_understood_says_where(tmp_path: Path) -> None:
    library = open_folder(tmp_path)
    with pytest.raises(QueryError) as caught:
        library.find("ct Modalty=CT")
    assert (caught.value.start, caught.value.end) == (3, 10)


def test_progress_is_told_and_what_was_read_is_remembered(tmp_path: Path) -> None:
    for index in range(5):
        thickness = (0x00180087, "DS", b"1.5")
        write(tmp_path, f"{index}.dcm", thickness, sop_instance_uid=f"1.2.{index}")
    library = open_folder(tmp_path)
    told: list[FindProgress] = []
    assert len(library.find("MagneticFieldStrength=1.5", "instance", progress=told.append)) == 5
    assert FindProgress(5, 5) in told
    for path in tmp_path.iterdir():
        path.write_bytes(b"")  # whoever reads again would find nothing
    assert len(library.find("MagneticFieldStrength<2", "instance")) == 5


def test_a_cancelled_search_gives_no_half_answer(tmp_path: Path) -> None:
    write(tmp_path, "a.dcm")
    library = open_folder(tmp_path)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(FindCancelledError):
        library.find("MagneticFieldStrength=1.5", cancel=cancel)
    assert library.find("MagneticFieldStrength=1.5") == ()


def test_a_file_that_changed_is_found_by_what_it_says_now(tmp_path: Path) -> None:
    write(tmp_path, "a.dcm", (0x00180087, "DS", b"1.5"), patient_name="Old")
    library = open_folder(tmp_path)
    assert library.find("old MagneticFieldStrength=1.5")
    write(tmp_path, "a.dcm", (0x00180087, "DS", b"3"), patient_name="Newer name")
    library.scan()
    assert not library.find("old")
    assert library.find("newer MagneticFieldStrength=3")


def test_a_file_that_vanished_counts_as_without_the_attribute(tmp_path: Path) -> None:
    write(tmp_path, "a.dcm", (0x00180087, "DS", b"1.5"))
    library = open_folder(tmp_path)
    (tmp_path / "a.dcm").unlink()
    assert library.find("MagneticFieldStrength=1.5") == ()
    assert len(library.find("missing:MagneticFieldStrength")) == 1


def test_every_warning_of_the_tree_can_be_asked_for(library: Library) -> None:
    kinds = {warning.kind for series in library.tree.series() for warning in series.warnings}
    for series in library.tree.series():
        kinds |= {warning.kind for stack in series.stacks for warning in stack.warnings}
    assert kinds
    for kind in kinds:
        assert library.find(f"has:{kind}")


def test_names_of_any_script_are_found_without_accents(tmp_path: Path) -> None:
    names = {"1": "MÜLLER^Jörg", "2": "Иванов^Иван", "3": "Yamada^Tarou=山田^太郎"}
    for number, name in names.items():
        elements = instance_elements(
            patient_id=number,
            study_instance_uid=f"1.2.{number}",
            series_instance_uid=f"1.3.{number}",
            sop_instance_uid=f"1.4.{number}",
        )
        encoded = [one for one in elements if one[0] != 0x00100010]
        encoded += [(0x00100010, "PN", name.encode()), (0x00080005, "CS", b"ISO_IR 192")]
        (tmp_path / number).write_bytes(part10(data_set(sorted(encoded))))
    library = open_folder(tmp_path)
    for query, number in (("muller jorg", "1"), ("иванов", "2"), ("山田", "3"), ("YAMADA", "3")):
        (found,) = library.find(query, "patient")
        assert isinstance(found, Patient)
        assert found.patient_id == number


def test_texts_without_a_declared_character_set_are_found_as_the_tree_shows_them(
    tmp_path: Path,
) -> None:
    guessed = Dataset()
    guessed.PatientName = "Иванов".encode("cp1251").decode("latin-1")
    declared = Dataset()
    declared.SpecificCharacterSet, declared.PatientName = "ISO_IR 144", "Петров"
    for number, content in enumerate((guessed, declared), 1):
        content.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        content.SOPInstanceUID = content.SeriesInstanceUID = f"1.2.{number}"
        content.StudyInstanceUID = content.PatientID = f"1.{number}"
        content.file_meta = FileMetaDataset()
        content.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        content.save_as(tmp_path / str(number), enforce_file_format=True)
    guessed.SOPInstanceUID = "1.2.3"
    guessed.SeriesDescription = "Голова".encode("cp1251").decode("latin-1")
    guessed.save_as(tmp_path / "3", enforce_file_format=True)
    library = open_folder(tmp_path, index=False)

    def found(query: str, undeclared: str | None) -> list[str | None]:
        library.undeclared = undeclared
        return [match.patient.patient_id for match in library.finder.matches(query, Watch())]

    windows = "Cyrillic (Windows)"
    assert found("иванов", None) == []
    assert found("иванов", windows) == found("PatientName=ИВАНОВ", windows) == ["1.1"]
    assert found("петров", None) == found("петров", windows) == ["1.2"]
    assert found("иванов has:ImageType", windows) == []
    library.undeclared = windows
    (row,) = library.find("голова", "instance")
    assert isinstance(row, HeaderRow)
    assert row.path == "3", "of two instances of its series"
    assert found("иванов missing:ImagedNucleus", windows) == ["1.1"]
    assert library.values(library.tree.patients, "PatientName") == {"Иванов": 2, "Петров": 1}
    counted = {one.path: dict(one.counts) for one in library.all_values()}
    assert counted["PatientName"] == {"Иванов": 2, "Петров": 1}
    first, second = library.tree.patients
    (name,) = (
        one for one in library.compare(first, second).differences if one.path == "PatientName"
    )
    assert {name.first, name.second} == {("Иванов",), ("Петров",)}
