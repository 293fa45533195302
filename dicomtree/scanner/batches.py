"""What a scan delivers."""

from dataclasses import dataclass

from dicomtree.model import HeaderRow, Problem, Stamp


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one root that were read since the last batch.

    `not_dicom` and `dicomdir` are (path, stamp); `unchanged` counts the files whose known stamp
    still holds. `outdated` are the paths of known files whose stamp no longer does: they are gone,
    or stand among the other entries of this batch. `files_seen` counts every entry since the scan
    began: the rows, problems, other files and unchanged ones of all batches. `folder` is where the
    last entry lies.
    """

    root: int
    rows: list[HeaderRow]
    problems: list[Problem]
    not_dicom: list[tuple[str, Stamp]]
    dicomdir: list[tuple[str, Stamp]]
    unchanged: int
    outdated: list[str]
    files_seen: int
    folder: str

    @property
    def entries(self) -> int:
        """How many entries it tells of."""
        others = len(self.problems) + len(self.not_dicom) + len(self.dicomdir)
        return len(self.rows) + others + self.unchanged

    def other_paths(self) -> list[str]:
        """Return the paths of the entries that were read and gave no row."""
        files = [path for path, _ in (*self.not_dicom, *self.dicomdir)]
        return files + [problem.path for problem in self.problems]
