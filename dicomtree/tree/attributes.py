"""Attributes by which a stack may be split on request, and their values in its frames."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dicomtree.model import HeaderRow, decimal_value, integer_value
from dicomtree.tree.candidates import CANDIDATES, Candidate, Value, number_or_text
from dicomtree.tree.frames import Frame

FOLDER = "folder"
MOST_STACKS, FEW_STACKS = 100, 12

_PLACE = HeaderRow._fields[: HeaderRow._fields.index("transfer_syntax_uid")]
# Read under the names of the dimensions that they are.
_DIMENSIONS = {
    "echo_numbers",
    "echo_time",
    "temporal_position_identifier",
    "acquisition_number",
    "convolution_kernel",
}
_COLUMNS = frozenset(HeaderRow._fields) - set(_PLACE) - _DIMENSIONS
_CANDIDATES: dict[str, list[Candidate]] = {}
for _candidate in CANDIDATES:
    _CANDIDATES.setdefault(_candidate.name, []).append(_candidate)

ReadValues = Mapping[str, Mapping[tuple[int, str], Sequence[str | None]]]
"""Texts by attribute and file (root, path): one for each frame, or one for all of them."""

SPLITTING = (*_CANDIDATES, *sorted(_COLUMNS - _CANDIDATES.keys()), FOLDER)
"""What is known without reading for it: the dimensions', header columns by keyword in snake_case, and the folder."""

READ_FROM_DETAIL = frozenset(
    {
        "segment",
        "component",
        "b_value",
        "direction",
        "phase",
        "frame_reference_time",
        "cardiac_phase",
    }
)
"""Attributes that a file must be read again for, where they are not in its header row."""

# What an instance cannot share with others, or what says who rather than what.
_SELDOM = {
    *("sop_instance_uid", "instance_number", "image_position_patient", "slice_location"),
    *("content_time", "acquisition_time", "acquisition_date_time"),
    *("patient_name", "patient_id", "issuer_of_patient_id", "patient_birth_date", "patient_sex"),
    *("study_instance_uid", "series_instance_uid"),
}


@dataclass(frozen=True, slots=True)
class AttributeCount:
    """An attribute that varies in a stack, and how many values it has there."""

    name: str
    values: int


def attribute_values(name: str, frames: Sequence[Frame]) -> list[Value]:
    """Return each frame's value of an attribute: of `SPLITTING`, else as it was read for that."""
    for candidate in _CANDIDATES.get(name, ()):
        values = candidate.read(frames)
        if any(value is not None for value in values):
            return values
    if name == FOLDER:
        return [frame.row.path.rpartition("/")[0] for frame in frames]
    if name in _COLUMNS:
        return [number_or_text(_said(frame, name)) for frame in frames]
    return [_as_read((frame.read_values or {}).get(name)) for frame in frames]


def _as_read(text: str | None) -> Value:
    """Return a number where a text is one, to its last digit: nobody has chosen a tolerance."""
    whole = integer_value(text)
    if whole is not None:
        return whole
    number = decimal_value(text)
    return text if number is None else number


def give_values(frames: Iterable[Frame], values: ReadValues) -> None:
    """Give each frame what was read of it."""
    for frame in frames:
        place = (frame.row.root, frame.row.path)
        frame.read_values = {
            name: _text_of(known.get(place, ()), frame.number) for name, known in values.items()
        }


def _text_of(texts: Sequence[str | None], number: int | None) -> str | None:
    """Return a frame's text; the only one holds for all frames."""
    index = 0 if len(texts) == 1 else (number or 1) - 1
    return texts[index] if index < len(texts) else None


def _said(frame: Frame, column: str) -> str | int | None:
    """Return what a frame says for itself where it does, else its file's header."""
    own: str | None = getattr(frame.detail, column, None)
    said: str | int | None = own if own is not None else getattr(frame.row, column)
    return said


def varying_attributes(frames: Iterable[Frame]) -> tuple[AttributeCount, ...]:
    """Return the attributes that make a sensible number of stacks of these frames.

    One for every frame is none, but where there are few.
    """
    members = list(frames)
    most = min(MOST_STACKS, max(FEW_STACKS, len(members) // 2))
    counts = (
        AttributeCount(name, len(set(attribute_values(name, members))))
        for name in SPLITTING
        if name not in _SELDOM
    )
    return tuple(found for found in counts if 1 < found.values <= most)
