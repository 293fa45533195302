"""One compressed frame out of 100 MB, against its decoder alone: `python -m tests.benchmarks.pixels`.

The decoder alone gets the bytes of the very frame, in memory; ours finds them in the file, by a
table of offsets or by following the fragments. The file's header is known, as when it is paged.
"""

import io
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, encapsulate_extended, get_frame
from pydicom.pixels.decoders.base import get_decoder

from dicomtree.pixels import stored_values
from tests.benchmarks.measured import report, seconds
from tests.picture_files import header, picture, write

OBJECT_BYTES = 100 << 20
TURNS = 40
SHARE_BEFORE = 0.75
DEFLATED = "1.2.840.10008.1.2.8.1"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_2000 = "1.2.840.10008.1.2.4.91"
BY_GDCM = {
    "JPEG Lossless": "JPEGLosslessProcess14_1",
    "JPEG-LS": "JPEGLSLossless",
    "JPEG 2000 lossless": "JPEG2000Lossless",
}
TABLES = ("no table", "basic table", "extended table")


@dataclass(frozen=True)
class Encoded:
    """One compressed frame: its header's data set, its bytes, and its transfer syntax."""

    data_set: Dataset
    stream: bytes
    syntax: str


def by_gdcm(values: NDArray[np.uint16], folder: Path, kind: str, **attributes: Any) -> Encoded:
    """Compress with GDCM; `kind` is the name of its constant for the transfer syntax."""
    import gdcm

    reader, writer = gdcm.ImageReader(), gdcm.ImageWriter()
    change = gdcm.ImageChangeTransferSyntax()
    reader.SetFileName(picture(folder / "native", values, **attributes))
    if not reader.Read():
        raise OSError("GDCM cannot read the file it is to compress")
    change.SetTransferSyntax(gdcm.TransferSyntax(getattr(gdcm.TransferSyntax, kind)))
    change.SetInput(reader.GetImage())
    if not change.Change():
        raise OSError(f"GDCM cannot compress as {kind}")
    target = str(folder / "compressed")
    writer.SetFileName(target)
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    writer.Write()
    found = dcmread(target)
    stream = get_frame(found.PixelData, 0, number_of_frames=1)
    return Encoded(header(values, **attributes), stream, found.file_meta.TransferSyntaxUID)


def baseline(values: NDArray[np.uint8]) -> Encoded:
    """Compress as JPEG Baseline with Pillow, grey or colour (then as YCbCr, 4:2:2)."""
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "JPEG", quality=90, subsampling=1)
    kind = "MONOCHROME2" if values.ndim == 2 else "YBR_FULL_422"
    made = header(values, PhotometricInterpretation=kind)
    return Encoded(made, stream.getvalue(), JPEG_BASELINE)


def sparse(values: NDArray[np.uint16]) -> Encoded:
    """Compress as lossy JPEG 2000 at half a bit per pixel, as most real files are."""
    stream = io.BytesIO()
    Image.fromarray(values).save(
        stream,
        "JPEG2000",
        no_jp2=True,
        irreversible=True,
        quality_mode="rates",
        quality_layers=[32],
    )
    return Encoded(header(values), stream.getvalue(), JPEG_2000)


def deflated(values: NDArray[np.uint16]) -> Encoded:
    """Compress as Deflated Image Frame."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return Encoded(
        header(values), compressor.compress(values.tobytes()) + compressor.flush(), DEFLATED
    )


def many(folder: Path, frame: Encoded, table: str) -> tuple[str, int]:
    """Write 100 MB of one frame repeated; return the path and how many frames there are."""
    count = OBJECT_BYTES // len(frame.stream)
    data_set = Dataset()
    data_set.update(frame.data_set)
    data_set.NumberOfFrames = count
    streams = [frame.stream] * count
    if table == "extended table":
        raw, offsets, lengths = encapsulate_extended(streams)
        data_set.ExtendedOffsetTable = offsets
        data_set.ExtendedOffsetTableLengths = lengths
    else:
        raw = encapsulate(streams, has_bot=table == "basic table")
    return write(folder / "many", data_set, raw, frame.syntax), count


def decoder_alone(folder: Path, frame: Encoded) -> Callable[[], object]:
    """Return the decoding of the frame in memory by the fastest of pydicom's plugins, or zlib."""
    if frame.syntax == DEFLATED:
        return lambda: zlib.decompress(frame.stream, -zlib.MAX_WBITS)
    data_set = dcmread(
        write(folder / "one", frame.data_set, encapsulate([frame.stream]), frame.syntax)
    )
    decoder = get_decoder(frame.syntax)

    def decode(plugin: str) -> Callable[[], object]:
        return lambda: decoder.as_array(data_set, index=0, raw=True, decoding_plugin=plugin)

    plugins = [name for name in decoder.available_plugins if not name.startswith("dicomtree")]
    ways = [decode(plugin) for plugin in plugins]
    return min(ways, key=lambda way: min(seconds(way) for _ in range(5)))


def frame_of_many(folder: Path, title: str, frame: Encoded) -> bool:
    """Compare a frame out of 100 MB with its decoder alone, with each kind of offset table."""
    alone = decoder_alone(folder, frame)
    reached = []
    for table in TABLES:
        path, count = many(folder, frame, table)

        def ours(path: str = path, place: int = int(count * SHARE_BEFORE)) -> object:
            return stored_values(path, place)

        ours()
        turns = [(seconds(alone), seconds(ours)) for _ in range(TURNS)]
        ratio = min(mine for _, mine in turns) / min(theirs for theirs, _ in turns)
        reached.append(report(f"{title}, {table}, times its decoder", ratio, most=1.2))
        reached.append(report(f"{title}, {table}, MB", peak_megabytes(ours), most=20))
    return all(reached)


def kinds(values: NDArray[np.uint16], folder: Path) -> Iterator[tuple[str, Encoded]]:
    """Yield a frame in each syntax that an encoder is at hand for, with its name."""
    twelve = {"BitsStored": 12, "HighBit": 11}
    for title, kind in BY_GDCM.items():
        yield title, by_gdcm(values, folder, kind, **twelve)
    yield "JPEG 2000 lossy", sparse(values)
    grey = (values >> 4).astype(np.uint8)
    yield "JPEG Baseline grey", baseline(grey)
    yield "JPEG Baseline colour", baseline(np.stack([grey, grey[::-1], grey.T], axis=2))
    yield "Deflated Image Frame", deflated(values)


def peak_megabytes(work: Callable[[], object]) -> float:
    """Return the megabytes that Python and numpy took at most during `work`."""
    tracemalloc.start()
    work()
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return megabytes
