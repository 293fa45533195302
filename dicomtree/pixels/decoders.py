"""Frames of compressed pixel data, decoded by pydicom's plugins in an order of our own."""

import logging
import threading
import zlib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import numpy as np

from dicomtree.pixels.codestreams import Codestream, checked, codestream
from dicomtree.pixels.fragments import encoded_frame
from dicomtree.pixels.image_pixel import ImagePixel
from dicomtree.pixels.native import (
    StoredFrame,
    Values,
    frame_of_bytes,
    native_frame,
    significant,
)
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.one_fragment import OneFragment
from dicomtree.pixels.picture_file import PictureFile
from dicomtree.pixels.transfer_syntaxes import (
    COMPRESSIONS,
    DEFLATED_FRAME,
    ENCAPSULATED_UNCOMPRESSED,
    GDCM_12_BIT,
    JPEG_DCT,
    JPEG_EXTENDED,
    JPEG_LOSSLESS_FIRST_ORDER,
    LOSSY,
    RLE_1_BIT,
    RLE_LOSSLESS,
    is_told_by_its_streams,
    plugins_in_order,
    transfer_syntax_name,
    undecodable,
)

if TYPE_CHECKING:
    from pydicom.pixels.decoders.base import Decoder

LONGEST_REASON = 160
PILLOW = "pillow"
OTHER_JPEG = (JPEG_EXTENDED, JPEG_LOSSLESS_FIRST_ORDER)
OWN_PLUGINS = {
    JPEG_EXTENDED: (GDCM_12_BIT, "decode_12_bit_jpeg"),
    RLE_LOSSLESS: (RLE_1_BIT, "decode_1_bit_run_lengths"),
}
ADDING = threading.Lock()
RUST_PANICS = "pyo3_runtime"


def stored_frame(file: PictureFile, frame: int) -> StoredFrame:
    """Read or decode one frame. Raises NoPicture."""
    return decoded_frame(file, frame) if file.is_encapsulated else native_frame(file, frame)


def decoded_frame(file: PictureFile, frame: int) -> StoredFrame:
    """Decode one frame of encapsulated pixel data, no other being touched.

    Raises NoPicture, saying why: damaged, contradicting its header, too large, no decoder.
    """
    stream = encoded_frame(file, frame)
    syntax = compression_of(file, stream)
    if syntax in (DEFLATED_FRAME, ENCAPSULATED_UNCOMPRESSED):
        return _uncompressed(stream, syntax, file.image)
    head = checked(stream, syntax, file.image)
    image = _image_in_stream(file.image, syntax, head)
    if head is not None and _is_of_whole_words(head, syntax, image):
        # Of JPEG-LS and JPEG 2000 pydicom would leave them in the values.
        whole = replace(image, bits_stored=head.precision)
        values, photometric = _decoded(stream, syntax, whole, head)
        values = significant(values, image)
    else:
        values, photometric = _decoded(stream, syntax, image, head)
    if head is not None and head.colour_transformed and image.samples == 3:
        photometric = "RGB"
    return StoredFrame(values, photometric, image.rows)


def _is_of_whole_words(head: Codestream, syntax: str, image: ImagePixel) -> bool:
    """Whether a lossless stream holds bits beside those of the pixels, an overlay's for instance."""
    return image.bits_stored < head.precision <= image.bits_allocated and syntax not in LOSSY


def compression_of(file: PictureFile, stream: bytes) -> str:
    """Return the transfer syntax of a frame: as stated, else as the stream itself shows.

    Raises NoPicture where nothing here can decode it.
    """
    stated = file.transfer_syntax
    if stated in COMPRESSIONS and stated not in JPEG_DCT:
        return stated
    head = codestream(stream)
    if stated in JPEG_DCT:  # more than 8 bits, or lossless ones, are met under Baseline too
        return head.syntax if head is not None and head.syntax in OTHER_JPEG else stated
    if head is not None and is_told_by_its_streams(stated):
        return head.syntax
    raise NoPicture(undecodable(stated))


def _uncompressed(stream: bytes, syntax: str, image: ImagePixel) -> StoredFrame:
    length = (image.frame_bits + 7) // 8
    if syntax == DEFLATED_FRAME:
        try:
            stream = zlib.decompressobj(-zlib.MAX_WBITS).decompress(stream, length)
        except zlib.error as error:
            raise NoPicture(f"The deflated frame is damaged ({error}).") from None
    if len(stream) < length:
        raise NoPicture(f"The frame has {len(stream)} bytes where {length} are needed.")
    buffer = np.frombuffer(bytearray(stream[:length]), dtype=np.uint8)
    return frame_of_bytes(buffer, image, little=True)


def _image_in_stream(image: ImagePixel, syntax: str, head: Codestream | None) -> ImagePixel:
    """Return the module as the stream has it: JPEG of 8 bits comes in bytes, whatever is stated."""
    allocated = (image.bits_allocated + 7) // 8 * 8 if image.bits_allocated > 1 else 1
    image = replace(image, bits_allocated=allocated)
    if syntax in JPEG_DCT and head is not None and head.precision == 8:
        image = replace(image, bits_allocated=8, bits_stored=8)
    if head is not None and head.colours is not None and image.samples == 3:
        # Where they differ the stream is right, not the header.
        is_known = head.colours == "YBR_FULL" and image.photometric.startswith("YBR")
        image = image if is_known else replace(image, photometric=head.colours)
    return image


def _decoded(
    stream: bytes, syntax: str, image: ImagePixel, head: Codestream | None
) -> tuple[Values, str]:
    """Try the plugins for the syntax in order; the first that succeeds decides."""
    decoder = _decoder(syntax)
    plugins = plugins_in_order(syntax, len(stream) * 8 / image.frame_samples)
    wanted = [name for name in plugins if _suits(name, syntax, image, head)]
    available = [name for name in wanted if name in decoder.available_plugins]
    if not available:
        raise NoPicture(f"{transfer_syntax_name(syntax)} {_needed(COMPRESSIONS[syntax].package)}.")
    failure = ""
    for plugin in available:
        try:
            with PanicsAsErrors():
                if syntax == RLE_LOSSLESS and image.samples == 1 and plugin != RLE_1_BIT:
                    return _of_buffer(decoder, plugin, stream, image)
                return _by_plugin(decoder, plugin, stream, image)
        except (RuntimeError, ValueError, TypeError) as error:  # pydicom wraps what plugins raise
            failure = failure or _in_short(error)
    further = COMPRESSIONS[syntax].further
    if further and further not in available:
        failure += f". If it is not damaged it {_needed(further)}"
    raise NoPicture(f"The {transfer_syntax_name(syntax)} frame could not be decoded: {failure}.")


def _needed(package: str) -> str:
    return f"needs the Python package {package}, which is not installed"


def _suits(plugin: str, syntax: str, image: ImagePixel, head: Codestream | None) -> bool:
    if syntax in JPEG_DCT and plugin in (PILLOW, GDCM_12_BIT):
        return head is not None and (head.precision > 8) == (plugin == GDCM_12_BIT)
    if plugin == RLE_1_BIT:
        return image.bits_allocated == 1
    return True


def _of_buffer(
    decoder: "Decoder", plugin: str, stream: bytes, image: ImagePixel
) -> tuple[Values, str]:
    """Take the decoder's own buffer as it takes a native frame.

    The copy and the two shifts of `_by_plugin` cost a tenth of decoding RLE.
    """
    source = cast("BinaryIO", OneFragment(stream))
    buffer, _ = decoder.as_buffer(
        source, index=0, validate=False, decoding_plugin=plugin, **_options(image)
    )
    stored = frame_of_bytes(np.frombuffer(buffer, dtype=np.uint8), image, little=True)
    return stored.values, stored.photometric


def _by_plugin(
    decoder: "Decoder", plugin: str, stream: bytes, image: ImagePixel
) -> tuple[Values, str]:
    options = _options(image)
    if decoder.UID in JPEG_DCT and not image.signed:
        # Lossy values overshoot Bits Stored (1024 of 10 bits, measured): masked, white turns into
        # black specks. They stay as decoded; windows and tables clip.
        options["correct_unused_bits"] = False
    values, properties = decoder.as_array(
        cast("BinaryIO", OneFragment(stream)),
        index=0,
        raw=True,
        validate=False,
        decoding_plugin=plugin,
        **options,
    )
    return values, str(properties["photometric_interpretation"])


def _options(image: ImagePixel) -> dict[str, Any]:
    """Return the module as pydicom's decoders want it."""
    return {
        "rows": image.rows,
        "columns": image.columns,
        "samples_per_pixel": image.samples,
        "photometric_interpretation": image.photometric,
        "bits_allocated": image.bits_allocated,
        "bits_stored": image.bits_stored,
        "pixel_representation": int(image.signed),
        "planar_configuration": 0,
        "number_of_frames": 1,
    }


def _in_short(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1].strip().rstrip(".")[:LONGEST_REASON]


class PanicsAsErrors:
    """Turns a panic of a Rust decoder, a BaseException that nothing expects, into a RuntimeError."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if kind is not None and kind.__module__ == RUST_PANICS:
            raise RuntimeError(str(error)) from None


def load_plugins() -> None:
    """Import what decoding needs, so that the first frame need not wait for it."""
    for syntax in COMPRESSIONS:
        if COMPRESSIONS[syntax].plugins:
            _decoder(syntax)


@cache
def _decoder(syntax: str) -> "Decoder":
    """Return pydicom's decoder for a transfer syntax, our own plugins added."""
    from pydicom.pixels.decoders.base import get_decoder

    # pydicom logs a traceback for each plugin that fails; what failed is in the reason instead.
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    decoder = get_decoder(syntax)
    label, function = OWN_PLUGINS.get(syntax, ("", ""))
    with ADDING:
        if label and label not in decoder.available_plugins:
            decoder.add_plugin(label, ("dicomtree.pixels.plugins", function))
    return decoder
