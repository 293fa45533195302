"""Every attribute along 1,000 slices, against pydicom reading the same headers.

`python -m tests.benchmarks.along [SLICES] [ROUNDS]` makes its slices in a temporary folder.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pydicom

import dicomtree
from dicomtree.session.along_lines import lines_of
from dicomtree.settings import Direction
from tests.benchmarks.corpora import ct_slice


def main(slices: int, rounds: int) -> None:
    """Print the medians, side by side from one run."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(slices):
            (Path(folder) / f"IM{number:05d}").write_bytes(ct_slice(0, number + 1))
        library = dicomtree.open_folder(folder, index=False)
        stack = library.tree.series()[0].stacks[0]
        paths = [library.absolute_path(ref.root, ref.path) for ref in stack.volumes[0]]

        def ours() -> None:
            lines_of(stack, Direction.CANONICAL, library.along(stack))

        def by_pydicom() -> None:
            columns: dict[str, list[str]] = {}
            for path in paths:
                for element in pydicom.dcmread(path, stop_before_pixels=True):
                    columns.setdefault(str(element.tag), []).append(str(element.value))

        ours()  # the worker's start belongs to the first look alone
        ratios = []
        for _ in range(rounds):
            own, other = _seconds(ours), _seconds(by_pydicom)
            ratios.append(own / other)
            print(f"{len(paths):,} slices: ours {own:.2f} s, pydicom {other:.2f} s")
        print(f"ours / pydicom, median of {rounds}: {statistics.median(ratios):.2f}")


def _seconds(run: Callable[[], None]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [1_000, 5][len(given) :]))
