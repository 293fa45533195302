"""What the pointer reads: the value under it, and where in the patient that is. Pure."""

import math

from dicomtree.pixels import Picture, reading
from dicomtree.session.state import Session
from dicomtree.session.viewing import extent


def pointer_text(session: Session) -> str:
    """Return value and place of the pixel under the pointer; "" where there is none.

    The place is given in the patient's coordinates (left, posterior, head; mm) where the file
    supports them: not in a mosaic, whose tiles are slices at other places.
    """
    viewer = session.viewer
    if viewer is None or viewer.picture is None or session.pointer is None:
        return ""
    picture = viewer.picture
    column, row = viewer.viewport.to_picture(session.pointer, extent(picture))
    place = math.floor(row), math.floor(column)
    if not (0 <= place[0] < picture.facts.rows and 0 <= place[1] < picture.facts.columns):
        return ""
    parts = [reading(picture, *place), f"column {place[1]}, row {place[0]}"]
    is_mosaic = session.stack is not None and session.stack.kind == "mosaic"
    position = None if is_mosaic else patient_position(picture, *place)
    if position is not None:
        parts.append("LPS " + ", ".join(f"{part:.1f}" for part in position) + " mm")
    return " · ".join(parts)


def patient_position(picture: Picture, row: int, column: int) -> tuple[float, float, float] | None:
    """Return where the centre of a pixel lies in the patient, in mm (PS3.3 C.7.6.2.1.1)."""
    facts, spacing = picture.facts, picture.millimetres
    origin, cosines = facts.image_position_patient, facts.image_orientation_patient
    if spacing is None or spacing.unit != "mm" or (len(origin), len(cosines)) != (3, 6):
        return None
    along_row, along_column = column * spacing.between_columns, row * spacing.between_rows
    x, y, z = (
        start + right * along_row + down * along_column
        for start, right, down in zip(origin, cosines[:3], cosines[3:], strict=True)
    )
    return x, y, z
