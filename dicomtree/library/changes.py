"""Looking whether opened folders have changed: everything stays as it was read."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain

from dicomtree import scanner
from dicomtree.index import IndexLostError
from dicomtree.library.opened import OpenedRoots
from dicomtree.model import RootChanges

ROOT_ITSELF = "."


def changes(
    opened: OpenedRoots, roots: Iterable[int], cancel: threading.Event
) -> Iterator[RootChanges]:
    """Yield of each root what has changed since it was read; of none once cancelled. Blocks."""
    for root in roots:
        try:
            found = _changes_of(opened, root, cancel)
        except IndexLostError:
            found = RootChanges(root, unclear=True)
        if cancel.is_set():
            return
        yield found


def _changes_of(opened: OpenedRoots, root: int, cancel: threading.Event) -> RootChanges:
    with opened.lock:
        known = opened.holdings.known(root)
        problems = {problem.path for problem in opened.holdings.receipt.problems_of(root)}
    if known is None:
        return RootChanges(root, unclear=True)
    seen = _Seen(root, problems)
    scan = scanner.scan(
        [opened.paths[root]],
        first_root=root,
        known=known,
        follow_links=opened.follow_links,
        cancel=cancel,
    )
    with closing(scan):
        for batch in scan:
            seen.take(batch)
    return seen.changes()


class _Seen:
    """Adds up what the batches of one scan say."""

    def __init__(self, root: int, problems: set[str]) -> None:
        self._known_problems = problems
        self._sums = RootChanges(root)

    def take(self, batch: scanner.Batch) -> None:
        """Add a batch; what is outdated and read again stands in one and the same."""
        sums, outdated = self._sums, set(batch.outdated)
        read = {row.path for row in batch.rows}.union(batch.other_paths())
        new = [row for row in batch.rows if row.path not in outdated]
        images = sum(row.rows is not None and row.columns is not None for row in new)
        others = [path for path, _ in chain(batch.not_dicom, batch.dicomdir)]
        problems = {problem.path for problem in batch.problems}
        new_problems = problems - outdated - self._known_problems - {ROOT_ITSELF}
        stamps = [(row.path, row.stamp) for row in batch.rows]
        self._sums = replace(
            sums,
            images=sums.images + images,
            objects=sums.objects + len(new) - images,
            others=sums.others + sum(path not in outdated for path in others),
            changed=sums.changed + len(outdated & read),
            gone=sums.gone + len(outdated - read),
            problems=sums.problems + len(new_problems),
            vanished=sums.vanished or ROOT_ITSELF in problems,
            digest=_together(
                sums.digest,
                (
                    *stamps,
                    *(("other", path) for path in others),
                    *(("outdated", path) for path in outdated),
                    *(("problem", one) for one in new_problems),
                ),
            ),
        )

    def changes(self) -> RootChanges:
        """Return the sums."""
        return self._sums


def _together(digest: int, changed: Iterable[object]) -> int:
    """Return a number that does not depend on how the batches were cut."""
    for one in changed:
        digest ^= hash(one)
    return digest
