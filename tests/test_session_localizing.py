"""Where the slice on the screen lies: on which localizer, as which line, and when it is asked for."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dicomtree.geometry import Plane
from dicomtree.header import read_details
from dicomtree.library import Library
from dicomtree.library.localizers import MOST_FRAMES, LocalizerFrame, find_localizers
from dicomtree.model import DataWarning, FrameRef, decimal_values
from dicomtree.pixels import Picture
from dicomtree.pixels.picture import load_picture
from dicomtree.session.effects import FindLocalizers, LoadLocalizer, SaveSettings
from dicomtree.session.localizer_messages import InsetToggled, LocalizerReady, LocalizersFound
from dicomtree.session.localizing import inset_of, line_on_localizer
from dicomtree.session.state import Session
from dicomtree.session.update import update
from tests.picture_files import frames as write_frames
from tests.picture_files import item, items
from tests.picture_files import picture as write_picture
from tests.pictures import axial_stack, picture, session

REFERENCE = "1.2.840.1"
SIDE = FrameRef(0, "side", None, "1.9", 1, None)
FRONT = FrameRef(0, "front", None, "1.8", 1, None)
# Both show 100 mm of the patient; the slice is 60 mm wide and 50 mm deep.
SAGITTAL = Plane((-70.0, -100.0, 95.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), 100, 100, 1.0, 1.0)
CORONAL = Plane((-100.0, -60.0, 95.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0), 100, 100, 1.0, 1.0)
FOUND = (
    LocalizerFrame(SIDE, SAGITTAL, REFERENCE),
    LocalizerFrame(FRONT, CORONAL, REFERENCE),
)


def placed(**changes: Any) -> Picture:
    """Return an axial picture of 120 x 100 pixels of 0.5 mm at a height of 45 mm."""
    known = {"frame_of_reference_uid": REFERENCE, "pixel_spacing": (0.5, 0.5)}
    return picture(**{**known, **changes})


def localizer_picture() -> Picture:
    return placed(
        values=np.zeros((100, 100), dtype=np.int16),
        image_position_patient=CORONAL.origin,
        image_orientation_patient=(*CORONAL.row, *CORONAL.column),
        pixel_spacing=(1.0, 1.0),
    )


def shown(**of_picture: Any) -> Session:
    return session(axial_stack(28), placed(**of_picture))


def asked(start: Session) -> Session:
    """Return the session after the localizers were asked for and found."""
    start, effects = update(start, InsetToggled())
    start, effects = update(start, InsetToggled())
    assert FindLocalizers(7) in effects
    return update(start, LocalizersFound(7, FOUND))[0]


def test_the_localizers_of_a_slice_are_asked_for_once() -> None:
    start, effects = update(replace(shown(), pointer=(1.0, 1.0)), LocalizersFound(9, ()))
    assert effects == (FindLocalizers(7),)
    _, effects = update(start, LocalizersFound(9, ()))
    assert effects == ()


def test_the_localizer_on_which_the_slice_is_longest_is_loaded() -> None:
    start, _ = update(shown(), LocalizersFound(9, ()))
    start, effects = update(start, LocalizersFound(7, FOUND))
    assert effects == (LoadLocalizer(FRONT),)
    assert start.localizing.frame == FRONT


def test_the_slice_is_a_line_on_the_small_localizer() -> None:
    start, _ = update(asked(shown()), LocalizerReady(FRONT, localizer_picture()))
    inset = inset_of(start)
    assert inset is not None
    assert inset.cut is not None
    ends = sorted((inset.cut.start, inset.cut.end))
    assert [x for x, _ in ends] == pytest.approx([0.25, 60.25])
    assert [y for _, y in ends] == pytest.approx([50.5, 50.5])


def test_a_late_localizer_of_another_series_is_dropped() -> None:
    start, _ = update(asked(shown()), LocalizerReady(SIDE, localizer_picture()))
    assert start.localizing.picture is None
    assert inset_of(start) is None


def test_localizers_of_another_frame_of_reference_are_not_shown() -> None:
    start = asked(shown())
    elsewhere = tuple(replace(own, frame_of_reference_uid="9.9") for own in FOUND)
    start, _ = update(start, LocalizersFound(7, elsewhere))
    assert start.localizing.frame is None


@pytest.mark.parametrize(
    "lacking",
    [
        {"frame_of_reference_uid": None},
        {"pixel_spacing": ()},
        {"image_position_patient": ()},
        {"image_orientation_patient": (1.0, 0.0)},
    ],
)
def test_without_a_place_in_space_nothing_is_asked_for(lacking: dict[str, Any]) -> None:
    assert update(shown(**lacking), LocalizersFound(9, ()))[1] == ()


def test_the_small_localizer_can_be_switched_off_and_is_remembered() -> None:
    start, _ = update(asked(shown()), LocalizerReady(FRONT, localizer_picture()))
    start, effects = update(start, InsetToggled())
    assert effects == (SaveSettings(start.settings),)
    assert not start.settings.localizer_inset
    assert inset_of(start) is None


def on_a_localizer(last: Session, **changes: Any) -> Session:
    """Return a session that shows a localizer after the slice of `last` was seen."""
    stack = axial_stack(1, kind="localizer", **changes)
    return replace(session(stack, localizer_picture()), localizing=last.localizing)


def test_a_localizer_shows_the_line_of_the_slice_seen_last() -> None:
    seen, _ = update(shown(), LocalizersFound(9, ()))
    line = line_on_localizer(on_a_localizer(seen))
    assert line is not None
    assert line.label == "1/28"
    assert line.start[1] == pytest.approx(50.5)


def test_an_unlabelled_scout_shows_the_line_too() -> None:
    seen, _ = update(shown(), LocalizersFound(9, ()))
    scout = DataWarning("scout_like", "Lies across the series' main stack, as a scout does.")
    stack = axial_stack(1, kind="single slice", warnings=(scout,))
    there = replace(session(stack, localizer_picture()), localizing=seen.localizing)
    assert line_on_localizer(there) is not None


def test_before_any_slice_was_seen_a_localizer_shows_no_line() -> None:
    assert line_on_localizer(on_a_localizer(Session())) is None


def test_a_slice_shows_no_line_on_itself() -> None:
    seen, _ = update(shown(), LocalizersFound(9, ()))
    assert line_on_localizer(seen) is None


# ---- the library
def test_real_localizers_of_the_same_frame_of_reference_are_found(corpus: Path) -> None:
    library = Library(index=False)
    library.add_root(corpus / "ct-gantry-tilt" / "philips-phantom")
    library.scan()
    (volume,) = [own for own in library.tree.series() if own.series_number == 201]
    found = find_localizers(library, volume.key)
    assert [own.frame.path for own in found] == ["S1000/I10", "S4010/I10", "S4010/I20", "S4010/I30"]
    assert {own.plane.normal for own in found} == {(-1.0, 0.0, 0.0)}


def test_a_study_without_localizers_has_none(corpus: Path) -> None:
    library = Library(index=False)
    library.add_root(corpus / "mr-multi-echo")
    library.scan()
    for own in library.tree.series():
        assert find_localizers(library, own.key) == ()


SAGITTAL_PLACE = ([0, -50, 50], [0, 1, 0, 0, 0, -1])
CORONAL_PLACE = ([-50, 0, 50], [1, 0, 0, 0, 0, -1])
AXIAL_PLACE = ([-50, -50, 0], [1, 0, 0, 0, 1, 0])
Place = tuple[list[int], list[int]]


def write_localizer(path: Path, *places: Place, frame_types: Sequence[str] = ()) -> None:
    """Write an Enhanced MR object with a frame at each place, 100 mm wide."""
    shared = item(PixelMeasuresSequence=items(item(PixelSpacing=[2.0, 2.0])))
    groups = [
        item(
            PlanePositionSequence=items(item(ImagePositionPatient=position)),
            PlaneOrientationSequence=items(item(ImageOrientationPatient=orientation)),
        )
        for position, orientation in places
    ]
    for group, frame_type in zip(groups, frame_types, strict=False):
        named = item(FrameType=["ORIGINAL", "PRIMARY", frame_type, "NONE"])
        group.MRImageFrameTypeSequence = items(named)
    write_frames(
        path,
        np.arange(len(places) * 2500, dtype=np.uint16).reshape(-1, 50, 50),
        SOPClassUID="1.2.840.10008.5.1.4.1.1.4.1",
        SOPInstanceUID="1.2.9",
        StudyInstanceUID="1.2",
        SeriesInstanceUID="1.2.9",
        FrameOfReferenceUID=REFERENCE,
        ImageType=["ORIGINAL", "PRIMARY", "MIXED" if frame_types else "LOCALIZER", "NONE"],
        SharedFunctionalGroupsSequence=items(shared),
        PerFrameFunctionalGroupsSequence=items(*groups),
    )


def write_volume(folder: Path) -> None:
    """Write three axial slices of 40 mm."""
    for number in range(3):
        write_picture(
            folder / f"slice{number}",
            np.full((20, 20), 100 * number, np.uint16),
            SOPInstanceUID=f"1.2.1.{number}",
            StudyInstanceUID="1.2",
            SeriesInstanceUID="1.2.1",
            SeriesNumber=1,
            FrameOfReferenceUID=REFERENCE,
            ImagePositionPatient=[-20, -20, 10 * number - 10],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[2.0, 2.0],
        )


def found_beside(folder: Path) -> tuple[LocalizerFrame, ...]:
    library = Library(index=False)
    library.add_root(folder)
    library.scan()
    (volume,) = [own for own in library.tree.series() if own.series_number == 1]
    return find_localizers(library, volume.key)


def test_each_frame_of_an_enhanced_localizer_is_a_localizer(tmp_path: Path) -> None:
    write_volume(tmp_path)
    write_localizer(tmp_path / "scout", SAGITTAL_PLACE, CORONAL_PLACE, AXIAL_PLACE)
    found = found_beside(tmp_path)
    assert [own.frame.frame for own in found] == [1, 2, 3]
    assert [own.plane.normal for own in found] == [(-1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert {own.plane.between_rows for own in found} == {2.0}


def test_of_mixed_frames_those_are_localizers_that_say_so(tmp_path: Path) -> None:
    write_volume(tmp_path)
    kinds = ("LOCALIZER", "T1", "LOCALIZER")
    places = (SAGITTAL_PLACE, CORONAL_PLACE, AXIAL_PLACE)
    write_localizer(tmp_path / "scout", *places, frame_types=kinds)
    assert [own.frame.frame for own in found_beside(tmp_path)] == [1, 3]


def test_an_enhanced_localizer_of_one_frame_is_found(tmp_path: Path) -> None:
    write_volume(tmp_path)
    write_localizer(tmp_path / "scout", CORONAL_PLACE)
    assert [own.frame.frame for own in found_beside(tmp_path)] == [None]


def test_an_object_of_very_many_frames_is_not_read_for_localizers(tmp_path: Path) -> None:
    write_volume(tmp_path)
    write_localizer(tmp_path / "scout", *[CORONAL_PLACE] * (MOST_FRAMES + 1))
    assert found_beside(tmp_path) == ()


def test_a_frame_of_a_real_enhanced_object_lies_where_its_groups_say(corpus: Path) -> None:
    """The line is drawn from the picture's own facts: they must be the frame's, too."""
    path = corpus / "mixed-modalities" / "MOLLI_enhanced" / "IM_0001"
    (detail,) = read_details([str(path)])
    assert detail is not None
    own = load_picture(str(path), 4).facts
    said = detail.frames[4]
    assert decimal_values(said.image_position_patient) == own.image_position_patient
    assert decimal_values(said.image_orientation_patient) == own.image_orientation_patient
    assert decimal_values(said.pixel_spacing) == own.pixel_spacing
