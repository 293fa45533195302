"""The scan worker that has enough after a few files: `python -m tests.tired_scanner_for_tests`."""

from dicomtree.header import HeaderReader
from dicomtree.scanner import wear
from dicomtree.scanner.__main__ import answer
from dicomtree.workers import serve
from tests.scanner_for_tests import treacherous

if __name__ == "__main__":
    wear.MOST_FILES = 6
    HeaderReader.read = treacherous(HeaderReader.read, 3)  # type: ignore[method-assign]
    serve(answer)
