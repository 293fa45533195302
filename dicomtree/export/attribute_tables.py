"""All attributes of some files, as a table or as JSON."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from dicomtree.export.tree_table import table_csv
from dicomtree.header import attribute_rows

COLUMNS = ("path", "depth", "tag", "keyword", "name", "vr", "value")


def attribute_table(paths: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield a row for each element of each file, sequences with their items.

    A file that cannot be read has one row that says so.
    """
    for path in paths:
        try:
            for row in attribute_rows(path):
                yield {"path": path, **row._asdict()}
        except OSError as error:
            yield {"path": path, "name": "Remark", "value": error.strerror or "cannot be read"}


def attribute_csv(paths: Iterable[str]) -> Iterator[bytes]:
    """Yield the rows as CSV."""
    return table_csv(COLUMNS, attribute_table(paths))


def attribute_json(paths: Iterable[str]) -> Iterator[bytes]:
    """Yield a JSON array of such rows."""
    yield b"["
    between = b"\n"
    for row in attribute_table(paths):
        yield between + json.dumps(row).encode("ascii")
        between = b",\n"
    yield b"\n]\n"
