"""What would be copied where: planned in full before anything is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dicomtree.model import HeaderRow, Stamp
from dicomtree.organise.existing import Existing
from dicomtree.organise.fields import column_of
from dicomtree.organise.naming import Naming, name_limit
from dicomtree.organise.slices import SliceField, SlicePlace
from dicomtree.organise.template import Template
from dicomtree.publish import Room, check_destination, free_bytes, safe_name
from dicomtree.transcode import Encoding

LONGEST_PATH = 240
"""Characters; Windows takes 259 unless told otherwise."""

ReadValues = Callable[[str, frozenset[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to copy: its header row, where it lies, and its place in its series if asked for.

    `copy_of` names the file that this one is a further copy of. `root_name` is the folder in
    which the paths of its root are kept where no template names the copies.
    """

    row: HeaderRow
    path: str
    place: SlicePlace | None = None
    copy_of: str | None = None
    root_name: str = ""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How files are named and copied.

    Without `template` each keeps its path below its root. `copies` False leaves out byte-identical
    further copies.
    """

    template: Template | None
    encoding: Encoding | None = None
    copies: bool = True
    longest_path: int = LONGEST_PATH


class Action(StrEnum):
    """What would be done with a file."""

    COPY = "copy"
    ALREADY_THERE = "already there"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a plan; `target` is "/"-separated below the destination.

    `encoding` is what its pixel data become, None where they stay as they are.
    """

    source: str
    stamp: Stamp
    target: str
    action: Action
    reason: str
    size: int
    encoding: Encoding | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every file with what would be done with it, and whether there is room.

    `free_bytes` is None where nobody can tell. `name_limit` is how many bytes a name may have so
    that no path is too long.
    """

    destination: str
    options: PlanOptions
    entries: tuple[Entry, ...]
    free_bytes: int | None
    name_limit: int

    def count(self, action: Action | str) -> int:
        """Return how many files have this action; the sum over all actions is the entries.

        Raises ValueError for a word that is no action.
        """
        wanted = Action(action)
        return sum(entry.action is wanted for entry in self.entries)

    @property
    def room(self) -> Room:
        """What the copies will take, how small RLE makes them being unknown."""
        copied = (entry for entry in self.entries if entry.action is Action.COPY)
        sizes = ((e.size, 0 if e.encoding is Encoding.RLE else e.size) for e in copied)
        return Room.of(sizes, self.free_bytes)

    @property
    def needed_bytes(self) -> int:
        """What the copies will take at most, with something to spare."""
        return self.room.most

    @property
    def has_room(self) -> bool:
        """Whether the destination can have room for it."""
        return not self.room.refusal


def plan(
    files: Sequence[SourceFile],
    destination: str,
    options: PlanOptions,
    *,
    roots: Iterable[str],
    read_values: ReadValues,
) -> Plan:
    """Plan to copy `files`, in the order given, below `destination`; nothing is written.

    `roots` are the opened folders, which the destination must neither hold nor lie in.
    `read_values` gives, for a file, the values of keywords that its row lacks.

    Raises publish.DestinationRefusedError where the destination cannot be one.
    """
    place = check_destination(destination, roots)
    texts = [_texts(file, options.template, read_values) for file in files]
    limit = name_limit(texts, len(place), options.longest_path)
    naming = Naming(Existing(place), limit)
    entries = tuple(
        _entry(file, text, naming, options, len(place))
        for file, text in zip(files, texts, strict=True)
    )
    return Plan(place, options, entries, free_bytes(place), limit)


def target_of(file: SourceFile, options: PlanOptions, read_values: ReadValues) -> str:
    """Return the target of one file in an empty destination."""
    return "/".join(map(safe_name, _texts(file, options.template, read_values)))


def _texts(file: SourceFile, template: Template | None, read_values: ReadValues) -> tuple[str, ...]:
    if template is None:
        return tuple(part for part in (file.root_name, *file.row.path.split("/")) if part)
    asked = template.names
    other = frozenset(n for n in asked if column_of(n) is None and n not in tuple(SliceField))
    read = read_values(file.path, other) if other else {}

    def lookup(name: str) -> str | None:
        if name in tuple(SliceField):
            return None if file.place is None else file.place.value(name)
        column = column_of(name)
        value = read.get(name) if column is None else getattr(file.row, column)
        return None if value is None else str(value)

    return template.render(lookup)


def _entry(
    file: SourceFile, texts: tuple[str, ...], naming: Naming, options: PlanOptions, base: int
) -> Entry:
    row = file.row
    stamp = Stamp(row.size, row.mtime_ns, row.inode)
    if file.copy_of is not None and not options.copies:
        reason = f"a further copy of {file.copy_of}"
        return Entry(file.path, stamp, "", Action.LEFT_OUT, reason, 0)
    wanted = options.encoding
    # A damaged file is never written anew.
    is_encoded = wanted is not None and row.flaw is None and wanted.applies_to(row)
    encoding = wanted if is_encoded else None
    size = row.size if encoding is None else encoding.expected_bytes(row)
    named = naming.target(texts, file.path, stamp, compare=encoding is None)
    if base + 1 + len(named.target) > options.longest_path:
        reason = f"the path would have more than {options.longest_path} characters"
        return Entry(file.path, stamp, named.target, Action.LEFT_OUT, reason, 0)
    reason = named.reason
    if file.copy_of is not None:
        reason = "; ".join(filter(None, [f"a further copy of {file.copy_of}", reason]))
    action = Action.ALREADY_THERE if named.is_there else Action.COPY
    return Entry(file.path, stamp, named.target, action, reason, size, encoding)
