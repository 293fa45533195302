"""Counting instances once, however many copies of their files there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dicomtree.model import Duplicate, HeaderRow, Patient, Series, Study, Tree, integer_value


@dataclass(frozen=True, slots=True)
class SeriesCopies:
    """The further copies in one series, and how many frames they have together."""

    duplicates: tuple[Duplicate, ...]
    frames: int


Copies = Mapping[int, SeriesCopies]
"""By series key; series without copies are not in it."""


def copies_by_series(
    series: Iterable[tuple[int, Iterable[HeaderRow]]], duplicates: Iterable[Duplicate]
) -> Copies:
    """Return the copies of each series that has any; `series` are keys with their rows."""
    by_place = {(copy.root, copy.path): copy for copy in duplicates}
    found: dict[int, SeriesCopies] = {}
    if not by_place:
        return found
    for key, rows in series:
        own = [row for row in rows if (row.root, row.path) in by_place]
        if own:
            frames = sum(max(integer_value(row.number_of_frames) or 1, 1) for row in own)
            found[key] = SeriesCopies(tuple(by_place[row.root, row.path] for row in own), frames)
    return found


def without_copies(tree: Tree, copies: Copies) -> Tree:
    """Return the tree with copies taken out of the counts; their bytes still lie on the disk."""
    if not copies:
        return tree
    return Tree(tuple(_patient(patient, copies) for patient in tree.patients))


def _patient(patient: Patient, copies: Copies) -> Patient:
    studies = tuple(_study(study, copies) for study in patient.studies)
    return replace(patient, studies=studies)


def _study(study: Study, copies: Copies) -> Study:
    if not any(series.key in copies for series in study.series):
        return study
    return replace(study, series=tuple(_series(series, copies) for series in study.series))


def _series(series: Series, copies: Copies) -> Series:
    own = copies.get(series.key)
    if own is None:
        return series
    return replace(
        series,
        instance_count=series.instance_count - len(own.duplicates),
        frame_count=series.frame_count - own.frames,
    )
