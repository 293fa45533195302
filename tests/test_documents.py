"""Instances without a picture: what there is to see of them."""

import io
import struct
import warnings
from pathlib import Path

import numpy as np
import pydicom
import pytest

from dicomtree.documents import Document, Reference, copy_embedded, from_message, read_document
from dicomtree.documents.document import to_message
from dicomtree.documents.waveforms import MOST_POINTS
from dicomtree.pixels import NoPicture
from dicomtree.scanner import read_document as read_in_worker
from tests.dicom_bytes import (
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    data_set,
    element,
    item,
    part10,
    sequence,
)

PDF = b"%PDF-1.4 not really, but odd"


def code(tag: int, meaning: str) -> bytes:
    return sequence(tag, item(element(0x00080104, "LO", meaning.encode())))


def content_item(kind: str, name: str, rest: bytes = b"") -> bytes:
    head = element(0x0040A040, "CS", kind.encode())
    return item(head + code(0x0040A043, name) + rest)


def written(folder: Path, body: bytes, syntax: str = EXPLICIT_LITTLE) -> str:
    path = folder / "object"
    path.write_bytes(part10(element(0x00080005, "CS", b"", syntax) + body, syntax))
    return str(path)


def cells(document: Document) -> list[tuple[str, ...]]:
    return [line.cells for line in document.lines]


# ---- reports
def test_a_report_is_an_outline_of_names_and_values(tmp_path: Path) -> None:
    measured = sequence(
        0x0040A300, item(element(0x0040A30A, "DS", b"12.5") + code(0x004008EA, "millimeter"))
    )
    inner = content_item("NUM", "Diameter", measured)
    finding = content_item(
        "TEXT", "Finding", element(0x0040A160, "UT", b"round") + sequence(0x0040A730, inner)
    )
    body = code(0x0040A043, "CT report") + sequence(0x0040A730, finding)
    document = read_document(written(tmp_path, body))
    assert document.title == "CT report"
    assert cells(document) == [("Finding", "round"), ("Diameter", "12.5 millimeter")]
    assert [line.depth for line in document.lines] == [0, 1]


def test_what_may_name_somebody_in_a_report_is_marked(pydicom_files: Path) -> None:
    document = read_document(str(pydicom_files / "reportsi.dcm"))
    personal = {line.cells[0] for line in document.lines if line.personal}
    assert "Recording Observer's Name" in personal
    assert "Observation Context Mode" not in personal


def test_an_image_in_a_report_can_be_jumped_to(tmp_path: Path) -> None:
    target = (
        element(0x00081150, "UI", b"1.2.840.10008.5.1.4.1.1.2")
        + element(0x00081155, "UI", b"1.2.3")
        + element(0x00081160, "IS", b"4")
    )
    image = content_item("IMAGE", "Source", sequence(0x00081199, item(target)))
    document = read_document(written(tmp_path, sequence(0x0040A730, image)))
    assert document.lines[0].reference == Reference("1.2.3", 4)
    assert document.lines[0].cells == ("Source", "CT Image, frame 4")


def test_a_report_nested_without_end_is_cut_and_not_a_crash(tmp_path: Path) -> None:
    nested = content_item("TEXT", "end")
    for _ in range(200):
        nested = content_item("CONTAINER", "box", sequence(0x0040A730, nested, undefined=True))
    document = read_document(written(tmp_path, sequence(0x0040A730, nested, undefined=True)))
    assert 60 < len(document.lines) < 70


def test_a_report_of_a_hundred_thousand_items_says_what_is_left_out(tmp_path: Path) -> None:
    many = sequence(0x0040A730, *[item(element(0x0040A040, "CS", b"TEXT"))] * 20_000)
    document = read_document(written(tmp_path, many))
    assert len(document.lines) == 10_000
    assert document.remarks


# ---- radiotherapy
def test_a_structure_set_is_a_table_of_regions_with_colours(pydicom_files: Path) -> None:
    path = pydicom_files / "rtstruct.dcm"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = pydicom.dcmread(path, force=True)
    document = read_document(str(path))
    assert [line.cells[1] for line in document.lines] == [
        roi.ROIName for roi in expected.StructureSetROISequence
    ]
    assert [line.colour for line in document.lines] == [
        tuple(map(int, roi.ROIDisplayColor)) for roi in expected.ROIContourSequence
    ]
    assert document.lines[0].cells[5] == "220, 160, 120"


def test_a_plan_is_a_table_of_beams(pydicom_files: Path) -> None:
    document = read_document(str(pydicom_files / "rtplan.dcm"))
    row = dict(zip(document.columns, document.lines[0].cells, strict=True))
    assert (row["Name"], row["Energy"], row["Gantry"]) == ("Field 1", "6 MV", "0°")
    assert row["Meterset"] == "116.0037 MU"
    assert any(line.cells[0] == "Prescribed" for line in document.facts)


def test_a_plan_leads_to_its_structure_set(pydicom_files: Path) -> None:
    document = read_document(str(pydicom_files / "rtplan.dcm"))
    assert document.lines[-1].reference == Reference("1.2.333.444.55.6.7777.88888")


def test_a_plan_cut_short_shows_what_is_there(pydicom_files: Path) -> None:
    document = read_document(str(pydicom_files / "rtplan_truncated.dcm"))
    assert document.lines[0].cells[1] == "Field 1"


# ---- presentation states
def test_a_presentation_state_names_what_it_refers_to(tmp_path: Path) -> None:
    image = element(0x00081155, "UI", b"1.2.3") + element(0x00081160, "IS", b"1\\2")
    series = element(0x0020000E, "UI", b"1.2") + sequence(0x00081140, item(image))
    window = element(0x00281050, "DS", b"40") + element(0x00281051, "DS", b"80")
    body = (
        element(0x00080060, "CS", b"PR")
        + sequence(0x00081115, item(series))
        + sequence(0x00283110, item(window))
        + element(0x00700080, "CS", b"KEY")
    )
    document = read_document(written(tmp_path, body))
    references = [line.reference for line in document.lines if line.reference]
    assert references == [Reference("1.2.3", 1), Reference("1.2.3", 2)]
    assert ("Window", "centre 40, width 80") in cells(document)
    assert document.facts[0].cells == ("Label", "KEY")


# ---- waveforms
def test_waveform_values_are_those_of_pydicom(pydicom_files: Path) -> None:
    path = pydicom_files / "waveform_ecg.dcm"
    expected = pydicom.dcmread(path).waveform_array(1)
    document = read_document(str(path))
    beat = document.waveforms[1]
    assert [channel.name for channel in beat.channels][:2] == ["Lead I (Einthoven)", "Lead II"]
    assert {channel.unit for channel in beat.channels} == {"µV"}
    for place, channel in enumerate(beat.channels):
        np.testing.assert_allclose(channel.values, expected[:, place])


def test_no_peak_of_a_long_waveform_is_lost(pydicom_files: Path) -> None:
    path = pydicom_files / "waveform_ecg.dcm"
    expected = pydicom.dcmread(path).waveform_array(0)
    rhythm = read_document(str(path)).waveforms[0]
    for place, channel in enumerate(rhythm.channels):
        assert len(channel.values) == MOST_POINTS
        assert min(channel.values) == expected[:, place].min()
        assert max(channel.values) == expected[:, place].max()


@pytest.mark.parametrize("syntax", [EXPLICIT_LITTLE, EXPLICIT_BIG])
def test_samples_are_read_in_the_order_of_the_file(tmp_path: Path, syntax: str) -> None:
    order = ">" if syntax == EXPLICIT_BIG else "<"
    group = data_set(
        [
            (0x003A0005, "US", struct.pack(f"{order}H", 1)),
            (0x003A0010, "UL", struct.pack(f"{order}I", 4)),
            (0x003A001A, "DS", b"2"),
            (0x54001004, "US", struct.pack(f"{order}H", 16)),
            (0x54001006, "CS", b"SS"),
            (0x5400100A, "OW", struct.pack(f"{order}h", 99)),
            (0x54001010, "OW", struct.pack(f"{order}4h", -1, 2, 99, 4)),
        ],
        syntax,
    )
    body = sequence(0x54000100, item(group, order=order), syntax=syntax)
    waveform = read_document(written(tmp_path, body, syntax)).waveforms[0]
    assert waveform.seconds == 2
    np.testing.assert_array_equal(waveform.channels[0].values, [-1, 2, np.nan, 4])


def test_a_waveform_that_lies_about_its_samples_shows_those_there_are(tmp_path: Path) -> None:
    group = data_set(
        [
            (0x003A0005, "US", struct.pack("<H", 2)),
            (0x003A0010, "UL", struct.pack("<I", 4_000_000_000)),
            (0x003A001A, "DS", b"100"),
            (0x54001004, "US", struct.pack("<H", 16)),
            (0x54001006, "CS", b"SS"),
            (0x54001010, "OW", struct.pack("<4h", 1, 2, 3, 4)),
        ]
    )
    waveform = read_document(written(tmp_path, sequence(0x54000100, item(group)))).waveforms[0]
    assert [channel.values for channel in waveform.channels] == [(1, 3), (2, 4)]
    assert waveform.note == "only the first 2 of 4,000,000,000 samples"


# ---- documents inside
def pdf_file(folder: Path, **changes: str) -> str:
    length = struct.pack("<I", len(PDF))
    body = (
        element(0x00420010, "ST", changes.get("title", "Letter").encode())
        + element(0x00420011, "OB", PDF)
        + element(0x00420012, "LO", changes.get("kind", "application/pdf").encode())
        + element(0x00420015, "UL", length)
    )
    return written(folder, body)


def test_a_document_inside_comes_out_byte_by_byte(tmp_path: Path) -> None:
    path = pdf_file(tmp_path, kind="application/pdf")
    document = read_document(path)
    assert document.embedded is not None
    assert (document.embedded.suffix, document.embedded.size) == (".pdf", len(PDF))
    out = io.BytesIO()
    assert copy_embedded(path, out) == len(PDF)
    assert out.getvalue() == PDF


def test_a_document_of_unknown_kind_gets_no_name_from_the_file(tmp_path: Path) -> None:
    document = read_document(pdf_file(tmp_path, kind="application/x-msdownload.exe"))
    assert document.embedded is not None
    assert document.embedded.suffix == ".bin"


def test_a_document_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    path = written(tmp_path, element(0x00420011, "OB", b"") + element(0x00420012, "LO", b"x"))
    document = read_document(path)
    assert document.embedded is None
    assert document.remarks
    with pytest.raises(NoPicture):
        copy_embedded(path, io.BytesIO())


# ---- all of them
def test_a_document_survives_the_way_between_processes(pydicom_files: Path) -> None:
    for name in ("test-SR.dcm", "rtstruct.dcm", "rtplan.dcm", "waveform_ecg.dcm"):
        document = read_document(str(pydicom_files / name))
        assert from_message(to_message(document)) == document
        assert read_in_worker(str(pydicom_files / name)) == document


def test_a_file_that_cannot_be_read_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"noise" * 100)
    assert read_in_worker(str(tmp_path / "noise")) is None
    assert read_in_worker(str(tmp_path / "absent")) is None


def test_no_cut_of_any_real_object_raises(pydicom_files: Path, tmp_path: Path) -> None:
    for name in ("test-SR.dcm", "rtstruct.dcm", "rtplan.dcm", "waveform_ecg.dcm"):
        whole = (pydicom_files / name).read_bytes()
        for end in range(200, len(whole), max(len(whole) // 40, 1)):
            path = tmp_path / "cut"
            path.write_bytes(whole[:end])
            try:
                read_document(str(path))
            except NoPicture:
                continue
