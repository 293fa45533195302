"""How the frames of one position came into different volumes."""

from collections.abc import Iterable

from dicomtree.explain.values import Section
from dicomtree.explain.words import attribute_name, listed, valued
from dicomtree.model import Dimension, Stack
from dicomtree.text import counted
from dicomtree.tree import StackTrace, Verdict

RANK = "rank"
VALUES_SHOWN = 12
# With one of these, volumes of several dimensions are ordered by value (ordering.md 7.5).
BY_VALUE = frozenset({"component", "echo", "te", "image_type"})


def volume_section(stack: Stack, trace: StackTrace) -> Section | None:
    """Say what tells the volumes apart, and why not something else; None without positions."""
    if stack.kind == "mosaic" or trace.most_at_a_position == 0:
        return _mosaic(stack)
    if trace.most_at_a_position == 1:
        one = "Every position holds one slice, so they are one volume."
        return Section("Volumes", (one,))
    sentences = [
        _how_many(stack, trace),
        *_found(stack, trace),
        *_volume_order(stack),
        *_refused(trace),
    ]
    return Section("Volumes", tuple(sentences))


def _mosaic(stack: Stack) -> Section | None:
    if not stack.dimensions:
        return None
    named = listed(
        f"{attribute_name(dimension.name)} {valued(dimension.name, dimension.values)}"
        for dimension in stack.dimensions
    )
    return Section("Volumes", (f"Each file is one volume; all of them have {named}.",))


def _how_many(stack: Stack, trace: StackTrace) -> str:
    positions = stack.geometry.positions if stack.geometry is not None else 1
    most = trace.most_at_a_position
    if positions == 1:
        return f"The one position holds {counted(most, 'frame')}."
    if stack.frame_count == positions * most:
        return f"Each of the {positions} positions holds {counted(most, 'frame')}."
    return f"The {positions} positions hold up to {counted(most, 'frame')}, not all equally many."


def _found(stack: Stack, trace: StackTrace) -> Iterable[str]:
    by_name = {trial.verdict: trial.name for trial in trace.trials}
    alone = by_name.get(Verdict.ALONE)
    parts = [trial.name for trial in trace.trials if trial.verdict is Verdict.PART]
    if alone is not None:
        yield (
            f"{attribute_name(alone)} tells them apart by itself: every position has the same "
            f"values of it, each once{_values(stack, alone)}."
        )
    elif parts and not trace.ranked:
        yield (
            f"No single attribute tells them apart; {_with_values(stack, parts)} do together, "
            "one frame for each position and combination."
        )
    elif parts:
        verb = "tells" if len(set(parts)) == 1 else "tell"
        yield f"{_with_values(stack, parts)} {verb} some of them apart, but not all."
    elif trace.ranked:
        yield "No attribute in the files tells them apart."
    if trace.ranked:
        yield (
            "So they were counted off: at each position (and combination), the first frame by "
            "Instance Number belongs to the first volume, the second to the second, and so on; "
            "where that number is missing or the same, by Dimension Index Values, frame, time or "
            "file name. That is inferred, not stated in the files."
        )
    which = "it" if len(stack.dimensions) == 1 else "them"
    for dimension in stack.companions:
        yield f"With {which} goes {attribute_name(dimension.name)}{_shown(dimension)}."


def _values(stack: Stack, name: str) -> str:
    return next((_shown(own) for own in stack.dimensions if own.name == name), "")


def _shown(dimension: Dimension) -> str:
    values = list(dict.fromkeys(dimension.values))
    return f": {valued(dimension.name, values, VALUES_SHOWN)}"


def _with_values(stack: Stack, names: Iterable[str]) -> str:
    return listed(f"{attribute_name(name)} ({_values(stack, name)[2:]})" for name in names)


def _volume_order(stack: Stack) -> Iterable[str]:
    if len(stack.volumes) < 2 or not stack.dimensions:
        return
    names = {dimension.name for dimension in stack.dimensions}
    if names == {RANK}:
        return
    if len(names) == 1 or names & BY_VALUE:
        yield "The volumes follow each other by value."
    else:
        yield "The volumes follow each other by the mean of their Instance Numbers."


_REFUSALS = (
    (Verdict.VARIES_BY_POSITION, "differ from position to position"),
    (Verdict.SOME, "tell only some of the volumes apart"),
    (Verdict.REDUNDANT, "tell nothing more apart than those before them"),
    (Verdict.SAME, "are the same in all frames"),
    (Verdict.ABSENT, "are not given"),
)


def _refused(trace: StackTrace) -> Iterable[str]:
    told = {trial.name for trial in trace.trials if trial.verdict in (Verdict.ALONE, Verdict.PART)}
    for verdict, reason in _REFUSALS:
        names = [
            trial.name
            for trial in trace.trials
            if trial.verdict is verdict and trial.name not in told
        ]
        told.update(names)
        if names:
            unique = list(dict.fromkeys(names))
            verb = reason if len(unique) > 1 else _singular(reason)
            yield f"Not used: {listed(map(attribute_name, unique), 30)} {verb}."


def _singular(reason: str) -> str:
    first, _, rest = reason.partition(" ")
    singular = {"are": "is", "differ": "differs", "tell": "tells"}[first]
    return f"{singular} {rest}".replace("before them", "before it")
