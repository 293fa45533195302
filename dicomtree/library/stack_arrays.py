"""Stacks that can be asked for their values."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dicomtree.model import SeriesContent, Stack, StackArray

if TYPE_CHECKING:
    from dicomtree.library.library import Library


def with_arrays(library: "Library", series_key: int, content: SeriesContent) -> SeriesContent:
    """Return the content of a series whose stacks answer `Stack.array`."""

    def read(stack: Stack, values: str, sort_by: Sequence[str]) -> StackArray:
        # Decoders and nibabel come with it, for which nobody should wait who opens a folder.
        from dicomtree.library.exported import array_of

        return array_of(library, series_key, stack, values, sort_by)

    stacks = tuple(replace(stack, _array=read) for stack in content.stacks)
    return replace(content, stacks=stacks)
