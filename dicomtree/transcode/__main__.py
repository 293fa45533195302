"""The process that transcodes: `python -m dicomtree.transcode`, started by `Transcoder`."""

import errno
from collections.abc import Iterator
from typing import Any

from dicomtree.transcode.encoding import Encoding
from dicomtree.transcode.refusal import CannotTranscodeError
from dicomtree.transcode.rewriting import rewrite
from dicomtree.workers import serve

FULL = (errno.ENOSPC, errno.EDQUOT)


def answer(request: Any) -> Iterator[object]:
    """Write one file; yield None, why it is to be copied as it is, or the number of a full disk."""
    path, encoding, target = request
    try:
        rewrite(path, Encoding(encoding), target)
    except CannotTranscodeError as error:
        yield str(error)
    except OSError as error:
        if error.errno not in FULL:
            raise
        yield error.errno
    else:
        yield None


if __name__ == "__main__":
    serve(answer)
