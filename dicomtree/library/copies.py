"""Counting instances once, however many copies of their files there are."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dicomtree.model import Duplicate, HeaderRow, Patient, Series, Study, Tree, integer_value

Copies = Mapping[int, tuple[int, int]]
"""By series key, how many further copies it has, and of how many frames."""


def copies_by_series(
    series: Iterable[tuple[int, Iterable[HeaderRow]]], duplicates: Iterable[Duplicate]
) -> Copies:
    """Count the copies in each series that has any; `series` are keys with their rows."""
    places = {(copy.root, copy.path) for copy in duplicates}
    counted: dict[int, tuple[int, int]] = {}
    if not places:
        return counted
    for key, rows in series:
        own = [row for row in rows if (row.root, row.path) in places]
        if own:
            frames = sum(max(integer_value(row.number_of_frames) or 1, 1) for row in own)
            counted[key] = (len(own), frames)
    return counted


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
    instances, frames = copies.get(series.key, (0, 0))
    return replace(
        series,
        instance_count=series.instance_count - instances,
        frame_count=series.frame_count - frames,
    )
