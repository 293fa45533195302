"""A plan as people and programs read it: a table, JSON, or the tree that would be."""

import csv
import io
from dataclasses import asdict, dataclass
from typing import Any

from dicomtree.organise.plan import Action, Entry, Plan
from dicomtree.text import csv_cell

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Branch:
    """A folder that would be: its folders by name, then its files in the order of the plan."""

    name: str
    folders: tuple["Branch", ...]
    files: tuple[Entry, ...]

    @property
    def file_count(self) -> int:
        """How many files it holds, at any depth."""
        return len(self.files) + sum(folder.file_count for folder in self.folders)


def plan_tree(plan: Plan) -> Branch:
    """Return the destination as it would be; what is left out is not in it."""
    root: dict[str, Any] = {}
    for entry in plan.entries:
        if entry.action is not Action.LEFT_OUT:
            *folders, _ = entry.target.split("/")
            place = root
            for folder in folders:
                place = place.setdefault(folder, {})
            place.setdefault("/", []).append(entry)  # no folder has that name
    return _branch(plan.destination, root)


def _branch(name: str, place: dict[str, Any]) -> Branch:
    files = tuple(place.pop("/", ()))
    return Branch(name, tuple(_branch(key, place[key]) for key in sorted(place)), files)


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON values."""
    return {
        "format": FORMAT,
        "destination": plan.destination,
        "template": plan.options.template and plan.options.template.text,
        "encoding": plan.options.encoding and str(plan.options.encoding),
        "free_bytes": plan.free_bytes,
        "needed_bytes": plan.needed_bytes,
        "counts": {str(action): plan.count(action) for action in Action},
        "entries": [_entry(entry) for entry in plan.entries],
    }


def plan_csv(plan: Plan) -> bytes:
    """Return a plan as CSV (UTF-8 with BOM); no cell is a formula to any spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["source", "target", "action", "reason", "bytes"])
    for entry in plan.entries:
        cells = map(csv_cell, (entry.source, entry.target, entry.action, entry.reason))
        writer.writerow([*cells, entry.size])
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        **asdict(entry),
        "stamp": list(entry.stamp),
        "action": str(entry.action),
        "encoding": entry.encoding and str(entry.encoding),
    }
