"""The stacks of a series as plain lists and tuples, and back."""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from operator import attrgetter
from typing import Any

from dicomtree.model import (
    DataWarning,
    Dimension,
    FrameRef,
    Geometry,
    MissingSlices,
    NonImage,
    SeriesContent,
    Spacing,
    Stack,
    Zone,
)

_CLASSES: tuple[type, ...] = (
    *(SeriesContent, Stack, Dimension, DataWarning, NonImage),
    *(FrameRef, Geometry, Spacing, Zone, MissingSlices),
)
_NUMBERS = {kind: number for number, kind in enumerate(_CLASSES)}
_FIELDS: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    kind: attrgetter(*(field.name for field in fields(kind) if field.compare)) for kind in _CLASSES
}


def plain_content(content: SeriesContent) -> object:
    """Return the content of a series all of whose files lie under one root.

    A list is one of our values, its class's number in front; a tuple is a tuple.
    """
    return _plain(content)


def content_under(root: int, plain: Any) -> SeriesContent:
    """Return the content of a series under a root."""
    makers: list[Callable[..., Any]] = list(_CLASSES)
    for kind in (FrameRef, NonImage):
        makers[_NUMBERS[kind]] = partial(_under, root, kind)
    content: SeriesContent = _value(makers, plain)
    return content


def _plain(value: Any) -> Any:
    if type(value) is tuple:
        return tuple([_plain(item) for item in value])
    number = _NUMBERS.get(type(value))
    if number is None:
        return value
    return [number, *map(_plain, _FIELDS[type(value)](value))]


def _value(makers: list[Callable[..., Any]], plain: Any) -> Any:
    if type(plain) is tuple:
        return tuple([_value(makers, item) for item in plain])
    if type(plain) is list:
        return makers[plain[0]](*[_value(makers, item) for item in plain[1:]])
    return plain


def _under(root: int, kind: type, _root: int, *rest: Any) -> Any:
    return kind(root, *rest)
