"""One frame's view of a header: its functional groups, then the shared ones, then the top level."""

from dicomtree.pixels.data_set import DataSet

SHARED_GROUPS = 0x52009229
PER_FRAME_GROUPS = 0x52009230


class FrameHeader:
    """What the header says of one frame (PS3.3 C.7.6.16)."""

    def __init__(self, data_set: DataSet, frame: int) -> None:
        self.top = data_set
        groups = (data_set.item(PER_FRAME_GROUPS, frame), data_set.item(SHARED_GROUPS))
        self._groups = tuple(group for group in groups if group is not None)

    def macro(self, sequence: int) -> DataSet | None:
        """Return the first item of a functional group's sequence, None where no group has it."""
        for group in self._groups:
            item = group.item(sequence)
            if item is not None:
                return item
        return None

    def holder(self, sequence: int, attribute: int) -> DataSet:
        """Return where an attribute stands: the functional group if it has it, else the top."""
        item = self.macro(sequence)
        return item if item is not None and attribute in item else self.top

    def sequence_holder(self, sequence: int) -> DataSet:
        """Return what holds a sequence that is itself a functional group, else the top level."""
        for group in self._groups:
            if sequence in group:
                return group
        return self.top
