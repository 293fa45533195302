"""A file opened for its pictures: its header read once, where its pixel data begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from dicomtree.model import Stamp
from dicomtree.pixels.byte_source import ByteSource, FileBytes, InflatedBytes
from dicomtree.pixels.data_set import DataSet
from dicomtree.pixels.elements import (
    LONG_VRS,
    PIXEL_TAGS,
    SHORT_VRS,
    UNDEFINED,
    Element,
    ElementReader,
    Span,
)
from dicomtree.pixels.image_pixel import ImagePixel, image_pixel
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.objects import reason_for_no_pixel_data
from dicomtree.pixels.transfer_syntaxes import COMPRESSIONS, DEFLATED_DATA_SETS
from dicomtree.source import stamp

PREAMBLE_BYTES = 128
PREFIX = b"DICM"
ITEM_TAG = b"\xfe\xff\x00\xe0"
VRS = LONG_VRS.keys() | SHORT_VRS.keys()
FILE_META_GROUP = 0x0002
KEPT_HEADERS = 512


@dataclass(frozen=True, slots=True, eq=False)
class PictureFile:
    """The header of one file. `transfer_syntax` is None where the file does not name one."""

    source: ByteSource
    data_set: DataSet
    transfer_syntax: str | None
    little: bool
    pixel_data: Element
    image: ImagePixel

    @property
    def is_encapsulated(self) -> bool:
        """Whether the pixel data are fragments: a native syntax may be stated of such."""
        return self.pixel_data.length == UNDEFINED

    @property
    def needs_decoding(self) -> bool:
        """Whether frames cost more than reading them: such files are for worker processes."""
        return self.is_encapsulated or isinstance(self.source, InflatedBytes)


@contextmanager
def opened(path: str) -> Iterator[PictureFile]:
    """Open a file that has a picture, its header parsed unless it is known already.

    Raises NoPicture where there is none, OSError where the file cannot be read.
    """
    file = known_file(path)
    try:
        yield file
    finally:
        file.source.close()


def known_file(path: str) -> PictureFile:
    """Return the file's header, parsed unless it is known already. Raises as `opened` does."""
    return _known(path, stamp(path))


@lru_cache(maxsize=KEPT_HEADERS)
def _known(path: str, _stamp: Stamp) -> PictureFile:
    source = FileBytes(path)
    try:
        return _parsed(source)
    finally:
        source.close()


@contextmanager
def opened_data_set(path: str) -> Iterator[tuple[ByteSource, DataSet]]:
    """Open a file for what it holds beside pixel data: its bytes, and where its elements lie.

    Raises NoPicture where it is no DICOM file, OSError where it cannot be read.
    """
    file = FileBytes(path)
    try:
        reader, data_set, _ = _data_set(file)
        if data_set.last is None:
            raise NoPicture("This is not a DICOM file.")
        yield reader.source, data_set
    finally:
        file.close()


def _data_set(file: FileBytes) -> tuple[ElementReader, DataSet, str | None]:
    """Return what reads the file's data set, the data set, and its transfer syntax as stated."""
    start, transfer_syntax = _data_set_start(file)
    source: ByteSource = file
    if transfer_syntax in DEFLATED_DATA_SETS and not _looks_like_elements(file, start):
        source, start = InflatedBytes(file, start), 0
    reader = _reader(source, start)
    return reader, DataSet(reader, Span(start, source.end())), transfer_syntax


def _parsed(file: FileBytes) -> PictureFile:
    reader, data_set, transfer_syntax = _data_set(file)
    source, last = reader.source, data_set.last
    if last is None:
        raise NoPicture("This is not a DICOM file.")
    if last.tag not in PIXEL_TAGS or last.length == 0:
        end = reader.end(last)
        is_whole = bool(source.read(end - 1, 1)) and not source.read(end, 1)
        raise NoPicture(reason_for_no_pixel_data(data_set, is_whole=is_whole))
    return PictureFile(
        source=source,
        data_set=data_set,
        transfer_syntax=transfer_syntax,
        little=reader.little,
        pixel_data=_in_fragments(source, last, transfer_syntax),
        image=image_pixel(data_set, last),
    )


def _in_fragments(source: ByteSource, pixel_data: Element, transfer_syntax: str | None) -> Element:
    """Return compressed pixel data whose length is stated against PS3.5 A.4 as of undefined length."""
    has_items = transfer_syntax in COMPRESSIONS and source.read(pixel_data.offset, 4) == ITEM_TAG
    return pixel_data._replace(length=UNDEFINED) if has_items else pixel_data


def _data_set_start(file: FileBytes) -> tuple[int, str | None]:
    """Return where the data set begins and the transfer syntax of the file meta information."""
    start = PREAMBLE_BYTES + len(PREFIX)
    if file.read(PREAMBLE_BYTES, len(PREFIX)) != PREFIX:
        start = 0
        if not _looks_like_elements(file, 0):
            raise NoPicture("This is not a DICOM file.")
    transfer_syntax = None
    reader = ElementReader(file, explicit=True, little=True)
    while (element := reader.head(start)) is not None and element.tag >> 16 == FILE_META_GROUP:
        if element.tag == 0x00020010:
            text = file.read(element.offset, min(element.length, 64)).decode("latin-1")
            transfer_syntax = text.strip(" \0") or None
        start = reader.end(element)
    return start, transfer_syntax


def _looks_like_elements(file: FileBytes, start: int) -> bool:
    """Return whether a data set could begin here: a small even group, a plausible length."""
    head = file.read(start, 12)
    if len(head) < 8:
        return False
    group = min(int.from_bytes(head[:2], "little"), int.from_bytes(head[:2], "big"))
    if not 2 <= group <= 0x30 or group & 1:
        return False
    length = min(int.from_bytes(head[4:8], "little"), int.from_bytes(head[4:8], "big"))
    return head[4:6] in VRS or length <= file.end()


def _reader(source: ByteSource, start: int) -> ElementReader:
    """Read the encoding off the first element: file meta information is missing or wrong at times.

    A group number is small, so the byte order that makes it smaller is the right one.
    """
    head = source.read(start, 8)
    little = int.from_bytes(head[:2], "little") <= int.from_bytes(head[:2], "big")
    return ElementReader(source, explicit=head[4:6] in VRS, little=little)
