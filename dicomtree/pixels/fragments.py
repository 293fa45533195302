"""Where the frames of encapsulated pixel data lie (PS3.5 A.4), whatever the offset table claims."""

from functools import lru_cache
from typing import NamedTuple

from dicomtree.pixels.byte_source import ByteSource
from dicomtree.pixels.elements import ITEM, UNDEFINED
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture_file import PictureFile

MOST_FRAME_BYTES = 256 << 20
FRAGMENTS_PER_FRAME = 64
FEWEST_FRAGMENTS_ALLOWED = 65_536
MOST_FRAGMENTS = 524_288
MOST_TABLE_BYTES = 8 << 20
ITEM_HEAD = 8
STARTS_OF_FRAMES = (b"\xff\xd8\xff", b"\xff\x4f\xff\x51", b"\x00\x00\x00\x0cjP  ")


class Fragment(NamedTuple):
    """One fragment's bytes in the file."""

    offset: int
    length: int


def encoded_frame(file: PictureFile, frame: int) -> bytes:
    """Return the compressed bytes of one frame, only these being read.

    Raises NoPicture where the frame is not there or not to be found.
    """
    fragments = _from_offset_table(file, frame) or _by_counting(file, frame)
    if sum(fragment.length for fragment in fragments) > MOST_FRAME_BYTES:
        raise NoPicture("One compressed frame takes more than 256 MiB.")
    found = b"".join(file.source.read(*fragment) for fragment in fragments)
    if not found:
        raise NoPicture(f"Frame {frame + 1} holds no data: the file ends before it.")
    return found


def _from_offset_table(file: PictureFile, frame: int) -> list[Fragment]:
    """Return the frame's fragments by the file's offset table, [] where that cannot be believed."""
    table = _offset_table(file)
    if not table:
        return []
    first = _first_fragment(file) + table[frame]
    end = _first_fragment(file) + table[frame + 1] if frame + 1 < len(table) else file.source.end()
    if first >= end:
        return []
    fragments, stop = _fragments(file.source, first, end)
    is_last = frame + 1 == len(table)
    return fragments if is_last or stop == end else []


@lru_cache(maxsize=4)
def _offset_table(file: PictureFile) -> tuple[int, ...]:
    """Return the frames' offsets from the first fragment on, () without a table of that many."""
    raw, size = file.data_set.raw(0x7FE00001, MOST_TABLE_BYTES), 8
    if not raw:
        basic = _item_length(file.source, file.pixel_data.offset) or 0
        raw = file.source.read(file.pixel_data.offset + ITEM_HEAD, min(basic, MOST_TABLE_BYTES))
        size = 4
    count = len(raw) // size
    if count != file.image.frames:
        return ()
    return tuple(int.from_bytes(raw[i * size : (i + 1) * size], "little") for i in range(count))


def _first_fragment(file: PictureFile) -> int:
    basic = _item_length(file.source, file.pixel_data.offset)
    if basic is None:
        raise NoPicture("The pixel data is damaged: no fragments were found in it.")
    return file.pixel_data.offset + ITEM_HEAD + basic


def _item_length(source: ByteSource, offset: int) -> int | None:
    """Return the length of the item at `offset`, None where there is no item."""
    head = source.read(offset, ITEM_HEAD)
    tag = int.from_bytes(head[:2], "little") << 16 | int.from_bytes(head[2:4], "little")
    length = int.from_bytes(head[4:8], "little")
    return length if len(head) == ITEM_HEAD and tag == ITEM and length != UNDEFINED else None


def _fragments(
    source: ByteSource, start: int, end: int, most: int = FEWEST_FRAGMENTS_ALLOWED
) -> tuple[list[Fragment], int]:
    """Return the fragments from `start` to `end` and where they stop."""
    found: list[Fragment] = []
    while start < end and len(found) < most:
        length = _item_length(source, start)
        if length is None:
            break
        found.append(Fragment(start + ITEM_HEAD, length))
        start += ITEM_HEAD + length
    return found, start


def _by_counting(file: PictureFile, frame: int) -> list[Fragment]:
    frames = _all_frames(file)
    if frame >= len(frames):
        raise NoPicture(f"Frame {frame + 1} is missing: the file holds {len(frames)} frames.")
    return frames[frame]


@lru_cache(maxsize=4)
def _all_frames(file: PictureFile) -> list[list[Fragment]]:
    """Return every frame's fragments, found without an offset table."""
    count = file.image.frames
    most = min(max(count * FRAGMENTS_PER_FRAME, FEWEST_FRAGMENTS_ALLOWED), MOST_FRAGMENTS)
    start = _first_fragment(file)
    fragments, _ = _fragments(file.source, start, file.source.end(), most)
    if len(fragments) >= most:
        raise NoPicture("The pixel data is cut into more fragments than frames could need.")
    if count == 1:
        return [fragments] if fragments else []
    if len(fragments) <= count:
        return [[fragment] for fragment in fragments]
    return _split_at_starts(file.source, fragments)


def _split_at_starts(source: ByteSource, fragments: list[Fragment]) -> list[list[Fragment]]:
    """Group fragments into frames: each begins with the signature of a JPEG family stream."""
    frames: list[list[Fragment]] = []
    for fragment in fragments:
        begins = source.read(fragment.offset, 8).startswith(STARTS_OF_FRAMES)
        if begins or not frames:
            frames.append([])
        frames[-1].append(fragment)
    return frames
