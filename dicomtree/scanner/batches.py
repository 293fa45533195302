"""What a scan delivers."""

from dataclasses import dataclass

from dicomtree.model import HeaderRow, Problem, Stamp


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one root that were read since the last batch.

    `not_dicom` and `dicomdir` are (path, stamp), `unchanged` the paths of files whose stamp was
    known. `files_seen` counts every entry since the scan began, so it is the sum of the lengths of
    all five over all batches; `folder` is where the last entry lies.
    """

    root: int
    rows: list[HeaderRow]
    problems: list[Problem]
    not_dicom: list[tuple[str, Stamp]]
    dicomdir: list[tuple[str, Stamp]]
    unchanged: list[str]
    files_seen: int
    folder: str

    def other_paths(self) -> list[str]:
        """Return the paths of the entries that were read and gave no row."""
        files = [path for path, _ in (*self.not_dicom, *self.dicomdir)]
        return files + [problem.path for problem in self.problems]
