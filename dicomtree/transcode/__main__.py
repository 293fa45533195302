"""The process that transcodes: `python -m dicomtree.transcode`, started by `Transcoder`."""

from collections.abc import Iterator
from typing import Any

from dicomtree.transcode.encoding import Encoding
from dicomtree.transcode.refusal import CannotTranscodeError
from dicomtree.transcode.rewriting import rewrite
from dicomtree.workers import serve


def answer(request: Any) -> Iterator[object]:
    """Write one file; yield None, or why it is to be copied as it is."""
    path, encoding, target = request
    try:
        rewrite(path, Encoding(encoding), target)
    except CannotTranscodeError as error:
        yield str(error)
    else:
        yield None


if __name__ == "__main__":
    serve(answer)
