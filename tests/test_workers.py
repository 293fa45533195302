"""Workers: answers arrive, and a child that hangs, raises or dies harms nobody."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dicomtree.workers import Worker, WorkerDied, WorkerFailed, WorkerTimedOut

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("tests.worker_for_tests")
    yield worker
    worker.close()


def test_a_call_returns_the_answer(worker: Worker) -> None:
    assert worker.call(("count", 1), 30) == 0


def test_a_stream_yields_every_answer_in_order(worker: Worker) -> None:
    assert list(worker.stream(("count", 1000))) == list(range(1000))


def test_a_stream_left_early_does_not_mix_with_the_next(worker: Worker) -> None:
    stream = worker.stream(("count", 10_000))
    assert next(stream) == 0
    stream.close()  # type: ignore[attr-defined]
    assert list(worker.stream(("count", 3))) == [0, 1, 2]


def test_what_a_child_prints_does_not_break_the_messages(worker: Worker) -> None:
    assert worker.call(("print", 7), 30) == 7


def test_a_handler_that_raises_base_exception_leaves_the_worker_alive(worker: Worker) -> None:
    with pytest.raises(WorkerFailed, match="SystemExit: no"):
        worker.call(("raise", 0), 30)
    assert worker.call(("count", 1), 30) == 0


def test_a_dead_worker_says_why_and_is_replaced(worker: Worker) -> None:
    with pytest.raises(WorkerDied, match="ended with status 3: last words"):
        worker.call(("die", 3), 30)
    assert worker.call(("count", 1), 30) == 0


def test_a_hanging_worker_times_out_and_its_note_can_be_read(worker: Worker) -> None:
    worker.ask(("hang", 0))
    while not worker.announced():
        with pytest.raises(WorkerTimedOut):
            worker.answer(0.01)
    assert worker.announced() == "a/b\udcff.dcm"
    with pytest.raises(WorkerTimedOut):
        worker.call(("hang", 0), 0.01)
    assert worker.call(("count", 1), 30) == 0


def test_killing_from_another_thread_ends_the_wait(worker: Worker) -> None:
    worker.ask(("hang", 0))
    threading.Timer(0.05, worker.kill).start()
    with pytest.raises(WorkerDied):
        worker.answer(None)


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="no address space limit here")
def test_memory_beyond_the_limit_is_an_answer_not_a_crash(worker: Worker) -> None:
    with pytest.raises(WorkerFailed, match="MemoryError"):
        worker.call(("grow", 3 << 30), 30)


def test_a_worker_starts_from_standard_input_in_any_folder(tmp_path: Path) -> None:
    (tmp_path / "struct.py").write_text("raise SystemExit('imported from the working folder')")
    script = (
        "from dicomtree.workers import Worker\n"
        "worker = Worker('tests.worker_for_tests')\n"
        "print(worker.call(('count', 5), 30))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-"],
        input=script,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        check=False,
    )
    assert done.stdout == "4\n", done.stderr
