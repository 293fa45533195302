"""What Instance Number alone would have done."""

from collections.abc import Sequence
from itertools import pairwise

from dicomtree.explain.values import Section, SliceLine
from dicomtree.model import FrameRef, Stack
from dicomtree.text import counted

SHOWN_AT_MOST = 5

Number = tuple[int, int]


def places_by_number(frames: Sequence[FrameRef]) -> list[int | None]:
    """Return each frame's place, from 1, if Instance Number and frame number alone decided.

    Equal numbers share the first place of theirs; frames without a number have none.
    """
    numbers = [_number(frame) for frame in frames]
    first_places: dict[Number, int] = {}
    for place, number in enumerate(sorted(n for n in numbers if n is not None), 1):
        first_places.setdefault(number, place)
    return [None if number is None else first_places[number] for number in numbers]


def _number(frame: FrameRef) -> Number | None:
    return None if frame.instance_number is None else (frame.instance_number, frame.frame or 0)


def number_section(stack: Stack, lines: Sequence[SliceLine]) -> Section:
    """Say what Instance Number would have done, and where it differs."""
    return Section("What Instance Number would have done", (_verdict(stack, lines),))


def _verdict(stack: Stack, lines: Sequence[SliceLine]) -> str:
    unusable = _unusable(lines)
    if unusable:
        return unusable
    places = [line.by_number or 0 for line in lines]
    if _ascends(places):
        return "The same order."
    if _ascends(places[::-1]):
        return "The same slices, the other way round."
    if len(stack.volumes) > 1:
        return _of_volumes(stack, places)
    return _differences(lines)


def _unusable(lines: Sequence[SliceLine]) -> str:
    known = [line.by_number for line in lines if line.by_number is not None]
    if not known:
        return "No file has an Instance Number: it could order nothing."
    if len(lines) == 1:
        return "There is one image: no key is needed."
    missing = len(lines) - len(known)
    repeated = len(known) - len(set(known))
    if len(set(known)) == 1 and not missing:
        return "All files have the same Instance Number: it could order nothing."
    parts = []
    if missing:
        parts.append(f"{missing} of {counted(len(lines), 'image')} have no Instance Number")
    if repeated:
        parts.append(f"{counted(len(lines), 'image')} share {len(set(known))} numbers")
    return f"It could not decide alone: {' and '.join(parts)}." if parts else ""


def _ascends(places: Sequence[int]) -> bool:
    return all(a < b for a, b in pairwise(places))


def _of_volumes(stack: Stack, places: Sequence[int]) -> str:
    own: list[Sequence[int]] = []
    start = 0
    for volume in stack.volumes:
        own.append(places[start : start + len(volume)])
        start += len(volume)
    forwards = all(map(_ascends, own))
    if not forwards and not all(_ascends(volume[::-1]) for volume in own):
        return _wrong_in_volumes(own)
    way = "the same order" if forwards else "the same slices the other way round"
    overlap = any(min(b) < max(a) for a, b in pairwise(sorted(own, key=min)))
    if overlap:
        return (
            f"Within each volume {way}; but the numbers of the volumes are interleaved: sorted by "
            "them, the same position would come several times in a row."
        )
    return f"Within each volume {way}; the volumes one after the other, in another order."


def _wrong_in_volumes(own: Sequence[Sequence[int]]) -> str:
    wrong = sum(not _ascends(volume) and not _ascends(volume[::-1]) for volume in own)
    return (
        f"Within {wrong} of {len(own)} volumes another order than that of the positions; see the "
        "column By number."
    )


def _differences(lines: Sequence[SliceLine]) -> str:
    """Name the first slices that would stand elsewhere, counted in the better direction."""
    forwards = [line for line in lines if line.by_number != line.place]
    count = len(lines)
    backwards = [line for line in lines if line.by_number != count + 1 - line.place]
    elsewhere = min(forwards, backwards, key=len)
    named = "; ".join(
        f"number {line.frame.instance_number} belongs at place {line.place} and would be at "
        f"{line.by_number}"
        for line in elsewhere[:SHOWN_AT_MOST]
    )
    more = "; …" if len(elsewhere) > SHOWN_AT_MOST else ""
    other = "" if elsewhere is forwards else ", even when read the other way round"
    return f"{len(elsewhere)} of {count} slices would stand elsewhere{other}: {named}{more}."
