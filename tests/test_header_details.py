"""Details say of each frame what pydicom says, and what private elements say by their creator."""

import random
import struct
import tempfile
from pathlib import Path

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from dicomtree.header import read_details
from dicomtree.header.beginning import has_prefix
from dicomtree.header.frame_values import FrameValues
from dicomtree.model import FrameRow, InstanceDetail
from tests.benchmarks.corpora import enhanced_mr
from tests.dicom_bytes import (
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    UNDEFINED,
    data_set,
    element,
    instance,
    instance_elements,
    item,
    part10,
    sequence,
    us,
)
from tests.pydicom_reference import normal, text

# Of each field the macro and the attribute that say it, in the Standard's words.
WHERE = {
    "image_position_patient": ("PlanePositionSequence", "ImagePositionPatient"),
    "image_orientation_patient": ("PlaneOrientationSequence", "ImageOrientationPatient"),
    "frame_type": ("MRImageFrameTypeSequence", "FrameType"),
    "complex_image_component": ("MRImageFrameTypeSequence", "ComplexImageComponent"),
    "stack_id": ("FrameContentSequence", "StackID"),
    "in_stack_position_number": ("FrameContentSequence", "InStackPositionNumber"),
    "dimension_index_values": ("FrameContentSequence", "DimensionIndexValues"),
    "temporal_position_index": ("FrameContentSequence", "TemporalPositionIndex"),
    "frame_acquisition_date_time": ("FrameContentSequence", "FrameAcquisitionDateTime"),
    "referenced_segment_number": ("SegmentIdentificationSequence", "ReferencedSegmentNumber"),
    "echo_time": ("MREchoSequence", "EffectiveEchoTime"),
    "diffusion_b_value": ("MRDiffusionSequence", "DiffusionBValue"),
    "flip_angle": ("MRTimingAndRelatedParametersSequence", "FlipAngle"),
    "repetition_time": ("MRTimingAndRelatedParametersSequence", "RepetitionTime"),
    "pixel_spacing": ("PixelMeasuresSequence", "PixelSpacing"),
    "slice_thickness": ("PixelMeasuresSequence", "SliceThickness"),
    "spacing_between_slices": ("PixelMeasuresSequence", "SpacingBetweenSlices"),
}


def detail_of(path: Path) -> InstanceDetail:
    (detail,) = read_details([str(path)])
    assert detail is not None
    return detail


def detail_in(data: bytes, folder: Path) -> InstanceDetail:
    (folder / "file").write_bytes(data)
    return detail_of(folder / "file")


def said_by_pydicom(dataset: Dataset, frame: int, field: str) -> str | int | None:
    macro, attribute = WHERE[field]
    groups = [dataset.get("SharedFunctionalGroupsSequence") or [Dataset()]]
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence")
    for group in ([per_frame[frame]] if per_frame else []), *groups:
        for one in group:
            for inner in one.get(macro) or []:
                if attribute in inner:
                    value = inner[attribute].value
                    return value if isinstance(value, int) and "number" in field else text(value)
    return None


def assert_like_pydicom(path: Path) -> None:
    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    detail = detail_of(path)
    assert detail.flaw is None
    assert detail.has_functional_groups
    stated = dataset.get("NumberOfFrames", len(dataset.PerFrameFunctionalGroupsSequence))
    assert len(detail.frames) == stated
    for index, frame in enumerate(detail.frames):
        for field in WHERE:
            ours = normal(getattr(frame, field))
            theirs = said_by_pydicom(dataset, index, field)
            assert str(ours) == str(theirs), (path, index, field)


def is_enhanced(path: Path) -> bool:
    data = path.read_bytes()
    groups = (b"\x00\x52\x29\x92", b"\x00\x52\x30\x92")
    return has_prefix(data) and any(group in data for group in groups)


def test_every_enhanced_object_says_what_pydicom_says(corpus: Path, pydicom_files: Path) -> None:
    enhanced = [
        path
        for folder in (corpus, pydicom_files)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and is_enhanced(path)
    ]
    assert len(enhanced) >= 4
    for path in enhanced:
        assert_like_pydicom(path)


def test_the_order_of_bytes_makes_no_difference(pydicom_files: Path) -> None:
    little = detail_of(pydicom_files / "liver_1frame.dcm")
    assert detail_of(pydicom_files / "liver_expb_1frame.dcm") == little
    assert little.segmentation_type == "BINARY"
    assert [frame.referenced_segment_number for frame in little.frames] == [1, 1, 1]


def test_a_frame_overrides_what_all_share(tmp_path: Path) -> None:
    detail = detail_in(enhanced_mr(3), tmp_path)
    assert [frame.image_position_patient for frame in detail.frames] == [
        "0\\0\\2.5",
        "0\\0\\5.0",
        "0\\0\\7.5",
    ]
    assert {frame.image_orientation_patient for frame in detail.frames} == {"1\\0\\0\\0\\1\\0"}
    assert detail.frames[2] == FrameRow(
        frame=3,
        image_position_patient="0\\0\\7.5",
        image_orientation_patient="1\\0\\0\\0\\1\\0",
        frame_type="ORIGINAL\\PRIMARY\\M\\NONE",
        complex_image_component="MAGNITUDE",
        stack_id="1",
        in_stack_position_number=3,
        dimension_index_values="1\\3",
        echo_time="4.5",
        diffusion_b_value="1000.0",
        flip_angle="90",
        repetition_time="500",
        frame_acquisition_date_time="20240102101112.120000",
        pixel_spacing="1\\1",
        slice_thickness="2",
    )


def test_frames_and_groups_that_do_not_match_are_said(tmp_path: Path) -> None:
    frames = element(0x00280008, "IS", b"5")
    groups = sequence(0x52009230, item(b""), item(b""))
    detail = detail_in(part10(frames + groups), tmp_path)
    assert len(detail.frames) == 5
    assert detail.flaw == "5 frames, but functional groups for 2"


def test_a_hostile_number_of_frames_allocates_nothing_absurd(tmp_path: Path) -> None:
    detail = detail_in(part10(element(0x00280008, "IS", b"999999999999")), tmp_path)
    assert len(detail.frames) == 100_000


def creator(tag: int, name: bytes) -> bytes:
    return element(tag, "LO", name)


def floats(*numbers: float) -> bytes:
    return struct.pack(f"<{len(numbers)}f", *numbers)


def doubles(*numbers: float) -> bytes:
    return struct.pack(f"<{len(numbers)}d", *numbers)


PRIVATE = {
    "Philips": (
        creator(0x20010010, b"Something else")
        + creator(0x20010011, b"Philips Imaging DD 001")
        + element(0x20011003, "FL", floats(1))
        + element(0x20011103, "FL", floats(800))
        + element(0x20011108, "IS", b"3")
        + creator(0x20050012, b"Philips MR Imaging DD 001")
        + element(0x200512B0, "FL", floats(0.5))
        + element(0x200512B1, "FL", floats(-0.25))
        + element(0x200512B2, "FL", floats(0)),
        ("800.0", "0.5\\-0.25\\0.0", "3"),
    ),
    "Siemens": (
        creator(0x00190010, b"SIEMENS MR HEADER")
        + element(0x0019100C, "IS", b"1000")
        + element(0x0019100E, "FD", doubles(0, 1, 0)),
        ("1000", "0.0\\1.0\\0.0", None),
    ),
    "Siemens as UN": (
        creator(0x00190020, b"SIEMENS MR HEADER")
        + element(0x0019200C, "UN", b"1000")
        + element(0x0019200E, "UN", doubles(0, 1, 0)),
        ("1000", "0.0\\1.0\\0.0", None),
    ),
    "GE": (
        creator(0x00190010, b"GEMS_ACQU_01")
        + element(0x001910BB, "DS", b"0.1")
        + element(0x001910BC, "DS", b"-0.2")
        + element(0x001910BD, "DS", b"0.3")
        + creator(0x00430010, b"GEMS_PARM_01")
        + element(0x00431039, "IS", b"1000000700\\8\\0\\0"),
        ("700", "0.1\\-0.2\\0.3", None),
    ),
    "UIH": (
        creator(0x00650010, b"Image Private Header")
        + element(0x00651009, "FD", doubles(50))
        + element(0x00651037, "FD", doubles(1, 0, 0)),
        ("50.0", "1.0\\0.0\\0.0", None),
    ),
    "the Standard before the vendor": (
        element(0x00189087, "FD", doubles(5))
        + element(0x00189089, "FD", doubles(0, 0, 1))
        + creator(0x00190010, b"SIEMENS MR HEADER")
        + element(0x0019100C, "IS", b"1000"),
        ("5.0", "0.0\\0.0\\1.0", None),
    ),
    "a block of nobody": (element(0x0019100C, "IS", b"1000"), (None, None, None)),
}


@pytest.mark.parametrize("vendor", PRIVATE)
def test_private_b_values_and_directions_are_found_by_creator(vendor: str, tmp_path: Path) -> None:
    elements, expected = PRIVATE[vendor]
    (frame,) = detail_in(part10(elements), tmp_path).frames
    found = (frame.diffusion_b_value, frame.diffusion_gradient_orientation, frame.phase)
    assert found == expected


def test_a_creator_holds_only_in_its_own_item(tmp_path: Path) -> None:
    first = item(
        sequence(
            0x00209171,
            item(creator(0x00190010, b"SIEMENS MR HEADER") + element(0x0019100C, "IS", b"100")),
        )
    )
    second = item(sequence(0x00209171, item(element(0x0019100C, "IS", b"200"))))
    frames = element(0x00280008, "IS", b"2")
    detail = detail_in(part10(frames + sequence(0x52009230, first, second)), tmp_path)
    assert [frame.diffusion_b_value for frame in detail.frames] == ["100", None]


def test_converted_objects_keep_what_had_no_place(tmp_path: Path) -> None:
    """Legacy converted enhanced objects hold it in Unassigned Converted Attributes (PS3.3 A.70)."""
    converted = element(0x00180081, "DS", b"4.6") + element(0x00181060, "DS", b"12")
    groups = item(sequence(0x00209171, item(converted)))
    detail = detail_in(part10(sequence(0x52009230, groups)), tmp_path)
    (frame,) = detail.frames
    assert (frame.echo_time, frame.trigger_time) == ("4.6", "12")


def test_a_parametric_maps_quantity_is_the_meaning_of_its_code(tmp_path: Path) -> None:
    def code(tag: int, value: bytes, meaning: bytes) -> bytes:
        codes = element(0x00080100, "SH", value) + element(0x00080104, "LO", meaning)
        return sequence(tag, item(codes))

    other = item(code(0x0040A043, b"370129005", b"Method") + code(0x0040A168, b"1", b"A fit"))
    quantity = item(
        code(0x0040A043, b"246205007", b"Quantity") + code(0x0040A168, b"113041", b"ADC")
    )
    mapping = item(code(0x004008EA, b"mm2/s", b"unit") + sequence(0x00409220, other, quantity))
    groups = item(sequence(0x00409096, mapping))
    (frame,) = detail_in(part10(sequence(0x52009229, groups)), tmp_path).frames
    assert frame.quantity == "ADC"


def test_nuclear_vectors_come_in_the_pointers_order_with_the_detectors_places(
    tmp_path: Path,
) -> None:
    pointer = struct.pack("<4H", 0x0054, 0x0080, 0x0054, 0x0020)
    detectors = [
        item(
            element(0x00200032, "DS", f"{n}\\0\\0".encode())
            + element(0x00200037, "DS", b"1\\0\\0\\0\\1\\0")
        )
        for n in (1, 2)
    ]
    elements = (
        element(0x00280008, "IS", b"3")
        + element(0x00280009, "AT", pointer)
        + element(0x00540010, "US", us(1) * 3)
        + element(0x00540020, "US", us(1) + us(2) + us(9))
        + sequence(0x00540022, *detectors)
        + element(0x00540080, "US", us(3) + us(2) + us(1))
    )
    detail = detail_in(part10(elements), tmp_path)
    assert detail.frame_increment_pointer == ("slice_vector", "detector_vector")
    assert detail.vectors == (("slice_vector", (3, 2, 1)), ("detector_vector", (1, 2, 9)))
    assert [frame.image_position_patient for frame in detail.frames] == ["1\\0\\0", "2\\0\\0", None]
    assert not detail.has_functional_groups


def test_doses_and_concatenations_say_their_numbers(pydicom_files: Path, tmp_path: Path) -> None:
    dose = detail_of(pydicom_files / "rtdose.dcm")
    assert dose.frame_increment_pointer == ("grid_frame_offset_vector",)
    assert dose.grid_frame_offset_vector is not None
    assert len(dose.grid_frame_offset_vector.split("\\")) == len(dose.frames) == 15
    elements = (
        element(0x00209161, "UI", b"1.2.9")
        + element(0x00209162, "US", us(2))
        + element(0x00209228, "UL", struct.pack("<I", 40))
    )
    part = detail_in(part10(elements), tmp_path)
    assert part.concatenation_uid == "1.2.9"
    assert (part.in_concatenation_number, part.concatenation_frame_offset_number) == (2, 40)


def test_a_pets_frame_reference_time_is_read_in_every_syntax(tmp_path: Path) -> None:
    for syntax in (EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG):
        elements = [*instance_elements(syntax)[:-1], (0x00541300, "DS", b"30000.5")]
        (frame,) = detail_in(part10(data_set(elements, syntax), syntax), tmp_path).frames
        assert frame.frame_reference_time == "30000.5"


@pytest.mark.parametrize("length", [0, 100, 200, 700, 5000])
def test_a_file_cut_short_keeps_the_frames_before(length: int, tmp_path: Path) -> None:
    whole = enhanced_mr(20)
    detail = detail_in(whole[: 132 + length], tmp_path)
    assert detail.flaw or length == 0
    for ours, theirs in zip(detail.frames, detail_in(whole, tmp_path).frames, strict=False):
        pairs = zip(ours, theirs, strict=True)
        assert all(value in (None, other) for value, other in pairs)


def test_hostile_nesting_ends_in_a_flaw(tmp_path: Path) -> None:
    head = element(0x00209113, "SQ", b"", length=UNDEFINED)
    nested = (struct.pack("<HHI", 0xFFFE, 0xE000, UNDEFINED) + head) * 50_000
    detail = detail_in(part10(element(0x52009230, "SQ", b"", length=UNDEFINED) + nested), tmp_path)
    assert detail.flaw == "the file ends inside a sequence"


def test_what_only_pydicom_understands_is_read_by_it(tmp_path: Path) -> None:
    odd = element(0x00091001, "ZZ", b"ab")
    groups = enhanced_mr(4)
    start = groups.index(b"\x08\0\x16\0UI")
    detail = detail_in(groups[:start] + odd + groups[start:], tmp_path)
    assert detail == detail_in(groups, tmp_path)


def test_what_cannot_be_opened_has_no_detail(tmp_path: Path) -> None:
    assert read_details([str(tmp_path / "gone"), str(tmp_path)]) == [None, None]


MACROS = [
    (0x00209113, 0x00200032, "DS"),
    (0x00209111, 0x00209056, "SH"),
    (0x00189114, 0x00189082, "FD"),
    (0x00209171, 0x00180081, "DS"),
    (0x00289132, 0x00281050, "DS"),
]


@st.composite
def frame_groups(draw: st.DrawFn) -> bytes:
    """Return one frame's functional groups: few kinds of them, so that most repeat."""
    macros = []
    for tag, inner, vr in draw(st.lists(st.sampled_from(MACROS), max_size=5)):
        value = doubles(draw(st.integers(0, 3))) if vr == "FD" else draw(VALUES)
        elements = element(inner, vr, value) if draw(st.integers(0, 5)) else b""
        if not draw(st.integers(0, 9)):
            elements += creator(0x00190010, b"SIEMENS MR HEADER")
            elements += element(0x0019100C, "IS", b"700")
        undefined = draw(st.integers(0, 4)) > 0
        macros.append(sequence(tag, item(elements, undefined=undefined), undefined=undefined))
    return item(b"".join(macros), undefined=draw(st.booleans()))


VALUES = st.sampled_from([b"", b"1", b"2.5", b"12.25", b"-100.125"])


def detail_without_runs(path: Path) -> InstanceDetail:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FrameValues, "shortcut", lambda *_: False)
        return detail_of(path)


@given(st.lists(frame_groups(), max_size=12), st.booleans(), st.integers(0, 40))
def test_what_frames_have_in_common_never_changes_what_they_say(
    groups: list[bytes], undefined: bool, cut: int
) -> None:
    data = part10(sequence(0x52009230, *groups, undefined=undefined) + instance()[-44:])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data[: len(data) - cut * (cut % 2)])
        assert detail_of(path) == detail_without_runs(path)


def test_damage_in_one_frame_is_seen_however_well_it_is_known(tmp_path: Path) -> None:
    chance = random.Random(20240219)
    whole = enhanced_mr(12)
    path = tmp_path / "file"
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(300, len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        assert detail_of(path) == detail_without_runs(path)
