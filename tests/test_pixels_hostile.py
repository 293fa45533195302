"""Pixel data made to hurt: a sentence or a picture, bounded memory, and the next frame comes."""

import io
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dicomtree.pixels import NoPicture, stored_values
from dicomtree.pixels.decoding_process import DecodingProcess
from tests.picture_files import compressed, header, picture, rle_frame, write

JPEG = "1.2.840.10008.1.2.4.50"
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"
JPEG_LS = "1.2.840.10008.1.2.4.80"
JPEG_2000 = "1.2.840.10008.1.2.4.90"
RLE = "1.2.840.10008.1.2.5"
DEFLATED = "1.2.840.10008.1.2.1.99"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
MOST_MEMORY = 512 << 20

SMALL = np.zeros((8, 8), np.uint8)
ITEM = b"\xfe\xff\x00\xe0"
MAD_PARAMETERS = b"\xff\xf8\x00\x0d\x01\xff\xff\x00\x12\x00\x43\x01\x14\x00\x40"
FILE_START = b"\0\0\0\x0cjP  \r\n\x87\n"
END = b"\xfe\xff\xdd\xe0\0\0\0\0"


def encoded(kind: str) -> bytes:
    stream = io.BytesIO()
    options = {"no_jp2": True} if kind == "JPEG2000" else {}
    Image.fromarray(SMALL).save(stream, kind, **options)
    return stream.getvalue() + b"\0" * (len(stream.getvalue()) % 2)


def jpeg(rows: int, columns: int) -> bytes:
    stream = encoded("JPEG")
    at = stream.index(b"\xff\xc0") + 5
    return stream[:at] + struct.pack(">HH", rows, columns) + stream[at + 4 :]


def jpeg_2000(rows: int, columns: int, tile: int | None = None, components: int = 1) -> bytes:
    stream = bytearray(encoded("JPEG2000"))
    struct.pack_into(">II", stream, 8, columns, rows)
    struct.pack_into(">II", stream, 24, tile or columns, tile or rows)
    struct.pack_into(">H", stream, 40, components)
    return bytes(stream)


def jpeg_ls(rows: int, columns: int, presets: bytes = b"") -> bytes:
    """A JPEG-LS stream of a few bits, with a segment of preset coding parameters if given."""
    frame = b"\xff\xd8\xff\xf7\x00\x0b\x08" + struct.pack(">HH", rows, columns) + b"\1\1\x11\0"
    return frame + presets + b"\xff\xda\x00\x08\1\1\0\0\0\0" + b"\x38\x8c" * 8 + b"\xff\xd9"


def fragment(content: bytes) -> bytes:
    return ITEM + struct.pack("<I", len(content)) + content


def deflated(path: Path, megabytes: int) -> str:
    """A small file whose data set inflates to so many megabytes before its pixels."""
    base = Path(picture(path, SMALL)).read_bytes()
    meta, data_set = base[:132], base[base.index(b"\x08\x00\x16\x00UI") :]
    uid = struct.pack("<HH2sH", 2, 0x10, b"UI", len(DEFLATED)) + DEFLATED.encode()
    deflate = zlib.compressobj(9, wbits=-15)
    size = megabytes << 20
    out = deflate.compress(data_set[: data_set.index(b"\x28\x00\x02\x00US")])
    out += deflate.compress(struct.pack("<HH2sHI", 0x11, 0x10, b"UN", 0, size))
    for _ in range(megabytes):
        out += deflate.compress(bytes(1 << 20))
    out += deflate.compress(data_set[data_set.index(b"\x28\x00\x02\x00US") :]) + deflate.flush()
    path.write_bytes(meta + uid + out)
    return str(path)


def with_overlays(path: Path, side: int, data: bytes, vr_of_side: str = "US") -> str:
    """Sixteen overlays, each of `side` rows and columns."""
    made = header(SMALL)
    for group in range(0x6000, 0x6020, 2):
        for element, vr, value in (
            (0x10, vr_of_side, side),
            (0x11, vr_of_side, side),
            (0x50, "SS", [1, 1]),
            (0x3000, "OW", data),
        ):
            made.add_new((group, element), vr, value)
    return write(path, made, SMALL.tobytes())


Make = Callable[[Path], str]
REFUSED: dict[str, tuple[Make, str]] = {
    "giant dimensions in the JPEG alone": (
        lambda p: compressed(p, header(SMALL), [jpeg(65500, 65500)], JPEG), "65500 x 65500"),
    "giant dimensions in JPEG and header": (
        lambda p: compressed(p, header(SMALL, Rows=65500, Columns=65500),
                             [jpeg(65500, 65500)], JPEG), "512 MiB"),
    "giant dimensions in the JPEG-LS alone": (
        lambda p: compressed(p, header(SMALL), [jpeg_ls(65500, 65500)], JPEG_LS),
        "65500 x 65500"),
    "a JPEG-LS of mad parameters, over which a decoder may brood": (
        lambda p: compressed(p, header(SMALL), [jpeg_ls(8, 8, MAD_PARAMETERS)], JPEG_LS),
        "could not be decoded|more than 5 seconds"),
    "a JPEG 2000 file with a box of no length, which pydicom would follow for ever": (
        lambda p: compressed(p, header(SMALL), [FILE_START + b"\0\0\0\0ftyp" + jpeg_2000(8, 8)],
                             JPEG_2000), "damaged"),
    "giant dimensions in the JPEG 2000 alone": (
        lambda p: compressed(p, header(SMALL), [jpeg_2000(60000, 60000)], JPEG_2000),
        "60000 x 60000"),
    "16384 squared in JPEG 2000 and header": (
        lambda p: compressed(p, header(SMALL, Rows=16384, Columns=16384),
                             [jpeg_2000(16384, 16384)], JPEG_2000), "too large to decode"),
    "a JPEG 2000 of 36 million tiles": (
        lambda p: compressed(p, header(SMALL, Rows=6000, Columns=6000),
                             [jpeg_2000(6000, 6000, tile=1)], JPEG_2000), "36000000 tiles"),
    "a JPEG 2000 of 16384 components": (
        lambda p: compressed(p, header(SMALL), [jpeg_2000(8, 8, components=16384)], JPEG_2000),
        "16384 components"),
    "an RLE frame of too many segments": (
        lambda p: compressed(p, header(SMALL), [rle_frame(b"\x81\0", b"\x81\0")], RLE),
        "2 segments"),
    "an RLE frame whose segments lie outside": (
        lambda p: compressed(p, header(SMALL), [struct.pack("<16I", 1, 9999, *[0] * 14)], RLE),
        "outside"),
    "an RLE frame that ends in a run": (
        lambda p: compressed(p, header(SMALL), [rle_frame(b"\x05\x01")], RLE),
        "could not be decoded"),
    "half a million fragments": (
        lambda p: write(p, header(SMALL), fragment(b"") + fragment(b"ab") * 500_000 + END, JPEG),
        "more fragments"),
    "no fragments": (
        lambda p: write(p, header(SMALL), fragment(b"") + END, JPEG), "missing"),
    "fragments of undefined length": (
        lambda p: write(p, header(SMALL), ITEM + b"\xff" * 4 + END, JPEG), "no fragments"),
    "a JPEG whose segments do not join, which ends GDCM's process": (
        lambda p: compressed(p, header(SMALL), [b"\xff\xd8" + bytes(30) + jpeg(8, 8)],
                             JPEG_LOSSLESS), "damaged"),
    "a deflated frame that inflates to gigabytes and is none": (
        lambda p: compressed(p, header(SMALL), [b"\xff" * 64], DEFLATED_FRAME), "damaged"),
    "dimensions of 16000 squared over 64 bytes": (
        lambda p: write(p, header(SMALL, Rows=16000, Columns=16000), bytes(64)), "whole row"),
    "half a gigabyte of which one row is there": (
        lambda p: write(p, header(SMALL, Rows=65535, Columns=8000), bytes(9000)), "only 0.00%"),
    "a deflated header of 300 megabytes": (lambda p: deflated(p, 300), "damaged, or ends"),
}  # fmt: skip
SHOWN: dict[str, Make] = {
    "a basic offset table that lies": lambda p: write(
        p,
        header(SMALL, NumberOfFrames=2),
        fragment(struct.pack("<II", 0, 999_999)) + fragment(encoded("JPEG")) * 2 + END,
        JPEG,
    ),
    "a basic offset table that goes back": lambda p: write(
        p,
        header(SMALL, NumberOfFrames=2),
        fragment(struct.pack("<II", 7, 3)) + fragment(encoded("JPEG")) * 2 + END,
        JPEG,
    ),
    "an RLE frame that expands beyond its picture": lambda p: compressed(
        p, header(SMALL), [rle_frame(b"\x81\0" * 300)], RLE
    ),
    "more frames stated than there are": lambda p: write(
        p,
        header(SMALL, NumberOfFrames=2_000_000_000),
        fragment(b"") + fragment(encoded("JPEG")) + END,
        JPEG,
    ),
    "a long deflated header": lambda p: deflated(p, 40),
    "overlays of fewer than no rows": lambda p: with_overlays(p, -5, bytes(8), "SS"),
    "overlays of four gigabytes in eight bytes": lambda p: with_overlays(p, 65535, bytes(8)),
}


@pytest.fixture(scope="module")
def process() -> Iterator[DecodingProcess]:
    with DecodingProcess() as made:
        yield made


def most_memory(process: DecodingProcess) -> int:
    """Return the most bytes of memory that the process ever held; 0 where that is not known."""
    child = process._worker._child
    if not sys.platform.startswith("linux") or child is None:
        return 0
    lines = Path(f"/proc/{child._process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def assert_unharmed(process: DecodingProcess, folder: Path) -> None:
    """Check that the process kept within its memory and shows the next frames of either kind."""
    assert most_memory(process) <= MOST_MEMORY
    good = process.load_picture(picture(folder / "good", SMALL + 9))
    assert np.array_equal(good.values, SMALL + 9)
    path = compressed(folder / "next", header(SMALL), [encoded("JPEG2000")], JPEG_2000)
    assert np.array_equal(process.load_picture(path).values, SMALL)
    assert process._worker._child is not None


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_hurt_is_refused_with_a_sentence(
    tmp_path: Path, process: DecodingProcess, case: str
) -> None:
    make, words = REFUSED[case]
    with pytest.raises(NoPicture, match=words):
        process.load_picture(make(tmp_path / "a"))
    assert_unharmed(process, tmp_path)


@pytest.mark.parametrize("case", SHOWN)
def test_what_only_lies_is_shown(tmp_path: Path, process: DecodingProcess, case: str) -> None:
    assert process.load_picture(SHOWN[case](tmp_path / "a")).values.shape == (8, 8)
    assert_unharmed(process, tmp_path)


def test_a_deflated_frame_inflates_no_further_than_its_picture(tmp_path: Path) -> None:
    bomb = zlib.compressobj(9, wbits=-15)
    stream = bomb.compress(bytes(64 << 20)) + bomb.flush()
    path = compressed(tmp_path / "a", header(SMALL), [stream], DEFLATED_FRAME)
    assert not stored_values(path).any()


def test_random_damage_is_a_picture_or_a_sentence(
    tmp_path: Path, pydicom_files: Path, long: bool
) -> None:
    """In one process: whatever a decoder does here, it does to us."""
    rng = np.random.default_rng(4711)
    names = ("MR_small.dcm", "MR_small_RLE.dcm", "examples_palette.dcm", "MR_small_expb.dcm",
             "liver_1frame.dcm", "rtdose_rle.dcm", "SC_rgb_rle_2frame.dcm", "image_dfl.dcm",
             "SC_rgb_jpeg_dcmtk.dcm")  # fmt: skip
    originals = [(pydicom_files / name).read_bytes() for name in names]
    path = tmp_path / "a"
    outcomes = {"picture": 0, "sentence": 0}
    for number in range(20_000 if long else 600):
        raw = bytearray(originals[number % len(originals)])
        for _ in range(int(rng.integers(1, 5))):
            at = int(rng.integers(0, min(len(raw), 3000 if rng.random() < 0.7 else len(raw))))
            raw[at : at + 4] = rng.integers(0, 256, int(rng.integers(0, 8)), np.uint8).tobytes()
        path.write_bytes(raw)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("warnings.warn", lambda *_, **__: None)
            try:
                stored_values(str(path))
                outcomes["picture"] += 1
            except NoPicture:
                outcomes["sentence"] += 1
    assert min(outcomes.values()) > 0
