"""What is odd about patients, studies and series as groups of files."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dicomtree.model import DataWarning
from dicomtree.tree.buckets import Bucket, UidKey
from dicomtree.tree.patients import PatientGroup, SeriesGroup, StudyGroup

NAMED_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Where ids and UIDs are used more than once, over the whole tree."""

    patients_of_id: dict[str, list[PatientGroup]]
    patients_of_study: dict[UidKey, list[PatientGroup]]
    studies_of_series: dict[UidKey, list[UidKey]]


def find_conflicts(patients: Iterable[PatientGroup]) -> Conflicts:
    """Find the ids that several patients use, and the UIDs that stand in several places."""
    by_id: defaultdict[str, list[PatientGroup]] = defaultdict(list)
    by_study: defaultdict[UidKey, list[PatientGroup]] = defaultdict(list)
    by_series: defaultdict[UidKey, list[UidKey]] = defaultdict(list)
    for patient in patients:
        if patient.patient_id:
            by_id[patient.patient_id].append(patient)
        for study in patient.studies:
            by_study[study.uid].append(patient)
            for series in study.series:
                by_series[series.uid].append(study.uid)
    return Conflicts(dict(by_id), dict(by_study), dict(by_series))


def patient_warnings(patient: PatientGroup, conflicts: Conflicts) -> tuple[DataWarning, ...]:
    """Return the warnings of a patient node."""
    buckets = patient.buckets()
    found = []
    if not patient.patient_id:
        found.append(DataWarning("missing_patient_id", "The files give no Patient ID."))
    others = _others(patient, conflicts.patients_of_id.get(patient.patient_id, []))
    if others:
        found.append(DataWarning("patient_id_shared", f"The ID is also used by {others}."))
    if len({bucket.identity.name for bucket in buckets}) > 1:
        names = _listed(_name(bucket) for bucket in buckets)
        found.append(DataWarning("patient_name_variants", f"The name is spelt {names}."))
    found += _variants(
        "issuer_variants",
        "Issuer of Patient ID differs",
        (bucket.identity.issuer for bucket in buckets),
    )
    found += _variants(
        "birth_date_variants",
        "Patient's Birth Date differs",
        (bucket.identity.birth_date for bucket in buckets),
    )
    return tuple(found)


def study_warnings(
    study: StudyGroup, patient: PatientGroup, conflicts: Conflicts
) -> tuple[DataWarning, ...]:
    """Return the warnings of a study."""
    if not isinstance(study.uid, str):
        detail = "Study Instance UID is missing; grouped by folder and series."
        return (DataWarning("missing_study_uid", detail),)
    others = _others(patient, conflicts.patients_of_study[study.uid])
    if not others:
        return ()
    detail = f"The same Study Instance UID is used for {others}."
    return (DataWarning("study_uid_conflict", detail),)


def series_warnings(series: SeriesGroup, conflicts: Conflicts) -> tuple[DataWarning, ...]:
    """Return the warnings of a series' identity."""
    if not isinstance(series.uid, str):
        detail = (
            "Series Instance UID is missing; grouped by folder, Series Number, Modality and "
            "SOP class."
        )
        return (DataWarning("missing_series_uid", detail),)
    places = len(conflicts.studies_of_series[series.uid])
    if places < 2:
        return ()
    detail = f"The same Series Instance UID is used in {places} studies."
    return (DataWarning("series_uid_conflict", detail),)


def _others(patient: PatientGroup, users: Iterable[PatientGroup]) -> str:
    return _listed(
        _name(bucket) for user in users if user is not patient for bucket in user.buckets()
    )


def _name(bucket: Bucket) -> str:
    return bucket.first.patient_name or "(no name)"


def _variants(kind: str, title: str, values: Iterable[str]) -> list[DataWarning]:
    found = {value for value in values if value}
    return [DataWarning(kind, f"{title}: {_listed(found)}.")] if len(found) > 1 else []


def _listed(values: Iterable[str]) -> str:
    distinct = sorted(set(values))
    more = len(distinct) - NAMED_AT_MOST
    text = ", ".join(distinct[:NAMED_AT_MOST])
    return f"{text} and {more} more" if more > 0 else text
