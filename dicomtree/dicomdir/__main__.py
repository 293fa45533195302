"""The worker process of `dicomdir`: started by `workers.Worker`, never by hand."""

from collections.abc import Iterator

from dicomtree.dicomdir.reading import read
from dicomtree.workers import serve


def answer(request: tuple[int, str, str]) -> Iterator[object]:
    """Answer a request of `dicomdir.directory`."""
    try:
        yield (*read(*request), None)
    except OSError as error:
        yield [], [], [], error.strerror or type(error).__name__


if __name__ == "__main__":
    serve(answer)
