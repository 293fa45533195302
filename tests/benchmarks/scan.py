"""How long headers take to read, beside gdcm.Scanner, a pydicom loop, fastdicom and bare reading.

    python -m tests.benchmarks.scan [FILES] [ROUNDS]

It makes FILES (default 10,000) CT slices of about 6 KB header over sparse pixels in a temporary
folder, and slices in other encodings; with DICOMTREE_CORPUS, its real files are read too. CPU time
per file, medians of ROUNDS (default 5) interleaved rounds; ratios are medians of the rounds'
ratios. What is read was read once before: it is warm. fastdicom is compared where it is installed.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from dicomtree.scanner import scan
from dicomtree.settings.folders import HOME_VARIABLE
from tests.benchmarks.corpora import enhanced_mr, write_corpus, write_variants
from tests.benchmarks.index import measured
from tests.benchmarks.readers import (
    Task,
    fastdicom_reader,
    read_first_8k,
    read_groups,
    read_groups_with_pydicom,
    read_rows,
    read_with_gdcm,
    read_with_pydicom,
)

Times = dict[str, list[float]]
OURS, GDCM, PYDICOM, FASTDICOM, RAW = "dicomtree", "gdcm.Scanner", "pydicom", "fastdicom", "8 KiB"
OPENED, BUILT = "open_folder, index", "and all stacks"
NAME_OF_CORPUS = "DICOMTREE_CORPUS"


def main() -> None:
    """Make the files and print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    fastdicom = fastdicom_reader()
    peers: dict[str, Task] = {GDCM: read_with_gdcm, PYDICOM: read_with_pydicom}
    if fastdicom is None:
        print("fastdicom is not installed: not compared")
    else:
        peers[FASTDICOM] = fastdicom
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.environ[HOME_VARIABLE] = str(work / "home")
        # As installed: with bytecode.
        os.environ["PYTHONPYCACHEPREFIX"] = str(work / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        (work / "ct").mkdir()
        headline(write_corpus(work / "ct", count), work / "ct", peers, rounds)
        write_variants(work / "variants", max(20, count // 50))
        compare_folders(work / "variants", peers, rounds)
        groups(work / "enhanced", rounds)
        first_rows(work, rounds)


def headline(paths: Sequence[str], folder: Path, peers: dict[str, Task], rounds: int) -> None:
    """Print what a slice costs: read alone, opened with an index, and with all stacks built."""
    read_first_8k(paths)
    times: Times = {}
    for _ in range(rounds):
        take_times({RAW: read_first_8k, OURS: read_rows, **peers}, paths, times)
        for title, measure in ((OPENED, "indexed"), (BUILT, "built")):
            times.setdefault(title, []).append(measured(measure, str(folder))["cpu_us"])
    print(f"{len(paths):,} CT slices, medians of {rounds} rounds, CPU time a file")
    print_table((OURS, OPENED, BUILT), (*peers, RAW), times)


def compare_folders(folder: Path, peers: dict[str, Task], rounds: int) -> None:
    """Print the same of each encoding, of all together, and of real files."""
    together: Times = {}
    for one in sorted(folder.iterdir()):
        compare(one.name, sorted(map(str, one.iterdir())), peers, rounds, together)
    print("all of these encodings, as many files of each")
    print_table((OURS,), tuple(peers), together)
    corpus = os.environ.get(NAME_OF_CORPUS)
    if corpus is None:
        print(f"{NAME_OF_CORPUS} names no folder: no real files are compared")
        return
    real = sorted(str(path) for path in Path(corpus).rglob("*") if path.is_file())
    compare(f"real files, {len(real)}", real, peers, rounds)


def compare(
    title: str,
    paths: Sequence[str],
    peers: dict[str, Task],
    rounds: int,
    together: Times | None = None,
) -> None:
    """Print what reading one kind of files costs; add it to what all kinds cost."""
    times: Times = {}
    for task in ({OURS: read_rows} | peers).values():
        task(paths)
    for _ in range(rounds):
        take_times({OURS: read_rows, **peers}, paths, times)
    print(title)
    print_table((OURS,), tuple(peers), times)
    if together is not None:
        for name, own in times.items():
            before = together.get(name, [0.0] * rounds)
            together[name] = [a + b for a, b in zip(before, own, strict=True)]


def take_times(tasks: dict[str, Task], paths: Sequence[str], times: Times) -> None:
    """Run each task once and note its CPU time in microseconds a file."""
    for name, task in tasks.items():
        start = time.process_time()
        task(paths)
        spent = (time.process_time() - start) / len(paths) * 1e6
        times.setdefault(name, []).append(spent)


def print_table(columns: Sequence[str], references: Sequence[str], times: Times) -> None:
    """Print medians, and the medians of the ratios to each reference."""
    print(f"{'':24}" + "".join(f"{name:>20}" for name in columns))
    own = "".join(f"{statistics.median(times[name]):17.1f} us" for name in columns)
    print(f"{'':24}{own}")
    for reference in references:
        its = times[reference]
        cells = "".join(
            f"{statistics.median(a / b for a, b in zip(times[name], its, strict=True)):20.3f}"
            for name in columns
        )
        print(f"{'/ ' + reference:14}{statistics.median(its):7.1f} us{cells}")
    print(flush=True)


def groups(path: Path, rounds: int) -> None:
    """Print what the functional groups of 120 frames cost."""
    path.write_bytes(enhanced_mr())
    times: Times = {}
    for _ in range(rounds):
        tasks: dict[str, Task] = {OURS: read_groups, PYDICOM: read_groups_with_pydicom}
        take_times(tasks, [str(path)] * 3, times)
    print("functional groups of 120 frames")
    print_table((OURS,), (PYDICOM,), times)


def first_rows(work: Path, rounds: int) -> None:
    """Print how long after asking for a scan its first row is there, the worker's start included."""
    folder = work / "ct"
    first_row_ms(folder)
    warm = statistics.median(first_row_ms(folder) for _ in range(3 * rounds))
    cold = []
    for _ in range(rounds):
        forget_pages(work)
        cold.append(first_row_ms(folder))
    print(f"first row: {warm:.0f} ms warm, {statistics.median(cold):.0f} ms cold")


def first_row_ms(folder: Path) -> float:
    """Return the time from asking for a scan to its first row, process start included."""
    start = time.perf_counter()
    for batch in scan([str(folder)]):
        if batch.rows:
            break
    return (time.perf_counter() - start) * 1e3


def forget_pages(work: Path) -> None:
    """Take the data, our bytecode and the standard library's out of the system's cache."""
    library = Path(os.__file__).parent / "__pycache__"
    paths = [*sorted((work / "ct").rglob("*"))[:2000], *(work / "bytecode").rglob("*")]
    for path in (*paths, *library.iterdir()):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.fdatasync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


if __name__ == "__main__":
    main()
