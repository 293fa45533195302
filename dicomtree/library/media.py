"""Planning a DICOMDIR of what a library holds."""

import os
import threading
from collections.abc import Iterable
from typing import TypedDict, Unpack

from dicomtree import dicomdir
from dicomtree.dicomdir import FilingPlan, MediumFile
from dicomtree.library.library import Library
from dicomtree.library.organised import source_files
from dicomtree.model import Series, Stamp
from dicomtree.publish import OnJobProgress


class FilingChoices(TypedDict, total=False):
    """How a directory is made; see `dicomdir.plan_file_set`."""

    file_set_id: str
    invent: bool


def plan_medium(
    library: Library,
    destination: str | os.PathLike[str],
    series: Iterable[Series] | None = None,
    *,
    stack: int | None = None,
    watch: tuple[OnJobProgress | None, threading.Event | None] = (None, None),
    **how: Unpack[FilingChoices],
) -> FilingPlan:
    """Plan a new File-set of some series, or everything; raises as `dicomdir.plan_file_set`.

    Of each series only that `stack` where it is given, from 1.
    Byte-identical further copies are left out: a medium holds each instance once.
    """
    chosen = library.tree.series() if series is None else series
    files = [
        MediumFile(file.path, Stamp(file.row.size, file.row.mtime_ns, file.row.inode))
        for file in source_files(library, chosen, stack=stack)
        if file.copy_of is None
    ]
    return dicomdir.plan_file_set(
        files, os.fspath(destination), roots=library.roots, watch=watch, **how
    )
