"""Presentation states: what they refer to, and how that is to be shown (PS3.3 A.33)."""

from collections.abc import Iterator

from dicomtree.documents.document import Document, Line
from dicomtree.documents.values import (
    MOST_LINES,
    facts,
    image_lines,
    named,
    number,
    when,
)
from dicomtree.pixels.data_set import DataSet

LABEL, DESCRIPTION, CREATOR = 0x00700080, 0x00700081, 0x00700084
CREATION_DATE, CREATION_TIME = 0x00700082, 0x00700083
VOI_SEQUENCE, CENTRES, WIDTHS, EXPLANATION = 0x00283110, 0x00281050, 0x00281051, 0x00281055
ANNOTATIONS, LAYER, TEXTS, GRAPHICS = 0x00700001, 0x00700002, 0x00700008, 0x00700009
PLAIN_TEXT, GRAPHIC_TYPE, POINT_COUNT = 0x00700006, 0x00700023, 0x00700021
ROTATION, FLIPPED, SHAPE = 0x00700042, 0x00700041, 0x20500020
SHUTTER = 0x00181600


def presentation_state(data_set: DataSet) -> Document:
    """Return what a presentation state refers to, its windows and its annotations."""
    lines = [*image_lines(data_set), *_windows(data_set), *_annotations(data_set)]
    pairs = (
        ("Label", data_set.label(LABEL)),
        ("Description", data_set.label(DESCRIPTION)),
        ("Written", when(data_set, CREATION_DATE, CREATION_TIME)),
        ("Shown turned by", _degrees(data_set)),
        ("Shown mirrored", "yes" if data_set.text(FLIPPED) == "Y" else ""),
        ("Greys", "inverted" if data_set.text(SHAPE) == "INVERSE" else ""),
        ("Shutter", (data_set.text(SHUTTER) or "").lower()),
    )
    author = facts((("Written by", named(data_set, CREATOR)),), personal=True)
    return Document(
        title="Presentation state: how other images are to be shown",
        facts=facts(pairs) + author,
        columns=("Item", "Value"),
        lines=tuple(lines[:MOST_LINES]),
    )


def _degrees(data_set: DataSet) -> str:
    turn = data_set.integer(ROTATION)
    return f"{turn}°" if turn else ""


def _windows(data_set: DataSet) -> Iterator[Line]:
    for item in data_set.items(VOI_SEQUENCE):
        name = item.label(EXPLANATION) or ""
        for centre, width in zip(item.numbers(CENTRES), item.numbers(WIDTHS), strict=False):
            text = f"centre {number(centre)}, width {number(width)} {name}".strip()
            yield Line(("Window", text))


def _annotations(data_set: DataSet) -> Iterator[Line]:
    for annotation in data_set.items(ANNOTATIONS):
        yield Line(("Annotations", annotation.label(LAYER) or ""))
        for text in annotation.items(TEXTS):
            yield Line(("Text", text.label(PLAIN_TEXT) or ""), 1, personal=True)
        for graphic in annotation.items(GRAPHICS):
            kind = (graphic.text(GRAPHIC_TYPE) or "graphic").lower()
            yield Line(("Drawing", f"{kind}, {graphic.integer(POINT_COUNT) or 0} points"), 1)
