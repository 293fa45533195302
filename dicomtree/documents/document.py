"""What an instance without a picture holds, as plain values to show."""

from dataclasses import astuple, dataclass
from typing import Any

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another instance, by its SOP Instance UID; `frame` counts from 1, None for all of it."""

    sop_instance_uid: str
    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table or outline: `depth` levels in, with one text per column.

    `personal` says that the second and further cells name somebody, or are free text that may.
    """

    cells: tuple[str, ...]
    depth: int = 0
    colour: Colour | None = None
    reference: Reference | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel's values, evenly spread over its waveform's time; NaN where there is none.

    A long recording comes as the lowest and the highest value of each short piece in turn.
    """

    name: str
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Waveform:
    """Channels that were sampled together, over `seconds`; `note` says what is not shown."""

    name: str
    seconds: float
    channels: tuple[Channel, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file inside the instance: what it is, the usual ending of its name, its size in bytes."""

    kind: str
    suffix: str
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """Everything to be shown of one instance without a picture.

    `facts` are lines of two cells, name and value. `lines` have a cell for each of `columns`.
    `remarks` say what is left out.
    """

    title: str
    facts: tuple[Line, ...] = ()
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    waveforms: tuple[Waveform, ...] = ()
    embedded: EmbeddedFile | None = None
    remarks: tuple[str, ...] = ()

    @property
    def has_content(self) -> bool:
        """Whether there is more to see than the title."""
        return bool(self.facts or self.lines or self.waveforms or self.embedded)


def to_message(document: Document) -> tuple[Any, ...]:
    """Return a document as nested tuples that can travel between processes."""
    return astuple(document)


def from_message(message: tuple[Any, ...]) -> Document:
    """Return the document that `to_message` was given."""
    title, facts, columns, lines, waveforms, embedded, remarks = message
    return Document(
        title,
        tuple(map(_line, facts)),
        columns,
        tuple(map(_line, lines)),
        tuple(map(_waveform, waveforms)),
        None if embedded is None else EmbeddedFile(*embedded),
        remarks,
    )


def _line(parts: tuple[Any, ...]) -> Line:
    cells, depth, colour, reference, personal = parts
    return Line(
        cells, depth, colour, None if reference is None else Reference(*reference), personal
    )


def _waveform(parts: tuple[Any, ...]) -> Waveform:
    name, seconds, channels, note = parts
    return Waveform(name, seconds, tuple(Channel(*channel) for channel in channels), note)
