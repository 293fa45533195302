"""A transcoded copy holds the same values; what cannot be proved is copied as it is."""

import errno
import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

import dicomtree
from dicomtree import organise
from dicomtree.library.jobs import resume_job
from dicomtree.library.organised import plan_copies
from dicomtree.pixels import stored_values
from dicomtree.pixels.picture_file import known_file
from dicomtree.publish import Outcome, Report
from dicomtree.transcode import CannotTranscodeError, Encoding, Transcoder, transcoder
from dicomtree.transcode import __main__ as transcode_process
from dicomtree.transcode.__main__ import answer
from dicomtree.transcode.rewriting import CHANGED, rewrite
from tests.copied_files import files_below

ROOT = Path(__file__).parent.parent
META_CHANGED = {0x00020000, 0x00020010, 0x00020012, 0x00020013}  # length, syntax, implementation


def copied(folder: Path, destination: Path, encoding: Encoding) -> Report:
    """Copy all of a folder in another form."""
    library = dicomtree.open_folder(folder, index=False)
    how = organise.PlanOptions(template=None, encoding=encoding)
    return organise.carry_out(plan_copies(library, destination, how))


def assert_same_values(source: Path, copy: Path) -> None:
    for frame in range(known_file(str(source)).image.frames):
        before, after = stored_values(str(source), frame), stored_values(str(copy), frame)
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_decompressed_files_have_the_expected_values(
    corpus: Path, tmp_path: Path, long: bool
) -> None:
    with gzip.open(ROOT / "tests/expected/pixels_expected.json.gz") as file:
        expected = {entry["path"]: entry for entry in json.load(file)["files"]}
    folder = corpus if long else corpus / "compressed"
    report = copied(folder, tmp_path, Encoding.DECOMPRESSED)
    decompressed = [result for result in report.results if result.how == "decompressed"]
    assert [(result.target, result.note) for result in report.results if result.note] == []
    assert len(decompressed) >= (380 if long else 70)
    for result in decompressed:
        copy = str(tmp_path / result.target)
        assert known_file(copy).transfer_syntax == ExplicitVRLittleEndian
        entry = expected.get(Path(result.task.source).relative_to(corpus).as_posix())
        if entry is None:  # of long series the expected values hold a part
            assert_same_values(Path(result.task.source), Path(copy))
            continue
        for frame, wanted in enumerate(entry["frames"]):
            values = stored_values(copy, frame).astype("<i4")
            assert hashlib.sha256(values.tobytes()).hexdigest() == wanted["sha"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("encoding", list(Encoding))
def test_all_values_and_all_other_attributes_stay(
    pydicom_files: Path, tmp_path: Path, encoding: Encoding
) -> None:
    report = copied(pydicom_files, tmp_path, encoding)
    done = [result for result in report.results if result.how == str(encoding)]
    assert len(done) >= 35
    assert not report.failures
    for result in done:
        source, copy = Path(result.task.source), tmp_path / result.target
        assert_same_values(source, copy)
        assert changed_tags(pydicom.dcmread(source), pydicom.dcmread(copy)) <= CHANGED


def changed_tags(before: Any, after: Any) -> set[int]:
    """Return the tags that were added, removed or given another value."""
    tags = {int(tag) for tag in (*before.keys(), *after.keys()) if int(tag) & 0xFFFF}
    return {
        tag for tag in tags if tag not in before or tag not in after or before[tag] != after[tag]
    }


@pytest.mark.parametrize(
    ("name", "encoding", "expected"),
    [
        ("SC_rgb_jpeg_dcmtk.dcm", Encoding.DECOMPRESSED, {"PixelData"}),
        # Subsampled chrominance: each pixel has its own afterwards, and that has another name.
        (
            "examples_ybr_color.dcm",
            Encoding.DECOMPRESSED,
            {"PixelData", "PhotometricInterpretation"},
        ),
        ("JPEG2000.dcm", Encoding.DECOMPRESSED, {"PixelData"}),
        ("CT_small.dcm", Encoding.RLE, {"PixelData"}),
        ("SC_rgb_small_odd.dcm", Encoding.RLE, {"PixelData", "PlanarConfiguration"}),
        ("MR_small_RLE.dcm", Encoding.DECOMPRESSED, {"PixelData"}),
    ],
)
def test_these_tags_change_and_no_others(
    pydicom_files: Path, tmp_path: Path, name: str, encoding: Encoding, expected: set[str]
) -> None:
    target = tmp_path / "out.dcm"
    rewrite(str(pydicom_files / name), encoding, str(target))
    before, after = pydicom.dcmread(pydicom_files / name), pydicom.dcmread(target)
    changed = {pydicom.datadict.keyword_for_tag(tag) for tag in changed_tags(before, after)}
    assert changed == expected
    assert changed_tags(before.file_meta, after.file_meta) <= META_CHANGED
    wanted = RLELossless if encoding is Encoding.RLE else ExplicitVRLittleEndian
    assert after.file_meta.TransferSyntaxUID == wanted
    assert after.SOPInstanceUID == before.SOPInstanceUID
    assert after.get("LossyImageCompression") == before.get("LossyImageCompression")
    checked = subprocess.run(
        ["dcmdump", "-q", str(target)], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_lossy_values_that_overshoot_get_the_bits_they_need(corpus: Path, tmp_path: Path) -> None:
    source = corpus / "compressed/wg04/JPLY/RG3_JPLY"
    rewrite(str(source), Encoding.DECOMPRESSED, str(tmp_path / "out.dcm"))
    after = pydicom.dcmread(tmp_path / "out.dcm")
    assert int(stored_values(str(source)).max()) == 1024
    assert (after.BitsAllocated, after.BitsStored, after.HighBit) == (16, 11, 10)
    assert after.LossyImageCompression == "01"
    assert_same_values(source, tmp_path / "out.dcm")


@pytest.mark.parametrize(
    ("name", "encoding", "reason"),
    [
        ("MR_small_bigendian.dcm", Encoding.RLE, "transfer syntax"),
        ("liver_1frame.dcm", Encoding.RLE, "1-bit"),
        ("JPEG2000-embedded-sequence-delimiter.dcm", Encoding.DECOMPRESSED, "header says"),
        ("MR_truncated.dcm", Encoding.RLE, "cut short"),
    ],
)
def test_what_cannot_be_transcoded_says_why(
    pydicom_files: Path, tmp_path: Path, name: str, encoding: Encoding, reason: str
) -> None:
    with Transcoder() as transcoder, pytest.raises(CannotTranscodeError, match=reason):
        transcoder.transcoded(str(pydicom_files / name), encoding).__enter__()


def test_floating_point_pixels_have_no_other_form(pydicom_files: Path, tmp_path: Path) -> None:
    data_set = pydicom.dcmread(pydicom_files / "MR_small.dcm")
    data_set.FloatPixelData = np.zeros((64, 64), "<f4").tobytes()
    data_set.BitsAllocated = 32
    del data_set.PixelData
    data_set.save_as(tmp_path / "in.dcm")
    with pytest.raises(CannotTranscodeError, match="floating point"):
        rewrite(str(tmp_path / "in.dcm"), Encoding.RLE, str(tmp_path / "out.dcm"))


def test_an_overlay_in_unused_bits_is_not_lost(pydicom_files: Path, tmp_path: Path) -> None:
    data_set = pydicom.dcmread(pydicom_files / "CT_small.dcm")
    data_set.add_new((0x6000, 0x0010), "US", 128)
    data_set.save_as(tmp_path / "in.dcm")
    with pytest.raises(CannotTranscodeError, match="overlay"):
        rewrite(str(tmp_path / "in.dcm"), Encoding.RLE, str(tmp_path / "out.dcm"))


def test_a_refused_file_is_copied_as_it_is_and_said(tmp_path: Path, pydicom_files: Path) -> None:
    (tmp_path / "in").mkdir()
    name = "JPEG2000-embedded-sequence-delimiter.dcm"
    (tmp_path / "in/a.dcm").write_bytes((pydicom_files / name).read_bytes())
    report = copied(tmp_path / "in", tmp_path / "out", Encoding.DECOMPRESSED)
    (result,) = report.results
    assert (result.outcome, result.how) == (Outcome.DONE, "copied as it is")
    assert "header says" in result.note
    assert result.proved
    assert (tmp_path / "out/a.dcm").read_bytes() == (tmp_path / "in/a.dcm").read_bytes()


def test_a_damaged_file_is_never_written_anew(tmp_path: Path, pydicom_files: Path) -> None:
    (tmp_path / "in").mkdir()
    whole = (pydicom_files / "MR_small_RLE.dcm").read_bytes()
    (tmp_path / "in/a.dcm").write_bytes(whole[:-2000])
    report = copied(tmp_path / "in", tmp_path / "out", Encoding.DECOMPRESSED)
    (result,) = report.results
    assert (tmp_path / "out/a.dcm").read_bytes() == whole[:-2000]
    assert result.proved


def test_a_second_run_finds_the_transcoded_files(tmp_path: Path, pydicom_files: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.dcm").write_bytes((pydicom_files / "MR_small_RLE.dcm").read_bytes())
    assert copied(tmp_path / "in", tmp_path / "out", Encoding.DECOMPRESSED).count(Outcome.DONE) == 1
    assert copied(tmp_path / "in", tmp_path / "out", Encoding.DECOMPRESSED).count(Outcome.SAME) == 1


def test_nothing_stays_in_the_private_folder(
    tmp_path: Path, home: Path, pydicom_files: Path
) -> None:
    with (
        Transcoder() as transcoder,
        transcoder.transcoded(str(pydicom_files / "JPEG2000.dcm"), Encoding.RLE) as path,
    ):
        assert Path(path).is_relative_to(home)
        assert Path(path).parent.stat().st_mode & 0o077 == 0
    assert list((home / "cache/work").iterdir()) == []


class FullWorker:
    """Answers as the worker does whose disk is full."""

    def __init__(self, _module: str) -> None:
        pass

    def call(self, request: tuple[str, str, str], _seconds: float) -> object:
        return next(answer(request))

    def close(self) -> None:
        pass


def test_a_full_disk_is_no_property_of_a_file_and_pauses_the_job(
    tmp_path: Path, pydicom_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        rle = pydicom.dcmread(pydicom_files / "MR_small_RLE.dcm")
        rle.SOPInstanceUID = f"1.2.{number}"
        rle.save_as(folder / str(number))
    with monkeypatch.context() as patch:
        patch.setattr(transcoder, "Worker", FullWorker)
        patch.setattr(transcode_process, "rewrite", refuse)
        report = copied(folder, tmp_path / "out", Encoding.DECOMPRESSED)
    assert report.paused == os.strerror(errno.ENOSPC)
    assert (report.count(Outcome.DONE), files_below(tmp_path / "out")) == (0, {})
    assert resume_job(report.header.job).count(Outcome.DONE) == 5


def test_transcode_by_command(tmp_path: Path, pydicom_files: Path) -> None:
    (tmp_path / "in/below").mkdir(parents=True)
    source = tmp_path / "in/below/a.dcm"
    source.write_bytes((pydicom_files / "JPEG2000.dcm").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "dicomtree", "transcode", "in", "-o", "out", "--json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["files"][0]["how"] == "decompressed"
    assert_same_values(source, tmp_path / "out/below/a.dcm")
