"""The process that makes a DICOMDIR: `python -m dicomtree.dicomdir.filing`.

pydicom's FileSet gives the File IDs and writes the directory, of headers alone: the files
themselves are copied by a job like any others.
"""

import io
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import FileDataset
from pydicom.fileset import FileInstance, FileSet

from dicomtree.dicomdir.inventing import Inventor, lacking
from dicomtree.source import open_file
from dicomtree.workers import serve

FILED = "filed"
REFUSED = "refused"
DIRECTORY = "directory"
LONGEST_REASON = 200
ADVICE = "; for the DICOMDIR it can be invented"
_WHAT_IS_MISSING = re.compile(r"The instance's (.*?)\. See DICOM")
NEEDED_META = ("TransferSyntaxUID", "MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID")


class _UniqueFileSet(FileSet):
    """A File-set of instances known to be unique: FileSet looks at all for each that is added."""

    is_filling = True

    def __iter__(self) -> Iterator[FileInstance]:
        return iter(()) if self.is_filling else super().__iter__()


def answer(request: Any) -> Iterator[object]:
    """Answer (paths, File-set ID, whether to invent, work folder): of each path what became of it.

    It is (FILED, index, [keyword and value of what was invented]) or (REFUSED, index, reason).
    The last answer is (DIRECTORY, bytes of the DICOMDIR, {index of a path: File ID}).
    """
    paths, file_set_id, is_inventing, work = request
    warnings.simplefilter("ignore")
    tempfile.tempdir = work  # where FileSet keeps its headers
    filing = _Filing(file_set_id, Inventor() if is_inventing else None)
    for index, path in enumerate(paths):
        added = filing.add(index, path)
        yield (REFUSED if isinstance(added, str) else FILED), index, added
    yield (DIRECTORY, *filing.written(Path(work) / "written"))


class _Filing:
    """A File-set of headers in the making."""

    def __init__(self, file_set_id: str, inventor: Inventor | None) -> None:
        self._inventor = inventor
        self._file_set = _UniqueFileSet()
        self._file_set.ID = file_set_id or None
        self._index_of_uid: dict[str, int] = {}

    def add(self, index: int, path: str) -> str | list[tuple[str, str]]:
        """File one instance; return what was invented for it, or why it is not filed."""
        advice = ""
        try:
            data_set = _header(path)
            if data_set.SOPInstanceUID in self._index_of_uid:
                return "another file has its SOP Instance UID"
            new = self._inventor.complete(data_set) if self._inventor else []
            advice = ADVICE if any(lacking(data_set)) else ""
            self._file_set.add(data_set)
        except Exception as error:  # noqa: BLE001 - the border of one file: pydicom raises anything
            return _in_short(error) + advice
        self._index_of_uid[data_set.SOPInstanceUID] = index
        return new

    def written(self, target: Path) -> tuple[bytes, dict[int, str]]:
        """Write the File-set of headers; return its DICOMDIR and the File IDs."""
        self._file_set.is_filling = False
        file_ids = {
            self._index_of_uid[instance.SOPInstanceUID]: instance.FileID.replace(os.sep, "/")
            for instance in self._file_set
        }
        if not file_ids:
            return b"", {}
        self._file_set.write(target)
        return (target / "DICOMDIR").read_bytes(), file_ids


def _header(path: str) -> FileDataset:
    """Read a file's header, provided that it may be in a File-set as it is (PS3.10 8)."""
    with open_file(path) as file:
        data_set = pydicom.dcmread(file, stop_before_pixels=True)
    missing = [name for name in NEEDED_META if not data_set.file_meta.get(name)]
    if missing:
        raise ValueError(f"its file meta information lacks {', '.join(missing)}")
    for name in ("SOPClassUID", "SOPInstanceUID"):
        if data_set.file_meta[f"MediaStorage{name}"].value != data_set.get(name):
            raise ValueError(f"its file meta information names another {name}")
    # FileSet writes it when it has taken it in already: what cannot be written would stay there.
    data_set.save_as(io.BytesIO(), enforce_file_format=True)
    return data_set


def _in_short(error: Exception) -> str:
    """Return what pydicom says, first of all which attribute is missing."""
    words = " ".join(str(error).split()) or type(error).__name__
    what = _WHAT_IS_MISSING.search(words)
    return (what[1] if what else words)[:LONGEST_REASON]


if __name__ == "__main__":
    serve(answer)
