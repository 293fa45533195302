"""Whose studies these are: raw identities gathered into patients, studies and series.

Nothing is merged silently, and a study of one patient id is never split.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

from dicomtree.tree.buckets import Bucket, UidKey

PatientsBy = Literal["id", "id+name"]
PatientKey = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class SeriesGroup:
    """The buckets of one series."""

    uid: UidKey
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class StudyGroup:
    """The series of one study of one patient."""

    uid: UidKey
    series: tuple[SeriesGroup, ...]

    def buckets(self) -> list[Bucket]:
        """Return the buckets of all series."""
        return [bucket for series in self.series for bucket in series.buckets]


@dataclass(frozen=True, slots=True)
class PatientGroup:
    """The studies of one patient; `patient_id` is "" where the files give none."""

    patient_id: str
    studies: tuple[StudyGroup, ...]

    def buckets(self) -> list[Bucket]:
        """Return the buckets of all studies."""
        return [bucket for study in self.studies for bucket in study.buckets()]


def group_patients(buckets: Iterable[Bucket], patients_by: PatientsBy) -> list[PatientGroup]:
    """Gather buckets into patients by id, issuer and name, or by id and issuer alone."""
    present = list(buckets)
    issuers = _only_issuers(present)
    keyed = [(_patient_key(bucket, patients_by, issuers), bucket) for bucket in present]
    joined = _join_shared_studies(keyed)
    patients: defaultdict[PatientKey, list[Bucket]] = defaultdict(list)
    for key, bucket in keyed:
        patients[joined.get(key, key)].append(bucket)
    return [
        PatientGroup(members[0].identity.patient_id, _group_studies(members))
        for members in patients.values()
    ]


def _only_issuers(buckets: Iterable[Bucket]) -> dict[str, str]:
    """Return, by patient id, the issuer that all files which name one agree on."""
    issuers: defaultdict[str, set[str]] = defaultdict(set)
    for bucket in buckets:
        if bucket.identity.issuer:
            issuers[bucket.identity.patient_id].add(bucket.identity.issuer)
    return {patient: next(iter(found)) for patient, found in issuers.items() if len(found) == 1}


def _patient_key(bucket: Bucket, patients_by: PatientsBy, issuers: dict[str, str]) -> PatientKey:
    identity = bucket.identity
    patient_id = identity.patient_id
    if patient_id:
        issuer = identity.issuer or issuers.get(patient_id, "")
        name = identity.name if patients_by == "id+name" else ""
        return ("id", patient_id, issuer, name)
    if identity.name and identity.birth_date:
        return ("name", identity.name, identity.birth_date)
    return ("study", identity.study)


def _join_shared_studies(
    keyed: Iterable[tuple[PatientKey, Bucket]],
) -> dict[PatientKey, PatientKey]:
    """Return the node that stands for each node: one id and one study is one patient.

    A treatment plan often spells the name differently from the CT it belongs to.
    """
    parents: dict[PatientKey, PatientKey] = {}

    def representative(key: PatientKey) -> PatientKey:
        while (parent := parents.get(key, key)) != key:
            parents[key] = parents.get(parent, parent)
            key = parent
        return key

    owners: dict[tuple[str, str], PatientKey] = {}
    for key, bucket in keyed:
        study = bucket.identity.study
        if not bucket.identity.patient_id or not isinstance(study, str):
            continue
        owner = owners.setdefault((bucket.identity.patient_id, study), key)
        parents[representative(key)] = representative(owner)
    return {key: representative(key) for key in parents}


def _group_studies(buckets: Iterable[Bucket]) -> tuple[StudyGroup, ...]:
    studies: defaultdict[UidKey, defaultdict[UidKey, list[Bucket]]]
    studies = defaultdict(lambda: defaultdict(list))
    for bucket in buckets:
        studies[bucket.identity.study][bucket.identity.series].append(bucket)
    return tuple(
        StudyGroup(
            study, tuple(SeriesGroup(uid, tuple(members)) for uid, members in series.items())
        )
        for study, series in studies.items()
    )
