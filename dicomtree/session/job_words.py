"""The command that does what a dialog asks for: the job's process is given it, and the user."""

import glob
import os
import shlex
import subprocess
import sys

from dicomtree.model import FrameRef, Patient, Series, Stack, Study
from dicomtree.pixels import VoiFunction, Window
from dicomtree.session.job_messages import JobKind
from dicomtree.session.job_state import (
    ALL,
    ARRAYS,
    AS_IT_IS,
    PICTURES,
    SHOWN,
    TABLES,
    JobDialog,
    JobOptions,
    NodeKey,
)
from dicomtree.session.lookup import index_of, study_number
from dicomtree.session.state import ScanState, Session
from dicomtree.session.viewing import current_window

MOST_STUDIES = 100
"""A patient's studies are named one by one up to so many: a command line is not endless."""

PROGRAM = ("python", "-m", "dicomtree")


def command_line(words: tuple[str, ...]) -> str:
    """Return words as this system's shell takes them."""
    every = [*PROGRAM, *words]
    return subprocess.list2cmdline(every) if sys.platform == "win32" else shlex.join(every)


def words_of(session: Session, dialog: JobDialog) -> tuple[str, ...]:
    """Return the words of the command behind "dicomtree"."""
    options = dialog.options
    words = [
        str(dialog.kind),
        *opened_folders(session),
        f"--output={os.path.abspath(options.target)}",
    ]
    if not options.whole:
        words += _choice(session, dialog.node)
        stack = stack_number(session, dialog)
        words += [] if stack is None else [f"--stack={stack}"]
    match dialog.kind:
        case JobKind.ORGANISE:
            words += _organise_words(options)
        case JobKind.EXPORT:
            words += _export_words(session, options, None if options.whole else dialog.node)
        case JobKind.DICOMDIR:
            words += [f"--id={options.file_set_id}"] if options.file_set_id else []
            words += ["--invent"] * options.invent
        case JobKind.UNDO | JobKind.RESUME:
            return str(dialog.kind), options.job
    return tuple(words)


def obstacle(session: Session, dialog: JobDialog) -> str:
    """Return why there is no such command any more; "" while there is one."""
    if dialog.kind in (JobKind.UNDO, JobKind.RESUME):
        return ""
    if not opened_folders(session):
        return "no folder is open"
    if not dialog.options.whole and not _choice(session, dialog.node):
        return "the row that was chosen is no longer there"
    return ""


def opened_folders(session: Session) -> list[str]:
    """Return the folders and archives that are open, absolute."""
    return [
        os.path.abspath(root.path)
        for root in session.roots
        if root.index is not None and root.state is not ScanState.MISSING
    ]


# ---- which series
def _choice(session: Session, node: NodeKey | None) -> list[str]:
    """Return the options that choose a row of the tree, for a stack those of its series."""
    index = index_of(session.tree)
    match node:
        case ("patient", number) if number in index.patients:
            patient = index.patients[number]
            studies = patient.studies if len(patient.studies) <= MOST_STUDIES else ()
            return [_patient(patient), *map(_study, studies)]
        case ("study", number) if number in index.studies:
            study = index.studies[number]
            owner = next(
                patient
                for patient in session.tree.patients
                if any(study_number(one) == number for one in patient.studies)
            )
            return [_patient(owner), _study(study)]
        case (_, series_key, *_) if series_key in index.series:
            patient, study, series = index.series[series_key]
            return [_patient(patient), _study(study), _series(series)]
        case _:
            return []


def _patient(patient: Patient) -> str:
    return f"--patient-id={_pattern(patient.patient_id)}"


def _study(study: Study) -> str:
    return f"--study={_pattern(study.study_instance_uid)}"


def _series(series: Series) -> str:
    return f"--series={_pattern(series.series_instance_uid)}"


def _pattern(value: str | None) -> str:
    """Return a pattern for one value: what no command line can hold stands for any character."""
    return "".join(
        character if character.isprintable() else "?" for character in glob.escape(value or "")
    )


# ---- how
def _organise_words(options: JobOptions) -> list[str]:
    words = [f"--template={options.template}"]
    if options.encoding != AS_IT_IS:
        words.append(f"--encoding={options.encoding}")
    if not options.copies:
        words.append("--no-copies")
    return words


def _export_words(session: Session, options: JobOptions, node: NodeKey | None) -> list[str]:
    words = [f"--as={options.form}"]
    if options.form == "png":
        words.append(f"--window={_window(session, options.window)}")
    if options.form in PICTURES and options.only != ALL:
        only = str(slice_number(session, node)) if options.only == SHOWN else options.only
        words.append(f"--slice={only}")
    if options.form in ARRAYS:
        words.append(f"--values={options.values}")
        words += [f"--sort-by={keyword}" for keyword in options.sort_by.split()]
    if options.form == "nifti":
        words += ["--resample"] * options.resample
        words += ["--no-compress"] * (not options.compress)
    return words


def _window(session: Session, choice: str) -> str:
    shown = shown_window(session)
    if choice != SHOWN:
        return choice
    return "own" if shown is None else f"{shown.centre:g}/{shown.width:g}"


def shown_window(session: Session) -> Window | None:
    """Return the window on screen where centre and width say all of it."""
    viewer = session.viewer
    if viewer is None or viewer.picture is None:
        return None
    window = current_window(viewer)
    is_plain = isinstance(window, Window) and window.function is VoiFunction.LINEAR
    return window if isinstance(window, Window) and is_plain else None


def stack_number(session: Session, dialog: JobDialog) -> int | None:
    """Return the number of the one stack that a row stands for, None for all of its series.

    A series that was ordered by hand has other stacks in the window than in copies and exports.
    """
    options, node = dialog.options, dialog.node
    if node is None or session.choices.get(node[1]):
        return None
    if dialog.kind is JobKind.EXPORT:
        if options.form in TABLES:
            return None
        if options.form in PICTURES and options.only == SHOWN and session.viewer is not None:
            return session.viewer.stack_index + 1
    match node:
        case ("stack" | "slice", _, stack, *_):
            return stack + 1
        case _:
            return None


def slice_number(session: Session, node: NodeKey | None) -> int | None:
    """Return the number of the slice on screen as exports of a row count it, None if it has none.

    The row must be in the series on screen. Slices count from 1 through all volumes of their stack,
    in canonical order; a stack that was ordered by hand counts otherwise.
    """
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None or stack.by_hand is not None or viewer.target is None:
        return None
    if node is None or node[0] in ("patient", "study") or node[1] != viewer.series_key:
        return None
    return _place(stack, viewer.target)


def _place(stack: Stack, target: FrameRef) -> int | None:
    frames = (frame for volume in stack.volumes for frame in volume)
    return next((number for number, frame in enumerate(frames, 1) if frame == target), None)
