"""Repeated positions: which attributes tell the frames of one position apart, and into volumes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from dicomtree.model import Dimension
from dicomtree.tree.candidates import CANDIDATES, Candidate, Value, shown, value_key
from dicomtree.tree.fallback import tie_order
from dicomtree.tree.frames import Frame

RANK = "rank"
# Tuples with one of these order volumes by value; others by mean Instance Number.
_BY_VALUE = frozenset({"component", "echo", "te", "image_type"})
# What goes along with a dimension and tells people more than its number.
_COMPANIONS = {
    "echo": ("te",),
    "temporal_position": ("trigger_time", "frame_reference_time"),
    "phase": ("trigger_time", "cardiac_phase"),
    "acquisition": ("b_value",),
}

VolumeKey = tuple[Value, ...]


class Verdict(StrEnum):
    """What became of a candidate attribute."""

    ABSENT = "not given"
    SAME = "the same in all frames"
    VARIES_BY_POSITION = "its values differ from position to position"
    SOME = "tells only some volumes apart"
    REDUNDANT = "tells nothing more apart than those before it"
    PART = "tells volumes apart together with others"
    ALONE = "tells the volumes apart by itself"


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate attribute that was tried, and what became of it."""

    name: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Split:
    """The frames of a stack as volumes: one frame per position each, in order of position.

    `ranked` says that attributes did not suffice: frames were counted off by Instance Number.
    `companions` are attributes that have one value in each volume and go along with a dimension.
    """

    dimensions: tuple[Dimension, ...]
    volumes: list[list[Frame]]
    ranked: bool
    trials: tuple[Trial, ...]
    companions: tuple[Dimension, ...] = ()


def split_by_position(
    positions: Sequence[Sequence[Frame]], forced: Candidate | None = None
) -> Split:
    """Split frames, given by position, into volumes.

    Of the candidates the first wins that has one frame for each position and value; else those
    that split are joined until they do; else frames are counted off at each position. `forced`
    is a candidate that splits whatever its values are (the segments of a segmentation).
    """
    frames = [frame for position in positions for frame in position]
    if forced is None and all(len(position) == 1 for position in positions):
        return Split((), [frames], ranked=False, trials=())
    search = _Search(positions, frames)
    search.run(forced)
    return search.result()


class _Search:
    """The search for dimensions in one stack."""

    def __init__(self, positions: Sequence[Sequence[Frame]], frames: list[Frame]) -> None:
        self.frames = frames
        self.trials: list[Trial] = []
        self.names: list[str] = []
        self.keys: list[VolumeKey] = [()] * len(frames)
        self._place: list[int] = [p for p, own in enumerate(positions) for _ in own]
        most = max(map(len, positions))
        self._full = [len(own) == most for own in positions]
        self._count = len(positions)

    def run(self, forced: Candidate | None) -> None:
        """Try the candidates in order."""
        if forced is not None:
            self._join(forced.name, forced.read(self.frames))
        splitting: list[tuple[str, list[Value]]] = []
        for candidate in CANDIDATES:
            if candidate is forced:
                continue
            values = candidate.read(self.frames)
            if len(set(values)) < 2:
                absent = values[0] is None
                self._note(candidate.name, Verdict.ABSENT if absent else Verdict.SAME)
            elif not self._splits(values):
                self._note(candidate.name, Verdict.VARIES_BY_POSITION)
            elif forced is None and self._distinct(values):
                for name, _ in splitting:
                    self._note(name, Verdict.SOME)
                self._note(candidate.name, Verdict.ALONE)
                self._join(candidate.name, values)
                return
            else:
                splitting.append((candidate.name, values))
        self._join_until_distinct(splitting)

    def _join_until_distinct(self, splitting: Iterable[tuple[str, list[Value]]]) -> None:
        for name, values in splitting:
            joined = [(*key, value) for key, value in zip(self.keys, values, strict=True)]
            if self._groups(joined) > self._groups(self.keys) and not self._distinct(self.keys):
                self._note(name, Verdict.PART)
                self._join(name, values)
            else:
                self._note(name, Verdict.REDUNDANT)

    def _join(self, name: str, values: Sequence[Value]) -> None:
        self.names.append(name)
        self.keys = [(*key, value) for key, value in zip(self.keys, values, strict=True)]

    def _note(self, name: str, verdict: Verdict) -> None:
        self.trials.append(Trial(name, verdict))

    def _splits(self, values: Sequence[Value]) -> bool:
        """Say whether all positions have one and the same set of at least two values.

        Positions with fewer frames than others (a scan was stopped) may lack some of them.
        """
        sets: list[set[Value]] = [set() for _ in range(self._count)]
        for place, value in zip(self._place, values, strict=True):
            sets[place].add(value)
        whole = sets[self._full.index(True)]
        return len(whole) > 1 and all(
            found == whole or (not full and found <= whole)
            for found, full in zip(sets, self._full, strict=True)
        )

    def _distinct(self, keys: Sequence[object]) -> bool:
        return self._groups(keys) == len(keys)

    def _groups(self, keys: Sequence[object]) -> int:
        return len(set(zip(self._place, keys, strict=True)))

    def result(self) -> Split:
        """Return the volumes that the joined attributes make, counted off where they collide."""
        ranked = not self._distinct(self.keys)
        if ranked:
            self._join(RANK, self._ranks())
        volumes: dict[VolumeKey, list[Frame]] = {}
        for key, frame in zip(self.keys, self.frames, strict=True):
            volumes.setdefault(key, []).append(frame)
        order = self._volume_order(volumes)
        dimensions = tuple(
            Dimension(name, tuple(shown(key[index]) for key in order))
            for index, name in enumerate(self.names)
        )
        ordered = [volumes[key] for key in order]
        return Split(dimensions, ordered, ranked, tuple(self.trials), self._companions(ordered))

    def _companions(self, volumes: Sequence[Sequence[Frame]]) -> tuple[Dimension, ...]:
        wanted = {name for own in self.names for name in _COMPANIONS.get(own, ())}
        found = []
        for candidate in CANDIDATES:
            if candidate.name in wanted - set(self.names):
                read = [set(candidate.read(volume)) for volume in volumes]
                if all(len(values) == 1 for values in read) and len(set.union(*read)) > 1:
                    values = tuple(shown(value) for own in read for value in own)
                    found.append(Dimension(candidate.name, values))
        return tuple(found)

    def _ranks(self) -> list[Value]:
        """Return each frame's number, from 1, among those of its position and volume key."""
        groups: dict[tuple[int, VolumeKey], list[int]] = {}
        for index, (place, key) in enumerate(zip(self._place, self.keys, strict=True)):
            groups.setdefault((place, key), []).append(index)
        ranks: list[Value] = [1] * len(self.frames)
        at = {id(frame): index for index, frame in enumerate(self.frames)}
        for members in groups.values():
            for rank, frame in enumerate(tie_order([self.frames[i] for i in members]), 1):
                ranks[at[id(frame)]] = rank
        return ranks

    def _volume_order(self, volumes: dict[VolumeKey, list[Frame]]) -> list[VolumeKey]:
        by_value = sorted(volumes, key=lambda key: [value_key(value) for value in key])
        if len(self.names) < 2 or not _BY_VALUE.isdisjoint(self.names):
            return by_value
        return sorted(by_value, key=lambda key: _mean_number(volumes[key]))


def _mean_number(frames: Sequence[Frame]) -> tuple[bool, float]:
    numbers = [frame.image_number for frame in frames if frame.image_number is not None]
    return (not numbers, fmean(map(float, numbers)) if numbers else 0.0)
