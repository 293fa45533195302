"""The parent's side: starting, asking, watching and replacing a child process."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from io import BufferedReader
from typing import Any, BinaryIO, cast

from dicomtree.workers import board
from dicomtree.workers.errors import WorkerDied, WorkerFailed, WorkerTimedOut
from dicomtree.workers.frames import STOP, packed, read_message

_QUEUED_REPLIES = 16  # the child waits on its pipe while a slow reader catches up
_LAST_WORDS = 2000
_PACKAGE_PARENT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Worker:
    """A child process `python -m MODULE`, started when first needed and replaced after it ended.

    One thread asks at a time; `kill` may come from any.
    """

    def __init__(self, module: str, *, nice: int = 0) -> None:
        self._module = module
        self._nice = nice
        self._child: _Child | None = None
        self._last_note = ""

    def call(self, request: object, timeout_s: float) -> Any:
        """Return the one answer to a request.

        Raises WorkerTimedOut (the process is killed), WorkerDied, or WorkerFailed.
        """
        end = time.monotonic() + timeout_s
        self.ask(request)
        answer = None
        while True:
            try:
                reply = self.answer(max(0.0, end - time.monotonic()))
            except WorkerTimedOut:
                self.kill()
                raise
            if reply is None:
                return answer
            (answer,) = reply

    def stream(self, request: object) -> Iterator[Any]:
        """Yield the answers to a request; leaving off early kills the process.

        Raises WorkerDied or WorkerFailed.
        """
        self.ask(request)
        finished = False
        try:
            while (reply := self.answer(None)) is not None:
                yield reply[0]
            finished = True
        except WorkerFailed:
            finished = True
            raise
        finally:
            if not finished:
                self.kill()

    def ask(self, request: object) -> None:
        """Send a request; its answers come from `answer`."""
        message = packed((request,))
        if self._child is None or not self._child.send(message):
            self.kill()
            self._child = _Child(self._module, self._nice)
            self._child.send(message)

    def stop(self) -> None:
        """Let a child that serves long work end what it is at; its last answer still comes.

        May be called from any thread.
        """
        child = self._child
        if child is not None:
            child.send(packed((STOP,)))

    def answer(self, timeout_s: float | None) -> tuple[Any] | None:
        """Return the next answer in a tuple, or None after the last one.

        Raises WorkerTimedOut (the process goes on), WorkerDied, or WorkerFailed.
        """
        child = self._child
        if child is None:
            raise WorkerDied("killed")
        try:
            kind, value = child.replies.get(timeout=timeout_s)
        except queue.Empty:
            raise WorkerTimedOut(f"no answer in {timeout_s:g} s") from None
        if kind == "reply":
            return (value,)
        if kind == "failed":
            raise WorkerFailed(value)
        if kind == "died":
            reason = child.last_words()
            self.kill()
            raise WorkerDied(reason)
        return None

    def announced(self) -> str:
        """Return the child's note of what it is about to touch; "" if there is none.

        The note of a child that ended stays until the next one starts.
        """
        return self._last_note if self._child is None else self._child.note()

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        child, self._child = self._child, None
        if child is not None:
            self._last_note = child.note()
            child.end()

    def close(self) -> None:
        """End the process."""
        self.kill()


class _Child:
    """One process with its pipes, its shared page and the two threads that empty the pipes."""

    def __init__(self, module: str, nice: int) -> None:
        self._page, name, inherited = board.create()
        self._process = _start(module, nice, name, inherited)
        for descriptor in inherited:
            os.close(descriptor)
        self.replies: queue.Queue[tuple[str, Any]] = queue.Queue(_QUEUED_REPLIES)
        self._said = bytearray()
        pipe_out = cast("BinaryIO", self._process.stdout)
        pipe_error = cast("BinaryIO", self._process.stderr)
        self._reader = _thread(_collect_replies, pipe_out, self.replies)
        self._listener = _thread(_collect_words, pipe_error, self._said)
        self.end = weakref.finalize(
            self, _end, self._process, self.replies, (self._reader, self._listener)
        )

    def send(self, message: bytes) -> bool:
        """Send a message; False if the process no longer listens."""
        pipe = cast("BinaryIO", self._process.stdin)
        try:
            pipe.write(message)
            pipe.flush()
        except (OSError, ValueError):
            return False
        return True

    def note(self) -> str:
        """Return what the process wrote on its page."""
        return board.read(self._page)

    def last_words(self) -> str:
        """Return in one line how the process ended and the last that it wrote to stderr."""
        status = self._process.wait()
        self._listener.join()
        lines = self._said.decode("utf-8", "backslashreplace").strip().splitlines()
        return ": ".join([_how_ended(status), *lines[-1:]])


def _start(
    module: str, nice: int, page: str, inherited: tuple[int, ...]
) -> "subprocess.Popen[bytes]":
    """Start the child so that it finds this package, whatever started us (script, stdin, ...)."""
    paths = [_PACKAGE_PARENT, *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",  # `-m` would import from the working folder, which may be hostile
        "OPENBLAS_NUM_THREADS": "1",  # each thread reserves memory that counts against the limit
        "DICOMTREE_NICE": str(nice),
        board.VARIABLE: page,
    }
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | settings,
        pass_fds=inherited,
        start_new_session=True,  # Ctrl-C is for the parent, which then ends its children
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _thread(target: Any, pipe: BinaryIO, destination: object) -> threading.Thread:
    """Start a thread that does not keep the interpreter alive."""
    thread = threading.Thread(target=target, args=(pipe, destination), daemon=True)
    thread.start()
    return thread


def _collect_replies(pipe: BinaryIO, replies: "queue.Queue[tuple[str, Any]]") -> None:
    """Queue the messages of the child until it closes its end."""
    try:
        while (message := read_message(pipe)) is not None:
            replies.put((message[0], message[1]))
    except (EOFError, OSError, ValueError):
        pass  # cut short, or closed by us: both mean that no more will come
    replies.put(("died", None))


def _collect_words(pipe: BinaryIO, said: bytearray) -> None:
    """Keep the end of what the child writes to stderr."""
    while words := cast("BufferedReader", pipe).read1():
        said += words
        del said[:-_LAST_WORDS]


def _end(
    process: "subprocess.Popen[bytes]",
    replies: "queue.Queue[tuple[str, Any]]",
    threads: tuple[threading.Thread, ...],
) -> None:
    """Kill the process, let its threads run out, and close the pipes."""
    process.kill()
    process.wait()
    for thread in threads:
        while thread.is_alive():
            _empty(replies)  # the reader may wait for room
            thread.join(0.01)
    for pipe in (process.stdin, process.stdout, process.stderr):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:
            pass  # an unsent request in the buffer of a closed pipe
    _empty(replies)  # what the reader left may fill the queue, and nobody may be there to take it
    replies.put(("died", None))  # for a thread that waits while another one kills


def _empty(replies: "queue.Queue[tuple[str, Any]]") -> None:
    try:
        while True:
            replies.get_nowait()
    except queue.Empty:
        return


def _how_ended(status: int) -> str:
    """Say in words how a process ended."""
    if status < 0:
        try:
            return f"ended by {signal.Signals(-status).name}"
        except ValueError:
            return f"ended by signal {-status}"
    return f"ended with status {status}"
