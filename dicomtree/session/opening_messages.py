"""What is told of how a volume opens."""

from dataclasses import dataclass

from dicomtree.pixels import VoiChoice


@dataclass(frozen=True, slots=True)
class OpeningWindowFound:
    """The window that a volume opens with whose files give none."""

    series_key: int
    stack_index: int
    volume_index: int
    window: VoiChoice
