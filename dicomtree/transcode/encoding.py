"""In which form pixel data are copied."""

from enum import StrEnum

from dicomtree.model import HeaderRow, integer_value
from dicomtree.pixels.transfer_syntaxes import DEFLATED_LITTLE_ENDIAN, NATIVE, RLE_LOSSLESS

_HEADER_BYTES = 1 << 14


class Encoding(StrEnum):
    """What pixel data become on a copy."""

    DECOMPRESSED = "decompressed"
    RLE = "rle"

    def applies_to(self, row: HeaderRow) -> bool:
        """Tell whether a file's pixel data are in another form; an object without any never is."""
        syntax = row.transfer_syntax_uid
        if row.rows is None or row.columns is None or syntax is None:
            return False
        if self is Encoding.RLE:
            return syntax != RLE_LOSSLESS
        return syntax not in NATIVE or syntax == DEFLATED_LITTLE_ENDIAN

    def expected_bytes(self, row: HeaderRow) -> int:
        """Return about how many bytes a copy of a file will have, at most."""
        if row.rows is None or row.columns is None or not self.applies_to(row):
            return row.size
        frames = max(integer_value(row.number_of_frames) or 1, 1)
        samples = row.samples_per_pixel or 1
        bits = row.rows * row.columns * samples * frames * (row.bits_allocated or 16)
        return max(row.size, bits // 8 + _HEADER_BYTES)
