"""What a picture says besides its pixels: unit, millimetres, functional groups, overlays, facts."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset

from dicomtree.pixels import NoPicture, Picture, Window, load_picture, reading, render
from dicomtree.pixels.segments import srgb
from dicomtree.pixels.spacing import Millimetres
from dicomtree.pixels.statistics import Region, region_statistics
from tests.dicom_bytes import REFERENCED_DEFLATED, element, part10
from tests.picture_files import (
    BIG_ENDIAN,
    CT,
    EXPLICIT,
    IMPLICIT,
    compressed,
    frames,
    header,
    item,
    items,
    picture,
    rle_frame,
    run_lengths,
    write,
)

VALUES = np.array([[0, 100], [200, 300]], np.uint16)
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"
TOMOSYNTHESIS = "1.2.840.10008.5.1.4.1.1.13.1.3"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
RLE, JPEG_2000 = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.90"
JPEG_LOSSLESS, JPEG_LS = "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"

# Words of 12-bit values, without sign and with it, under a bit of an overlay; encoded by dcmtk.
WITH_OVERLAY = {
    (JPEG_LOSSLESS, 0): bytes.fromhex(
        "ffd8ffe000104a46494600010100000100010000ffc3000b100008000801011100ffc4001800010101010100"
        "00000000000000000000050c0d080fffda0008010100010000f0ff00f8075e79e79ed01e83bde79e79ed01e8"
        "077bc1e79e7b407a01d7bbc1e79ed01e8075e7bbc1e7b407a01d79e7bbc1ed01e8075e79e7bbc3407a01d79e"
        "79e7b43c201d79e79e7b407bffd9"
    ),
    (JPEG_LOSSLESS, 1): bytes.fromhex(
        "ffd8ffe000104a46494600010100000100010000ffc3000b100008000801011100ffc4001800010101010100"
        "00000000000000000000050c0d080fffda0008010100010000f0c1779ed01e8075e79eef07b407a01d79e79e"
        "ef0d01e8075e79e79ed0f08075e79e79ed01e83bde8075e79ed01e80760ef79e79ed01e8075eef079e7b407a"
        "01d79eef079ed01e8075e79effd9"
    ),
    (JPEG_LS, 0): bytes.fromhex(
        "ffd8fff7000b100008000801011100fff8000d01ffff0012004301140040ffda000801010000000000ff701f"
        "121dc398770e63700008d40620bc10f21d4711b0043c01f0eef4d2653097103a7f0a3bb78259555040e1fc0f"
        "721e5dea6a4206cfdf7b5450ebdca02068fde7b13d391c7b440c9fbaf5a6a62623600bc0fdc7a92d2952a000"
        "000004d0ffd9"
    ),
    (JPEG_LS, 1): bytes.fromhex(
        "ffd8fff7000b100008000801011100fff8000d01ffff0012004301140040ffda0008010100000000010be1dc"
        "3900008dc7e541bc1ac19de0878010f007c4bc10ea3887978081d3f8577a369a4ca1d005e07f03dc984ba595"
        "400011c3c35ed0000000000008feb400802000080000030f800089e005da8aa282070fde5dfbb11344911103"
        "67eeaeb41b5de8821e2068fdc5d48720d0ffffd9"
    ),
}


def encoded(words: NDArray[np.uint16], syntax: str) -> bytes:
    """Return one frame of 16-bit words, compressed without loss."""
    if syntax == RLE:
        return rle_frame(*(run_lengths(part.astype(np.uint8)) for part in (words >> 8, words)))
    if syntax == DEFLATED_FRAME:
        raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return raw.compress(words.tobytes()) + raw.flush()
    stream = io.BytesIO()
    Image.fromarray(words).save(stream, "JPEG2000", no_jp2=True, irreversible=False)
    return stream.getvalue()


def loaded(path: Path, values: NDArray[Any] = VALUES, **attributes: Any) -> Picture:
    return load_picture(picture(path / "a", values, **attributes))


class TestUnits:
    @pytest.mark.parametrize(
        ("attributes", "text"),
        [
            ({"Modality": "CT", "RescaleSlope": 1, "RescaleIntercept": -1024}, "-924 HU"),
            ({"Modality": "CT", "RescaleSlope": 1, "RescaleIntercept": 0, "RescaleType": "MGML"},
             "100 MGML"),
            ({"Modality": "CT", "RescaleSlope": 1, "RescaleIntercept": 0, "RescaleType": "US"},
             "100 rescaled, no unit"),
            ({"Modality": "CT"}, "100 stored"),
            ({"Modality": "MR"}, "100 stored"),
            ({"Modality": "MR", "RescaleSlope": 2.5, "RescaleIntercept": 0,
              "RescaleType": "normalized"}, "250 rescaled, no unit"),
            ({"Modality": "PT", "Units": "BQML", "RescaleSlope": 0.5, "RescaleIntercept": 0},
             "50 Bq/ml"),
            ({"Modality": "PT", "Units": "GML", "RescaleSlope": 0.01, "RescaleIntercept": 0},
             "1 g/ml (SUV BW)"),
            ({"Modality": "PT", "Units": "GML", "SUVType": "LBM", "RescaleSlope": 0.01,
              "RescaleIntercept": 0}, "1 g/ml (SUV LBM)"),
            ({"Modality": "RTDOSE", "DoseUnits": "GY", "DoseType": "PHYSICAL",
              "DoseGridScaling": "0.001"}, "0.1 Gy (physical dose)"),
            ({"Modality": "RTDOSE", "DoseUnits": "RELATIVE", "DoseGridScaling": "0.5"},
             "50 relative"),
            ({"Modality": "MR", "RescaleSlope": 0, "RescaleIntercept": 0}, "100 rescaled, no unit"),
        ],
    )  # fmt: skip
    def test_a_unit_is_shown_only_where_the_file_supports_it(
        self, tmp_path: Path, attributes: dict[str, Any], text: str
    ) -> None:
        assert reading(loaded(tmp_path, **attributes), 0, 1) == text

    def test_a_real_world_value_mapping_reads_as_it_is_coded(self, tmp_path: Path) -> None:
        unit = item(CodeValue="um2/s", CodingSchemeDesignator="UCUM", CodeMeaning="um2/s")
        mapping = item(
            RealWorldValueSlope=0.1,
            RealWorldValueIntercept=1.0,
            MeasurementUnitsCodeSequence=items(unit),
        )
        made = loaded(tmp_path, RealWorldValueMappingSequence=items(mapping))
        assert reading(made, 0, 1) == "11 um2/s"

    @staticmethod
    def mapping(unit: str, ends: tuple[int, int] | None = None, **attributes: Any) -> Dataset:
        """Return a Real World Value Mapping of the stored values between two ends."""
        made = item(MeasurementUnitsCodeSequence=items(item(CodeValue=unit)), **attributes)
        for tag, end in zip((0x00409216, 0x00409211), ends or (), strict=False):
            made.add_new(tag, "SS" if end < 0 else "US", end)
        return made

    def test_a_mapping_without_unit_says_so(self, tmp_path: Path) -> None:
        mapping = self.mapping("1", RealWorldValueSlope=0.1, RealWorldValueIntercept=0)
        made = loaded(tmp_path, RealWorldValueMappingSequence=items(mapping))
        assert reading(made, 0, 1) == "10 no unit"

    @pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG_ENDIAN])
    def test_a_mapping_holds_for_the_values_that_it_names_alone(
        self, tmp_path: Path, syntax: str
    ) -> None:
        line = {"RealWorldValueSlope": 0.5, "RealWorldValueIntercept": 1.0}
        mapping = self.mapping("Cel", (-200, 100), **line)
        values = np.array([[-200, 100], [101, -201]], np.int16)
        made = loaded(tmp_path, values, syntax=syntax, RealWorldValueMappingSequence=items(mapping))
        found = [reading(made, *place) for place in ((0, 0), (0, 1), (1, 0), (1, 1))]
        unmapped = ["101 stored, not mapped", "-201 stored, not mapped"]
        assert found == ["-99 Cel", "51 Cel", *unmapped]
        statistics = region_statistics(made, Region.RECTANGLE, (0, 0), (2, 2))
        assert statistics is not None
        assert (statistics.pixels, statistics.outside, statistics.maximum) == (2, 2, 51)

    def test_several_mappings_share_the_values_among_them(self, tmp_path: Path) -> None:
        line = {"RealWorldValueSlope": 2.0, "RealWorldValueIntercept": 0.0}
        mappings = items(
            self.mapping("cm/s", (0, 100), **line), self.mapping("%", (101, 200), **line)
        )
        made = loaded(tmp_path, RealWorldValueMappingSequence=mappings)
        assert [reading(made, 0, 1), reading(made, 1, 0)] == ["200 cm/s", "400 %"]
        assert reading(made, 1, 1) == "300 stored, not mapped"

    @pytest.mark.parametrize(
        ("syntax", "count"), [(EXPLICIT, 5000), (IMPLICIT, 20_000), (BIG_ENDIAN, 5000)]
    )
    def test_a_mapping_by_table_reads_its_entries(
        self, tmp_path: Path, syntax: str, count: int
    ) -> None:
        entries = (np.arange(count) ** 2).tolist()
        mapping = self.mapping("ms", (100, count + 99), RealWorldValueLUTData=entries)
        values = np.array([[100, 103], [count + 99, 99]], np.uint16)
        made = loaded(tmp_path, values, syntax=syntax, RealWorldValueMappingSequence=items(mapping))
        found = [reading(made, *place) for place in ((0, 0), (0, 1), (1, 0), (1, 1))]
        assert found == ["0 ms", "9 ms", f"{(count - 1) ** 2} ms", "99 stored, not mapped"]
        assert made.quantity.of_modality(100, made.transform) is None

    def test_floating_point_values_are_mapped_between_floating_point_ends(
        self, tmp_path: Path
    ) -> None:
        mapping = self.mapping(
            "mm2/s",
            RealWorldValueSlope=10.0,
            RealWorldValueIntercept=0.0,
            DoubleFloatRealWorldValueFirstValueMapped=0.0,
            DoubleFloatRealWorldValueLastValueMapped=1.5,
        )
        values = np.array([[0.25, 2.0]], np.float32)
        made = header(values, RealWorldValueMappingSequence=items(mapping))
        made.FloatPixelData = values.tobytes()
        found = load_picture(write(tmp_path / "a", made, None))
        assert [reading(found, 0, 0), reading(found, 0, 1)] == [
            "2.5 mm2/s",
            "2 stored, not mapped",
        ]

    @pytest.mark.parametrize("ends", [(-1e60, 1e60), (1e60, 2e60), (-2e60, -1e60)])
    @pytest.mark.parametrize("by_table", [False, True])
    def test_ends_beyond_reason_do_not_raise(
        self, tmp_path: Path, ends: tuple[float, float], by_table: bool
    ) -> None:
        values = np.array([[0.25, np.nan], [np.inf, -3e38]], np.float32)
        how: dict[str, Any] = {"RealWorldValueSlope": 2.0, "RealWorldValueIntercept": 0.0}
        mapping = self.mapping(
            "ms",
            DoubleFloatRealWorldValueFirstValueMapped=ends[0],
            DoubleFloatRealWorldValueLastValueMapped=ends[1],
            **({"RealWorldValueLUTData": [1.0, 2.0]} if by_table else how),
        )
        made = header(values, RealWorldValueMappingSequence=items(mapping))
        made.FloatPixelData = values.tobytes()
        found = load_picture(write(tmp_path / "a", made, None))
        is_mapped = ends[0] < 0 < ends[1] and not by_table
        assert reading(found, 0, 0) == ("0.5 ms" if is_mapped else "0.25 stored, not mapped")
        assert reading(found, 0, 1) == "nan stored, not mapped"
        assert region_statistics(found, Region.RECTANGLE, (0, 0), (1, 1)) is not None

    def test_each_frame_has_its_own_mapping(self, tmp_path: Path) -> None:
        groups = [
            item(
                RealWorldValueMappingSequence=items(
                    self.mapping(unit, RealWorldValueSlope=slope, RealWorldValueIntercept=0.0)
                )
            )
            for unit, slope in (("ms", 0.5), ("%", 2.0))
        ]
        path = frames(
            tmp_path / "a",
            np.full((2, 2, 2), 8, np.uint16),
            PerFrameFunctionalGroupsSequence=items(*groups),
        )
        assert [reading(load_picture(path, n), 0, 0) for n in (0, 1)] == ["4 ms", "16 %"]

    def test_ends_that_contradict_each_other_leave_the_mapping_to_all(self, tmp_path: Path) -> None:
        line = {"RealWorldValueSlope": 0.5, "RealWorldValueIntercept": 0.0}
        mapping = self.mapping("ms", (0, 65_535), **line)
        values = np.array([[-8, 8]], np.int16)
        made = loaded(tmp_path, values, RealWorldValueMappingSequence=items(mapping))
        assert [reading(made, 0, 0), reading(made, 0, 1)] == ["-4 ms", "4 ms"]

    def test_the_pointer_outside_of_the_picture_is_an_index_error(self, tmp_path: Path) -> None:
        made = loaded(tmp_path)
        for row, column in ((-1, 0), (0, -1), (2, 0), (0, 2)):
            with pytest.raises(IndexError):
                reading(made, row, column)


def measured(spacing: float) -> dict[str, Any]:
    """A Pixel Measures functional group, as enhanced objects have it."""
    measures = items(item(PixelSpacing=[spacing, spacing]))
    return {"SharedFunctionalGroupsSequence": items(item(PixelMeasuresSequence=measures))}


class TestMillimetres:
    @pytest.mark.parametrize(
        ("attributes", "expected"),
        [
            ({"Modality": "CT", "PixelSpacing": [0.5, 0.75]}, Millimetres(0.5, 0.75, "mm")),
            ({"Modality": "CT", "PixelSpacing": [0.5, 0.5], "ImageType": ["ORIGINAL", "PRIMARY",
              "LOCALIZER"]}, None),
            ({"Modality": "CT", "PixelSpacing": ["0", "-1"]}, None),
            ({"Modality": "DX", "ImagerPixelSpacing": [0.1, 0.1]},
             Millimetres(0.1, 0.1, "mm at detector")),
            ({"Modality": "DX", "PixelSpacing": [0.1, 0.1]}, None),
            ({"Modality": "DX", "ImagerPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.1, 0.1],
              "PixelSpacingCalibrationType": "FIDUCIAL"},
             Millimetres(0.1, 0.1, "mm, calibrated by fiducial")),
            ({"Modality": "XA", "ImagerPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.1, 0.1]},
             Millimetres(0.1, 0.1, "mm, calibrated, type not stated")),
            ({"Modality": "XA", "ImagerPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.2, 0.2]},
             Millimetres(0.2, 0.2, "mm at detector")),
            ({"SOPClassUID": SECONDARY_CAPTURE, "Modality": "CT", "PixelSpacing": [1, 1]},
             Millimetres(1, 1, "mm as stated in file")),
            ({"SOPClassUID": f"{SECONDARY_CAPTURE}.2", "Modality": "OT", "PixelSpacing": [1, 1]},
             Millimetres(1, 1, "mm as stated in file")),
            ({"SOPClassUID": SLIDE, "Modality": "SM", **measured(0.00025)},
             Millimetres(0.00025, 0.00025, "mm")),
            ({"SOPClassUID": TOMOSYNTHESIS, "Modality": "MG", **measured(0.1)},
             Millimetres(0.1, 0.1, "mm")),
            ({"Modality": "MG", **measured(0.1)}, None),
            ({"Modality": "US", "PixelSpacing": [1, 1]}, None),
            ({"Modality": "OT", "PixelSpacing": [1, 1]}, None),
        ],
    )  # fmt: skip
    def test_lengths_are_in_mm_only_where_they_mean_something(
        self, tmp_path: Path, attributes: dict[str, Any], expected: Millimetres | None
    ) -> None:
        assert loaded(tmp_path, **attributes).millimetres == expected

    def test_an_ultrasound_region_has_its_own_calibration(self, tmp_path: Path) -> None:
        region = item(
            RegionLocationMinX0=1,
            RegionLocationMinY0=2,
            RegionLocationMaxX1=30,
            RegionLocationMaxY1=40,
            PhysicalUnitsXDirection=3,
            PhysicalUnitsYDirection=3,
            PhysicalDeltaX=0.05,
            PhysicalDeltaY=0.025,
        )
        times = item(
            RegionLocationMinX0=1,
            RegionLocationMinY0=50,
            RegionLocationMaxX1=30,
            RegionLocationMaxY1=60,
            PhysicalUnitsXDirection=4,
            PhysicalUnitsYDirection=7,
            PhysicalDeltaX=0.05,
            PhysicalDeltaY=0.025,
        )
        made = loaded(tmp_path, Modality="US", SequenceOfUltrasoundRegions=items(region, times))
        assert [region.millimetres for region in made.ultrasound_regions] == [
            Millimetres(0.25, 0.5, "mm"),
            None,
        ]

    @pytest.mark.parametrize(
        ("attributes", "aspect"),
        [
            ({"PixelAspectRatio": [4, 3]}, 4 / 3),
            ({"PixelSpacing": [1, 2]}, 0.5),
            ({"PixelSpacing": [0, 2]}, 1.0),
            ({"PixelSpacing": ["1e300", "1e-300"]}, 1.0),
            ({"PixelSpacing": ["1e-300", "1e300"], "PixelAspectRatio": [4, 3]}, 4 / 3),
            ({}, 1.0),
        ],
    )
    def test_pixels_need_not_be_square(
        self, tmp_path: Path, attributes: dict[str, Any], aspect: float
    ) -> None:
        assert loaded(tmp_path, **attributes).pixel_aspect == pytest.approx(aspect)

    def test_a_malformed_aspect_ratio_is_no_ratio(self, tmp_path: Path) -> None:
        made = header(VALUES)
        made.add_new("PixelAspectRatio", "LO", "01")
        path = write(tmp_path / "a", made, VALUES.tobytes())
        assert load_picture(path).pixel_aspect == 1.0


class TestFunctionalGroups:
    def test_each_frame_has_its_own_slope_window_and_place(self, tmp_path: Path) -> None:
        stack = np.full((2, 2, 2), 10, np.uint16)
        per_frame = [
            item(
                PixelValueTransformationSequence=items(
                    item(RescaleSlope=slope, RescaleIntercept=0, RescaleType="US")
                ),
                FrameVOILUTSequence=items(item(WindowCenter=slope * 10, WindowWidth=50)),
                PlanePositionSequence=items(item(ImagePositionPatient=[0, 0, slope])),
            )
            for slope in (1, 3)
        ]
        path = frames(
            tmp_path / "a",
            stack,
            SOPClassUID=ENHANCED_MR,
            PerFrameFunctionalGroupsSequence=items(*per_frame),
        )
        first, second = load_picture(path, 0), load_picture(path, 1)
        assert [reading(each, 0, 0) for each in (first, second)] == [
            "10 rescaled, no unit",
            "30 rescaled, no unit",
        ]
        assert [each.windows for each in (first, second)] == [(Window(10, 50),), (Window(30, 50),)]
        assert second.facts.image_position_patient == (0, 0, 3)

    def test_what_a_frame_does_not_say_the_shared_groups_say(self, tmp_path: Path) -> None:
        shared = item(
            PixelMeasuresSequence=items(item(PixelSpacing=[0.5, 0.5], SliceThickness=3)),
            PlaneOrientationSequence=items(item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])),
        )
        path = frames(
            tmp_path / "a",
            np.ones((2, 2, 2), np.uint16),
            SOPClassUID=ENHANCED_MR,
            SharedFunctionalGroupsSequence=items(shared),
            PerFrameFunctionalGroupsSequence=items(item(), item()),
            WindowCenter=7,
            WindowWidth=9,
        )
        made = load_picture(path, 1)
        assert made.millimetres == Millimetres(0.5, 0.5, "mm")
        assert made.facts.slice_thickness == 3
        assert made.facts.image_orientation_patient == (1, 0, 0, 0, 1, 0)
        assert made.windows == (Window(7, 9),)

    def test_undefined_lengths_are_followed_to_the_frame(self, tmp_path: Path) -> None:
        def group(slope: int) -> Any:
            inner = items(item(RescaleSlope=slope, RescaleIntercept=0))
            return item(PixelValueTransformationSequence=inner)

        made = header(
            np.ones((2, 2), np.uint16),
            NumberOfFrames=3,
            PerFrameFunctionalGroupsSequence=items(group(5), group(6), group(7)),
        )
        made["PerFrameFunctionalGroupsSequence"].is_undefined_length = True
        for each in made.PerFrameFunctionalGroupsSequence:
            each.is_undefined_length_sequence_item = True
            each["PixelValueTransformationSequence"].is_undefined_length = True
        path = write(tmp_path / "a", made, bytes(2 * 4 * 3))
        assert load_picture(path, 2).transform == load_picture(path, 2).quantity.transform
        assert reading(load_picture(path, 2), 0, 0) == "0 rescaled, no unit"
        assert load_picture(path, 2).transform.slope == 7  # type: ignore[union-attr]


class TestOverlays:
    def bits(self, mask: NDArray[np.uint8]) -> bytes:
        raw = np.packbits(mask.ravel(), bitorder="little").tobytes()
        return raw + b"\0" * (len(raw) % 2)

    def overlay(self, path: Path, mask: NDArray[np.uint8], origin: tuple[int, int]) -> Picture:
        made = header(np.zeros((4, 4), np.uint8))
        made.add_new(0x60000010, "US", mask.shape[-2])
        made.add_new(0x60000011, "US", mask.shape[-1])
        made.add_new(0x60000040, "CS", "G")
        made.add_new(0x60000050, "SS", list(origin))
        made.add_new(0x60001500, "LO", "drawing")
        made.add_new(0x60003000, "OW", self.bits(mask))
        return load_picture(write(path / "a", made, bytes(16)))

    def test_an_overlay_lies_at_its_origin(self, tmp_path: Path) -> None:
        (found,) = self.overlay(tmp_path, np.ones((2, 2), np.uint8), (2, 3)).overlays
        assert np.argwhere(found.mask).tolist() == [[1, 2], [1, 3], [2, 2], [2, 3]]
        assert (found.kind, found.label) == ("G", "drawing")

    @pytest.mark.parametrize(
        ("origin", "drawn"),
        [((-25, -25), 0), ((0, 0), 4), ((4, 4), 1), ((-1, 1), 3), ((5, 5), 0), ((3, -1), 2)],
    )
    def test_what_lies_outside_is_cut(
        self, tmp_path: Path, origin: tuple[int, int], drawn: int
    ) -> None:
        (found,) = self.overlay(tmp_path, np.ones((3, 3), np.uint8), origin).overlays
        assert int(found.mask.sum()) == drawn

    @pytest.mark.parametrize("vr", ["OB", "OW"])
    @pytest.mark.parametrize("syntax", [EXPLICIT, BIG_ENDIAN])
    def test_an_overlay_is_read_in_the_order_of_the_file(
        self, tmp_path: Path, syntax: str, vr: str
    ) -> None:
        mask = np.arange(96).reshape(8, 12) % 5 == 0
        raw = np.packbits(mask.ravel(), bitorder="little").tobytes()
        if syntax == BIG_ENDIAN and vr == "OW":
            raw = np.frombuffer(raw, "<u2").astype(">u2").tobytes()
        made = header(np.zeros((8, 12), np.uint8))
        made.add_new(0x60000010, "US", 8)
        made.add_new(0x60000011, "US", 12)
        made.add_new(0x60000050, "SS", [1, 1])
        made.add_new(0x60003000, vr, raw)
        found = load_picture(write(tmp_path / "a", made, bytes(96), syntax))
        assert np.array_equal(found.overlays[0].mask, mask)

    def test_an_overlay_without_data_is_left_out_quietly(self, tmp_path: Path) -> None:
        made = header(np.zeros((4, 4), np.uint8))
        made.add_new(0x60000010, "US", 4)
        made.add_new(0x60000011, "US", 4)
        made.add_new(0x60000102, "US", 0)
        assert load_picture(write(tmp_path / "a", made, bytes(16))).overlays == ()

    @pytest.mark.parametrize("syntax", [EXPLICIT, BIG_ENDIAN])
    @pytest.mark.parametrize("signed", [0, 1])
    def test_overlays_in_unused_bits_of_the_pixels_are_drawn(
        self, tmp_path: Path, syntax: str, signed: int
    ) -> None:
        values = np.arange(24, dtype=np.uint16).reshape(2, 3, 4)
        drawn = {12: values % 5 == 0, 15: values % 2 == 1}
        words = sum((mask.astype(np.uint16) << bit for bit, mask in drawn.items()), values)
        order = ">" if syntax == BIG_ENDIAN else "<"
        made = header(values[0], NumberOfFrames=2, BitsStored=12, HighBit=11)
        made.PixelRepresentation = signed
        self.embed(made, *drawn, 3)  # the last one claims a bit of the pixels
        path = write(tmp_path / "a", made, words.astype(f"{order}u2").tobytes(), syntax)
        for frame in range(2):
            found = load_picture(path, frame)
            assert np.array_equal(found.values, values[frame])
            masks = [overlay.mask for overlay in found.overlays]
            assert np.array_equal(masks, [mask[frame] for mask in drawn.values()])

    @staticmethod
    def embed(made: Dataset, *bits: int) -> None:
        """Say that these bits of the pixel data are overlays."""
        for group, bit in enumerate(bits):
            made.add_new(0x60000010 + (group << 17), "US", made.Rows)
            made.add_new(0x60000011 + (group << 17), "US", made.Columns)
            made.add_new(0x60000100 + (group << 17), "US", 16)
            made.add_new(0x60000102 + (group << 17), "US", bit)

    @pytest.mark.parametrize("syntax", [RLE, DEFLATED_FRAME, JPEG_2000])
    @pytest.mark.parametrize("signed", [0, 1])
    def test_overlays_in_unused_bits_of_compressed_pixels_are_drawn(
        self, tmp_path: Path, syntax: str, signed: int
    ) -> None:
        values = (np.arange(48 * 64, dtype=np.int16) % 2000 - 1000 * signed).reshape(48, 64)
        mask = values % 7 == 0
        words = (values.view(np.uint16) & 0xFFF) | (mask.astype(np.uint16) << 12)
        made = header(words, BitsStored=12, HighBit=11, PixelRepresentation=signed)
        self.embed(made, 12)
        path = compressed(tmp_path / "a", made, [encoded(words, syntax)], syntax)
        found = load_picture(path)
        assert np.array_equal(found.values, values)
        assert [np.array_equal(overlay.mask, mask) for overlay in found.overlays] == [True]

    @pytest.mark.parametrize(("syntax", "signed"), WITH_OVERLAY)
    def test_overlays_in_unused_bits_of_jpeg_are_drawn(
        self, tmp_path: Path, syntax: str, signed: int
    ) -> None:
        values = (np.arange(64, dtype=np.int16) * 30 - 1000 * signed).reshape(8, 8)
        made = header(values.view(np.uint16), BitsStored=12, HighBit=11, PixelRepresentation=signed)
        self.embed(made, 12)
        stream = WITH_OVERLAY[syntax, signed]
        found = load_picture(compressed(tmp_path / "a", made, [stream], syntax))
        assert np.array_equal(found.values, values)
        assert np.array_equal([each.mask for each in found.overlays], [values % 7 == 0])

    def test_a_lossy_stream_has_no_overlays_in_its_bits(self, tmp_path: Path) -> None:
        words = np.full((16, 16), 0x1100, np.uint16)
        made = header(words, BitsStored=12, HighBit=11)
        self.embed(made, 12)
        stream = encoded(words, JPEG_2000)
        path = compressed(tmp_path / "a", made, [stream], "1.2.840.10008.1.2.4.91")
        assert load_picture(path).overlays == ()

    def test_each_frame_has_its_own_plane(self, tmp_path: Path) -> None:
        planes = np.zeros((2, 3, 3), np.uint8)
        planes[1, 1, 1] = 1
        made = header(np.zeros((3, 3), np.uint8), NumberOfFrames=4)
        made.add_new(0x60000010, "US", 3)
        made.add_new(0x60000011, "US", 3)
        made.add_new(0x60000015, "IS", 2)
        made.add_new(0x60000050, "SS", [1, 1])
        made.add_new(0x60000051, "US", 2)
        made.add_new(0x60003000, "OW", self.bits(planes))
        path = write(tmp_path / "a", made, bytes(36))
        drawn = [[int(o.mask.sum()) for o in load_picture(path, n).overlays] for n in range(4)]
        assert drawn == [[], [0], [1], []]


class TestSegments:
    def segment(self, number: int, label: str, lab: list[int] | None = None) -> Any:
        found = item(SegmentNumber=number, SegmentLabel=label)
        if lab is not None:
            found.RecommendedDisplayCIELabValue = lab
        return found

    def test_a_binary_frame_shows_its_segment_in_its_colour(self, tmp_path: Path) -> None:
        white = [65535, 32896, 32896]
        made = header(
            np.zeros((2, 4), np.uint8),
            SOPClassUID=SEGMENTATION,
            Modality="SEG",
            SegmentationType="BINARY",
            BitsAllocated=1,
            BitsStored=1,
            HighBit=0,
            NumberOfFrames=2,
            SegmentSequence=items(self.segment(1, "Liver", white), self.segment(2, "Spleen")),
            PerFrameFunctionalGroupsSequence=items(
                *(
                    item(SegmentIdentificationSequence=items(item(ReferencedSegmentNumber=n)))
                    for n in (1, 2)
                )
            ),
        )
        path = write(tmp_path / "a", made, bytes([0b00000010, 0b00000001]))
        first, second = load_picture(path, 0), load_picture(path, 1)
        assert render(first, None)[0, :2].tolist() == [[0, 0, 0], [255, 255, 255]]
        assert [reading(first, 0, 0), reading(first, 0, 1)] == ["no segment", "Liver"]
        assert reading(second, 0, 0) == "Spleen"

    def test_a_fractional_frame_reads_as_a_share(self, tmp_path: Path) -> None:
        made = loaded(
            tmp_path,
            np.array([[0, 127, 254]], np.uint8),
            SOPClassUID=SEGMENTATION,
            SegmentationType="FRACTIONAL",
            MaximumFractionalValue=254,
            SegmentSequence=items(self.segment(1, "Tumour")),
        )
        assert reading(made, 0, 1) == "0.5 Tumour"
        shown = render(made, None)[0].astype(int)
        assert shown[0].tolist() == [0, 0, 0]
        assert np.abs(shown[1] * 2 - shown[2]).max() <= 1

    def label_map(self, tmp_path: Path, values: list[int], **attributes: Any) -> Picture:
        return loaded(
            tmp_path,
            np.array([values], np.uint16),
            SOPClassUID=SEGMENTATION,
            SegmentationType="LABELMAP",
            **attributes,
        )

    def test_a_label_map_names_every_label(self, tmp_path: Path) -> None:
        segments = items(self.segment(3, "Aorta"), self.segment(5, "Vein"))
        made = self.label_map(tmp_path, [0, 3, 9], SegmentSequence=segments)
        assert [reading(made, 0, n) for n in range(3)] == ["no segment", "Aorta", "segment 9"]
        assert render(made, None).shape == (1, 3, 3)

    def test_a_label_map_tells_which_of_its_segments_a_frame_has(self, tmp_path: Path) -> None:
        segments = items(*(self.segment(number, f"Organ {number}") for number in range(60)))
        colours = self.label_map(tmp_path, [0, 40, 3], SegmentSequence=segments).segment_colours
        assert colours is not None
        assert [segment.label for segment in colours.shown] == ["Organ 3", "Organ 40"]
        assert len(colours.segments) == 60

    def test_the_only_segment_is_named_also_where_it_has_no_pixel(self, tmp_path: Path) -> None:
        made = self.label_map(tmp_path, [0, 9], SegmentSequence=items(self.segment(3, "Aorta")))
        assert made.segment_colours is not None
        assert [segment.label for segment in made.segment_colours.shown] == ["Aorta"]
        assert reading(made, 0, 1) == "segment 9"

    def test_a_label_that_nothing_describes_has_a_colour_of_its_own(self, tmp_path: Path) -> None:
        segments = items(self.segment(1, "Aorta"), self.segment(2, "Vein"))
        levels = render(self.label_map(tmp_path, [1, 2, 3], SegmentSequence=segments), None)[0]
        assert len({tuple(colour) for colour in levels.tolist()}) == 3

    def test_a_label_map_with_a_palette_has_its_colours_and_its_names(self, tmp_path: Path) -> None:
        red, green, blue = (bytes(part) for part in ((0, 10, 20, 30), (0, 0, 5, 9), (7, 0, 0, 1)))
        attributes: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
        for name, entries in (("Red", red), ("Green", green), ("Blue", blue)):
            attributes[f"{name}PaletteColorLookupTableDescriptor"] = [4, 0, 8]
            attributes[f"{name}PaletteColorLookupTableData"] = entries
        segments = items(self.segment(2, "Aorta"), self.segment(3, "Vein"))
        made = self.label_map(tmp_path, [0, 2, 3], SegmentSequence=segments, **attributes)
        assert render(made, None)[0].tolist() == [[0, 0, 7], [20, 5, 0], [30, 9, 1]]
        assert [reading(made, 0, n) for n in range(3)] == ["no segment", "Aorta", "Vein"]
        assert made.segment_colours is not None
        shown = [(each.label, each.colour) for each in made.segment_colours.shown]
        assert shown == [("Aorta", (20, 5, 0)), ("Vein", (30, 9, 1))]

    @pytest.mark.parametrize(
        ("lab", "colour"),
        [
            ((65535, 32896, 32896), (255, 255, 255)),
            ((0, 32896, 32896), (0, 0, 0)),
            ((35579, 53662, 50858), (255, 0, 0)),
        ],
    )
    def test_cielab_becomes_the_colour_of_the_screen(
        self, lab: tuple[int, int, int], colour: tuple[int, int, int]
    ) -> None:
        assert np.abs(np.subtract(srgb(*lab), colour)).max() <= 3


class TestFacts:
    def test_the_facts_for_corners_and_notes(self, tmp_path: Path) -> None:
        found = loaded(
            tmp_path,
            PresentationIntentType="FOR PROCESSING",
            BurnedInAnnotation="YES",
            LossyImageCompression="01",
            LossyImageCompressionRatio="12.5",
            ImageLaterality="L",
            PatientOrientation=["A", "F"],
            SliceThickness="2.5",
            AnatomicalOrientationType="QUADRUPED",
        ).facts
        assert found.presentation_intent_type == "FOR PROCESSING"
        assert found.burned_in_annotation == "YES"
        assert (found.lossy, found.lossy_ratio) == (True, "12.5")
        assert found.laterality == "L"
        assert found.patient_orientation == ("A", "F")
        assert found.slice_thickness == 2.5
        assert found.anatomical_orientation_type == "QUADRUPED"

    @pytest.mark.parametrize(
        "cosines", [[1, 0, 0, 1, 0, 0], [1, 0, 0, 0.5, 0.8, 0], [5, 0, 0, 0, 5, 0], [1, 0, 0]]
    )
    def test_cosines_that_are_no_right_angle_give_no_orientation(
        self, tmp_path: Path, cosines: list[float]
    ) -> None:
        made = loaded(tmp_path, ImageOrientationPatient=cosines, PatientOrientation=["L", "P"])
        assert made.facts.image_orientation_patient == ()
        assert made.facts.patient_orientation == ("L", "P")

    def test_each_frame_may_have_a_patient_orientation_of_its_own(self, tmp_path: Path) -> None:
        groups = [
            item(PatientOrientationInFrameSequence=items(item(PatientOrientation=["A", foot])))
            for foot in ("F", "FR")
        ]
        path = frames(
            tmp_path / "a",
            np.zeros((2, 2, 2), np.uint16),
            PatientOrientation=["L", "P"],
            PerFrameFunctionalGroupsSequence=items(*groups),
        )
        found = [load_picture(path, number).facts.patient_orientation for number in (0, 1)]
        assert found == [("A", "F"), ("A", "FR")]

    def test_colours_of_an_enhanced_palette_are_said_to_be_missing(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, EnhancedPaletteColorLookupTableSequence=items(item()))
        assert made.notice == "without its Enhanced Palette: in greys"

    def test_a_tile_knows_its_place_in_the_slide(self, tmp_path: Path) -> None:
        path = frames(
            tmp_path / "a",
            np.zeros((6, 2, 2), np.uint8),
            Modality="SM",
            DimensionOrganizationType="TILED_FULL",
            TotalPixelMatrixColumns=5,
            TotalPixelMatrixRows=4,
        )
        tile = load_picture(path, 4).facts.tile
        assert tile is not None
        assert (tile.row, tile.column, tile.matrix_rows, tile.matrix_columns) == (2, 2, 4, 5)

    @pytest.mark.parametrize(
        ("character_set", "name"),
        [("ISO_IR 192", "Tête"), ("ISO_IR 100", "Tête"), ("ISO_IR 13", "ﾔﾏﾀﾞ")],
    )
    def test_names_are_decoded_by_their_character_set(
        self, tmp_path: Path, character_set: str, name: str
    ) -> None:
        made = loaded(
            tmp_path,
            SpecificCharacterSet=character_set,
            WindowCenter=1,
            WindowWidth=2,
            WindowCenterWidthExplanation=name,
        )
        assert made.windows == (Window(1, 2, explanation=name),)

    def test_an_unknown_character_set_still_gives_a_name(self, tmp_path: Path) -> None:
        made = header(VALUES, SpecificCharacterSet="ISO_IR 100", WindowCenter=1, WindowWidth=2)
        made.WindowCenterWidthExplanation = "Tête"
        path = Path(write(tmp_path / "a", made, VALUES.tobytes()))
        path.write_bytes(path.read_bytes().replace(b"ISO_IR 100", b"zlib      "))
        assert load_picture(str(path)).windows == (Window(1, 2, explanation="Tête"),)


class TestNoPixels:
    def test_a_stripped_image_says_so(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a", header(VALUES, SOPClassUID=CT), None)
        with pytest.raises(NoPicture, match="no pixel data in this file"):
            load_picture(path)

    @pytest.mark.parametrize("syntax", [EXPLICIT, *REFERENCED_DEFLATED])
    def test_pixels_that_a_server_holds_are_said_to_be_there(
        self, tmp_path: Path, syntax: str
    ) -> None:
        made = part10(element(0x00287FE0, "UR", b"http://server/1"), syntax)
        (tmp_path / "a").write_bytes(made)
        with pytest.raises(NoPicture, match="names a server that holds it"):
            load_picture(str(tmp_path / "a"))

    def test_a_pdf_says_so(self, tmp_path: Path) -> None:
        made = item(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1", SOPInstanceUID="1.2")
        with pytest.raises(NoPicture, match="PDF"):
            load_picture(write(tmp_path / "a", made, None))

    def test_a_missing_file_is_an_os_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            load_picture(str(tmp_path / "none"))

    @pytest.mark.parametrize("content", [b"", b"DICM", b"\0" * 132 + b"junk", b"\xff" * 4000])
    def test_anything_else_is_not_dicom(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a").write_bytes(content)
        with pytest.raises(NoPicture, match="not a DICOM file"):
            load_picture(str(tmp_path / "a"))


class TestHostileHeaders:
    def with_front(self, path: Path, front: bytes) -> str:
        """Write a good picture with `front` before the first element of its data set."""
        good = Path(picture(path / "a", VALUES))
        raw = good.read_bytes()
        at = raw.index(b"\x08\x00\x16\x00UI")
        good.write_bytes(raw[:at] + front + raw[at:])
        return str(good)

    @pytest.mark.parametrize("depth", [50, 3000, 100_000])
    def test_deep_nesting_costs_neither_the_stack_nor_the_picture(
        self, tmp_path: Path, depth: int
    ) -> None:
        opening = b"\x08\x00\x15\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
        closing = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
        path = self.with_front(tmp_path, opening * depth + closing * depth)
        assert np.array_equal(load_picture(path).values, VALUES)

    def test_a_length_beyond_the_file_reads_nothing(self, tmp_path: Path) -> None:
        front = b"\x08\x00\x15\x11UN\0\0" + struct.pack("<I", 0xFFFFFFF0)
        with pytest.raises(NoPicture):
            load_picture(self.with_front(tmp_path, front))

    def test_a_million_elements_are_too_many(self, tmp_path: Path) -> None:
        front = b"\x08\x00\x15\x11UN\0\0\0\0\0\0" * 200_000
        with pytest.raises(NoPicture):
            load_picture(self.with_front(tmp_path, front))

    def test_values_of_the_wrong_kind_do_not_raise(self, tmp_path: Path) -> None:
        made = header(VALUES)
        for keyword in ("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept",
                        "PixelSpacing", "SliceThickness", "PixelPaddingValue"):  # fmt: skip
            made.add_new(keyword, "OB", b"\xff\xfe\xfd\xfc")
        path = write(tmp_path / "a", made, VALUES.tobytes())
        assert np.array_equal(load_picture(path).values, VALUES)
