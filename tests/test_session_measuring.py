"""Measurements: where they lie, what they say, how they come and go."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dicomtree.pixels import Picture
from dicomtree.pixels.spacing import Millimetres, UltrasoundRegion
from dicomtree.pixels.statistics import Histogram
from dicomtree.session.effects import CountHistogram, CountRegion
from dicomtree.session.measurements import (
    FOLLOWS,
    WAITS_FOR_PICTURE,
    Measurement,
    exact_reading,
)
from dicomtree.session.measuring import measurements_text, shown_measurements
from dicomtree.session.measuring_messages import (
    HistogramCounted,
    MeasureBegun,
    MeasureDragged,
    MeasureEnded,
    MeasureNudged,
    MeasurePlaced,
    MeasureRemoved,
    MeasuresCleared,
    RegionCounted,
    Tool,
    ToolChosen,
)
from dicomtree.session.messages import HistogramToggled, Message, PictureReady, SliceStepped
from dicomtree.session.state import Session
from dicomtree.session.update import update
from dicomtree.session.viewing import extent
from dicomtree.session.viewport import Viewport
from tests.pictures import axial_stack, picture, session

SIDE = 100


def squared(**changes: Any) -> Picture:
    values = np.tile(np.arange(SIDE, dtype=np.int16), (SIDE, 1))
    return picture(values, **changes)


def after(start: Session, *happened: Message) -> Session:
    for message in happened:
        start, _ = update(start, message)
    return start


def on_screen(of: Session, column: float, row: float) -> tuple[float, float]:
    assert of.viewer is not None
    assert of.viewer.picture is not None
    return of.viewer.viewport.to_pane((column, row), extent(of.viewer.picture))


def drawn(of: Session, tool: Tool, one: tuple[float, float], other: tuple[float, float]) -> Session:
    return after(
        of,
        ToolChosen(tool),
        MeasureBegun(on_screen(of, *one)),
        MeasureDragged(on_screen(of, *other)),
        MeasureEnded(),
    )


def only(of: Session) -> Measurement:
    (measurement,) = of.measurements
    return measurement


@pytest.fixture
def shown() -> Session:
    return session(axial_stack(3), squared())


# ---- lengths and areas
def test_a_distance_is_in_millimetres_where_the_file_supports_them(shown: Session) -> None:
    assert only(drawn(shown, Tool.DISTANCE, (10, 10), (70, 90))).lines == ("50 mm",)


@pytest.mark.parametrize(
    ("unit", "length"), [("mm at detector", "50 mm at detector"), ("mm", "50 mm")]
)
def test_a_distance_says_what_its_millimetres_mean(unit: str, length: str) -> None:
    of = session(axial_stack(1), squared(millimetres=Millimetres(0.5, 0.5, unit)))
    assert only(drawn(of, Tool.DISTANCE, (10, 10), (70, 90))).lines == (length,)


def test_without_spacing_there_are_only_pixels() -> None:
    of = session(axial_stack(1), squared(millimetres=None))
    assert only(drawn(of, Tool.DISTANCE, (10, 10), (70, 90))).lines == ("100.0 px",)
    assert "area 1,200 px²" in " ".join(only(drawn(of, Tool.RECTANGLE, (0, 0), (30, 40))).lines)


def test_pixels_that_are_not_square_have_no_one_length() -> None:
    of = session(axial_stack(1), squared(millimetres=None, pixel_aspect=1.5))
    line = only(drawn(of, Tool.DISTANCE, (10, 10), (40, 50))).lines[0]
    assert line == "30.0 columns × 40.0 rows"


def test_rows_and_columns_have_their_own_spacing() -> None:
    of = session(axial_stack(1), squared(millimetres=Millimetres(2.0, 1.0), pixel_aspect=2.0))
    assert only(drawn(of, Tool.DISTANCE, (10, 10), (40, 30))).lines == ("50 mm",)


def test_ultrasound_has_millimetres_only_inside_its_region() -> None:
    region = UltrasoundRegion(20, 20, 60, 60, Millimetres(0.1, 0.1))
    of = session(axial_stack(1), squared(millimetres=None, ultrasound_regions=(region,)))
    assert only(drawn(of, Tool.DISTANCE, (20, 30), (50, 30))).lines == ("3 mm",)
    assert only(drawn(of, Tool.DISTANCE, (10, 30), (50, 30))).lines == ("40.0 px",)


def test_a_region_says_mean_deviation_ends_area_and_pixels(shown: Session) -> None:
    lines = only(drawn(shown, Tool.RECTANGLE, (10, 10), (20, 30))).lines
    deviation = np.arange(10, 20).std()
    assert lines == (
        f"mean 14.5 HU · SD {deviation:.3g}",
        "min 10 · max 19",
        "area 50 mm² · 200 pixels",
    )


def test_an_ellipse_has_the_area_of_an_ellipse(shown: Session) -> None:
    lines = only(drawn(shown, Tool.ELLIPSE, (10, 10), (50, 30))).lines
    assert lines[2].startswith(f"area {math.pi * 20 * 10 * 0.25:.4g} mm²")


def test_padding_that_was_left_out_is_said_to_be() -> None:
    of = session(axial_stack(1), squared(padding=(10.0, 14.0)))
    lines = only(drawn(of, Tool.RECTANGLE, (10, 10), (20, 30))).lines
    assert lines[0].startswith("mean 17 HU")
    assert lines[2].endswith("100 pixels, 100 outside left out")


def test_colours_are_measured_by_their_area_alone() -> None:
    of = session(axial_stack(1), picture(np.zeros((100, 100, 3), np.uint8)))
    assert only(drawn(of, Tool.RECTANGLE, (10, 10), (20, 20))).lines == ("area 25 mm²",)


def test_a_preview_s_values_follow_with_the_whole_picture() -> None:
    values = np.zeros((50, 50), np.int16)
    preview = replace(picture(values), reduction=2, facts=squared().facts)
    of = drawn(session(axial_stack(1), preview), Tool.RECTANGLE, (10, 10), (20, 30))
    assert WAITS_FOR_PICTURE in only(of).lines
    assert of.viewer is not None
    assert of.viewer.target is not None
    whole = after(of, PictureReady(of.viewer.target, squared()))
    assert only(whole).lines[0].startswith("mean 14.5 HU")


# ---- what takes long to count
def large() -> Session:
    values = np.tile(np.arange(1024, dtype=np.int16), (1024, 1))
    return session(axial_stack(1), picture(values))


def test_a_large_region_is_estimated_at_once_and_counted_elsewhere() -> None:
    of = drawn(large(), Tool.RECTANGLE, (0, 0), (1000, 1000))
    assert only(of).lines[0].startswith("mean ≈ 499")
    assert FOLLOWS in only(of).lines
    asked = of.counting.asked
    assert isinstance(asked, Measurement)
    assert of.viewer is not None
    assert of.viewer.picture is not None
    exact = exact_reading(asked, of.viewer.picture)
    assert exact[0].startswith("mean 499.5 HU")


def test_a_small_region_asks_for_nothing(shown: Session) -> None:
    of = drawn(shown, Tool.ELLIPSE, (10, 10), (20, 30))
    assert of.counting.asked is None
    assert FOLLOWS not in only(of).lines


def test_what_was_counted_of_a_region_that_has_moved_is_not_said() -> None:
    of = after(large(), ToolChosen(Tool.RECTANGLE), MeasureBegun((0.0, 0.0)))
    of = after(of, MeasureDragged((380.0, 380.0)))
    first = of.counting.asked
    of, effects = update(of, MeasureDragged((390.0, 390.0)))
    assert of.counting.asked is first  # one at a time
    assert not [each for each in effects if isinstance(each, CountRegion)]
    of, effects = update(of, RegionCounted(("mean 1 HU",)))
    assert FOLLOWS in only(of).lines
    assert [each.measurement for each in effects if isinstance(each, CountRegion)] == [only(of)]
    of = after(of, RegionCounted(("mean 2 HU",)))
    assert only(of).lines == ("mean 2 HU",)


def test_where_counting_failed_no_exact_values_are_promised() -> None:
    of = after(drawn(large(), Tool.ELLIPSE, (0, 0), (1000, 1000)), RegionCounted(()))
    assert FOLLOWS not in only(of).lines
    assert only(of).lines[0].startswith("mean ≈ ")
    assert of.counting.asked is None


def test_a_histogram_is_asked_for_once_for_each_picture(shown: Session) -> None:
    of, effects = update(shown, HistogramToggled())
    assert of.viewer is not None
    picture_shown = of.viewer.picture
    assert picture_shown is not None
    assert CountHistogram(picture_shown) in effects
    _, effects = update(of, MeasurePlaced())
    assert effects == ()
    found = Histogram((1, 2), 0.0, 1.0)
    of, effects = update(of, HistogramCounted(found))
    assert effects == ()
    assert of.counting.histogram is found
    assert of.counting.counted is picture_shown


# ---- the view
@pytest.mark.parametrize(
    "viewport",
    [
        Viewport(400, 400),
        Viewport(400, 400, zoom=3, pan=(40, -10)),
        Viewport(400, 300, quarters=1),
        Viewport(400, 300, zoom=2, quarters=3, mirrored=True),
    ],
)
def test_what_is_measured_does_not_depend_on_the_view(viewport: Viewport) -> None:
    of = session(axial_stack(1), squared(), viewport=viewport)
    measured = only(drawn(of, Tool.RECTANGLE, (10, 10), (20, 30)))
    assert measured.lines[1] == "min 10 · max 19"
    np.testing.assert_allclose(measured.start, (10, 10), atol=1e-9)
    np.testing.assert_allclose(measured.end, (20, 30), atol=1e-9)


def test_nothing_is_measured_beside_the_picture(shown: Session) -> None:
    measured = only(drawn(shown, Tool.RECTANGLE, (50, 50), (1000, -1000)))
    assert measured.end == (100, 0)


# ---- coming and going
def test_a_click_measures_nothing(shown: Session) -> None:
    assert drawn(shown, Tool.ELLIPSE, (10, 10), (10, 10)).measurements == ()


def test_without_a_tool_nothing_is_measured(shown: Session) -> None:
    assert after(shown, MeasureBegun((5, 5)), MeasureDragged((90, 90))).measurements == ()


def test_the_same_tool_again_is_put_away(shown: Session) -> None:
    chosen = after(shown, ToolChosen(Tool.ELLIPSE))
    assert chosen.tool is Tool.ELLIPSE
    assert after(chosen, ToolChosen(Tool.ELLIPSE)).tool is None


def test_measurements_belong_to_their_slice(shown: Session) -> None:
    measured = drawn(shown, Tool.RECTANGLE, (10, 10), (20, 30))
    assert len(shown_measurements(measured)) == 1
    stepped = after(measured, SliceStepped(1))
    assert stepped.viewer is not None
    assert stepped.viewer.target is not None
    other = after(stepped, PictureReady(stepped.viewer.target, squared()))
    assert shown_measurements(other) == ()
    assert other.measurements == measured.measurements


def test_keys_alone_measure_and_move(shown: Session) -> None:
    placed = after(shown, ToolChosen(Tool.RECTANGLE), MeasurePlaced())
    before = only(placed)
    np.testing.assert_allclose((*before.start, *before.end), (37.5, 37.5, 62.5, 62.5))
    moved = only(after(placed, MeasureNudged(5, -2, end_only=False)))
    np.testing.assert_allclose((*moved.start, *moved.end), (42.5, 35.5, 67.5, 60.5))
    grown = only(after(placed, MeasureNudged(1, 1, end_only=True)))
    assert grown.start == before.start
    assert grown.end == (63.5, 63.5)
    assert grown.lines != before.lines


def test_the_latest_is_taken_away_then_all(shown: Session) -> None:
    two = drawn(shown, Tool.RECTANGLE, (10, 10), (20, 30))
    two = replace(two, tool=None)
    two = drawn(two, Tool.DISTANCE, (10, 10), (20, 30))
    assert [each.tool for each in two.measurements] == [Tool.RECTANGLE, Tool.DISTANCE]
    one = after(two, MeasureRemoved())
    assert [each.tool for each in one.measurements] == [Tool.RECTANGLE]
    assert after(two, MeasuresCleared()).measurements == ()


def test_the_text_to_copy_says_everything_but_who_it_is(shown: Session) -> None:
    text = measurements_text(drawn(shown, Tool.RECTANGLE, (10, 10), (20, 30)))
    assert text.startswith("image 1 · rectangle · mean 14.5 HU")
    assert "DOE" not in text
    assert "IM0000" not in text
