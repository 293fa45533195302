"""Where a picture lies in its pane."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.session.viewport import LARGEST_ZOOM, SMALLEST_ZOOM, Extent, Viewport

lengths = st.floats(-3000, 3000)
points = st.tuples(lengths, lengths)
extents = st.builds(
    Extent, st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([0.2, 0.75, 1.0, 4 / 3, 5])
)
viewports = st.builds(
    Viewport,
    st.integers(1, 4000),
    st.integers(1, 4000),
    st.none() | st.floats(SMALLEST_ZOOM, LARGEST_ZOOM),
    points,
    st.integers(0, 3),
    st.booleans(),
)
SQUARE = Extent(100, 50)


@given(viewports, extents, points)
def test_pane_to_picture_and_back_is_the_same_point(
    viewport: Viewport, extent: Extent, at: tuple[float, float]
) -> None:
    there = viewport.to_picture(at, extent)
    assert viewport.to_pane(there, extent) == pytest.approx(at, abs=1e-5)


@given(viewports, extents, points, st.floats(0.1, 10))
def test_zoom_keeps_the_point_under_the_pointer(
    viewport: Viewport, extent: Extent, at: tuple[float, float], factor: float
) -> None:
    under = viewport.to_picture(at, extent)
    zoomed = viewport.zoomed_about(factor, at, extent)
    assert zoomed.to_pane(under, extent) == pytest.approx(at, abs=1e-4)


@given(viewports, extents, st.integers(-5, 5))
def test_rotation_keeps_the_point_in_the_panes_centre(
    viewport: Viewport, extent: Extent, quarters: int
) -> None:
    fixed = replace(viewport, zoom=1.0)
    centre = fixed.width / 2, fixed.height / 2
    under = fixed.to_picture(centre, extent)
    assert fixed.rotated(quarters).to_pane(under, extent) == pytest.approx(centre, abs=1e-5)


@given(viewports, st.booleans())
def test_flipping_twice_changes_nothing(viewport: Viewport, horizontally: bool) -> None:
    assert viewport.flipped(horizontally).flipped(horizontally) == viewport


@given(viewports)
def test_four_quarter_turns_change_nothing(viewport: Viewport) -> None:
    turned = viewport
    for _ in range(4):
        turned = turned.rotated(1)
    assert turned == viewport


@given(viewports, extents)
def test_what_is_painted_lies_in_the_pane_and_in_the_picture(
    viewport: Viewport, extent: Extent
) -> None:
    placement = viewport.placement(extent)
    if placement is None:
        return
    for (left, top, right, bottom), (wide, high) in (
        (placement.target, (viewport.width, viewport.height)),
        (placement.source, (extent.columns, extent.rows)),
    ):
        assert -1e-9 <= left < right <= wide + 1e-9
        assert -1e-9 <= top < bottom <= high + 1e-9


@given(viewports, extents)
def test_a_fitted_picture_is_wholly_in_the_pane(viewport: Viewport, extent: Extent) -> None:
    fitted = viewport.fit()
    for corner in ((0, 0), (extent.columns, 0), (0, extent.rows), (extent.columns, extent.rows)):
        right, down = fitted.to_pane(corner, extent)
        assert -1e-6 <= right <= fitted.width + 1e-6
        assert -1e-6 <= down <= fitted.height + 1e-6


def test_a_fitted_picture_touches_two_edges() -> None:
    assert Viewport(400, 400).placement(SQUARE) == ((0, 0, 100, 50), (0, 100, 400, 300))


def test_a_quarter_turn_moves_the_left_edge_up() -> None:
    turned = Viewport(100, 100, zoom=1.0).rotated(1)
    assert turned.to_pane((0, 25), SQUARE) == pytest.approx((50, 0))


def test_a_flip_mirrors_what_is_seen_even_when_turned() -> None:
    turned = Viewport(100, 100, zoom=1.0).rotated(1)
    right, down = turned.to_pane((10, 20), SQUARE)
    assert turned.flipped(True).to_pane((10, 20), SQUARE) == pytest.approx((100 - right, down))
    assert turned.flipped(False).to_pane((10, 20), SQUARE) == pytest.approx((right, 100 - down))


def test_tall_pixels_make_a_tall_picture() -> None:
    viewport = Viewport(300, 300, zoom=1.0)
    placement = viewport.placement(Extent(100, 100, aspect=2.0))
    assert placement is not None
    assert placement.target == (100, 50, 200, 250)


def test_no_pixel_of_wide_pixels_is_dropped_at_one_to_one() -> None:
    placement = Viewport(300, 300).one_to_one().placement(Extent(100, 100, aspect=0.5))
    assert placement is not None
    assert placement.target == (50, 100, 250, 200)


@pytest.mark.parametrize("width", [99, 100, 101])
def test_at_one_to_one_every_picture_pixel_is_one_screen_pixel(width: int) -> None:
    viewport = Viewport(width, width).one_to_one()
    placement = viewport.placement(SQUARE)
    assert placement is not None
    left, top, right, bottom = placement.source
    assert all(float(edge).is_integer() for edge in placement.source)
    assert (right - left, bottom - top) == (min(100, width), 50)


@pytest.mark.parametrize("width", [140, 141])
def test_the_pixel_under_the_pointer_is_the_one_painted_there(width: int) -> None:
    viewport = Viewport(width, width, zoom=1.0)
    placement = viewport.placement(SQUARE)
    assert placement is not None
    first = placement.target[0]
    assert viewport.to_picture((first + 0.5, 70), SQUARE)[0] // 1 == 0


def test_a_picture_moved_out_of_the_pane_is_not_painted() -> None:
    assert Viewport(100, 100, zoom=1.0).panned(500, 0).placement(SQUARE) is None


def test_a_picture_too_thin_for_the_screen_is_still_painted() -> None:
    placement = Viewport(100, 100).placement(Extent(5000, 1))
    assert placement is not None
    assert placement.target == (0, 50, 100, 51)


def test_only_the_visible_part_of_a_turned_and_mirrored_picture_is_taken() -> None:
    viewport = Viewport(50, 50, zoom=1.0).rotated(1).flipped(True).panned(0, -25)
    placement = viewport.placement(SQUARE)
    assert placement is not None
    assert placement.target == (0, 0, 50, 50)
    assert placement.source == pytest.approx((50, 0, 100, 50))


def test_zoom_stops_at_its_limits() -> None:
    viewport = Viewport(100, 100)
    assert viewport.zoomed_about(1e9, (0, 0), SQUARE).zoom == LARGEST_ZOOM
    assert viewport.zoomed_about(1e-9, (0, 0), SQUARE).zoom == SMALLEST_ZOOM


def test_reset_keeps_only_the_panes_size() -> None:
    changed = Viewport(30, 40).panned(3, 4).rotated(1).flipped(True).one_to_one()
    assert changed.reset() == Viewport(30, 40)


def test_a_pane_is_never_smaller_than_a_pixel() -> None:
    assert Viewport().resized(0, -5) == Viewport(1, 1)
