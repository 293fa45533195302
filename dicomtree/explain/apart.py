"""What does not stand in the main stack, and why."""

from collections.abc import Iterable, Sequence

from dicomtree.explain.values import Section
from dicomtree.explain.words import listed, split_words
from dicomtree.model import Duplicate, SeriesContent, Stack
from dicomtree.text import counted
from dicomtree.tree import StackTrace

MOST_TOLD = 30
# Told with the copies and stacks themselves.
TOLD_ELSEWHERE = frozenset({"unplaced", "re_encoded_copies"})


def apart_section(
    content: SeriesContent, traces: Sequence[StackTrace], copies: Sequence[Duplicate]
) -> Section:
    """Say what was set apart in a series: stacks, unplaced frames, copies, other objects."""
    sentences = [
        *_stacks(content.stacks, traces),
        *(warning.detail for warning in content.warnings if warning.kind == "unplaced"),
        *_copies(copies),
        *_objects(content),
    ]
    return Section("Set apart", tuple(sentences) or ("Nothing was set apart.",))


def _stacks(stacks: Sequence[Stack], traces: Sequence[StackTrace]) -> Iterable[str]:
    told = zip(stacks[1:MOST_TOLD], traces[1:MOST_TOLD], strict=True)
    for number, (stack, trace) in enumerate(told, 2):
        scout = any(warning.kind == "scout_like" for warning in stack.warnings)
        tag = ", across the main stack as a scout does" if scout else ""
        why = "; ".join(_reasons(stack, trace)) or "kept apart from the first"
        yield (f"Stack {number} ({stack.kind}, {counted(stack.frame_count, 'image')}){tag}: {why}.")
    if len(stacks) > MOST_TOLD:
        yield f"So do {counted(len(stacks) - MOST_TOLD, 'more stack')}."
    if any(stack.kind.startswith("localizer") for stack in stacks[1:]):
        yield "Localizers stand last, as stacks of their own."


def _reasons(stack: Stack, trace: StackTrace) -> Iterable[str]:
    by_hand = stack.by_hand
    if by_hand is not None and by_hand.split_by:
        yield f"split off by hand, {split_words(by_hand)}"
    yield from trace.apart


def _copies(copies: Sequence[Duplicate]) -> Iterable[str]:
    identical = [copy for copy in copies if copy.identical]
    again = [copy for copy in copies if not copy.identical]
    if identical:
        named = listed((f"{copy.path} (of {copy.of})" for copy in identical), 5)
        yield f"{counted(len(identical), 'byte-identical copy', 'byte-identical copies')}: {named}."
    if again:
        named = listed((f"{copy.path} (of {copy.of})" for copy in again), 5)
        yield f"The same images encoded again, left out of the order: {named}."


def _objects(content: SeriesContent) -> Iterable[str]:
    if content.non_image:
        kinds = listed(sorted({found.modality or "no modality" for found in content.non_image}))
        count = counted(len(content.non_image), "object")
        verb = "is" if len(content.non_image) == 1 else "are"
        yield f"{count} without a picture ({kinds}) {verb} listed beside the stacks."


def noticed_section(content: SeriesContent) -> Section | None:
    """Return what else is odd about the series' instances; None where nothing is."""
    found = [warning for warning in content.warnings if warning.kind not in TOLD_ELSEWHERE]
    if not found:
        return None
    return Section("Also noticed", tuple(warning.detail for warning in found))
