"""A lane runs one job after another, and outlives those that fail."""

import queue
import threading

from dicomtree.gui.background import Lane, Latest

PATIENCE_S = 30.0


def fail() -> None:
    raise IndexError


def test_jobs_run_in_the_order_in_which_they_came() -> None:
    done: queue.Queue[int] = queue.Queue()
    lane = Lane("testing", print)
    for number in range(5):
        lane.put(lambda number=number: done.put(number))  # type: ignore[misc]
    assert [done.get(timeout=PATIENCE_S) for _ in range(5)] == list(range(5))


def test_a_job_that_fails_is_told_and_the_next_one_runs() -> None:
    told: queue.Queue[str] = queue.Queue()
    done = threading.Event()
    lane = Lane("testing", told.put)
    lane.put(fail)
    lane.put(done.set)
    assert done.wait(PATIENCE_S)
    assert told.get_nowait() == "testing failed (IndexError); see the log"


def test_only_the_latest_of_the_waiting_jobs_runs() -> None:
    gate, done = threading.Event(), queue.Queue[str]()
    lane = Lane("testing", print, latest_only=True)
    begun = threading.Event()

    def hold() -> None:
        begun.set()
        gate.wait(PATIENCE_S)

    lane.put(hold)
    assert begun.wait(PATIENCE_S)
    lane.put(lambda: done.put("passed over"))
    lane.put(lambda: done.put("latest"))
    gate.set()
    assert done.get(timeout=PATIENCE_S) == "latest"
    assert done.empty()


def test_a_job_waits_for_quiet_and_lapses_when_another_comes() -> None:
    done: queue.Queue[int] = queue.Queue()
    lane = Lane("testing", print, latest_only=True, quiet_s=0.2)
    for number in range(5):
        lane.put(lambda number=number: done.put(number))  # type: ignore[misc]
    assert done.get(timeout=PATIENCE_S) == 4
    assert done.empty()


def test_finishing_runs_what_was_put() -> None:
    done = threading.Event()
    lane = Lane("testing", print)
    lane.put(done.set)
    lane.finish(PATIENCE_S)
    assert done.is_set()


def test_the_next_job_ends_the_one_before() -> None:
    latest = Latest("testing", print)
    begun, ended = threading.Event(), threading.Event()

    def long(cancel: threading.Event) -> None:
        begun.set()
        assert cancel.wait(PATIENCE_S)

    latest.put(long)
    assert begun.wait(PATIENCE_S)
    latest.put(lambda cancel: ended.set() if not cancel.is_set() else None)
    assert ended.wait(PATIENCE_S)
    latest.close()
