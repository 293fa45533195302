"""Which key decided, which way round the screen runs, and what was chosen by hand."""

from collections.abc import Iterable

from dicomtree.explain.values import Section
from dicomtree.explain.words import attribute_name, listed, split_words
from dicomtree.geometry import plane_name, position_text
from dicomtree.model import ByHand, OrderKey, Stack, StackOrder
from dicomtree.tree import StackTrace

CLEAR_TAU = 0.5
BY_HAND = "Chosen by hand"
AS_FOUND = StackOrder()

_WITHOUT_POSITION = {
    "instance_number": "Instance Number decides: every file has one, and no two are the same.",
    "slice_location": "Instance Number does not tell the files apart (it is missing or repeated). "
    "Slice Location decides: every file has one, and they differ.",
    "stored_frame_order": "The frames of one file keep the order in which they are stored.",
    "acquisition_time": "Neither Instance Number nor Slice Location tells the files apart. "
    "Acquisition Time is the next that does.",
    "content_time": "Neither Instance Number, Slice Location nor Acquisition Time tells the files "
    "apart. Content Time is the next that does.",
    "path": "Nothing in the files tells them apart, so their names decide, numbers in them by "
    "value.",
    "sop_instance_uid": "Not even the names tell the files apart; SOP Instance UID decides.",
}
_WHY_NO_POSITION = {
    "mosaic": "Each file is a mosaic that holds a whole volume, so its position says nothing of "
    "slices.",
    "non-parallel": "Hardly any two slices are parallel, so there is no common direction to order "
    "them along.",
    "multi-frame/no geometry": "The frames have no position in space.",
    "2D/no geometry": "The images have no usable position in space, or are projections.",
}
_BY_POSITION = (
    "Position in space decides: each slice's Image Position (Patient), measured along the "
    "direction perpendicular to the slices"
)
_APPROXIMATE = (
    "Position decides, as far as it can: Image Orientation (Patient) is missing, so the slices "
    "are ordered along the axis on which Image Position (Patient) spreads most."
)


def order_section(stack: Stack, trace: StackTrace) -> Section:
    """Say which key decided and why."""
    if trace.found_by == "position":
        sentences = _by_position(stack, trace)
    else:
        kind = stack.kind.removeprefix("localizer ")
        kind = "2D/no geometry" if kind == "localizer" else kind
        key = trace.found_by
        first = _WHY_NO_POSITION.get(kind, "")
        # Instance Number with repeats is said differently from one that is whole.
        sentences = [first, _WITHOUT_POSITION[key]]
        if key == "instance_number" and not _numbers_are_whole(stack):
            sentences[1] = (
                "Instance Number is the first key that tells any of them apart; where it is "
                "missing or repeated, times and then names decide."
            )
    if stack.kind.startswith("localizer"):
        sentences.append("Image Type says that these are localizers: a stack of its own, last.")
    return Section("What decided", tuple(filter(None, sentences)))


def _numbers_are_whole(stack: Stack) -> bool:
    frames = [frame for volume in stack.volumes for frame in volume]
    files = {(frame.root, frame.path): frame.instance_number for frame in frames}
    return None not in files.values() and len(set(files.values())) == len(files)


def _by_position(stack: Stack, trace: StackTrace) -> list[str]:
    geometry = stack.geometry
    if geometry is None:
        return [_APPROXIMATE]
    if geometry.positions == 1:
        return ["All frames lie at one and the same position in space."]
    normal = ", ".join(f"{part:.3f}" for part in geometry.normal)
    offsets = [f.offset_mm for v in stack.volumes for f in v if f.offset_mm is not None]
    ends = [position_text(geometry.normal, end) for end in (min(offsets), max(offsets))]
    tolerance = f"{trace.tolerance_mm:.4f}".rstrip("0") if trace.tolerance_mm else "0"
    return [
        f"{_BY_POSITION} ({normal}).",
        f"The positions run from {ends[0]} to {ends[1]}.",
        f"What lies within {tolerance} mm counts as one position.",
    ]


# ---- direction
def direction_section(stack: Stack, trace: StackTrace) -> Section:
    """Say which end the screen shows first, and why."""
    title = "Which end comes first"
    geometry = stack.geometry
    if geometry is None or geometry.positions < 2:
        return Section(title, ("The screen runs in this order.",))
    low, high = _ends(stack)
    towards = f"from {low} to {high}"
    sentences = [f"The canonical order, of tables and exports, runs {towards}."]
    way = "the other way round" if trace.display_reversed else "the same way"
    if stack.by_hand is not None and stack.by_hand.order != AS_FOUND:
        sentences = [f"{attribute_name(trace.ordered_by)} ascends; the screen runs {way}."]
        return Section(title, tuple(sentences))
    sentences += [_screen(trace, plane_name(geometry.normal)), f"So the screen runs {way}."]
    return Section(title, tuple(sentences))


def _ends(stack: Stack) -> tuple[str, str]:
    normal = stack.geometry.normal if stack.geometry is not None else (0.0, 0.0, 1.0)
    offsets = [f.offset_mm for v in stack.volumes for f in v if f.offset_mm is not None]
    return position_text(normal, min(offsets)), position_text(normal, max(offsets))


def _screen(trace: StackTrace, plane: str) -> str:
    tau = trace.image_number_tau
    if abs(tau) < CLEAR_TAU:
        reason = f"Instance Number does not follow position clearly (Kendall's tau {tau:.2f})"
        starts = {"axial": "head", "sagittal": "patient's right", "coronal": "front"}
        start = next((end for word, end in starts.items() if word in plane), "usual end")
        return (
            f"{reason}, so the screen starts at the {start}, as is usual for "
            f"{plane or 'such'} slices."
        )
    way = "rises" if tau > 0 else "falls"
    return (
        f"Instance Number {way} along it (Kendall's tau {tau:.2f}), and the screen shows image 1 "
        "first."
    )


# ---- by hand
def by_hand_section(stack: Stack, trace: StackTrace) -> Section | None:
    """Say what the user chose otherwise; None where nothing was."""
    chosen = stack.by_hand
    if chosen is None:
        return None
    sentences = [f"{_first_capital(by_hand_words(chosen))}."]
    key = chosen.order.key
    if key is OrderKey.POSITION and trace.ordered_by != "position":
        sentences.append("These slices have no common direction, so position cannot order them.")
    elif key is not None:
        sentences.append(f"Found, without your choice: {attribute_name(trace.found_by)}.")
        missing = _without_value(trace)
        if missing:
            sentences.append(f"{missing} without a value stand last, as found.")
    sentences.append(
        "This is a view: no file is changed, and exports keep the order that was found."
    )
    return Section(BY_HAND, tuple(sentences))


def _without_value(trace: StackTrace) -> int:
    return sum(value is None for volume in trace.key_values for value in volume)


def by_hand_words(chosen: ByHand, *, values: bool = True) -> str:
    """Say in a few words what was chosen: "by Instance Number, reversed, split by Echo Number 1".

    Without `values` no value is named: it may say who the patient is.
    """
    order = chosen.order
    split = split_words(chosen) if values else _names(chosen.split_by)
    parts = [
        f"by {attribute_name(order.key)}" if order.key is not None else "",
        "reversed" if order.reverse else "",
        f"split by {split}" if split else "",
        f"united across {_names(chosen.unite)}" if chosen.unite else "",
    ]
    return ", ".join(filter(None, parts))


def _names(names: Iterable[str]) -> str:
    return listed(map(attribute_name, names))


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
