"""Structure sets as a table of regions, plans as a table of beams (PS3.3 A.19, A.20, A.49)."""

from collections.abc import Iterator

from dicomtree.documents.document import Colour, Document, Line
from dicomtree.documents.values import MOST_LINES, decimal, facts, number, reference_lines, when
from dicomtree.pixels.data_set import DataSet

STRUCTURE_SET_ROIS, ROI_NUMBER, ROI_NAME = 0x30060020, 0x30060022, 0x30060026
ROI_CONTOURS, CONTOURS_OF_ROI, ROI_COLOUR, CONTOURS = 0x30060039, 0x30060084, 0x3006002A, 0x30060040
OBSERVATIONS, OBSERVED_ROI, INTERPRETED_TYPE = 0x30060080, 0x30060084, 0x300600A4
ROI_VOLUME, ROI_ALGORITHM, GEOMETRIC_TYPE = 0x3006002C, 0x30060036, 0x30060042
FRACTION_GROUPS, FRACTIONS, REFERENCED_BEAMS = 0x300A0070, 0x300A0078, 0x300C0004
REFERENCED_BEAM, BEAM_METERSET, BEAM_DOSE = 0x300C0006, 0x300A0086, 0x300A0084
BEAMS, ION_BEAMS = 0x300A00B0, 0x300A03A2
CONTROL_POINTS, ION_CONTROL_POINTS = 0x300A0111, 0x300A03A8
ENERGY, GANTRY_ANGLE = 0x300A0114, 0x300A011E
DOSIMETER_UNIT = 0x300A00B3
DOSE_REFERENCES, PRESCRIBED_DOSE, DOSE_DESCRIPTION = 0x300A0010, 0x300A0026, 0x300A0016
BRACHY_SETUPS, BRACHY_NUMBER, BRACHY_TYPE = 0x300A0230, 0x300A0234, 0x300A0232
REFERENCED_STRUCTURE_SET, REFERENCED_DOSE = 0x300C0060, 0x300C0080
MOST_CONTROL_POINTS = 2000
DOSIMETER_UNITS = {"MINUTE": "min", "NP": "particles"}

ROI_COLUMNS = ("ROI", "Name", "Type", "Contours", "Made by", "Colour (RGB)")
BEAM_COLUMNS = (
    "Beam",
    "Name",
    "Type",
    "Radiation",
    "Energy",
    "Gantry",
    "Control points",
    "Meterset",
    "Dose",
    "Machine",
)


def structure_set(data_set: DataSet) -> Document:
    """Return the regions of interest, each with its colour and what is drawn of it."""
    drawn = {item.integer(CONTOURS_OF_ROI, "IS"): item for item in data_set.items(ROI_CONTOURS)}
    types = {
        item.integer(OBSERVED_ROI, "IS"): item.text(INTERPRETED_TYPE)
        for item in data_set.items(OBSERVATIONS)
    }
    lines = []
    for roi in data_set.items(STRUCTURE_SET_ROIS):
        roi_number = roi.integer(ROI_NUMBER, "IS")
        lines.append(_roi(roi, drawn.get(roi_number), types.get(roi_number)))
        if len(lines) == MOST_LINES:
            break
    pairs = (
        ("Label", data_set.label(0x30060002)),
        ("Name", data_set.label(0x30060004)),
        ("Written", when(data_set, 0x30060008, 0x30060009)),
        ("Approval", (data_set.text(0x300E0002) or "").lower()),
    )
    return Document("Structure set", facts(pairs), ROI_COLUMNS, tuple(lines))


def _roi(roi: DataSet, drawn: DataSet | None, kind: str | None) -> Line:
    colour = None if drawn is None else _colour(drawn)
    cells = (
        number(roi.integer(ROI_NUMBER, "IS")),
        roi.label(ROI_NAME) or "no name",
        (kind or "").lower(),
        _contours(drawn),
        (roi.text(ROI_ALGORITHM) or "").lower(),
        "" if colour is None else ", ".join(map(str, colour)),
    )
    return Line(cells, colour=colour)


def _contours(drawn: DataSet | None) -> str:
    count = 0 if drawn is None else drawn.item_count(CONTOURS)
    first = None if drawn is None or not count else drawn.item(CONTOURS)
    kind = "" if first is None else (first.text(GEOMETRIC_TYPE) or "").lower().replace("_", " ")
    return f"{count:,} {kind}".strip() if count else "none"


def _colour(drawn: DataSet) -> Colour | None:
    parts = drawn.numbers(ROI_COLOUR, "IS")
    if len(parts) < 3:
        return None
    red, green, blue = (min(max(int(part), 0), 255) for part in parts[:3])
    return red, green, blue


def plan(data_set: DataSet) -> Document:
    """Return the beams of a plan; what was prescribed and its fractions as facts."""
    metersets = {
        beam.integer(REFERENCED_BEAM, "IS"): beam
        for group in data_set.items(FRACTION_GROUPS)
        for beam in group.items(REFERENCED_BEAMS)
    }
    lines = [*_beams(data_set, metersets), *_brachytherapy(data_set)]
    return Document(
        title="Radiotherapy plan",
        facts=_plan_facts(data_set),
        columns=BEAM_COLUMNS,
        lines=tuple(lines[:MOST_LINES]) + tuple(_plan_references(data_set)),
    )


def _plan_facts(data_set: DataSet) -> tuple[Line, ...]:
    fractions = [decimal(group, FRACTIONS) for group in data_set.items(FRACTION_GROUPS)]
    doses = [
        f"{decimal(item, PRESCRIBED_DOSE)} Gy {item.label(DOSE_DESCRIPTION) or ''}".strip()
        for item in data_set.items(DOSE_REFERENCES)
        if item.number(PRESCRIBED_DOSE) is not None
    ]
    pairs = (
        ("Label", data_set.label(0x300A0002)),
        ("Name", data_set.label(0x300A0003)),
        ("Written", when(data_set, 0x300A0006, 0x300A0007)),
        ("Intent", (data_set.text(0x300A000A) or "").lower()),
        ("Fractions planned", ", ".join(filter(None, fractions))),
        ("Prescribed", "; ".join(doses)),
        ("Approval", (data_set.text(0x300E0002) or "").lower()),
    )
    return facts(pairs)


def _beams(data_set: DataSet, metersets: dict[int | None, DataSet]) -> Iterator[Line]:
    for beams, points, unit in (
        (BEAMS, CONTROL_POINTS, "MV"),
        (ION_BEAMS, ION_CONTROL_POINTS, "MeV/u"),
    ):
        for beam in data_set.items(beams):
            yield _beam(beam, points, unit, metersets.get(beam.integer(0x300A00C0, "IS")))


def _beam(beam: DataSet, points: int, unit: str, delivered: DataSet | None) -> Line:
    radiation = (beam.text(0x300A00C6) or "").lower()
    cells = (
        decimal(beam, 0x300A00C0),
        beam.label(0x300A00C2) or "no name",
        (beam.text(0x300A00C4) or "").lower(),
        radiation,
        _energies(beam, points, unit if radiation != "electron" else "MeV"),
        _gantry(beam, points),
        str(beam.item_count(points) or decimal(beam, 0x300A0110)),
        "" if delivered is None else _with_unit(decimal(delivered, BEAM_METERSET), _unit(beam)),
        "" if delivered is None else _with_unit(decimal(delivered, BEAM_DOSE), "Gy"),
        beam.label(0x300A00B2) or "",
    )
    return Line(cells)


def _energies(beam: DataSet, points: int, unit: str) -> str:
    """Return the energy, or from the lowest to the highest where it changes."""
    found = _along(beam, points, ENERGY)
    if not found:
        return ""
    low, high = number(min(found)), number(max(found))
    return f"{low} {unit}" if low == high else f"{low} – {high} {unit}"


def _gantry(beam: DataSet, points: int) -> str:
    """Return the gantry angle, or the first and the last of an arc."""
    found = _along(beam, points, GANTRY_ANGLE)
    if not found:
        return ""
    first, last = number(found[0]), number(found[-1])
    return f"{first}°" if first == last else f"{first}° → {last}°"


def _along(beam: DataSet, points: int, tag: int) -> list[float]:
    found = []
    for index in range(MOST_CONTROL_POINTS):
        point = beam.item(points, index)
        if point is None:
            break
        value = point.number(tag)
        if value is not None:
            found.append(value)
    return found


def _unit(beam: DataSet) -> str:
    """Return what a beam's meterset counts (PS3.3 C.8.8.14)."""
    coded = beam.text(DOSIMETER_UNIT) or ""
    return DOSIMETER_UNITS.get(coded.upper(), coded)


def _with_unit(value: str, unit: str) -> str:
    return f"{value} {unit}".strip() if value else ""


def _brachytherapy(data_set: DataSet) -> Iterator[Line]:
    for setup in data_set.items(BRACHY_SETUPS):
        kind = (setup.text(BRACHY_TYPE) or "").lower().replace("_", " ")
        yield Line((decimal(setup, BRACHY_NUMBER), "application setup", kind))


def _plan_references(data_set: DataSet) -> Iterator[Line]:
    for tag, label in ((REFERENCED_STRUCTURE_SET, "structure set"), (REFERENCED_DOSE, "dose")):
        for item in data_set.items(tag):
            for line in reference_lines(item, label, 0):
                cells = ("", f"refers to {label}", "", "", "", "", "", "", "", "")
                yield Line(cells, reference=line.reference)
