"""Which file stands for a series where there is room for one picture."""

from collections.abc import Sequence

from dicomtree.model import HeaderRow, integer_value


def representative(rows: Sequence[HeaderRow]) -> tuple[int, str, int] | None:
    """Return (root, relative path, frame from 0) of the middle image by instance number.

    None where the series has no image. Its stacks need not be known: that would take reading.
    """
    images = [row for row in rows if row.rows and row.columns]
    if not images:
        return None
    images.sort(key=lambda row: (integer_value(row.instance_number) or 0, row.path))
    middle = images[len(images) // 2]
    frames = integer_value(middle.number_of_frames) or 1
    return middle.root, middle.path, max(frames, 1) // 2 if frames > 1 else 0
