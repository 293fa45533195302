"""What the index costs and saves: `python -m tests.benchmarks.index [FILES] [ROWS] [ROUNDS]`.

FILES (default 10,000) CT headers over sparse pixels are made in a temporary folder and read with
and without an index, reopened and refreshed; ROWS (default 1,000,000) are generated and stored
without files. Each figure is taken in a process of its own, CPU time with that of its children;
medians of ROUNDS (default 5). The index lies in a temporary home.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dicomtree.index import SeriesSummary, forget_everything, open_index
from dicomtree.library import Library
from dicomtree.model import HeaderRow
from dicomtree.settings.folders import HOME_VARIABLE
from tests import phantoms
from tests.benchmarks.corpora import write_corpus

SLICES = 100
GENERATED = "/generated"
Figures = dict[str, float]


def main(arguments: list[str]) -> int:
    """Print a table of medians."""
    if arguments[:1] == ["--measure"]:
        print(json.dumps(MEASURES[arguments[1]](arguments[2])))
        return 0
    files, rows, rounds = [*map(int, arguments), *(10_000, 1_000_000, 5)[len(arguments) :]]
    with tempfile.TemporaryDirectory() as name:
        os.environ[HOME_VARIABLE] = str(Path(name) / "home")
        folder = Path(name) / "data"
        folder.mkdir()
        write_corpus(folder, files)
        _report(str(folder), files, rounds)
        store_rows(rows)
        restored = [measured("restore", GENERATED) for _ in range(rounds)]
        _print(f"{rows:,} generated rows: to series rows, s", restored, "seconds")
        _print(f"{rows:,} generated rows: and the tree, s", restored, "tree_seconds")
        _print("bytes an instance, series loaded", restored, "bytes_per_instance")
    return 0


def _report(folder: str, files: int, rounds: int) -> None:
    measured("fresh", folder)  # warms the system's cache
    taken: dict[str, list[Figures]] = {name: [] for name in ("fresh", "indexed", *REOPENED)}
    for _ in range(rounds):
        taken["fresh"].append(measured("fresh", folder))
        taken["indexed"].append(measured("indexed", folder))
        for name in REOPENED:
            taken[name].append(measured(name, folder))
    print(f"{files:,} files, medians of {rounds} rounds")
    for name, figures in taken.items():
        _print(f"{name}: us CPU a file", figures, "cpu_us")
        _print(f"{name}: wall s", figures, "seconds")
    pairs = list(zip(taken["indexed"], taken["refresh"], strict=True))
    _print_ratio("index write / scan CPU", [i["write_us"] / i["cpu_us"] for i in taken["indexed"]])
    _print_ratio("refresh / fresh scan CPU", [r["cpu_us"] / i["cpu_us"] for i, r in pairs])
    _print("restore: bytes an instance", taken["restore"], "bytes_per_instance")
    _print("all stacks built: bytes an instance", taken["stacks"], "bytes_per_instance")
    _print("instances of one series, ms", taken["restore"], "series_ms")


def _print(title: str, figures: list[Figures], name: str) -> None:
    _print_ratio(title, [figure[name] for figure in figures])


def _print_ratio(title: str, values: list[float]) -> None:
    print(f"{title:55}{statistics.median(values):12.3f}", flush=True)


def measured(measure: str, folder: str) -> Figures:
    """Take one measure in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.index", "--measure", measure, folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _scanned(folder: str, *, index: bool) -> tuple[Library, Figures]:
    resident, cpu, start = _resident(), _cpu(), time.perf_counter()
    library = Library(index=index)
    library.add_root(folder)
    library.scan()
    seconds, spent = time.perf_counter() - start, _cpu() - cpu
    count = library.counts.instances
    figures = {
        "seconds": seconds,
        "cpu_us": spent / count * 1e6,
        "bytes_per_instance": (_resident() - resident) / count,
    }
    return library, figures


def fresh(folder: str) -> Figures:
    """Read without an index."""
    return _scanned(folder, index=False)[1]


def indexed(folder: str) -> Figures:
    """Read with a new index, and note what writing takes."""
    forget_everything()
    from dicomtree.library.holdings import Holdings

    spent = 0.0

    def timed(original: Callable[[Holdings, int], None]) -> Callable[[Holdings, int], None]:
        def method(self: Holdings, root: int) -> None:
            nonlocal spent
            start = time.thread_time()
            original(self, root)
            spent += time.thread_time() - start

        return method

    Holdings.flush = timed(Holdings.flush)  # type: ignore[method-assign,assignment]
    Holdings.finish = timed(Holdings.finish)  # type: ignore[method-assign,assignment]
    library, figures = _scanned(folder, index=True)
    return {**figures, "write_us": spent / library.counts.instances * 1e6}


def refresh(folder: str) -> Figures:
    """Open again what has not changed."""
    return _scanned(folder, index=True)[1]


def stacks(folder: str) -> Figures:
    """Open again, and build every stack."""
    resident, start, cpu = _resident(), time.perf_counter(), _cpu()
    library = _scanned(folder, index=True)[0]
    count = sum(len(series.stacks) and series.instance_count for series in library.tree.series())
    return {
        "seconds": time.perf_counter() - start,
        "cpu_us": (_cpu() - cpu) / count * 1e6,
        "bytes_per_instance": (_resident() - resident) / count,
    }


def built(folder: str) -> Figures:
    """Read with a new index, and build every stack."""
    forget_everything()
    cpu = _cpu()
    library = _scanned(folder, index=True)[0]
    count = sum(len(series.stacks) and series.instance_count for series in library.tree.series())
    return {"cpu_us": (_cpu() - cpu) / count * 1e6}


def restore(folder: str) -> Figures:
    """Show what the index holds, before anything is refreshed."""
    resident, cpu, start = _resident(), _cpu(), time.perf_counter()
    root = open_index().root(0, folder)
    restored = root.restore()
    seconds, spent = time.perf_counter() - start, _cpu() - cpu
    library = Library(index=True)
    library._opened.holdings.open(0, folder)
    start_of_tree = time.perf_counter()
    tree = library.tree
    shown = time.perf_counter() - start_of_tree
    assert len(tree.series()) == len(restored.series)
    count = sum(summary.instances for summary in restored.series)
    resident_now = _resident()
    first = restored.series[0]
    start_of_series = time.perf_counter()
    root.rows(first.series or 0, first.instances)
    return {
        "seconds": seconds,
        "tree_seconds": seconds + shown,
        "cpu_us": spent / count * 1e6,
        "bytes_per_instance": (resident_now - resident) / count,
        "series_ms": (time.perf_counter() - start_of_series) * 1000,
    }


def store_rows(count: int) -> None:
    """Store rows of no file."""
    index = open_index()
    root = index.root(0, GENERATED)
    root.restore()
    members: list[list[HeaderRow]] = []
    for number, rows in enumerate(generated(count), 1):
        members.append(rows)
        if len(members) == 40 or number * SLICES >= count:
            with root.writing() as writer:
                for own in members:
                    size = sum(row.size for row in own)
                    writer.add_rows(SeriesSummary(None, own[0], len(own), len(own), size), own)
            members = []
    with root.writing() as writer:
        writer.finish([])
    index.close()


def generated(count: int) -> Iterator[list[HeaderRow]]:
    """Yield series of a hundred slices."""
    for series in range(count // SLICES):
        patient = series // 8
        template = phantoms.row(
            study_instance_uid=f"1.2.840.113619.2.55.{series // 4}",
            series_instance_uid=f"1.2.840.113619.2.55.3.{series}",
            patient_id=f"P{patient}",
            patient_name=f"Name^{patient}",
            study_date="20240102",
            series_description="CT axial 1.0",
            pixel_spacing="0.5\\0.5",
        )
        yield [
            template._replace(
                path=f"p{patient}/s{series:06}/IM{number:06}.dcm",
                size=526_000 + number,
                mtime_ns=1_700_000_000_123_456_789 + number,
                inode=10_000_000 + number,
                sop_instance_uid=f"1.2.840.113619.2.55.3.{series}.{number}",
                instance_number=str(number),
                image_position_patient=f"-125.0\\-125.5\\{0.625 * number:.6f}",
                slice_location=f"{0.625 * number:.3f}",
            )
            for number in range(1, SLICES + 1)
        ]


REOPENED = ("restore", "refresh", "stacks")
MEASURES: dict[str, Callable[[str], Figures]] = {
    "fresh": fresh,
    "indexed": indexed,
    "restore": restore,
    "refresh": refresh,
    "stacks": stacks,
    "built": built,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
