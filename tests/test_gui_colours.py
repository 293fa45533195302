"""Colour maps, legends and overlays, as the screen shows them."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dicomtree.pixels import Window, colormap
from dicomtree.pixels.overlays import Overlay
from dicomtree.pixels.supplemental import SupplementalPalette
from dicomtree.session.messages import ColormapChosen
from tests.pictures import axial_stack, picture, session
from tests.slice_pane_window import SlicePaneWindow
from tests.test_session_legend import segmented

pytestmark = pytest.mark.usefixtures("display")

GRADIENT = np.tile(np.linspace(0, 255, 200).astype(np.int16), (200, 1))


def visible_texts(pane: SlicePaneWindow) -> set[str]:
    canvas: Any = pane.canvas  # its itemcget has no types
    return {
        str(canvas.itemcget(item, "text"))
        for item in canvas.find_all()
        if canvas.type(item) == "text" and canvas.itemcget(item, "state") != "hidden"
    }


def test_colours_are_on_the_screen_with_a_bar_and_its_values() -> None:
    of = session(axial_stack(1), picture(GRADIENT), window=Window(128, 256))
    with SlicePaneWindow(of) as pane:
        assert np.ptp(pane.grab()[200, 100:300].astype(int), axis=-1).max() == 0
        pane.dispatch(ColormapChosen("hot"))
        pane.settle()
        middle = pane.grab()[220, 205]
        assert (np.abs(colormap("hot").astype(int) - middle).sum(axis=1) < 6).any()
        assert np.ptp(middle.astype(int)) > 50
        assert {"0", "255 HU"} <= visible_texts(pane)


def test_the_key_c_steps_through_the_colours_and_a_and_m_set_windows() -> None:
    with SlicePaneWindow(session(axial_stack(1), picture(GRADIENT))) as pane:
        pane.focus()
        pane.event("<Key-c>")
        assert pane.session.viewer is not None
        assert pane.session.viewer.colormap == "hot"
        for key, name in (("<Key-a>", "automatic"), ("<Key-m>", "minimum to maximum")):
            pane.event(key)
            assert isinstance(pane.session.viewer.window, Window)
            assert pane.session.viewer.window.explanation == name


def test_the_file_s_own_colours_are_a_bar_from_its_first_to_its_last_value() -> None:
    own = np.array([(250, 0, 0)] * 50 + [(0, 0, 250)] * 50, np.uint8)
    palette = SupplementalPalette(1000, own, covers_all=False)
    with SlicePaneWindow(session(axial_stack(1), picture(GRADIENT, supplement=palette))) as pane:
        assert {"1000", "1099"} <= visible_texts(pane)
        (left, top, right, bottom) = (round(side) for side in pane.pane._legend.boxes[-1])
        bar = pane.grab()[:, (left + right) // 2]
        assert bar[top + 2].tolist() == [0, 0, 250]
        assert bar[bottom - 3].tolist() == [250, 0, 0]


def test_segments_are_named_beside_the_picture() -> None:
    with SlicePaneWindow(session(axial_stack(1), segmented([1, 2, 3], [1, 3]))) as pane:
        assert {"organ 1", "organ 3"} <= visible_texts(pane)
        assert "organ 2" not in visible_texts(pane)


def test_how_many_segments_have_no_room_is_always_readable() -> None:
    many = segmented(list(range(1, 31)))
    with SlicePaneWindow(session(axial_stack(1), many), size=(220, 400)) as pane:
        assert any(re.fullmatch(r"and \d+ more", text) for text in visible_texts(pane))


def test_overlays_are_switched_by_a_key() -> None:
    mask = np.zeros((200, 200), np.bool_)
    mask[90:110, 90:110] = True
    drawn = picture(np.zeros((200, 200), np.int16), overlays=(Overlay(mask, "G", None),))
    with SlicePaneWindow(session(axial_stack(1), drawn, window=Window(500, 100))) as pane:
        size = pane.canvas.winfo_height() // 2, pane.canvas.winfo_width() // 2
        assert pane.grab()[size].tolist() == [255, 255, 255]
        pane.focus()
        pane.event("<Key-y>")
        assert pane.grab()[size].tolist() == [0, 0, 0]
        pane.event("<Key-y>")
        pane.show(replace(pane.session, identity_hidden=True))
        assert pane.grab()[size].tolist() == [0, 0, 0]  # an overlay may be a name
