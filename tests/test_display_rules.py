"""Each kind of picture that issue 4 names, from files to the pane's words and colours."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dicomtree.cli import ExitStatus, main
from dicomtree.gui.picture_sharing import whole_picture
from dicomtree.pixels import (
    Picture,
    VoiFunction,
    Window,
    colormap,
    default_window,
    display_values,
    full_window,
    load_picture,
    range_window,
    reading,
    render,
    stored_values,
)
from dicomtree.pixels.statistics import Region, region_statistics
from dicomtree.session.corners import notes, view_lines, window_text
from dicomtree.session.legend import legend_of
from dicomtree.session.state import Viewer
from dicomtree.session.viewing import current_window, extent
from dicomtree.session.viewport import Viewport
from tests.picture_files import frames, header, item, items, picture, write

RAMP = np.arange(64, dtype=np.uint16).reshape(8, 8) * 10
AXIAL = [1, 0, 0, 0, 1, 0]
STORAGE = "1.2.840.10008.5.1.4.1.1."


def viewer_of(picture: Picture) -> Viewer:
    own = default_window(picture)
    return Viewer(1, 0, picture=picture, own_window=own, viewport=Viewport(400, 400))


def loaded(path: str, frame: int = 0) -> tuple[Viewer, Picture]:
    picture = load_picture(path, frame)
    return viewer_of(picture), picture


def shown(folder: Path, name: str) -> tuple[Viewer, Picture]:
    return loaded(str(folder / name))


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


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_rows_that_a_file_lacks_are_black_and_count_for_nothing(
    tmp_path: Path, photometric: str, inverted: bool
) -> None:
    values = np.full((8, 8), 300, np.int16)
    values[:, 4:] = 500
    described = header(values, PhotometricInterpretation=photometric)
    viewer, found = loaded(write(tmp_path / "a", described, values[:5].tobytes()))
    levels = render(found, viewer.own_window, inverted=inverted, colormap=colormap("viridis"))
    assert levels[5:].max() == 0
    assert levels[:5].reshape(-1, 3).max(axis=1).min() > 0
    assert full_window(found) == range_window(300, 500, "minimum to maximum")
    assert (reading(found, 4, 0), reading(found, 5, 0)) == ("300 stored", "missing")
    counted = region_statistics(found, Region.RECTANGLE, (0, 0), (8, 8))
    assert counted is not None
    assert (counted.pixels, counted.minimum) == (40, 300)
    assert np.array_equal(found.values, np.vstack([values[:5], values[:3] * 0]))


def test_colour_rows_that_a_file_lacks_are_black_not_green(tmp_path: Path) -> None:
    values = np.full((8, 8, 3), 128, np.uint8)
    described = header(values, PhotometricInterpretation="YBR_FULL")
    path = write(tmp_path / "a", described, values[:6].tobytes())
    for inverted in (False, True):
        levels = render(load_picture(path), None, inverted=inverted)
        assert [levels[:6].min(), levels[6:].max()] == [128 - inverted, 0]


@pytest.mark.parametrize(
    "name", ["CT_small.dcm", "JPEG2000.dcm", "examples_rgb_color.dcm", "SC_rgb_jpeg_dcmtk.dcm"]
)
def test_window_command_line_and_python_show_the_same(
    pydicom_files: Path, tmp_path: Path, name: str
) -> None:
    path = str(pydicom_files / name)
    viewer, found = loaded(path)
    if not found.is_colour:
        viewer = replace(viewer, window=found.windows[0] if found.windows else Window(1000, 900))
    wanted = current_window(viewer)
    named = (wanted.centre, wanted.width) if isinstance(wanted, Window) else None
    on_screen = whole_picture(viewer)
    assert on_screen is not None
    assert np.array_equal(np.asarray(on_screen), display_values(path, 0, named))
    chosen = ["--window", f"{named[0]:g}/{named[1]:g}"] if named else []
    out = tmp_path / "a.png"
    assert main(["render", path, *chosen, "-o", str(out)]) == ExitStatus.DONE
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(on_screen))
    if not found.is_colour:
        assert np.array_equal(stored_values(path), found.values)


# ---- made files: what no real file at hand has
@pytest.mark.parametrize(
    ("attributes", "value", "window"),
    [
        ({"Units": "BQML"}, "1000 Bq/ml", "W 31500  L 15750 Bq/ml"),
        ({"Units": "GML", "SUVType": "LBM"}, "1000 g/ml (SUV LBM)", "g/ml (SUV LBM)"),
        ({"Units": "GML"}, "1000 g/ml (SUV BW)", "g/ml (SUV BW)"),
        ({"Units": "CNTS"}, "1000 counts", "counts"),
        ({}, "1000 rescaled, no unit", "L 15750"),
    ],
)
def test_pet_reads_in_its_units_by_the_rescale_of_its_slice(
    tmp_path: Path, attributes: dict[str, str], value: str, window: str
) -> None:
    kind: dict[str, Any] = {"SOPClassUID": STORAGE + "128", "Modality": "PT", "RescaleIntercept": 0}
    wide: dict[str, Any] = {"WindowCenter": 15750, "WindowWidth": 31500}
    for slope, stored in ((50, 20), (25, 40)):
        made = picture(tmp_path / "a", RAMP // 10, RescaleSlope=slope, **kind, **wide, **attributes)
        viewer, found = loaded(made)
        assert found.quantity.text(stored) == value
        assert any(window in line for line in view_lines(viewer))


def parametric(path: Path, values: NDArray[Any], slope: float) -> str:
    mapping = item(
        RealWorldValueIntercept=0.0,
        RealWorldValueSlope=slope,
        MeasurementUnitsCodeSequence=items(item(CodeValue="mm2/s", CodeMeaning="mm2/s")),
    )
    shared = items(item(RealWorldValueMappingSequence=items(mapping)))
    kind = {"SOPClassUID": STORAGE + "30", "SharedFunctionalGroupsSequence": shared}
    if values.dtype.kind != "f":
        return frames(path, values[None], **kind)
    described = header(values, **kind, BitsStored=None, HighBit=None, PixelRepresentation=None)
    described.FloatPixelData = values.tobytes()
    return write(path, described, None)


@pytest.mark.parametrize(
    ("values", "slope"), [(RAMP, 1e-6), ((RAMP / 1e6).astype(np.float32), 1.0)]
)
def test_a_parametric_map_is_read_in_its_mapped_unit_and_so_is_its_legend(
    tmp_path: Path, values: NDArray[Any], slope: float
) -> None:
    viewer, found = loaded(parametric(tmp_path / "a", values, slope))
    assert found.quantity.text(float(values[7, 7])) == "0.00063 mm2/s"
    window = range_window(0, float(values.max()))
    legend = legend_of(replace(viewer, colormap="hot", window=window))
    assert legend is not None
    assert (legend.low, legend.high) == ("0", "0.00063 mm2/s")
    names_unit = any("mm2/s" in line for line in view_lines(viewer))
    assert names_unit == (slope == 1)  # else the window's numbers are stored values


def segmentation(path: Path, values: NDArray[np.uint8], kind: str, **attributes: Any) -> str:
    names = ("Liver", "Spleen")
    segments = [item(SegmentNumber=n, SegmentLabel=name) for n, name in enumerate(names, 1)]
    sop_class = STORAGE + ("66.7" if kind == "LABELMAP" else "66.4")
    one = items(item(SegmentIdentificationSequence=items(item(ReferencedSegmentNumber=2))))
    groups = {} if kind == "LABELMAP" else {"PerFrameFunctionalGroupsSequence": one}
    return frames(
        path,
        values[None],
        SOPClassUID=sop_class,
        Modality="SEG",
        SegmentationType=kind,
        SegmentSequence=items(*segments),
        **groups,
        **attributes,
    )


def test_a_label_map_names_what_it_holds_in_colours(tmp_path: Path) -> None:
    values = np.array([[0, 1], [2, 2]], np.uint8)
    viewer, found = loaded(segmentation(tmp_path / "a", values, "LABELMAP"))
    legend = legend_of(viewer)
    assert legend is not None
    assert [swatch.label for swatch in legend.swatches] == ["Liver", "Spleen"]
    colours = [(0, 0, 0), *(swatch.colour for swatch in legend.swatches)]
    assert render(found, None).tolist() == [[list(colours[v]) for v in row] for row in values]
    assert reading(found, 1, 0) == "Spleen"


def test_a_fractional_segment_fades_and_reads_its_share(tmp_path: Path) -> None:
    values = np.array([[0, 50], [75, 100]], np.uint8)
    made = segmentation(tmp_path / "a", values, "FRACTIONAL", MaximumFractionalValue=100)
    viewer, found = loaded(made)
    assert reading(found, 1, 0) == "0.75 Spleen"
    assert "Spleen" in view_lines(viewer)
    levels = render(found, None).sum(axis=2).ravel()
    assert levels[0] == 0
    assert list(levels) == sorted(set(levels))


@pytest.mark.parametrize(
    "attributes",
    [
        {"PixelSpacing": [2, 1], "ImageOrientationPatient": AXIAL},
        {"PixelAspectRatio": ["2", "1"], "Modality": "US"},
    ],
)
def test_pixels_twice_as_high_as_wide_are_shown_so(
    tmp_path: Path, attributes: dict[str, Any]
) -> None:
    _, found = loaded(picture(tmp_path / "a", RAMP, **attributes))
    wide, high = extent(found).pixel_size
    assert high == 2 * wide
    assert ("mm" in str(found.millimetres)) == ("PixelSpacing" in attributes)


def test_nuclear_medicine_is_oriented_by_its_detectors(tmp_path: Path) -> None:
    turned = [0, 1, 0, 0, 0, -1]
    detectors = items(*(item(ImageOrientationPatient=cosines) for cosines in (AXIAL, turned)))
    made = frames(
        tmp_path / "a",
        np.stack([RAMP, RAMP]),
        SOPClassUID=STORAGE + "20",
        Modality="NM",
        PixelSpacing=[4, 4],
        DetectorVector=[2, 1],
        DetectorInformationSequence=detectors,
    )
    for frame, cosines in enumerate((turned, AXIAL)):
        _, found = loaded(made, frame)
        assert found.facts.image_orientation_patient == tuple(cosines)
        assert found.millimetres is not None


@pytest.mark.parametrize("shape", ["IDENTITY", "INVERSE", None])
def test_monochrome1_and_inverse_together_invert_once(tmp_path: Path, shape: str | None) -> None:
    made = picture(
        tmp_path / "a",
        RAMP,
        PhotometricInterpretation="MONOCHROME1",
        PresentationLUTShape=shape,
        Modality="DX",
        ViewPosition="PA",
    )
    viewer, found = loaded(made)
    levels = render(found, viewer.own_window)
    assert levels[0, 0] == 255
    assert levels[7, 7] == 0
    assert reading(found, 7, 7) == "630 stored"
    assert "PA" in view_lines(viewer)


def test_a_mammogram_names_side_and_view_and_its_sigmoid_window(tmp_path: Path) -> None:
    made = picture(
        tmp_path / "a",
        RAMP,
        Modality="MG",
        ImageLaterality="R",
        ViewPosition="MLO",
        PatientOrientation=["P", "FL"],
        ImagerPixelSpacing=[0.1, 0.1],
        PresentationIntentType="FOR PROCESSING",
        WindowCenter=[300, 320],
        WindowWidth=[600, 500],
        WindowCenterWidthExplanation=["NORMAL", "HARDER"],
        VOILUTFunction="SIGMOID",
    )
    viewer, found = loaded(made)
    assert view_lines(viewer)[-2:] == ("R MLO", "W 600  L 300 · NORMAL · sigmoid")
    assert "FOR PROCESSING" in notes(viewer, found)
    assert found.millimetres is not None
    assert found.millimetres.unit == "mm at detector"
    assert render(found, found.windows[0])[3, 6] == 128  # 300 is the sigmoid's centre


def palette_file(path: Path, tables: list[NDArray[np.uint16]], prefix: str = "") -> str:
    attributes: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for colour, table in zip(("Red", "Green", "Blue"), tables, strict=True):
        attributes[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        attributes[f"{prefix}{colour}PaletteColorLookupTableData"] = table.tobytes()
    return picture(path, np.arange(256, dtype=np.uint8).reshape(16, 16), **attributes)


def test_a_segmented_palette_looks_like_the_same_palette_in_full(tmp_path: Path) -> None:
    ends = ((0, 65535), (65535, 0), (0, 25500))
    whole = [np.linspace(*pair, 256).round().astype(np.uint16) for pair in ends]
    parts = [np.array([0, 1, pair[0], 1, 255, pair[1]], np.uint16) for pair in ends]
    viewer, one = loaded(palette_file(tmp_path / "a", whole))
    _, other = loaded(palette_file(tmp_path / "b", parts, "Segmented"))
    assert one.is_colour
    assert np.array_equal(one.values, other.values)
    assert one.values[15, 15].tolist() == [255, 0, 99]
    assert legend_of(viewer) is None


COLOURS = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [200, 100, 50]], np.uint8)


def supplement(first: int, **attributes: Any) -> dict[str, Any]:
    """Return the attributes of a supplemental palette of `COLOURS` from `first` on."""
    names = [f"{colour}PaletteColorLookupTable" for colour in ("Red", "Green", "Blue")]
    descriptors = {f"{name}Descriptor": [len(COLOURS), first, 16] for name in names}
    columns = ((COLOURS[:, place] * np.uint16(257)).tobytes() for place in range(3))
    data = {f"{name}Data": raw for name, raw in zip(names, columns, strict=True)}
    return {"PixelPresentation": "COLOR", **descriptors, **data, **attributes}


def expected_supplement(greys: NDArray[np.uint8], values: NDArray[Any], first: int) -> NDArray[Any]:
    """Do as PS3.3 C.8.16.2.1.1.1 says, one pixel at a time."""
    rgb = np.zeros((*values.shape, 3), np.uint8)
    for place, value in np.ndenumerate(values):
        coloured = value >= first
        rgb[place] = COLOURS[min(value - first, 3)] if coloured else greys[place]
    return rgb


@pytest.mark.parametrize("dtype", [np.uint16, np.int16])
def test_a_supplemental_palette_colours_its_values_and_leaves_those_below_it_grey(
    tmp_path: Path, dtype: type
) -> None:
    values: NDArray[Any] = np.arange(-32 if dtype is np.int16 else 0, 64, dtype=dtype).reshape(
        -1, 8
    )
    first = 40
    window: dict[str, Any] = {"WindowCenter": 10, "WindowWidth": 60}
    grey = picture(tmp_path / "grey", values, **window)
    path = picture(tmp_path / "a", values, **window, **supplement(first))
    expected = expected_supplement(display_values(grey), values, first)
    assert np.array_equal(display_values(path), expected)
    narrower = expected_supplement(display_values(grey, window=(10, 20)), values, first)
    assert np.array_equal(display_values(path, window=(10, 20)), narrower)
    viewer, found = loaded(path)
    assert np.array_equal(np.asarray(whole_picture(viewer)), expected)
    assert main(["render", path, "-o", str(tmp_path / "out.png")]) == ExitStatus.DONE
    assert np.array_equal(np.asarray(Image.open(tmp_path / "out.png")), expected)
    assert notes(viewer, found) == ("own colours from 40 on",)


def test_inversion_and_colormaps_leave_supplemental_colours_alone(tmp_path: Path) -> None:
    _, found = loaded(picture(tmp_path / "a", RAMP, **supplement(600)))
    coloured = RAMP >= 600
    plain, inverted = (render(found, None, inverted=each) for each in (False, True))
    hot = render(found, None, colormap=colormap("hot"))
    assert np.array_equal(plain[coloured], inverted[coloured])
    assert np.array_equal(plain[coloured], hot[coloured])
    assert np.array_equal(255 - plain[~coloured], inverted[~coloured])
    assert (hot[~coloured] != plain[~coloured]).any()


@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.int32])
def test_a_large_picture_in_part_coloured_looks_like_its_rows_one_by_one(
    tmp_path: Path, dtype: type
) -> None:
    lowest = 0 if dtype is np.uint16 else -900
    rows, columns = 300, 300  # more than are shaded one by one
    values: NDArray[Any] = (
        (np.arange(rows * columns) % 1800 + lowest).astype(dtype).reshape(rows, columns)
    )
    values[0, 0] = 70_000 if dtype is np.int32 else values[0, 0]  # too far apart for a table
    attributes = supplement(700, PixelPaddingValue=lowest + 3, RescaleSlope=2, RescaleIntercept=-7)
    _, found = loaded(picture(tmp_path / "a", values, **attributes))
    for window in (Window(100, 300), Window(40, 900, VoiFunction.SIGMOID)):
        whole = render(found, window, inverted=True)
        one_by_one = [
            render(replace(found, values=row[None]), window, inverted=True) for row in values
        ]
        assert np.array_equal(whole, np.concatenate(one_by_one))


def test_the_legend_shows_the_file_s_own_colours_until_a_colormap_is_chosen(tmp_path: Path) -> None:
    viewer, found = loaded(picture(tmp_path / "a", RAMP, **supplement(600)))
    legend = legend_of(viewer)
    assert legend is not None
    assert legend.supplement is found.supplement
    assert (legend.low, legend.high) == ("600", "603")
    chosen = legend_of(replace(viewer, colormap="hot"))
    assert chosen is not None
    assert (chosen.colormap, chosen.supplement) == ("hot", None)
    viewer, found = loaded(picture(tmp_path / "b", RAMP // 200, **supplement(0)))
    for colours in ("grey", "hot"):  # no greys that a colormap could be for
        whole = legend_of(replace(viewer, colormap=colours))
        assert whole is not None
        assert whole.supplement is found.supplement


def test_of_mixed_frames_only_those_that_say_so_are_coloured(tmp_path: Path) -> None:
    said = [
        item(MRImageFrameTypeSequence=items(item(PixelPresentation=each)))
        for each in ("MONOCHROME", "COLOR")
    ]
    mixed = supplement(600, PixelPresentation="MIXED")
    path = frames(
        tmp_path / "a",
        np.stack([RAMP, RAMP]),
        PerFrameFunctionalGroupsSequence=items(*said),
        **mixed,
    )
    assert display_values(path, 0).ndim == 2
    assert display_values(path, 1)[7, 7].tolist() == COLOURS[-1].tolist()


def test_a_palette_that_no_pixel_presentation_asks_for_leaves_a_grey_picture_grey(
    tmp_path: Path,
) -> None:
    for presented in (None, "MONOCHROME"):
        table = supplement(600, PixelPresentation=presented)
        viewer, found = loaded(picture(tmp_path / "a", RAMP, **table))
        assert render(found, None).ndim == 2
        assert notes(viewer, found) == ()


def test_floating_point_values_index_no_palette(tmp_path: Path) -> None:
    made = header(RAMP.astype(np.float32), **supplement(3))
    for keyword in ("BitsStored", "HighBit", "PixelRepresentation"):
        delattr(made, keyword)
    made.FloatPixelData = np.full((8, 8), np.inf, np.float32).tobytes()
    assert load_picture(write(tmp_path / "a", made, None)).supplement is None


def test_coloured_values_count_for_no_window_and_no_statistics(tmp_path: Path) -> None:
    rescaled: dict[str, Any] = {"RescaleSlope": 2, "RescaleIntercept": -100}
    _, found = loaded(picture(tmp_path / "a", RAMP, **rescaled, **supplement(600)))
    assert reading(found, 7, 7) == "630 stored, in colour"
    assert reading(found, 0, 1) == "-80 rescaled, no unit"
    assert full_window(found) == range_window(-100, 2 * 590 - 100, "minimum to maximum")
    counted = region_statistics(found, Region.RECTANGLE, (0, 0), (8, 8))
    assert counted is not None
    assert (counted.pixels, counted.outside, counted.maximum) == (60, 4, 1080)


def test_a_real_world_value_mapping_reads_coloured_values_too(tmp_path: Path) -> None:
    unit = items(item(CodeValue="ml/min", CodeMeaning="flow"))
    mapping = item(RealWorldValueSlope=0.5, RealWorldValueIntercept=0.0)
    mapping.MeasurementUnitsCodeSequence = unit
    path = picture(
        tmp_path / "a", RAMP, RealWorldValueMappingSequence=items(mapping), **supplement(600)
    )
    viewer, found = loaded(path)
    assert reading(found, 7, 7) == "315 ml/min"
    legend = legend_of(viewer)
    assert legend is not None
    assert (legend.low, legend.high) == ("300", "301.5 ml/min")
    counted = region_statistics(found, Region.RECTANGLE, (0, 0), (8, 8))
    assert counted is not None
    assert (counted.pixels, counted.maximum) == (64, 315)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([("ms", 0, 599), ("cm/s", 600, 700)], ("1200", "1206 cm/s")),
        ([("ms", 0, 601)], ("600", "603")),
    ],
)
def test_the_legend_of_own_colours_is_of_the_mapping_that_holds_for_them(
    tmp_path: Path, ranges: list[tuple[str, int, int]], expected: tuple[str, str]
) -> None:
    mappings = []
    for unit, first, last in ranges:
        units = items(item(CodeValue=unit))
        mapping = item(
            RealWorldValueSlope=2.0, RealWorldValueIntercept=0.0, MeasurementUnitsCodeSequence=units
        )
        mapping.add_new(0x00409216, "US", first)
        mapping.add_new(0x00409211, "US", last)
        mappings.append(mapping)
    attributes = supplement(600, RealWorldValueMappingSequence=items(*mappings))
    viewer, _ = loaded(picture(tmp_path / "a", RAMP, **attributes))
    legend = legend_of(viewer)
    assert legend is not None
    assert (legend.low, legend.high) == expected


def test_a_picture_wholly_in_a_supplemental_palette_has_no_window(tmp_path: Path) -> None:
    viewer, found = loaded(picture(tmp_path / "a", RAMP // 200, **supplement(0)))
    assert np.array_equal(render(found, None), COLOURS[RAMP // 200])
    assert window_text(found, current_window(viewer)) == ""
    assert notes(viewer, found) == ("in its own colours",)
