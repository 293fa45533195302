"""Stacks of single-frame series: what splits them, what puts them in order, what is said."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from dicomtree.model import HeaderRow, Stack
from dicomtree.tree import build_content, explain_content
from tests.phantoms import AXIAL, CORONAL, SAGITTAL, row, slices

SC = "1.2.840.10008.5.1.4.1.1.7"
CR = "1.2.840.10008.5.1.4.1.1.1"


def stacks(rows: Sequence[HeaderRow]) -> tuple[Stack, ...]:
    return build_content(rows, {}).stacks


def only(rows: Sequence[HeaderRow]) -> Stack:
    (stack,) = stacks(rows)
    return stack


def order(stack: Stack) -> list[list[str]]:
    return [[frame.path for frame in volume] for volume in stack.volumes]


def kinds(rows: Sequence[HeaderRow]) -> list[tuple[str, int]]:
    return [(stack.kind, stack.frame_count) for stack in stacks(rows)]


def warned(stack: Stack) -> set[str]:
    return {warning.kind for warning in stack.warnings}


def flat(path: str, **values: Any) -> HeaderRow:
    return row(path, sop_class_uid=CR, modality="CR", image_orientation_patient=None, **values)


# ---- position and direction


def test_position_outranks_instance_number() -> None:
    rows = [
        row("low", instance_number=2, image_position_patient=(0, 0, 1)),
        row("high", instance_number=1, image_position_patient=(0, 0, 2)),
    ]
    stack = only(rows)
    assert order(stack) == [["low", "high"]]
    assert stack.ordered_by == "position"
    assert [frame.offset_mm for frame in stack.volumes[0]] == [1.0, 2.0]


def test_the_screen_shows_image_1_first_where_numbers_follow_position() -> None:
    upwards = slices([1, 2, 3])
    downwards = slices([3, 2, 1])
    assert not only(upwards).display_reversed
    assert only(downwards).display_reversed


@pytest.mark.parametrize(
    ("orientation", "axis", "is_reversed"),
    [
        (AXIAL, 2, True),  # the normal points to the head, where the screen starts
        ("1\\0\\0\\0\\-1\\0", 2, False),
        (SAGITTAL, 0, True),  # the normal points to the right
        ("0\\1\\0\\0\\0\\1", 0, False),
        (CORONAL, 1, False),  # the normal points to the back
        ("1\\0\\0\\0\\0\\1", 1, True),
    ],
)
def test_without_clear_numbers_the_screen_starts_at_head_right_or_front(
    orientation: str, axis: int, is_reversed: bool
) -> None:
    rows = []
    for number, height in ((1, 10), (2, 40), (3, 30), (4, 20)):
        position = [0, 0, 0]
        position[axis] = height
        rows.append(
            row(
                f"{height}",
                instance_number=number,
                image_position_patient=position,
                image_orientation_patient=orientation,
            )
        )
    assert only(rows).display_reversed is is_reversed


def test_offsets_are_rounded_and_never_negative_zero() -> None:
    stack = only(slices([-0.00001, 1.000049]))
    assert [str(frame.offset_mm) for frame in stack.volumes[0]] == ["0.0", "1.0"]


def test_one_slice_is_a_single_slice_with_geometry() -> None:
    stack = only(slices([3]))
    assert stack.kind == "single slice"
    assert stack.geometry is not None
    assert (stack.geometry.positions, stack.geometry.spacing_mm) == (1, None)


def test_frames_shifted_in_plane_are_flagged() -> None:
    rows = [*slices([1, 2, 3]), row("shifted", image_position_patient=(20, 0, 1), echo_time=9)]
    assert "in_plane_shift" in warned(stacks(rows)[0])


# ---- splitting


def test_two_orientations_with_enough_frames_are_two_stacks() -> None:
    rows = [
        *slices([1, 2, 3]),
        *(
            row(
                f"c{y}",
                instance_number=10 + y,
                image_position_patient=(0, y, 0),
                image_orientation_patient=CORONAL,
            )
            for y in range(2)
        ),
    ]
    assert kinds(rows) == [("3D", 3), ("3D", 2)]


def test_antiparallel_frames_are_another_stack() -> None:
    swapped = [
        each._replace(path="s" + each.path, image_orientation_patient="0\\1\\0\\1\\0\\0")
        for each in slices([1, 2, 3])
    ]
    assert kinds([*slices([1, 2, 3]), *swapped]) == [("3D", 3), ("3D", 3)]


def test_different_pixel_spacing_is_flagged_and_not_split() -> None:
    rows = [
        *slices([1, 2], pixel_spacing=(0.5, 0.5)),
        row("x", image_position_patient=(0, 0, 3), instance_number=3, pixel_spacing=(0.502, 0.502)),
    ]
    assert warned(only(rows)) == {"mixed_pixel_spacing"}
    rows[2] = rows[2]._replace(pixel_spacing="0.5001\\0.5")
    assert warned(only(rows)) == set()


def test_frames_that_alone_name_no_frame_of_reference_are_flagged() -> None:
    rows = slices([1, 2, 3], frame_of_reference_uid="1.5")
    assert warned(only(rows)) == set()
    rows[1] = rows[1]._replace(frame_of_reference_uid=None)
    stack = only(rows)
    assert (stack.kind, warned(stack)) == ("3D", {"mixed_frame_of_reference"})
    assert stack.warnings[0].detail == "1 of 3 frames name no frame of reference."


def test_colour_and_grey_are_two_stacks() -> None:
    rows = slices([1, 2, 3])
    rows[0] = rows[0]._replace(samples_per_pixel=3)
    assert kinds(rows) == [("3D", 2), ("single slice", 1)]


def test_a_frame_of_reference_for_every_frame_is_ignored_with_a_warning() -> None:
    rows = [each._replace(frame_of_reference_uid=each.path) for each in slices([1, 2, 3])]
    content = build_content(rows, {})
    assert [stack.kind for stack in content.stacks] == ["3D"]
    assert "frame_of_reference_ignored" in {warning.kind for warning in content.warnings}


def test_thousands_of_orientations_are_one_stack() -> None:
    rows = []
    for number in range(3000):
        angle = math.tau * number / 3000
        orientation = f"{math.cos(angle)}\\{math.sin(angle)}\\0\\0\\0\\-1"
        rows.append(
            row(
                f"{number}",
                instance_number=number,
                image_position_patient=(0, 0, 0),
                image_orientation_patient=orientation,
            )
        )
    stack = only(rows[::-1])
    assert stack.kind == "non-parallel"
    assert stack.ordered_by == "instance_number"
    assert order(stack) == [[each.path for each in rows]]
    assert stack.geometry is None
    assert stack.volumes[0][0].offset_mm is None


def test_slightly_turned_volumes_are_flagged_as_drift() -> None:
    turned = f"{math.cos(0.01)}\\{math.sin(0.01)}\\0\\{-math.sin(0.01)}\\{math.cos(0.01)}\\0"
    leaning = f"1\\0\\0\\0\\{math.cos(0.02)}\\{math.sin(0.02)}"
    second = [
        each._replace(path="t" + each.path, image_orientation_patient=orientation)
        for orientation in (turned, leaning)
        for each in slices([1, 2, 3])
    ]
    found = stacks([*slices([1, 2, 3]), *second])
    assert len(found) == 3
    assert all("orientation_drift" in warned(stack) for stack in found[1:])


# ---- localizers and scouts


@pytest.mark.parametrize(
    "image_type",
    ["ORIGINAL\\PRIMARY\\LOCALIZER", "DERIVED\\SECONDARY\\REF_SURVIEW", "O\\P\\A\\b\\my Scout"],
)
def test_a_labelled_localizer_is_a_stack_of_its_own_and_last(image_type: str) -> None:
    rows = [
        *slices([1, 2]),
        *(each._replace(path="l" + each.path, image_type=image_type) for each in slices([1, 2, 3])),
    ]
    assert kinds(rows) == [("3D", 2), ("localizer", 3)]


def test_the_first_two_image_type_values_make_no_localizer() -> None:
    assert kinds(slices([1, 2], image_type="LOCALIZER\\SCOUT\\AXIAL")) == [("3D", 2)]


def test_labelled_localizers_across_each_other_stay_together() -> None:
    rows = [
        row(
            name,
            instance_number=number,
            image_position_patient=(0, 0, 0),
            image_orientation_patient=orientation,
            image_type="ORIGINAL\\PRIMARY\\LOCALIZER",
        )
        for name, number, orientation in (("a", 2, CORONAL), ("b", 1, SAGITTAL))
    ]
    stack = only(rows)
    assert stack.kind == "localizer non-parallel"
    assert order(stack) == [["b", "a"]]


def test_an_unlabelled_scout_is_tagged() -> None:
    scout = row("scout", image_position_patient=(0, 0, 0), image_orientation_patient=CORONAL)
    main, tagged = stacks([*slices(range(5)), scout])
    assert warned(tagged) == {"scout_like"}
    assert "scout_like" not in warned(main)


# ---- what has no place in space


def test_projections_are_one_set_whatever_their_sizes() -> None:
    rows = [flat("a", instance_number=2), flat("b", instance_number=1, rows=32)]
    stack = only(rows)
    assert stack.kind == "2D/no geometry"
    assert order(stack) == [["b", "a"]]
    assert warned(stack) == {"mixed_sizes"}


def test_a_projection_with_geometry_is_not_ordered_by_it() -> None:
    rows = slices([2, 1], modality="XA", sop_class_uid="1.2.840.10008.5.1.4.1.1.12.1")
    assert order(only(rows)) == [["im1", "im2"]]
    unturned = [each._replace(image_orientation_patient=None) for each in rows]
    assert (only(unturned).ordered_by, only(unturned).warnings) == ("instance_number", ())


def test_the_sop_class_outranks_the_modality() -> None:
    assert kinds(slices([1, 2], modality="XA")) == [("3D", 2)]
    assert kinds(slices([1, 2], modality="SR")) == [("3D", 2)]


def test_a_secondary_capture_goes_by_its_modality() -> None:
    assert kinds(slices([1, 2], sop_class_uid=SC)) == [("3D", 2)]
    assert kinds(slices([1, 2], sop_class_uid=SC, modality="OT")) == [("2D/no geometry", 2)]


def test_raw_data_with_a_size_is_an_image_without_geometry() -> None:
    rows = slices([1, 2], sop_class_uid="1.2.840.10008.5.1.4.1.1.66")
    assert kinds(rows) == [("2D/no geometry", 2)]


@pytest.mark.parametrize(
    ("sop_class", "modality"),
    [
        ("1.2.840.10008.5.1.4.1.1.88.59", "KO"),
        ("1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT"),
        ("1.2.840.10008.5.1.4.1.1.11.1", "PR"),
        ("1.2.840.10008.5.1.4.1.1.9.1.1", "ECG"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "DOC"),
        ("1.2.840.10008.5.1.4.1.1.66.1", "REG"),
        ("1.2.840.10008.5.1.4.1.1.4.2", "MR"),
        (None, "SR"),
    ],
)
def test_an_instance_without_picture_is_listed_apart(sop_class: str | None, modality: str) -> None:
    rows = slices([1, 2], sop_class_uid=sop_class, modality=modality)
    content = build_content(rows[::-1], {})
    assert content.stacks == ()
    assert [each.path for each in content.non_image] == ["im1", "im2"]


def test_an_image_class_without_size_has_no_picture() -> None:
    content = build_content([row("a", rows=None)], {})
    assert (content.stacks, len(content.non_image)) == ((), 1)


def test_a_frame_with_invalid_geometry_leaves_the_others_in_order() -> None:
    rows = slices([3, 2, 1, 0])
    rows[1] = rows[1]._replace(image_position_patient="0\\0\\nan")
    rows[2] = rows[2]._replace(image_orientation_patient="1\\0\\0\\1\\0\\0")
    content = build_content(rows, {})
    assert [order(stack) for stack in content.stacks] == [[["im4", "im1"]], [["im2", "im3"]]]
    assert "unplaced" in {warning.kind for warning in content.warnings}


def test_positions_without_any_orientation_give_an_approximate_order() -> None:
    rows = slices([3, 1, 2], image_orientation_patient=None)
    stack = only(rows)
    assert (stack.kind, stack.ordered_by) == ("2D/no geometry", "position")
    assert order(stack) == [["im2", "im3", "im1"]]
    assert warned(stack) == {"approximate_order"}
    assert stack.volumes[0][0].offset_mm is None


def test_a_frame_without_position_leaves_the_approximate_order_of_the_others() -> None:
    rows = slices([3, 1, 2, 0], image_orientation_patient=None)
    rows[1] = rows[1]._replace(image_position_patient="1\\nan\\0")
    located, other = build_content(rows, {}).stacks
    assert (order(located), located.ordered_by) == ([["im4", "im3", "im1"]], "position")
    assert (order(other), other.ordered_by) == ([["im2"]], "instance_number")
    assert explain_content(rows, {})[1].apart == ("no valid position in the file",)


# ---- the fallback chain


@pytest.mark.parametrize(
    ("rows", "expected", "key"),
    [
        (
            [flat("b", instance_number=10), flat("a", instance_number=9)],
            ["a", "b"],
            "instance_number",
        ),
        (
            [flat(n, instance_number=1, slice_location=z) for n, z in (("a", 3), ("b", -1))],
            ["b", "a"],
            "slice_location",
        ),
        (
            [flat("a"), flat("c", instance_number=2), flat("b", instance_number=1)],
            ["b", "c", "a"],
            "instance_number",
        ),
        (
            [flat(n, acquisition_time=t) for n, t in (("a", "0915"), ("b", "091459.5"))],
            ["b", "a"],
            "acquisition_time",
        ),
        (
            [flat(n, content_time=t) for n, t in (("a", "10:00:01"), ("b", "095959"))],
            ["b", "a"],
            "content_time",
        ),
        ([flat("x10/1"), flat("x9/2")], ["x9/2", "x10/1"], "path"),
        (
            [flat("same", sop_instance_uid="1.2"), flat("same", sop_instance_uid="1.1", size=1)],
            ["same", "same"],
            "sop_instance_uid",
        ),
    ],
)
def test_without_geometry_the_first_key_that_tells_decides(
    rows: list[HeaderRow], expected: list[str], key: str
) -> None:
    for given in (rows, rows[::-1]):
        stack = only(given)
        assert order(stack) == [expected]
        assert stack.ordered_by == key


def test_slice_location_missing_once_decides_nothing() -> None:
    rows = [
        flat("a", instance_number=1, slice_location=3),
        flat("b", instance_number=1, slice_location=1),
        flat("c", instance_number=1),
    ]
    assert order(only(rows)) == [["a", "b", "c"]]


def test_a_folder_sorts_before_what_its_name_goes_on_with() -> None:
    rows = [flat("a-b/1"), flat("a/2"), flat("a/10")]
    assert order(only(rows)) == [["a/2", "a/10", "a-b/1"]]


def test_thousands_of_digits_in_a_name_sort_too() -> None:
    names = ["9" * 5000, "1" * 5001]
    assert order(only([flat(name) for name in names[::-1]])) == [names]


# ---- mosaics


def test_mosaics_are_one_volume_of_files_per_echo() -> None:
    rows = [
        row(
            f"{time}e{echo}",
            instance_number=2 * time + echo,
            echo_numbers=echo,
            image_type="ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC",
            image_position_patient=(-500, -500, 0),
        )
        for time in range(3)
        for echo in (1, 2)
    ]
    found = stacks(rows)
    assert [stack.kind for stack in found] == ["mosaic", "mosaic"]
    assert [order(stack) for stack in found] == [[["0e1", "1e1", "2e1"]], [["0e2", "1e2", "2e2"]]]
    assert [(d.name, d.values) for d in found[1].dimensions] == [
        ("component", ("M",)),
        ("echo", (2,)),
    ]


def test_a_united_imaging_mosaic_has_no_position() -> None:
    rows = [row(f"{n}", instance_number=n, image_type="ORIGINAL\\PRIMARY\\VFRAME") for n in (1, 2)]
    assert kinds(rows) == [("mosaic", 2)]


# ---- what is said of a stack


@pytest.mark.parametrize(
    ("heights", "said"),
    [
        ([0, 2, 4, 6, 10, 12, 14.5, 16.5], "at 1 of 7 gaps, 2.500 mm after 12 mm; usually 2.000."),
        (
            [0, 1, 2.1, 3, 4.2, 5, 6, 7, 8, 9, 10],
            "at 4 of 10 gaps, 0.800 to 1.200 mm; usually 1.000.",
        ),
    ],
)
def test_uneven_gaps_are_located_or_measured_without_those_of_missing_slices(
    heights: list[float], said: str
) -> None:
    details = {warning.kind: warning.detail for warning in only(slices(heights)).warnings}
    assert details["uneven_spacing"].endswith(said)


def test_a_missing_slice_is_located() -> None:
    stack = only(slices([1, 2, 4, 5]))
    assert [w.detail for w in stack.warnings] == ["1 missing after 2 mm."]


def test_a_spacing_that_equals_the_distance_along_the_tilt_is_right() -> None:
    tilted = f"1\\0\\0\\0\\{math.cos(0.3)}\\{-math.sin(0.3)}"
    rows = slices([0, 5, 10, 15], image_orientation_patient=tilted, spacing_between_slices=5)
    assert warned(only(rows)) == {"tilt"}
    other = [each._replace(spacing_between_slices="4") for each in rows]
    assert warned(only(other)) == {"tilt", "spacing_differs_from_header"}


def test_positions_off_a_line_are_flagged() -> None:
    rows = slices([0, 1, 2])
    rows[1] = rows[1]._replace(image_position_patient="0\\3\\1")
    assert warned(only(rows)) == {"not_on_a_line"}


def test_unused_instance_numbers_are_a_hint() -> None:
    rows = slices([1, 2, 3])
    rows[2] = rows[2]._replace(instance_number="5")
    kinds_of = {warning.kind for warning in build_content(rows, {}).warnings}
    assert kinds_of == {"instance_number_holes"}


def test_fewer_images_than_the_acquisition_had_are_a_hint() -> None:
    content = build_content(slices([1, 2], images_in_acquisition=3), {})
    assert [warning.kind for warning in content.warnings] == ["images_in_acquisition"]


def test_flaws_and_missing_uids_are_warnings() -> None:
    rows = slices([1, 2])
    rows[0] = rows[0]._replace(flaw="truncated", sop_instance_uid=None)
    found = [(w.kind, w.detail) for w in build_content(rows, {}).warnings]
    assert ("damaged", "im1: truncated") in found
    assert ("missing_sop_instance_uid", "No SOP Instance UID: im1.") in found


def test_an_empty_series_has_nothing() -> None:
    content = build_content([], {})
    assert (content.stacks, content.non_image, content.warnings) == ((), (), ())


def paths(found: Iterable[Stack]) -> list[str]:
    return [frame.path for stack in found for volume in stack.volumes for frame in volume]


def test_the_largest_stack_comes_first_then_the_lowest_numbers() -> None:
    rows = [
        *slices([1, 2, 3], rows=8),
        *(
            e._replace(path="b" + e.path, instance_number=f"{n}")
            for n, e in enumerate(slices([1, 2, 3]), 7)
        ),
        *(e._replace(path="c" + e.path, rows=99) for e in slices([1, 2, 3, 4])),
    ]
    assert paths(stacks(rows))[::4] == ["cim1", "im1", "bim2"]
