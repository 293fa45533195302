"""The order without geometry, and of what geometry leaves equal."""

import re
from collections.abc import Iterable, Sequence

from dicomtree.model import decimal_value
from dicomtree.tree.frames import Frame
from dicomtree.tree.natural import place_key
from dicomtree.tree.nuclear import nested_values

INSTANCE_NUMBER = "instance_number"
SLICE_LOCATION = "slice_location"
STORED_FRAME_ORDER = "stored_frame_order"
ACQUISITION_TIME = "acquisition_time"
CONTENT_TIME = "content_time"
PATH = "path"
SOP_INSTANCE_UID = "sop_instance_uid"

_TIME = re.compile(r"([0-9]{1,6})(\.[0-9]+)?")
_AFTER_NUMBERS = (
    (1, INSTANCE_NUMBER),
    (2, ACQUISITION_TIME),
    (3, CONTENT_TIME),
    (4, PATH),
    (5, SOP_INSTANCE_UID),
)

Number = tuple[bool, int]
Time = tuple[bool, float, str]


def fallback_order(frames: Iterable[Frame]) -> tuple[list[Frame], str]:
    """Order frames by what their files say outside geometry; return also which key decided.

    Files are ordered by Instance Number if all have one and no two the same; else by Slice
    Location if all have one and not all the same; else by Instance Number (missing last),
    acquisition time, content time, natural path and SOP Instance UID. Frames of one file keep
    the order they are stored in, or that of their frame vectors with slices innermost.
    """
    members = list(frames)
    if all(frame.number is None and isinstance(frame.file, int) for frame in members):
        return _order_files(members)
    files: dict[int | str, list[Frame]] = {}
    for frame in members:
        files.setdefault(frame.file, []).append(frame)
    for own in files.values():
        own.sort(key=_stored)
    firsts, key = _order_files([own[0] for own in files.values()])
    ordered = [frame for first in firsts for frame in files[first.file]]
    return ordered, STORED_FRAME_ORDER if len(files) == 1 and len(ordered) > 1 else key


def _order_files(files: list[Frame]) -> tuple[list[Frame], str]:
    numbers = {frame.image_number for frame in files}
    if files and None not in numbers and len(numbers) == len(files):
        return sorted(files, key=lambda frame: frame.image_number or 0), INSTANCE_NUMBER
    locations = [decimal_value(frame.row.slice_location) for frame in files]
    located = None not in locations and len(set(locations)) > 1
    keys = [
        (location if located and location is not None else 0.0, *_file_key(frame))
        for location, frame in zip(locations, files, strict=True)
    ]
    order = sorted(range(len(files)), key=keys.__getitem__)
    decided = SLICE_LOCATION if located else _deciding(keys)
    return [files[index] for index in order], decided


def _deciding(keys: Sequence[tuple[object, ...]]) -> str:
    """Return the first key that is not the same for all; the path for a file that is alone."""
    return next((name for column, name in _AFTER_NUMBERS if _varies(keys, column)), PATH)


def _varies(keys: Sequence[tuple[object, ...]], column: int) -> bool:
    return any(key[column] != keys[0][column] for key in keys)


def _stored(frame: Frame) -> tuple[tuple[int, ...], int, int, str, int]:
    vectors = nested_values(frame.vectors) if frame.vectors else ()
    return (vectors, frame.ordinal, frame.row.root, frame.row.path, frame.number or 0)


def _file_key(frame: Frame) -> tuple[Number, Time, Time, object, str]:
    row = frame.row
    return (
        number_key(frame.image_number),
        time_key(row.acquisition_time),
        time_key(row.content_time),
        place_key(row),
        row.sop_instance_uid or "",
    )


def number_key(number: int | None) -> Number:
    """Return a sort key that puts what is missing last."""
    return (number is None, number or 0)


def time_key(text: str | None) -> Time:
    """Return a sort key of a TM value (PS3.5 6.2); what is missing or no time comes last.

    The colons of ACR-NEMA times are left out.
    """
    match = _TIME.fullmatch((text or "").replace(":", "").strip())
    if match is None:
        return (True, 0.0, text or "")
    return (False, float(match[1].ljust(6, "0") + (match[2] or "")), "")


def tie_order(frames: Sequence[Frame]) -> list[Frame]:
    """Order frames at one position that nothing else tells apart.

    By Instance Number, Dimension Index Values, place in the file, acquisition date and time,
    natural path, SOP Instance UID.
    """
    quick = [_quick_tie_key(frame) for frame in frames]
    if len(set(quick)) == len(quick):
        order = sorted(range(len(frames)), key=quick.__getitem__)
        return [frames[index] for index in order]
    return sorted(frames, key=lambda frame: (*_quick_tie_key(frame), *_slow_tie_key(frame)))


def _quick_tie_key(frame: Frame) -> tuple[Number, bool, tuple[int, ...], int]:
    indices = dimension_indices(frame)
    return (number_key(frame.image_number), not indices, indices, frame.ordinal)


def _slow_tie_key(frame: Frame) -> tuple[str, Time, object, str]:
    row = frame.row
    date, time = row.acquisition_date, row.acquisition_time
    if row.acquisition_date_time and not time:
        date, time = row.acquisition_date_time[:8], row.acquisition_date_time[8:].split("+")[0]
    return (date or "~", time_key(time), place_key(row), row.sop_instance_uid or "")


def dimension_indices(frame: Frame) -> tuple[int, ...]:
    """Return the frame's Dimension Index Values (PS3.3 C.7.6.17); () if there are none."""
    text = frame.detail.dimension_index_values if frame.detail is not None else None
    if not text:
        return ()
    values = [decimal_value(part) for part in text.split("\\")]
    return tuple(int(value) for value in values if value is not None)
