"""An attribute of the data set, else the different values of its frames, as a plain walk has them."""

import io
from pathlib import Path

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    SegmentationStorage,
)

from dicomtree.header import frame_attributes, read_values, read_values_anywhere
from tests.dicom_bytes import element, item, part10, sequence
from tests.pydicom_anywhere import elements_anywhere
from tests.pydicom_reference import normal, text

SHARED, PER_FRAME = 0x52009229, 0x52009230
ANGLE, COMMENTS, TIMING, ECHO = 0x00181314, 0x00209158, 0x00189112, 0x00189114
PRIVATE = 0x20011003
ATTRIBUTES = (ANGLE, COMMENTS, 0x00189082, 0x00200032, PRIVATE, TIMING, 0x00081140)
SYNTAXES = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)


# ---- any nesting, against a walk by pydicom
def add_leaf(data: Dataset, tag: int, number: int) -> None:
    """Put a value into a data set; some are empty."""
    if tag == ANGLE:
        data.FlipAngle = number or None
    elif tag == COMMENTS:
        data.FrameComments = "é" * number
    elif tag == 0x00189082:
        data.EffectiveEchoTime = number / 4
    elif tag == 0x00200032:
        data.ImagePositionPatient = [number, 0, -number]
    else:
        data.private_block(0x2001, "Philips Imaging DD 001", create=True).add_new(
            0x03, "FL", number / 2
        )


LEAVES = st.lists(
    st.tuples(
        st.sampled_from([ANGLE, COMMENTS, 0x00189082, 0x00200032, PRIVATE]), st.integers(0, 9)
    ),
    max_size=3,
)


@st.composite
def items(draw: st.DrawFn, depth: int) -> Dataset:
    """Make a data set with values and, so many levels deep, sequences of such."""
    made = Dataset()
    for tag, number in draw(LEAVES):
        add_leaf(made, tag, number)
    if depth:
        for tag in draw(
            st.lists(st.sampled_from([TIMING, ECHO, 0x00081140, 0x00409096]), max_size=2)
        ):
            made.add_new(tag, "SQ", Sequence(draw(st.lists(items(depth - 1), max_size=2))))
    for inner in (made, *(one for found in made if found.VR == "SQ" for one in found.value)):
        inner.is_undefined_length_sequence_item = draw(st.booleans())
    return made


@st.composite
def objects(draw: st.DrawFn) -> Dataset:
    """Make an object that may have groups for its frames."""
    made = draw(items(1))
    made.SpecificCharacterSet = "ISO_IR 100"
    if draw(st.booleans()):
        made.SharedFunctionalGroupsSequence = Sequence([draw(items(4))])
    if draw(st.booleans()):
        made.PerFrameFunctionalGroupsSequence = Sequence(draw(st.lists(items(4), max_size=4)))
    return made


def written(data: Dataset, syntax: str) -> bytes:
    data.SOPClassUID, data.SOPInstanceUID = SegmentationStorage, "1.2.3"
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = pydicom.uid.UID(syntax)
    out = io.BytesIO()
    data.save_as(out, enforce_file_format=True)
    return out.getvalue()


def plain(data: Dataset, tag: int) -> set[str]:
    """Return the texts of a plain walk; "" for sequences."""
    found = elements_anywhere(data, tag)
    return {"" if one.VR == "SQ" else str(normal(text(one.value))) for one in found}


def as_set(value: str | tuple[str, ...] | None) -> set[str]:
    if isinstance(value, tuple):
        assert len(value) > 1, "one value is a text"
        return set(value)
    return set() if value is None else {value}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("objects") / "a.dcm"


@given(made=objects(), syntax=st.sampled_from(SYNTAXES))
def test_every_value_is_that_of_a_plain_walk(made: Dataset, syntax: str, place: Path) -> None:
    place.write_bytes(written(made, syntax))
    again = pydicom.dcmread(place)
    found = read_values_anywhere(str(place), ATTRIBUTES)
    assert [as_set(value) for value in found] == [plain(again, tag) for tag in ATTRIBUTES]
    one_by_one = [read_values_anywhere(str(place), [tag])[0] for tag in ATTRIBUTES]
    assert one_by_one == found, "what else is asked for changes nothing"


# ---- single rules
def write(path: Path, *elements: bytes) -> str:
    path.write_bytes(part10(b"".join(elements)))
    return str(path)


def angle(number: int) -> bytes:
    return sequence(TIMING, item(element(ANGLE, "DS", b"%d" % number)))


def test_the_data_set_goes_before_its_frames(tmp_path: Path) -> None:
    frames = sequence(PER_FRAME, item(angle(1)), item(angle(2)))
    assert read_values_anywhere(
        write(tmp_path / "a", element(ANGLE, "DS", b"9"), frames), [ANGLE]
    ) == ["9"]
    assert read_values_anywhere(
        write(tmp_path / "b", element(ANGLE, "DS", b""), frames), [ANGLE]
    ) == [("1", "2")]


def test_shared_values_count_beside_those_of_frames(tmp_path: Path) -> None:
    shared = sequence(SHARED, item(angle(9)))
    frames = sequence(PER_FRAME, item(angle(1)), item(angle(1)))
    assert read_values_anywhere(write(tmp_path / "a", shared), [ANGLE]) == ["9"]
    assert read_values_anywhere(write(tmp_path / "b", shared, frames), [ANGLE]) == [("9", "1")]
    assert read_values_anywhere(write(tmp_path / "c", frames), [ANGLE]) == ["1"]


def test_what_is_mixed_is_what_the_frames_are_too(tmp_path: Path) -> None:
    component = 0x00089208
    both = (
        item(sequence(0x00189226, item(element(component, "CS", text))))
        for text in (b"PHASE", b"REAL")
    )
    path = write(tmp_path / "a", element(component, "CS", b"MIXED"), sequence(PER_FRAME, *both))
    assert read_values_anywhere(path, [component]) == [("MIXED", "PHASE", "REAL")]


def test_every_file_without_groups_says_what_it_said(corpus: Path) -> None:
    tags = (ANGLE, 0x00180050, 0x00180087, 0x00020010, 0x00081140, 0x00190010)
    seen = 0
    for path in sorted(one for one in corpus.rglob("*") if one.is_file())[::7]:
        if b"\x00\x52\x29\x92" not in path.read_bytes():
            seen += 1
            assert read_values_anywhere(str(path), tags) == read_values(str(path), tags)
    assert seen > 20


# ---- hostile objects
def test_of_too_many_elements_the_first_ones_count_and_the_data_set_stays_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_attributes._Anywhere, "most_elements", 1_000)
    endless = sequence(PER_FRAME, *(item(angle(n)) for n in range(1_000)))
    path = write(tmp_path / "a", element(0x00080060, "CS", b"MR"), endless)
    angles, modality, other = read_values_anywhere(path, [ANGLE, 0x00080060, COMMENTS])
    assert modality == "MR"
    assert isinstance(angles, tuple)
    assert 100 < len(angles) < 1_000
    assert other is None


def test_when_the_time_is_over_the_data_set_and_the_frames_before_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr(frame_attributes, "monotonic", lambda: next(clock))
    monkeypatch.setattr(frame_attributes, "LONGEST_IN_GROUPS_S", 100)
    frames = sequence(PER_FRAME, *(item(angle(n)) for n in range(1_000)))
    path = write(tmp_path / "a", element(0x00080060, "CS", b"MR"), frames)
    angles, modality = read_values_anywhere(path, [ANGLE, 0x00080060])
    assert modality == "MR"
    assert isinstance(angles, tuple)
    assert 40 < len(angles) < 100


def test_the_different_values_of_one_file_take_bounded_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_attributes, "MOST_TEXT", 10_000)
    long = (element(COMMENTS, "LT", b"%d " % n * 500) for n in range(100))
    path = write(tmp_path / "a", sequence(PER_FRAME, *map(item, long)))
    (comments,) = read_values_anywhere(path, [COMMENTS])
    assert isinstance(comments, tuple)
    assert sum(map(len, comments)) < 12_000


def test_what_lies_deeper_or_is_no_sequence_is_not_looked_into(tmp_path: Path) -> None:
    deep = element(ANGLE, "DS", b"1")
    for _ in range(1_000):
        deep = sequence(TIMING, item(deep, undefined=True), undefined=True)
    assert read_values_anywhere(
        write(tmp_path / "a", sequence(PER_FRAME, item(deep))), [ANGLE]
    ) == [None]
    text = element(SHARED, "LO", b"no sequence at all")
    assert read_values_anywhere(
        write(tmp_path / "b", text, sequence(PER_FRAME, item(angle(2)))), [ANGLE]
    ) == ["2"]


def test_frames_before_the_damage_count(tmp_path: Path) -> None:
    path = write(tmp_path / "a", sequence(PER_FRAME, *(item(angle(n)) for n in range(9))))
    whole = Path(path).read_bytes()
    for end in range(len(whole) - 200, len(whole)):
        Path(path).write_bytes(whole[:end])
        (angles,) = read_values_anywhere(path, [ANGLE])
        assert as_set(angles) <= set("012345678")
        assert "0" in as_set(angles)
