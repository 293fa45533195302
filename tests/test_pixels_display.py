"""Modality, VOI, presentation: what the Standard says, and where the usual snippet goes wrong."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dicomtree.pixels import (
    LookupTable,
    Picture,
    VoiFunction,
    Window,
    automatic_window,
    default_window,
    display_values,
    load_picture,
    reading,
    render,
)
from dicomtree.pixels.modality import Rescale
from dicomtree.pixels.windows import percentile_window, range_window
from tests.picture_files import BIG_ENDIAN, CT, IMPLICIT, header, item, items, picture, write

RAMP = np.arange(0, 4096, dtype=np.uint16).reshape(64, 64)


def shown(path: Path, values: NDArray[Any], **attributes: Any) -> NDArray[np.uint8]:
    return display_values(picture(path / "a.dcm", values, **attributes))


def loaded(path: Path, values: NDArray[Any], **attributes: Any) -> Picture:
    return load_picture(picture(path / "a.dcm", values, **attributes))


def line(x: NDArray[Any], centre: float, width: float) -> NDArray[np.int64]:
    """PS3.3 C.11.2.1.2.1 as it is written, for 0 to 255, rounded half up."""
    greys = ((x - (centre - 0.5)) / (width - 1) + 0.5) * 255
    greys = np.where(x <= centre - 0.5 - (width - 1) / 2, 0, greys)
    greys = np.where(x > centre - 0.5 + (width - 1) / 2, 255, greys)
    return np.floor(greys + 0.5).astype(np.int64)


def table_item(entries: NDArray[Any], first: int, bits: int, **attributes: Any) -> Any:
    found = item(**attributes)
    found.add_new("LUTDescriptor", "US", [len(entries) % 65536, first, bits])
    found.add_new("LUTData", "OW", entries.astype("<u2").tobytes())
    return found


class TestWindows:
    def test_linear_window_is_the_formula_of_the_standard(self, tmp_path: Path) -> None:
        greys = shown(tmp_path, RAMP, WindowCenter="2000", WindowWidth="1000")
        assert np.array_equal(greys, line(RAMP.astype(float), 2000, 1000))

    @given(
        centre=st.integers(-3000, 3000).map(lambda n: n / 2),
        width=st.integers(2, 5000),
        slope=st.sampled_from([1.0, -1.0, 2.0, 0.5]),
        intercept=st.integers(-1100, 1100),
    )
    def test_single_precision_is_within_one_grey_of_double(
        self, centre: float, width: int, slope: float, intercept: int
    ) -> None:
        values = np.arange(-2048, 2048, dtype=np.int16).reshape(64, 64)
        made = Picture(
            values=values,
            facts=None,  # type: ignore[arg-type]
            quantity=None,  # type: ignore[arg-type]
            transform=Rescale(slope, intercept),
        )
        exact = line(values * slope + intercept, centre, width)
        assert np.abs(render(made, Window(centre, width)) - exact).max() <= 1

    def test_a_slice_that_does_not_span_its_window_stays_dark(self, tmp_path: Path) -> None:
        greys = shown(tmp_path, RAMP[:8], WindowCenter="2048", WindowWidth="4096")
        assert greys.max() == 32

    def test_width_of_one_is_a_step(self, tmp_path: Path) -> None:
        greys = shown(tmp_path, np.array([[99, 100, 101]], "u2"), WindowCenter=100, WindowWidth=1)
        assert greys.tolist() == [[0, 255, 255]]

    def test_width_below_one_is_taken_as_linear_exact(self, tmp_path: Path) -> None:
        values = np.array([[0, 1, 2, 3, 4]], np.uint8)
        greys = shown(tmp_path, values, WindowCenter=0.2, WindowWidth=0.5, RescaleSlope=0.1,
                      RescaleIntercept=0)  # fmt: skip
        assert greys.tolist() == [[26, 77, 128, 179, 230]]

    def test_linear_exact_has_no_half_and_no_one(self, tmp_path: Path) -> None:
        greys = shown(
            tmp_path,
            np.array([[0, 50, 100]], np.uint8),
            WindowCenter=50,
            WindowWidth=100,
            VOILUTFunction="LINEAR_EXACT",
        )
        assert greys.tolist() == [[0, 128, 255]]

    def test_sigmoid_is_half_at_its_centre(self, tmp_path: Path) -> None:
        greys = shown(
            tmp_path,
            np.array([[0, 100, 200]], np.uint8),
            WindowCenter=100,
            WindowWidth=100,
            VOILUTFunction="SIGMOID",
        )
        assert greys.tolist() == [[5, 128, 250]]

    @pytest.mark.parametrize("width", ["0", "-5", "nan", "inf", "junk", ""])
    def test_a_window_without_a_width_is_no_window(self, tmp_path: Path, width: str) -> None:
        made = header(RAMP)
        made.add_new("WindowCenter", "LO", "100")
        made.add_new("WindowWidth", "LO", width)
        assert load_picture(write(tmp_path / "a", made, RAMP.tobytes())).windows == ()

    def test_centre_without_width_does_not_raise(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, RAMP, WindowCenter=100).windows == ()

    def test_equal_windows_are_listed_once_and_keep_a_name(self, tmp_path: Path) -> None:
        made = loaded(
            tmp_path,
            RAMP,
            WindowCenter=[40, 40, -600],
            WindowWidth=[400, 400, 1500],
            WindowCenterWidthExplanation=["", "ABDOMEN", "LUNG"],
        )
        names = [window.explanation for window in made.windows]
        assert names == ["ABDOMEN", "LUNG"]

    def test_a_window_is_chosen_by_its_explanation(self, tmp_path: Path) -> None:
        path = picture(
            tmp_path / "a",
            RAMP,
            WindowCenter=[40, 2000],
            WindowWidth=[400, 1000],
            WindowCenterWidthExplanation=["ABDOMEN", "LUNG"],
        )
        assert np.array_equal(display_values(path, window="lung"), line(RAMP * 1.0, 2000, 1000))
        with pytest.raises(ValueError, match="BONE"):
            display_values(path, window="BONE")

    def test_a_window_of_ones_own_needs_a_width(self, tmp_path: Path) -> None:
        path = picture(tmp_path / "a", RAMP)
        assert np.array_equal(
            display_values(path, window=(2000, 1000)), line(RAMP * 1.0, 2000, 1000)
        )
        with pytest.raises(ValueError, match="positive width"):
            display_values(path, window=(40, 0))

    def test_windows_change_without_decoding_again(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, RAMP)
        (tmp_path / "a.dcm").unlink()
        assert render(made, Window(10, 20)).max() == 255
        assert render(made, Window(10_000, 20)).max() == 0


class TestAutomaticWindow:
    @given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=300))
    def test_counting_finds_the_percentiles_that_sorting_finds(self, numbers: list[int]) -> None:
        values = np.array(numbers, dtype=np.int16)
        expected = np.percentile(values, (0.5, 99.5))
        assert percentile_window(values) == pytest.approx(tuple(expected))

    def test_percentiles_of_floats_leave_out_what_is_not_finite(self) -> None:
        values = np.array([np.nan, np.inf, -np.inf, 1, 2, 3], dtype=np.float32)
        assert percentile_window(values) == pytest.approx((1.01, 2.99))
        assert percentile_window(values[:3]) == (0, 0)

    def test_a_constant_image_is_mid_grey(self, tmp_path: Path) -> None:
        assert shown(tmp_path, np.full((4, 4), 7, np.uint16)).tolist() == [[128] * 4] * 4

    @pytest.mark.parametrize("ends", [(-1e308, 1e308), (np.nan, np.inf), (-np.inf, 0.0)])
    def test_a_window_of_values_beyond_reason_is_a_window(self, ends: tuple[float, float]) -> None:
        window = range_window(*ends)
        assert np.isfinite([window.centre, window.width]).all()
        assert window.width > 0

    @pytest.mark.parametrize("slope", ["1e308", "-1e200"])
    def test_a_slope_beyond_reason_is_none(self, tmp_path: Path, slope: str) -> None:
        values = np.array([[-100, 100]], np.int16)
        window = automatic_window(loaded(tmp_path, values, RescaleSlope=slope))
        assert window.centre == 0
        assert window.width == pytest.approx(200, rel=0.02)

    def test_padding_has_no_part_in_it(self, tmp_path: Path) -> None:
        values = np.tile(np.array([-2000, 10, 20, 30], np.int16), (4, 4))
        window = automatic_window(loaded(tmp_path, values, PixelPaddingValue=-2000))
        assert (window.centre - window.width / 2, window.centre + window.width / 2) == (10, 30)

    def test_nothing_stated_is_shown_automatically(self, tmp_path: Path) -> None:
        greys = shown(tmp_path, RAMP)
        assert (int(greys.min()), int(greys.max())) == (0, 255)
        assert np.array_equal(greys, display_values(str(tmp_path / "a.dcm"), window="auto"))

    def test_ct_opens_with_soft_tissue_where_the_file_has_no_window(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, RAMP, SOPClassUID=CT, Modality="CT", RescaleSlope=1,
                      RescaleIntercept=-1024)  # fmt: skip
        assert default_window(made) == Window(40, 400)

    def test_dose_opens_from_zero_to_its_maximum(self, tmp_path: Path) -> None:
        values = np.array([[100, 4000]], np.uint32)
        made = loaded(tmp_path, values, Modality="RTDOSE", DoseUnits="GY", DoseGridScaling="0.01")
        window = default_window(made)
        assert isinstance(window, Window)
        assert (window.centre, window.width) == (20, 40)
        assert reading(made, 0, 1) == "40 Gy"


class TestPolarity:
    VALUES = np.array([[0, 100, 200]], np.uint8)

    @pytest.mark.parametrize(
        ("photometric", "shape", "inverted"),
        [
            ("MONOCHROME2", None, False),
            ("MONOCHROME1", None, True),
            ("MONOCHROME2", "INVERSE", True),
            ("MONOCHROME1", "INVERSE", True),
            ("MONOCHROME2", "IDENTITY", False),
        ],
    )
    def test_low_values_are_bright_once(
        self, tmp_path: Path, photometric: str, shape: str | None, inverted: bool
    ) -> None:
        greys = shown(
            tmp_path,
            self.VALUES,
            PhotometricInterpretation=photometric,
            PresentationLUTShape=shape,
            WindowCenter=100.5,
            WindowWidth=201,
        )
        assert greys.tolist() == ([[255, 127, 0]] if inverted else [[0, 128, 255]])

    def test_inverting_does_not_depend_on_what_is_in_the_frame(self, tmp_path: Path) -> None:
        greys = shown(
            tmp_path,
            self.VALUES[:, :2],
            PresentationLUTShape="INVERSE",
            WindowCenter=100.5,
            WindowWidth=201,
        )
        assert greys.tolist() == [[255, 127]]

    def test_the_readout_is_not_inverted(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, self.VALUES, PhotometricInterpretation="MONOCHROME1")
        assert reading(made, 0, 2) == "200 stored"

    def test_the_user_inverts_on_top(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, self.VALUES, PhotometricInterpretation="MONOCHROME1")
        window = Window(100.5, 201)
        assert render(made, window, inverted=True).tolist() == [[0, 128, 255]]


class TestPadding:
    def test_padding_stored_with_the_wrong_sign_is_found(self, tmp_path: Path) -> None:
        values = np.array([[-2000, 0, 50]], np.int16)
        made = header(values, RescaleSlope=1, RescaleIntercept=0, Modality="CT")
        made.add_new("PixelPaddingValue", "US", 63536)
        found = load_picture(write(tmp_path / "a", made, values.tobytes() + b"\0\0"))
        assert found.padding == (-2000, -2000)
        assert reading(found, 0, 0) == "outside"
        assert reading(found, 0, 2) == "50 HU"

    def test_a_range_of_padding_reads_outside(self, tmp_path: Path) -> None:
        made = loaded(
            tmp_path, np.array([[5, 7, 9, 10]], np.uint16),
            PixelPaddingValue=5, PixelPaddingRangeLimit=9,
        )  # fmt: skip
        assert [reading(made, 0, column) for column in (0, 1, 2)] == ["outside"] * 3
        assert reading(made, 0, 3) == "10 stored"

    @pytest.mark.parametrize("kind", ["f4", "f8"])
    def test_floating_point_padding_may_be_a_range(self, tmp_path: Path, kind: str) -> None:
        values = np.array([[-9.5, -9, 1, 2, -8]], kind)
        made = header(values)
        name = "FloatPixel" if kind == "f4" else "DoubleFloatPixel"
        setattr(made, f"{name}PaddingValue", -9.5)
        setattr(made, f"{name}PaddingRangeLimit", -8.5)
        setattr(made, f"{name}Data", values.tobytes())
        found = load_picture(write(tmp_path / "a", made, None))
        read = [reading(found, 0, column) for column in range(5)]
        assert read == ["outside", "outside", "1 stored", "2 stored", "-8 stored"]

    def test_padding_is_black_in_monochrome1(self, tmp_path: Path) -> None:
        greys = shown(
            tmp_path, np.array([[0, 100, 200]], np.uint8), PixelPaddingValue=0,
            PhotometricInterpretation="MONOCHROME1", WindowCenter=100.5, WindowWidth=201,
        )  # fmt: skip
        assert greys.tolist() == [[0, 127, 0]]

    def test_bright_padding_is_black(self, tmp_path: Path) -> None:
        greys = shown(tmp_path, np.array([[0, 100, 255]], np.uint8), PixelPaddingValue=255,
                      WindowCenter=50.5, WindowWidth=101)  # fmt: skip
        assert greys.tolist() == [[0, 255, 0]]


class TestTables:
    def test_eight_bit_voi_table_with_more_than_256_entries_does_not_wrap(
        self, tmp_path: Path
    ) -> None:
        entries = np.arange(4096) // 16
        values = np.array([[0, 300, 1000, 4095]], np.uint16)
        greys = shown(tmp_path, values, BitsStored=12, HighBit=11,
                      VOILUTSequence=items(table_item(entries, 0, 8)))  # fmt: skip
        assert greys.tolist() == [[0, 18, 62, 255]]

    def test_eight_bit_voi_table_may_be_packed_in_bytes(self, tmp_path: Path) -> None:
        packed = item(LUTDescriptor=[4, 10, 8])
        packed.add_new("LUTData", "OW", bytes([0, 80, 160, 255]))
        greys = shown(tmp_path, np.array([[9, 11, 12, 99]], np.uint8), VOILUTSequence=items(packed))
        assert greys.tolist() == [[0, 80, 160, 255]]

    def test_sixteen_bit_voi_table_of_signed_input(self, tmp_path: Path) -> None:
        entries = np.linspace(0, 65535, 2001).astype(np.uint16)
        values = np.array([[-3000, -1000, 0, 1000, 3000]], np.int16)
        sequence = items(table_item(entries, 65536 - 1000, 16, LUTExplanation="WIDE"))
        made = load_picture(picture(tmp_path / "a", values, VOILUTSequence=sequence))
        assert render(made, None).tolist() == [[0, 0, 127, 255, 255]]
        assert isinstance(made.windows[0], LookupTable)
        assert made.windows[0].explanation == "WIDE"

    def test_voi_table_of_what_a_falling_slope_makes_negative(self, tmp_path: Path) -> None:
        sequence = items(table_item(np.linspace(0, 255, 1001), 65536 - 1000, 8))
        greys = shown(tmp_path, np.array([[0, 500, 1000]], np.uint16), VOILUTSequence=sequence,
                      RescaleSlope=-1, RescaleIntercept=0)  # fmt: skip
        assert greys.tolist() == [[255, 127, 0]]

    def test_voi_table_of_nine_bits(self, tmp_path: Path) -> None:
        sequence = items(table_item(np.arange(512), 0, 9))
        greys = shown(tmp_path, np.array([[0, 256, 511]], np.uint16), VOILUTSequence=sequence)
        assert greys.tolist() == [[0, 128, 255]]

    def test_a_voi_table_comes_before_a_window(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, np.array([[0, 1]], np.uint8), WindowCenter=1, WindowWidth=2,
                      VOILUTSequence=items(table_item(np.array([9, 7]), 0, 8)))  # fmt: skip
        assert [type(window) for window in made.windows] == [LookupTable, Window]
        assert render(made, None).tolist() == [[9, 7]]

    def test_how_long_a_table_is_the_data_say(self, tmp_path: Path) -> None:
        lying = item(LUTDescriptor=[4000, 0, 16])
        lying.add_new("LUTData", "OW", np.array([0, 65535], "<u2").tobytes())
        greys = shown(tmp_path, np.array([[0, 1, 200]], np.uint8), VOILUTSequence=items(lying))
        assert greys.tolist() == [[0, 255, 255]]

    def test_modality_table_with_a_negative_first_value(self, tmp_path: Path) -> None:
        values = np.array([[-100, 0, 100]], np.int16)
        sequence = items(table_item(np.arange(201) * 10, 65536 - 100, 16, ModalityLUTType="US"))
        made = loaded(tmp_path, values, ModalityLUTSequence=sequence, SOPClassUID=CT, Modality="CT")
        assert [reading(made, 0, column) for column in range(3)] == [
            f"{value} rescaled, no unit" for value in (0, 1000, 2000)
        ]
        assert render(made, Window(1000.5, 2001)).tolist() == [[0, 128, 255]]

    def test_modality_table_with_all_65536_entries(self, tmp_path: Path) -> None:
        values = np.array([[-32768, 0, 32767]], np.int16)
        sequence = items(table_item(np.arange(65536), 32768, 16))
        made = loaded(tmp_path, values, ModalityLUTSequence=sequence)
        assert reading(made, 0, 2) == "65535 rescaled, no unit"

    def test_tables_are_read_the_same_from_implicit_vr(self, tmp_path: Path) -> None:
        entries = np.linspace(0, 65535, 2001).astype(np.uint16)
        values = np.array([[-1000, 0]], np.int16)
        greys = shown(tmp_path, values, syntax=IMPLICIT,
                      VOILUTSequence=items(table_item(entries, 65536 - 1000, 16)))  # fmt: skip
        assert greys.tolist() == [[0, 127]]


class TestColour:
    def palette(self, bits: int, *tables: NDArray[Any], first: int = 0) -> dict[str, Any]:
        made: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
        for name, table in zip(("Red", "Green", "Blue"), tables, strict=True):
            made[f"{name}PaletteColorLookupTableDescriptor"] = [len(table), first, bits]
            raw = table.astype("<u2").tobytes()
            made[f"{name}PaletteColorLookupTableData"] = raw
        return made

    def test_palette_gives_its_colours(self, tmp_path: Path) -> None:
        ramp = np.arange(256) * 257
        made = loaded(tmp_path, np.array([[0, 10, 255]], np.uint8),
                      **self.palette(16, ramp, ramp[::-1], ramp))  # fmt: skip
        assert made.values.tolist() == [[[0, 255, 0], [10, 245, 10], [255, 0, 255]]]
        assert reading(made, 0, 1) == "R 10, G 245, B 10"

    def test_eight_bit_palette_with_more_than_256_entries_does_not_wrap(
        self, tmp_path: Path
    ) -> None:
        table = np.arange(4096) // 16
        greys = shown(tmp_path, np.array([[300, 4095]], np.uint16),
                      **self.palette(8, table, table, table))  # fmt: skip
        assert greys.tolist() == [[[18] * 3, [255] * 3]]

    @pytest.mark.parametrize("vr", ["OB", "OW"])
    @pytest.mark.parametrize("segmented", [False, True])
    def test_eight_bit_palette_of_a_big_endian_file(
        self, tmp_path: Path, vr: str, segmented: bool
    ) -> None:
        made = header(np.arange(4, dtype=np.uint8)[None], PhotometricInterpretation="PALETTE COLOR")
        for place in range(3):
            entries = bytes(10 * entry + place for entry in range(4))
            raw = b"\0\4" + entries if segmented else entries
            if vr == "OW":
                raw = np.frombuffer(raw, "<u2").astype(">u2").tobytes()
            made.add_new(0x00281101 + place, "US", [4, 0, 8])
            made.add_new((0x00281221 if segmented else 0x00281201) + place, vr, raw)
        path = write(tmp_path / "a", made, bytes(range(4)), BIG_ENDIAN)
        assert display_values(path)[0].tolist() == [
            [10 * entry, 10 * entry + 1, 10 * entry + 2] for entry in range(4)
        ]

    def test_palette_stated_with_16_bits_that_holds_8_is_not_black(self, tmp_path: Path) -> None:
        table = np.arange(256)
        greys = shown(tmp_path, np.array([[200]], np.uint8),
                      **self.palette(16, table, table, table))  # fmt: skip
        assert greys.tolist() == [[[200] * 3]]

    def test_segmented_palette_is_expanded(self, tmp_path: Path) -> None:
        # Discrete 0 and 65535; linear 3 steps down to 0; the first segment once more.
        segments = np.array([0, 2, 0, 65535, 1, 3, 0, 2, 1, 0, 0], "<u2").tobytes()
        made: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
        for name in ("Red", "Green", "Blue"):
            made[f"{name}PaletteColorLookupTableDescriptor"] = [7, 0, 16]
            made[f"Segmented{name}PaletteColorLookupTableData"] = segments
        greys = shown(tmp_path, np.arange(7, dtype=np.uint8).reshape(1, 7), **made)
        assert greys[0, :, 0].tolist() == [0, 255, 170, 85, 0, 0, 255]

    def test_segmented_palette_that_refers_to_itself_ends(self, tmp_path: Path) -> None:
        segments = np.array([0, 1, 9, 2, 60000, 4, 0], "<u2").tobytes()
        made: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
        for name in ("Red", "Green", "Blue"):
            made[f"{name}PaletteColorLookupTableDescriptor"] = [0, 0, 16]
            made[f"Segmented{name}PaletteColorLookupTableData"] = segments
        assert shown(tmp_path, np.zeros((1, 1), np.uint8), **made).tolist() == [[[9, 9, 9]]]

    def test_ybr_becomes_rgb_within_two_greys(self, tmp_path: Path) -> None:
        values = np.array([[[76, 85, 255], [255, 128, 128]]], np.uint8)
        colours = shown(tmp_path, values, PhotometricInterpretation="YBR_FULL")
        assert np.abs(colours.astype(int) - [[[254, 0, 0], [255, 255, 255]]]).max() <= 2

    @pytest.mark.parametrize(
        ("photometric", "stored", "colour"),
        [
            ("YBR_PARTIAL_422", [235, 128, 128], [255, 255, 255]),
            ("YBR_ICT", [9, 8, 7], [9, 8, 7]),
            ("HSV", [0, 255, 255], [255, 0, 0]),
            ("ARGB", [1, 9, 8, 7], [9, 8, 7]),
            ("CMYK", [0, 0, 0, 0], [255, 255, 255]),
            ("MONOCHROME2", [9, 8, 7], [9, 8, 7]),
        ],
    )
    def test_every_kind_of_colour_becomes_rgb(
        self, tmp_path: Path, photometric: str, stored: list[int], colour: list[int]
    ) -> None:
        values = np.array([[stored, stored]], np.uint8)
        colours = shown(tmp_path, values, PhotometricInterpretation=photometric)
        assert np.abs(colours[0, 1].astype(int) - colour).max() <= 1

    def test_sixteen_bit_colour_keeps_its_upper_bits(self, tmp_path: Path) -> None:
        values = np.array([[[65535, 256, 255]]], np.uint16)
        assert shown(tmp_path, values).tolist() == [[[255, 1, 0]]]

    def test_colour_ignores_windows_and_can_be_inverted(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, np.array([[[1, 2, 3]]], np.uint8), WindowCenter=1, WindowWidth=2)
        assert default_window(made) is None
        assert render(made, Window(1, 2)).tolist() == [[[1, 2, 3]]]
        assert render(made, None, inverted=True).tolist() == [[[254, 253, 252]]]

    def test_a_colormap_colours_the_greys(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, np.array([[0, 255]], np.uint8))
        colours = np.stack([np.arange(256), np.zeros(256), 255 - np.arange(256)], 1).astype("u1")
        window = Window(127.5, 255, VoiFunction.LINEAR_EXACT)
        assert render(made, window, colormap=colours).tolist() == [[[0, 0, 255], [255, 0, 0]]]
