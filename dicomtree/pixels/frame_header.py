"""One frame's view of a header: its functional groups, then the shared ones, then the top level."""

from dicomtree.geometry import orientation_of
from dicomtree.pixels.data_set import DataSet

SHARED_GROUPS = 0x52009229
PER_FRAME_GROUPS = 0x52009230
PLANE_ORIENTATION, IMAGE_ORIENTATION = 0x00209116, 0x00200037
DETECTORS, DETECTOR_VECTOR = 0x00540022, 0x00540020


class FrameHeader:
    """What the header says of one frame (PS3.3 C.7.6.16)."""

    def __init__(self, data_set: DataSet, frame: int) -> None:
        self.top = data_set
        self._frame = frame
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

    def orientation(self) -> tuple[float, ...]:
        """Return Image Orientation (Patient); of nuclear medicine the detector has it (C.8.4.8).

        It is () where the cosines are no two directions at right angles, as for the order of slices.
        """
        cosines = self._stated_orientation()
        return cosines if orientation_of(cosines) is not None else ()

    def _stated_orientation(self) -> tuple[float, ...]:
        place = self.holder(PLANE_ORIENTATION, IMAGE_ORIENTATION)
        if IMAGE_ORIENTATION in place or DETECTORS not in self.top:
            return place.numbers(IMAGE_ORIENTATION)
        vector = self.top.words(DETECTOR_VECTOR)
        number = vector[self._frame] if self._frame < len(vector) else 1
        detector = self.top.item(DETECTORS, number - 1) if number else None
        return detector.numbers(IMAGE_ORIENTATION) if detector is not None else ()

    def sequence_holder(self, sequence: int) -> DataSet:
        """Return what holds a sequence that is itself a functional group, else the top level."""
        for group in self._groups:
            if sequence in group:
                return group
        return self.top
