"""The worker process of `scanner`: started by `workers.Worker`, never by hand."""

from collections.abc import Iterator

from dicomtree.scanner.reading import Scan
from dicomtree.workers import serve
from dicomtree.workers.child import announcer

_announce = announcer()


def answer(request: dict[str, object]) -> Iterator[object]:
    """Answer a request of `scanner.client`."""
    yield from Scan(request, _announce).batches()


if __name__ == "__main__":
    serve(answer)
