"""Each kind of picture that issue 4 names, from real files to the pane's words and colours."""

from pathlib import Path

import numpy as np
import pytest

from dicomtree.pixels import Picture, default_window, load_picture, render
from dicomtree.session.corners import notes, view_lines
from dicomtree.session.legend import legend_of
from dicomtree.session.state import Viewer
from dicomtree.session.viewport import Viewport


def viewer_of(picture: Picture) -> Viewer:
    own = default_window(picture)
    return Viewer(1, 0, picture=picture, own_window=own, viewport=Viewport(400, 400))


def shown(folder: Path, name: str) -> tuple[Viewer, Picture]:
    picture = load_picture(str(folder / name))
    return viewer_of(picture), picture


def test_a_segmentation_is_in_its_colour_and_named(pydicom_files: Path) -> None:
    viewer, picture = shown(pydicom_files, "liver_1frame.dcm")
    legend = legend_of(viewer)
    assert legend is not None
    (swatch,) = legend.swatches
    assert swatch.label == "Liver"
    colours = np.unique(render(picture, None).reshape(-1, 3), axis=0)
    assert {tuple(each) for each in colours.tolist()} == {(0, 0, 0), swatch.colour}
    assert "Liver" in view_lines(viewer)


def test_a_dose_is_shown_from_nothing_to_its_maximum_in_its_unit(pydicom_files: Path) -> None:
    viewer, picture = shown(pydicom_files, "rtdose.dcm")
    assert picture.quantity.unit == "relative (physical dose)"
    levels = render(picture, viewer.own_window)
    assert levels.max() == 255
    assert levels[picture.values == picture.values.max()].min() == 255


def test_monochrome1_is_inverted_once(pydicom_files: Path) -> None:
    viewer, picture = shown(pydicom_files, "dicomdirtests/77654033/CR1/6154")
    assert picture.inverted
    levels = render(picture, viewer.own_window)
    low, high = picture.values.min(), picture.values.max()
    assert levels[picture.values == low].min() >= levels[picture.values == high].max()
    assert "inverted" not in notes(viewer, picture)  # that is the file's own way


@pytest.mark.parametrize(
    "name", ["examples_palette.dcm", "examples_rgb_color.dcm", "examples_ybr_color.dcm"]
)
def test_ultrasound_in_colour_has_neither_window_nor_legend(pydicom_files: Path, name: str) -> None:
    viewer, picture = shown(pydicom_files, name)
    assert picture.is_colour
    assert viewer.own_window is None
    assert legend_of(viewer) is None
    assert not any(line.startswith("W ") for line in view_lines(viewer))


def test_lossy_nuclear_medicine_says_so(pydicom_files: Path) -> None:
    viewer, picture = shown(pydicom_files, "JPEG2000.dcm")
    assert picture.facts.modality == "NM"
    assert any(note.startswith("LOSSY") for note in notes(viewer, picture))


def test_a_picture_cut_short_shows_its_rows_and_says_what_is_missing(pydicom_files: Path) -> None:
    viewer, picture = shown(pydicom_files, "MR_truncated.dcm")
    assert any("cut short" in note for note in notes(viewer, picture))
    assert render(picture, viewer.own_window).max() > 0
