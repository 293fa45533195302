"""Planning to copy what a library holds into a clean hierarchy."""

import os
from collections.abc import Iterable

from dicomtree import organise
from dicomtree.library.library import Library
from dicomtree.model import HeaderRow, Series, SeriesContent
from dicomtree.organise import Plan, PlanOptions, SourceFile
from dicomtree.text import natural_key


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
