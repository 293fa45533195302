"""Multi-frame objects: enhanced, dose, nuclear medicine, segmentations, maps, slides, parts."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dicomtree.model import FrameRow, HeaderRow, InstanceDetail, SeriesContent, Stack
from dicomtree.tree import build_content
from tests import phantoms
from tests.phantoms import AXIAL, CORONAL, ENHANCED_MR, row

STORAGE = "1.2.840.10008.5.1.4.1.1."
RT_DOSE = STORAGE + "481.2"
NM = STORAGE + "20"
SEG = STORAGE + "66.4"
XA = STORAGE + "12.1"


def many(path: str, frames: int, sop_class: str = ENHANCED_MR, **values: Any) -> HeaderRow:
    values = {"image_orientation_patient": None, **values}
    return row(path, sop_class_uid=sop_class, number_of_frames=frames, **values)


def groups(*frames: dict[str, Any], **values: Any) -> InstanceDetail:
    said = tuple(
        FrameRow(n, **{"image_orientation_patient": AXIAL, **each})
        for n, each in enumerate(frames, 1)
    )
    return InstanceDetail(said, has_functional_groups=True, **values)


def at(z: float, **values: Any) -> dict[str, Any]:
    return {"image_position_patient": f"0\\0\\{z}", **values}


def build(*instances: tuple[HeaderRow, InstanceDetail]) -> SeriesContent:
    details = {(r.root, r.path): detail for r, detail in instances}
    return build_content([r for r, _ in instances], details)


def only(*instances: tuple[HeaderRow, InstanceDetail]) -> Stack:
    (stack,) = build(*instances).stacks
    return stack


def numbers(stack: Stack) -> list[list[int | None]]:
    return [[frame.frame for frame in volume] for volume in stack.volumes]


def kinds(content: SeriesContent) -> list[str]:
    return [stack.kind for stack in content.stacks]


# ---- enhanced


def test_enhanced_frames_are_ordered_by_position_not_by_frame_number() -> None:
    stack = only((many("a", 4), groups(at(3), at(1), at(4), at(2))))
    assert stack.kind == "3D"
    assert numbers(stack) == [[2, 4, 1, 3]]
    assert stack.ordered_by == "position"


def test_stack_ids_split() -> None:
    frames = [at(z, stack_id=name) for name in ("1", "2") for z in range(3)]
    assert kinds(build((many("a", 6), groups(*frames)))) == ["3D", "3D"]


def test_several_enhanced_files_are_volumes_of_one_stack() -> None:
    files = [(many(f"t{t}", 3, instance_number=t), groups(at(0), at(1), at(2))) for t in (2, 10, 1)]
    stack = only(*files)
    assert [[frame.path for frame in volume] for volume in stack.volumes] == [
        ["t1"] * 3,
        ["t2"] * 3,
        ["t10"] * 3,
    ]


def test_dimension_indices_break_ties_before_frame_numbers() -> None:
    frames = [at(0, dimension_index_values=f"1\\{n}") for n in (3, 1, 10, 2)]
    assert numbers(only((many("a", 4), groups(*frames)))) == [[2], [4], [1], [3]]


@pytest.mark.parametrize(
    ("indices", "said"),
    [
        (("1\\1", "1\\2", "2\\1", "2\\2"), "Dimension Index Values"),
        ((None,) * 4, "the order of frames, times or file names"),
    ],
)
def test_frames_of_one_file_are_not_counted_off_by_its_number(
    indices: Sequence[str | None], said: str
) -> None:
    frames = [at(n % 2, dimension_index_values=own) for n, own in enumerate(indices)]
    stack = only((many("a", 4, instance_number=1), groups(*frames)))
    assert numbers(stack) == [[1, 2], [3, 4]]
    assert [own.detail for own in stack.warnings] == [f"Volumes inferred from {said}."]


def test_in_stack_positions_against_space_are_flagged() -> None:
    frames = [at(z, in_stack_position_number=n) for z, n in ((0, 1), (1, 3), (2, 2))]
    stack = only((many("a", 3), groups(*frames)))
    assert {warning.kind for warning in stack.warnings} == {"in_stack_position_disagrees"}
    backwards = [at(z, in_stack_position_number=n) for z, n in ((0, 3), (1, 2), (2, 1))]
    assert only((many("a", 3), groups(*backwards))).warnings == ()


def test_each_file_of_a_stack_counts_its_in_stack_positions_from_1() -> None:
    files = [
        (
            many(f"{part}", 2, instance_number=part),
            groups(*[at(2 * part + n, in_stack_position_number=n) for n in (1, 2)]),
        )
        for part in range(3)
    ]
    stack = only(*files)
    assert (stack.kind, stack.frame_count, stack.warnings) == ("3D", 6, ())


def test_the_spacing_that_functional_groups_state_is_compared_with_the_positions() -> None:
    frames = [at(2 * n, spacing_between_slices="3") for n in range(3)]
    stack = only((many("a", 3), groups(*frames)))
    assert [warning.kind for warning in stack.warnings] == ["spacing_differs_from_header"]


def test_an_enhanced_object_without_groups_keeps_its_stored_order() -> None:
    stack = only((many("a", 3), InstanceDetail(())))
    assert (stack.kind, stack.ordered_by) == ("multi-frame/no geometry", "stored_frame_order")
    assert numbers(stack) == [[1, 2, 3]]


def test_a_frame_whose_group_is_missing_is_set_apart() -> None:
    content = build((many("a", 3), groups(at(1), at(0))))
    assert [numbers(stack) for stack in content.stacks] == [[[2, 1]], [[3]]]


def test_a_single_enhanced_frame_has_no_frame_number() -> None:
    stack = only((many("a", 1), groups(at(5))))
    assert stack.kind == "single slice"
    assert stack.volumes[0][0].frame is None
    assert stack.volumes[0][0].offset_mm == 5.0


def test_a_localizer_frame_type_sets_its_frames_apart() -> None:
    frames = [at(0), at(1), at(2, frame_type="ORIGINAL\\PRIMARY\\LOCALIZER\\NONE")]
    assert kinds(build((many("a", 3), groups(*frames)))) == ["3D", "localizer"]


@pytest.mark.parametrize(
    "name", ["MULTIFRAME/IM_0010", "MULTIFRAME/IM_0014", "MOLLI_enhanced/IM_0001"]
)
def test_shuffling_the_frames_of_a_real_object_keeps_their_order(corpus: Path, name: str) -> None:
    path = corpus / "mixed-modalities" / name
    whole = phantoms.read(corpus, path)
    assert whole is not None
    detail = phantoms.detail(path)
    plain = numbers(only((whole, detail)))
    stored = list(detail.frames)
    random.Random(7).shuffle(stored)
    renumbered = tuple(f._replace(frame=number) for number, f in enumerate(stored, 1))
    shuffled = InstanceDetail(renumbered, has_functional_groups=True)
    found = numbers(only((whole, shuffled)))
    originals = [[stored[number - 1].frame for number in v if number] for v in found]
    assert originals == plain


# ---- classic multi-frame


def test_classic_frames_keep_the_order_of_their_files() -> None:
    rows = [many(f"{n}", 2, XA, modality="XA", instance_number=n) for n in (10, 9)]
    (stack,) = build_content(rows, {}).stacks
    assert [(frame.path, frame.frame) for frame in stack.volumes[0]] == [
        ("9", 1),
        ("9", 2),
        ("10", 1),
        ("10", 2),
    ]
    assert (stack.kind, stack.ordered_by) == ("multi-frame/no geometry", "instance_number")


def test_files_without_numbers_are_never_interleaved() -> None:
    rows = [many(name, 2, XA, modality="XA") for name in ("b", "a")]
    (stack,) = build_content(rows, {}).stacks
    assert [frame.path for frame in stack.volumes[0]] == ["a", "a", "b", "b"]
    assert stack.ordered_by == "path"


@pytest.mark.parametrize("text", ["1A", "0", "-3", "", "1.0", "2\\3", None])
def test_a_number_of_frames_that_is_none_means_one(text: str | None) -> None:
    (stack,) = build_content([row("a", number_of_frames=text)], {}).stacks
    assert [frame.frame for frame in stack.volumes[0]] == [None]


def test_a_claim_of_a_billion_frames_is_cut_and_said() -> None:
    content = build_content([many("a", 10**9, XA, modality="XA", size=100)], {})
    assert content.stacks[0].frame_count == 100
    assert [warning.kind for warning in content.warnings] == ["number_of_frames"]


# ---- dose


def dose(offsets: str | None, *, z: float = -50.0, orientation: str = AXIAL) -> SeriesContent:
    count = 4
    whole = many(
        "dose",
        count,
        RT_DOSE,
        modality="RTDOSE",
        image_position_patient=(0, 0, z),
        image_orientation_patient=orientation,
    )
    return build((whole, InstanceDetail((), grid_frame_offset_vector=offsets)))


def offsets_of(content: SeriesContent) -> list[float | None]:
    (stack,) = content.stacks
    return [frame.offset_mm for frame in stack.volumes[0]]


@pytest.mark.parametrize("text", ["0\\3\\6\\9", "-50\\-47\\-44\\-41"])
def test_dose_offsets_are_relative_from_0_or_absolute_from_the_position(text: str) -> None:
    content = dose(text)
    assert offsets_of(content) == [-50, -47, -44, -41]
    assert kinds(content) == ["3D"]
    assert "dose_offsets" not in {warning.kind for warning in content.warnings}


def test_dose_offsets_may_descend() -> None:
    content = dose("0\\-3\\-6\\-9")
    assert offsets_of(content) == [-59, -56, -53, -50]
    assert numbers(content.stacks[0]) == [[4, 3, 2, 1]]


def test_two_frames_of_one_file_at_one_height_are_named_by_their_numbers() -> None:
    (stack,) = dose("0\\3\\3\\6").stacks
    warnings = {warning.kind: warning.detail for warning in stack.warnings}
    assert warnings["repeated_positions"].endswith(": dose frame 2, dose frame 3.")


def test_dose_offsets_from_elsewhere_are_taken_relative_and_flagged() -> None:
    content = dose("7\\10\\13\\16")
    assert offsets_of(content) == [-50, -47, -44, -41]
    assert "dose_offsets" in {warning.kind for warning in content.warnings}


def test_absolute_offsets_need_a_transverse_dose() -> None:
    content = dose("-50\\-47\\-44\\-41", orientation=CORONAL)
    assert "dose_offsets" in {warning.kind for warning in content.warnings}


@pytest.mark.parametrize("text", [None, "0\\1", "0\\1\\2\\x", "0\\1\\2\\1e300"])
def test_a_dose_without_usable_offsets_keeps_its_stored_order(text: str | None) -> None:
    content = dose(text)
    assert kinds(content) == ["multi-frame/no geometry"]
    assert "dose_offsets" in {warning.kind for warning in content.warnings}


# ---- nuclear medicine


def test_nuclear_slices_are_placed_by_slice_vector_and_told_apart_by_time_slot() -> None:
    whole = many("nm", 6, NM, modality="NM", spacing_between_slices=-4)
    first = FrameRow(1, image_position_patient="0\\0\\100", image_orientation_patient=AXIAL)
    vectors = (("slice_vector", (1, 1, 2, 2, 3, 3)), ("time_slot_vector", (2, 1, 2, 1, 2, 1)))
    stack = only((whole, InstanceDetail((first,), vectors=vectors)))
    assert stack.kind == "4D"
    assert numbers(stack) == [[6, 4, 2], [5, 3, 1]]
    assert [frame.offset_mm for frame in stack.volumes[0]] == [92, 96, 100]
    assert [dimension.name for dimension in stack.dimensions] == ["temporal_position"]


def test_nuclear_frames_without_place_follow_their_vectors_slices_innermost() -> None:
    whole = many("nm", 4, NM, modality="NM")
    vectors = (("slice_vector", (1, 1, 2, 2)), ("phase_vector", (2, 1, 2, 1)))
    stack = only((whole, InstanceDetail((), vectors=vectors)))
    assert stack.kind == "multi-frame/no geometry"
    assert numbers(stack) == [[2, 4, 1, 3]]


def test_a_frame_vector_of_the_wrong_length_says_nothing() -> None:
    whole = many("nm", 3, NM, modality="NM")
    stack = only((whole, InstanceDetail((), vectors=(("slice_vector", (3, 2)),))))
    assert numbers(stack) == [[1, 2, 3]]


# ---- segmentations, parametric maps, slides


def test_segments_are_volumes_even_where_they_never_meet() -> None:
    frames = [
        at(0, referenced_segment_number=2),
        at(9, referenced_segment_number=1),
        at(1, referenced_segment_number=1),
    ]
    whole = many("seg", 3, SEG, modality="SEG")
    stack = only((whole, groups(*frames, segmentation_type="BINARY")))
    assert stack.kind == "4D"
    assert numbers(stack) == [[3, 2], [1]]
    assert [(d.name, d.values) for d in stack.dimensions] == [("segment", (1, 2))]
    assert stack.warnings == ()
    assert stack.geometry is not None
    assert (stack.geometry.missing, stack.geometry.complete) == ((), True)


def test_sparse_positions_of_one_segment_are_no_missing_slices() -> None:
    frames = [at(z, referenced_segment_number=1) for z in (0, 1, 2, 7)]
    stack = only((many("seg", 4, SEG, modality="SEG"), groups(*frames)))
    assert (stack.kind, stack.warnings) == ("3D", ())


def test_quantities_of_a_parametric_map_are_volumes() -> None:
    frames = [at(z, quantity=name) for z in (1, 0) for name in ("T2", "ADC")]
    stack = only((many("pm", 4, STORAGE + "30", modality="MR"), groups(*frames)))
    assert numbers(stack) == [[4, 2], [3, 1]]
    assert [d.values for d in stack.dimensions] == [("ADC", "T2")]


def test_a_slide_has_one_item_per_level() -> None:
    rows = [
        many(f"level{n}", 5000, STORAGE + "77.1.6", modality="SM", instance_number=n)
        for n in (2, 1)
    ]
    (stack,) = build_content(rows, {}).stacks
    assert stack.kind == "2D/no geometry"
    assert [(frame.path, frame.frame) for frame in stack.volumes[0]] == [
        ("level1", 1),
        ("level2", 1),
    ]


# ---- concatenations


def part(
    path: str, number: int, frames: Sequence[dict[str, Any]], **values: Any
) -> tuple[HeaderRow, InstanceDetail]:
    detail = groups(*frames, concatenation_uid="1.2.9", in_concatenation_number=number, **values)
    return many(path, len(frames), instance_number=number), detail


def test_parts_of_a_concatenation_are_one_volume() -> None:
    parts = [part("b", 2, [at(2), at(3)]), part("a", 1, [at(0), at(1)])]
    stack = only(*parts)
    assert (stack.kind, stack.frame_count) == ("3D", 4)


def test_frames_of_a_concatenation_are_numbered_through() -> None:
    parts = [
        part("a", 2, [{}, {}], concatenation_frame_offset_number=2),
        part("b", 1, [{}, {}], concatenation_frame_offset_number=0),
    ]
    stack = only(*parts)
    assert [(frame.path, frame.frame) for frame in stack.volumes[0]] == [
        ("b", 1),
        ("b", 2),
        ("a", 1),
        ("a", 2),
    ]
    assert stack.ordered_by == "stored_frame_order"
    assert [frame.instance_number for frame in stack.volumes[0]] == [1, 1, 2, 2]
