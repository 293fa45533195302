"""What may be looked for in a header: text, wildcards, a regular expression, or a tag."""

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.text import folded

_TAG = re.compile(r"\(?(?:0x)?([0-9a-f]{4})[, ]{0,2}([0-9a-f]{4})\)?", re.ASCII | re.IGNORECASE)
_NOT_IN_KEYWORDS = re.compile(r"[^0-9a-z]", re.ASCII)
_POSSESSIVE = re.compile(r"['’]s\b")


class PatternError(ValueError):
    """What was typed is no regular expression."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Tells whether a row's names (tag, keyword, name) are wanted, and whether its value is."""

    in_names: Callable[[AttributeRow], bool]
    in_value: Callable[[str], bool]


def sought(wanted: str) -> Sought | None:
    """Return what tells whether a row is wanted; None if nothing is asked for.

    Text is looked for in tag, keyword, name and value, whatever its case and accents; with `*` or
    `?` the whole of one of them must match. `/…/` is a regular expression, which may take for ever
    on some texts: only a process that can be killed should try. A tag may be written 0010,0010 or
    (0010,0010) or 00100010 or 0x00100010; a keyword also in words.

    Raises
    ------
    PatternError
        What stands between the slashes is no regular expression.
    """
    text = wanted.strip()
    if not text:
        return None
    if len(text) > 1 and text.startswith("/"):
        search = _expression(text[1:].removesuffix("/"))
        return Sought(lambda line: any(map(search, _names(line))), search)
    tag = _TAG.fullmatch(text)
    if tag is not None:
        return _of_tag(f"{tag[1]},{tag[2]}".upper(), folded(text))
    if "*" in text or "?" in text:
        # Square brackets mean themselves, as in queries; `translate` cannot backtrack for ever.
        match = re.compile(fnmatch.translate(folded(text).replace("[", "[[]"))).match
        return Sought(
            lambda line: any(match(folded(name)) for name in _names(line)),
            lambda value: match(folded(value)) is not None,
        )
    return _of_text(folded(text))


def _expression(pattern: str) -> Callable[[str], bool]:
    try:
        search = re.compile(pattern, re.IGNORECASE).search
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"no regular expression: {error}") from None
    return lambda text: search(text) is not None


def _of_tag(tag: str, text: str) -> Sought:
    return Sought(lambda line: line.tag == tag, lambda value: text in folded(value))


def _of_text(text: str) -> Sought:
    letters = _letters(text)

    def in_names(line: AttributeRow) -> bool:
        if any(text in folded(name) for name in _names(line)):
            return True
        return bool(letters) and letters in line.keyword.casefold()

    return Sought(in_names, lambda value: text in folded(value))


def _letters(text: str) -> str:
    """Return words as a keyword has them: "patient's name" as "patientname"."""
    return _NOT_IN_KEYWORDS.sub("", _POSSESSIVE.sub("", text))


def _names(line: AttributeRow) -> tuple[str, ...]:
    return line.tag, line.keyword, line.name, line.creator
