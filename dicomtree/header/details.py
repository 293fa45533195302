"""What an instance's functional groups, vectors and private elements say of its frames."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO, cast

from dicomtree.header.beginning import find_data_set, reach_into
from dicomtree.header.columns import EMPTY_VALUES, FIRST
from dicomtree.header.elements import (
    EXPLICIT_LITTLE,
    DamagedError,
    NotUnderstoodError,
    tag_name,
)
from dicomtree.header.events import EventReader
from dicomtree.header.frame_elements import MOST_ELEMENTS_OF_FRAMES, VECTORS
from dicomtree.header.frame_values import FrameValues, Values, choose
from dicomtree.header.runs import RunReader
from dicomtree.header.texts import Value, value_text
from dicomtree.header.walk import Walk
from dicomtree.model import FrameRow, InstanceDetail, decimal_value, integer_value
from dicomtree.source import open_file

MOST_FRAMES = 100_000

_POINTED_AT = {tag: said.name for tag, said in VECTORS.items()} | {
    0x00181063: "frame_time",
    0x00181065: "frame_time_vector",
    0x3004000C: "grid_frame_offset_vector",
}
_B_VALUES = ("diffusion_b_value", "philips_b_value", "siemens_b_value", "uih_b_value")
_DIRECTIONS = ("diffusion_gradient_orientation", "siemens_direction", "uih_direction")
_DIRECTION_PARTS = (
    ("philips_direction_rl", "philips_direction_ap", "philips_direction_fh"),
    ("ge_direction_x", "ge_direction_y", "ge_direction_z"),
)
_GE_OFFSET = 100_000
_NUMBERS = ("in_stack_position_number", "temporal_position_index", "referenced_segment_number")
_META = RunReader(EXPLICIT_LITTLE, only_group=2)
_PLACE = ("image_position_patient", "image_orientation_patient")


def read_details(paths: Iterable[str]) -> list[InstanceDetail | None]:
    """Return what each file says of its frames, None for a file that cannot be read.

    Faults inside a file are in `InstanceDetail.flaw`, never raised.
    """
    return [read_detail(path) for path in paths]


def read_detail(path: str) -> InstanceDetail | None:
    """Return what one file says of its frames, None if it cannot be read."""
    try:
        with open_file(path) as file:
            return _build(*_read(file))
    except OSError:
        return None


def _read(file: BinaryIO) -> tuple[FrameValues, str | None]:
    """Return what a file says of its frames, and what is wrong with it. Raises OSError."""
    row: list[Value] = [*(None,) * FIRST, *EMPTY_VALUES]
    values = FrameValues(EXPLICIT_LITTLE)
    try:
        data_set = find_data_set(reach_into(file), _META, row)
        values = FrameValues(data_set.syntax)
        walk = Walk(data_set.reach, data_set.syntax, data_set.at, MOST_ELEMENTS_OF_FRAMES)
        values.gather(EventReader(walk, choose, values.shortcut).events())
    except DamagedError as error:
        return values, str(error)
    except NotUnderstoodError:
        return _read_by_pydicom(file)
    return values, None


def _read_by_pydicom(file: BinaryIO) -> tuple[FrameValues, str | None]:
    from dicomtree.header import fallback

    values = FrameValues(EXPLICIT_LITTLE)
    try:
        file.seek(0)
        values.gather(fallback.events(file.read(fallback.MOST_DETAIL_BYTES), choose))
    except fallback.FAULTS as error:
        return values, f"not understood: {type(error).__name__}"
    return values, None


def _build(values: FrameValues, flaw: str | None) -> InstanceDetail:
    top, shared = _said(values.top), _said(values.shared)
    character_set = value_text(top.get("specific_character_set"), None)
    count = _count(values)
    if values.per_frame and len(values.per_frame) != count:
        flaw = flaw or f"{count} frames, but functional groups for {len(values.per_frame)}"
    vectors = _vectors(values)
    frames = []
    for index in range(count):
        said = top | shared
        if values.detectors:
            said |= _detector(values, vectors, index)
        if index < len(values.per_frame):
            said |= _said(values.per_frame[index])
        frames.append(_frame(index + 1, said, character_set))
    return InstanceDetail(
        frames=tuple(frames),
        has_functional_groups=values.has_functional_groups,
        frame_increment_pointer=tuple(_POINTED_AT.get(t, tag_name(t)) for t in values.pointer),
        vectors=tuple(vectors.items()),
        grid_frame_offset_vector=value_text(top.get("grid_frame_offset_vector"), None),
        concatenation_uid=value_text(top.get("concatenation_uid"), None),
        in_concatenation_number=_number(top.get("in_concatenation_number")),
        concatenation_frame_offset_number=_number(top.get("concatenation_frame_offset_number")),
        segmentation_type=value_text(top.get("segmentation_type"), None),
        flaw=flaw,
    )


def _said(values: Values) -> Values:
    """Return values without those that say nothing, which must not hide what others say."""
    if None in values.values():
        return {name: value for name, value in values.items() if value is not None}
    return values


def _count(values: FrameValues) -> int:
    """Return the number of frames, not more than `MOST_FRAMES`."""
    stated = _number(values.top.get("number_of_frames"))
    count = stated if stated is not None and stated > 0 else len(values.per_frame) or 1
    return min(count, MOST_FRAMES)


def _vectors(values: FrameValues) -> dict[str, tuple[int, ...]]:
    """Return the vectors that Frame Increment Pointer names, in its order; else all there are."""
    names = [_POINTED_AT[tag] for tag in values.pointer if tag in VECTORS]
    names = names or [said.name for said in VECTORS.values()]
    texts = {name: value_text(values.top.get(name), None) for name in names}
    return {
        name: tuple(integer_value(number) or 0 for number in text.split("\\"))
        for name, text in texts.items()
        if text is not None
    }


def _detector(values: FrameValues, vectors: Mapping[str, tuple[int, ...]], index: int) -> Values:
    """Return place and orientation of the detector that made a frame (PS3.3 C.8.4.8, C.8.4.11)."""
    numbers = vectors.get("detector_vector", ())
    number = numbers[index] if index < len(numbers) else 1
    if not 1 <= number <= len(values.detectors):
        return {}
    detector = values.detectors[number - 1]
    return {name: detector[name] for name in _PLACE if name in detector}


def _frame(number: int, said: Values, character_set: str | None) -> FrameRow:
    found = {
        name: value_text(said.get(name), character_set) for name in FrameRow._fields if name in said
    }
    numbers = {name: _number(said.get(name)) for name in _NUMBERS if name in said}
    row: dict[str, str | int | None] = {**found, **numbers}
    row["diffusion_b_value"] = _b_value(said)
    row["diffusion_gradient_orientation"] = _direction(said)
    return FrameRow(frame=number, **row)  # type: ignore[arg-type]


def _b_value(said: Values) -> str | None:
    """Return the b-value in s/mm²: the Standard's, else the vendor's."""
    for name in _B_VALUES:
        if name in said:
            return value_text(said[name], None)
    # GE adds 10^9 and more to the first of four numbers.
    text = (value_text(said.get("ge_b_value"), None) or "").split("\\")[0]
    number = integer_value(text)
    return None if number is None else str(number % _GE_OFFSET)


def _direction(said: Values) -> str | None:
    """Return the direction of diffusion encoding as three numbers."""
    for name in _DIRECTIONS:
        if name in said:
            return value_text(said[name], None)
    for names in _DIRECTION_PARTS:
        parts = [value_text(said.get(name), None) for name in names]
        if all(decimal_value(part) is not None for part in parts):
            return "\\".join(cast("list[str]", parts))
    return None


def _number(value: Value) -> int | None:
    return integer_value(value_text(value, None))
