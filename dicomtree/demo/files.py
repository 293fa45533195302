"""The demo's DICOM files."""

import math
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

from dicomtree.demo import chest, head, heartbeat

MANUFACTURER = "DicomTree demo"
ECHO_TIMES_MS = (20, 100)
HEAD_TILT = math.radians(12)


class Patient(NamedTuple):
    """Who was never examined."""

    name: str
    id: str
    birth_date: str
    sex: str


class Study(NamedTuple):
    """An examination that never was."""

    patient: Patient
    id: str
    date: str
    time: str
    description: str


class Series(NamedTuple):
    """A series of it: `folder` is where its files are."""

    study: Study
    number: int
    modality: str
    sop_class_uid: str
    description: str
    folder: str


SAMPLE = Patient("SAMPLE^Alex", "DEMO-1", "19700101", "O")
MIHON = Patient("Mihon^Hanako=見本^花子=みほん^はなこ", "DEMO-2", "19850615", "F")

TRUNK = Study(SAMPLE, "1", "20240315", "101500", "Chest and upper abdomen")
SKULL = Study(SAMPLE, "2", "20240402", "083000", "Head")
HEART = Study(MIHON, "3", "20240610", "143000", "Echocardiography")

CT = Series(TRUNK, 2, "CT", uid.CTImageStorage, "Chest 4.0 mm", "CT")
REPORT = Series(TRUNK, 900, "SR", uid.BasicTextSRStorage, "Report", "SR")
MR = Series(SKULL, 3, "MR", uid.MRImageStorage, "Two echoes, tilted", "MR")
US = Series(HEART, 1, "US", uid.UltrasoundMultiFrameImageStorage, "Four chambers", "US")


def write_files(folder: Path) -> None:
    """Write every file of the demo into an existing folder."""
    for series, datasets in (
        (CT, [*_chest_slices()]),
        (REPORT, [_report()]),
        (MR, [*_head_slices()]),
        (US, [_heartbeat()]),
    ):
        _write_series(folder / series.folder, series, datasets)


def _write_series(folder: Path, series: Series, datasets: list[Dataset]) -> None:
    """Write the instances, numbered and named in two orders that have nothing to do with space."""
    folder.mkdir()
    random = Random(series.number)  # noqa: S311 - a shuffle, not a secret
    numbers, names = ([*range(1, len(datasets) + 1)] for _ in range(2))
    random.shuffle(numbers)
    random.shuffle(names)
    for dataset, number, name in zip(datasets, numbers, names, strict=True):
        _identify(dataset, series, number)
        dataset.save_as(
            folder / f"IM{name:06d}",
            implicit_vr=False,
            little_endian=True,
            enforce_file_format=True,
        )


def _uid(*names: object) -> str:
    """Return a UID derived from a UUID (PS3.5 B.2), the same for the same names."""
    text = "/".join(map(str, ("dicomtree demo", *names)))
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, text).int}"


def _identify(dataset: Dataset, series: Series, number: int) -> None:
    """Fill in patient, study, series and instance."""
    study, patient = series.study, series.study.patient
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = series.sop_class_uid
    dataset.SOPInstanceUID = _uid(study.id, series.number, number)
    dataset.PatientName, dataset.PatientID = patient.name, patient.id
    dataset.PatientBirthDate, dataset.PatientSex = patient.birth_date, patient.sex
    dataset.StudyInstanceUID = _uid(study.id)
    dataset.StudyID, dataset.AccessionNumber = study.id, ""
    dataset.StudyDate, dataset.StudyTime = study.date, study.time
    dataset.StudyDescription, dataset.ReferringPhysicianName = study.description, ""
    dataset.SeriesInstanceUID = _uid(study.id, series.number)
    dataset.SeriesNumber, dataset.SeriesDescription = series.number, series.description
    dataset.SeriesDate, dataset.SeriesTime = study.date, study.time
    dataset.ContentDate, dataset.ContentTime = study.date, study.time
    dataset.Modality, dataset.Manufacturer = series.modality, MANUFACTURER
    dataset.InstanceNumber = number
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian


def _picture(pixels: NDArray[Any]) -> Dataset:
    """Return a data set with native grey pixels, shape (rows, columns)."""
    dataset = Dataset()
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 16, 15
    dataset.PixelRepresentation = int(np.issubdtype(pixels.dtype, np.signedinteger))
    dataset.PixelData = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    return dataset


def _place(
    dataset: Dataset, position: NDArray[np.float64], rows: list[float], columns: list[float]
) -> None:
    """Say where the picture lies: its first voxel, and its directions along row and column."""
    dataset.ImagePositionPatient = [round(float(value), 4) for value in position]
    dataset.ImageOrientationPatient = [round(value, 6) for value in (*rows, *columns)]
    dataset.PatientPosition = "HFS"
    dataset.PositionReferenceIndicator = ""


def _chest_slices() -> Iterator[Dataset]:
    """Yield the slices from the feet to the head, then the localizer."""
    volume = chest.chest()
    spacing, *in_plane = chest.VOXEL_MM
    corner = [-(count - 1) / 2 * in_plane[0] for count in (chest.COLUMNS, chest.ROWS)]
    for index, pixels in enumerate(volume):
        dataset = _ct_picture(pixels, in_plane, ["ORIGINAL", "PRIMARY", "AXIAL"])
        position = np.array([*corner, index * spacing])
        _place(dataset, position, [1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
        dataset.SliceThickness = dataset.SpacingBetweenSlices = spacing
        dataset.ImageComments = f"slice {index + 1} of {len(volume)}, counted from the feet"
        yield dataset
    yield _localizer(volume, corner[0])


def _localizer(volume: NDArray[np.int16], left: float) -> Dataset:
    """Return the chest as seen from the front, as a topogram shows it."""
    spacing, _, across = chest.VOXEL_MM
    thickness = volume.astype(np.float32).mean(axis=1)
    height = round(chest.SLICES * spacing / across)
    lines = np.linspace(chest.SLICES - 1, 0, height)
    below, above = np.floor(lines).astype(int), np.ceil(lines).astype(int)
    share = (lines - below)[:, None]
    pixels = (thickness[below] * (1 - share) + thickness[above] * share).round().astype(np.int16)
    dataset = _ct_picture(pixels, [across, across], ["ORIGINAL", "PRIMARY", "LOCALIZER"])
    top = np.array([left, 0.0, (chest.SLICES - 1) * spacing])
    _place(dataset, top, [1.0, 0.0, 0.0], [0.0, 0.0, -1.0])
    dataset.WindowCenter, dataset.WindowWidth = -450, 1000
    del dataset.WindowCenterWidthExplanation
    dataset.SliceThickness = ""
    return dataset


def _ct_picture(pixels: NDArray[np.int16], spacing: list[float], kind: list[str]) -> Dataset:
    dataset = _picture(pixels)
    dataset.ImageType, dataset.BodyPartExamined = kind, "CHEST"
    dataset.FrameOfReferenceUID = _uid("frame", TRUNK.id)
    dataset.PixelSpacing = spacing
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = 0, 1, "HU"
    dataset.WindowCenter, dataset.WindowWidth = [40, -600, 400], [400, 1500, 1800]
    dataset.WindowCenterWidthExplanation = ["SOFT TISSUE", "LUNG", "BONE"]
    dataset.KVP, dataset.AcquisitionNumber = 120, 1
    dataset.ConvolutionKernel = "INVENTED"
    return dataset


def _head_slices() -> Iterator[Dataset]:
    """Yield the slices from the feet to the head, each at both echo times."""
    rows = np.array([1.0, 0.0, 0.0])
    columns = np.array([0.0, math.cos(HEAD_TILT), math.sin(HEAD_TILT)])
    normal = np.cross(rows, columns)
    spacing, *in_plane = head.VOXEL_MM
    across, down = ((count - 1) / 2 * in_plane[0] for count in (head.COLUMNS, head.ROWS))
    volumes = [head.head(echo_time) for echo_time in ECHO_TIMES_MS]
    for index in range(head.SLICES):
        offset = (index - (head.SLICES - 1) / 2) * spacing
        for number, volume in enumerate(volumes):
            dataset = _mr_picture(volume[index], in_plane, number)
            position = offset * normal - across * rows - down * columns
            _place(dataset, position, rows.tolist(), columns.tolist())
            dataset.SliceThickness, dataset.SpacingBetweenSlices = 5.0, spacing
            dataset.ImageComments = f"slice {index + 1} of {head.SLICES}, counted from the feet"
            yield dataset


def _mr_picture(pixels: NDArray[np.uint16], spacing: list[float], echo: int) -> Dataset:
    dataset = _picture(pixels)
    dataset.ImageType, dataset.BodyPartExamined = ["ORIGINAL", "PRIMARY", "M", "SE"], "HEAD"
    dataset.FrameOfReferenceUID = _uid("frame", SKULL.id)
    dataset.PixelSpacing = spacing
    dataset.ScanningSequence, dataset.SequenceVariant, dataset.ScanOptions = "SE", "NONE", ""
    dataset.MRAcquisitionType, dataset.MagneticFieldStrength = "2D", 1.5
    dataset.EchoNumbers, dataset.EchoTime = echo + 1, ECHO_TIMES_MS[echo]
    dataset.RepetitionTime, dataset.EchoTrainLength = 3000, 2
    dataset.WindowCenter, dataset.WindowWidth = [(420, 840), (300, 600)][echo]
    return dataset


def _heartbeat() -> Dataset:
    frames = heartbeat.heartbeat()
    dataset = Dataset()
    dataset.ImageType, dataset.BodyPartExamined = ["ORIGINAL", "PRIMARY"], "HEART"
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 3, "RGB"
    dataset.PlanarConfiguration = 0
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = frames.shape[:3]
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    dataset.PixelRepresentation = 0
    dataset.FrameIncrementPointer = 0x00181063
    dataset.FrameTime = heartbeat.FRAME_TIME_MS
    dataset.LossyImageCompression = "00"
    dataset.SequenceOfUltrasoundRegions = Sequence([_ultrasound_region()])
    dataset.PixelData = frames.tobytes()
    return dataset


def _ultrasound_region() -> Dataset:
    """Return where millimetres hold (PS3.3 C.8.5.5)."""
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    left, top, right, bottom = heartbeat.SECTOR
    region.RegionLocationMinX0, region.RegionLocationMinY0 = left, top
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = right, bottom
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3  # centimetres
    region.PhysicalDeltaX = region.PhysicalDeltaY = heartbeat.MM_PER_PIXEL / 10
    return region


def _report() -> Dataset:
    dataset = Dataset()
    dataset.CompletionFlag, dataset.VerificationFlag = "COMPLETE", "UNVERIFIED"
    dataset.ValueType, dataset.ContinuityOfContent = "CONTAINER", "SEPARATE"
    dataset.ConceptNameCodeSequence = Sequence(
        [_code("18748-4", "LN", "Diagnostic imaging report")]
    )
    text = Dataset()
    text.RelationshipType, text.ValueType = "CONTAINS", "TEXT"
    text.ConceptNameCodeSequence = Sequence([_code("121071", "DCM", "Finding")])
    text.TextValue = "Everything in this study set is invented and computed; it shows nobody."
    dataset.ContentSequence = Sequence([text])
    dataset.PerformedProcedureCodeSequence = Sequence([])
    dataset.ReferencedPerformedProcedureStepSequence = Sequence([])
    return dataset


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return code
