"""Reading again, in processes of their own, what single files say."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dicomtree.documents import Document, from_message
from dicomtree.header import AttributeRow, remark
from dicomtree.header.parts import Found, Place
from dicomtree.model import FrameRow, InstanceDetail, Stamp
from dicomtree.scanner.header_changes import Change
from dicomtree.workers import Worker, WorkerDied, WorkerError, WorkerFailed, WorkerTimedOut

if TYPE_CHECKING:
    from dicomtree.header.frame_attributes import ValueAnywhere

LONGEST_FILE_S = 5.0
LONGEST_COMPARED_S = 60.0
LONGEST_JSON_S = 60.0
LONGEST_SEARCH_S = 2.0
LONGEST_DEEP_SEARCH_S = 10.0
SEARCHING_SHARE = 0.8
"""Of the time of a search, the worker may take so much to look at one element after the other; only
an expression that stands still on one text is still at it when all of the time is over."""
TOO_SLOW = "this expression takes too long"
POLL_S = 0.05
_NO_ANSWER = f"the pixel data cannot be checked: no answer within {LONGEST_FILE_S:g} s"
MODULE = "dicomtree.scanner"


class _Reader:
    """A worker that several threads may ask, one after the other."""

    def __init__(self, longest_s: float = LONGEST_FILE_S) -> None:
        self.lock = threading.Lock()
        self.worker = Worker(MODULE)
        self.longest_s = longest_s


# Attributes are for the eye: they must not wait until a large series has been read.
_details = _Reader()
_attributes = _Reader()
_values = _Reader()
_headers = _Reader(LONGEST_COMPARED_S)
_searches = _Reader()
_flaws = _Reader()


def read_details(paths: Sequence[str]) -> list[InstanceDetail | None]:
    """Return what each file (absolute path) says of its frames; blocks.

    None for a file that cannot be read, or not within `LONGEST_FILE_S` seconds.
    """
    details: list[InstanceDetail | None] = []
    with _details.lock:
        while len(details) < len(paths):
            _read_on(list(paths), details)
    return details


def _read_on(paths: list[str], details: list[InstanceDetail | None]) -> None:
    """Read further details up to the end, or to a file that gives no answer."""
    worker = _details.worker
    worker.ask(("details", paths[len(details) :]))
    try:
        while (reply := worker.answer(LONGEST_FILE_S)) is not None:
            details.append(_detail(reply[0]))
        return
    except WorkerTimedOut:
        worker.kill()
    except (WorkerDied, WorkerFailed):
        pass  # a dead one is replaced when it is asked again
    if len(details) < len(paths):
        details.append(None)


def _detail(parts: tuple[Any, ...] | None) -> InstanceDetail | None:
    if parts is None:
        return None
    frames, *rest = parts
    return InstanceDetail(tuple(map(FrameRow._make, frames)), *rest)


def read_attributes(path: str, undeclared: str | None = None) -> tuple[AttributeRow, ...]:
    """Return the rows of `header.attribute_rows` for a file (absolute path); blocks.

    A file that cannot be read, or not within `LONGEST_FILE_S` seconds, gives a remark.
    """
    return _rows(path, (), 1, undeclared)


def read_items(
    path: str, place: Place, first: int, undeclared: str | None = None
) -> tuple[AttributeRow, ...]:
    """Return the rows of `header.more_items` for a file (absolute path); blocks.

    Where they cannot be read there is a remark, as for `read_attributes`.
    """
    return _rows(path, place, first, undeclared)


def _rows(path: str, place: Place, first: int, undeclared: str | None) -> tuple[AttributeRow, ...]:
    request = "attributes", (path, place, first, undeclared)
    with _attributes.lock:
        try:
            rows = _attributes.worker.call(request, LONGEST_FILE_S)
        except WorkerError as error:
            return (remark(f"the attributes cannot be read: {error}"),)
    return tuple(map(AttributeRow._make, rows))


def read_comparable(path: str, undeclared: str | None = None) -> tuple[AttributeRow, ...] | None:
    """Return the rows of `header.comparable_rows` for a file (absolute path); blocks.

    None for a file that cannot be read, or not within `LONGEST_COMPARED_S` seconds.
    """
    with _attributes.lock:
        try:
            rows = _attributes.worker.call(("comparable", (path, undeclared)), LONGEST_COMPARED_S)
        except WorkerError:
            return None
    return None if rows is None else tuple(map(AttributeRow._make, rows))


def read_whole_value(path: str, place: Place, undeclared: str | None = None) -> str:
    """Return `header.whole_value` of a file (absolute path), or why it cannot be read; blocks."""
    request = "whole value", (path, place, undeclared)
    with _attributes.lock:
        try:
            value = _attributes.worker.call(request, LONGEST_FILE_S)
        except WorkerError as error:
            return f"the value cannot be read: {error}"
    return str(value)


def search_attributes(
    path: str,
    wanted: str,
    *,
    is_deep: bool,
    cancel: threading.Event,
    undeclared: str | None = None,
) -> Found | None:
    """Return what `header.searching.search` finds in a file (absolute path); blocks.

    An expression that stands still is given up after `LONGEST_SEARCH_S` seconds (deep:
    `LONGEST_DEEP_SEARCH_S`). Setting `cancel` ends it early, with None.
    """
    limit = LONGEST_DEEP_SEARCH_S if is_deep else LONGEST_SEARCH_S
    request = "search", (path, wanted, is_deep, limit * SEARCHING_SHARE, undeclared)
    with _searches.lock:
        worker = _searches.worker
        worker.ask(request)
        end = time.monotonic() + LONGEST_FILE_S + limit  # it may have to start first
        answer: Found | None = None
        while True:
            try:
                reply = worker.answer(POLL_S)
            except WorkerTimedOut:
                if cancel.is_set() or time.monotonic() > end:
                    worker.kill()
                    return None if cancel.is_set() else Found(error=TOO_SLOW)
                continue
            except WorkerError as error:
                return Found(error=str(error))
            if reply is None:
                return answer
            if reply[0] is None:
                end = time.monotonic() + limit
            else:
                answer = Found._make(reply[0])


def read_document(path: str) -> Document | None:
    """Return what `documents.read_document` does for a file (absolute path); blocks.

    None where nothing can be read, or not within `LONGEST_FILE_S` seconds.
    """
    with _attributes.lock:
        try:
            return from_message(_attributes.worker.call(("document", path), LONGEST_FILE_S))
        except WorkerError:
            return None


def read_values(
    files: Sequence[tuple[str, bool]], tags: Sequence[int], cancel: threading.Event
) -> Iterator["list[ValueAnywhere] | None"]:
    """Yield for each file (absolute path) what `header.read_values` gives; blocks.

    Where True stands with it, what `header.read_values_anywhere` gives. None for a file that
    cannot be read, or not within `LONGEST_FILE_S` seconds. Setting `cancel` ends it early.
    """
    return _each_value("values", files, tags, cancel)


def read_frame_values(
    paths: Sequence[str], tags: Sequence[int], cancel: threading.Event
) -> Iterator[list[tuple[str | None, ...]] | None]:
    """Yield for each file what `header.read_frame_values` gives, as `read_values`."""
    for values in _each_value("frame values", paths, tags, cancel):
        yield None if values is None else [tuple(own) for own in values]


def _each_value(
    kind: str, files: Sequence[object], tags: Sequence[int], cancel: threading.Event
) -> Iterator[Any]:
    def request(done: int) -> object:
        return kind, (list(files[done:]), list(tags))

    return _each(_values, len(files), request, cancel)


def read_flaws(files: Sequence[tuple[str, Stamp]], cancel: threading.Event) -> Iterator[str | None]:
    """Yield what is wrong with each image (absolute path, stamp) when read to its end; blocks.

    `NOT_YET_CHECKED` for one that has changed or cannot be read; words for one that gives no
    answer within `LONGEST_FILE_S` seconds. Setting `cancel` ends it early.
    """
    plain = [(path, tuple(stamp)) for path, stamp in files]
    for answer in _each(_flaws, len(files), lambda done: ("flaws", plain[done:]), cancel):
        yield _NO_ANSWER if answer is None else answer[0]


def _each(
    reader: _Reader, count: int, request: Callable[[int], object], cancel: threading.Event
) -> Iterator[Any]:
    """Yield an answer for each of so many files, None for one that gives none.

    `request` asks for all but those that are done.
    """
    done, is_whole = 0, False
    with reader.lock:
        try:
            while done < count:
                for answer in _answers(reader, request(done)):
                    if done == count:
                        break  # the worker was lost after its last answer
                    done += 1
                    yield answer
                    if cancel.is_set():
                        return
            is_whole = True
        finally:
            if not is_whole:
                reader.worker.kill()  # its further answers are for nobody


def _answers(reader: _Reader, request: object) -> Iterator[Any]:
    """Yield answers up to the end, or to a file that gives none."""
    worker = reader.worker
    worker.ask(request)
    try:
        while (reply := worker.answer(reader.longest_s)) is not None:
            yield reply[0]
        return
    except WorkerTimedOut:
        worker.kill()
    except (WorkerDied, WorkerFailed):
        pass  # a dead one is replaced when it is asked again
    yield None


def read_header_changes(
    paths: Sequence[str], cancel: threading.Event, undeclared: str | None = None
) -> Iterator[tuple[Change, ...] | None]:
    """Yield for each file (absolute path) what its frames change of those before; blocks.

    None for a file that cannot be read, or not within `LONGEST_COMPARED_S` seconds. Setting
    `cancel` ends it early.
    """

    def request(done: int) -> object:
        return "headers", (list(paths[done:]), undeclared)

    for frames in _each(_headers, len(paths), request, cancel):
        yield None if frames is None else tuple(map(Change._make, frames))


def read_dicom_json(path: str) -> str:
    """Return what `header.dicom_json` gives for a file (absolute path); blocks.

    Raises ValueError, with the reason, where there is no such form or no answer in time.
    """
    with _attributes.lock:
        try:
            is_json, text = _attributes.worker.call(("dicom json", path), LONGEST_JSON_S)
        except WorkerError as error:
            raise ValueError(str(error)) from None
    if not is_json:
        raise ValueError(text)
    return str(text)
