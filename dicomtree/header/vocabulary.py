"""The names of attributes: keywords in any case, and tags in any form."""

import functools
import re
from typing import NamedTuple

from pydicom.datadict import keyword_dict

from dicomtree.header.columns import COLUMNS
from dicomtree.header.dictionary import entry

_TAG = re.compile(r"\(?([0-9a-f]{4}),? ?([0-9a-f]{4})\)?", re.ASCII | re.IGNORECASE)


OF_THE_OBJECT = frozenset(
    {
        "transfer_syntax_uid",
        "specific_character_set",
        "image_type",
        "sop_class_uid",
        "sop_instance_uid",
        "study_date",
        "series_date",
        "study_time",
        "series_time",
        "accession_number",
        "modality",
        "manufacturer",
        "station_name",
        "study_description",
        "series_description",
        "patient_name",
        "patient_id",
        "issuer_of_patient_id",
        "patient_birth_date",
        "patient_sex",
        "study_instance_uid",
        "series_instance_uid",
        "study_id",
        "series_number",
        "instance_number",
        "samples_per_pixel",
        "number_of_frames",
        "rows",
        "columns",
        "bits_allocated",
    }
)
"""Fields of `HeaderRow` that patient, study, series or the object as a whole have, never a frame."""


class NamedAttribute(NamedTuple):
    """An attribute: its keyword, or its tag as "0019,100C" where it has none, and its VR.

    `column` is the field of `HeaderRow` that holds it, None where none does.
    """

    name: str
    tag: int
    vr: str
    column: str | None

    @property
    def is_of_object(self) -> bool:
        """Whether a row tells it for certain: no frame has a value of its own."""
        return self.column in OF_THE_OBJECT


_COLUMN_OF_TAG = {column.tag: column.name for column in COLUMNS}


@functools.cache
def keywords() -> tuple[str, ...]:
    """Return the keyword of every attribute of the Standard (PS3.6).

    Those that a scan keeps come first, as the ones mostly asked for; then the shorter ones.
    """
    return tuple(sorted(filter(None, keyword_dict), key=_rarity))


def _rarity(keyword: str) -> tuple[bool, int, str]:
    return keyword_dict[keyword] not in _COLUMN_OF_TAG, len(keyword), keyword


@functools.cache
def _by_letters() -> dict[str, str]:
    return {keyword.casefold(): keyword for keyword in keywords()}


def named_attribute(name: str) -> NamedAttribute | None:
    """Return the attribute that a keyword or tag names, None for what is neither.

    >>> named_attribute("slicethickness") == named_attribute("(0018,0050)")
    True
    """
    keyword = _by_letters().get(name.strip().casefold())
    if keyword is not None:
        return _attribute(keyword_dict[keyword])
    found = _TAG.fullmatch(name.strip())
    return None if found is None else _attribute(int(found[1] + found[2], 16))


def _attribute(tag: int) -> NamedAttribute:
    known = entry(tag, "")
    name = known.keyword or f"{tag >> 16:04X},{tag & 0xFFFF:04X}"
    return NamedAttribute(name, tag, known.vr, _COLUMN_OF_TAG.get(tag))
