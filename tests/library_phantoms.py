"""Invented trees, stacks and pictures for tests of what stands on the screen."""

from collections.abc import Iterable

import numpy as np

from dicomtree.model import (
    DataWarning,
    Dimension,
    FrameRef,
    Geometry,
    NonImage,
    Patient,
    Series,
    SeriesContent,
    Spacing,
    Stack,
    Study,
    Tree,
)

AXIAL = (0.0, 0.0, 1.0)


def frames(count: int, *, prefix: str = "im", spacing: float = 5.0) -> tuple[FrameRef, ...]:
    """Single-frame slices im001 … at 0, 5, 10 mm, numbered from 1."""
    return tuple(
        FrameRef(0, f"{prefix}{i + 1:03d}", None, f"1.2.{prefix}.{i}", i + 1, i * spacing)
        for i in range(count)
    )


def geometry(positions: int, normal: tuple[float, float, float] = AXIAL) -> Geometry:
    """An even, untilted stack of 5 mm."""
    spacing = Spacing(5.0, 5.0, 5.0)
    return Geometry(normal, positions, spacing, (), (), (), 0.0, 0.0, complete=True)


def stack(
    *volumes: tuple[FrameRef, ...],
    kind: str = "3D",
    dimensions: Iterable[Dimension] = (),
    display_reversed: bool = False,
    warnings: tuple[DataWarning, ...] = (),
    normal: tuple[float, float, float] = AXIAL,
) -> Stack:
    """A stack of these volumes."""
    return Stack(
        kind=kind,
        dimensions=tuple(dimensions),
        ordered_by="position",
        display_reversed=display_reversed,
        warnings=warnings,
        geometry=geometry(len(volumes[0]), normal) if kind in ("3D", "4D") else None,
        volumes=volumes,
    )


def series(key: int, *, number: int | None = None, description: str | None = "AXIAL") -> Series:
    """A CT series of ten instances."""
    return Series(
        key=key,
        series_instance_uid=f"1.2.3.{key}",
        series_number=key if number is None else number,
        series_date="20150206",
        series_time="093000",
        series_description=description,
        modality="CT",
        body_part_examined="HEAD",
        identity_warnings=(),
        instance_count=10,
        frame_count=10,
        size_bytes=5_000_000,
        sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        station_name="CT4",
        specific_character_set=None,
        _content=lambda: SeriesContent((), ()),
    )


def study(*all_series: Series, description: str | None = "Trauma/plain head") -> Study:
    """A study of 6 February 2015."""
    return Study(
        study_instance_uid="1.2.9",
        study_date="20150206",
        study_time="092800",
        study_id="1",
        accession_number="A77",
        study_description=description,
        specific_character_set=None,
        warnings=(),
        series=all_series,
    )


def patient(
    *studies: Study, name: str | None = "DOE^Jane", patient_id: str | None = "12345"
) -> Patient:
    """Jane Doe."""
    return Patient(
        patient_id=patient_id,
        issuer_of_patient_id=None,
        patient_name=name,
        patient_birth_date="19700101",
        patient_sex="F",
        specific_character_set=None,
        warnings=(),
        studies=studies,
    )


def tree(*all_series: Series) -> Tree:
    """One patient with one study of these series."""
    return Tree((patient(study(*all_series)),))


def report(index: int = 0) -> NonImage:
    """A structured report."""
    return NonImage(0, f"sr{index}", "SR", "1.2.840.10008.5.1.4.1.1.88.11", f"1.2.88.{index}")


def grey(rows: int = 8, columns: int = 8) -> "np.ndarray[tuple[int, int], np.dtype[np.int16]]":
    """A ramp from 0."""
    return np.arange(rows * columns, dtype=np.int16).reshape(rows, columns)
