"""What the pointer reads."""

from dataclasses import replace
from typing import Any

import numpy as np

from dicomtree.pixels.spacing import Millimetres
from dicomtree.session.pointer import patient_position, pointer_text
from dicomtree.session.state import Session
from dicomtree.session.viewing import extent
from dicomtree.session.viewport import Viewport
from tests.pictures import axial_stack, picture, session


def shown(**changes: Any) -> Session:
    return session(axial_stack(28), picture(**changes))


def with_viewer(of: Session, **changes: Any) -> Session:
    assert of.viewer is not None
    return replace(of, viewer=replace(of.viewer, **changes))


def test_the_pointer_reads_value_pixel_and_place() -> None:
    values = np.zeros((100, 120), dtype=np.int16)
    values[40, 30] = -12
    pointed = with_viewer(
        session(axial_stack(28), picture(values)), viewport=Viewport(120, 100, zoom=1.0)
    )
    text = pointer_text(replace(pointed, pointer=(30.5, 40.5)))
    assert text == "-12 HU · column 30, row 40 · LPS -85.0, -60.0, 45.0 mm"


def test_the_pointer_reads_the_same_pixel_however_it_is_turned() -> None:
    values = np.arange(100 * 120, dtype=np.int16).reshape(100, 120)
    plain = session(axial_stack(28), picture(values))
    viewport = Viewport(300, 300).rotated(1).flipped(False)
    turned = with_viewer(plain, viewport=viewport)
    assert turned.viewer is not None
    assert turned.viewer.picture is not None
    at = viewport.to_pane((17.5, 61.5), extent(turned.viewer.picture))
    assert pointer_text(replace(turned, pointer=at)).startswith(f"{values[61, 17]} HU")


def test_outside_of_the_picture_the_pointer_reads_nothing() -> None:
    assert pointer_text(replace(shown(), pointer=(1.0, 1.0))) == ""
    assert pointer_text(shown()) == ""


def test_without_true_millimetres_there_is_no_place() -> None:
    at_detector = picture(millimetres=Millimetres(0.1, 0.1, "mm at detector"))
    assert patient_position(at_detector, 0, 0) is None
    assert patient_position(picture(image_position_patient=()), 0, 0) is None


def test_a_mosaic_has_no_place_under_the_pointer() -> None:
    mosaic = session(axial_stack(3, kind="mosaic"), picture())
    assert pointer_text(replace(mosaic, pointer=(200, 200))) == "0 HU · column 60, row 50"


def test_the_place_is_that_of_the_pixels_centre() -> None:
    coronal = picture(image_orientation_patient=(1, 0, 0, 0, 0, -1))
    assert patient_position(coronal, 10, 20) == (-90.0, -80.0, 40.0)
