"""The texts over the picture, of what is shown and not of what is still being read."""

from dataclasses import dataclass, field, replace

from dicomtree.explain import by_hand_words
from dicomtree.geometry import plane_name, position_text, slice_normal
from dicomtree.model import (
    FrameRef,
    Patient,
    Series,
    Stack,
    Study,
    decimal_values,
    text_values,
)
from dicomtree.pixels import Picture, VoiChoice, VoiFunction, Window
from dicomtree.pixels.colormaps import is_shown_exact
from dicomtree.pixels.facts import Facts, TilePosition
from dicomtree.pixels.quantities import rounded_text
from dicomtree.pixels.spacing import Millimetres
from dicomtree.session.dimensions import volume_label
from dicomtree.session.identity import HIDDEN, spoken, spoken_name
from dicomtree.session.legend import SILENT_UNITS
from dicomtree.session.lookup import index_of
from dicomtree.session.orientation import (
    EdgeLetters,
    edge_letters,
    is_quadruped,
)
from dicomtree.session.slices import is_paged_by_volume, pages
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewing import PRESETS, current_window, extent, has_window
from dicomtree.session.viewport import Viewport
from dicomtree.text import readable_date, readable_time

Lines = tuple[str, ...]

FINEST_SHARE = 1e4
SIDES = ("R", "L", "B")  # the fourth value, U, means that the part of the body has no side


@dataclass(frozen=True, slots=True)
class Corners:
    """Lines for the four corners; the outermost line of each matters most."""

    top_left: Lines = ()
    top_right: Lines = ()
    bottom_left: Lines = ()
    bottom_right: Lines = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """What stands over a picture.

    `notes` are always shown. `letters` None with `orientation_unknown` means that the file does
    not say. `mm_per_pixel` is the length of a screen pixel where millimetres are true, else None;
    `millimetre_note` says what they mean.
    """

    corners: Corners = field(default_factory=Corners)
    notes: Lines = ()
    letters: EdgeLetters | None = None
    orientation_unknown: bool = False
    mm_per_pixel: float | None = None
    millimetre_note: str = ""


def overlay_of(session: Session) -> Overlay:
    """Return what stands over the picture; empty without one."""
    viewer = session.viewer
    if viewer is None:
        return Overlay()
    corners = corners_of(session, viewer) if session.settings.corner_text else Corners()
    picture = viewer.picture
    if picture is None:
        return Overlay(corners)
    letters = edge_letters(
        picture.facts.image_orientation_patient,
        "\\".join(picture.facts.patient_orientation),
        picture.facts.anatomical_orientation_type,
        viewer.viewport,
    )
    spacing = picture_millimetres(picture)
    return Overlay(
        corners=corners,
        notes=_without_gaps(
            by_hand_note(session.stack, values=not session.identity_hidden), *notes(viewer, picture)
        ),
        letters=letters,
        orientation_unknown=letters is None,
        mm_per_pixel=mm_per_screen_pixel(viewer, picture),
        millimetre_note="" if spacing is None else spacing.unit.removeprefix("mm").strip(),
    )


# ---- corners
def corners_of(session: Session, viewer: Viewer) -> Corners:
    """Return the texts of the corners: patient, study and series, slice, view."""
    nodes = index_of(session.tree).series.get(viewer.series_key)
    top_left: Lines = ()
    top_right: Lines = ()
    if nodes is not None:
        patient, study, series = nodes
        top_left = patient_lines(session, patient)
        top_right = series_lines(session, study, series)
    return Corners(
        top_left=_without_gaps(*top_left),
        top_right=_without_gaps(*top_right),
        bottom_left=_without_gaps(*slice_lines(session, viewer)),
        bottom_right=_without_gaps(*view_lines(viewer)),
    )


def patient_lines(session: Session, patient: Patient) -> Lines:
    """Return name, id, birth date and sex; who it is only where that is not hidden."""
    if session.identity_hidden:
        return (f"identity {HIDDEN}", patient.patient_sex or "")
    character_set = patient.specific_character_set
    birth = readable_date(patient.patient_birth_date)
    return (
        spoken_name(session, patient.patient_name, character_set) or "no name",
        spoken(session, patient.patient_id, character_set) or "no id",
        " · ".join(filter(None, (birth and f"born {birth}", patient.patient_sex))),
    )


def series_lines(session: Session, study: Study, series: Series) -> Lines:
    """Return the series, then the study it belongs to."""
    number = "" if series.series_number is None else str(series.series_number)
    series_text = spoken(session, series.series_description, series.specific_character_set)
    study_text = spoken(session, study.study_description, study.specific_character_set)
    when = f"{readable_date(study.study_date)} {readable_time(study.study_time)}".strip()
    return (
        " · ".join(filter(None, (series.modality, number, series_text))),
        when,
        study_text,
    )


def slice_lines(session: Session, viewer: Viewer) -> Lines:
    """Return thickness and spacing, plane and position, place and number, from the top down."""
    stack, frame = session.stack, viewer.shown or viewer.target
    if frame is None:
        return ()
    facts = viewer.picture.facts if viewer.picture is not None else None
    if stack is None:
        return (_instance_text(frame),)
    volume_index, place, count = _place(session, viewer, stack, frame)
    if is_paged_by_volume(stack):
        volume_index = place
    return (
        volume_label(stack, volume_index, in_full=True),
        _thickness_text(stack, facts),
        _position_text(stack, frame, facts),
        f"{place + 1}/{count}  {_instance_text(frame)}".strip(),
    )


def view_lines(viewer: Viewer) -> Lines:
    """Return patient position, zoom, what is shown and the window, from the top down."""
    picture = viewer.picture
    if picture is None:
        return ()
    zoom = viewer.viewport.scale(extent(picture))
    fitted = " fit" if viewer.viewport.zoom is None else ""
    return (
        picture.facts.patient_position or "",
        f"zoom {zoom * 100:.0f} %{fitted}",
        ", ".join(view_names(picture)),
        window_text(picture, current_window(viewer)),
    )


def view_names(picture: Picture) -> Lines:
    """Return what a picture shows where the file names it: view, laterality, segment, tile."""
    facts = picture.facts
    side = facts.laterality if facts.laterality in SIDES else ""
    view = " ".join(filter(None, (side, facts.view_position)))
    segments = picture.segment_colours.segments if picture.segment_colours is not None else ()
    segments = segments if len(segments) == 1 else ()  # a hundred have their lines in the legend
    names = [segment.label or f"segment {segment.number}" for segment in segments]
    return _without_gaps(view, *names, "" if facts.tile is None else _tile_text(facts.tile))


def _tile_text(tile: TilePosition) -> str:
    """Return where a tile lies in its slide, of which it is only a part."""
    matrix = f"{tile.matrix_columns} × {tile.matrix_rows}"
    return f"tile at column {tile.column}, row {tile.row} of {matrix}"


def window_text(picture: Picture, window: VoiChoice | None) -> str:
    """Return the window with its name and unit: "W 80  L 40 HU · brain"; "" for colour."""
    if window is None or not has_window(picture):
        return ""
    if not isinstance(window, Window):
        return f"VOI LUT · {window.explanation}" if window.explanation else "VOI LUT"
    unit = _window_unit(picture)
    name = window.explanation or _preset_name(window, picture)
    sigmoid = "sigmoid" if window.function is VoiFunction.SIGMOID else ""
    # Between percentiles of a symmetrical map lies not 0 but -1.76e-07 for instance.
    centre = window.centre if abs(window.centre) > window.width / FINEST_SHARE else 0.0
    numbers = f"W {short_number(window.width)}  L {short_number(centre)}{unit}"
    return " · ".join(filter(None, (numbers, name, sigmoid)))


def _window_unit(picture: Picture) -> str:
    """Return the unit of a window's numbers, which are modality values."""
    quantity = picture.quantity
    in_unit = all(quantity.of_modality(x, picture.transform) == x for x in (0.0, 1.0))
    return f" {quantity.unit}" if in_unit and quantity.unit not in SILENT_UNITS else ""


def _preset_name(window: Window, picture: Picture) -> str | None:
    if picture.quantity.unit != "HU":
        return None
    value = (window.centre, window.width)
    return next((p.explanation for p in PRESETS if (p.centre, p.width) == value), None)


def short_number(value: float) -> str:
    """Return a number with as many digits as tell windows apart: whole from 100 on."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.3g}"


def _place(session: Session, viewer: Viewer, stack: Stack, frame: FrameRef) -> tuple[int, int, int]:
    """Return the volume of a frame, its place in display order, and how many there are."""
    direction = session.settings.direction
    if frame == viewer.target:
        count = len(pages(stack, viewer.volume_index, direction))
        return viewer.volume_index, viewer.place, count
    for volume_index, volume in enumerate(stack.volumes):
        if frame in volume:
            frames = pages(stack, volume_index, direction)
            return volume_index, frames.index(frame), len(frames)
    return viewer.volume_index, viewer.place, viewer.place + 1


def _instance_text(frame: FrameRef) -> str:
    number = "" if frame.instance_number is None else f"Im {frame.instance_number}"
    of_frame = "" if frame.frame is None else f"frame {frame.frame}"
    return " ".join(filter(None, (number, of_frame)))


def _position_text(stack: Stack, frame: FrameRef, facts: Facts | None) -> str:
    """Return plane and position: of the picture itself where it says, else of its stack."""
    normal = stack.geometry.normal if stack.geometry is not None else None
    if facts is not None and len(facts.image_orientation_patient) == 6:
        normal = slice_normal(facts.image_orientation_patient)
    if normal is None:
        return ""
    quadruped = facts is not None and is_quadruped(facts.anatomical_orientation_type)
    where = "" if frame.offset_mm is None else position_text(normal, frame.offset_mm, quadruped)
    return " · ".join(filter(None, (plane_name(normal), where)))


def _thickness_text(stack: Stack, facts: Facts | None) -> str:
    thickness = facts.slice_thickness if facts is not None else None
    spacing = stack.geometry.spacing_mm if stack.geometry is not None else None
    return " · ".join(
        filter(
            None,
            (
                f"{thickness:g} mm thick" if thickness else "",
                f"{spacing.median:.4g} mm apart" if spacing is not None else "",
            ),
        )
    )


def _without_gaps(*lines: str) -> Lines:
    return tuple(line for line in lines if line)


# ---- lengths
def mm_per_screen_pixel(viewer: Viewer, picture: Picture) -> float | None:
    """Return the length of a screen pixel to the right, None where millimetres are not true.

    Ultrasound has them only inside its regions, and one scale only where all regions agree.
    """
    spacing = picture_millimetres(picture)
    if spacing is None:
        return None
    size = extent(picture)
    pixel_width, pixel_height = size.pixel_size
    scale = viewer.viewport.scale(size)
    if viewer.viewport.quarters % 2:
        return spacing.between_rows / (pixel_height * scale)
    return spacing.between_columns / (pixel_width * scale)


def picture_millimetres(picture: Picture) -> Millimetres | None:
    """Return the one spacing that holds for the picture, or for all its ultrasound regions."""
    if picture.millimetres is not None:
        return picture.millimetres
    calibrated = {region.millimetres for region in picture.ultrasound_regions}
    if len(calibrated) != 1:
        return None
    spacing = calibrated.pop()
    return None if spacing is None else replace(spacing, unit="mm in the region")


# ---- notes
def by_hand_note(stack: Stack | None, *, values: bool = True) -> str:
    """Say that the user chose the order, and how: never to be taken for what was found.

    Without `values` the part of a split is not named.
    """
    if stack is None or stack.by_hand is None:
        return ""
    return f"ORDER BY HAND: {by_hand_words(stack.by_hand, values=values)}"


def notes(viewer: Viewer, picture: Picture) -> Lines:
    """Return what must be known of a picture whatever else is shown."""
    facts = picture.facts
    return _without_gaps(
        _lossy_text(facts),
        "FOR PROCESSING" if facts.presentation_intent_type == "FOR PROCESSING" else "",
        "burned-in annotation" if facts.burned_in_annotation == "YES" else "",
        "reduced preview" if picture.reduction > 1 else "",
        picture.notice or "",
        "inverted" if viewer.inverted else "",
        exactness_text(viewer, picture),
        _supplement_text(picture),
        turned_text(viewer.viewport),
    )


def _supplement_text(picture: Picture) -> str:
    """Say which stored values are in colours that no window changes."""
    if picture.supplement is None:
        return ""
    if picture.supplement.covers_all:
        return "in its own colours"
    return f"own colours from {picture.supplement.first} on"


def _lossy_text(facts: Facts) -> str:
    """Return the ratio of each lossy step, the first one first (PS3.3 C.7.6.1.1.5)."""
    if not facts.lossy:
        return ""
    ratios = [f"{_shortened(ratio)}:1" for ratio in text_values(facts.lossy_ratio) if ratio]
    return f"LOSSY {', then '.join(ratios)}" if ratios else "LOSSY, ratio not stated"


def _shortened(ratio: str) -> str:
    """Return a ratio to three figures: "338.687338501292" is written in real files."""
    value = decimal_values(ratio)
    return rounded_text(value[0], 3) if value else ratio


def exactness_text(viewer: Viewer, picture: Picture) -> str:
    """Say that a window is not shown by the function it asks for: LINEAR needs a width of 1."""
    window = current_window(viewer)
    if not has_window(picture) or not is_shown_exact(window):
        return ""
    return "window narrower than 1: shown as LINEAR_EXACT"


def turned_text(viewport: Viewport) -> str:
    """Say how the picture is turned or flipped: "" as stored, "flipped left to right"."""
    if viewport.mirrored and viewport.quarters % 2 == 0:
        return "flipped left to right" if viewport.quarters == 0 else "flipped top to bottom"
    turn = f"rotated {viewport.quarters * 90}°" if viewport.quarters else ""
    return f"flipped, {turn}" if viewport.mirrored else turn
