"""How long grouping and stack building take: `python -m tests.benchmarks.stacks`.

With a number of series, such as 1000, that many series of 100 files each are written into a
temporary folder, and grouping and stacks are set against gdcm.Scanner's reading of those files.
"""

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from dicomtree.model import HeaderRow, SeriesContent
from dicomtree.tree import Grouping, build_content, needs_detail
from tests import phantoms

SLICES = 100


def main() -> int:
    """Print microseconds per instance of each case, or the ratio to gdcm.Scanner."""
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            against_gdcm(Path(folder), int(sys.argv[1]))
        return 0
    series = [plain_ct(100, f"{number:04d}") for number in range(1000)]
    rows = [row for own in series for row in own]
    timed("group 100,000 instances of 1,000 series", len(rows), lambda: grouped(rows))
    timed("which of them need detail", len(rows), lambda: [needs_detail(own) for own in series])
    timed("their stacks", len(rows), lambda: [content(own) for own in series])
    for title, own in (
        ("10,000 slices in one series", plain_ct(10_000, "one")),
        ("5,000 frames of 5,000 orientations", rotating(5_000)),
        ("200 time points of 50 slices, by tag", repeated(50, 200, "temporal_position_identifier")),
        ("200 time points of 50 slices, counted off", repeated(50, 200, None)),
        ("5,000 projections without numbers", projections(5_000)),
    ):
        timed(title, len(own), partial(content, own))
    return 0


def against_gdcm(folder: Path, series: int) -> None:
    """Print the CPU time of stacks from headers already read, and gdcm.Scanner's for the files."""
    from dicomtree.header import HeaderReader
    from tests.benchmarks.corpora import PIXEL_BYTES, ct_slice
    from tests.benchmarks.readers import read_with_gdcm

    paths = []
    for number in range(series):
        own = folder / f"{number:05d}"
        own.mkdir()
        for place in range(SLICES):
            path = own / f"im{place:03d}"
            header = ct_slice(number, place + 1)
            path.write_bytes(header)
            os.truncate(path, len(header) + PIXEL_BYTES)  # sparse: only headers are read
            paths.append(str(path))
    reader = HeaderReader()
    rows = [reader.read(0, path, path) for path in paths]
    found = [row for row in rows if isinstance(row, HeaderRow)]
    assert len(found) == len(paths)
    ours = _cpu_seconds(lambda: _stacked(found, series))
    theirs = _cpu_seconds(lambda: read_with_gdcm(paths))
    print(f"{len(paths):,} instances in {series:,} series, CPU:")
    print(f"grouping, second look and stacks {ours:8.2f} s {1e6 * ours / len(paths):8.2f} us each")
    print(
        f"gdcm.Scanner reading the files   {theirs:8.2f} s {1e6 * theirs / len(paths):8.2f} us each"
    )
    print(f"ratio {ours / theirs:.3f}")


def _stacked(rows: list[HeaderRow], series: int) -> None:
    grouping = grouped(rows)
    keys = grouping.series_keys()
    assert len(keys) == series
    for key in keys:
        own = grouping.rows_of(key)
        needs_detail(own)
        (stack,) = content(own).stacks
        assert (stack.kind, stack.frame_count) == ("3D", SLICES)


def _cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def timed(title: str, instances: int, work: Callable[[], object]) -> None:
    """Print how long `work` takes per instance, at best of three."""
    seconds = min(_seconds(work) for _ in range(3))
    print(f"{title:45} {1e6 * seconds / instances:7.2f} us/instance {seconds:7.2f} s")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def grouped(rows: Iterable[HeaderRow]) -> Grouping:
    """Return a grouping of rows."""
    grouping = Grouping()
    grouping.add(rows)
    grouping.snapshot(lambda _key: SeriesContent((), ()))
    return grouping


def content(rows: list[HeaderRow]) -> SeriesContent:
    """Return the stacks of rows without further details."""
    return build_content(rows, {}, ())


def plain_ct(count: int, series: str) -> list[HeaderRow]:
    """Return one series of parallel slices."""
    template = phantoms.row(
        series_instance_uid=f"1.2.3.{series}",
        frame_of_reference_uid="1.5",
        pixel_spacing=(0.5, 0.5),
    )
    return [
        template._replace(
            path=f"{series}/im{number:05d}",
            sop_instance_uid=f"1.2.{series}.{number}",
            instance_number=str(number),
            image_position_patient=f"-125.000\\-125.500\\{-350.25 + 0.625 * number:.6f}",
            slice_location=f"{0.625 * number:.3f}",
        )
        for number in range(1, count + 1)
    ]


def rotating(count: int) -> list[HeaderRow]:
    """Return one frame each of as many orientations."""
    frames = []
    for row, number in zip(plain_ct(count, "mip"), range(count), strict=True):
        angle = 2 * math.pi * number / count
        orientation = f"{math.cos(angle):.9f}\\{math.sin(angle):.9f}\\0\\0\\0\\-1"
        frames.append(row._replace(image_orientation_patient=orientation))
    return frames


def repeated(positions: int, times: int, column: str | None) -> list[HeaderRow]:
    """Return a stack whose positions repeat, told apart by a column or by nothing."""
    frames = []
    for index, row in enumerate(plain_ct(positions * times, "fmri")):
        place = f"0\\0\\{3 * (index % positions)}"
        row = row._replace(image_position_patient=place)  # noqa: PLW2901 (a row of the next time)
        when: dict[str, Any] = {column: str(index // positions)} if column else {}
        frames.append(row._replace(**when))
    return frames


def projections(count: int) -> list[HeaderRow]:
    """Return images that only their names put in order."""
    nothing: dict[str, Any] = {
        "image_position_patient": None,
        "image_orientation_patient": None,
        "instance_number": None,
        "slice_location": None,
        "modality": "CR",
        "sop_class_uid": "1.2.840.10008.5.1.4.1.1.1",
    }
    return [row._replace(**nothing) for row in plain_ct(count, "cr")]


if __name__ == "__main__":
    sys.exit(main())
