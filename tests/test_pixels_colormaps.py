"""Colours of pictures of one channel, and windows by the values there are."""

from pathlib import Path

import numpy as np
import pydicom
import pytest

from dicomtree.pixels import COLORMAPS, Window, colormap, full_window, render
from dicomtree.pixels.colormaps import is_shown_exact, window_ends
from dicomtree.pixels.lookup_tables import LookupTable
from dicomtree.pixels.modality import Rescale
from dicomtree.pixels.windows import VoiFunction
from tests.pictures import picture


@pytest.mark.parametrize(("name", "file"), [("hot", "hotiron.dcm"), ("PET", "pet.dcm")])
def test_the_standard_s_colours_are_met_within_three_steps(
    pydicom_files: Path, name: str, file: str
) -> None:
    palette = pydicom.dcmread(pydicom_files.parent / "palettes" / file)
    expected = np.column_stack(
        [
            np.frombuffer(palette[f"{colour}PaletteColorLookupTableData"].value, np.uint8)
            for colour in ("Red", "Green", "Blue")
        ]
    )
    difference = np.abs(colormap(name).astype(int) - expected)
    assert difference.max() <= 3


def test_grey_changes_nothing() -> None:
    shown = picture(np.arange(256, dtype=np.int16).reshape(16, 16))
    grey = render(shown, Window(128, 256))
    coloured = render(shown, Window(128, 256), colormap=colormap("grey"))
    assert (coloured == grey[..., None]).all()


def test_every_map_has_a_colour_of_its_own_for_each_end() -> None:
    for name in COLORMAPS:
        assert colormap(name).shape == (256, 3)
        assert tuple(colormap(name)[0]) != tuple(colormap(name)[255])


def test_viridis_grows_lighter_all_the_way() -> None:
    light = colormap("viridis") @ np.array([0.2126, 0.7152, 0.0722])
    assert (np.diff(light) > -0.5).all()


def test_padding_takes_no_colour() -> None:
    values = np.array([[-2000, 0], [50, 100]], dtype=np.int16)
    shown = picture(values, padding=(-2000.0, -2000.0))
    coloured = render(shown, Window(50, 100), colormap=colormap("viridis"))
    assert coloured[0, 0].tolist() == [0, 0, 0]
    assert coloured[0, 1].tolist() != [0, 0, 0]


def test_the_ends_of_a_window_are_where_black_and_white_begin() -> None:
    assert window_ends(Window(40, 400)) == (-160, 239)
    assert window_ends(Window(40, 400, VoiFunction.LINEAR_EXACT)) == (-160, 240)
    low, high = window_ends(Window(40, 400, VoiFunction.SIGMOID))
    ends = picture(np.array([[low, high]], np.int16))
    assert render(ends, Window(40, 400, VoiFunction.SIGMOID)).tolist() == [[5, 250]]  # 2 %, 98 %
    table = LookupTable(10, np.zeros(21, np.uint16), 8)
    assert window_ends(table) == (10, 30)
    steep = np.clip(np.arange(4096) - 1000, 0, 255).astype(np.uint16)
    low, high = window_ends(LookupTable(0, steep, 8))  # most of its values are black or white
    assert (low, high) == pytest.approx((1000, 1255), abs=1.5)


def test_only_a_linear_window_narrower_than_one_is_shown_otherwise() -> None:
    assert is_shown_exact(Window(0, 0.21))
    assert not is_shown_exact(Window(0, 1))
    assert not is_shown_exact(Window(0, 0.21, VoiFunction.SIGMOID))


def test_minimum_to_maximum_leaves_out_padding_and_follows_the_rescale() -> None:
    values = np.array([[-2000, 0], [50, 100]], dtype=np.int16)
    shown = picture(values, padding=(-2000.0, -2000.0), transform=Rescale(2, -10))
    assert window_ends(full_window(shown)) == (-10, 190)


def test_a_picture_of_nothing_but_padding_has_a_window() -> None:
    shown = picture(np.full((2, 2), 7, np.int16), padding=(7.0, 7.0))
    assert full_window(shown).width > 0
