"""Patients, studies and series by their node numbers."""

from dataclasses import dataclass

from dicomtree.model import Patient, Series, Study, Tree


@dataclass(frozen=True, slots=True)
class TreeIndex:
    """The nodes of one tree by number: for patient and study the smallest series key below.

    `places` counts the patients from 1 in the order of the tree.
    """

    patients: dict[int, Patient]
    studies: dict[int, Study]
    series: dict[int, tuple[Patient, Study, Series]]
    places: dict[int, int]


def study_number(study: Study) -> int:
    """Return the number that identifies a study's node."""
    return min((series.key for series in study.series), default=-1)


def patient_number(patient: Patient) -> int:
    """Return the number that identifies a patient's node."""
    return min(map(study_number, patient.studies), default=-1)


_latest: list[tuple[Tree, TreeIndex]] = []
# A tree is asked about hundreds of times between two changes, and hashing one would walk all of it.


def index_of(tree: Tree) -> TreeIndex:
    """Return the tree's nodes by number; made once per tree."""
    if not _latest or _latest[0][0] is not tree:
        _latest[:] = [(tree, _build(tree))]
    return _latest[0][1]


def _build(tree: Tree) -> TreeIndex:
    index = TreeIndex({}, {}, {}, {})
    for place, patient in enumerate(tree.patients, 1):
        for study in patient.studies:
            for series in study.series:
                index.series[series.key] = (patient, study, series)
            index.studies[study_number(study)] = study
        number = patient_number(patient)
        index.patients[number] = patient
        index.places[number] = place
    return index
