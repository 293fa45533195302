"""Repeated positions: what tells the volumes apart, and in which order they come."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from dicomtree.model import FrameRow, HeaderRow, InstanceDetail, Stack
from dicomtree.tree import build_content, needs_detail
from tests.phantoms import row, text_of

Details = Mapping[tuple[int, str], InstanceDetail]


def frame(path: str, number: int | None, z: float, **values: Any) -> HeaderRow:
    return row(path, instance_number=number, image_position_patient=(0, 0, z), **values)


def only(rows: Sequence[HeaderRow], details: Details | None = None) -> Stack:
    (stack,) = build_content(rows, details or {}).stacks
    return stack


def order(stack: Stack) -> list[list[str]]:
    return [[each.path for each in volume] for volume in stack.volumes]


def dimensions(stack: Stack) -> dict[str, tuple[object, ...]]:
    return {dimension.name: dimension.values for dimension in stack.dimensions}


def said(rows: Sequence[HeaderRow], **columns: Sequence[Any]) -> Details:
    """Return details of single-frame rows, one value per row and column."""
    found: dict[tuple[int, str], InstanceDetail] = {}
    for index, each in enumerate(rows):
        values: dict[str, Any] = {name: text_of(own[index]) for name, own in columns.items()}
        found[each.root, each.path] = InstanceDetail((FrameRow(1, **values),))
    return found


@pytest.mark.parametrize(
    ("column", "name", "first", "second"),
    [
        ("echo_numbers", "echo", 1, 2),
        ("echo_time", "te", 4.6, 12.25),
        ("temporal_position_identifier", "temporal_position", 9, 10),
        ("acquisition_number", "acquisition", 2, 11),
        ("trigger_time", "trigger_time", 0, 30.5),
        ("inversion_time", "inversion_time", 100, 900),
        ("flip_angle", "flip_angle", 5, 15),
        ("repetition_time", "repetition_time", 400, 2000),
        ("kvp", "kvp", 80, 140),
        ("convolution_kernel", "kernel", "B30f", "B70f"),
    ],
)
def test_an_attribute_that_tells_volumes_apart_is_the_dimension(
    column: str, name: str, first: Any, second: Any
) -> None:
    rows = [
        frame(f"{z}{value}", 99 - z, z, **{column: value})
        for z in range(3)
        for value in (second, first)
    ]
    stack = only(rows)
    assert stack.kind == "4D"
    assert dimensions(stack) == {name: (first, second)}
    assert order(stack) == [[f"{z}{value}" for z in range(3)] for value in (first, second)]


def test_times_that_differ_from_slice_to_slice_are_no_dimension() -> None:
    rows = [
        frame(f"{z}-{t}", 2 * z + t, z, trigger_time=10 * z + 100 * t)
        for z in range(3)
        for t in range(2)
    ]
    assert list(dimensions(only(rows))) == ["rank"]


@pytest.mark.parametrize("interleaved", [False, True])
def test_without_any_attribute_frames_are_counted_off(interleaved: bool) -> None:
    rows = [
        frame(f"{z}-{t}", 4 * z + t if interleaved else 3 * t + z, z)
        for z in range(3)
        for t in range(4)
    ]
    stack = only(rows[::-1])
    assert order(stack) == [[f"{z}-{t}" for z in range(3)] for t in range(4)]
    assert dimensions(stack) == {"rank": (1, 2, 3, 4)}
    assert "volumes_inferred" in {warning.kind for warning in stack.warnings}


def test_b_values_and_directions_together_make_volumes_ordered_by_instance_number() -> None:
    weightings: list[tuple[int, tuple[float, float, float] | None]] = [
        (1000, (0.0, 1.0, 0.0)),
        (0, None),
        (1000, (1.0, 0.0, 0.0)),
        (2000, (1.0, 0.0, 0.0)),
    ]
    rows = [
        frame(f"{z}-{w}", 2 * w + z, z, sop_class_uid="1.2.840.10008.5.1.4.1.1.4", modality="MR")
        for w in range(4)
        for z in range(2)
    ]
    each = [weighting for weighting in weightings for _ in range(2)]
    details = said(
        rows,
        diffusion_b_value=[b for b, _ in each],
        diffusion_gradient_orientation=[d for _, d in each],
    )
    stack = only(rows, details)
    assert order(stack) == [[f"{z}-{w}" for z in range(2)] for w in range(4)]
    assert dimensions(stack)["b_value"] == (1000, 0, 1000, 2000)
    assert dimensions(stack)["direction"] == ("0\\1\\0", None, "1\\0\\0", "1\\0\\0")


def test_acquisitions_of_several_b_values_name_them() -> None:
    b_values = [0, 1000, 0]
    rows = [
        frame(f"{z}{a}", 3 * a + z, z, acquisition_number=a) for z in range(3) for a in range(3)
    ]
    stack = only(rows, said(rows, diffusion_b_value=b_values * 3))
    assert dimensions(stack) == {"acquisition": (0, 1, 2)}
    assert [(own.name, own.values) for own in stack.companions] == [("b_value", (0, 1000, 0))]


def test_float_noise_in_directions_does_not_split() -> None:
    rows = [frame(f"{z}-{w}", 2 * w + z, z) for w in range(2) for z in range(2)]
    noisy = [(0.70710, 0.70711, 0), (0.70712, 0.70709, 0), (0, 0, 1), (1e-9, -1e-9, 1)]
    stack = only(rows, said(rows, diffusion_gradient_orientation=noisy))
    assert list(dimensions(stack)) == ["direction"]


def test_component_and_echo_order_volumes_by_value_not_by_number() -> None:
    rows = [
        frame(f"{c}{te}{z}", number, z, image_type=f"ORIGINAL\\PRIMARY\\{c}", echo_time=te)
        for number, (c, te, z) in enumerate(
            [(c, te, z) for c in ("PHASE", "M") for te in (9, 4) for z in range(2)]
        )
    ]
    stack = only(rows)
    assert dimensions(stack) == {"component": ("M", "M", "P", "P"), "te": (4, 9, 4, 9)}
    assert order(stack)[0] == ["M40", "M41"]


def test_a_value_that_is_missing_comes_last() -> None:
    rows = [frame(f"{z}{e}", z, z, echo_numbers=e) for z in range(2) for e in (None, 2, 1)]
    assert dimensions(only(rows)) == {"echo": (1, 2, None)}


def test_a_short_volume_is_flagged_and_kept() -> None:
    rows = [frame(f"{z}-{t}", 3 * t + z, z) for t in range(2) for z in range(3)][:-1]
    stack = only(rows)
    assert order(stack) == [["0-0", "1-0", "2-0"], ["0-1", "1-1"]]
    details = {warning.kind: warning.detail for warning in stack.warnings}
    assert details["incomplete_volumes"] == "Incomplete 4D: volume 2 has 2 of 3."
    assert stack.geometry is not None
    assert not stack.geometry.complete


def test_a_stopped_scan_keeps_its_time_points_where_an_attribute_tells_them() -> None:
    rows = [
        frame(f"{z}-{t}", 10 - t, z, temporal_position_identifier=t)
        for t in (1, 2)
        for z in range(3)
    ]
    stack = only([each for each in rows if each.path != "0-1"])
    assert order(stack) == [["1-1", "2-1"], ["0-2", "1-2", "2-2"]]
    assert dimensions(stack) == {"temporal_position": (1, 2)}


def test_one_position_with_many_frames_has_no_spacing_checks() -> None:
    rows = [frame(f"{t}", 9 - t, 5, trigger_time=10 * t) for t in range(4)]
    stack = only(rows)
    assert stack.kind == "single position"
    assert order(stack) == [["0"], ["1"], ["2"], ["3"]]
    assert stack.geometry is not None
    assert (stack.geometry.positions, stack.geometry.spacing_mm) == (1, None)


def test_repeated_slices_that_nothing_explains_are_named() -> None:
    rows = [*(frame(f"{z}", z, z) for z in range(5)), frame("again", 9, 3)]
    stack = only(rows)
    assert order(stack) == [["0", "1", "2", "3", "4"], ["again"]]
    details = {warning.kind: warning.detail for warning in stack.warnings}
    assert details["repeated_positions"].endswith(": 3, again.")


def test_a_slice_that_a_time_point_lacks_makes_no_repeats_of_the_others() -> None:
    rows = [frame(f"{t}{z}", 9 * t + z, z) for t in range(3) for z in range(9) if (t, z) != (1, 4)]
    kinds = {warning.kind for warning in only(rows).warnings}
    assert kinds == {"volumes_inferred", "incomplete_volumes"}


@pytest.mark.parametrize("times", [1, 2])
def test_time_points_are_missed_where_nothing_says_which_are_there(times: int) -> None:
    rows = [
        frame(f"{t}{z}", 9 * t + z, z, number_of_temporal_positions=3)
        for t in range(times)
        for z in range(9)
    ]
    details = {warning.kind: warning.detail for warning in only(rows).warnings}
    assert details["missing_temporal_positions"].endswith(f"says 3; {times} found.")


def test_missing_time_points_are_flagged() -> None:
    rows = [
        frame(f"{z}{t}", z, z, temporal_position_identifier=t, number_of_temporal_positions=3)
        for z in range(2)
        for t in (1, 2)
    ]
    kinds = {warning.kind for warning in only(rows).warnings}
    assert kinds == {"missing_temporal_positions"}


# ---- what must be read again


def test_plain_slices_need_no_detail() -> None:
    assert needs_detail([frame(f"{z}", z, z) for z in range(5)]) == []


def test_volumes_that_headers_tell_apart_need_no_detail() -> None:
    rows = [frame(f"{z}{e}", z, z, echo_numbers=e) for z in range(3) for e in (1, 2)]
    assert needs_detail(rows) == []


def test_repeats_that_a_private_element_may_explain_need_detail() -> None:
    rows = [frame(f"{z}{a}", z, z, acquisition_number=a) for z in range(3) for a in (1, 2)]
    apart = frame("apart", 99, 1, rows=99)
    assert sorted(each.path for each in needs_detail([*rows, apart])) == [
        each.path for each in rows
    ]


@pytest.mark.parametrize(
    ("values", "needed"),
    [
        ({"number_of_frames": 2}, True),
        ({"sop_class_uid": "1.2.840.10008.5.1.4.1.1.4.1"}, True),
        ({"sop_class_uid": "1.2.840.10008.5.1.4.1.1.66.4"}, True),
        ({"sop_class_uid": "1.2.840.10008.5.1.4.1.1.20"}, True),
        ({"sop_class_uid": "1.2.840.10008.5.1.4.1.1.3.1", "number_of_frames": 9}, False),
        ({"sop_class_uid": "1.2.840.10008.5.1.4.1.1.77.1.6", "number_of_frames": 9}, False),
        ({"sop_class_uid": "1.2.840.10008.5.1.4.1.1.88.11"}, False),
    ],
)
def test_multi_frame_and_enhanced_instances_need_detail(
    values: dict[str, Any], needed: bool
) -> None:
    rows = [frame("a", 1, 0, **values)]
    assert needs_detail(rows) == (rows if needed else [])
