"""Comparing nodes of a library, whatever they are."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree import open_folder
from dicomtree.compare import Comparison, Kind, compare
from dicomtree.header import AttributeRow
from dicomtree.library import FindCancelledError, FindProgress, Library, UnreadableError
from tests.dicom_bytes import instance

NAMES = st.sampled_from(["EchoTime", "PatientName", "SliceThickness", "StudyDate"])
HEADERS = st.lists(st.dictionaries(NAMES, st.text(max_size=5)), max_size=4)
SWAPPED = {Kind.ADDED: Kind.MISSING, Kind.MISSING: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}


def header(values: dict[str, str]) -> list[AttributeRow]:
    return [AttributeRow(0, "0018,0000", name, name, "LO", text) for name, text in values.items()]


def sides(found: Comparison) -> set[tuple[Kind, str, tuple[str, ...], tuple[str, ...]]]:
    return {(one.kind, one.path, one.first, one.second) for one in found.differences}


@given(HEADERS)
def test_nothing_differs_from_itself(values: list[dict[str, str]]) -> None:
    headers = [header(one) for one in values]
    assert compare(headers, headers[::-1]).differences == ()


@given(HEADERS, HEADERS)
def test_swapping_the_sides_swaps_added_and_missing(
    one: list[dict[str, str]], other: list[dict[str, str]]
) -> None:
    first, second = [header(values) for values in one], [header(values) for values in other]
    swapped = {(SWAPPED[kind], path, b, a) for kind, path, a, b in sides(compare(first, second))}
    assert sides(compare(second, first)) == swapped


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for number, (name, uid) in enumerate((("Alpha", "1"), ("Alpha", "1"), ("$[exit]", "2")), 1):
        content = instance(
            sop_instance_uid=f"1.2.{number}",
            series_instance_uid=f"1.3.{uid}",
            study_instance_uid=f"1.4.{uid}",
            patient_id=uid,
            patient_name=name,
        )
        (tmp_path / f"{number}.dcm").write_bytes(content)
    return open_folder(tmp_path, index=False)


def test_series_stacks_and_instances_are_compared_alike(library: Library) -> None:
    for series in library.tree.series():
        rows = library.instances(series)
        assert library.compare(series, series).differences == ()
        for stack in series.stacks:
            assert library.compare(stack, series).differences == ()
        frame = series.stacks[0].volumes[0][0]
        (row,) = (one for one in rows if one.path == frame.path)
        assert library.compare(frame, row).differences == ()
    first, second = library.tree.patients
    (name,) = (one for one in library.compare(first, second).differences if "Name" in one.path)
    assert {name.first, name.second} == {("Alpha",), ("$[exit]",)}


def test_it_tells_how_far_it_is_and_stops_when_asked_to(library: Library) -> None:
    first, second = library.tree.patients
    told: list[FindProgress] = []
    library.compare(first, second, progress=told.append)
    assert told[-1] == FindProgress(3, 3)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(FindCancelledError):
        library.compare(first, second, cancel=cancel)


def test_a_file_that_is_gone_is_named(library: Library, tmp_path: Path) -> None:
    first, second = library.tree.patients
    (tmp_path / "1.dcm").unlink()
    found = library.compare(first, second)
    assert found.unreadable == (str(tmp_path / "1.dcm"),)
    assert any("Name" in one.path for one in found.differences)
    (tmp_path / "2.dcm").unlink()
    with pytest.raises(UnreadableError, match=r"1\.dcm"):
        library.compare(first, second)
