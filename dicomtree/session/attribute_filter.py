"""Searching the header: text, wildcards, a regular expression, or a tag in any form."""

import fnmatch
import re
from collections.abc import Callable

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.session.outline import Node
from dicomtree.text import folded

_TAG = re.compile(r"\(?([0-9a-f]{4})[, ]{0,2}([0-9a-f]{4})\)?", re.ASCII | re.IGNORECASE)
_NOT_IN_KEYWORDS = re.compile(r"[^0-9a-z]", re.ASCII)
_POSSESSIVE = re.compile(r"['’]s\b")

Matcher = Callable[[AttributeRow], bool]


class PatternError(ValueError):
    """What was typed is no regular expression."""


def matcher(wanted: str) -> Matcher | None:
    """Return what tells whether a row is wanted; None if nothing is asked for.

    Text is looked for in tag, keyword, name and value, whatever its case and accents; with `*` or
    `?` the whole of one of them must match. `/…/` is a regular expression. A tag may be written
    0010,0010 or (0010,0010) or 00100010; a keyword also in words.

    Raises
    ------
    PatternError
        What stands between the slashes is no regular expression.
    """
    text = wanted.strip()
    if not text:
        return None
    if len(text) > 1 and text.startswith("/"):
        return _of_expression(text[1:].removesuffix("/"), _texts)
    tag = _TAG.fullmatch(text)
    if tag is not None:
        return _of_tag(f"{tag[1]},{tag[2]}".upper(), folded(text))
    if "*" in text or "?" in text:
        return _of_expression(fnmatch.translate(folded(text)), _folded_texts)
    return _of_text(folded(text))


def _of_expression(pattern: str, texts: Callable[[AttributeRow], tuple[str, ...]]) -> Matcher:
    try:
        search = re.compile(pattern, re.IGNORECASE).search
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"no regular expression: {error}") from None
    return lambda line: any(search(text) for text in texts(line))


def _of_tag(tag: str, text: str) -> Matcher:
    return lambda line: line.tag == tag or text in folded(line.value)


def _of_text(text: str) -> Matcher:
    letters = _letters(text)

    def is_wanted(line: AttributeRow) -> bool:
        if any(text in field for field in _folded_texts(line)):
            return True
        return bool(letters) and letters in line.keyword.casefold()

    return is_wanted


def _letters(text: str) -> str:
    """Return words as a keyword has them: "patient's name" as "patientname"."""
    return _NOT_IN_KEYWORDS.sub("", _POSSESSIVE.sub("", text))


def _texts(line: AttributeRow) -> tuple[str, ...]:
    return line.tag, line.keyword, line.name, line.value


def _folded_texts(line: AttributeRow) -> tuple[str, ...]:
    return tuple(map(folded, _texts(line)))


def wanted_nodes(top: list[Node], is_wanted: Matcher) -> tuple[set[Node], set[Node]]:
    """Return the nodes to show and, of these, those to open: what matches, and the way there."""
    shown: set[Node] = set()
    opened: set[Node] = set()
    waiting = list(top)
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if not is_wanted(node.line):
            continue
        shown.add(node)
        above = node.parent
        while above is not None and above not in opened:
            opened.add(above)
            shown.add(above)
            above = above.parent
    return shown, opened
