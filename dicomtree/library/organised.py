"""Planning to copy what a library holds into a clean hierarchy."""

import os
import re
from collections.abc import Iterable

from dicomtree import organise
from dicomtree.library.library import Library
from dicomtree.model import HeaderRow, Series, SeriesContent
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
) -> Plan:
    """Plan to copy some series, or everything, below a folder; nothing is written.

    Stacks are built if the template asks for slices. Raises publish.DestinationRefusedError.
    """
    chosen = library.tree.series() if series is None else tuple(series)
    with_slices = options.template is not None and options.template.needs_slices
    files = source_files(library, chosen, with_slices=with_slices)
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
    library: Library, series: Iterable[Series], *, with_slices: bool = False
) -> list[SourceFile]:
    """Return the files of some series, in the order of the tree, then of their paths."""
    copies = {(copy.root, copy.path): copy.of for copy in library.duplicates if copy.identical}
    files: list[SourceFile] = []
    for one in series:
        content = library.content(one.key) if with_slices else SeriesContent((), ())
        places = organise.slice_places(content)
        for row in sorted(library.rows_of(one.key), key=_place):
            key = (row.root, row.path)
            path = library.absolute_path(*key)
            name = os.path.basename(library.roots[row.root]) if len(library.roots) > 1 else ""
            files.append(SourceFile(row, path, places.get(key), copies.get(key), name))
    return files


def _place(row: HeaderRow) -> tuple[int, object]:
    return row.root, natural_key(row.path)
