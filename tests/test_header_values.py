"""All attributes along slices and over selections are what pydicom reads one by one."""

import csv
import io
import json
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.errors import InvalidDicomError

import dicomtree
from dicomtree.cli.main import main
from dicomtree.compare import rows_by_path
from dicomtree.header import comparable_rows
from dicomtree.header.uid_names import uid_name
from dicomtree.library import FindCancelledError, Library
from dicomtree.library.header_values import AlongSlices, SliceAttribute
from dicomtree.model import Stack
from dicomtree.scanner.header_changes import Change, HeaderChanges, Headers
from dicomtree.session.valuing import asked_name, query_for
from tests.test_organise_copies import run_command


@pytest.fixture(scope="module")
def zones(corpus: Path) -> Library:
    """A head CT whose spacing and tube current change along the stack."""
    return dicomtree.open_folder(corpus / "ct-gantry-tilt/ge-variable-spacing", index=False)


def stack_of(library: Library) -> Stack:
    return library.tree.series()[0].stacks[0]


def attribute(along: AlongSlices, path: str) -> SliceAttribute:
    return next(one for one in along.attributes if one.path == path)


def test_values_along_the_slices_are_what_a_loop_reads(zones: Library) -> None:
    stack = stack_of(zones)
    along = zones.along(stack)
    assert along.slices == stack.volumes[0]
    read = [pydicom.dcmread(zones.absolute_path(ref.root, ref.path)) for ref in along.slices]
    for keyword in ("XRayTubeCurrent", "SliceThickness", "WindowWidth", "InstanceNumber"):
        expected = [float(one[keyword].value) for one in read]
        numbers = attribute(along, keyword).numbers()
        assert numbers is not None
        assert [numbers[place] for place in range(len(read))] == [(one,) for one in expected]
    top = {element.tag for one in read for element in one if element.tag != 0x7FE00010}
    assert {int(a.tag.replace(",", ""), 16) for a in along.attributes if "." not in a.path} == top


def test_what_varies_is_told_from_what_does_not(zones: Library) -> None:
    along = zones.along(stack_of(zones))
    varying = {one.path for one in along.varying()}
    assert {"XRayTubeCurrent", "ImagePositionPatient", "SOPInstanceUID"} <= varying
    assert {"Modality", "Rows", "PatientID"} <= {one.path for one in along.constant()}
    assert len(along.varying()) + len(along.constant()) == len(along.attributes)
    assert along.is_whole


def test_frames_have_what_their_own_groups_say(corpus: Path) -> None:
    path = next(path for path in sorted(corpus.rglob("*")) if _has_groups_of_frames(path))
    library = dicomtree.open_folder(path.parent, index=False)
    found = library.find_file(str(path))
    assert found is not None
    stack = library.content(found[0]).stacks[0]
    along = library.along(stack)
    groups = pydicom.dcmread(path).PerFrameFunctionalGroupsSequence
    positions = attribute(along, "PlanePositionSequence[0].ImagePositionPatient")
    for place, ref in enumerate(along.slices):
        item = groups[(ref.frame or 1) - 1].PlanePositionSequence[0]
        assert (positions.numbers() or ())[place] == tuple(map(float, item.ImagePositionPatient))


def _has_groups_of_frames(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        header = pydicom.dcmread(path, stop_before_pixels=True)
    except InvalidDicomError:
        return False
    frames = header.get("PerFrameFunctionalGroupsSequence", ())
    return len(frames) > 1 and "PlanePositionSequence" in frames[0]


def test_headers_come_through_as_their_changes(corpus: Path) -> None:
    changes, headers = HeaderChanges(), Headers()
    compared = 0
    for path in sorted((corpus / "mixed-modalities").rglob("*")):
        if not path.is_file():
            continue
        frames = [Change._make(one) for one in changes.of(str(path))]
        for frame in frames:
            headers.take(frame)
        if len(frames) > 1 or not frames[0].is_whole:
            continue
        expected = dict(rows_by_path(comparable_rows(str(path))))
        expected.pop("PixelData", None)
        assert {way: told.value for way, told in headers.now.items()} == {
            way: row.value for way, row in expected.items()
        }
        compared += 1
    assert compared > 20


def test_counts_are_those_of_a_loop(corpus: Path) -> None:
    library = dicomtree.open_folder(corpus / "mr-multi-echo", index=False)
    counted = {one.path: one for one in library.all_values()}
    paths = [library.absolute_path(row.root, row.path) for row in library.instances()]
    read = [pydicom.dcmread(path, stop_before_pixels=True) for path in paths]
    for keyword in ("EchoTime", "SeriesNumber", "SequenceName"):
        expected: Counter[Any] = Counter(
            None if (value := one.get(keyword)) is None else str(value) for one in read
        )
        assert dict(counted[keyword].counts) == dict(expected)
    assert all(sum(n for _, n in one.counts) == len(read) for one in counted.values())


def test_an_enhanced_object_counts_once_for_each_value_of_its_frames(corpus: Path) -> None:
    folder = corpus / "mixed-modalities" / "MULTIFRAME"
    library = dicomtree.open_folder(folder, index=False)
    counted = {one.path: one for one in library.all_values()}
    assert dict(counted["Modality"].counts) == {"MR": 2}
    assert not counted["Modality"].is_in_groups
    expected: Counter[str] = Counter()
    for row in library.instances():
        header = pydicom.dcmread(folder / row.path, stop_before_pixels=True)
        frames = header.PerFrameFunctionalGroupsSequence
        expected.update({str(one.MREchoSequence[0].EffectiveEchoTime) for one in frames})
    times = counted["MREchoSequence[0].EffectiveEchoTime"]
    assert len(expected) == 3
    assert times.counts == (("1.531", 1), ("4.001", 1), ("6.3", 1)), "as they were met"
    assert dict(times.counts) == expected
    assert times.is_in_groups


@pytest.mark.parametrize("folder", ["mr-multi-echo", "mixed-modalities"])
def test_the_query_for_a_counted_value_finds_the_instances_that_have_it(
    folder: str, corpus: Path
) -> None:
    library = dicomtree.open_folder(corpus / folder, index=False)
    asked = 0
    every = library.all_values()
    outside = {one.path for one in every if not one.is_in_groups}
    for one in every:
        if one.is_in_groups and asked_name(one) in outside:
            continue  # the data set goes before its groups
        for value, count in one.counts[:2]:
            query = query_for(one, value)
            if value and query is not None:
                found = len(library.find(query, "instance"))
                assert found >= count if _is_wide(query) else found == count, query
                asked += 1
    assert asked > 100


def _is_wide(query: str) -> bool:
    """Tell whether a query may find more: in other places, other texts, or further digits."""
    name = query.partition("=")[0]
    return query.startswith(("has:", "missing:")) or name not in (
        "Modality",
        "Rows",
        "SOPClassUID",
        "ImageType",
    )


def test_reading_can_be_cancelled(zones: Library) -> None:
    cancel = threading.Event()
    with pytest.raises(FindCancelledError):
        zones.along(stack_of(zones), progress=lambda _: cancel.set(), cancel=cancel)


def test_a_file_that_is_gone_leaves_its_slice_empty(tmp_path: Path, corpus: Path) -> None:
    for path in (corpus / "ct-gantry-tilt/ge-variable-spacing").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    library = dicomtree.open_folder(tmp_path, index=False)
    stack = stack_of(library)
    gone = stack.volumes[0][3]
    (tmp_path / gone.path).unlink()
    along = library.along(stack)
    assert not along.is_whole
    assert [attribute(along, "Modality").values[n] for n in (2, 3, 4)] == ["CT", None, "CT"]


def test_text_is_no_number() -> None:
    assert SliceAttribute("A", "", "LO", "", ("one", "2")).numbers() is None
    assert SliceAttribute("A", "", "LO", "", (None, "")).numbers() is None
    assert SliceAttribute("A", "", "DS", "", (None, "2\\3")).numbers() == (None, (2.0, 3.0))


# ---- command line
def test_values_along_slices_as_csv(corpus: Path) -> None:
    folder = corpus / "ct-gantry-tilt/ge-variable-spacing"
    done = run_command("values", folder, "--along", "--csv", "--attribute", "XRayTubeCurrent")
    lines = list(csv.reader(io.StringIO(done.stdout.lstrip("\ufeff"))))
    assert lines[0][-1] == "XRayTubeCurrent"
    assert len(lines) == 1 + 28
    assert len({line[-1] for line in lines[1:]}) > 1


def test_counted_values_as_json(corpus: Path) -> None:
    done = run_command("values", corpus / "mr-multi-echo", "--json", "--attribute", "EchoTime")
    (found,) = json.loads(done.stdout)["attributes"]
    assert found["path"] == "EchoTime"
    assert sum(count for _, count in found["counts"]) == 114


def test_counted_values_name_private_elements_and_take_names_in_words(corpus: Path) -> None:
    lines = run_command("values", corpus / "mr-multi-echo").stdout.splitlines()
    assert any("SliceMeasurementDuration (0019,xx0B SIEMENS MR HEADER): " in one for one in lines)
    (line,) = run_command(
        "values", corpus / "mr-multi-echo", "--attribute", "echo time"
    ).stdout.splitlines()
    assert line == "0018,0081 EchoTime: 7.65 x 72, 5.19 x 36, 20 x 3, 37.83 x 3"


def test_what_is_no_attribute_is_wrong_usage(tmp_path: Path) -> None:
    assert main(["values", str(tmp_path), "--attribute", "EchoTimes", "--no-index"]) == 2


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("1.2.840.10008.5.1.4.1.1.2", "CT Image Storage"),
        ("1.2.840.10008.5.1.4.1.1.66.7", "Label Map Segmentation Storage"),
        ("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression"),
        ("1.2.840.10008.1.2.4.110", "JPEG XL Lossless"),
        ("1.2.3", "1.2.3"),
        ("no uid", "no uid"),
        (None, ""),
    ],
)
def test_uids_that_pydicom_does_not_name_have_names_too(uid: str | None, name: str) -> None:
    assert uid_name(uid) == name
