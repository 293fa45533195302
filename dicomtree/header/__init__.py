"""DICOM headers: the row of a scan, the details of frames, the rows of the inspector."""

from dicomtree.header.rows import Answer, Dicomdir, HeaderReader, NotDicom, problem_of, read_row

__all__ = ["Answer", "Dicomdir", "HeaderReader", "NotDicom", "problem_of", "read_row"]
