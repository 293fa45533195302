"""What is odd about the instances of a series, whatever stack they are in."""

from collections import Counter
from collections.abc import Iterable, Sequence

from dicomtree.model import (
    NOT_YET_CHECKED,
    DataWarning,
    Duplicate,
    HeaderRow,
    integer_value,
)
from dicomtree.text import counted
from dicomtree.tree.frames import frame_count

NAMED_AT_MOST = 10


def instance_warnings(
    rows: Sequence[HeaderRow], duplicates: Sequence[Duplicate]
) -> list[DataWarning]:
    """Return warnings of UIDs used twice, copies, missing UIDs, flaws and counts."""
    copies = {(copy.root, copy.path): copy for copy in duplicates}
    kept = [row for row in rows if (row.root, row.path) not in copies] if copies else rows
    own = [copies[row.root, row.path] for row in rows if (row.root, row.path) in copies]
    return [
        *_uid_conflicts(kept),
        *_copies(own),
        *_missing_uids(kept),
        *_flaws(kept),
        *_frame_claims(kept),
        *_number_hints(kept),
    ]


def _uid_conflicts(rows: Iterable[HeaderRow]) -> list[DataWarning]:
    uses = Counter(row.sop_instance_uid for row in rows if row.sop_instance_uid)
    shared = {uid for uid, count in uses.items() if count > 1}
    if not shared:
        return []
    paths = sorted(row.path for row in rows if row.sop_instance_uid in shared)
    detail = (
        f"{len(paths)} different instances share {counted(len(shared), 'SOP Instance UID')}; all are kept: "
        f"{listed(paths)}."
    )
    return [DataWarning("sop_instance_uid_conflict", detail)]


def _copies(duplicates: Iterable[Duplicate]) -> list[DataWarning]:
    again = sorted(copy.path for copy in duplicates if not copy.identical)
    if not again:
        return []
    detail = f"The same images encoded again are left out of the order: {listed(again)}."
    return [DataWarning("re_encoded_copies", detail)]


def _missing_uids(rows: Iterable[HeaderRow]) -> list[DataWarning]:
    paths = sorted(row.path for row in rows if not row.sop_instance_uid)
    if not paths:
        return []
    return [DataWarning("missing_sop_instance_uid", f"No SOP Instance UID: {listed(paths)}.")]


def _flaws(rows: Iterable[HeaderRow]) -> list[DataWarning]:
    flawed = [row for row in rows if row.flaw]
    unchecked = [row for row in flawed if row.flaw == NOT_YET_CHECKED]
    flaws = sorted(f"{row.path}: {row.flaw}" for row in flawed if row.flaw != NOT_YET_CHECKED)
    warnings = [DataWarning("damaged", flaw) for flaw in flaws[:NAMED_AT_MOST]]
    if unchecked:
        detail = (
            f"Whether {counted(len(unchecked), 'image is', 'images are')} whole is not yet checked."
        )
        warnings.append(DataWarning("not_yet_checked", detail))
    return warnings


def _frame_claims(rows: Iterable[HeaderRow]) -> list[DataWarning]:
    wrong = sorted(
        f"{row.path} says Number of Frames {row.number_of_frames}; {frame_count(row)} are listed."
        for row in rows
        if row.number_of_frames is not None
        and (integer_value(row.number_of_frames) or 0) != frame_count(row)
    )
    return [DataWarning("number_of_frames", detail[:200]) for detail in wrong[:NAMED_AT_MOST]]


def _number_hints(rows: Sequence[HeaderRow]) -> list[DataWarning]:
    """Return weak hints that instances are missing: holes in the numbers, a larger count."""
    hints = []
    numbers = {integer_value(row.instance_number) for row in rows} - {None}
    known = [number for number in numbers if number is not None]
    holes = max(known) - min(known) + 1 - len(known) if known else 0
    if 0 < holes <= len(known):
        hints.append(
            DataWarning(
                "instance_number_holes",
                f"{counted(holes, 'Instance Number is', 'Instance Numbers are')} not used.",
            )
        )
    stated = {integer_value(row.images_in_acquisition) for row in rows} - {None}
    most = max((count for count in stated if count is not None), default=0)
    if most > sum(map(frame_count, rows)):
        detail = (
            f"Images in Acquisition says {most}; the series has {counted(len(rows), 'instance')}."
        )
        hints.append(DataWarning("images_in_acquisition", detail))
    return hints


def listed(names: Sequence[str]) -> str:
    """Return the first names, and how many there are more."""
    text = ", ".join(names[:NAMED_AT_MOST])
    more = len(names) - NAMED_AT_MOST
    return f"{text} and {more} more" if more > 0 else text
