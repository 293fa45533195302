"""What users call the attributes that stacks are split by and united across."""

import re

from dicomtree.header import NamedAttribute, named_attribute
from dicomtree.tree import DIMENSIONS, SPLITTING, STACK_ATTRIBUTES

UNITABLE = (*STACK_ATTRIBUTES, *(name for name in DIMENSIONS if name not in STACK_ATTRIBUTES))

# What the tree reads under another name, from more places than the one attribute.
_DIMENSION_OF = {
    "ReferencedSegmentNumber": "segment",
    "ComplexImageComponent": "component",
    "FrameType": "image_type",
    "EchoNumbers": "echo",
    "EchoTime": "te",
    "EffectiveEchoTime": "te",
    "TemporalPositionIdentifier": "temporal_position",
    "TemporalPositionIndex": "temporal_position",
    "DiffusionBValue": "b_value",
    "DiffusionGradientOrientation": "direction",
    "AcquisitionNumber": "acquisition",
    "FrameReferenceTime": "frame_reference_time",
    "NominalPercentageOfCardiacPhase": "cardiac_phase",
    "ConvolutionKernel": "kernel",
}
_STACK_ATTRIBUTE_OF = {
    "ImageOrientationPatient": "orientation",
    "Rows": "size",
    "Columns": "size",
    "StackID": "stack_id",
}
_NOT_IN_KEYWORDS = re.compile(r"['’]s\b|[^0-9a-z]", re.ASCII)


def meant_attribute(text: str) -> NamedAttribute | None:
    """Return the attribute that a keyword, a tag in any form or a name in words means.

    >>> meant_attribute("flip angle") == meant_attribute("(0018, 1314)")
    True
    """
    return named_attribute(text) or named_attribute(_NOT_IN_KEYWORDS.sub("", text.casefold()))


def splitting_name(text: str) -> str | None:
    """Return what a choice calls an attribute to split by, None for what is none.

    >>> [splitting_name(text) for text in ("EchoTime", "0018,1314", "ContrastBolusAgent")]
    ['te', 'flip_angle', 'ContrastBolusAgent']
    """
    return _name(text, SPLITTING, _DIMENSION_OF)


def uniting_name(text: str) -> str | None:
    """Return what a choice calls an attribute to unite across.

    None for what is no attribute and for one that keeps neither stacks nor volumes apart.
    """
    name = _name(text, UNITABLE, _DIMENSION_OF | _STACK_ATTRIBUTE_OF)
    return name if name in UNITABLE else None


def _name(text: str, known: tuple[str, ...], other: dict[str, str]) -> str | None:
    plain = text.strip().casefold()
    if plain in known:
        return plain
    meant = meant_attribute(text)
    if meant is None:
        return None
    name = other.get(meant.name, meant.column or meant.name)
    return name if name in known or meant.column is None else None
