"""The localizers on which the slices of a series can be drawn as lines."""

from collections.abc import Iterable
from dataclasses import dataclass

from dicomtree.geometry import Plane, read_plane
from dicomtree.library.library import Library
from dicomtree.model import FrameRef, HeaderRow, Study, Tree, integer_value
from dicomtree.tree.classification import is_localizer

LARGEST_SERIES = 100
"""A series of more instances is not searched for localizers unless it is the one asked about: a
localizer is a few images, and the rows of a large series may have to be read first."""


@dataclass(frozen=True, slots=True)
class LocalizerFrame:
    """A localizer and the rectangle that it covers in its frame of reference."""

    frame: FrameRef
    plane: Plane
    frame_of_reference_uid: str


def find_localizers(library: Library, series_key: int) -> tuple[LocalizerFrame, ...]:
    """Return the localizers of a series' study that share a frame of reference with it.

    They are single-frame instances whose Image Type says so, by series, then Instance Number.
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
        for found in _localizers(library.rows_of(key))
        if found.frame_of_reference_uid in own
    )


def _study_of(tree: Tree, series_key: int) -> Study | None:
    studies = (study for patient in tree.patients for study in patient.studies)
    return next((s for s in studies if any(own.key == series_key for own in s.series)), None)


def _localizers(rows: Iterable[HeaderRow]) -> list[LocalizerFrame]:
    found = [own for row in rows if (own := _localizer(row)) is not None]
    return sorted(found, key=lambda own: (own.frame.instance_number or 0, own.frame.path))


def _localizer(row: HeaderRow) -> LocalizerFrame | None:
    if row.frame_of_reference_uid is None or not is_localizer(row.image_type):
        return None
    plane = read_plane(
        row.image_position_patient,
        row.image_orientation_patient,
        row.pixel_spacing,
        (row.columns, row.rows),
    )
    if plane is None or (integer_value(row.number_of_frames) or 1) > 1:
        return None
    number = integer_value(row.instance_number)
    frame = FrameRef(row.root, row.path, None, row.sop_instance_uid, number, None)
    return LocalizerFrame(frame, plane, row.frame_of_reference_uid)
