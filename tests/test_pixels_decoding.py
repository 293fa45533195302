"""Stored values out of native and compressed pixel data, right, odd and cut short."""

import io
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom.uid import AllTransferSyntaxes

from dicomtree.pixels import NoPicture, decoders, load_picture, reading, render, stored_values
from dicomtree.pixels.decoders import PanicsAsErrors, _decoder
from dicomtree.pixels.transfer_syntaxes import plugins_in_order, transfer_syntax_name
from tests.picture_files import (
    BIG_ENDIAN,
    EXPLICIT,
    IMPLICIT,
    compressed,
    frames,
    header,
    picture,
    rle_frame,
    run_lengths,
    write,
)

JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.57"
JPEG_2000 = "1.2.840.10008.1.2.4.90"
JPEG_LS = "1.2.840.10008.1.2.4.80"
RLE = "1.2.840.10008.1.2.5"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
ENCAPSULATED_UNCOMPRESSED = "1.2.840.10008.1.2.1.98"

RANDOM = np.random.default_rng(20261121)
NOISE = RANDOM.integers(0, 256, (6, 10), dtype=np.uint8)


def jpeg(values: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "JPEG", quality=100)
    return stream.getvalue()


def jpeg_2000(values: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "JPEG2000", no_jp2=True, irreversible=False)
    return stream.getvalue()


SEVEN_BITS = np.zeros((16, 16), np.uint8)
SEVEN_BITS[4:] = 100
# Written by CharLS: what can encode seven bits is no requirement of the tests.
SEVEN_BITS_JPEG_LS = bytes.fromhex(
    "ffd8fff7000b070010001001011100ffda0008010100000000ff7fc00000b5bfff5ffeffd9"
)

DOWN, ACROSS = np.mgrid[:8, :8]
# Written by OpenJPH: none of the packages that the tests need can encode HTJ2K.
HTJ2K = {
    "bytes": (
        (DOWN * 20 + ACROSS * 9).astype(np.uint8),
        bytes.fromhex(
            "ff4fff5100294000000000080000000800000000000000000000000800000008000000000000000000010701"
            "01ff500008000200000002ff52000c00020001000204044001ff5c000a2048505050484848ff64001700014f"
            "70656e4a50482056657220302e32362e332eff90000a00000000003f0001ff93c02a00ff6496e10080b400c0"
            "13401300c6fc0002740058ec00235400c0278054800000a0a7c27500a631e6c00001ecb600ffd9"
        ),
    ),
    "signed words": (
        (DOWN * 200 - ACROSS * 70).astype(np.int16),
        bytes.fromhex(
            "ff4fff5100294000000000080000000800000000000000000000000800000008000000000000000000018f01"
            "01ff50000800020000000aff52000c00020001000204044001ff5c000a2088909090888888ff64001700014f"
            "70656e4a50482056657220302e32362e332eff90000a0000000000480001ff93c0002a0020f749940144b400"
            "c0001340001380393901827400820bfe00835400c0002a600015408bc562f1aa710275008e1d1d1dc03181ec"
            "b600ffd9"
        ),
    ),
    "colour": (
        np.stack([DOWN * 30, ACROSS * 30, DOWN + ACROSS], axis=2).astype(np.uint8),
        bytes.fromhex(
            "ff4fff51002f4000000000080000000800000000000000000000000800000008000000000000000000030701"
            "01070101070101ff500008000200000003ff52000c00020001010204044001ff5c000a2050585858505050ff"
            "64001700014f70656e4a50482056657220302e32362e332eff90000a0000000000ab0001ff93c01500fdb779"
            "eb00419400c013800807fd00c3b400c013801023fe018d7400c009e004d002400091f80020540002100004b4"
            "00f00b3300c009a0048081c001027400fa075300c009a004c085c201027400868600435400c0151005440138"
            "8039f3429f3965000074e0392dcc650000fc0d6799d500c0151004a039e7fcaa70027500f0c03a9400c01510"
            "05487beffdaa70027500bad6fac00001ecb600ffd9"
        ),
    ),
}


class TestNative:
    @pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG_ENDIAN])
    @pytest.mark.parametrize("kind", ["u1", "u2", "i2", "u4", "i4"])
    def test_every_integer_is_read_as_it_was_written(
        self, tmp_path: Path, syntax: str, kind: str
    ) -> None:
        limits = np.iinfo(kind)
        values = RANDOM.integers(limits.min, limits.max, (3, 5), dtype=np.dtype(kind))
        found = stored_values(picture(tmp_path / "a", values, syntax=syntax))
        assert np.array_equal(found, values)

    @pytest.mark.parametrize("kind", ["f4", "f8"])
    def test_float_pixel_data_comes_as_it_is(self, tmp_path: Path, kind: str) -> None:
        values = RANDOM.normal(size=(3, 5)).astype(kind)
        made = header(values, BitsStored=None, HighBit=None, PixelRepresentation=None)
        setattr(
            made, "FloatPixelData" if kind == "f4" else "DoubleFloatPixelData", values.tobytes()
        )
        found = stored_values(write(tmp_path / "a", made, None))
        assert found.dtype == values.dtype
        assert np.array_equal(found, values)

    def test_signed_values_are_extended_from_bits_stored(self, tmp_path: Path) -> None:
        raw = np.array([[0x0800, 0x0FFF, 0x07FF, 0xF001]], np.uint16)
        path = picture(tmp_path / "a", raw, BitsStored=12, HighBit=11, PixelRepresentation=1)
        assert stored_values(path).tolist() == [[-2048, -1, 2047, 1]]

    def test_unsigned_values_lose_bits_beyond_bits_stored(self, tmp_path: Path) -> None:
        raw = np.array([[0xF00F, 0x0FFF]], np.uint16)
        found = stored_values(picture(tmp_path / "a", raw, BitsStored=12, HighBit=11))
        assert found.tolist() == [[0x00F, 0xFFF]]

    def test_values_at_the_high_end_of_the_word_are_moved_down(self, tmp_path: Path) -> None:
        raw = np.array([[0x1230, 0xFFFF]], np.uint16)
        found = stored_values(picture(tmp_path / "a", raw, BitsStored=12, HighBit=15))
        assert found.tolist() == [[0x123, 0xFFF]]

    def test_twelve_bits_allocated_are_unpacked(self, tmp_path: Path) -> None:
        packed = bytes([0x21, 0x43, 0x65]) * 4
        made = header(np.zeros((2, 4), np.uint16), BitsAllocated=12, BitsStored=12, HighBit=11)
        found = stored_values(write(tmp_path / "a", made, packed))
        assert found.tolist() == [[0x321, 0x654] * 2] * 2

    def test_frames_of_one_bit_need_not_begin_on_a_byte(self, tmp_path: Path) -> None:
        bits = RANDOM.integers(0, 2, (3, 3, 5), dtype=np.uint8)
        packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
        made = header(bits[0], BitsAllocated=1, BitsStored=1, HighBit=0, NumberOfFrames=3)
        path = write(tmp_path / "a", made, packed)
        for number in range(3):
            assert np.array_equal(stored_values(path, number), bits[number])

    def test_odd_frames_of_bytes_in_big_endian_words(self, tmp_path: Path) -> None:
        values = RANDOM.integers(0, 256, (3, 3, 3), dtype=np.uint8)
        raw = values.tobytes() + b"\0"
        swapped = np.frombuffer(raw, "<u2").astype(">u2").tobytes()
        made = header(values[0], NumberOfFrames=3)
        made.add_new("PixelData", "OW", swapped)
        path = write(tmp_path / "a", made, None, BIG_ENDIAN)
        for number in range(3):
            assert np.array_equal(stored_values(path, number), values[number])

    @pytest.mark.parametrize("width", [1, 12])
    def test_packed_bits_in_big_endian_words(self, tmp_path: Path, width: int) -> None:
        values = RANDOM.integers(0, 1 << width, (3, 3, 8), dtype=np.uint16)
        places = np.arange(width, dtype=np.uint16)
        bits = (values[..., None] >> places & 1).astype(np.uint8)
        packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
        words = packed + bytes(len(packed) % 2)
        made = header(
            values[0], BitsAllocated=width, BitsStored=width, HighBit=width - 1, NumberOfFrames=3
        )
        made.add_new("PixelData", "OW", np.frombuffer(words, "<u2").astype(">u2").tobytes())
        path = write(tmp_path / "a", made, None, BIG_ENDIAN)
        for number in range(3):
            assert np.array_equal(stored_values(path, number), values[number])

    def test_colour_by_plane_comes_by_pixel(self, tmp_path: Path) -> None:
        values = RANDOM.integers(0, 256, (4, 6, 3), dtype=np.uint8)
        made = header(values, PlanarConfiguration=1)
        path = write(tmp_path / "a", made, values.transpose(2, 0, 1).tobytes())
        assert np.array_equal(stored_values(path), values)

    def test_ybr_422_gives_each_pixel_its_chrominance(self, tmp_path: Path) -> None:
        made = header(np.zeros((1, 4, 3), np.uint8), PhotometricInterpretation="YBR_FULL_422")
        path = write(tmp_path / "a", made, bytes([1, 2, 9, 8, 3, 4, 7, 6]))
        assert stored_values(path).tolist() == [[[1, 9, 8], [2, 9, 8], [3, 7, 6], [4, 7, 6]]]

    def test_ybr_422_in_name_only_is_read_whole(self, tmp_path: Path) -> None:
        values = RANDOM.integers(0, 256, (2, 4, 3), dtype=np.uint8)
        path = picture(tmp_path / "a", values, PhotometricInterpretation="YBR_FULL_422")
        assert np.array_equal(stored_values(path), values)

    @pytest.mark.parametrize("frame", [-1, 3])
    def test_a_frame_out_of_range_is_an_index_error(self, tmp_path: Path, frame: int) -> None:
        path = frames(tmp_path / "a", np.zeros((3, 4, 4), np.uint8))
        with pytest.raises(IndexError, match="3"):
            stored_values(path, frame)

    @pytest.mark.parametrize("stated", ["0", "", "1A", "-3", "inf", "junk"])
    def test_an_unreadable_number_of_frames_means_one(self, tmp_path: Path, stated: str) -> None:
        made = header(NOISE)
        made.add_new("NumberOfFrames", "LO", stated)
        path = write(tmp_path / "a", made, NOISE.tobytes())
        assert np.array_equal(stored_values(path), NOISE)
        with pytest.raises(IndexError):
            stored_values(path, 1)


class TestCutShort:
    VALUES = np.arange(1, 65, dtype=np.uint16).reshape(8, 8)

    def test_the_rows_there_are_stay_and_the_rest_is_zero(self, tmp_path: Path) -> None:
        path = Path(picture(tmp_path / "a", self.VALUES))
        path.write_bytes(path.read_bytes()[: -3 * 16 - 5])
        with pytest.warns(UserWarning, match="4 of 8 rows"):
            found = stored_values(str(path))
        assert np.array_equal(found[:4], self.VALUES[:4])
        assert not found[4:].any()
        assert load_picture(str(path)).notice == "pixel data cut short: 4 of 8 rows"

    def test_a_length_that_is_too_short_counts_like_a_short_file(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a", header(self.VALUES), self.VALUES[:2].tobytes())
        assert load_picture(path).notice == "pixel data cut short: 2 of 8 rows"

    def test_frames_behind_the_end_have_no_picture(self, tmp_path: Path) -> None:
        path = Path(frames(tmp_path / "a", np.ones((4, 8, 8), np.uint16)))
        path.write_bytes(path.read_bytes()[:-200])
        assert stored_values(str(path), 1).all()
        with pytest.raises(NoPicture, match=r"Of frame 4 .* not hold one whole row"):
            stored_values(str(path), 3)

    def test_less_than_a_row_is_no_picture(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a", header(self.VALUES), self.VALUES[0, :7].tobytes())
        with pytest.raises(NoPicture, match=r"Of frame 1 .* not hold one whole row"):
            stored_values(path)

    def test_colour_by_plane_keeps_the_planes_there_are(self, tmp_path: Path) -> None:
        values = np.full((4, 4, 3), 9, np.uint8)
        path = write(tmp_path / "a", header(values, PlanarConfiguration=1), bytes([9]) * 36)
        made = load_picture(path)
        assert made.notice == "pixel data cut short: 1 of 4 rows"
        assert made.values[3, 0].tolist() == [9, 9, 0]


class TestLyingHeaders:
    def test_a_missing_transfer_syntax_is_read_off_the_data(self, tmp_path: Path) -> None:
        for syntax in (EXPLICIT, IMPLICIT, BIG_ENDIAN):
            made = header(NOISE.astype(np.uint16))
            order = ">" if syntax == BIG_ENDIAN else "<"
            path = Path(write(tmp_path / "a", made, NOISE.astype(f"{order}u2").tobytes(), syntax))
            uid = syntax.encode() + b"\0" * (len(syntax) % 2)
            path.write_bytes(path.read_bytes().replace(uid, b"\0" * len(uid), 1))
            assert np.array_equal(stored_values(str(path)), NOISE), syntax

    def test_a_wrong_native_syntax_is_overruled_by_the_data(self, tmp_path: Path) -> None:
        path = Path(picture(tmp_path / "a", NOISE, syntax=IMPLICIT))
        uid, wrong = b"1.2.840.10008.1.2\0", b"1.2.840.10008.1.9\0"
        assert uid in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(uid, wrong, 1))
        assert np.array_equal(stored_values(str(path)), NOISE)

    def test_a_file_without_preamble_or_meta_is_read(self, tmp_path: Path) -> None:
        made = header(NOISE)
        path = Path(write(tmp_path / "a", made, NOISE.tobytes()))
        raw = path.read_bytes()
        path.write_bytes(raw[raw.index(b"\x08\x00\x16\x00UI") :])
        assert np.array_equal(stored_values(str(path)), NOISE)

    def test_fragments_under_a_native_syntax_are_told_by_their_content(
        self, tmp_path: Path
    ) -> None:
        path = Path(compressed(tmp_path / "a", header(NOISE), [jpeg_2000(NOISE)], JPEG_2000))
        native = EXPLICIT.encode().ljust(len(JPEG_2000), b"\0")
        path.write_bytes(path.read_bytes().replace(JPEG_2000.encode(), native))
        assert np.array_equal(stored_values(str(path)), NOISE)

    def test_fragments_of_a_stated_length_are_fragments(self, tmp_path: Path) -> None:
        path = Path(compressed(tmp_path / "a", header(NOISE), [jpeg_2000(NOISE)], JPEG_2000))
        raw = path.read_bytes()
        at = raw.index(b"\xe0\x7f\x10\x00OB\0\0") + 8
        length = len(raw) - at - 4
        path.write_bytes(raw[:at] + length.to_bytes(4, "little") + raw[at + 4 :])
        assert np.array_equal(stored_values(str(path)), NOISE)

    def test_a_stream_without_fragments_is_not_shown_as_noise(self, tmp_path: Path) -> None:
        path = Path(compressed(tmp_path / "a", header(NOISE), [jpeg_2000(NOISE)], JPEG_2000))
        raw = path.read_bytes()
        at = raw.index(b"\xe0\x7f\x10\x00OB\0\0") + 8
        path.write_bytes(raw[:at] + (30).to_bytes(4, "little") + b"\xff\xd8" + bytes(28))
        with pytest.raises(NoPicture, match="not in fragments, as JPEG 2000 lossless must be"):
            stored_values(str(path))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"Rows": None}, "Rows is missing"),
            ({"Columns": 0}, "Columns is 0"),
            ({"BitsAllocated": None}, "Bits Allocated is missing"),
            ({"BitsAllocated": 4711}, "4711"),
            ({"SamplesPerPixel": 7}, "Samples per Pixel is 7"),
            ({"Rows": 65535, "Columns": 65535}, "512 MiB"),
        ],
    )
    def test_numbers_that_make_no_sense_are_named(
        self, tmp_path: Path, changes: dict[str, Any], words: str
    ) -> None:
        path = write(tmp_path / "a", header(NOISE, **changes), NOISE.tobytes())
        with pytest.raises(NoPicture, match=words):
            stored_values(path)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"Rows": 7}, "10 x 6 pixels, but the header says 10 x 7"),
            ({"SamplesPerPixel": 3, "PlanarConfiguration": 0}, "1 components"),
        ],
    )
    @pytest.mark.parametrize("encode", [jpeg, jpeg_2000])
    def test_a_stream_that_contradicts_the_header_is_refused(
        self, tmp_path: Path, encode: Any, changes: dict[str, Any], words: str
    ) -> None:
        syntax = JPEG_BASELINE if encode is jpeg else JPEG_2000
        path = compressed(tmp_path / "a", header(NOISE, **changes), [encode(NOISE)], syntax)
        with pytest.raises(NoPicture, match=words):
            stored_values(path)

    @pytest.mark.parametrize("stated", ["RGB", "YBR_FULL", "YBR_FULL_422"])
    @pytest.mark.parametrize("segments", ["JFIF", "Adobe", "JFIF and Adobe", "none"])
    def test_colours_do_not_depend_on_what_else_a_jpeg_says_of_itself(
        self, tmp_path: Path, segments: str, stated: str
    ) -> None:
        values = np.full((16, 16, 3), (200, 40, 180), np.uint8)
        written = io.BytesIO()
        Image.fromarray(values).save(written, "JPEG", quality=100, subsampling=0)
        stream = written.getvalue()
        end_of_jfif = 4 + int.from_bytes(stream[4:6], "big")
        jfif = stream[2:end_of_jfif] if "JFIF" in segments else b""
        adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\1" if "Adobe" in segments else b""
        stream = stream[:2] + jfif + adobe + stream[end_of_jfif:]
        made = header(values, PhotometricInterpretation=stated)
        path = compressed(tmp_path / "a", made, [stream], JPEG_BASELINE)
        is_ybr = segments != "none" or stated != "RGB"  # nothing then says that it is not RGB
        shown = render(load_picture(path), None)[3, 3].astype(int)
        assert (np.abs(shown - values[3, 3]).max() <= 2) == is_ybr

    def test_colour_components_named_by_letters_are_rgb(self, pydicom_files: Path) -> None:
        made = load_picture(str(pydicom_files / "SC_rgb_dcmtk_+eb+cr.dcm"))
        assert reading(made, 0, 0) == "R 255, G 0, B 0"


class TestCompressed:
    def test_frames_are_found_with_and_without_an_offset_table(self, tmp_path: Path) -> None:
        stack = RANDOM.integers(0, 256, (3, 6, 10), dtype=np.uint8)
        streams = [jpeg_2000(frame) for frame in stack]
        for table in (True, False):
            made = header(stack[0], NumberOfFrames=3)
            path = compressed(tmp_path / "a", made, streams, JPEG_2000, table=table)
            for number in range(3):
                assert np.array_equal(stored_values(path, number), stack[number])

    def test_frames_in_many_fragments_are_put_together(self, tmp_path: Path) -> None:
        stack = RANDOM.integers(0, 256, (2, 6, 10), dtype=np.uint8)
        streams = [jpeg_2000(frame).ljust(260, b"\0") for frame in stack]
        parts = [part for s in streams for part in (s[:100], s[100:200], s[200:])]
        path = compressed(
            tmp_path / "a", header(stack[0], NumberOfFrames=2), parts, JPEG_2000, table=False
        )
        for number in range(2):
            assert np.array_equal(stored_values(path, number), stack[number])

    def test_an_extended_offset_table_is_followed(self, tmp_path: Path) -> None:
        stack = RANDOM.integers(0, 256, (3, 6, 10), dtype=np.uint8)
        streams = [jpeg_2000(frame).ljust(300, b"\0") for frame in stack]
        starts = np.arange(3, dtype="<u8") * 308
        made = header(stack[0], NumberOfFrames=3, ExtendedOffsetTable=starts.tobytes())
        path = compressed(tmp_path / "a", made, streams, JPEG_2000, table=False)
        for number in range(3):
            assert np.array_equal(stored_values(path, number), stack[number])

    def test_fill_bytes_before_markers_are_allowed(self, tmp_path: Path) -> None:
        stream = jpeg(NOISE)
        filled = stream.replace(b"\xff\xdb", b"\xff\xff\xff\xdb", 1)
        first = stored_values(compressed(tmp_path / "a", header(NOISE), [stream], JPEG_BASELINE))
        second = stored_values(compressed(tmp_path / "b", header(NOISE), [filled], JPEG_BASELINE))
        assert np.array_equal(first, second)

    def test_a_stream_wider_than_its_header_allows_is_refused(self, tmp_path: Path) -> None:
        stream = jpeg_2000(NOISE.astype(np.uint16) * 257)
        path = compressed(tmp_path / "a", header(NOISE), [stream], JPEG_2000)
        with pytest.raises(NoPicture, match="16 bits, but the header allows 8"):
            stored_values(path)

    def test_one_bad_frame_leaves_the_others(self, tmp_path: Path) -> None:
        stack = RANDOM.integers(0, 256, (3, 6, 10), dtype=np.uint8)
        streams = [jpeg_2000(frame) for frame in stack]
        streams[1] = b"\0" * len(streams[1])
        path = compressed(tmp_path / "a", header(stack[0], NumberOfFrames=3), streams, JPEG_2000)
        with pytest.raises(NoPicture, match="damaged"):
            stored_values(path, 1)
        assert np.array_equal(stored_values(path, 2), stack[2])

    def test_jpeg_2000_with_a_file_around_it_is_decoded_like_the_stream_alone(
        self, tmp_path: Path
    ) -> None:
        stream = io.BytesIO()
        Image.fromarray(NOISE).save(stream, "JPEG2000", irreversible=False)
        assert stream.getvalue().startswith(b"\0\0\0\x0cjP  ")
        path = compressed(tmp_path / "a", header(NOISE), [stream.getvalue()], JPEG_2000)
        assert np.array_equal(stored_values(path), NOISE)

    def test_twelve_bit_jpeg_is_decoded_by_gdcm_itself(self, pydicom_files: Path) -> None:
        values = stored_values(str(pydicom_files / "JPGExtended.dcm"))
        assert (values.shape, values.max()) == ((1024, 256), 264)

    @pytest.mark.parametrize("packed", [True, False])
    def test_run_lengths_of_one_bit(self, tmp_path: Path, packed: bool) -> None:
        bits = RANDOM.integers(0, 2, (5, 9), dtype=np.uint8)
        segment = np.packbits(bits.ravel(), bitorder="little") if packed else bits
        made = header(bits, BitsAllocated=1, BitsStored=1, HighBit=0)
        path = compressed(tmp_path / "a", made, [rle_frame(run_lengths(segment))], RLE)
        assert np.array_equal(stored_values(path), bits)

    def test_run_lengths_of_sixteen_bits(self, tmp_path: Path) -> None:
        values = RANDOM.integers(-999, 999, (5, 9), dtype=np.int16)
        high, low = values.astype(">i2").view(np.uint8).reshape(-1, 2).T
        stream = rle_frame(run_lengths(high), run_lengths(low))
        path = compressed(tmp_path / "a", header(values), [stream], RLE)
        assert np.array_equal(stored_values(path), values)

    @pytest.mark.parametrize("kind", ["u2", "i2"])
    @pytest.mark.parametrize("plugin", ["pylibjpeg", "pydicom"])
    def test_bits_above_bits_stored_are_left_out_of_run_lengths(
        self, tmp_path: Path, kind: str, plugin: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(decoders, "plugins_in_order", lambda *_: (plugin,))
        values = RANDOM.integers(0, 1 << 12, (5, 9), dtype=np.uint16)
        high, low = (values | 0x5000).astype(">u2").view(np.uint8).reshape(-1, 2).T
        stream = rle_frame(run_lengths(high), run_lengths(low))
        made = header(values.astype(kind), BitsStored=12, HighBit=11)
        path = compressed(tmp_path / "a", made, [stream], RLE)
        expected = values if kind == "u2" else (values.view("i2") << 4) >> 4
        assert np.array_equal(stored_values(path), expected)
        assert stored_values(path).dtype == np.dtype(kind)

    def test_deflated_image_frames(self, tmp_path: Path) -> None:
        bits = RANDOM.integers(0, 2, (2, 5, 9), dtype=np.uint8)
        streams = []
        for frame in bits:
            deflate = zlib.compressobj(wbits=-15)
            packed = np.packbits(frame.ravel(), bitorder="little").tobytes()
            streams.append(deflate.compress(packed) + deflate.flush())
        made = header(bits[0], BitsAllocated=1, BitsStored=1, HighBit=0, NumberOfFrames=2)
        path = compressed(tmp_path / "a", made, streams, DEFLATED_FRAME)
        for number in range(2):
            assert np.array_equal(stored_values(path, number), bits[number])

    def test_encapsulated_uncompressed_frames(self, tmp_path: Path) -> None:
        stack = RANDOM.integers(0, 65536, (2, 5, 9), dtype=np.uint16)
        streams = [frame.tobytes() for frame in stack]
        made = header(stack[0], NumberOfFrames=2)
        path = compressed(tmp_path / "a", made, streams, ENCAPSULATED_UNCOMPRESSED)
        assert np.array_equal(stored_values(path, 1), stack[1])

    def test_lossy_values_beyond_bits_stored_are_not_masked(self, corpus: Path) -> None:
        values = stored_values(str(corpus / "compressed/wg04/JPLY/RG3_JPLY"))
        assert values.max() == 1024

    def test_jpeg_2000_of_the_wrong_sign_is_put_right(self, pydicom_files: Path) -> None:
        values = stored_values(str(pydicom_files / "J2K_pixelrep_mismatch.dcm"))
        assert values.min() == -2000

    @pytest.mark.parametrize(("step", "first"), [(1, "gdcm"), (128, "pylibjpeg")])
    def test_jpeg_2000_goes_first_to_the_decoder_that_is_faster_on_it(
        self, tmp_path: Path, step: int, first: str
    ) -> None:
        values = RANDOM.integers(0, 256, (96, 160), dtype=np.uint8)
        values = np.kron(values[::step, ::step], np.ones((step, step), np.uint8))[:96, :160]
        stream = jpeg_2000(values)
        order = plugins_in_order(JPEG_2000, len(stream) * 8 / values.size)
        assert order[0] == first
        path = compressed(tmp_path / "a", header(values), [stream], JPEG_2000)
        assert np.array_equal(stored_values(path), values)

    @pytest.mark.parametrize("kind", HTJ2K)
    @pytest.mark.parametrize("syntax", [201, 202, 203])
    def test_high_throughput_jpeg_2000(self, tmp_path: Path, kind: str, syntax: int) -> None:
        values, stream = HTJ2K[kind]
        colours = "YBR_RCT" if values.ndim == 3 else "MONOCHROME2"
        made = header(values, PhotometricInterpretation=colours)
        path = compressed(tmp_path / "a", made, [stream], f"1.2.840.10008.1.2.4.{syntax}")
        found = load_picture(path)
        assert np.array_equal(found.values, values)
        assert found.values.dtype == values.dtype
        assert found.facts.transfer_syntax == ("HTJ2K" if syntax == 203 else "HTJ2K lossless")

    def test_jpeg_lossless_with_any_predictor(self, tmp_path: Path) -> None:
        encoder = shutil.which("dcmcjpeg")
        if encoder is None:
            pytest.skip("dcmtk's dcmcjpeg is not installed: nothing here can write this syntax")
        values = RANDOM.integers(0, 4096, (16, 24), dtype=np.uint16)
        made = {"StudyInstanceUID": "1.2.1", "SeriesInstanceUID": "1.2.2"}
        source = picture(tmp_path / "a", values, BitsStored=12, HighBit=11, **made)
        target = tmp_path / "b"
        subprocess.run([encoder, "+el", "+sv", "6", source, str(target)], check=True,
                       capture_output=True)  # fmt: skip
        assert JPEG_LOSSLESS.encode() in target.read_bytes()[:1000]
        assert np.array_equal(stored_values(str(target)), values)

    def test_a_missing_decoder_is_named_with_its_package(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = compressed(tmp_path / "a", header(NOISE), [jpeg_2000(NOISE)], JPEG_2000)
        decoder = _decoder(JPEG_2000)
        monkeypatch.setattr(decoder, "_available", {})
        with pytest.raises(NoPicture, match="needs the Python package pylibjpeg-openjpeg"):
            stored_values(path)

    def test_twelve_bits_need_another_package_than_eight(
        self, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        decoder = _decoder("1.2.840.10008.1.2.4.51")
        only = {"pillow": decoder._available["pillow"]}
        monkeypatch.setattr(decoder, "_available", only)
        with pytest.raises(NoPicture, match="JPEG Extended needs the Python package python-gdcm"):
            stored_values(str(corpus / "compressed/wg04/JPLY/RG3_JPLY"))

    def test_the_package_for_what_the_usual_one_cannot_decode_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = header(SEVEN_BITS, BitsStored=7, HighBit=6)
        path = compressed(tmp_path / "a", made, [SEVEN_BITS_JPEG_LS], JPEG_LS)
        decoder = _decoder(JPEG_LS)
        monkeypatch.setattr(decoder, "_available", {"gdcm": decoder._available["gdcm"]})
        with pytest.raises(NoPicture, match="needs the Python package pyjpegls, which is not"):
            stored_values(path)

    @pytest.mark.parametrize(
        ("syntax", "words"),
        [
            ("1.2.840.10008.1.2.4.100.1", "MPEG-2 video.*Python package av decodes it"),
            ("1.2.840.10008.1.2.4.102", "H.264 video.*Python package av decodes it"),
            ("1.2.840.10008.1.2.4.108", "HEVC video.*Python package av decodes it"),
            ("1.2.840.10008.1.2.4.94", "not in this file: it names a server"),
            ("1.2.840.10008.1.2.4.204", "not in this file: it names a server"),
            ("1.2.840.10008.1.2.7.1", "not in this file: it describes a live stream"),
            ("1.2.840.10008.1.2.4.110", "no decoder for JPEG XL.*package imagecodecs has one"),
            ("1.2.840.10008.1.2.4.66", "hierarchical JPEG, for which no Python decoder is known"),
            ("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2, for which no Python decoder is known"),
            ("1.2.840.10008.1.2.4.201", "damaged"),
            ("1.2.3.4.5", "cannot be decoded here .1.2.3.4.5"),
        ],
    )
    def test_what_nothing_here_decodes_is_named(
        self, tmp_path: Path, syntax: str, words: str
    ) -> None:
        path = compressed(tmp_path / "a", header(NOISE), [b"\0" * 64], syntax)
        with pytest.raises(NoPicture, match=words):
            stored_values(path)

    def test_what_is_compressed_against_what_the_file_says_is_named(self, tmp_path: Path) -> None:
        path = Path(compressed(tmp_path / "a", header(NOISE), [b"\0" * 64], JPEG_2000))
        native = EXPLICIT.encode().ljust(len(JPEG_2000), b"\0")
        path.write_bytes(path.read_bytes().replace(JPEG_2000.encode(), native))
        with pytest.raises(NoPicture, match="file says that it is not compressed"):
            stored_values(str(path))

    def test_every_transfer_syntax_that_pydicom_knows_has_a_name(self) -> None:
        nameless = [uid for uid in AllTransferSyntaxes if transfer_syntax_name(uid) == uid]
        assert nameless == []

    @pytest.mark.parametrize("stated", ["1.2.840.10008.1.2.4.55", "1.2.840.113619.99.1"])
    def test_retired_and_private_syntaxes_are_told_by_their_streams(
        self, tmp_path: Path, stated: str
    ) -> None:
        values = np.add.outer(np.arange(32), np.arange(48)).astype(np.uint8)
        stream = io.BytesIO()
        Image.fromarray(values).save(stream, "JPEG", quality=100, progressive=True)
        path = compressed(tmp_path / "a", header(values), [stream.getvalue()], stated)
        found = load_picture(path)
        assert np.abs(found.values.astype(int) - values).max() <= 2
        assert found.facts.lossy == (stated == "1.2.840.10008.1.2.4.55")

    def test_deeper_and_lossless_jpeg_under_baseline_is_decoded_as_what_it_is(
        self, corpus: Path, tmp_path: Path
    ) -> None:
        for name, syntax in (("JPLY/RG3_JPLY", b".4.51"), ("JPLL/RG3_JPLL", b".4.70")):
            original = corpus / "compressed/wg04" / name
            stated = original.read_bytes().replace(
                b"1.2.840.10008.1.2" + syntax, JPEG_BASELINE.encode(), 1
            )
            path = tmp_path / "a"
            path.write_bytes(stated)
            assert JPEG_BASELINE.encode() in stated[:2000]
            assert np.array_equal(stored_values(str(path)), stored_values(str(original)))

    def test_no_traceback_of_pydicom_is_logged(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken = jpeg_2000(NOISE)[:90]
        path = compressed(tmp_path / "a", header(NOISE), [broken + b"\0" * 90], JPEG_2000)
        with pytest.raises(NoPicture, match="could not be decoded"):
            stored_values(path)
        assert caplog.records == []


class TestFirstLook:
    def test_a_large_jpeg_2000_comes_reduced_first(self, tmp_path: Path) -> None:
        rows = np.arange(1600, dtype=np.uint16)[:, None]
        values = np.ascontiguousarray(np.broadcast_to(rows * 2, (1600, 1400)))
        path = compressed(tmp_path / "a", header(values), [jpeg_2000(values)], JPEG_2000)
        look, whole = load_picture(path, reduced=True), load_picture(path)
        assert (look.reduction, look.values.shape) == (2, (800, 700))
        assert np.abs(look.values.astype(int) - values[::2, ::2]).max() <= 8
        assert np.array_equal(whole.values, values)
        assert reading(look, 1599, 1399).endswith("stored")

    @pytest.mark.parametrize("kind", HTJ2K)
    def test_high_throughput_comes_reduced_too(
        self, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("dicomtree.pixels.first_look.WORTH_IT_PIXELS", 64)
        values, stream = HTJ2K[kind]
        made = header(values)
        path = compressed(tmp_path / "a", made, [stream], "1.2.840.10008.1.2.4.201")
        look = load_picture(path, reduced=True)
        assert (look.reduction, look.values.shape[:2]) == (2, (4, 4))
        # In so small a picture the halves are means of steep slopes.
        assert np.abs(look.values.astype(int) - values[::2, ::2]).max() <= np.ptp(values) // 8

    def test_signed_values_keep_their_sign(self, tmp_path: Path) -> None:
        # The stream says unsigned, the header signed: 63536 stands for -2000.
        values = np.full((1600, 1400), -2000, np.int16)
        stream = jpeg_2000(values.view(np.uint16))
        path = compressed(tmp_path / "a", header(values), [stream], JPEG_2000)
        assert np.array_equal(load_picture(path).values, values)
        assert load_picture(path, reduced=True).values.tolist() == values[::2, ::2].tolist()

    @pytest.mark.parametrize(("transformed", "stated"), [(1, "YBR_RCT"), (0, "YBR_FULL")])
    def test_a_large_colour_picture_comes_reduced_in_its_colours(
        self, tmp_path: Path, transformed: int, stated: str
    ) -> None:
        ramp = np.linspace(0, 255, 1600).astype(np.uint8)[:, None]
        planes = [np.broadcast_to(part, (1600, 1400)) for part in (ramp, ramp[::-1], ramp // 2)]
        values = np.ascontiguousarray(np.stack(planes, axis=2))
        stream = io.BytesIO()
        Image.fromarray(values).save(stream, "JPEG2000", no_jp2=True, mct=transformed)
        made = header(values, PhotometricInterpretation=stated)
        path = compressed(tmp_path / "a", made, [stream.getvalue()], JPEG_2000)
        look, whole = load_picture(path, reduced=True), load_picture(path)
        assert (look.reduction, look.values.shape) == (2, (800, 700, 3))
        assert np.abs(look.values.astype(int) - whole.values[::2, ::2]).max() <= 4
        assert reading(look, 1599, 1399).startswith("R 25")

    @pytest.mark.parametrize(
        "labelled",
        [
            {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.66.7"},
            {"PhotometricInterpretation": "PALETTE COLOR"},
        ],
    )
    def test_labels_are_never_mixed_into_others(
        self, tmp_path: Path, labelled: dict[str, Any]
    ) -> None:
        values = np.zeros((1600, 1400), np.uint8)
        values[:, ::3] = 9
        made = header(values, **labelled)
        path = compressed(tmp_path / "a", made, [jpeg_2000(values)], JPEG_2000)
        assert np.array_equal(load_picture(path, reduced=True).values, values)

    def test_what_pillow_cannot_decode_comes_whole_at_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise OSError("broken data stream")

        values = np.full((1600, 1400), 7, np.uint8)
        path = compressed(tmp_path / "a", header(values), [jpeg_2000(values)], JPEG_2000)
        monkeypatch.setattr("dicomtree.pixels.first_look.Image.open", fail)
        assert load_picture(path, reduced=True).reduction == 1

    def test_a_small_picture_comes_whole_at_once(self, tmp_path: Path) -> None:
        path = compressed(tmp_path / "a", header(NOISE), [jpeg_2000(NOISE)], JPEG_2000)
        assert load_picture(path, reduced=True).reduction == 1


def test_a_panic_of_a_rust_decoder_is_an_error_like_any_other() -> None:
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})
    with pytest.raises(RuntimeError, match="out of bounds"), PanicsAsErrors():
        raise panic("index out of bounds")
    with pytest.raises(KeyboardInterrupt), PanicsAsErrors():
        raise KeyboardInterrupt
