"""The attributes that may tell apart the frames of one position, in order of preference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dicomtree.model import decimal_value, decimal_values, integer_value
from dicomtree.tree.frames import Frame

# What two frames share is equal to this many decimals: float noise must not split.
_DECIMALS = 4

Value = str | float | int | tuple[float, ...] | None
Reader = Callable[[Sequence[Frame]], list[Value]]

_COMPONENTS = {
    "M": "M",
    "MAGNITUDE": "M",
    "P": "P",
    "PHASE": "P",
    "R": "R",
    "REAL": "R",
    "I": "I",
    "IMAGINARY": "I",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribute by its name as a dimension, and how to read it of the frames of a stack."""

    name: str
    read: Reader


def components(frames: Sequence[Frame]) -> list[Value]:
    """Return the complex component of each frame: M, P, R, I or None.

    It is what Image Type or Frame Type says; where no frame's type says it, Complex Image
    Component (0008,9208); for parametric maps without either, the quantity.
    """
    found: list[Value] = [_component_in(frame.image_type) for frame in frames]
    if not any(found):
        found = [_component_in(_said(frame, "complex_image_component")) for frame in frames]
    if not any(found):
        found = [_said(frame, "quantity") for frame in frames]
    return found


def image_types(frames: Sequence[Frame]) -> list[Value]:
    """Return the whole Image Type or Frame Type of each frame, in capitals."""
    return [(frame.image_type or "").upper() or None for frame in frames]


def directions(frames: Sequence[Frame]) -> list[Value]:
    """Return each frame's gradient direction, rounded so that float noise does not split."""
    texts = [_said(frame, "diffusion_gradient_orientation") for frame in frames]
    return [
        None if numbers is None else tuple(round(number, _DECIMALS) + 0.0 for number in numbers)
        for numbers in map(decimal_values, texts)
    ]


def shown(value: Value) -> str | float | int | None:
    """Return a value as a dimension shows it."""
    return "\\".join(f"{part:g}" for part in value) if isinstance(value, tuple) else value


def value_key(value: Value) -> tuple[int, float, tuple[float, ...], str]:
    """Return a sort key: numbers, then directions, then texts, what is missing last."""
    if value is None:
        return (3, 0.0, (), "")
    if isinstance(value, tuple):
        return (1, 0.0, value, "")
    if isinstance(value, str):
        return (2, 0.0, (), value)
    return (0, float(value), (), "")


def _said(frame: Frame, column: str) -> str | None:
    found: str | None = getattr(frame.detail, column) if frame.detail is not None else None
    return found


def _component_in(image_type: str | None) -> str | None:
    values = (image_type or "").upper().split("\\")
    return next((_COMPONENTS[v.strip()] for v in values if v.strip() in _COMPONENTS), None)


def number_or_text(text: str | int | None) -> Value:
    """Return a number where the text is one, rounded to 1e-4, else the text."""
    if text is None or isinstance(text, int):
        return text
    whole = integer_value(text)
    if whole is not None:
        return whole
    number = decimal_value(text)
    return text if number is None else round(number, _DECIMALS)


def _column(name: str, detail: str | None, header: str | None) -> Candidate:
    """Return the candidate read from a frame's detail, else from its instance's header."""

    def read(frames: Sequence[Frame]) -> list[Value]:
        texts = [text_of(frame) for frame in frames]
        values = {text: number_or_text(text) for text in set(texts)}
        return [values[text] for text in texts]

    def text_of(frame: Frame) -> str | int | None:
        text = getattr(frame.detail, detail) if detail and frame.detail is not None else None
        return getattr(frame.row, header) if text is None and header is not None else text

    return Candidate(name, read)


def _vector(name: str, vector: str) -> Candidate:
    """Return the candidate read from a frame vector of nuclear medicine."""

    def read(frames: Sequence[Frame]) -> list[Value]:
        return [(frame.vectors or {}).get(vector) for frame in frames]

    return Candidate(name, read)


SEGMENT = _column("segment", "referenced_segment_number", None)
COMPONENT = Candidate("component", components)
ECHO = _column("echo", None, "echo_numbers")
ECHO_TIME = _column("te", "echo_time", "echo_time")

CANDIDATES = (
    SEGMENT,
    COMPONENT,
    Candidate("image_type", image_types),
    ECHO,
    ECHO_TIME,
    _column("temporal_position", "temporal_position_index", "temporal_position_identifier"),
    _vector("temporal_position", "time_slot_vector"),
    _column("b_value", "diffusion_b_value", None),
    Candidate("direction", directions),
    _column("phase", "phase", None),
    _vector("phase", "phase_vector"),
    _vector("cardiac_phase", "rr_interval_vector"),
    _column("acquisition", None, "acquisition_number"),
    _column("frame_reference_time", "frame_reference_time", None),
    _column("trigger_time", "trigger_time", "trigger_time"),
    _column("inversion_time", "inversion_time", "inversion_time"),
    _column("flip_angle", "flip_angle", "flip_angle"),
    _column("repetition_time", "repetition_time", "repetition_time"),
    _column("cardiac_phase", "nominal_percentage_of_cardiac_phase", None),
    _column("kvp", "kvp", "kvp"),
    _column("kernel", "convolution_kernel", "convolution_kernel"),
)

DIMENSIONS = (*dict.fromkeys(candidate.name for candidate in CANDIDATES), "rank")
"""The names that a dimension can have; the last is that of frames counted off."""
