"""A library in lines of text, for a look from a script or a prompt."""

from collections.abc import Iterator

from dicomtree.model import Tree
from dicomtree.text import counted, show

_STEP = "  "


def tree_text(tree: Tree) -> str:
    """Return a line for each patient, study and series; hostile text is made visible."""
    return "\n".join(_lines(tree))


def _lines(tree: Tree) -> Iterator[str]:
    for patient in tree.patients:
        yield _line(patient.patient_name or "no name", patient.patient_id)
        for study in patient.studies:
            yield _STEP + _line(study.study_date or "no date", study.study_description)
            for one in study.series:
                number = "no number" if one.series_number is None else str(one.series_number)
                count = counted(one.instance_count, "file")
                yield 2 * _STEP + _line(number, one.modality, one.series_description, count)


def _line(*parts: str | None) -> str:
    return " · ".join(show(part) for part in parts if part)
