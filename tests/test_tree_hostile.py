"""A hostile value in one attribute of one frame sets apart that frame at most."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.model import HeaderRow
from dicomtree.tree import build_content, explain_content
from tests.phantoms import slices

HOSTILE = [
    "nan",
    "1e400",
    "-1e400",
    "inf",
    "1\\2",
    "nan\\nan\\nan",
    "1e400\\0\\0",
    "0\\0\\0\\0\\0\\0",
    "1\\0\\0\\1\\0\\0",
    "1\\0\\0\\0\\1\\0\\0",
    "\\\\",
    "text",
    "\0",
    "９",
    "9" * 5000,
    "",
]
NOT_TEXT = {"rows", "columns", "samples_per_pixel", "bits_allocated"}
PLACE = set(HeaderRow._fields[:5])
TEXTS = sorted(set(HeaderRow._fields) - NOT_TEXT - PLACE)
COUNT = 9


def paths_of(rows: list[HeaderRow]) -> list[list[str]]:
    """Return the files of each stack, volume after volume."""
    stacks = build_content(rows, {}).stacks
    return [[frame.path for volume in stack.volumes for frame in volume] for stack in stacks]


@pytest.mark.parametrize("attribute", TEXTS)
@given(value=st.sampled_from(HOSTILE), place=st.integers(0, COUNT - 1))
def test_it_sets_apart_only_the_frame_that_bears_it(attribute: str, value: str, place: int) -> None:
    rows = slices([5.0 * n for n in range(COUNT)])
    hostile: dict[str, Any] = {attribute: value}
    rows[place] = rows[place]._replace(**hostile)
    stacks = paths_of(rows)
    others = [each.path for each in rows if each is not rows[place]]
    kept = [[path for path in stack if path != rows[place].path] for stack in stacks]
    # Whatever became of that frame, the others are one stack, in order.
    assert [stack for stack in kept if stack] == [others]
    listed = {found.path for found in build_content(rows, {}).non_image}
    assert {path for stack in stacks for path in stack} | listed == {each.path for each in rows}
    explain_content(rows, {})


@pytest.mark.parametrize("attribute", ["image_position_patient", "image_orientation_patient"])
@pytest.mark.parametrize("value", [value for value in HOSTILE if value])
def test_a_frame_without_valid_geometry_is_shown_apart_with_a_warning(
    attribute: str, value: str
) -> None:
    rows = slices([5.0 * n for n in range(COUNT)])
    hostile: dict[str, Any] = {attribute: value}
    rows[4] = rows[4]._replace(**hostile)
    content = build_content(rows, {})
    assert [stack.frame_count for stack in content.stacks] == [COUNT - 1, 1]
    assert "unplaced" in [warning.kind for warning in content.warnings]
