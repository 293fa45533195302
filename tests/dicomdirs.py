"""DICOMDIR files of every kind, built for tests, with links that are right or wrong."""

import io
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, ExplicitVRLittleEndian, MediaStorageDirectoryStorage

NOWHERE = 0


@dataclass
class Record:
    """A directory record: where its links lead is the number of a record, an offset, or nothing."""

    kind: str
    values: dict[str, object] = field(default_factory=dict)
    file_id: list[str] | None = None
    next: int | None = None
    lower: int | None = None
    offset_next: int | None = None
    offset_lower: int | None = None
    in_use: bool = True

    def data_set(self) -> Dataset:
        """Return the record without its links."""
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord = NOWHERE
        record.RecordInUseFlag = 0xFFFF if self.in_use else 0
        record.OffsetOfReferencedLowerLevelDirectoryEntity = NOWHERE
        record.DirectoryRecordType = self.kind
        if self.file_id is not None:
            record.ReferencedFileID = self.file_id
        for keyword, value in self.values.items():
            setattr(record, keyword, value)
        return record


def directory(records: list[Record], first: int | None = 0) -> bytes:
    """Return a DICOMDIR with these records; `first` is the number of the root's first one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the values are wrong on purpose
        return _directory(records, first)


def _directory(records: list[Record], first: int | None) -> bytes:
    whole = Dataset()
    whole.FileSetID = "TESTS"
    whole.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = NOWHERE
    whole.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = NOWHERE
    whole.FileSetConsistencyFlag = 0
    whole.DirectoryRecordSequence = [record.data_set() for record in records]
    whole.file_meta = FileMetaDataset()
    whole.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    whole.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    whole.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    written = _written(whole)
    # Offsets are known once the records have been written; filling them in moves nothing.
    laid_out = dcmread(io.BytesIO(written)).DirectoryRecordSequence
    offsets = [int(record.seq_item_tell) for record in laid_out]
    if first is not None:
        whole.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = offsets[first]
    for record, wanted in zip(whole.DirectoryRecordSequence, records, strict=True):
        record.OffsetOfTheNextDirectoryRecord = _offset(wanted.next, wanted.offset_next, offsets)
        record.OffsetOfReferencedLowerLevelDirectoryEntity = _offset(
            wanted.lower, wanted.offset_lower, offsets
        )
    return _written(whole)


def _offset(number: int | None, offset: int | None, offsets: list[int]) -> int:
    if offset is not None:
        return offset
    return NOWHERE if number is None else offsets[number]


def _written(whole: Dataset) -> bytes:
    file = io.BytesIO()
    dcmwrite(file, whole, enforce_file_format=True)
    return file.getvalue()


def disc(folder: Path, *file_ids: list[str], **changes: object) -> list[Record]:
    """Write a DICOMDIR that lists one series of files; return its records, four and up images."""
    patient = Record("PATIENT", {"PatientID": "7", "PatientName": "Doe^Jane"}, lower=1)
    study = Record("STUDY", {"StudyInstanceUID": "1.2", "StudyDate": "20200102"}, lower=2)
    series = Record("SERIES", {"SeriesInstanceUID": "1.2.3", "Modality": "CT"}, lower=3)
    images = [
        Record(
            "IMAGE",
            {
                "ReferencedSOPClassUIDInFile": "1.2.840.10008.5.1.4.1.1.2",
                "ReferencedSOPInstanceUIDInFile": f"1.2.3.{number}",
                "InstanceNumber": number,
            },
            file_id=file_id,
            next=number + 3 if number < len(file_ids) else None,
        )
        for number, file_id in enumerate(file_ids, 1)
    ]
    records = [patient, study, series, *images]
    for number, change in changes.items():
        index, _, name = number.removeprefix("r").partition("_")
        setattr(records[int(index)], name, change)
    (folder / "DICOMDIR").write_bytes(directory(records))
    return records
