"""Series invented for tests of the index, and ways to put them in."""

from collections.abc import Iterable, Sequence

from dicomtree.index import Index, Restored, SeriesSummary, StoredRoot, open_index
from dicomtree.model import HeaderRow
from dicomtree.tree.frames import frame_count
from tests import phantoms

ROOT = "/data/of/nobody"
MARKER = "Zanzibar"  # in every name, so that it can be looked for on the disk


def series(number: int, count: int = 5, **values: object) -> list[HeaderRow]:
    """Return the rows of one series in a folder of its own."""
    return [
        phantoms.row(
            f"patient/series{number:05}/im{image:04}.dcm",
            patient_name=f"{MARKER}^{number // 4}",
            patient_id=f"{MARKER}-{number // 4}",
            study_instance_uid=f"1.2.{number // 2}",
            series_instance_uid=f"1.2.3.{number}",
            sop_instance_uid=f"1.2.3.{number}.{image}",
            instance_number=image,
            image_position_patient=(0, 0, image),
            **values,
        )._replace(size=1000 + image, mtime_ns=1_700_000_000_123_456_789 + image, inode=50 + image)
        for image in range(count)
    ]


def summary_of(rows: Sequence[HeaderRow], number: int | None = None) -> SeriesSummary:
    """Return what sums up the rows of a series."""
    return SeriesSummary(
        series=number,
        first=min(rows, key=lambda row: row.path),
        instances=len(rows),
        frames=sum(map(frame_count, rows)),
        size_bytes=sum(row.size for row in rows),
    )


def put(root: StoredRoot, members: Iterable[Sequence[HeaderRow]]) -> list[int]:
    """Store series in one transaction, and return their numbers."""
    with root.writing() as writer:
        return [writer.add_rows(summary_of(rows), rows) for rows in members]


def filled(path: str = ROOT, count: int = 3) -> Index:
    """Return the user's index with some series of one root, read to its end."""
    index = open_index()
    root = index.root(0, path)
    root.restore()
    put(root, [series(number) for number in range(count)])
    with root.writing() as writer:
        writer.finish([])
    return index


def rows_in(root: StoredRoot, restored: Restored) -> list[HeaderRow]:
    """Return all rows that were restored, by path."""
    found = [
        row
        for summary in restored.series
        for row in root.rows(summary.series or 0, summary.instances)
    ]
    return sorted(found, key=lambda row: row.path)
