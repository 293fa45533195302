"""The sentences that answer a person who doubts the order, and the table below them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from dicomtree.explain import (
    Section,
    SeriesExplanation,
    StackExplanation,
    explain_series,
    series_json,
    table_columns,
)
from dicomtree.explain.numbers import places_by_number
from dicomtree.library import Library
from dicomtree.model import (
    NO_CHOICE,
    Duplicate,
    FrameRef,
    FrameRow,
    HeaderRow,
    InstanceDetail,
    OrderChoice,
    OrderKey,
    StackOrder,
)
from dicomtree.tree import build_content, explain_content
from tests.phantoms import CORONAL, row, slices
from tests.test_tree_properties import series

Details = Mapping[tuple[int, str], InstanceDetail]


def explained(
    rows: Sequence[HeaderRow],
    details: Details | None = None,
    copies: Sequence[Duplicate] = (),
    choice: OrderChoice = NO_CHOICE,
) -> SeriesExplanation:
    content = build_content(rows, details or {}, copies, choice)
    traces = explain_content(rows, details or {}, copies, choice)
    return explain_series(content, traces, copies, choice)


def only(found: SeriesExplanation) -> StackExplanation:
    (stack,) = found.stacks
    return stack


def said(sections: Sequence[Section], title: str) -> str:
    """Return all that one section says."""
    return " ".join(s for section in sections if section.title == title for s in section.sentences)


def told(rows: Sequence[HeaderRow], title: str, **more: Any) -> str:
    return said(only(explained(rows, **more)).sections, title)


DECIDED, DIRECTION = "What decided", "Which end comes first"
NUMBERS, VOLUMES, GEOMETRY = "What Instance Number would have done", "Volumes", "Geometry"
APART = "Set apart"


# ---- which rule decided
def test_position_decides_and_its_ends_are_named() -> None:
    text = told(slices([0, 5, 10]), DECIDED)
    assert "Position in space decides" in text
    assert "(0.000, 0.000, 1.000)" in text
    assert "from S 0.0 mm to S 10.0 mm" in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([{"instance_number": 1}, {"instance_number": 2}], "every file has one, and no two"),
        (
            [
                {"instance_number": 1, "slice_location": 1},
                {"instance_number": 1, "slice_location": 2},
            ],
            "Slice Location decides",
        ),
        ([{"instance_number": 1}, {"instance_number": None}], "Instance Number is the first key"),
        ([{"acquisition_time": "10"}, {"acquisition_time": "11"}], "Acquisition Time is the next"),
        ([{"content_time": "10"}, {"content_time": "11"}], "Content Time is the next"),
        ([{}, {}], "their names decide"),
    ],
)
def test_without_position_the_key_and_its_reason_are_named(
    values: list[dict[str, Any]], sentence: str
) -> None:
    projection = {"modality": "CR", "sop_class_uid": "1.2.840.10008.5.1.4.1.1.1"}
    rows = [row(f"p{n}", **projection, **own) for n, own in enumerate(values)]
    text = told(rows, DECIDED)
    assert "no usable position" in text
    assert sentence in text


def test_a_single_image_needs_no_key() -> None:
    assert told(slices([0]), DECIDED) == "There is one image: nothing to order."


# ---- direction
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 2, 3), ("rises along it", "image 1 first", "the same way")),
        ((3, 2, 1), ("falls along it", "image 1 first", "the other way round")),
        ((2, 1, 2), ("does not follow position clearly", "starts at the head", "other way")),
    ],
)
def test_the_direction_of_the_screen_is_told_with_its_reason(
    numbers: Sequence[int], expected: Sequence[str]
) -> None:
    rows = [
        each._replace(instance_number=str(number))
        for each, number in zip(slices([0, 5, 10]), numbers, strict=True)
    ]
    text = told(rows, DIRECTION)
    assert "runs from S 0.0 mm to S 10.0 mm" in text
    for part in expected:
        assert part in text


# ---- what Instance Number would have done
def numbered(numbers: Sequence[int | None]) -> list[HeaderRow]:
    return [
        row(f"im{place}", image_position_patient=(0, 0, 5 * place), instance_number=number)
        for place, number in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((1, 2, 3, 4), "The same order."),
        ((4, 3, 2, 1), "The same slices, the other way round."),
        ((None,) * 4, "No file has an Instance Number"),
        ((7,) * 4, "All files have the same Instance Number"),
        ((1, 2, None, 4), "1 of 4 images have no Instance Number"),
        ((1, 2, 2, 4), "4 images share 3 numbers"),
    ],
)
def test_what_instance_number_would_have_done_is_said(
    numbers: Sequence[int | None], sentence: str
) -> None:
    assert sentence in told(numbered(numbers), NUMBERS)


def test_slices_that_instance_number_would_put_elsewhere_are_named() -> None:
    text = told(numbered((1, 3, 2, 4, 5)), NUMBERS)
    assert text.startswith("2 of 5 slices would stand elsewhere: ")
    assert "number 3 belongs at place 2 and would be at 3" in text
    assert "number 2 belongs at place 3 and would be at 2" in text


def test_differences_are_counted_in_the_better_direction() -> None:
    text = told(numbered((5, 4, 2, 3, 1)), NUMBERS)
    assert text.startswith("2 of 5 slices would stand elsewhere, even when read the other way")


def repeated(number: Any) -> list[HeaderRow]:
    """Return three time points of four slices; `number` gives Instance Number by (time, place)."""
    return [
        row(
            f"t{time}s{place}",
            image_position_patient=(0, 0, 5 * place),
            temporal_position_identifier=time,
            instance_number=number(time, place),
        )
        for time in range(3)
        for place in range(4)
    ]


def test_numbers_that_run_through_time_first_are_said_to_interleave() -> None:
    text = told(repeated(lambda time, place: 1 + time + 3 * place), NUMBERS)
    assert "the numbers of the volumes are interleaved" in text


def test_numbers_that_count_volumes_otherwise_are_said_to() -> None:
    text = told(repeated(lambda time, place: 1 + 4 * (2 - time) + place), NUMBERS)
    assert "in another order" in text


def test_places_by_number_are_shared_by_equal_numbers() -> None:
    frames = [FrameRef(0, f"{n}", None, None, number, None) for n, number in enumerate([5, 2, 5])]
    assert places_by_number(frames) == [2, 1, 2]


# ---- dimensions
def test_the_dimension_and_its_companion_are_named() -> None:
    rows = [
        row(
            f"e{echo}s{place}",
            image_position_patient=(0, 0, 5 * place),
            echo_numbers=echo,
            echo_time=5 * echo,
            kvp=120,
        )
        for echo in (1, 2)
        for place in range(3)
    ]
    text = told(rows, VOLUMES)
    assert "Each of the 3 positions holds 2 frames." in text
    assert "Echo Number tells them apart by itself" in text
    assert "each once: 1 and 2" in text
    assert "Echo Time: 5 and 10 ms" in text


def test_refused_attributes_are_named_with_the_reason() -> None:
    rows = [
        each._replace(trigger_time=str(n), repetition_time="2000")
        for n, each in enumerate(repeated(lambda time, place: 1 + 4 * time + place))
    ]
    rows = [each._replace(temporal_position_identifier=None) for each in rows]
    text = told(rows, VOLUMES)
    assert "No attribute in the files tells them apart." in text
    assert "they were counted off" in text
    assert "inferred, not stated in the files" in text
    assert "Not used: Trigger Time differs from position to position." in text
    assert "Repetition Time are the same in all frames" in text
    assert "diffusion b-value" in text


def test_attributes_that_only_together_tell_volumes_apart_are_named_together() -> None:
    rows = [
        row(f"{b}{way}{place}", image_position_patient=(0, 0, 5 * place))
        for b in (0, 1)
        for way in (0, 1)
        for place in range(2)
    ]
    details = {
        (0, own.path): InstanceDetail(
            (
                FrameRow(
                    1,
                    diffusion_b_value=str(1000 * int(own.path[0])),
                    diffusion_gradient_orientation=("1\\0\\0", "0\\1\\0")[int(own.path[1])],
                ),
            )
        )
        for own in rows
    }
    text = told(rows, VOLUMES, details=details)
    assert "No single attribute tells them apart" in text
    assert "diffusion b-value (0 and 1000 s/mm²) and gradient direction" in text
    assert "by the mean of their Instance Numbers" in text


# ---- geometry
def test_missing_slices_are_located() -> None:
    text = told(slices([0, 5, 10, 25, 30]), GEOMETRY)
    assert "2 slices are missing: 2 after S 10.0 mm." in text


def test_uneven_gaps_are_located() -> None:
    heights = [0, 2, 4, 6, 10, 12, 14, 16, 18.5, 20.5, 22.5, 22.6, 24.6, 26.6, 28.6]
    assert (
        "2 gaps differ from the usual spacing: 2.5 mm after S 16.0 mm and 0.1 mm after S 22.5 mm."
        in told(slices(heights), GEOMETRY)
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"image_type": "ORIGINAL\\PRIMARY\\M\\MOSAIC"}, "Each file holds a whole volume"),
        ({"image_orientation_patient": None}, "Without an orientation nothing can be said"),
        ({"image_position_patient": None}, "Without positions nothing can be said"),
    ],
)
def test_why_there_is_no_geometry_is_told(changes: dict[str, Any], sentence: str) -> None:
    rows = [each._replace(**changes) for each in slices([0, 5, 10])]
    assert sentence in told(rows, GEOMETRY)


def test_zones_are_listed_as_runs() -> None:
    offsets = [*(4 * n for n in range(5)), *(16 + 7 * n for n in range(1, 5))]
    assert "4.00 x4, 7.00 x4 mm" in told(slices(offsets), GEOMETRY)


def test_a_tilt_is_told_with_what_the_header_says_of_it() -> None:
    rows = [
        row(
            f"im{n}",
            image_position_patient=(0, n * 2.5, n * 5),
            gantry_detector_tilt=26.5,
            spacing_between_slices=5.59,
            instance_number=n,
        )
        for n in range(5)
    ]
    text = told(rows, GEOMETRY)
    assert "leans 26.57°" in text
    assert "along that leaning axis its positions are 5.59 mm apart" in text
    assert "Gantry/Detector Tilt says 26.5°" in text
    assert "Spacing Between Slices says 5.59 mm, which is the distance along the leaning" in text


def test_a_header_that_positions_contradict_is_told() -> None:
    text = told(slices([0, 5, 10], spacing_between_slices=4, slice_thickness=6), GEOMETRY)
    assert "says 4 mm, which the positions do not confirm: they are 5 mm apart" in text
    assert "Slice Thickness says 6 mm: the slices overlap." in text


def test_the_completeness_of_four_dimensions_is_told() -> None:
    whole = repeated(lambda time, place: 1 + 4 * time + place)
    assert "Complete: each of the 3 volumes has all 4 positions." in told(whole, GEOMETRY)
    assert "Incomplete: of 4 positions volume 3 has 3." in told(whole[:-1], GEOMETRY)


# ---- set apart
def test_what_was_set_apart_is_told_with_the_reason() -> None:
    localizer = row(
        "scout",
        image_type="ORIGINAL\\PRIMARY\\LOCALIZER",
        image_orientation_patient=CORONAL,
        image_position_patient=(0, 0, 0),
        rows=32,
    )
    unplaced = row("bad", image_position_patient="1\\2")
    found = explained([*slices([0, 5, 10]), localizer, unplaced])
    text = said(found.sections, APART)
    assert "Image Type says it is a localizer" in text
    assert "16 x 32 pixels, not 16 x 16" in text
    assert "its position or orientation is not valid" in text
    assert "1 frame is set apart: no valid position or orientation." in text
    assert "Localizers stand last" in text


def test_copies_and_objects_without_picture_are_told() -> None:
    rows = slices([0, 5])
    report = row("sr", sop_class_uid="1.2.840.10008.5.1.4.1.1.88.11", modality="SR", rows=None)
    copies = [
        Duplicate(0, "im2", "im1", identical=True),
        Duplicate(0, "again", "im1", identical=False),
    ]
    again = rows[0]._replace(path="again")
    text = said(explained([*rows, report, again], copies=copies).sections, APART)
    assert "1 byte-identical copy: im2 (of im1)." in text
    assert "encoded again, left out of the order: again (of im1)." in text
    assert "1 object without a picture (SR)" in text


# ---- by hand
def test_an_order_by_hand_is_told_first_with_what_was_found() -> None:
    rows = numbered((2, 3, 1))
    mark = build_content(rows, {}).stacks[0].mark
    choice = OrderChoice().with_stack(mark, StackOrder(OrderKey.INSTANCE_NUMBER, True))
    stack = only(explained(rows, choice=choice))
    assert stack.sections[0].title == "Chosen by hand"
    text = said(stack.sections, "Chosen by hand")
    assert "By Instance Number, reversed." in text
    assert "Found, without your choice: position in space." in text
    assert "no file is changed" in text


def test_a_key_that_cannot_order_is_said() -> None:
    projection = {"modality": "CR", "sop_class_uid": "1.2.840.10008.5.1.4.1.1.1"}
    rows = [row(f"p{n}", instance_number=n, **projection) for n in (1, 2)]
    mark = build_content(rows, {}).stacks[0].mark
    choice = OrderChoice().with_stack(mark, StackOrder(OrderKey.POSITION))
    assert "position cannot order them" in told(rows, "Chosen by hand", choice=choice)


# ---- the table
def test_the_table_has_the_key_of_every_slice() -> None:
    stack = only(explained(slices([0, 5, 12.5])))
    columns = table_columns(stack)
    assert [column.title for column in columns] == [
        "Place",
        "Position mm",
        "Gap mm",
        "Number",
        "By number",
        "File",
    ]
    cells = [[column.text(line) for column in columns] for line in stack.lines]
    assert cells[2] == ["3", "12.5", "7.5", "3", "3", "im3"]


def test_the_table_of_volumes_has_their_dimensions() -> None:
    stack = only(explained(repeated(lambda time, place: 1 + 4 * time + place)))
    columns = table_columns(stack)
    assert [column.title for column in columns][:3] == ["Volume", "Place", "Temporal position"]
    assert [column.text(stack.lines[-1]) for column in columns][:3] == ["3", "4", "2"]


def test_json_has_sentences_and_slices() -> None:
    (stack,) = series_json(explained(slices([0, 5])))["stacks"]
    assert stack["sections"][0]["title"] == DECIDED
    assert stack["slices"][1] == {
        "volume": 1,
        "place": 2,
        "key": 5.0,
        "gap_mm": 5.0,
        "place_by_instance_number": 2,
        "root": 0,
        "path": "im2",
        "frame": None,
        "sop_instance_uid": stack["slices"][1]["sop_instance_uid"],
        "instance_number": 2,
        "offset_mm": 5.0,
    }


@given(series())
def test_every_series_can_be_explained_frame_by_frame(rows: list[HeaderRow]) -> None:
    found = explained(rows)
    content = build_content(rows, {})
    assert [len(stack.lines) for stack in found.stacks] == [s.frame_count for s in content.stacks]
    for stack in found.stacks:
        for section in stack.sections:
            assert all(sentence and sentence[-1] in ".)" for sentence in section.sentences)
        for column in table_columns(stack):
            assert all(column.text(line) for line in stack.lines)


# ---- real series
@pytest.fixture(scope="module")
def corpus_library(corpus: Path) -> Library:
    library = Library(index=False)
    for name in ("ct-gantry-tilt", "mr-multi-echo", "mixed-modalities", "ct-skull-dicomdir"):
        library.add_root(corpus / name)
    library.scan()
    return library


def test_every_real_series_is_explained(corpus_library: Library) -> None:
    for own in corpus_library.tree.series():
        found = corpus_library.explain(own.key)
        assert len(found.stacks) == len(own.stacks)
        assert all(stack.sections for stack in found.stacks)


def test_the_tilted_head_with_two_zones_is_explained(corpus_library: Library) -> None:
    (own,) = [
        s
        for s in corpus_library.tree.series()
        if s.series_number == 2 and s.modality == "CT" and s.instance_count == 28
    ]
    text = said(only(corpus_library.explain(own.key)).sections, GEOMETRY)
    assert "4.00 x13, 1.08, 7.00 x13 mm" in text
    assert "leans 18.50°" in text


def test_a_real_field_map_names_its_echoes(corpus_library: Library) -> None:
    (own,) = [
        s
        for s in corpus_library.tree.series()
        if (s.series_number, s.series_description) == (2, "me_FieldMap_GRE")
    ]
    text = said(only(corpus_library.explain(own.key)).sections, VOLUMES)
    assert "Echo Number tells them apart by itself" in text
    assert "Echo Time: 5.19 and 7.65 ms" in text


def test_a_real_enhanced_object_is_told_apart_by_component_and_echo_time(
    corpus_library: Library,
) -> None:
    (own,) = [s for s in corpus_library.tree.series() if s.series_description == "Cor_B0map_BH"]
    text = said(only(corpus_library.explain(own.key)).sections, VOLUMES)
    assert "complex component (I, M, P and R) and Echo Time (4.001 and 6.3 ms)" in text
