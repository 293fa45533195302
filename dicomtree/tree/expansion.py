"""From instances to frames: what each file says of each of its frames."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from dicomtree.geometry import orientation_reader, read_position
from dicomtree.model import DataWarning, FrameRow, HeaderRow, InstanceDetail, integer_value
from dicomtree.tree.classification import RT_DOSE
from dicomtree.tree.dose import dose_positions
from dicomtree.tree.frames import Frame, frame_count, without_place
from dicomtree.tree.nuclear import frame_vectors, nuclear_positions

Details = Mapping[tuple[int, str], InstanceDetail]


class Expansion:
    """Turns instances into frames, and notes what was odd about them.

    `warnings` fills while instances are expanded.
    """

    def __init__(self, details: Details) -> None:
        self._details = details
        self._read_orientation = orientation_reader()
        self.warnings: list[DataWarning] = []

    def frames(self, rows: Iterable[HeaderRow]) -> list[Frame]:
        """Return the frames of these instances; the parts of concatenations are joined."""
        frames: list[Frame] = []
        concatenations: defaultdict[str, list[tuple[InstanceDetail, list[Frame]]]]
        concatenations = defaultdict(list)
        for row in rows:
            detail = self._details.get((row.root, row.path)) if self._details else None
            if detail is None and row.number_of_frames is None:
                frames.append(self._single(row, None))
                continue
            own = self._of_instance(row, detail)
            frames += own
            if detail is not None and detail.concatenation_uid is not None:
                concatenations[detail.concatenation_uid].append((detail, own))
        for uid, parts in concatenations.items():
            join_concatenation(uid, parts)
        return frames

    def whole(self, row: HeaderRow) -> Frame:
        """Return the one frame that stands for a whole file (a level of a slide)."""
        frame = without_place(self._single(row, None))
        frame.number = 1 if frame_count(row) > 1 else None
        return frame

    def _of_instance(self, row: HeaderRow, detail: InstanceDetail | None) -> list[Frame]:
        count = frame_count(row)
        if count == 1:
            return [self._single(row, _first(detail))]
        frames = self._numbered(row, detail, count)
        if detail is None:
            return frames
        if detail.has_functional_groups:
            self._place_by_groups(frames)
        elif row.sop_class_uid == RT_DOSE:
            self._place_dose(frames, detail)
        elif detail.vectors:
            self._place_by_vectors(frames, detail)
        return frames

    def _single(self, row: HeaderRow, detail: FrameRow | None) -> Frame:
        position, orientation = row.image_position_patient, row.image_orientation_patient
        if detail is not None:
            position = detail.image_position_patient or position
            orientation = detail.image_orientation_patient or orientation
        number = integer_value(row.instance_number)
        return Frame(
            row,
            None,
            0,
            id(row),
            number,
            number,
            detail,
            read_position(position),
            self._read_orientation(orientation),
        )

    def _numbered(self, row: HeaderRow, detail: InstanceDetail | None, count: int) -> list[Frame]:
        said = {frame.frame: frame for frame in detail.frames} if detail is not None else {}
        number = integer_value(row.instance_number)
        return [
            Frame(row, index, index, id(row), number, number, said.get(index))
            for index in range(1, count + 1)
        ]

    def _place_by_groups(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            if frame.detail is None:
                continue
            orientation = frame.detail.image_orientation_patient
            frame.position = read_position(frame.detail.image_position_patient)
            frame.orientation = self._read_orientation(
                orientation or frame.row.image_orientation_patient
            )

    def _place_dose(self, frames: Sequence[Frame], detail: InstanceDetail) -> None:
        first = self._single(frames[0].row, None)
        if first.position is None or first.orientation is None:
            return
        placed = dose_positions(
            first.position, first.orientation, detail.grid_frame_offset_vector, len(frames)
        )
        if placed is None:
            self._warn(
                "dose_offsets",
                f"{frames[0].row.path}: Grid Frame Offset Vector does not give "
                f"{len(frames)} offsets; its frames have no position.",
            )
            return
        if placed.flag is not None:
            self._warn("dose_offsets", f"{frames[0].row.path}: {placed.flag}")
        for frame, position in zip(frames, placed.positions, strict=True):
            frame.position, frame.orientation = position, first.orientation

    def _place_by_vectors(self, frames: Sequence[Frame], detail: InstanceDetail) -> None:
        vectors = frame_vectors(detail, len(frames))
        for frame, values in zip(frames, vectors, strict=True):
            frame.vectors = values
        first = self._single(frames[0].row, _first(detail))
        if first.position is None or first.orientation is None:
            return
        positions = nuclear_positions(
            first.position, first.orientation, first.row.spacing_between_slices, vectors
        )
        for frame, position in zip(frames, positions, strict=False):
            frame.position, frame.orientation = position, first.orientation

    def _warn(self, kind: str, detail: str) -> None:
        self.warnings.append(DataWarning(kind, detail))


def join_concatenation(uid: str, parts: Iterable[tuple[InstanceDetail, Sequence[Frame]]]) -> None:
    """Number the frames of a concatenation's parts through, as one file (PS3.3 C.7.6.16.2.2.4)."""
    ordered = sorted(parts, key=_part_order)
    numbers = [own[0].instance_number for _, own in ordered]
    shared = min((number for number in numbers if number is not None), default=None)
    behind = 0
    for detail, own in ordered:
        start = detail.concatenation_frame_offset_number
        start = behind if start is None else start
        for index, frame in enumerate(own, 1):
            frame.file = uid
            frame.image_number = shared
            frame.ordinal = start + index
        behind = start + len(own)


def _part_order(part: tuple[InstanceDetail, Sequence[Frame]]) -> tuple[bool, int, int, str]:
    detail, own = part
    number = detail.in_concatenation_number
    return (number is None, number or 0, own[0].row.root, own[0].row.path)


def _first(detail: InstanceDetail | None) -> FrameRow | None:
    return detail.frames[0] if detail is not None and detail.frames else None
