"""What the user decides otherwise: another key, reversed, split, united; never a frame lost."""

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.model import (
    ByHand,
    FrameRow,
    HeaderRow,
    InstanceDetail,
    OrderChoice,
    OrderKey,
    SeriesContent,
    Stack,
    StackOrder,
    frame_mark,
)
from dicomtree.tree import (
    DIMENSIONS,
    SPLITTING,
    STACK_ATTRIBUTES,
    build_content,
    explain_content,
    needs_detail,
)
from tests.phantoms import CORONAL, row, slices
from tests.test_tree_properties import series


def by(
    rows: list[HeaderRow], key: OrderKey | None, *, reverse: bool = False, stack: int = 0
) -> OrderChoice:
    mark = build_content(rows, {}).stacks[stack].mark
    return OrderChoice(stacks=((mark, StackOrder(key, reverse)),))


def chosen(rows: list[HeaderRow], choice: OrderChoice) -> tuple[Stack, ...]:
    return build_content(rows, {}, (), choice).stacks


def paths(stack: Stack) -> list[list[str]]:
    return [[frame.path for frame in volume] for volume in stack.volumes]


MIXED = [
    row(
        "a",
        image_position_patient=(0, 0, 0),
        instance_number=2,
        slice_location=30,
        acquisition_time="100003",
    ),
    row(
        "b",
        image_position_patient=(0, 0, 5),
        instance_number=3,
        slice_location=10,
        acquisition_time="100001",
    ),
    row(
        "c",
        image_position_patient=(0, 0, 10),
        instance_number=1,
        slice_location=20,
        acquisition_time="100002",
    ),
]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (OrderKey.POSITION, "abc"),
        (OrderKey.INSTANCE_NUMBER, "cab"),
        (OrderKey.ACQUISITION_TIME, "bca"),
        (OrderKey.SLICE_LOCATION, "bca"),
        (OrderKey.PATH, "abc"),
    ],
)
def test_a_stack_takes_the_order_of_the_chosen_key(key: OrderKey, expected: str) -> None:
    (stack,) = chosen(MIXED, by(MIXED, key))
    assert paths(stack) == [list(expected)]
    assert stack.ordered_by == key.value
    assert stack.by_hand == ByHand(StackOrder(key))


def test_frames_without_the_chosen_value_come_last_as_found() -> None:
    rows = [MIXED[0]._replace(slice_location=None), *MIXED[1:]]
    assert paths(chosen(rows, by(rows, OrderKey.SLICE_LOCATION))[0]) == [["b", "c", "a"]]


def test_files_are_ordered_by_name_naturally() -> None:
    rows = [
        row("im10", image_position_patient=(0, 0, 0), instance_number=1),
        row("im9", image_position_patient=(0, 0, 5), instance_number=2),
    ]
    assert paths(chosen(rows, by(rows, OrderKey.PATH))[0]) == [["im9", "im10"]]


def test_the_geometry_report_stays_that_of_the_positions() -> None:
    (found,) = chosen(MIXED, OrderChoice())
    (stack,) = chosen(MIXED, by(MIXED, OrderKey.INSTANCE_NUMBER))
    assert stack.geometry == found.geometry
    assert stack.warnings == found.warnings


def test_position_cannot_order_what_has_none() -> None:
    projection = {"modality": "CR", "sop_class_uid": "1.2.840.10008.5.1.4.1.1.1"}
    rows = [row(f"p{n}", instance_number=n, **projection) for n in (1, 2)]
    (stack,) = chosen(rows, by(rows, OrderKey.POSITION))
    assert stack.ordered_by != "position"


def test_reversing_turns_the_screen_and_not_the_canonical_order() -> None:
    (found,) = chosen(slices([0, 5, 10]), OrderChoice())
    (stack,) = chosen(slices([0, 5, 10]), by(slices([0, 5, 10]), None, reverse=True))
    assert stack.volumes == found.volumes
    assert stack.display_reversed is not found.display_reversed


def test_reversing_one_position_turns_its_volumes() -> None:
    rows = [
        row(f"t{n}", image_position_patient=(0, 0, 0), temporal_position_identifier=n)
        for n in (1, 2, 3)
    ]
    (stack,) = chosen(rows, by(rows, None, reverse=True))
    assert paths(stack) == [["t3"], ["t2"], ["t1"]]
    assert stack.dimensions[0].values == (3, 2, 1)


def test_single_frames_of_one_position_follow_the_chosen_key_too() -> None:
    rows = [
        row(
            f"t{n}",
            image_position_patient=(0, 0, 0),
            temporal_position_identifier=n,
            instance_number=10 - n,
        )
        for n in (1, 2, 3)
    ]
    (stack,) = chosen(rows, by(rows, OrderKey.INSTANCE_NUMBER))
    assert paths(stack) == [["t3"], ["t2"], ["t1"]]


def two_flips() -> list[HeaderRow]:
    rows = []
    for angle in (5, 20):
        for z in (0, 5, 10):
            place = f"f{angle}z{z}"
            rows.append(row(place, image_position_patient=(0, 0, z), flip_angle=angle))
    return rows


def test_splitting_makes_a_stack_of_each_value() -> None:
    (found,) = chosen(two_flips(), OrderChoice())
    assert (found.kind, len(found.volumes)) == ("4D", 2)
    split = chosen(two_flips(), OrderChoice(split_by=("flip_angle",)))
    assert [(s.kind, paths(s)) for s in split] == [
        ("3D", [["f5z0", "f5z5", "f5z10"]]),
        ("3D", [["f20z0", "f20z5", "f20z10"]]),
    ]
    assert [s.by_hand for s in split] == [
        ByHand(split_by=("flip_angle",), split_values=(angle,)) for angle in (5, 20)
    ]


@pytest.mark.parametrize("attribute", ["image_type", "folder", "protocol_name", "slice_thickness"])
def test_any_attribute_can_split(attribute: str) -> None:
    rows = slices([0, 5, 10, 15])
    value = {"image_type": "ORIGINAL\\PRIMARY\\OTHER", "slice_thickness": "3"}.get(attribute, "x")
    columns: dict[str, Any] = {attribute: value}
    changed = (
        rows[0]._replace(path=f"other/{rows[0].path}")
        if attribute == "folder"
        else rows[0]._replace(**columns)
    )
    split = chosen([changed, *rows[1:]], OrderChoice(split_by=(attribute,)))
    assert sorted(s.frame_count for s in split) == [1, 3]


def test_an_attribute_that_was_read_for_it_splits_by_its_numbers_to_the_last_digit() -> None:
    rows = slices([0, 5, 10, 15])
    texts = ["0.00002", "0.00001", "2E-5", None]
    values = {"RescaleSlope": {(r.root, r.path): (t,) for r, t in zip(rows, texts, strict=True)}}
    choice = OrderChoice(split_by=("RescaleSlope",))
    split = build_content(rows, {}, (), choice, values).stacks
    assert [paths(s) for s in split] == [[["im2"]], [["im1", "im3"]], [["im4"]]]
    assert [s.by_hand.split_values for s in split if s.by_hand] == [(0.00001,), (0.00002,), (None,)]
    assert len(explain_content(rows, {}, (), choice, values)) == 3


def test_frames_of_one_file_are_split_by_their_own_values() -> None:
    whole = row("cine", number_of_frames=4, image_position_patient=None, instance_number=1)
    values = {"CardiacCyclePosition": {(0, "cine"): ("SYSTOLE", "DIASTOLE", "SYSTOLE")}}
    choice = OrderChoice(split_by=("CardiacCyclePosition",))
    split = build_content([whole], {}, (), choice, values).stacks
    assert [[f.frame for f in s.volumes[0]] for s in split] == [[2], [1, 3], [4]]


def test_splitting_by_what_does_not_vary_changes_nothing() -> None:
    assert chosen(two_flips(), OrderChoice(split_by=("kvp",))) == chosen(two_flips(), OrderChoice())


def test_uniting_a_dimension_puts_the_frames_of_a_position_side_by_side() -> None:
    (stack,) = chosen(two_flips(), OrderChoice(unite=("flip_angle",)))
    assert paths(stack) == [["f5z0", "f20z0", "f5z5", "f20z5", "f5z10", "f20z10"]]
    assert stack.dimensions == ()
    assert stack.geometry is not None
    assert stack.geometry.complete
    assert not stack.warnings


def test_uniting_one_of_two_dimensions_keeps_the_other() -> None:
    rows = [
        row(
            f"e{echo}{component}{z}",
            image_position_patient=(0, 0, z),
            echo_numbers=echo,
            image_type=f"ORIGINAL\\PRIMARY\\{component}",
        )
        for echo in (1, 2)
        for component in "MP"
        for z in (0, 5)
    ]
    (stack,) = chosen(rows, OrderChoice(unite=("echo",)))
    assert [d.name for d in stack.dimensions] == ["component"]
    assert paths(stack) == [["e1M0", "e2M0", "e1M5", "e2M5"], ["e1P0", "e2P0", "e1P5", "e2P5"]]


def test_stacks_that_drifted_apart_are_united_along_their_common_normal() -> None:
    leaning = "1\\0\\0\\0\\0.999\\0.0447"
    rows = [
        *slices([0, 10, 20], temporal_position_identifier=1),
        *(
            each._replace(
                path=f"later{each.path}",
                sop_instance_uid=f"9{each.sop_instance_uid}",
                image_orientation_patient=leaning,
                temporal_position_identifier="2",
            )
            for each in slices([0, 10, 20])
        ),
    ]
    assert len(chosen(rows, OrderChoice())) == 2
    (stack,) = chosen(rows, OrderChoice(unite=("orientation",)))
    assert stack.kind == "4D"
    assert paths(stack) == [["im1", "im2", "im3"], ["laterim1", "laterim2", "laterim3"]]
    assert stack.by_hand == ByHand(unite=("orientation",))


def test_stacks_across_each_other_are_united_by_number() -> None:
    rows = [
        *slices([0, 5, 10, 15]),
        *(
            row(
                f"c{n}",
                image_position_patient=(0, n, 0),
                image_orientation_patient=CORONAL,
                instance_number=20 + n,
            )
            for n in range(4)
        ),
    ]
    (stack,) = chosen(rows, OrderChoice(unite=("orientation",)))
    assert (stack.kind, stack.ordered_by) == ("non-parallel", "instance_number")
    assert stack.frame_count == 8


def test_different_sizes_can_be_united() -> None:
    rows = [
        *slices([0, 10]),
        *(each._replace(path=f"b{each.path}", rows=32) for each in slices([5, 15])),
    ]
    (stack,) = chosen(rows, OrderChoice(unite=("size",)))
    assert paths(stack) == [["im1", "bim1", "im2", "bim2"]]


def test_mosaics_of_two_echoes_can_be_united() -> None:
    rows = [
        row(
            f"m{n}",
            image_type="ORIGINAL\\PRIMARY\\M\\MOSAIC",
            echo_numbers=1 + n % 2,
            instance_number=n,
        )
        for n in range(1, 5)
    ]
    assert len(chosen(rows, OrderChoice())) == 2
    (stack,) = chosen(rows, OrderChoice(unite=("echo",)))
    assert (stack.kind, paths(stack)) == ("mosaic", [["m1", "m2", "m3", "m4"]])


def test_one_stack_can_be_ordered_and_the_others_left() -> None:
    small = [each._replace(path=f"s{each.path}", rows=32) for each in slices([0, 5])]
    rows = [*MIXED, *small]
    first, second = chosen(rows, by(rows, OrderKey.INSTANCE_NUMBER))
    assert first.ordered_by == "instance_number"
    assert (second.ordered_by, second.by_hand) == ("position", None)


def test_splitting_by_what_headers_do_not_say_needs_the_files_read_again() -> None:
    rows = slices([0, 5, 10])
    assert needs_detail(rows) == []
    assert needs_detail(rows, OrderChoice(split_by=("b_value",))) == rows
    details = {
        (r.root, r.path): InstanceDetail((FrameRow(1, diffusion_b_value=str(n % 2 * 1000)),))
        for n, r in enumerate(rows)
    }
    split = build_content(rows, details, (), OrderChoice(split_by=("b_value",))).stacks
    assert [s.frame_count for s in split] == [2, 1]


def test_what_varies_in_a_stack_can_be_split_by() -> None:
    (trace,) = explain_content(two_flips(), {})
    assert [(found.name, found.values) for found in trace.attributes] == [("flip_angle", 2)]


def test_a_choice_keeps_one_entry_per_stack_and_forgets_what_is_as_found() -> None:
    choice = (
        OrderChoice()
        .with_stack("b", StackOrder(OrderKey.PATH))
        .with_stack("a", StackOrder(reverse=True))
    )
    assert choice.stacks == (("a", StackOrder(None, True)), ("b", StackOrder(OrderKey.PATH)))
    assert choice.with_stack("b", StackOrder()).stacks == (("a", StackOrder(None, True)),)
    assert not choice.with_stack("b", StackOrder()).with_stack("a", StackOrder())


# ---- which stack it was chosen for
TWO_STACKS = [
    *slices([0, 5, 10]),
    *(
        row(f"c{n}", image_position_patient=(0, n, 0), image_orientation_patient=CORONAL)
        for n in range(2)
    ),
]


def test_an_order_stays_with_its_stack_when_files_are_added() -> None:
    choice = by(TWO_STACKS, OrderKey.PATH, stack=1)
    more = [
        row(f"d{n}", image_position_patient=(0, 5 + n, 0), image_orientation_patient=CORONAL)
        for n in range(4)
    ]
    stacks = chosen([*TWO_STACKS, *more], choice)
    assert [(len(s.volumes[0]), s.ordered_by) for s in stacks] == [(6, "path"), (3, "position")]
    assert stacks[0].mark == choice.stacks[0][0]


def test_an_order_for_a_stack_that_is_gone_is_said_and_never_followed_elsewhere() -> None:
    choice = by(TWO_STACKS, OrderKey.PATH, reverse=True, stack=1)
    content = build_content(TWO_STACKS[:3], {}, (), choice)
    assert [s.by_hand for s in content.stacks] == [None]
    assert [w.kind for w in content.warnings] == ["chosen_order_lost"]
    assert "1 stack that is not known again" in content.warnings[0].detail


def test_a_mark_that_two_stacks_bear_is_followed_by_neither() -> None:
    rows = [r._replace(sop_instance_uid="1.2.3.4") for r in TWO_STACKS]
    content = build_content(rows, {}, (), by(rows, None, reverse=True))
    assert [s.by_hand for s in content.stacks] == [None, None]
    assert "chosen_order_lost" in {warning.kind for warning in content.warnings}


def test_a_stack_of_another_kind_is_another_stack() -> None:
    rows = slices([0, 5, 10], echo_numbers=1)
    again = [r._replace(path=f"e{r.path}", sop_instance_uid=f"2{r.sop_instance_uid}") for r in rows]
    choice = by(rows, None, reverse=True)
    content = build_content([*rows, *(r._replace(echo_numbers="2") for r in again)], {}, (), choice)
    assert [s.kind for s in content.stacks] == ["4D"]
    assert content.stacks[0].by_hand is None
    assert content.warnings[-1].kind == "chosen_order_lost"


def test_a_mark_says_nothing_of_the_instance() -> None:
    rows = slices([0, 5, 10])
    (found,) = chosen(rows, OrderChoice())
    assert re.fullmatch("[0-9a-f]{32}", found.mark)
    assert found.mark == chosen(rows[::-1], OrderChoice())[0].mark


MARKS = [
    frame_mark(kind, row(f"im{n}").sop_instance_uid or "", None)
    for kind in ("3D", "4D")
    for n in range(4)
]
CHOICES = st.builds(
    OrderChoice,
    split_by=st.lists(
        st.sampled_from([*SPLITTING, *["RescaleSlope"] * 9]), max_size=2, unique=True
    ).map(tuple),
    unite=st.lists(st.sampled_from([*STACK_ATTRIBUTES, *DIMENSIONS]), max_size=3, unique=True).map(
        tuple
    ),
    stacks=st.lists(
        st.tuples(
            st.sampled_from(MARKS),
            st.builds(StackOrder, st.sampled_from([None, *OrderKey]), st.booleans()),
        ),
        max_size=3,
        unique_by=lambda pair: pair[0],
    ).map(tuple),
)


@given(series(), CHOICES, st.randoms())
def test_no_choice_loses_a_frame_or_depends_on_the_order_of_files(
    rows: list[HeaderRow], choice: OrderChoice, random: Any
) -> None:
    texts = (None, "1", "1.0", "two")
    read = {(r.root, r.path): (texts[n % 4],) for n, r in enumerate(rows) if n % 5}
    values = {"RescaleSlope": read}
    content = build_content(rows, {}, (), choice, values)
    assert counted(content) == counted(build_content(rows, {}))
    for stack in content.stacks:
        assert all(len(own.values) == len(stack.volumes) for own in stack.dimensions)
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert build_content(shuffled, {}, (), choice, values) == content
    assert len(explain_content(rows, {}, (), choice, values)) == len(content.stacks)


def counted(content: SeriesContent) -> Counter[tuple[str, int | None]]:
    frames = Counter(
        (frame.path, frame.frame)
        for stack in content.stacks
        for volume in stack.volumes
        for frame in volume
    )
    return frames + Counter((found.path, None) for found in content.non_image)
