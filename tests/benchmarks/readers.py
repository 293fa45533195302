"""What is compared: ways to read the same values of many headers."""

import importlib
import os
from collections.abc import Callable, Sequence
from typing import Any

import gdcm
import pydicom
from pydicom.errors import InvalidDicomError

from dicomtree.header import HeaderReader, read_details
from dicomtree.header.columns import COLUMNS

Task = Callable[[Sequence[str]], object]


def read_first_8k(paths: Sequence[str]) -> None:
    """Read what every reader must."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        os.read(descriptor, 8192)
        os.close(descriptor)


def read_rows(paths: Sequence[str]) -> None:
    """Read rows with a reader that knows nothing yet."""
    reader = HeaderReader()
    for path in paths:
        reader.read(0, path, path)


def read_with_gdcm(paths: Sequence[str]) -> None:
    """Let gdcm.Scanner find the same tags."""
    gdcm.Trace.WarningOff()
    gdcm.Trace.ErrorOff()
    scanner = gdcm.Scanner()
    for column in COLUMNS:
        scanner.AddTag(gdcm.Tag(column.tag >> 16, column.tag & 0xFFFF))
    names = gdcm.FilenamesType()
    for path in paths:
        names.push_back(path)
    assert scanner.Scan(names)


def read_with_pydicom(paths: Sequence[str]) -> None:
    """Read the same values with pydicom, as most scripts do."""
    for path in paths:
        try:
            dataset = pydicom.dcmread(path, stop_before_pixels=True)
        except (AttributeError, InvalidDicomError):
            continue
        for column in COLUMNS:
            source = dataset.file_meta if column.tag >> 16 == 2 else dataset
            source.get(column.tag)


def read_groups(paths: Sequence[str]) -> None:
    """Read what the frames of enhanced objects say."""
    for path in paths:
        read_details([path])


def read_groups_with_pydicom(paths: Sequence[str]) -> None:
    """Read the values of all functional groups with pydicom."""
    for path in paths:
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        for group in dataset.PerFrameFunctionalGroupsSequence:
            for macro in group:
                for part in macro.value if macro.VR == "SQ" else ():
                    for one in part:
                        _ = one.value


def fastdicom_reader() -> Task | None:
    """Return a task for fastdicom (Rust, PyPI), a peer that nothing here requires; None without."""
    try:
        fastdicom: Any = importlib.import_module("fastdicom")
    except ModuleNotFoundError:
        return None
    keys = [(column.tag >> 16, column.tag & 0xFFFF) for column in COLUMNS]

    def read(paths: Sequence[str]) -> None:
        for path in paths:
            try:
                dataset = fastdicom.dcmread(path, stop_before_pixels=True)
            except (ValueError, fastdicom.DicomError):
                continue  # it reads fewer files than the others
            for key in keys:
                (dataset.file_meta if key[0] == 2 else dataset).get(key)

    return read
