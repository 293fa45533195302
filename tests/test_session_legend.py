"""What the colours of a picture mean."""

from dataclasses import replace
from typing import Any

import numpy as np

from dicomtree.pixels import GREY, Picture, Window
from dicomtree.pixels.segments import Segment, SegmentColours
from dicomtree.session.corners import notes
from dicomtree.session.legend import Legend, legend_of
from dicomtree.session.messages import ColormapChosen, ViewReset
from dicomtree.session.state import Session, Viewer
from dicomtree.session.update import update
from tests.pictures import axial_stack, picture, session


def shown(found: Picture, **changes: Any) -> Session:
    return session(axial_stack(3), found, **changes)


def viewer_of(of: Session) -> Viewer:
    assert of.viewer is not None
    return of.viewer


def segmented(numbers: list[int], shown: list[int] | None = None) -> Picture:
    segments = {number: Segment(number, f"organ {number}", (number, 0, 0)) for number in numbers}
    colours = SegmentColours(
        np.zeros((max(numbers) + 1, 3), np.uint8),
        tuple(segments.values()),
        shown=tuple(segments[number] for number in shown or numbers),
    )
    return picture(np.zeros((2, 2), np.uint8), segment_colours=colours)


def test_greys_need_no_legend() -> None:
    assert legend_of(viewer_of(shown(picture()))) is None


def test_a_colour_bar_says_the_values_at_its_ends_and_their_unit() -> None:
    viewer = viewer_of(shown(picture(), window=Window(40, 400), colormap="hot"))
    assert legend_of(viewer) == Legend("hot", False, "-160", "239 HU")


def test_colour_pictures_and_segments_take_no_colour_map() -> None:
    colour = picture(np.zeros((4, 4, 3), np.uint8))
    assert legend_of(viewer_of(shown(colour, colormap="hot"))) is None


def test_the_segments_of_the_picture_are_named_with_their_colours() -> None:
    legend = legend_of(viewer_of(shown(segmented([1, 2, 3], [1, 3]))))
    assert legend is not None
    assert [swatch.label for swatch in legend.swatches] == ["organ 1", "organ 3"]
    assert legend.swatches[1].colour == (3, 0, 0)


def test_of_many_segments_the_first_are_named_and_the_others_counted() -> None:
    numbers = list(range(1, 60_000))
    legend = legend_of(viewer_of(shown(segmented(numbers, numbers))))
    assert legend is not None
    assert (len(legend.swatches), legend.more) == (16, 59_983)


def test_colours_are_stepped_through_and_reset() -> None:
    stepped, _ = update(shown(picture()), ColormapChosen(None))
    assert viewer_of(stepped).colormap == "hot"
    chosen, _ = update(stepped, ColormapChosen("viridis"))
    assert viewer_of(chosen).colormap == "viridis"
    assert viewer_of(update(chosen, ColormapChosen(None))[0]).colormap == GREY
    assert viewer_of(update(chosen, ViewReset())[0]).colormap == GREY


def test_a_window_shown_otherwise_than_it_says_is_noted() -> None:
    narrow = viewer_of(shown(picture(), window=Window(0.1, 0.21)))
    assert narrow.picture is not None
    assert any("LINEAR_EXACT" in note for note in notes(narrow, narrow.picture))
    wide = replace(narrow, window=Window(40, 400))
    assert not any("LINEAR_EXACT" in note for note in notes(wide, narrow.picture))
