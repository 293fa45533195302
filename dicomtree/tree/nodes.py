"""The nodes of the tree, named, dated and ordered as people look for them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter

from dicomtree.model import (
    HeaderRow,
    Patient,
    Series,
    SeriesContent,
    Study,
    Tree,
    integer_value,
)
from dicomtree.tree.buckets import Bucket
from dicomtree.tree.identity_warnings import (
    Conflicts,
    find_conflicts,
    patient_warnings,
    series_warnings,
    study_warnings,
)
from dicomtree.tree.names import name_key
from dicomtree.tree.natural import NaturalKey, place_key
from dicomtree.tree.patients import PatientGroup, SeriesGroup, StudyGroup

Content = Callable[[int], SeriesContent]

_Place = tuple[int, NaturalKey]


def tree_of(groups: Iterable[PatientGroup], content: Content) -> Tree:
    """Return the ordered tree of these patients; `content` is asked for a series' stacks.

    Patients are ordered by name, those with one id side by side; studies newest first; series
    by number, then time; what is still equal by the place of the first file.
    """
    members = list(groups)
    conflicts = find_conflicts(members)
    placed = [(_patient(group, conflicts, content), _place(group.buckets())) for group in members]
    placed.sort(key=_patient_order)
    first_of_id: dict[str, int] = {}
    for index, (patient, _) in enumerate(placed):
        if patient.patient_id:
            first_of_id.setdefault(patient.patient_id, index)
    ranks = [first_of_id.get(p.patient_id or "", index) for index, (p, _) in enumerate(placed)]
    order = sorted(range(len(placed)), key=ranks.__getitem__)
    return Tree(tuple(placed[index][0] for index in order))


def _patient_order(placed: tuple[Patient, _Place]) -> tuple[bool, str, str, str, _Place]:
    patient, place = placed
    name = name_key(patient.patient_name)
    return (
        not name,
        name,
        patient.patient_id or "",
        patient.issuer_of_patient_id or "",
        place,
    )


def _patient(group: PatientGroup, conflicts: Conflicts, content: Content) -> Patient:
    buckets = group.buckets()
    rows = _first_rows(buckets)
    placed = [(_study(s, group, conflicts, content), _place(s.buckets())) for s in group.studies]
    placed.sort(key=lambda pair: pair[1])
    # Sorting is stable: newest first, undated last, by place within one time.
    placed.sort(key=lambda pair: (pair[0].study_date or "", pair[0].study_time or ""), reverse=True)
    return Patient(
        patient_id=group.patient_id or None,
        issuer_of_patient_id=_first_value(rows, "issuer_of_patient_id"),
        patient_name=_usual_name(buckets),
        patient_birth_date=_first_value(rows, "patient_birth_date"),
        patient_sex=_first_value(rows, "patient_sex"),
        specific_character_set=_first_value(rows, "specific_character_set"),
        warnings=patient_warnings(group, conflicts),
        studies=tuple(study for study, _ in placed),
    )


def _study(
    group: StudyGroup, patient: PatientGroup, conflicts: Conflicts, content: Content
) -> Study:
    rows = _first_rows(group.buckets())
    placed = [(_series(s, conflicts, content), _place(s.buckets)) for s in group.series]
    placed.sort(key=_series_order)
    return Study(
        study_instance_uid=group.uid if isinstance(group.uid, str) else None,
        study_date=_first_value(rows, "study_date"),
        study_time=_first_value(rows, "study_time"),
        study_id=_first_value(rows, "study_id"),
        accession_number=_first_value(rows, "accession_number"),
        study_description=_first_value(rows, "study_description"),
        specific_character_set=_first_value(rows, "specific_character_set"),
        warnings=study_warnings(group, patient, conflicts),
        series=tuple(series for series, _ in placed),
    )


def _series(group: SeriesGroup, conflicts: Conflicts, content: Content) -> Series:
    rows = _first_rows(group.buckets)
    key = group.buckets[0].series_key
    return Series(
        key=key,
        series_instance_uid=group.uid if isinstance(group.uid, str) else None,
        series_number=integer_value(_first_value(rows, "series_number")),
        series_date=_first_value(rows, "series_date"),
        series_time=_first_value(rows, "series_time"),
        series_description=_first_value(rows, "series_description"),
        modality=_first_value(rows, "modality"),
        body_part_examined=_first_value(rows, "body_part_examined"),
        identity_warnings=series_warnings(group, conflicts),
        instance_count=sum(bucket.instance_count for bucket in group.buckets),
        frame_count=sum(bucket.frame_count for bucket in group.buckets),
        size_bytes=sum(bucket.size_bytes for bucket in group.buckets),
        sop_class_uid=_first_value(rows, "sop_class_uid"),
        transfer_syntax_uid=_first_value(rows, "transfer_syntax_uid"),
        station_name=_first_value(rows, "station_name"),
        specific_character_set=_first_value(rows, "specific_character_set"),
        _content=partial(content, key),
    )


def _series_order(placed: tuple[Series, _Place]) -> tuple[bool, int, bool, str, str, _Place]:
    series, place = placed
    date, time = series.series_date or "", series.series_time or ""
    undated = not date and not time
    return (series.series_number is None, series.series_number or 0, undated, date, time, place)


def _first_rows(buckets: Iterable[Bucket]) -> list[HeaderRow]:
    """Return each bucket's first row, by place: values are taken from the first that has them."""
    return sorted((bucket.first for bucket in buckets), key=attrgetter("root", "path"))


def _first_value(rows: Sequence[HeaderRow], column: str) -> str | None:
    value = attrgetter(column)
    return next((found for row in rows if (found := value(row))), None)


def _usual_name(buckets: Iterable[Bucket]) -> str | None:
    """Return the spelling most instances have, the first in the alphabet of equally many."""
    counts: dict[str, int] = {}
    for bucket in buckets:
        if bucket.first.patient_name:
            name = bucket.first.patient_name
            counts[name] = counts.get(name, 0) + bucket.instance_count
    return min(counts, key=lambda name: (-counts[name], name), default=None)


def _place(buckets: Iterable[Bucket]) -> _Place:
    return place_key(min((bucket.first for bucket in buckets), key=attrgetter("root", "path")))
