"""Templates of folder and file names: `{PatientID}/{SeriesNumber:03d}_{SeriesDescription|NA}.dcm`.

A field is `{A|B|text!change:format}`: the first keyword that has a value counts, else the text
(NA where none is given). `!lower`, `!upper` and `!plain` change letters; a format is one of
`03d` (integer), `.1f` (decimal), `.20` (at most so many characters) and, for dates and times,
`%Y-%m-%d`. `{{` and `}}` are braces. `/` separates folders.
"""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dicomtree.model import decimal_value, integer_value
from dicomtree.organise.fields import (
    field_names,
    formatted_date,
    has_text,
    is_field,
    own_fields,
    vr_of,
)

MISSING = "NA"
LONGEST_TEMPLATE = 2000

_FORMAT = re.compile(r"0?[0-9]{0,2}d|\.[0-9]f|\.[0-9]{1,3}|[^{}]*%[^{}]*")
_PIECES = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+")
_FIELD = re.compile(r"\{([^!:]*)(?:!([^:]*))?(?::(.*))?\}", re.DOTALL)
_FORBIDDEN_BY_CLASSIC = str.maketrans(dict.fromkeys('*.,"\\/|[]:; ', "_"))

CHANGES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    # As the script that many people know does it: no spaces, no symbols, small letters.
    "plain": lambda text: text.translate(_FORBIDDEN_BY_CLASSIC).lower(),
}

PRESETS = {
    "description": "{PatientID}/{StudyDate}/{StudyDescription}/{SeriesNumber:03d}_"
    "{SeriesDescription}/{Modality}.{SeriesInstanceUID}.{InstanceNumber:04d}.dcm",
    "uid": "{PatientID}/{StudyInstanceUID}/{SeriesInstanceUID}/{SOPInstanceUID}.dcm",
    "flat": "{PatientID}_{StudyDate}_{SeriesNumber:03d}_{Modality}_{InstanceNumber:04d}.dcm",
    "classic": "{PatientID!plain}/{StudyDate!plain}/{StudyDescription!plain}/"
    "{SeriesDescription!plain}/{Modality}.{SeriesInstanceUID}.{InstanceNumber}.dcm",
}
"""Templates by name; "classic" sorts as the script of an article does that many people use."""

Lookup = Callable[[str], str | None]


class TemplateError(ValueError):
    """A template that cannot be used; the text says why, `start` and `end` which part of it."""

    def __init__(self, text: str, start: int = 0, end: int = 0) -> None:
        super().__init__(text)
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a name that a file's values fill."""

    names: tuple[str, ...]
    otherwise: str
    change: str | None
    format: str

    def text(self, lookup: Lookup) -> str:
        """Return what stands in its place for the file whose values `lookup` gives."""
        for name in self.names:
            value = lookup(name)
            if value:
                text = _formatted(value, self.format, vr_of(name))
                return CHANGES[self.change](text) if self.change else text
        return self.otherwise


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was understood: for each level the literal texts and fields in order."""

    text: str
    levels: tuple[tuple[str | Field, ...], ...]

    @property
    def names(self) -> frozenset[str]:
        """All keywords and own fields that it asks for."""
        return frozenset(name for field in self._fields() for name in field.names)

    @property
    def needs_slices(self) -> bool:
        """Whether it asks for what is known only when the stacks have been built."""
        return not self.names.isdisjoint(own_fields())

    def _fields(self) -> Iterator[Field]:
        return (piece for level in self.levels for piece in level if isinstance(piece, Field))

    def render(self, lookup: Lookup) -> tuple[str, ...]:
        """Return the text of each level, the file's name last; they are not safe names yet."""
        return tuple(
            "".join(piece if isinstance(piece, str) else piece.text(lookup) for piece in level)
            for level in self.levels
        )


def parse_template(text: str) -> Template:
    """Understand a template, or the name of one of `PRESETS`. Raises TemplateError."""
    whole = PRESETS.get(text, text)
    if len(whole) > LONGEST_TEMPLATE:
        raise TemplateError(f"a template has at most {LONGEST_TEMPLATE:,} characters")
    levels: list[list[str | Field]] = [[]]
    for found in _PIECES.finditer(whole):
        piece, start, end = found[0], found.start(), found.end()
        if piece in ("{", "}"):
            raise TemplateError(
                f"a single {piece} means nothing; {piece}{piece} is the character", start, end
            )
        if piece.startswith("{") and piece != "{{":
            levels[-1].append(_placed_field(piece, start))
            continue
        first, *others = piece.replace("{{", "{").replace("}}", "}").split("/")
        levels[-1].append(first)
        levels.extend([other] for other in others)
    return Template(whole, tuple(_level(level) for level in levels))


def _level(pieces: list[str | Field]) -> tuple[str | Field, ...]:
    level = tuple(piece for piece in pieces if piece)
    literal = "".join(piece for piece in level if isinstance(piece, str))
    if not level or (len(level) == 1 and literal in (".", "..")):
        raise TemplateError("a folder or file in the template has no name")
    if "\\" in literal:
        raise TemplateError("folders are separated by /, not by a backslash")
    return level


def _placed_field(piece: str, start: int) -> Field:
    """Understand a field; a fault in it is placed in the whole template."""
    try:
        return _field(piece)
    except TemplateError as error:
        end = error.end or len(piece)
        raise TemplateError(str(error), start + error.start, start + end) from None


def _field(piece: str) -> Field:
    found = _FIELD.fullmatch(piece)
    if found is None:
        raise TemplateError(f"{piece} is not understood")
    alternatives, change, spec = found.groups()
    names = [name.strip() for name in alternatives.split("|")]
    otherwise = MISSING
    if len(names) > 1 and not is_field(names[-1]) and not _is_misspelt(names[-1]):
        otherwise = names.pop()
    for name in names:
        _check_name(name, piece)
    if change is not None and change not in CHANGES:
        raise TemplateError(f"!{change} is none of {', '.join('!' + known for known in CHANGES)}")
    if spec and not _FORMAT.fullmatch(spec):
        raise TemplateError(f"the format {spec!r} is none of 03d, .1f, .20 and %Y-%m-%d")
    return Field(tuple(names), otherwise, change, spec or "")


def _check_name(name: str, piece: str) -> None:
    start = piece.find(name)
    end = start + len(name)
    if not is_field(name):
        near = difflib.get_close_matches(name, field_names(), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise TemplateError(f"{name!r} is no DICOM keyword and no field{hint}", start, end)
    if not has_text(name):
        raise TemplateError(
            f"{name} has no value that could be a name (VR {vr_of(name)})", start, end
        )


def _is_misspelt(text: str) -> bool:
    """Tell whether a fallback text looks like a keyword that was meant."""
    return bool(difflib.get_close_matches(text, field_names(), n=1, cutoff=0.85))


def _formatted(value: str, spec: str, vr: str) -> str:
    if not spec:
        return value
    if "%" in spec:
        return formatted_date(value, spec, vr)
    if spec.endswith("d"):
        integer = integer_value(value)
        return value if integer is None else format(integer, spec)
    if spec.endswith("f"):
        decimal = decimal_value(value)
        return value if decimal is None else format(decimal, spec)
    return value[: int(spec[1:])]
