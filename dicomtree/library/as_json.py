"""The library as JSON values: the public form that scripts and checks rely on (design, format 1)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from dicomtree.model import (
    Counts,
    DataWarning,
    Duplicate,
    Geometry,
    NonImage,
    Patient,
    Problem,
    Series,
    Stack,
    Study,
    Tree,
)

FORMAT = 1

Json = dict[str, Any]


def library_json(
    roots: Sequence[str],
    counts: Counts,
    tree: Tree,
    duplicates: Sequence[Duplicate],
    problems: Sequence[Problem],
) -> Json:
    """Return what `tree --json` prints. Every series' stacks are built for it."""
    return {
        "format": FORMAT,
        "roots": list(roots),
        "counts": asdict(counts),
        "patients": [_patient(patient) for patient in tree.patients],
        "duplicates": [asdict(duplicate) for duplicate in duplicates],
        "problems": [_problem(problem) for problem in problems],
    }


def _patient(patient: Patient) -> Json:
    return {
        "patient_id": patient.patient_id,
        "issuer_of_patient_id": patient.issuer_of_patient_id,
        "patient_name": patient.patient_name,
        "patient_birth_date": patient.patient_birth_date,
        "patient_sex": patient.patient_sex,
        "warnings": _warnings(patient.warnings),
        "studies": [_study(study) for study in patient.studies],
    }


def _study(study: Study) -> Json:
    return {
        "study_instance_uid": study.study_instance_uid,
        "study_date": study.study_date,
        "study_time": study.study_time,
        "study_id": study.study_id,
        "accession_number": study.accession_number,
        "study_description": study.study_description,
        "warnings": _warnings(study.warnings),
        "series": [_series(series) for series in study.series],
    }


def _series(series: Series) -> Json:
    return {
        "series_instance_uid": series.series_instance_uid,
        "series_number": series.series_number,
        "series_date": series.series_date,
        "series_time": series.series_time,
        "series_description": series.series_description,
        "modality": series.modality,
        "body_part_examined": series.body_part_examined,
        "warnings": _warnings(series.warnings),
        "stacks": [_stack(stack) for stack in series.stacks],
        "non_image": [_non_image(found) for found in series.non_image],
    }


def _stack(stack: Stack) -> Json:
    return {
        "kind": stack.kind,
        "dimensions": [
            {"name": dimension.name, "values": list(dimension.values)}
            for dimension in stack.dimensions
        ],
        "ordered_by": stack.ordered_by,
        "display_reversed": stack.display_reversed,
        "warnings": _warnings(stack.warnings),
        "geometry": None if stack.geometry is None else _geometry(stack.geometry),
        "volumes": [[asdict(frame) for frame in volume] for volume in stack.volumes],
    }


def _geometry(geometry: Geometry) -> Json:
    values = asdict(geometry)
    for name in ("normal", "zones", "missing", "uneven_at"):
        values[name] = list(values[name])
    return values


def _non_image(found: NonImage) -> Json:
    return asdict(found)


def _problem(problem: Problem) -> Json:
    return {**asdict(problem), "kind": str(problem.kind)}


def _warnings(warnings: Sequence[DataWarning]) -> list[Json]:
    return [asdict(warning) for warning in warnings]
