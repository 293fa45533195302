"""The worker process of `scanner`: started by `workers.Worker`, never by hand."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from dicomtree.scanner.reading import Scan
from dicomtree.workers import serve
from dicomtree.workers.child import announcer

if TYPE_CHECKING:
    from dicomtree.model import InstanceDetail

_File = TypeVar("_File", str, tuple[str, bool])


def answer(request: tuple[str, Any]) -> Iterator[object]:
    """Answer a request of `scanner.client` or `scanner.second_look`."""
    kind, what = request
    if kind == "scan":
        yield from Scan(what, announcer()).batches()
    elif kind in _MANY:
        yield from _MANY[kind](what)
    else:
        yield _ONE[kind](what)


def _details(paths: list[str]) -> Iterator[object]:
    from dicomtree.header import read_details

    for path in paths:
        yield from map(_plain, read_details([path]))


def _attributes(what: tuple[str, tuple[int, ...], int, str | None]) -> list[tuple[object, ...]]:
    """Return the rows of a file, or with a place those of items of the sequence there."""
    path, place, first, undeclared = what
    from dicomtree.header import attribute_rows, more_items, remark

    try:
        if place:
            rows = more_items(path, place, first, undeclared)
        else:
            rows = attribute_rows(path, undeclared)
    except OSError as error:
        return [tuple(remark(f"the file cannot be read: {error.strerror}"))]
    return list(map(tuple, rows))


def _comparable(what: tuple[str, str | None]) -> list[tuple[object, ...]] | None:
    from dicomtree.header import comparable_rows

    try:
        return list(map(tuple, comparable_rows(*what)))
    except OSError:
        return None


def _whole_value(what: tuple[str, tuple[int, ...], str | None]) -> str:
    from dicomtree.header import whole_value

    try:
        return whole_value(*what)
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"


def _search(what: tuple[str, str, bool, float, str | None]) -> Iterator[object]:
    """Say that the search begins, so that loading the dictionary costs it no time; then answer."""
    from dicomtree.header.parts import Found
    from dicomtree.header.searching import search

    path, wanted, is_deep, limit_s, undeclared = what
    yield None
    try:
        found = search(path, wanted, is_deep=is_deep, limit_s=limit_s, undeclared=undeclared)
        yield tuple(found)
    except OSError as error:
        yield tuple(Found(error=f"the file cannot be read: {error.strerror}"))


def _headers(what: tuple[list[str], str | None]) -> Iterator[object]:
    """Return of each file its frames, each as what it changes of the one before."""
    from dicomtree.scanner.header_changes import HeaderChanges

    paths, undeclared = what
    changes = HeaderChanges(undeclared)
    for path in paths:
        try:
            yield changes.of(path)
        except OSError:
            yield None


def _document(path: str) -> tuple[Any, ...]:
    from dicomtree.documents import read_document, to_message

    return to_message(read_document(path))


def _dicom_json(path: str) -> tuple[bool, str]:
    """Return whether there is such a form, and it or the reason why not."""
    from dicomtree.header import NoJsonError, dicom_json

    try:
        return True, dicom_json(path)
    except NoJsonError as error:
        return False, str(error)
    except OSError as error:
        return False, f"the file cannot be read: {error.strerror}"


def _values(what: tuple[list[tuple[str, bool]], list[int]]) -> Iterator[object]:
    from dicomtree.header import read_values, read_values_anywhere

    def read(file: tuple[str, bool], tags: list[int]) -> object:
        path, has_groups = file
        return read_values_anywhere(path, tags) if has_groups else read_values(path, tags)

    return _each_value(read, *what)


def _frame_values(what: tuple[list[str], list[int]]) -> Iterator[object]:
    from dicomtree.header import read_frame_values

    return _each_value(read_frame_values, *what)


def _each_value(
    read: Callable[[_File, list[int]], object], files: list[_File], tags: list[int]
) -> Iterator[object]:
    """Return what each file says of some attributes, None where it cannot be read."""
    for file in files:
        try:
            yield read(file, tags)
        except OSError:
            yield None


def _flaws(files: list[tuple[str, tuple[int, int, int]]]) -> Iterator[list[str | None]]:
    """Yield in a list what is wrong with each image when it is read to its end."""
    from dicomtree.header import HeaderReader
    from dicomtree.model import NOT_YET_CHECKED, HeaderRow

    reader = HeaderReader(to_the_end=True)
    for path, stamp in files:
        answer = reader.read(0, path, path)
        if isinstance(answer, HeaderRow) and answer.stamp == stamp:
            yield [answer.flaw]
        else:
            yield [NOT_YET_CHECKED]


def _plain(detail: "InstanceDetail | None") -> tuple[object, ...] | None:
    """Return what can travel between processes."""
    if detail is None:
        return None
    frames, *rest = (getattr(detail, name) for name in detail.__slots__)
    return (list(map(tuple, frames)), *rest)


_MANY: dict[str, Callable[[Any], Iterator[object]]] = {
    "details": _details,
    "flaws": _flaws,
    "values": _values,
    "frame values": _frame_values,
    "headers": _headers,
    "search": _search,
}
_ONE: dict[str, Callable[[Any], object]] = {
    "attributes": _attributes,
    "comparable": _comparable,
    "dicom json": _dicom_json,
    "document": _document,
    "whole value": _whole_value,
}

if __name__ == "__main__":
    serve(answer)
