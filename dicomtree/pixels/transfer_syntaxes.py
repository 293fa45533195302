"""Transfer syntaxes: what they are called, which decoders take them in which order, and why.

The order was measured on 560 real compressed files: the decoder that gets most of them right comes
first, the faster one where they are equal. pydicom's own order would start with GDCM throughout.
"""

from dataclasses import dataclass

DEFLATED_LITTLE_ENDIAN = "1.2.840.10008.1.2.1.99"
ENCAPSULATED_UNCOMPRESSED = "1.2.840.10008.1.2.1.98"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_EXTENDED = "1.2.840.10008.1.2.4.51"
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.57"
JPEG_LOSSLESS_FIRST_ORDER = "1.2.840.10008.1.2.4.70"
JPEG_LS_LOSSLESS = "1.2.840.10008.1.2.4.80"
JPEG_LS_NEAR_LOSSLESS = "1.2.840.10008.1.2.4.81"
JPEG_2000_LOSSLESS = "1.2.840.10008.1.2.4.90"
JPEG_2000 = "1.2.840.10008.1.2.4.91"
HTJ2K_LOSSLESS = "1.2.840.10008.1.2.4.201"
HTJ2K_LOSSLESS_RPCL = "1.2.840.10008.1.2.4.202"
HTJ2K = "1.2.840.10008.1.2.4.203"
RLE_LOSSLESS = "1.2.840.10008.1.2.5"
GE_BIG_ENDIAN_PIXELS = "1.2.840.113619.5.2"

GDCM_12_BIT = "dicomtree-gdcm-12-bit"
RLE_1_BIT = "dicomtree-rle-1-bit"

JPEG_DCT = frozenset({JPEG_BASELINE, JPEG_EXTENDED})
JPEG_2000_FAMILY = frozenset(
    {JPEG_2000_LOSSLESS, JPEG_2000, HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL, HTJ2K}
)
LOSSY = frozenset({JPEG_BASELINE, JPEG_EXTENDED, JPEG_LS_NEAR_LOSSLESS, JPEG_2000, HTJ2K})


@dataclass(frozen=True, slots=True)
class Compression:
    """A compressed transfer syntax: its name, pydicom plugins in order, what to install."""

    name: str
    plugins: tuple[str, ...]
    package: str


COMPRESSIONS = {
    JPEG_BASELINE: Compression("JPEG Baseline", ("pillow", "pylibjpeg"), "Pillow"),
    JPEG_EXTENDED: Compression(
        "JPEG Extended", ("pillow", GDCM_12_BIT, "pylibjpeg"), "python-gdcm"
    ),
    JPEG_LOSSLESS: Compression("JPEG Lossless", ("gdcm", "pylibjpeg"), "python-gdcm"),
    JPEG_LOSSLESS_FIRST_ORDER: Compression("JPEG Lossless", ("gdcm", "pylibjpeg"), "python-gdcm"),
    JPEG_LS_LOSSLESS: Compression("JPEG-LS", ("pyjpegls", "gdcm", "pylibjpeg"), "python-gdcm"),
    JPEG_LS_NEAR_LOSSLESS: Compression(
        "JPEG-LS near-lossless", ("pyjpegls", "gdcm", "pylibjpeg"), "python-gdcm"
    ),
    JPEG_2000_LOSSLESS: Compression(
        "JPEG 2000 lossless", ("pylibjpeg", "gdcm", "pillow"), "pylibjpeg-openjpeg"
    ),
    JPEG_2000: Compression("JPEG 2000", ("pylibjpeg", "gdcm", "pillow"), "pylibjpeg-openjpeg"),
    HTJ2K_LOSSLESS: Compression("HTJ2K lossless", ("pylibjpeg",), "pylibjpeg-openjpeg"),
    HTJ2K_LOSSLESS_RPCL: Compression("HTJ2K lossless", ("pylibjpeg",), "pylibjpeg-openjpeg"),
    HTJ2K: Compression("HTJ2K", ("pylibjpeg",), "pylibjpeg-openjpeg"),
    RLE_LOSSLESS: Compression("RLE", (RLE_1_BIT, "pylibjpeg", "pydicom"), "pydicom"),
    DEFLATED_FRAME: Compression("Deflated Image Frame", (), ""),
    ENCAPSULATED_UNCOMPRESSED: Compression("Encapsulated Uncompressed", (), ""),
}

NATIVE = frozenset(
    {
        "1.2.840.10008.1.2",
        "1.2.840.10008.1.2.1",
        DEFLATED_LITTLE_ENDIAN,
        "1.2.840.10008.1.2.2",
        GE_BIG_ENDIAN_PIXELS,
    }
)

# Named here because pydicom 3.0.2 does not name them, or only at length.
OTHER_NAMES = {
    "1.2.840.10008.1.2": "Implicit VR Little Endian",
    "1.2.840.10008.1.2.1": "Explicit VR Little Endian",
    DEFLATED_LITTLE_ENDIAN: "Deflated Explicit VR Little Endian",
    "1.2.840.10008.1.2.2": "Explicit VR Big Endian",
    GE_BIG_ENDIAN_PIXELS: "GE private, big endian pixels",
    "1.2.840.10008.1.2.4.110": "JPEG XL lossless",
    "1.2.840.10008.1.2.4.111": "JPEG XL JPEG recompression",
    "1.2.840.10008.1.2.4.112": "JPEG XL",
}
DENSE_BITS_PER_SAMPLE = 1.5
VIDEO_PREFIX = "1.2.840.10008.1.2.4.10"
SERVED_ELSEWHERE = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (94, 95, 204, 205))


def plugins_in_order(uid: str, bits_per_sample: float) -> tuple[str, ...]:
    """Return the plugins for a compressed syntax, the one to try first first.

    `bits_per_sample` is how dense the stream is. Both decoders of JPEG 2000 give the same values;
    of a sparse 512 x 512 frame pylibjpeg takes half of GDCM's time, of a lossless one 1.6 times.
    """
    plugins = COMPRESSIONS[uid].plugins
    if uid in (JPEG_2000, JPEG_2000_LOSSLESS) and bits_per_sample > DENSE_BITS_PER_SAMPLE:
        return tuple(sorted(plugins, key=lambda name: name != "gdcm"))
    return plugins


def transfer_syntax_name(uid: str | None) -> str:
    """Return a transfer syntax's name for people; the UID itself where nothing names it."""
    if uid is None:
        return "not stated"
    if uid in COMPRESSIONS:
        return COMPRESSIONS[uid].name
    if uid in OTHER_NAMES:
        return OTHER_NAMES[uid]
    if uid.startswith(VIDEO_PREFIX):
        return "MPEG video"
    return uid


def undecodable(uid: str | None) -> str:
    """Return the sentence for compressed pixel data that no decoder is known for."""
    if uid is not None and uid.startswith(VIDEO_PREFIX):
        return "This is a video (MPEG or HEVC), which this program cannot show."
    if uid in SERVED_ELSEWHERE:
        return "The pixel data is not in this file: it names a server that holds it (JPIP)."
    name = transfer_syntax_name(uid)
    return f"The pixel data is compressed in a way that cannot be decoded here ({name})."
