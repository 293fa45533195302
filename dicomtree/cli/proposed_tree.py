"""The files of a proposal by folder: a window asks for one folder at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dicomtree.cli.proposed import Line
from dicomtree.model.proposals import ProposedRow
from dicomtree.text import natural_key

MOST_ROWS = 1000
"""So many folders and so many files of one folder are listed; a row after them counts the others."""


@dataclass(slots=True)
class _Folder:
    files: int = 0
    size: int = 0
    folders: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)


class ProposedTree:
    """Lists the folders of targets, which are "/"-separated; "" is the destination."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._folders = {"": _Folder()}
        for line in lines:
            self._enter(line)

    def _enter(self, line: Line) -> None:
        parent, _, _ = line.target.rpartition("/")
        self._place(parent).lines.append(line)
        while True:
            folder = self._folders[parent]
            folder.files += 1
            folder.size += line.size
            if not parent:
                return
            parent = parent.rpartition("/")[0]

    def _place(self, path: str) -> _Folder:
        """Return a folder, entering it and those above it where they are new."""
        found = self._folders.get(path)
        if found is not None:
            return found
        made = self._folders[path] = _Folder()
        while path:
            above = path.rpartition("/")[0]
            is_known = above in self._folders
            self._folders.setdefault(above, _Folder()).folders.add(path)
            if is_known:
                break
            path = above
        return made

    def rows(self, path: str) -> tuple[ProposedRow, ...]:
        """Return the folders in a folder by name, then its files in their order."""
        folder = self._folders.get(path)
        if folder is None:
            return ()
        inner = sorted(folder.folders, key=natural_key)
        rows = [self._folder_row(path) for path in inner[:MOST_ROWS]]
        more = [self._folders[path] for path in inner[MOST_ROWS:]]
        if more:
            rows.append(_others("folders", len(more), sum(one.size for one in more)))
        for line in folder.lines[:MOST_ROWS]:
            name = line.target.rpartition("/")[2]
            rows.append(ProposedRow(name, False, 1, line.size, line.remark))
        rest = folder.lines[MOST_ROWS:]
        if rest:
            rows.append(_others("files", len(rest), sum(line.size for line in rest)))
        return tuple(rows)

    def _folder_row(self, path: str) -> ProposedRow:
        folder = self._folders[path]
        return ProposedRow(path.rpartition("/")[2], True, folder.files, folder.size)


def _others(what: str, count: int, size: int) -> ProposedRow:
    return ProposedRow(f"… {count:,} more {what}", False, count, size)
