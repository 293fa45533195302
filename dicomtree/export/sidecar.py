"""The record beside an export: what it was made of, how, by which command."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from dicomtree import source
from dicomtree.export.images import ImageStack, Slice

FORMAT = 1
NOT_FOR_DIAGNOSIS = (
    "Not a medical device: not for diagnosis, treatment planning or any clinical decision."
)


def sidecar(
    images: ImageStack, slices: Iterable[Slice], how: dict[str, Any], command: str
) -> bytes:
    """Return the record of an export of `slices` as JSON; `how` says what was done with them.

    The sources are read for their hashes. Raises OSError.
    """
    used = list(slices)
    stack = images.stack
    record = {
        "format": FORMAT,
        "notice": NOT_FOR_DIAGNOSIS,
        "program": f"dicomtree {sys.modules['dicomtree'].__version__}",
        "command": command,
        "series_instance_uid": used[0].row.series_instance_uid if used else None,
        "stack": images.number,
        "kind": stack.kind,
        "ordered_by": stack.ordered_by,
        "dimensions": [asdict(dimension) for dimension in stack.dimensions],
        **how,
        "sources": _sources(used),
        "slices": [_slice(one) for one in used],
    }
    return json.dumps(record, indent=1, allow_nan=False, default=list).encode("ascii") + b"\n"


def _sources(slices: Iterable[Slice]) -> list[dict[str, Any]]:
    uids = {one.path: one.ref.sop_instance_uid for one in slices}
    return [
        {"path": path, "sop_instance_uid": uid, "sha256": source.sha256(path)}
        for path, uid in uids.items()
    ]


def _slice(one: Slice) -> dict[str, Any]:
    return {
        "sop_instance_uid": one.ref.sop_instance_uid,
        "frame": one.ref.frame,
        "instance_number": one.ref.instance_number,
        "offset_mm": one.ref.offset_mm,
    }
