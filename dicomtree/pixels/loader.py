"""Pictures loaded elsewhere than in the caller's thread: the wanted one, then those near it."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from dicomtree.pixels.decoding_process import DecodingProcess
from dicomtree.pixels.first_look import WORTH_IT_PIXELS
from dicomtree.pixels.no_picture import NoPicture, refusal
from dicomtree.pixels.picture import Picture, load_picture
from dicomtree.pixels.picture_cache import Found, PictureCache
from dicomtree.pixels.picture_file import known_file
from dicomtree.source import stamp

Name = TypeVar("Name")
Place = tuple[Name, str, int]

CACHE_BYTES = 512 << 20
THREADS = 2
PROCESSES = 2


class PictureLoader(Generic[Name]):
    """Loads pictures and calls `on_ready(name, picture or NoPicture)` from threads of its own.

    Native pixel data is read in threads; compressed data is decoded in processes, which may hang,
    crash or eat memory: then the answer is a NoPicture within five seconds and the next picture
    comes as if nothing had happened. `cache_bytes` bounds the stored values that are kept.
    `on_ready` must not raise; it is called for what is wanted at that moment, not for what is only
    made ready.
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
        self._processes = [DecodingProcess() for _ in range(processes)]
        self._threads = [self._thread(self._read) for _ in range(THREADS)]
        self._threads += [self._thread(self._decode, process) for process in self._processes]

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
        for process in self._processes:
            process.close()

    def _thread(self, work: Callable[..., None], *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, name="pictures", daemon=True)
        thread.start()
        return thread

    def _read(self) -> None:
        """Answer from native pixel data; hand compressed files over."""
        self._answer_each(self._read_one, self._is_native)

    def _decode(self, process: DecodingProcess) -> None:
        """Answer compressed files by one process; the first prepares, the last only hurries."""
        if process is self._processes[0] and self._wait_for_anything():
            process.start()
        only_wanted = process is not self._processes[0] and process is self._processes[-1]
        suits = self._is_wanted_compressed if only_wanted else self._is_compressed
        self._answer_each(lambda place: self._decode_one(process, place), suits)

    def _answer_each(
        self,
        load: Callable[[Place[Name]], Picture | None],
        suits: Callable[[Place[Name]], bool],
    ) -> None:
        while (place := self._next(suits)) is not None:
            _, path, frame = place
            try:
                key = (path, stamp(path), frame)
                found = self._cache.get(key) or _found(load, place)
                if found is not None:
                    self._cache.put(key, found)
            except Exception as error:  # noqa: BLE001 - the border: one file must not end the thread
                found = refusal(error)
            if found is not None:
                self._answer(place, found)

    def _read_one(self, place: Place[Name]) -> Picture | None:
        _, path, frame = place
        if known_file(path).needs_decoding:
            self._hand_over(place)
            return None
        return load_picture(path, frame)

    def _decode_one(self, process: DecodingProcess, place: Place[Name]) -> Picture:
        _, path, frame = place
        image = known_file(path).image
        if image.rows * image.columns >= WORTH_IT_PIXELS and place == self._wanted:
            look = process.load_picture(path, frame, reduced=True)
            if look.reduction == 1:
                return look
            self._answer_wanted(place, look)
        return process.load_picture(path, frame)

    def _is_native(self, place: Place[Name]) -> bool:
        return place[1] not in self._compressed

    def _is_compressed(self, place: Place[Name]) -> bool:
        return place[1] in self._compressed

    def _is_wanted_compressed(self, place: Place[Name]) -> bool:
        return place == self._wanted and place[1] in self._compressed

    def _next(self, suits: Callable[[Place[Name]], bool]) -> Place[Name] | None:
        """Wait for a place that suits and take it; None when the loader is closed."""
        with self._changed:
            while not self._closed:
                for place in self._pending:
                    if suits(place) and place[1:] not in self._in_work:
                        self._pending.remove(place)
                        self._in_work.add(place[1:])
                        return place
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


def _found(load: Callable[[Place[Name]], Picture | None], place: Place[Name]) -> Found | None:
    """Return what loading gives or why there is no picture, which is worth keeping too."""
    try:
        return load(place)
    except NoPicture as error:
        return error
