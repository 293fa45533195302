"""The localizers on which the slices of a series can be drawn as lines."""

from collections.abc import Iterable
from dataclasses import dataclass

from dicomtree import scanner
from dicomtree.geometry import Plane, read_plane
from dicomtree.library.library import Library
from dicomtree.model import FrameRef, FrameRow, HeaderRow, Study, Tree, integer_value
from dicomtree.tree import frame_count
from dicomtree.tree.classification import is_localizer

LARGEST_SERIES = 100
"""A series of more instances is not searched for localizers unless it is the one asked about: a
localizer is a few images, and the rows of a large series may have to be read first."""

MOST_FRAMES = 100
"""An instance of more frames is no localizer, or not one whose functional groups are read."""


@dataclass(frozen=True, slots=True)
class LocalizerFrame:
    """A localizer and the rectangle that it covers in its frame of reference."""

    frame: FrameRef
    plane: Plane
    frame_of_reference_uid: str


def find_localizers(library: Library, series_key: int) -> tuple[LocalizerFrame, ...]:
    """Return the localizers of a series' study that share a frame of reference with it.

    They are the frames whose Frame Type or Image Type says so, by series, Instance Number and frame.
    Multi-frame instances are read again for where their frames lie: blocks.
    """
    study = _study_of(library.tree, series_key)
    if study is None:
        return ()
    own = {row.frame_of_reference_uid for row in library.rows_of(series_key)} - {None}
    if not own:
        return ()
    searched = [
        series.key
        for series in study.series
        if series.key == series_key or series.instance_count <= LARGEST_SERIES
    ]
    return tuple(
        found
        for key in searched
        for found in _localizers(library, library.rows_of(key))
        if found.frame_of_reference_uid in own
    )


def _study_of(tree: Tree, series_key: int) -> Study | None:
    studies = (study for patient in tree.patients for study in patient.studies)
    return next((s for s in studies if any(own.key == series_key for own in s.series)), None)


def _localizers(library: Library, rows: Iterable[HeaderRow]) -> list[LocalizerFrame]:
    """Return the localizers among these instances, frame by frame."""
    candidates = [row for row in rows if row.frame_of_reference_uid and _may_be_localizer(row)]
    single = [row for row in candidates if not _has_groups(row)]
    several = [row for row in candidates if _has_groups(row) and frame_count(row) <= MOST_FRAMES]
    paths = [library.absolute_path(row.root, row.path) for row in several]
    details = scanner.read_details(paths) if paths else []
    found = [_localizer(row, None) for row in single]
    for row, detail in zip(several, details, strict=True):
        found += [_localizer(row, frame) for frame in (detail.frames if detail is not None else ())]
    return sorted(
        (own for own in found if own is not None),
        key=lambda own: (own.frame.instance_number or 0, own.frame.path, own.frame.frame or 0),
    )


def _may_be_localizer(row: HeaderRow) -> bool:
    """Say whether an instance is a localizer, or its frames must tell (PS3.3 C.8.16.1: MIXED)."""
    return is_localizer(row.image_type) or "MIXED" in (row.image_type or "").upper()


def _has_groups(row: HeaderRow) -> bool:
    """Say whether the functional groups of an instance tell where its frames lie."""
    return frame_count(row) > 1 or row.image_position_patient is None


def _localizer(row: HeaderRow, frame: FrameRow | None) -> LocalizerFrame | None:
    """Return an instance's only frame, or one that its functional groups describe."""
    said = frame or FrameRow(1)
    plane = read_plane(
        said.image_position_patient or row.image_position_patient,
        said.image_orientation_patient or row.image_orientation_patient,
        said.pixel_spacing or row.pixel_spacing,
        (row.columns, row.rows),
    )
    is_one = is_localizer(said.frame_type or row.image_type)
    if plane is None or not is_one or row.frame_of_reference_uid is None:
        return None
    number = integer_value(row.instance_number)
    at = said.frame if frame_count(row) > 1 else None
    reference = FrameRef(row.root, row.path, at, row.sop_instance_uid, number, None)
    return LocalizerFrame(reference, plane, row.frame_of_reference_uid)
