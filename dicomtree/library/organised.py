"""Planning to copy what a library holds into a clean hierarchy."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from dicomtree import organise
from dicomtree.library.library import Library
from dicomtree.model import Duplicate, HeaderRow, Series, SeriesContent, Stack
from dicomtree.organise import Plan, PlanOptions, SourceFile, Template
from dicomtree.query import completion
from dicomtree.text import natural_key

_BEFORE_FIELD = "{|"
_FIELD = re.compile(r"[A-Za-z0-9]*")


def plan_copies(
    library: Library,
    destination: str | os.PathLike[str],
    options: PlanOptions,
    series: Iterable[Series] | None = None,
    stack: int | None = None,
) -> Plan:
    """Plan to copy some series, or everything, below a folder; nothing is written.

    Of each series only that `stack` where it is given, from 1. Stacks are built if the template
    asks for slices, too. Raises publish.DestinationRefusedError.
    """
    chosen = library.tree.series() if series is None else tuple(series)
    with_slices = options.template is not None and options.template.needs_slices
    files = source_files(library, chosen, with_slices=with_slices, stack=stack)
    return organise.plan(
        files,
        os.fspath(destination),
        options,
        roots=library.roots,
        read_values=organise.read_values,
    )


def example_name(library: Library, series: Series, template: Template) -> str:
    """Return the "/"-separated name that the first file of a series would get; may block."""
    files = source_files(library, [series], with_slices=template.needs_slices)
    options = PlanOptions(template)
    return organise.target_of(files[0], options, organise.read_values) if files else ""


def field_completion(text: str, cursor: int) -> tuple[int, int, tuple[str, ...]]:
    """Return the part of a template that is being typed at `cursor`, and fields that fit there."""
    start = max(text.rfind(mark, 0, cursor) for mark in _BEFORE_FIELD) + 1
    if start == 0 or "}" in text[start:cursor] or {"!", ":"} & set(text[start:cursor]):
        return cursor, cursor, ()
    found = _FIELD.match(text, start)
    word = found[0] if found else ""
    _, _, names = completion(word, cursor - start, organise.field_names())
    return start, start + len(word), names


def source_files(
    library: Library,
    series: Iterable[Series],
    *,
    with_slices: bool = False,
    stack: int | None = None,
) -> list[SourceFile]:
    """Return the files of some series, in the order of the tree, then of their paths.

    With a `stack`, from 1, only those that hold a frame of it, and their further copies.
    Raises ValueError for one below 1.
    """
    if stack is not None and stack < 1:
        raise ValueError(f"stack {stack}: they count from 1")
    further = {(copy.root, copy.path): copy for copy in library.duplicates}
    names = _root_names(library.roots)
    files: list[SourceFile] = []
    for one in series:
        is_built = with_slices or stack is not None
        content = library.content(one.key) if is_built else SeriesContent((), ())
        rows = library.rows_of(one.key)
        places = organise.slice_places(content)
        if stack is not None:
            rows = _rows_of(content.stacks[stack - 1 : stack], rows, further)
        for row in sorted(rows, key=_place):
            key = (row.root, row.path)
            path = library.absolute_path(*key)
            copy = further.get(key)
            copy_of = copy.of if copy is not None and copy.identical else None
            files.append(SourceFile(row, path, places.get(key), copy_of, names[row.root]))
    return files


def _root_names(roots: Sequence[str]) -> list[str]:
    """Return what the roots are called below a destination; one alone needs no name."""
    if len(roots) == 1:
        return [""]
    times = Counter[str]()
    names = []
    for name in map(os.path.basename, roots):
        times[name] += 1
        names.append(name if times[name] == 1 else f"{name} ({times[name]})")
    return names


def _rows_of(
    stacks: Iterable[Stack], rows: Iterable[HeaderRow], further: dict[tuple[int, str], Duplicate]
) -> tuple[HeaderRow, ...]:
    """Return the rows of files that hold frames of some stacks, and of further copies of these."""
    frames = [frame for stack in stacks for volume in stack.volumes for frame in volume]
    files = {(frame.root, frame.path) for frame in frames}
    paths = {frame.path for frame in frames}
    return tuple(
        row
        for row in rows
        if (key := (row.root, row.path)) in files or (key in further and further[key].of in paths)
    )


def _place(row: HeaderRow) -> tuple[int, object]:
    return row.root, natural_key(row.path)
