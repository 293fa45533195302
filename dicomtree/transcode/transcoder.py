"""Files written in another form by other processes, into a private folder that goes afterwards."""

import os
import queue
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from dicomtree.publish import new_work_folder
from dicomtree.transcode.encoding import Encoding
from dicomtree.transcode.refusal import CannotTranscodeError
from dicomtree.workers import Worker, WorkerDied, WorkerFailed, WorkerTimedOut

LONGEST_S = 120.0
PROCESSES = 2


class Transcoder:
    """Writes files in another form; may be used from several threads. Use as a context manager."""

    def __init__(self) -> None:
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for _ in range(PROCESSES):
            self._idle.put(Worker("dicomtree.transcode"))
        self._folder: str | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while not self._idle.empty():
            self._idle.get().close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def transcoded(self, path: str, encoding: Encoding) -> Iterator[str]:
        """Give the path of a file in the other form, which is gone afterwards.

        Raises CannotTranscodeError, OSError where the private folder cannot be written: a full disk
        is no property of the file.
        """
        target = os.path.join(self._work_folder(), secrets.token_hex(8))
        try:
            reason = self._asked((path, str(encoding), target))
            if reason is not None:
                raise CannotTranscodeError(reason)
            yield target
        finally:
            Path(target).unlink(missing_ok=True)

    def _asked(self, request: tuple[str, str, str]) -> str | None:
        """Let a process do it; return why not, None when it is done."""
        worker = self._idle.get()
        try:
            reason: str | int | None = worker.call(request, LONGEST_S)
        except WorkerTimedOut:
            return f"it took more than {LONGEST_S:g} seconds"
        except WorkerDied:
            return "the decoder crashed on it"
        except WorkerFailed as failure:
            # The exception's text may quote the file.
            return f"it could not be rewritten ({failure.reason.partition(':')[0]})"
        finally:
            self._idle.put(worker)
        if isinstance(reason, int):
            raise OSError(reason, os.strerror(reason), request[2])
        return reason

    def _work_folder(self) -> str:
        with self._lock:
            if self._folder is None:
                self._folder = new_work_folder()
            return self._folder
