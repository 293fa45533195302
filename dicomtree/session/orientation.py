"""What side of the patient each edge of the picture shows, and where a slice lies. Pure.

The patient's axes are those of PS3.3 C.7.6.2.1.1: x to the left, y to the back, z to the head, in
mm. The terms for quadrupeds are those of neck, trunk and tail.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from dicomtree.geometry import AXES, QUADRUPED_AXES, direction_letters
from dicomtree.session.viewport import Viewport

UNKNOWN = "orientation unknown"
OPPOSITES = dict(AXES) | {high: low for low, high in AXES}
QUADRUPED_OPPOSITES = dict(QUADRUPED_AXES) | {
    "LE": "RT",
    "D": "V",
    "CR": "CD",
    "R": "CD",
    "M": "L",
    "L": "M",
    "PR": "DI",
    "DI": "PR",
    "PA": "D",
    "PL": "D",
}


class EdgeLetters(NamedTuple):
    """What lies beyond each edge."""

    left: str
    top: str
    right: str
    bottom: str


def edge_letters(
    cosines: Sequence[float] | None,
    patient_orientation: str | None,
    anatomical_orientation_type: str | None,
    viewport: Viewport,
) -> EdgeLetters | None:
    """Return the letters at the edges of the pane, or None where the file does not say.

    `cosines` are Image Orientation (Patient); without them Patient Orientation (0020,0020) holds
    (PS3.3 C.7.6.1.1.1). The letters follow the view's turns and mirroring.
    """
    quadruped = is_quadruped(anatomical_orientation_type)
    stored = cosine_letters(cosines, quadruped) if cosines else None
    if stored is None and patient_orientation:
        stored = patient_orientation_letters(patient_orientation, quadruped)
    return turned(stored, viewport) if stored else None


def is_quadruped(anatomical_orientation_type: str | None) -> bool:
    """Tell whether Anatomical Orientation Type (0010,2210) says that the patient is one."""
    return (anatomical_orientation_type or "").strip().upper() == "QUADRUPED"


def cosine_letters(cosines: Sequence[float], quadruped: bool = False) -> EdgeLetters | None:
    """Return the letters of a picture as stored; None when the cosines give no direction."""
    if len(cosines) != 6:
        return None
    along_row, along_column = cosines[:3], cosines[3:]
    axes = QUADRUPED_AXES if quadruped else AXES
    letters = EdgeLetters(
        direction_letters([-part for part in along_row], axes),
        direction_letters([-part for part in along_column], axes),
        direction_letters(along_row, axes),
        direction_letters(along_column, axes),
    )
    return letters if all(letters) else None


def patient_orientation_letters(text: str, quadruped: bool = False) -> EdgeLetters | None:
    """Return the letters that Patient Orientation gives; None when it cannot be read."""
    opposites = QUADRUPED_OPPOSITES if quadruped else OPPOSITES
    terms = [_terms(value.strip().upper(), opposites) for value in text.split("\\")]
    if len(terms) != 2 or not all(terms):
        return None
    right, bottom = terms
    if right[0] in (bottom[0], opposites[bottom[0]]):  # rows and columns cannot run along one line
        return None
    return EdgeLetters(
        "".join(opposites[term] for term in right),
        "".join(opposites[term] for term in bottom),
        "".join(right),
        "".join(bottom),
    )


def _terms(value: str, known: dict[str, str]) -> list[str]:
    """Split "LEV" into its terms, two letters before one; [] when a part is none."""
    terms = []
    while value:
        term = value[:2] if value[:2] in known else value[:1]
        if term not in known:
            return []
        terms.append(term)
        value = value[len(term) :]
    return terms


def turned(letters: EdgeLetters, viewport: Viewport) -> EdgeLetters:
    """Return the letters at the pane's edges for a picture that has `letters` as stored."""
    by_direction = {
        (-1, 0): letters.left,
        (0, -1): letters.top,
        (1, 0): letters.right,
        (0, 1): letters.bottom,
    }
    edges = ((-1, 0), (0, -1), (1, 0), (0, 1))
    return EdgeLetters(*(by_direction[_whole(viewport.unturned(*edge))] for edge in edges))


def _whole(direction: tuple[float, float]) -> tuple[int, int]:
    return int(direction[0]), int(direction[1])


def scale_bar(mm_per_pixel: float, longest: float) -> tuple[float, str] | None:
    """Return the length in mm, and its label, of the longest round bar of at most `longest` pixels.

    Round lengths are 1, 2 and 5 times a power of ten. None where there is no such scale.
    """
    room = mm_per_pixel * longest
    if not math.isfinite(room) or room <= 0:
        return None
    power = 10.0 ** math.floor(math.log10(room))
    length = max(step * power for step in (1, 2, 5) if step * power <= room * (1 + 1e-9))
    return length, _length_text(length)


def _length_text(length_mm: float) -> str:
    if length_mm >= 10:
        return f"{length_mm / 10:g} cm"
    return f"{length_mm:g} mm" if length_mm >= 0.1 else f"{length_mm * 1000:g} µm"
