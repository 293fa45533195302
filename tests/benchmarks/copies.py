"""How long verified copies and NIfTI files take, beside the tools that people would use.

    python -m tests.benchmarks.copies [FILES [SLICES]]

It writes FILES (default 5000) small files and a series of SLICES (default 500) of 512 x 512 in a
temporary folder, and measures organising against `cp -r` with `sync`, out of a ZIP archive against
out of a folder, and NIfTI against dcm2niix.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom

import dicomtree
from dicomtree import organise
from dicomtree.export import ExportOptions, Form
from dicomtree.library.exported import export_series
from dicomtree.library.organised import plan_copies

BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"


def main(files: int, slices: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["DICOMTREE_HOME"] = str(folder / "home")
        _write_series(folder / "many", files, 256)
        copied = _seconds(lambda: _copy_and_sync(folder / "many", folder / "cp"))
        organised = _seconds(lambda: _organise(folder / "many", folder / "organised"))
        print(f"{files} files: cp -r and sync {copied:.1f} s, organise {organised:.1f} s")
        print(f"that is {organised / copied:.1f} times as long (at most 4)")
        archive = shutil.make_archive(str(folder / "zipped"), "zip", folder / "many")
        unpacked = _seconds(lambda: _organise(Path(archive), folder / "unpacked"))
        print(f"organised out of one ZIP archive: {unpacked:.1f} s, ", end="")
        print(f"{unpacked / organised:.1f} times as long as out of a folder")
        _write_series(folder / "series", slices, 512)
        (folder / "theirs").mkdir()
        theirs = _seconds(lambda: _dcm2niix(folder / "series", folder / "theirs"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = _seconds(lambda: _nifti(folder / "series", folder / "ours"))
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"{slices} slices: dcm2niix {theirs:.1f} s, NIfTI and its record {ours:.1f} s")
        print(f"memory beyond what it had: {more:.0f} MiB")


def _seconds(work: Callable[[], None]) -> float:
    os.sync()
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def _write_series(folder: Path, count: int, size: int) -> None:
    folder.mkdir()
    data_set = pydicom.dcmread(BUNDLED / "CT_small.dcm")
    data_set.Rows = data_set.Columns = size
    values = np.random.default_rng(7).integers(0, 3000, (size, size), np.int16)
    for number in range(count):
        data_set.InstanceNumber = number
        data_set.SOPInstanceUID = f"1.2.3.{number}"
        data_set.file_meta.MediaStorageSOPInstanceUID = data_set.SOPInstanceUID
        data_set.ImagePositionPatient = [0, 0, number]
        data_set.PixelData = np.roll(values, number).tobytes()
        data_set.save_as(folder / f"{number}.dcm")


def _copy_and_sync(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-r", source, target], check=True)
    os.sync()


def _organise(source: Path, target: Path) -> None:
    library = dicomtree.open_folder(source, index=False)
    options = organise.PlanOptions(organise.parse_template("description"))
    organise.carry_out(plan_copies(library, target, options))


def _dcm2niix(source: Path, target: Path) -> None:
    program = Path(sys.executable).with_name("dcm2niix")
    command = [str(program), "-z", "n", "-b", "n", "-o", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    os.sync()


def _nifti(source: Path, target: Path) -> None:
    library = dicomtree.open_folder(source, index=False)
    options = ExportOptions(Form.NIFTI, compress=False)
    export_series(library, library.tree.series(), target, options)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*given, *(5000, 500)[len(given) :])
