"""What is told of a stack's middle slice."""

from dataclasses import dataclass

from dicomtree.pixels import VoiChoice


@dataclass(frozen=True, slots=True)
class MiddleWindowFound:
    """The window that the middle slice of a volume opens with."""

    series_key: int
    stack_index: int
    volume_index: int
    window: VoiChoice
