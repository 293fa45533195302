"""Values in a region and over a picture, against numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.pixels.modality import Rescale
from dicomtree.pixels.quantities import Quantity
from dicomtree.pixels.segments import Segment, SegmentColours
from dicomtree.pixels.statistics import Region, histogram, region_statistics
from tests.pictures import picture

VALUES = np.random.default_rng(7).integers(-1000, 3000, (60, 80)).astype(np.int16)
corner = st.tuples(st.floats(-20, 100), st.floats(-20, 100))


def centres(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    down, across = np.mgrid[0:rows, 0:columns] + 0.5
    return across, down


@given(corner, corner)
def test_a_rectangle_holds_the_pixels_whose_centres_it_holds(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    across, down = centres(60, 80)
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    inside = VALUES[(across >= left) & (across <= right) & (down >= top) & (down <= bottom)]
    check(Region.RECTANGLE, one, other, inside)


@given(corner, corner)
def test_an_ellipse_holds_the_pixels_whose_centres_it_holds(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    across, down = centres(60, 80)
    wide, high = abs(one[0] - other[0]) / 2, abs(one[1] - other[1]) / 2
    if not min(wide, high) > 1e-6:
        return
    x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    inside = VALUES[((across - x) / wide) ** 2 + ((down - y) / high) ** 2 <= 1]
    check(Region.ELLIPSE, one, other, inside)


def check(
    region: Region, one: tuple[float, float], other: tuple[float, float], inside: np.ndarray
) -> None:
    found = region_statistics(picture(VALUES), region, one, other)
    assert found is not None
    assert found.pixels == inside.size
    if inside.size:
        expected = (inside.mean(), inside.std(), inside.min(), inside.max())
        measured = (found.mean, found.deviation, found.minimum, found.maximum)
        np.testing.assert_allclose(np.array(measured, float), expected, rtol=1e-12, atol=1e-9)
    else:
        assert found.mean is None


def test_values_are_those_of_the_readout_not_as_stored() -> None:
    quantity = Quantity("Gy", Rescale(0.01, 5))
    found = region_statistics(
        picture(np.full((4, 4), 200, np.uint16), quantity=quantity),
        Region.RECTANGLE,
        (0, 0),
        (4, 4),
    )
    assert found is not None
    assert found.mean == pytest.approx(7)


def test_padding_and_what_is_no_number_is_left_out_and_counted() -> None:
    values = np.array([[1, 2], [-2000, np.nan]], np.float32)
    shown = picture(values, padding=(-2000.0, -2000.0))
    found = region_statistics(shown, Region.RECTANGLE, (0, 0), (2, 2))
    assert found is not None
    assert (found.pixels, found.outside, found.mean) == (2, 2, 1.5)


def test_a_region_of_padding_alone_has_no_value() -> None:
    shown = picture(np.full((2, 2), 9, np.int16), padding=(9.0, 9.0))
    found = region_statistics(shown, Region.RECTANGLE, (0, 0), (2, 2))
    assert found is not None
    assert (found.pixels, found.outside, found.mean) == (0, 4, None)


def test_colours_segments_and_previews_have_no_statistics() -> None:
    colour = picture(np.zeros((4, 4, 3), np.uint8))
    segments = SegmentColours(np.zeros((2, 3), np.uint8), (Segment(1, "liver", (1, 2, 3)),))
    labels = picture(np.zeros((4, 4), np.uint8), segment_colours=segments)
    preview = picture(np.zeros((4, 4), np.uint8), reduction=2)
    for shown in (colour, labels, preview):
        assert region_statistics(shown, Region.RECTANGLE, (0, 0), (4, 4)) is None


def test_a_histogram_counts_every_pixel_but_padding_once() -> None:
    values = VALUES.copy()
    values[:10] = -3000
    shown = picture(values, padding=(-3000.0, -3000.0), transform=Rescale(2, 0))
    found = histogram(shown, 50)
    assert found is not None
    assert sum(found.counts) == 50 * 80
    assert (found.low, found.high) == (2 * VALUES[10:].min(), 2 * VALUES[10:].max())
    expected, _ = np.histogram(VALUES[10:] * 2.0, 50)
    assert list(found.counts) == expected.tolist()


@pytest.mark.parametrize("ends", [(-1e308, 1e308), (1e17, 1e17 + 16)])
def test_a_range_that_cannot_be_divided_has_no_histogram(ends: tuple[float, float]) -> None:
    assert histogram(picture(np.array([ends])), 96) is None


def test_one_value_alone_has_no_histogram() -> None:
    assert histogram(picture(np.full((4, 4), 7, np.int16)), 50) is None
