"""Text out of files, made safe to show and easy to read."""

from dicomtree.text.character_sets import CHARACTER_SETS, redecoded
from dicomtree.text.counting import counted
from dicomtree.text.folding import folded
from dicomtree.text.gate import csv_cell, show
from dicomtree.text.natural import NaturalKey, natural_key
from dicomtree.text.readable import (
    person_name,
    readable_age,
    readable_date,
    readable_date_time,
    readable_size,
    readable_time,
)

__all__ = [
    "CHARACTER_SETS",
    "NaturalKey",
    "counted",
    "csv_cell",
    "folded",
    "natural_key",
    "person_name",
    "readable_age",
    "readable_date",
    "readable_date_time",
    "readable_size",
    "readable_time",
    "redecoded",
    "show",
]
