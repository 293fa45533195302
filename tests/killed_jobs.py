"""Kill organising jobs at random lines of `publish`, then look at what is left.

`python -m tests.killed_jobs FOLDER SEED COUNT` prints what was wrong, and how often it was killed.
It runs in a process of its own because it forks.
"""

import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from dicomtree import organise, publish
from dicomtree.organise import Plan
from dicomtree.publish import Outcome
from dicomtree.transcode import run_copies
from tests.copied_files import files_below, no_values, options, source_file

FILES = 150  # more than a batch
LINES = 12_000  # about as many as a whole run executes


def main(folder: Path, seed: int, count: int) -> None:
    """Kill so many jobs, each up to three times, and print what is wrong."""
    draw = random.Random(seed)
    sources = [
        source_file(
            folder / "in", f"{n % 3}/{n}", draw.randbytes(draw.randrange(1, 3000)), patient_id=n % 7
        )
        for n in range(FILES)
    ]
    before = files_below(folder / "in")
    kills = 0
    for number in range(count):
        destination = folder / f"out{number}"
        plan = organise.plan(
            sources, str(destination), options("{PatientID}/x.dcm"), roots=(), read_values=no_values
        )
        kills += _one_job(plan, destination, draw)
        if files_below(folder / "in") != before:
            print("a source was changed")
    print(f"killed {kills} times")


def _one_job(plan: Plan, destination: Path, draw: random.Random) -> int:
    wanted = {entry.target: Path(entry.source).read_bytes() for entry in plan.entries}
    job = organise.begin(plan)
    kills = 0
    for _ in range(draw.randrange(1, 4)):
        kills += _killed(lambda: run_copies(job), draw.randrange(LINES))
        _check_partial(destination, wanted)
    if draw.random() < 0.7:
        report = run_copies(job)
        if report.count(Outcome.DONE) != len(wanted) or report.count(Outcome.SAME):
            print(f"resume: {[(o, report.count(o)) for o in Outcome]}")
        if files_below(destination) != wanted:
            print("resume did not complete")
    if draw.random() < 0.5:
        kills += _killed(lambda: publish.undo_job(job), draw.randrange(LINES // 4))
        _check_partial(destination, wanted)
    publish.undo_job(job)
    if os.path.lexists(destination):
        print(f"undo left {sorted(files_below(destination))[:5]}")
    return kills


def _check_partial(destination: Path, wanted: dict[str, bytes]) -> None:
    """Print any file under a final name that does not hold all it should."""
    for name, content in files_below(destination).items():
        is_temporary = os.path.basename(name).startswith(".dicomtree-") and name.endswith(".part")
        if not is_temporary and wanted.get(name) != content:
            print(f"{name} holds {len(content)} bytes of {len(wanted.get(name, b''))}")


def _killed(work: Callable[[], object], after_lines: int) -> bool:
    """Do the work in a child that is killed after so many lines; tell whether it was."""
    child = os.fork()
    if child == 0:
        _kill_after(after_lines)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _kill_after(lines: int) -> None:
    left = lines

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal left
        if "/publish/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    threading.settrace(trace)
    sys.settrace(trace)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
