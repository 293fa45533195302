"""`tree`: print patients, studies, series and stacks."""

import argparse

from rich.console import Console
from rich.text import Text
from rich.tree import Tree as Branch

from dicomtree.cli.output import print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders, reading_status
from dicomtree.cli.status import ExitStatus
from dicomtree.library import Library
from dicomtree.model import DataWarning, Patient, Series, Stack, Study
from dicomtree.session.rows import stack_label
from dicomtree.text import counted, person_name, readable_date, show

HELP = "Print patients, studies, series and stacks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `tree` takes."""
    add_reading_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print everything, to each slice")


def run(options: argparse.Namespace) -> ExitStatus:
    """Read and print."""
    library = read_folders(options)
    if options.json:
        print_json(library.to_json())
    else:
        _print_tree(library)
    return reading_status(library)


def _print_tree(library: Library) -> None:
    console = Console(highlight=False)
    for patient in library.tree.patients:
        branch = Branch(_label(_patient_text(patient), patient.warnings))
        for study in patient.studies:
            below = branch.add(_label(_study_text(study), study.warnings))
            for series in study.series:
                _add_series(below, series)
        console.print(branch)
    counts = library.counts
    console.print(
        f"{counted(counts.files, 'file')}: {counted(counts.instances, 'instance')}, "
        f"{counted(counts.duplicates, 'copy', 'copies')}, "
        f"{counts.not_dicom:,} not DICOM, {counts.dicomdir:,} DICOMDIR, "
        f"{counted(counts.problems, 'problem')}"
    )


def _add_series(branch: Branch, series: Series) -> None:
    below = branch.add(_label(series_text(series), series.warnings))
    for stack in series.stacks:
        below.add(_label(_stack_text(stack), stack.warnings))
    for found in series.non_image:
        below.add(Text(f"{found.modality or 'no modality'} · {show(found.path)}"))


def _patient_text(patient: Patient) -> str:
    return (
        f"{person_name(patient.patient_name or '') or 'no name'} · {patient.patient_id or 'no id'}"
    )


def _study_text(study: Study) -> str:
    date = readable_date(study.study_date) or "no date"
    return f"{date} · {study.study_description or 'no description'}"


def series_text(series: Series) -> str:
    """Return number, description, modality and count of a series."""
    number = "no number" if series.series_number is None else series.series_number
    description = series.series_description or "no description"
    return f"{number} · {description} · {series.modality or 'no modality'} · {_images(series)}"


def _images(series: Series) -> str:
    if series.frame_count != series.instance_count:
        return f"{series.instance_count} ({series.frame_count} fr)"
    return str(series.instance_count)


def _stack_text(stack: Stack) -> str:
    return f"{stack_label(stack)} · by {stack.ordered_by.replace('_', ' ')}"


def _label(text: str, warnings: tuple[DataWarning, ...]) -> Text:
    label = Text(show(text))
    for warning in warnings:
        label.append(f"\n⚠ {show(f'{warning.kind}: {warning.detail}')}", style="yellow")
    return label
