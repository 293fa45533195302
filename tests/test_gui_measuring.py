"""Measuring with the mouse and with keys alone, in the slice pane."""

from typing import Any

import numpy as np
import pytest

from dicomtree.gui.measure_layer import CALIBRATED
from dicomtree.gui.pane_histogram import TAG as HISTOGRAM
from dicomtree.gui.pane_overlay import NOTE, TEXT
from dicomtree.pixels import Window
from dicomtree.pixels.spacing import Millimetres, UltrasoundRegion
from dicomtree.session.measuring_messages import Tool, ToolChosen
from dicomtree.session.messages import IdentityToggled, Noticed, Rotated, Zoomed
from dicomtree.session.viewing import extent
from tests.app_window import app_window
from tests.pictures import axial_stack, picture, session
from tests.slice_pane_window import SlicePaneWindow

pytestmark = pytest.mark.usefixtures("display")

VALUES = np.tile(np.arange(200, dtype=np.int16), (200, 1))


def pane_of() -> SlicePaneWindow:
    return SlicePaneWindow(session(axial_stack(3), picture(VALUES), window=Window(100, 200)))


def drag(pane: SlicePaneWindow, one: tuple[int, int], other: tuple[int, int]) -> None:
    pane.event("<ButtonPress-1>", x=one[0], y=one[1])
    pane.event("<B1-Motion>", x=other[0], y=other[1])
    pane.event("<ButtonRelease-1>", x=other[0], y=other[1])


def shape_box(pane: SlicePaneWindow) -> list[float]:
    canvas: Any = pane.canvas
    return list(canvas.coords(canvas.find_withtag("measurement")[-1]))


def test_a_chosen_tool_takes_the_left_button_and_leaves_the_window_alone() -> None:
    with pane_of() as pane:
        pane.focus()
        pane.event("<Key-b>")
        assert pane.session.tool is Tool.RECTANGLE
        drag(pane, (100, 100), (200, 180))
        (measured,) = pane.session.measurements
        assert measured.lines[0].startswith("mean ")
        assert pane.session.viewer is not None
        assert pane.session.viewer.window == Window(100, 200)
        assert shape_box(pane) == pytest.approx([100, 100, 200, 180])


def written(pane: SlicePaneWindow) -> list[tuple[int, ...]]:
    """Where it stands what regions say."""
    canvas: Any = pane.canvas
    return [
        canvas.bbox(each)
        for each in canvas.find_all()
        if canvas.type(each) == "text"
        and canvas.itemcget(each, "fill") == NOTE
        and canvas.itemcget(each, "text").startswith("mean")
    ]


def lie_apart(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    across = one[2] <= other[0] or other[2] <= one[0]
    return across or one[3] <= other[1] or other[3] <= one[1]


def test_what_two_regions_side_by_side_say_can_both_be_read() -> None:
    with pane_of() as pane:
        for tool, left in ((Tool.RECTANGLE, 100), (Tool.ELLIPSE, 150)):
            pane.dispatch(ToolChosen(tool))
            pane.settle()
            drag(pane, (left, 200), (left + 40, 240))
        one, other = written(pane)
        assert lie_apart(one, other)


def test_what_a_region_says_hides_no_text_of_the_corners() -> None:
    with pane_of() as pane:
        canvas: Any = pane.canvas
        pane.dispatch(ToolChosen(Tool.RECTANGLE))
        pane.settle()
        bottom = canvas.winfo_height()
        drag(pane, (100, bottom - 60), (140, bottom - 5))
        (one,) = written(pane)
        corners = [
            canvas.bbox(each)
            for each in canvas.find_all()
            if canvas.type(each) == "text"
            and canvas.itemcget(each, "state") == "normal"
            and canvas.itemcget(each, "fill") == TEXT
        ]
        assert len(corners) > 4
        assert all(lie_apart(one, each) for each in corners)


@pytest.mark.parametrize("key", ["g", "c"], ids=["histogram", "legend"])
def test_what_a_region_says_hides_neither_histogram_nor_legend(key: str) -> None:
    with pane_of() as pane:
        pane.focus()
        pane.event(f"<Key-{key}>")
        panels = [*pane.pane._histogram.boxes, *pane.pane._legend.boxes]
        assert panels
        left, top, right, bottom = (round(side) for side in panels[-1])
        pane.dispatch(ToolChosen(Tool.ELLIPSE))
        pane.settle()
        beside = right + 5 if key == "g" else left - 170
        drag(pane, (beside, top + 10), (beside + 60, bottom))
        (one,) = written(pane)
        assert all(lie_apart(one, tuple(map(int, each))) for each in panels)


def test_the_calibrated_region_of_an_ultrasound_is_outlined_while_measuring() -> None:
    calibrated = UltrasoundRegion(20, 30, 119, 129, Millimetres(0.2, 0.2))
    of_time = UltrasoundRegion(150, 30, 180, 129, None)
    shown = picture(VALUES, millimetres=None, ultrasound_regions=(calibrated, of_time))
    with SlicePaneWindow(session(axial_stack(1), shown)) as pane:
        canvas: Any = pane.canvas
        assert canvas.find_withtag(CALIBRATED) == ()
        pane.dispatch(ToolChosen(Tool.DISTANCE))
        pane.settle()
        viewer = pane.session.viewer
        assert viewer is not None
        corners = [viewer.viewport.to_pane(at, extent(shown)) for at in ((20, 30), (120, 130))]
        for each in canvas.find_withtag(CALIBRATED):
            assert canvas.coords(each) == pytest.approx([*corners[0], *corners[1]])
        pane.dispatch(ToolChosen(None))
        pane.settle()
        assert canvas.find_withtag(CALIBRATED) == ()


def test_without_a_tool_the_left_button_is_the_window_s_again() -> None:
    with pane_of() as pane:
        pane.dispatch(ToolChosen(Tool.ELLIPSE))
        pane.dispatch(ToolChosen(None))
        pane.settle()
        drag(pane, (100, 100), (200, 180))
        assert pane.session.measurements == ()
        assert pane.session.viewer is not None
        assert pane.session.viewer.window != Window(100, 200)


def test_shapes_follow_zoom_and_turning() -> None:
    with pane_of() as pane:
        pane.dispatch(ToolChosen(Tool.ELLIPSE))
        pane.settle()
        drag(pane, (100, 100), (200, 180))
        (measured,) = pane.session.measurements
        for change in (Zoomed(2, (50, 60)), Rotated(1)):
            pane.dispatch(change)
            pane.settle()
            viewer = pane.session.viewer
            assert viewer is not None
            assert viewer.picture is not None
            size = extent(viewer.picture)
            corners = [viewer.viewport.to_pane(p, size) for p in (measured.start, measured.end)]
            (left, right), (top, bottom) = (sorted(part) for part in zip(*corners, strict=True))
            assert shape_box(pane) == pytest.approx([left, top, right, bottom])


def test_the_shape_is_seen_on_the_screen() -> None:
    with pane_of() as pane:
        before = pane.grab()
        pane.dispatch(ToolChosen(Tool.RECTANGLE))
        pane.settle()
        drag(pane, (100, 100), (200, 180))
        after = pane.grab()
        assert after[140, 100].tolist() != before[140, 100].tolist()
        assert np.ptp(after[100, 150].astype(int)) > 40  # it has a colour


def test_keys_alone_choose_place_move_and_remove() -> None:
    with pane_of() as pane:
        pane.focus()
        pane.event("<Key-e>")
        pane.event("<Return>")
        (placed,) = pane.session.measurements
        pane.event("<Shift-Right>")
        (grown,) = pane.session.measurements
        assert grown.start == placed.start
        assert grown.end[0] == placed.end[0] + 1
        pane.event("<Alt-Down>")
        (moved,) = pane.session.measurements
        assert moved.start[1] == placed.start[1] + 1
        pane.event("<Delete>")
        assert pane.session.measurements == ()


def test_measurements_are_copied_as_text() -> None:
    with pane_of() as pane:
        pane.focus()
        pane.event("<Key-d>")
        drag(pane, (100, 100), (200, 100))
        pane.event("<Control-c>")
        text = pane.root.clipboard_get()
        assert text.startswith("image 1 · distance · ")
        assert "mm" in text
        assert Noticed("Measurements copied") in pane.messages


def test_the_histogram_shows_the_window_in_it() -> None:
    with pane_of() as pane:
        canvas: Any = pane.canvas
        pane.focus()
        assert canvas.find_withtag(HISTOGRAM) == ()
        pane.event("<Key-g>")
        kinds = [canvas.type(item) for item in canvas.find_withtag(HISTOGRAM)]
        assert {"polygon", "line", "rectangle"} <= set(kinds)
        before = ramp(canvas)
        drag(pane, (100, 100), (160, 140))
        assert ramp(canvas) != before
        pane.event("<Key-g>")
        assert canvas.find_withtag(HISTOGRAM) == ()


def test_a_narrow_pane_is_left_to_the_picture() -> None:
    of = session(axial_stack(1), picture(VALUES), window=Window(100, 200))
    with SlicePaneWindow(of, size=(240, 300)) as pane:
        canvas: Any = pane.canvas
        pane.focus()
        pane.event("<Key-g>")
        assert pane.session.settings.histogram
        assert canvas.find_withtag(HISTOGRAM) == ()


def ramp(canvas: Any) -> list[float]:
    items = canvas.find_withtag(HISTOGRAM)
    return next(list(canvas.coords(item)) for item in items if canvas.type(item) == "line")


def test_escape_gives_the_left_button_back() -> None:
    with app_window() as window:
        window.send(ToolChosen(Tool.DISTANCE))
        window.do("leave")
        assert window.app.session.tool is None


def test_hidden_identity_hides_no_measurement() -> None:
    with pane_of() as pane:
        pane.dispatch(ToolChosen(Tool.RECTANGLE))
        pane.settle()
        drag(pane, (100, 100), (200, 180))
        pane.dispatch(IdentityToggled())
        pane.settle()
        assert len(pane.session.measurements) == 1
