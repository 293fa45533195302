"""Files for benchmarks: realistic headers over sparse pixels, and the same in other encodings."""

import functools
import io
import os
import random
import struct
from pathlib import Path

import pydicom
from pydicom.uid import UID

from tests.dicom_bytes import (
    DEFLATED,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    element,
    item,
    part10,
    sequence,
    us,
)

PIXEL_BYTES = 512 * 512 * 2
SLICES_PER_SERIES = 166
CT = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
_NOISY_BYTES = 131_072  # of deflated pixels: gdcm finds nothing in shorter streams


CODE = item(
    element(0x00080100, "SH", b"T-D1100")
    + element(0x00080102, "SH", b"SRT")
    + element(0x00080104, "LO", b"Head")
)


def series_uid(series: int) -> str:
    """Return the Series Instance UID of a series."""
    return f"1.2.826.0.1.3680043.8.498.{10**30 + series}"


def common_elements(series: int, number: int, storage: str) -> list[bytes]:
    """Return what images of any kind begin with: up to the patient, and how they were acquired."""
    uid = series_uid(series)
    reference = item(
        element(0x00081150, "UI", b"1.2.840.10008.5.1.4.1.1.2")
        + element(0x00081155, "UI", f"{uid}.9.{number % 7}".encode())
    )
    return [
        element(0x00080005, "CS", b"ISO_IR 100"),
        element(0x00080008, "CS", b"ORIGINAL\\PRIMARY\\AXIAL\\HELIX"),
        element(0x00080016, "UI", storage.encode()),
        element(0x00080018, "UI", f"{uid}.{number}".encode()),
        element(0x00080020, "DA", b"20240102"),
        element(0x00080021, "DA", b"20240102"),
        element(0x00080022, "DA", b"20240102"),
        element(0x00080023, "DA", b"20240102"),
        element(0x00080030, "TM", b"101112.123000"),
        element(0x00080031, "TM", b"101212.123000"),
        element(0x00080032, "TM", f"1013{number % 60:02d}.{number:06d}".encode()),
        element(0x00080033, "TM", f"1014{number % 60:02d}.{number:06d}".encode()),
        element(0x00080050, "SH", f"ACC{series // 3}".encode()),
        element(0x00080060, "CS", b"CT"),
        element(0x00080070, "LO", b"ACME Imaging"),
        element(0x00080080, "LO", b"General Hospital"),
        element(0x00080090, "PN", b"Referrer^Rita"),
        element(0x00081010, "SH", b"CT01"),
        element(0x00081030, "LO", b"CT head without contrast"),
        sequence(0x00081032, CODE),
        element(0x0008103E, "LO", f"Axial {series}".encode()),
        element(0x00081090, "LO", b"Scanner 3000"),
        sequence(0x00081110, reference),
        sequence(0x00081111, reference),
        sequence(0x00081140, reference, reference),
        sequence(0x00082112, reference),
        element(0x00090010, "LO", b"ACME PRIVATE 01"),
        *(element(0x00091000 + n, "LO", b"private text %d" % n) for n in range(12)),
        element(0x00100010, "PN", f"Patient^Number {series // 6}".encode()),
        element(0x00100020, "LO", f"P{series // 6:05d}".encode()),
        element(0x00100030, "DA", b"19600203"),
        element(0x00100040, "CS", b"F"),
        element(0x00101010, "AS", b"063Y"),
        element(0x00101030, "DS", b"70.5"),
        *(element(0x00180000 | tag, vr, value) for tag, vr, value in ACQUISITION),
    ]


def ct_slice(series: int, number: int) -> bytes:
    """Return a CT slice without the bytes of its pixels: 130 elements, 7 sequences, 22 private."""
    uid = series_uid(series)
    z = -120.5 + 1.25 * number
    parts = common_elements(series, number, CT)
    parts += [
        element(0x00190010, "LO", b"ACME PRIVATE 02"),
        *(element(0x00191000 + n, "DS", b"%d.25" % n) for n in range(8)),
        element(0x00191010, "OB", bytes(1400)),
        element(0x0020000D, "UI", f"1.2.826.0.1.3680043.8.498.{10**29 + series // 3}".encode()),
        element(0x0020000E, "UI", uid.encode()),
        element(0x00200010, "SH", f"{series // 3}".encode()),
        element(0x00200011, "IS", f"{series}".encode()),
        element(0x00200012, "IS", b"1"),
        element(0x00200013, "IS", f"{number}".encode()),
        element(0x00200032, "DS", f"-120.5\\-130.25\\{z:.6f}".encode()),
        element(0x00200037, "DS", b"1\\0\\0\\0\\1\\0"),
        element(0x00200052, "UI", f"{uid}.1".encode()),
        element(0x00201040, "LO", b""),
        element(0x00201041, "DS", f"{z:.6f}".encode()),
        element(0x00280002, "US", us(1)),
        element(0x00280004, "CS", b"MONOCHROME2"),
        element(0x00280010, "US", us(512)),
        element(0x00280011, "US", us(512)),
        element(0x00280030, "DS", b"0.488281\\0.488281"),
        *(element(0x00280100 + n, "US", us(value)) for n, value in enumerate((16, 12, 11, 0))),
        element(0x00281050, "DS", b"40\\300"),
        element(0x00281051, "DS", b"80\\2000"),
        element(0x00281052, "DS", b"-1024"),
        element(0x00281053, "DS", b"1"),
        element(0x00321060, "LO", b"CT head"),
        element(0x00400244, "DA", b"20240102"),
        element(0x00400245, "TM", b"101000"),
        element(0x00400253, "SH", b"PPS1"),
        sequence(0x00400260, CODE),
        sequence(0x00400275, item(element(0x00400007, "LO", b"CT head"))),
        element(0x7FE00010, "OW", b"", length=PIXEL_BYTES),
    ]
    return part10(b"".join(parts))


ACQUISITION = (
    (0x0015, "CS", b"HEAD"),
    (0x0022, "CS", b"HELICAL MODE"),
    (0x0050, "DS", b"1.250000"),
    (0x0060, "DS", b"120"),
    (0x0090, "DS", b"250.000000"),
    (0x1000, "LO", b"SN 0001"),
    (0x1020, "LO", b"software 1.2.3"),
    (0x1030, "LO", b"1.1 Routine head"),
    (0x1100, "DS", b"250.000000"),
    (0x1110, "DS", b"949.147"),
    (0x1111, "DS", b"541.000"),
    (0x1120, "DS", b"0.000000"),
    (0x1130, "DS", b"144.500000"),
    (0x1140, "CS", b"CW"),
    (0x1150, "IS", b"800"),
    (0x1151, "IS", b"250"),
    (0x1152, "IS", b"200"),
    (0x1160, "SH", b"HEAD FILTER"),
    (0x1170, "IS", b"30000"),
    (0x1190, "DS", b"0.7"),
    (0x1210, "SH", b"SOFT"),
    (0x5100, "CS", b"HFS"),
    (0x9305, "FD", bytes(8)),
    (0x9306, "FD", bytes(8)),
    (0x9307, "FD", bytes(8)),
    (0x9309, "FD", bytes(8)),
    (0x9310, "FD", bytes(8)),
    (0x9311, "FD", bytes(8)),
    (0x9345, "FD", bytes(8)),
)


def enhanced_mr(frames: int = 120) -> bytes:
    """Return an enhanced MR header with the usual functional groups and no pixels."""

    def double(number: float) -> bytes:
        return struct.pack("<d", number)

    def macro(tag: int, *elements: bytes) -> bytes:
        return sequence(tag, item(b"".join(elements), undefined=True), undefined=True)

    shared = item(
        macro(0x00289110, element(0x00280030, "DS", b"1\\1"), element(0x00180050, "DS", b"2"))
        + macro(0x00209116, element(0x00200037, "DS", b"1\\0\\0\\0\\1\\0")),
        undefined=True,
    )
    groups = [
        item(
            macro(
                0x00209111,
                element(0x00189074, "DT", b"20240102101112.120000"),
                element(0x00209056, "SH", b"1"),
                element(0x00209057, "UL", n.to_bytes(4, "little")),
                element(0x00209157, "UL", b"\1\0\0\0" + n.to_bytes(4, "little")),
            )
            + macro(0x00209113, element(0x00200032, "DS", f"0\\0\\{n * 2.5}".encode()))
            + macro(0x00189114, element(0x00189082, "FD", double(4.5)))
            + macro(
                0x00189112,
                element(0x00180080, "DS", b"500"),
                element(0x00180091, "IS", b"1"),
                element(0x00181314, "DS", b"90"),
            )
            + macro(
                0x00189226,
                element(0x00089007, "CS", b"ORIGINAL\\PRIMARY\\M\\NONE"),
                element(0x00089208, "CS", b"MAGNITUDE"),
            )
            + macro(0x00189117, element(0x00189087, "FD", double(1000.0)))
            + macro(
                0x00289132, element(0x00281050, "DS", b"100"), element(0x00281051, "DS", b"200")
            )
            + macro(0x00289145, element(0x00281052, "DS", b"0"), element(0x00281053, "DS", b"1")),
            undefined=True,
        )
        for n in range(1, frames + 1)
    ]
    parts = [
        *common_elements(0, 1, ENHANCED_MR),
        element(0x0020000D, "UI", b"1.2.3"),
        element(0x0020000E, "UI", b"1.2.3.5"),
        element(0x00200011, "IS", b"5"),
        element(0x00200013, "IS", b"1"),
        element(0x00200052, "UI", b"1.2.3.6"),
        element(0x00280002, "US", us(1)),
        element(0x00280004, "CS", b"MONOCHROME2"),
        element(0x00280008, "IS", str(frames).encode()),
        element(0x00280010, "US", us(256)),
        element(0x00280011, "US", us(256)),
        *(element(0x00280100 + n, "US", us(value)) for n, value in enumerate((16, 12, 11, 0))),
        sequence(0x52009229, shared, undefined=True),
        sequence(0x52009230, *groups, undefined=True),
    ]
    return part10(b"".join(parts), storage=ENHANCED_MR)


def write_corpus(folder: Path, count: int) -> list[str]:
    """Write the CT slices, their pixels sparse, and return their paths."""
    paths = []
    for index in range(count):
        series, number = divmod(index, SLICES_PER_SERIES)
        path = folder / f"series{series:03d}" / f"IM{number:04d}"
        path.parent.mkdir(exist_ok=True)
        header = ct_slice(series, number + 1)
        path.write_bytes(header)
        os.truncate(path, len(header) + PIXEL_BYTES)
        paths.append(str(path))
    return paths


def encoded(data: bytes, syntax: str, *, undefined: bool = False) -> bytes:
    """Return a file encoded again, its sequences of undefined length if asked for."""
    dataset = pydicom.dcmread(io.BytesIO(data))
    dataset.PixelData = _noise()
    dataset.Rows, dataset.Columns = 4, 8
    for one in dataset:
        if one.VR == "SQ":
            one.is_undefined_length = undefined
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    written = io.BytesIO()
    dataset.save_as(written, enforce_file_format=True)
    return written.getvalue()


@functools.cache
def _noise() -> bytes:
    noise = random.Random(1)
    return b"".join(
        int(noise.gauss(1000, 30)).to_bytes(2, "little") for _ in range(_NOISY_BYTES // 2)
    )


def variants(number: int) -> dict[str, bytes]:
    """Return one slice in every encoding, and a file that is none."""
    data = ct_slice(number // SLICES_PER_SERIES, number % SLICES_PER_SERIES + 1)
    explicit = encoded(data, EXPLICIT_LITTLE)
    return {
        "explicit": explicit,
        "implicit": encoded(data, IMPLICIT_LITTLE),
        "deflated": encoded(data, DEFLATED),
        "undefined lengths": encoded(data, EXPLICIT_LITTLE, undefined=True),
        "no preamble": explicit[explicit.index(b"\x08\0\x05\0CS") :],
        "enhanced": enhanced_mr(),
        "junk": random.Random(number).randbytes(20_000),
    }


def write_variants(folder: Path, count: int) -> None:
    """Write so many slices in each encoding, a folder each."""
    for number in range(count):
        for name, data in variants(number).items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / f"{number:05d}").write_bytes(data)
