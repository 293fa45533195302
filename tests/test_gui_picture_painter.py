"""The part of a picture that a viewport shows, in pixels of the screen; without a window."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dicomtree.gui import picture_painter
from dicomtree.gui.picture_painter import Look, PicturePainter, rendered
from dicomtree.gui.picture_sharing import whole_picture
from dicomtree.pixels import Picture, Window, render
from dicomtree.pixels.overlays import Overlay
from dicomtree.pixels.segments import Segment, SegmentColours
from dicomtree.session.viewport import Viewport
from tests.pictures import axial_stack, picture, session

PLAIN = Window(128, 256)
CHECKS = (np.indices((40, 40)).sum(axis=0) % 2 * 255).astype(np.int16)


def look(of: Picture, **changes: Any) -> Look:
    return Look(of, PLAIN, inverted=False, drawings=False)._replace(**changes)


def painted(of: Picture, viewport: Viewport, **changes: Any) -> NDArray[np.uint8]:
    found = PicturePainter().paint(look(of, **changes), viewport, moving=False)
    assert found is not None
    return np.asarray(found.image)


def test_only_the_visible_part_is_made() -> None:
    found = PicturePainter().paint(
        look(picture(CHECKS)), Viewport(100, 50, zoom=10.0), moving=False
    )
    assert found is not None
    assert found.image.size == (100, 50)
    assert (found.left, found.top) == (0, 0)


def test_nothing_is_made_of_a_picture_out_of_sight() -> None:
    outside = Viewport(100, 100, zoom=1.0).panned(500, 0)
    assert PicturePainter().paint(look(picture(CHECKS)), outside, moving=False) is None


def test_pixels_that_are_not_square_keep_their_shape() -> None:
    tall = picture(CHECKS, pixel_aspect=2.0)
    assert painted(tall, Viewport(200, 200)).shape == (200, 100)
    assert painted(tall, Viewport(200, 200).rotated(1)).shape == (100, 200)


def test_a_fine_pattern_turns_grey_when_it_shrinks() -> None:
    fine = np.tile(CHECKS, (20, 20))
    small = painted(picture(fine), Viewport(100, 100))
    assert small.min() > 100
    assert small.max() < 160


def test_labels_are_never_mixed() -> None:
    colours = np.array([(0, 0, 0), (250, 10, 10)], dtype=np.uint8)
    segment = SegmentColours(colours, (Segment(1, "liver", (250, 10, 10)),))
    mask = picture((CHECKS > 0).astype(np.uint8), segment_colours=segment)
    found = painted(mask, Viewport(117, 117))
    assert {tuple(colour) for colour in found.reshape(-1, 3).tolist()} == {
        (0, 0, 0),
        (250, 10, 10),
    }


def test_a_reduced_preview_fills_the_place_of_the_picture() -> None:
    whole = picture(np.full((400, 400), 200, dtype=np.int16))
    reduced = replace(whole, values=whole.values[::4, ::4], reduction=4)
    viewport = Viewport(100, 100, zoom=3.0).panned(-120, 40)
    assert np.array_equal(painted(reduced, viewport), painted(whole, viewport))


def test_overlays_are_drawn_only_when_asked_for() -> None:
    mask = np.zeros((40, 40), dtype=bool)
    mask[3, 5] = True
    dark = picture(np.zeros((40, 40), dtype=np.int16), overlays=(Overlay(mask, "G", None),))
    viewport = Viewport(40, 40)
    assert not painted(dark, viewport).any()
    with_drawings = painted(dark, viewport, drawings=True)
    assert with_drawings[3, 5] == 255
    assert with_drawings.sum() == 255


def test_drawing_overlays_leaves_the_pictures_values_alone() -> None:
    colour = picture(
        np.zeros((4, 4, 3), dtype=np.uint8), overlays=(Overlay(np.ones((4, 4), bool), "G", None),)
    )
    assert np.asarray(rendered(look(colour, drawings=True))).min() == 255
    assert not colour.values.any()


def test_a_large_picture_is_rough_while_it_moves() -> None:
    large = picture(np.tile(CHECKS, (30, 30)))
    painter = PicturePainter()
    viewport = Viewport(300, 300)
    moving = painter.paint(look(large), viewport, moving=True)
    still = painter.paint(look(large), viewport, moving=False)
    assert moving is not None
    assert still is not None
    assert (moving.rough, still.rough) == (True, False)


@pytest.mark.parametrize(
    "viewport",
    [
        Viewport(300, 250),
        Viewport(300, 250).rotated(1),
        Viewport(300, 250).flipped(True),
        Viewport(300, 250, zoom=0.7, pan=(90, -200)),
        Viewport(300, 250, zoom=3.3, pan=(500, -1100)),
    ],
)
def test_what_is_painted_while_it_moves_lies_where_it_will_lie_in_the_end(
    viewport: Viewport,
) -> None:
    down, across = np.indices((1300, 1250))
    large = picture((down // 10 + across // 10).astype(np.int16))
    moving = PicturePainter().paint(look(large), viewport, moving=True)
    still = PicturePainter().paint(look(large), viewport, moving=False)
    assert moving is not None
    assert still is not None
    assert moving.rough
    assert (moving.left, moving.top, moving.image.size) == (still.left, still.top, still.image.size)
    apart = np.asarray(moving.image).astype(int) - np.asarray(still.image)
    assert np.abs(apart).max() <= 2  # a grey is ten pixels wide


def test_only_what_the_screen_has_room_for_is_windowed_while_it_moves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = []

    def counting(of: Picture, *given: Any, **named: Any) -> NDArray[np.uint8]:
        sizes.append(of.values.size)
        return render(of, *given, **named)

    monkeypatch.setattr(picture_painter, "render", counting)
    large = picture(np.zeros((4000, 3000), np.int16))
    painter = PicturePainter()
    for zoom in (None, 1.0, 8.0):
        painter.paint(look(large), Viewport(400, 400, zoom=zoom), moving=True)
    assert max(sizes) <= 4 * 402 * 402
    painter.paint(look(large), Viewport(400, 400), moving=False)
    assert sizes[-1] == 4000 * 3000


def test_overlays_are_where_they_were_while_it_moves() -> None:
    mask = np.zeros((2000, 2000), dtype=bool)
    mask[1000:1040, 500:540] = True
    dark = picture(np.zeros((2000, 2000), np.int16), overlays=(Overlay(mask, "G", None),))
    found = PicturePainter().paint(look(dark, drawings=True), Viewport(500, 500), moving=True)
    assert found is not None
    bright = np.argwhere(np.asarray(found.image) > 200)
    assert bright.min(axis=0).tolist() == [250, 125]
    assert bright.max(axis=0).tolist() == [259, 134]


@pytest.mark.parametrize(
    ("side", "colormap", "rough"),
    [(700, "hot", False), (1000, "hot", True), (1000, "grey", False), (1100, "grey", True)],
)
def test_what_becomes_colours_is_large_sooner(side: int, colormap: str, rough: bool) -> None:
    shown = picture(np.zeros((side, side), np.uint16))
    moving = PicturePainter().paint(look(shown, colormap=colormap), Viewport(400, 400), moving=True)
    assert moving is not None
    assert moving.rough == rough


def test_another_window_is_seen() -> None:
    painter = PicturePainter()
    grey = picture(np.full((4, 4), 100, dtype=np.int16))
    viewport = Viewport(4, 4)
    first = painter.paint(look(grey), viewport, moving=False)
    second = painter.paint(look(grey, window=Window(1000, 10)), viewport, moving=False)
    assert first is not None
    assert second is not None
    assert first.image.getpixel((0, 0)) == 100
    assert second.image.getpixel((0, 0)) == 0


def test_the_picture_to_share_is_whole_square_and_turned() -> None:
    values = np.zeros((20, 40), dtype=np.int16)
    values[0, 0] = 255
    tall = picture(values, pixel_aspect=2.0, windows=(PLAIN,))
    zoomed = Viewport(30, 30, zoom=8.0).rotated(1)
    viewer = session(axial_stack(1), tall, viewport=zoomed).viewer
    assert viewer is not None
    image = whole_picture(viewer)
    assert image is not None
    assert image.size == (40, 40)
    assert np.asarray(image)[0, -1] > 200
