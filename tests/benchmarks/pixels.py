"""How fast pictures come, against pydicom and the decoders alone: `python -m tests.benchmarks.pixels`.

Ratios count: both sides are measured on the same machine, the best of many runs.
"""

import io
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_modality_lut, apply_windowing

from dicomtree.pixels import load_picture, render, stored_values
from tests.benchmarks import frames_of_many
from tests.benchmarks.frames_of_many import by_gdcm
from tests.benchmarks.measured import best, report
from tests.picture_files import CT, compressed, frames, header, picture, rle_frame, run_lengths

RANDOM = np.random.default_rng(1)
JPEG_2000 = "1.2.840.10008.1.2.4.91"
RLE = "1.2.840.10008.1.2.5"
HU: dict[str, Any] = {"SOPClassUID": CT, "Modality": "CT", "RescaleSlope": 1, "RescaleIntercept": -1024,
      "WindowCenter": 40, "WindowWidth": 400, "BitsStored": 12, "HighBit": 11}  # fmt: skip


def main() -> int:
    """Print each ratio with the ratio to reach; return 1 if one is missed."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(name)
        reached = [
            native_slice(folder),
            *(new_window(folder, size) for size in (512, 2048)),
            lossless_jpeg(folder),
            run_length(folder),
            first_look(folder),
            first_look_in_colour(folder),
            *(frame_of_many(folder, syntax) for syntax in ("native", "RLE")),
            *(
                frames_of_many.frame_of_many(folder, title, frame)
                for title, frame in frames_of_many.kinds(tissue(512), folder)
            ),
        ]
    return 0 if all(reached) else 1


def native_slice(folder: Path) -> bool:
    """A slice whose header is known: pydicom, windowed and stretched, against ours."""
    path = picture(folder / "a", tissue(512), **HU)
    theirs = best(lambda: usual_snippet(path))

    def ours() -> NDArray[np.uint8]:
        return render(load_picture(path), None)

    return report("native 512² slice, times faster", theirs / best(ours), least=5)


def new_window(folder: Path, size: int) -> bool:
    """Another window on a slice that is there."""
    path = picture(folder / "a", tissue(size), **HU)
    data_set, made = dcmread(path), load_picture(path)
    stored = data_set.pixel_array

    def theirs() -> object:
        return stretched(apply_windowing(apply_modality_lut(stored, data_set), data_set))

    ratio = best(theirs, 20) / best(lambda: render(made, made.windows[0]))
    return report(f"another window on {size}², times faster", ratio, least=20)


def lossless_jpeg(folder: Path) -> bool:
    """JPEG Lossless against its fastest decoder alone, with the data set in memory."""
    frame = by_gdcm(tissue(512), folder, "JPEGLosslessProcess14_1", **HU)
    path = compressed(folder / "b", frame.data_set, [frame.stream], frame.syntax)
    return decoder_alone("JPEG Lossless 512²", path)


def run_length(folder: Path) -> bool:
    """RLE against its fastest decoder alone, with the data set in memory."""
    values = tissue(512)
    path = compressed(folder / "a", header(values, **HU), [rle_of(values)], RLE)
    return decoder_alone("RLE 512²", path)


def decoder_alone(title: str, path: str) -> bool:
    """Compare with the fastest of pydicom's plugins."""
    data_set = dcmread(path)
    decoder = get_decoder(data_set.file_meta.TransferSyntaxUID)

    def alone(plugin: str) -> float:
        return best(
            lambda: decoder.as_array(data_set, index=0, raw=True, decoding_plugin=plugin), 3
        )

    plugins = [name for name in decoder.available_plugins if not name.startswith("dicomtree")]
    fastest = min(plugins, key=alone)
    # In turns: what the machine does besides then meets both alike.
    turns = [(alone(fastest), best(lambda: stored_values(path), 3)) for _ in range(30)]
    ratio = min(ours for _, ours in turns) / min(theirs for theirs, _ in turns)
    return report(f"{title}, times its fastest decoder", ratio, most=1.1)


def first_look(folder: Path) -> bool:
    """A mammogram of 14 million pixels in JPEG 2000, reduced against whole."""
    values = np.asarray(Image.fromarray(tissue(512)).resize((3328, 4096), Image.Resampling.BICUBIC))
    made = header(values.astype(np.uint16), BitsStored=16)
    return share_of_all(folder, "first look at 14 million pixels", made, values.astype(np.uint16))


def first_look_in_colour(folder: Path) -> bool:
    """A picture of 9 million pixels in colour, reduced against whole."""
    grey = Image.fromarray((tissue(512) >> 4).astype(np.uint8)).resize((3000, 3000))
    values = np.stack([np.asarray(grey), np.asarray(grey)[::-1], np.asarray(grey).T], axis=2)
    made = header(values, PhotometricInterpretation="YBR_RCT")
    return share_of_all(folder, "first look at 9 million in colour", made, values)


def share_of_all(folder: Path, title: str, made: Dataset, values: NDArray[Any]) -> bool:
    """Compare the reduced picture of a JPEG 2000 file with the whole one."""
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "JPEG2000", no_jp2=True)
    path = compressed(folder / "a", made, [stream.getvalue()], JPEG_2000)
    ratio = best(lambda: load_picture(path, reduced=True), 3) / best(lambda: load_picture(path), 3)
    return report(f"{title}, share of all", ratio, most=0.3)


def frame_of_many(folder: Path, syntax: str) -> bool:
    """One frame out of 100 MB: milliseconds and megabytes, the file's header known."""
    values = tissue(512)
    path = str(folder / "many")
    if syntax == "native":
        frames(Path(path), np.broadcast_to(values, (200, 512, 512)))
    else:
        made = header(values, NumberOfFrames=200)
        compressed(Path(path), made, [rle_of(values)] * 200, RLE, table=False)
    load_picture(path, 0)
    milliseconds = 1e3 * best(lambda: load_picture(path, 150))
    megabytes = frames_of_many.peak_megabytes(lambda: load_picture(path, 160))
    return all(
        (
            report(f"frame of 100 MB {syntax}, ms", milliseconds, most=5),
            report(f"frame of 100 MB {syntax}, MB", megabytes, most=20),
        )
    )


def tissue(size: int) -> NDArray[np.uint16]:
    """Return something like a CT slice in 12 bits: a body of organs, fat and noise, air about it."""
    across = np.linspace(-1, 1, size)
    distance = np.hypot(across[:, None] / 0.8, across)
    organs = 1040 + 90 * np.sin(9 * across[:, None]) * np.cos(7 * across)
    body = np.where(distance < 0.95, organs, 20) + RANDOM.normal(0, 15, (size, size))
    return np.clip(body, 0, 4095).astype(np.uint16)


def rle_of(values: NDArray[np.uint16]) -> bytes:
    """Return a frame as RLE, literal runs only."""
    high, low = values.astype(">u2").view(np.uint8).reshape(-1, 2).T
    return rle_frame(run_lengths(high), run_lengths(low))


def usual_snippet(path: str) -> NDArray[np.uint8]:
    """Do what scripts do: read, window, stretch to 8 bits."""
    data_set = dcmread(path)
    shown = apply_windowing(apply_modality_lut(data_set.pixel_array, data_set), data_set)
    return stretched(shown)


def stretched(shown: NDArray[Any]) -> NDArray[np.uint8]:
    """Spread what is shown over 8 bits."""
    low, high = shown.min(), shown.max()
    grey: NDArray[np.uint8] = ((shown - low) / (high - low) * 255).astype(np.uint8)
    return grey


if __name__ == "__main__":
    sys.exit(main())
