"""Pictures loaded elsewhere than in the caller's thread: the wanted one, then those near it."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture import load_picture
from dicomtree.pixels.picture_cache import Found, PictureCache
from dicomtree.pixels.picture_file import known_file
from dicomtree.pixels.picture_messages import PICTURE, from_message
from dicomtree.source import stamp
from dicomtree.workers import Worker, WorkerDied, WorkerFailed, WorkerTimedOut

LOG = logging.getLogger(__name__)

Name = TypeVar("Name")
Place = tuple[Name, str, int]

CACHE_BYTES = 512 << 20
THREADS = 2
PROCESSES = 2
DECODING_SECONDS = 5.0
STARTING_SECONDS = 30.0
WORTH_A_FIRST_LOOK = 2 << 20


class PictureLoader(Generic[Name]):
    """Loads pictures and calls `on_ready(name, picture or NoPicture)` from threads of its own.

    Native pixel data is read in threads; compressed data is decoded in processes, which may hang,
    crash or eat memory: then the answer is a NoPicture within five seconds and the next picture
    comes as if nothing had happened. `cache_bytes` bounds the stored values that are kept.
    """

    def __init__(
        self,
        on_ready: Callable[[Name, Found], None],
        *,
        cache_bytes: int = CACHE_BYTES,
        processes: int = PROCESSES,
    ) -> None:
        self._on_ready = on_ready
        self._cache = PictureCache(cache_bytes)
        self._changed = threading.Condition()
        self._wanted: Place[Name] | None = None
        self._asked: list[Place[Name]] = []
        self._pending: list[Place[Name]] = []
        self._in_work: set[tuple[str, int]] = set()
        self._compressed: set[str] = set()
        self._closed = False
        self._workers = [Worker("dicomtree.pixels") for _ in range(processes)]
        self._threads = [self._thread(self._read) for _ in range(THREADS)]
        self._threads += [self._thread(self._decode, worker) for worker in self._workers]

    def show(self, wanted: Place[Name], ahead: Sequence[Place[Name]] = ()) -> None:
        """Ask for one picture, and for others to be made ready after it, in their order.

        A place is (name, path, frame from 0). Returns at once; whatever was asked for before and
        not begun is dropped. A large compressed picture may be answered twice: first reduced.
        """
        with self._changed:
            self._wanted = wanted
            self._asked = [wanted, *ahead]
            self._pending = list(self._asked)
            self._changed.notify_all()

    def close(self) -> None:
        """End threads and processes; nothing is answered any more."""
        with self._changed:
            self._closed = True
            self._pending = []
            self._changed.notify_all()
        for worker in self._workers:
            worker.close()

    def _thread(self, work: Callable[..., None], *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, name="pictures", daemon=True)
        thread.start()
        return thread

    def _read(self) -> None:
        """Answer from the cache or from native pixel data; hand compressed files over."""
        while (place := self._next(compressed=False)) is not None:
            _, path, frame = place
            found: Found
            try:
                key = (path, stamp(path), frame)
                kept = self._cache.get(key)
                if kept is None and known_file(path).needs_decoding:
                    self._hand_over(place)
                    continue
                found = kept or load_picture(path, frame)
                self._cache.put(key, found)
            except Exception as error:  # noqa: BLE001 - the border: one file must not end the thread
                found = _refusal(error)
            self._answer(place, found)

    def _decode(self, worker: Worker) -> None:
        """Answer compressed files by one process."""
        if worker is self._workers[0] and self._wait_for_anything():
            self._warm_up(worker)
        while (place := self._next(compressed=True)) is not None:
            _, path, frame = place
            found: Found
            try:
                key = (path, stamp(path), frame)
                kept = self._cache.get(key)
                found = kept or self._decoded(worker, place)
                self._cache.put(key, found)
            except Exception as error:  # noqa: BLE001 - the border, as above
                found = _refusal(error)
            self._answer(place, found)

    def _decoded(self, worker: Worker, place: Place[Name]) -> Found:
        _, path, frame = place
        image = known_file(path).image
        if image.rows * image.columns >= WORTH_A_FIRST_LOOK and place == self._wanted:
            look = _asked(worker, path, frame, reduced=True)
            if isinstance(look, NoPicture) or look.reduction == 1:
                return look
            self._answer_wanted(place, look)
        return _asked(worker, path, frame, reduced=False)

    def _next(self, *, compressed: bool) -> Place[Name] | None:
        """Wait for a place of the kind and take it; None when the loader is closed."""
        with self._changed:
            while not self._closed:
                for index, place in enumerate(self._pending):
                    work = place[1:]
                    if (place[1] in self._compressed) == compressed and work not in self._in_work:
                        self._in_work.add(work)
                        return self._pending.pop(index)
                self._changed.wait()
            return None

    def _hand_over(self, place: Place[Name]) -> None:
        with self._changed:
            self._compressed.add(place[1])
            self._in_work.discard(place[1:])
            if place in self._asked:
                self._pending.append(place)
                self._pending.sort(key=self._asked.index)
            self._changed.notify_all()

    def _answer(self, place: Place[Name], found: Found) -> None:
        with self._changed:
            self._in_work.discard(place[1:])
            if place in self._pending:  # asked for again while it was in work
                self._pending.remove(place)
            self._changed.notify_all()
        self._answer_wanted(place, found)

    def _answer_wanted(self, place: Place[Name], found: Found) -> None:
        with self._changed:
            wanted = not self._closed and self._wanted == place
        if wanted:
            self._on_ready(place[0], found)

    def _wait_for_anything(self) -> bool:
        with self._changed:
            while not (self._closed or self._wanted is not None):
                self._changed.wait()
            return not self._closed

    def _warm_up(self, worker: Worker) -> None:
        try:
            worker.call(None, STARTING_SECONDS)
        except (WorkerDied, WorkerFailed, WorkerTimedOut):
            if not self._closed:
                LOG.warning("the decoding process did not start; it is tried again when needed")


def _asked(worker: Worker, path: str, frame: int, *, reduced: bool) -> Found:
    """Return a process's answer, or why it gave none."""
    try:
        kind, body = worker.call((path, frame, reduced), DECODING_SECONDS)
    except WorkerTimedOut:
        return NoPicture(f"Decoding took more than {DECODING_SECONDS:g} seconds and was stopped.")
    except WorkerDied:
        return NoPicture("The decoder crashed on this frame; the file is probably damaged.")
    except WorkerFailed as error:
        return _refusal(MemoryError() if "MemoryError" in error.reason else error)
    return from_message(body) if kind == PICTURE else NoPicture(body)


def _refusal(error: Exception) -> NoPicture:
    """Return what to say of a frame that could not be loaded."""
    if isinstance(error, NoPicture):
        return error
    if isinstance(error, OSError):
        return NoPicture(f"The file cannot be read: {error.strerror or 'unknown reason'}.")
    if isinstance(error, MemoryError):
        return NoPicture("This frame needs more memory than a picture may take.")
    if isinstance(error, IndexError):
        return NoPicture("The file no longer has this frame.")
    LOG.error("a picture could not be loaded", exc_info=error)
    return NoPicture(f"This frame could not be shown ({type(error).__name__}).")
