"""What tells equal pictures whatever their encoding: a hash of decoded values.

`python -m dicomtree.pixels.digest` is the process that computes it, started by `Digests`.
"""

import hashlib
from collections.abc import Iterator
from typing import Self

import numpy as np

from dicomtree.pixels.decoders import stored_frame
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture_file import opened
from dicomtree.workers import Worker, WorkerError, serve

LONGEST_FILE_S = 60.0
UNIFORM = "uniform"


def pixel_digest(path: str) -> str:
    """Return the SHA-256 of all frames' stored values with their size, in hexadecimal.

    Values are hashed as numbers: how many bits and bytes hold them makes no difference. `UNIFORM`
    where all values are the same, which says nothing of where they come from. Raises NoPicture,
    OSError.
    """
    digest = hashlib.sha256()
    lowest, highest = np.inf, -np.inf
    with opened(path) as file:
        for frame in range(file.image.frames):
            values = stored_frame(file, frame).values
            lowest, highest = min(lowest, values.min()), max(highest, values.max())
            kind = "<f8" if values.dtype.kind == "f" else "<i8"
            digest.update(str(values.shape).encode())
            digest.update(np.ascontiguousarray(values, dtype=kind).tobytes())
    return UNIFORM if lowest == highest else digest.hexdigest()


class Digests:
    """A process that computes digests, started when first needed and replaced when it dies."""

    def __init__(self) -> None:
        self._worker = Worker("dicomtree.pixels.digest")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def of(self, path: str) -> str | None:
        """Return the digest of a file (absolute path), None where it cannot be decoded."""
        try:
            digest: str | None = self._worker.call(path, LONGEST_FILE_S)
        except WorkerError:
            return None
        return digest


def answer(path: str) -> Iterator[str | None]:
    """Answer a request of `Digests`."""
    try:
        yield pixel_digest(path)
    except (NoPicture, OSError, ValueError, IndexError):
        yield None


if __name__ == "__main__":
    serve(answer)
