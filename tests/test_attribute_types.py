"""Attribute types are the Standard's, and only what they forbid is called a violation."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pydicom.datadict import keyword_for_tag

from dicomtree.attribute_types import (
    Violation,
    definition,
    may_have_functional_groups,
    violations,
)
from dicomtree.header import AttributeRow, attribute_rows
from tests import make_attribute_types
from tests.dicom_bytes import element, item, part10, sequence

CT, MR, PET, PLAN = "1.2", "1.4", "1.128", "1.481.5"
CLASSES = (CT, MR, PET, PLAN, "1.1", "1.6.1", "1.20", "1.481.2", "1.481.3")


def class_uid(end: str) -> str:
    return f"1.2.840.10008.5.1.4.1.{end}"


def kinds(sop_class: str, *place: str) -> dict[str, str]:
    """Return the types of an attribute by module."""
    known = definition(class_uid(sop_class))
    assert known is not None
    return {one.module: one.kind for one in known.types(place)}


def test_the_table_is_what_the_script_makes_of_its_source() -> None:
    assert make_attribute_types.TABLE.read_text("utf-8") == make_attribute_types.table()


# By hand from PS3.3, with the clause.
@pytest.mark.parametrize(
    ("sop_class", "place", "module", "kind"),
    [
        (CT, ["PatientName"], "Patient", "2"),  # C.7.1.1
        (CT, ["PatientID"], "Patient", "2"),  # C.7.1.1
        (CT, ["StudyInstanceUID"], "General Study", "1"),  # C.7.2.1
        (CT, ["StudyDescription"], "General Study", "3"),  # C.7.2.1
        (CT, ["Modality"], "General Series", "1"),  # C.7.3.1
        (CT, ["SeriesNumber"], "General Series", "2"),  # C.7.3.1
        (CT, ["PatientPosition"], "General Series", "2C"),  # C.7.3.1
        (CT, ["FrameOfReferenceUID"], "Frame of Reference", "1"),  # C.7.4.1
        (CT, ["ImagePositionPatient"], "Image Plane", "1"),  # C.7.6.2
        (CT, ["SliceThickness"], "Image Plane", "2"),  # C.7.6.2
        (CT, ["SliceLocation"], "Image Plane", "3"),  # C.7.6.2
        (CT, ["PixelData"], "Image Pixel", "1C"),  # C.7.6.3
        (CT, ["KVP"], "CT Image", "2"),  # C.8.2.1
        (CT, ["RescaleSlope"], "CT Image", "1"),  # C.8.2.1
        (CT, ["WindowCenter"], "VOI LUT", "1C"),  # C.11.2
        (MR, ["EchoTime"], "MR Image", "2"),  # C.8.3.1
        (MR, ["ScanningSequence"], "MR Image", "1"),  # C.8.3.1
        (PET, ["Units"], "PET Series", "1"),  # C.8.9.1
        (PET, ["RadiopharmaceuticalInformationSequence"], "PET Isotope", "2"),  # C.8.9.2
        (PLAN, ["BeamSequence", "BeamName"], "RT Beams", "3"),  # C.8.8.14
        (PLAN, ["BeamSequence", "BeamNumber"], "RT Beams", "1"),  # C.8.8.14
        (PLAN, ["RTPlanLabel"], "RT General Plan", "1"),  # C.8.8.9
    ],
)
def test_types_are_those_of_the_standard(
    sop_class: str, place: list[str], module: str, kind: str
) -> None:
    assert kinds(sop_class, *place)[module] == kind


MOVED_OR_CHANGED_SINCE_2008 = {
    "ct-image": {"EstimatedDoseSaving"},
    "device": {"DeviceSequence"},
    "general-image": {
        # Into the modules General Acquisition and General Reference.
        *("AcquisitionDate", "AcquisitionDateTime", "AcquisitionNumber", "AcquisitionTime"),
        *("DerivationCodeSequence", "DerivationDescription", "ImagesInAcquisition"),
        *("IrradiationEventUID", "ReferencedImageSequence", "ReferencedInstanceSequence"),
        "SourceImageSequence",
    },
    "mr-image": {"SpacingBetweenSlices"},
    "patient": {"EthnicGroup", "OtherPatientIDs"},
    "patient-study": {"IssuerOfAdmissionID", "IssuerOfServiceEpisodeID"},
    # From 1 to 3, as dciodvfy of today has it, too.
    "roi-contour": {"ROIContourSequence"},
    "rt-dose": {"DoseGridScaling"},
    "rt-general-plan": {"OperatorsName", "TreatmentSites"},
    "rt-roi-observations": {"RTROIObservationsSequence"},
}


def gdcm_types() -> Iterator[tuple[str, str, str]]:
    """Yield module, keyword and type of GDCM's own copy of PS3.3 tables, of 2008."""
    folder = Path(next(iter(importlib.import_module("_gdcm").__path__)))
    file = folder / "XML" / "Part3.xml"
    tables = ElementTree.parse(file).getroot()  # noqa: S314 - of a package we install
    for module in tables.iter("module"):
        name = (module.get("name") or "").replace(" Module Attributes", "")
        for entry in module.findall("entry"):
            tag = f"{entry.get('group')}{entry.get('element')}"
            if "x" not in tag and not (entry.get("name") or "").startswith(">"):
                key = name.lower().replace(" ", "-").replace("/", "-")
                yield key, keyword_for_tag(int(tag, 16)), entry.get("type") or ""


@pytest.mark.filterwarnings("ignore:.*Swig.*:DeprecationWarning")
def test_types_agree_with_an_independent_copy_of_the_tables() -> None:
    independent = list(gdcm_types())
    compared = 0
    for end in CLASSES:
        known = definition(class_uid(end))
        assert known is not None
        groups = {module.key: known.group(module.group) for module in known.modules}
        for key, keyword, kind in independent:
            if key not in groups or keyword in MOVED_OR_CHANGED_SINCE_2008.get(key, ()):
                continue
            rule = groups[key].get(keyword)
            assert rule is not None, (key, keyword)
            assert rule.kind == kind, (key, keyword)
            compared += 1
    assert compared > 1500


def rows_of(elements: bytes, folder: Path) -> list[AttributeRow]:
    (folder / "file").write_bytes(part10(elements))
    return attribute_rows(str(folder / "file"))


def found(elements: bytes, folder: Path) -> dict[str, Violation]:
    list_of = violations(rows_of(elements, folder))
    assert list_of is not None
    return {one.path: one for one in list_of}


def test_absent_and_empty_attributes_are_found(tmp_path: Path) -> None:
    elements = (
        element(0x00080016, "UI", class_uid(CT).encode())
        + element(0x00080018, "UI", b"")
        + element(0x00100010, "PN", b"")
        + element(0x00280010, "US", b"\4\0")
    )
    list_of = found(elements, tmp_path)
    assert list_of["SOPInstanceUID"].is_empty
    assert str(list_of["Modality"]) == "Modality is absent: type 1 in General Series"
    assert list_of["PatientID"].kind == "2"
    assert "PatientName" not in list_of, "an empty type 2 is legal"
    assert "Rows" not in list_of
    assert "PatientPosition" not in list_of, "2C depends on a condition"
    assert "PatientAge" not in list_of, "Patient Study is a user option"


def test_a_module_may_override_what_another_has(tmp_path: Path) -> None:
    """Secondary captures need no Modality (C.8.6.1), with one frame no pointer (C.8.6.3)."""
    capture, frames, document = "1.7", "1.7.2", "1.104.1"
    assert kinds(capture, "Modality") == {"SC Equipment": "3"}
    assert kinds(frames, "FrameIncrementPointer") == {"SC Multi-frame Image": "1C"}
    assert kinds(document, "Modality") == {"Encapsulated Document Series": "1"}
    for sop_class, keywords in ((capture, {"Modality"}), (frames, {"FrameIncrementPointer"})):
        list_of = found(element(0x00080016, "UI", class_uid(sop_class).encode()), tmp_path)
        assert not keywords & list_of.keys()
        assert "ConversionType" in list_of
    assert "Modality" in found(element(0x00080016, "UI", class_uid(document).encode()), tmp_path)
    for sop_class in ("1.20", "1.3.1"):  # nothing there overrides Multi-frame (C.7.6.6)
        assert "1" in kinds(sop_class, "FrameIncrementPointer").values()


def test_items_are_checked_where_they_are(tmp_path: Path) -> None:
    numbers = (element(0x300A0071, "IS", text) for text in (b"", b"2 "))
    elements = element(0x00080016, "UI", class_uid(PLAN).encode()) + sequence(
        0x300A0070, *map(item, numbers)
    )
    list_of = found(elements, tmp_path)
    assert list_of["FractionGroupSequence[0].FractionGroupNumber"].is_empty
    assert "FractionGroupSequence[1].FractionGroupNumber" not in list_of
    assert not list_of["FractionGroupSequence[1].NumberOfBeams"].is_empty
    assert "BeamSequence" not in list_of, "RT Beams is conditional"


def test_what_is_not_known_whole_is_not_judged(tmp_path: Path) -> None:
    assert violations(rows_of(element(0x00100010, "PN", b"x"), tmp_path)) is None
    unknown = element(0x00080016, "UI", b"1.2.3.4")
    assert violations(rows_of(unknown, tmp_path)) is None
    cut = element(0x00080016, "UI", class_uid(CT).encode()) + element(
        0x00081030, "LO", b"", length=500
    )
    assert violations(rows_of(cut, tmp_path)) is None


def test_every_sop_class_of_the_real_files_is_judged(corpus: Path, pydicom_files: Path) -> None:
    judged: set[str] = set()
    for folder in (corpus, pydicom_files):
        for path in sorted(folder.rglob("*"))[::5]:
            if not path.is_file():
                continue
            rows = attribute_rows(str(path))
            sop_class = next((r.value for r in rows if r.keyword == "SOPClassUID"), "")
            for one in violations(rows) or ():
                at_top = {row.keyword for row in rows if row.depth == 0}
                assert one.kind in ("1", "2")
                assert "[" in one.path or one.is_empty == (one.keyword in at_top)
                judged.add(sop_class)
    assert judged


def test_objects_that_may_describe_frames_in_groups_are_known_by_their_class() -> None:
    storage = "1.2.840.10008.5.1.4.1.1."
    grouped = ("2.1", "4.1", "4.2", "128.1", "66.4", "30", "13.1.3", "7.2", "77.1.6")
    for number in grouped:
        assert may_have_functional_groups(storage + number, has_frames=False)
    for number in ("3.1", "20", "12.1", "481.2"):
        assert not may_have_functional_groups(storage + number, has_frames=True), "vectors"
    for uid in (storage + "2", "1.2.3", None):
        assert may_have_functional_groups(uid, has_frames=True)
        assert not may_have_functional_groups(uid, has_frames=False)
