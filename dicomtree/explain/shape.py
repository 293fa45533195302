"""The geometry report in words."""

from collections.abc import Iterable, Sequence

from dicomtree.explain.values import Section
from dicomtree.explain.words import listed
from dicomtree.geometry import OFFLINE_MM, TILT_DEG, position_text
from dicomtree.model import Geometry, Spacing, Stack
from dicomtree.text import counted
from dicomtree.tree import HeaderClaims, StackTrace
from dicomtree.tree.findings import described

SAME_SHARE = 0.01
PLACES_SHOWN = 6


def geometry_section(stack: Stack, trace: StackTrace) -> Section:
    """Say what the positions tell of spacing, gaps, tilt and line, and what the header says."""
    geometry = stack.geometry
    if geometry is None:
        return Section("Geometry", (_unknown(stack),))
    if geometry.positions == 1:
        return Section("Geometry", ("One position: there is no spacing to check.",))
    sentences = [
        _spacing(geometry),
        *_missing(geometry),
        *_uneven(stack, geometry),
        _tilt(geometry, trace.claims),
        *_line(geometry),
        *_claims(geometry, trace.claims),
        *_completeness(stack),
    ]
    return Section("Geometry", tuple(sentences))


def _unknown(stack: Stack) -> str:
    if stack.kind == "mosaic":
        return "Each file holds a whole volume: between files there is no spacing to check."
    if "non-parallel" in stack.kind:
        return "Slices that are not parallel have no spacing to check."
    if any(warning.kind == "approximate_order" for warning in stack.warnings):
        return "Without an orientation nothing can be said of spacing and tilt."
    return "Without positions nothing can be said of the geometry."


def _spacing(geometry: Geometry) -> str:
    spacing = geometry.spacing_mm or Spacing(0.0, 0.0, 0.0)
    if len(geometry.zones) == 1:
        return f"{geometry.positions} positions, evenly {spacing.median:.4g} mm apart."
    if len(geometry.zones) <= PLACES_SHOWN:
        return (
            f"{geometry.positions} positions; the gaps between them are "
            f"{described(geometry.zones)} mm (spacing and number of gaps)."
        )
    return (
        f"{geometry.positions} positions, {spacing.min:.4g} to {spacing.max:.4g} mm apart, "
        f"usually {spacing.median:.4g} mm."
    )


def _missing(geometry: Geometry) -> Iterable[str]:
    if not geometry.missing:
        yield "No slice is missing between the first and the last."
        return
    whole = sum(gap.count for gap in geometry.missing)
    places = [
        f"{gap.count} after {position_text(geometry.normal, gap.after_offset_mm)}"
        for gap in geometry.missing
    ]
    yield f"{counted(whole, 'slice is', 'slices are')} missing: {listed(places, PLACES_SHOWN)}."


def _uneven(stack: Stack, geometry: Geometry) -> Iterable[str]:
    if not geometry.uneven_at or len(geometry.zones) <= PLACES_SHOWN:
        return
    volume = max(stack.volumes, key=len)
    offsets = sorted(frame.offset_mm for frame in volume if frame.offset_mm is not None)
    if len(offsets) == geometry.positions:
        places = [
            f"{offsets[index + 1] - offsets[index]:.4g} mm after "
            f"{position_text(geometry.normal, offsets[index])}"
            for index in geometry.uneven_at
        ]
    else:  # no volume has all positions
        places = [f"gap {index + 1}" for index in geometry.uneven_at]
    differ = counted(len(places), "gap differs", "gaps differ")
    yield f"{differ} from the usual spacing: {listed(places, PLACES_SHOWN)}."


def _tilt(geometry: Geometry, claims: HeaderClaims) -> str:
    if geometry.tilt_deg > TILT_DEG and claims.along_axis_mm is not None:
        return (
            f"The stack leans {geometry.tilt_deg:.2f}° from the perpendicular of its slices "
            "(a tilted gantry, or a sheared volume); along that leaning axis its positions are "
            f"{claims.along_axis_mm:.4g} mm apart."
        )
    return "The stack is straight: it does not lean."


def _line(geometry: Geometry) -> Iterable[str]:
    if geometry.max_offline_mm > OFFLINE_MM:
        yield f"Positions lie up to {geometry.max_offline_mm:.2f} mm off a straight line."


# ---- the header
def _claims(geometry: Geometry, claims: HeaderClaims) -> Iterable[str]:
    middle = geometry.spacing_mm.median if geometry.spacing_mm is not None else 0.0
    along = claims.along_axis_mm
    for stated in claims.spacing_between_slices:
        if _same(stated, middle):
            verdict = "which the positions confirm"
        elif along is not None and _same(stated, along):
            verdict = (
                "which is the distance along the leaning axis; perpendicular to the slices it is "
                f"{middle:.4g} mm"
            )
        else:
            verdict = f"which the positions do not confirm: they are {middle:.4g} mm apart"
        yield f"Spacing Between Slices says {stated:g} mm, {verdict}."
    if claims.slice_thickness:
        yield f"Slice Thickness says {_range(claims.slice_thickness)} mm{_overlap(claims, middle)}."
    if claims.gantry_detector_tilt:
        angle = _range(claims.gantry_detector_tilt)
        yield f"Gantry/Detector Tilt says {angle}°; the angle above is from the positions."


def _same(stated: float, found: float) -> bool:
    return abs(abs(stated) - found) <= SAME_SHARE * found


def _range(values: Sequence[float]) -> str:
    low, high = values[0], values[-1]
    return f"{low:g}" if len(values) == 1 else f"{low:g} to {high:g}"


def _overlap(claims: HeaderClaims, middle: float) -> str:
    if len(claims.slice_thickness) > 1 or _same(claims.slice_thickness[0], middle):
        return ""
    overlap = claims.slice_thickness[0] > middle
    return ": the slices overlap" if overlap else ": there are gaps between the slices"


def _completeness(stack: Stack) -> Iterable[str]:
    if len(stack.volumes) < 2 or stack.geometry is None:
        return
    whole = stack.geometry.positions
    short = [
        f"volume {number} has {len(volume)}"
        for number, volume in enumerate(stack.volumes, 1)
        if len(volume) < whole
    ]
    if not short:
        yield f"Complete: each of the {len(stack.volumes)} volumes has all {whole} positions."
    else:
        yield f"Incomplete: of {whole} positions {listed(short, PLACES_SHOWN)}."
