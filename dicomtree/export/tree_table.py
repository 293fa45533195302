"""Every slice of some series as a table, in canonical order."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from dicomtree.model import NonImage, Patient, Series, Study
from dicomtree.text import csv_cell

COLUMNS = (
    "patient_id",
    "patient_name",
    "study_instance_uid",
    "study_date",
    "study_description",
    "series_instance_uid",
    "series_number",
    "series_description",
    "modality",
    "stack",
    "kind",
    "volume",
    "slice",
    "offset_mm",
    "root",
    "path",
    "frame",
    "sop_instance_uid",
    "instance_number",
)

Place = tuple[Patient, Study, Series]


def tree_rows(places: Iterator[Place]) -> Iterator[dict[str, Any]]:
    """Yield a row for each slice, then for each object without a picture, series by series."""
    for patient, study, series in places:
        common = _common(patient, study, series)
        for number, stack in enumerate(series.stacks, 1):
            for volume, frames in enumerate(stack.volumes, 1):
                for index, ref in enumerate(frames, 1):
                    yield common | {
                        "stack": number,
                        "kind": stack.kind,
                        "volume": volume,
                        "slice": index,
                        "offset_mm": ref.offset_mm,
                        "root": ref.root,
                        "path": ref.path,
                        "frame": ref.frame,
                        "sop_instance_uid": ref.sop_instance_uid,
                        "instance_number": ref.instance_number,
                    }
        for found in series.non_image:
            yield common | _non_image(found)


def tree_csv(places: Iterator[Place]) -> Iterator[bytes]:
    """Yield the table of slices as CSV."""
    return table_csv(COLUMNS, tree_rows(places))


def table_csv(columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """Yield a table as CSV (UTF-8 with BOM), in which no text is a formula to a spreadsheet."""
    yield "\ufeff".encode()
    yield _line(columns)
    for row in rows:
        yield _line([row.get(name) for name in columns])


def _line(cells: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([_cell(cell) for cell in cells])
    return text.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return csv_cell(value) if isinstance(value, str) else value


def _common(patient: Patient, study: Study, series: Series) -> dict[str, Any]:
    return {
        "patient_id": patient.patient_id,
        "patient_name": patient.patient_name,
        "study_instance_uid": study.study_instance_uid,
        "study_date": study.study_date,
        "study_description": study.study_description,
        "series_instance_uid": series.series_instance_uid,
        "series_number": series.series_number,
        "series_description": series.series_description,
        "modality": series.modality,
    }


def _non_image(found: NonImage) -> dict[str, Any]:
    return {
        "kind": "no image",
        "root": found.root,
        "path": found.path,
        "sop_instance_uid": found.sop_instance_uid,
    }
