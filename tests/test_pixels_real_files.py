"""Real files against what independent programs make of them (tests/expected)."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.pixels.utils import pixel_array

from dicomtree.pixels import NoPicture, display_values, load_picture, render, stored_values

EXPECTED = Path(__file__).parent / "expected" / "pixels_expected.json.gz"
GRID = 16


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    with gzip.open(EXPECTED) as file:
        found: list[dict[str, Any]] = json.load(file)["files"]
    return found


def digest(values: NDArray[Any]) -> str:
    plain = values if values.dtype.kind == "f" else values.astype("<i4")
    return hashlib.sha256(np.ascontiguousarray(plain).tobytes()).hexdigest()


def grid(picture: NDArray[np.uint8]) -> NDArray[np.int64]:
    rows, columns = picture.shape[:2]
    steps = range(1, 2 * GRID, 2)
    points = np.ix_([k * rows // 32 for k in steps], [k * columns // 32 for k in steps])
    return picture[points].astype(np.int64).ravel()


def test_stored_values_are_those_of_independent_decoders(
    corpus: Path, expected: list[dict[str, Any]]
) -> None:
    wrong = []
    for file in expected:
        for number, frame in enumerate(file["frames"]):
            values = stored_values(str(corpus / file["path"]), number)
            found = (float(values.min()), float(values.max()), pytest.approx(frame["mean"]))
            stated = (frame["min"], frame["max"], float(values.mean()))
            if digest(values) != frame["sha"] or found[:2] != stated[:2] or found[2] != stated[2]:
                wrong.append(f"{file['path']} frame {number}")
    assert wrong == []


def test_displayed_values_are_those_of_an_independent_program(
    corpus: Path, expected: list[dict[str, Any]]
) -> None:
    wrong = []
    for file in expected:
        if "display_grid" not in file:
            continue
        shown = grid(display_values(str(corpus / file["path"])))
        apart = np.abs(shown - np.array(file["display_grid"]).ravel()).max()
        if apart > file["tolerance"]:
            wrong.append(f"{file['path']}: {apart}")
    assert wrong == []


def test_every_file_of_pydicom_gives_a_picture_or_a_sentence(pydicom_files: Path) -> None:
    sentences = []
    for path in sorted(pydicom_files.rglob("*")):
        if not path.is_file():
            continue
        try:
            picture = load_picture(str(path))
        except NoPicture as error:
            sentences.append(error.reason)
            continue
        assert render(picture, None).shape[:2] == (picture.facts.rows, picture.facts.columns)
    assert sentences
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)


def test_files_of_pydicom_decode_as_pydicom_decodes_them(pydicom_files: Path) -> None:
    for name in (
        "J2K_pixelrep_mismatch.dcm",
        "693_J2KI.dcm",
        "SC_rgb_jpeg.dcm",
        "SC_jpeg_no_color_transform.dcm",
        "SC_rgb_jls_lossy_line.dcm",
        "SC_rgb_rle_32bit_2frame.dcm",
        "SC_rgb_small_odd_big_endian.dcm",
        "SC_ybr_full_422_uncompressed.dcm",
        "image_dfl.dcm",
        "liver_expb_1frame.dcm",
        "rtdose_rle.dcm",
    ):
        path = pydicom_files / name
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("warnings.warn", lambda *_, **__: None)
            theirs = pixel_array(dcmread(path), index=0, raw=True)
        assert np.array_equal(stored_values(str(path)), theirs), name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("test-SR.dcm", "structured report"),
        ("rtstruct.dcm", "contours"),
        ("rtplan.dcm", "RT plan"),
        ("waveform_ecg.dcm", "ECG"),
        ("dicomdirtests/DICOMDIR", "DICOMDIR"),
        ("README.txt", "not a DICOM file"),
    ],
)
def test_an_object_without_a_picture_is_named(pydicom_files: Path, name: str, words: str) -> None:
    with pytest.raises(NoPicture, match=words):
        stored_values(str(pydicom_files / name))
