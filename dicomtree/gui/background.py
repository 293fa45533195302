"""Threads that do one thing after another, so that the window's own thread never waits."""

import logging
import queue
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)

Job = Callable[[], None]
OnFailure = Callable[[str], None]


class Lane:
    """One thread that runs jobs in the order in which they came.

    With `latest_only`, a job that has not begun lapses when the next one comes; it begins when
    none has come for `quiet_s` seconds. A job that raises is logged and told to `on_failure`; the
    lane goes on.
    """

    def __init__(
        self, name: str, on_failure: OnFailure, *, latest_only: bool = False, quiet_s: float = 0.0
    ) -> None:
        self._name = name
        self._on_failure = on_failure
        self._latest_only = latest_only
        self._quiet_s = quiet_s
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, job: Job) -> None:
        """Run `job` when those before it are done."""
        if self._latest_only:
            self._clear()
        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Drop what has not begun; the thread ends after the job it is at."""
        self._clear()
        self._jobs.put(None)

    def finish(self, timeout_s: float) -> None:
        """Run what has been put, wait for it at most so long, and end."""
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _clear(self) -> None:
        try:
            while True:
                self._jobs.get_nowait()
        except queue.Empty:
            return

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            except Exception as error:
                logger.exception("%s failed", self._name)
                self._on_failure(f"{self._name} failed ({type(error).__name__}); see the log")

    def _next(self) -> Job | None:
        """Wait for a job, and then for the quiet in which no other takes its place."""
        job = self._jobs.get()
        try:
            while job is not None and self._quiet_s:
                job = self._jobs.get(timeout=self._quiet_s)
        except queue.Empty:
            pass
        return job


class Latest:
    """A lane in which the next job ends the one before: each is given the event that does."""

    def __init__(self, name: str, on_failure: OnFailure) -> None:
        self._lane = Lane(name, on_failure, latest_only=True)
        self._cancel = threading.Event()

    def put(self, job: Callable[[threading.Event], None]) -> None:
        """Run `job` as soon as the one before has ended, which it now should."""
        self.stop()
        cancel = self._cancel = threading.Event()
        self._lane.put(lambda: job(cancel))

    def add(self, job: Job) -> None:
        """Run `job` when the one before has ended of itself."""
        self._lane.put(job)

    def stop(self) -> None:
        """Let the job at hand end."""
        self._cancel.set()

    def close(self) -> None:
        """Let it end, and begin no other."""
        self.stop()
        self._lane.close()
