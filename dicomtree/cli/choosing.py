"""Choosing some of what was read: options that several commands share."""

import argparse
from collections.abc import Iterable
from fnmatch import fnmatchcase

from dicomtree.cli.find import understood, watched
from dicomtree.library import Library
from dicomtree.model import Patient, Series, Study

_OPTIONS = (
    ("--patient-id", "patient_ids", "ID", "only patients with this id"),
    ("--study", "studies", "UID", "only the study with this Study Instance UID"),
    ("--series", "series", "UID", "only the series with this Series Instance UID"),
    ("--modality", "modalities", "CODE", "only series of this modality, such as CT"),
    ("--description", "descriptions", "TEXT", "only series with this Series Description"),
)


def add_choosing_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose series; each may be given several times, with * and ?."""
    for option, destination, metavar, text in _OPTIONS:
        parser.add_argument(
            option,
            dest=f"only_{destination}",
            action="append",
            default=[],
            metavar=metavar,
            help=f"{text}; * and ? stand for anything; may be repeated",
        )
    parser.add_argument(
        "--query",
        metavar="QUERY",
        help="only series with an instance that this asks for, as in find (docs/query.md)",
    )


def add_stack_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses one stack of each series."""
    parser.add_argument(
        "--stack",
        type=_number_from_one,
        metavar="N",
        help="only stack N of each series; they count from 1, as in the tree",
    )


def _number_from_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: stacks count from 1")
    return int(text)


def chosen_series(library: Library, options: argparse.Namespace) -> list[Series]:
    """Return the series that a command's options choose, in the order of the tree.

    Raises CommandError for a query that cannot be understood.
    """
    asked_for = None if options.query is None else _found(library, options)
    return [
        series
        for patient in library.tree.patients
        for study in patient.studies
        for series in study.series
        if _is_chosen(patient, study, series, options)
        and (asked_for is None or series.key in asked_for)
    ]


def _found(library: Library, options: argparse.Namespace) -> set[int]:
    with understood(options.query), watched(options.quiet, "searching") as watch:
        return {match.series.key for match in library.finder.matches(options.query, watch)}


def _is_chosen(patient: Patient, study: Study, series: Series, options: argparse.Namespace) -> bool:
    return (
        _matches(patient.patient_id, options.only_patient_ids)
        and _matches(study.study_instance_uid, options.only_studies)
        and _matches(series.series_instance_uid, options.only_series)
        and _matches(series.modality, options.only_modalities)
        and _matches(series.series_description, options.only_descriptions)
    )


def _matches(value: str | None, patterns: Iterable[str]) -> bool:
    wanted = list(patterns)
    folded = (value or "").casefold()
    return not wanted or any(fnmatchcase(folded, pattern.casefold()) for pattern in wanted)


def chosen_arguments(options: argparse.Namespace) -> list[str]:
    """Return the arguments that choose the same series again."""
    words = [
        f"{option}={pattern}"  # which may begin with a minus
        for option, destination, _, _ in _OPTIONS
        for pattern in getattr(options, f"only_{destination}")
    ]
    return words if options.query is None else [*words, f"--query={options.query}"]
