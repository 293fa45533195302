"""The demo is always the same, valid, and tells nothing of order except by position."""

import hashlib
import itertools
import re
from pathlib import Path

import numpy as np
import pydicom
import pytest

from dicomtree import settings
from dicomtree.demo import FOLDER, make_demo

CONTENT = {"CT": 81, "MR": 52, "SR": 1, "US": 1}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "set")


def _read(folder: Path) -> list[pydicom.Dataset]:
    return [pydicom.dcmread(path) for path in sorted(folder.iterdir())]


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("IM*")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _counted_from_feet(dataset: pydicom.Dataset) -> int:
    found = re.match(r"slice (\d+) of", dataset.get("ImageComments", ""))
    return int(found[1]) if found else 0


def _offset(dataset: pydicom.Dataset) -> float:
    rows, columns = np.reshape(np.array(dataset.ImageOrientationPatient, float), (2, 3))
    normal = np.cross(rows, columns)
    return float(normal @ np.array(dataset.ImagePositionPatient, float))


def test_every_series_has_its_files(demo: Path) -> None:
    assert {folder.name: len(list(folder.iterdir())) for folder in demo.iterdir()} == CONTENT


def test_the_demo_is_the_same_at_every_making(demo: Path, tmp_path: Path) -> None:
    assert _digest(make_demo(tmp_path / "again")) == _digest(demo)


def test_position_gives_the_order_and_nothing_else_does(demo: Path) -> None:
    slices = [ds for ds in _read(demo / "CT") if "LOCALIZER" not in ds.ImageType]
    by_name = [_counted_from_feet(ds) for ds in slices]
    by_number = [_counted_from_feet(ds) for ds in sorted(slices, key=lambda d: d.InstanceNumber)]
    by_position = [_counted_from_feet(ds) for ds in sorted(slices, key=_offset)]
    assert by_position == [*range(1, 81)]
    assert len({tuple(by_name), tuple(by_number), tuple(by_position)}) == 3


def test_neighbours_in_space_look_alike(demo: Path) -> None:
    slices = [ds for ds in _read(demo / "CT") if "LOCALIZER" not in ds.ImageType]
    pixels = {_counted_from_feet(ds): ds.pixel_array.astype(float) for ds in slices}

    def difference(order: list[int]) -> float:
        pairs = itertools.pairwise(order)
        return float(np.mean([np.abs(pixels[a] - pixels[b]).mean() for a, b in pairs]))

    by_name = [_counted_from_feet(ds) for ds in slices]
    assert difference([*range(1, 81)]) < difference(by_name) / 3


def test_a_localizer_lies_among_the_slices(demo: Path) -> None:
    (localizer,) = (ds for ds in _read(demo / "CT") if "LOCALIZER" in ds.ImageType)
    assert localizer.ImageOrientationPatient[5] == -1
    assert 1 <= localizer.InstanceNumber <= 81
    assert len({ds.SeriesInstanceUID for ds in _read(demo / "CT")}) == 1


def test_each_position_of_the_head_has_two_echoes(demo: Path) -> None:
    echoes: dict[float, set[int]] = {}
    for dataset in _read(demo / "MR"):
        echoes.setdefault(round(_offset(dataset), 2), set()).add(int(dataset.EchoNumbers))
    assert len(echoes) == 26
    assert all(numbers == {1, 2} for numbers in echoes.values())


def test_the_ultrasound_is_colour_and_moves(demo: Path) -> None:
    (dataset,) = _read(demo / "US")
    frames = dataset.pixel_array
    assert frames.shape == (24, 400, 520, 3)
    assert (frames[6] != frames[18]).any()
    assert (frames[..., 0] != frames[..., 2]).any()
    assert str(dataset.PatientName.ideographic) == "見本^花子"


def test_the_report_has_no_picture(demo: Path) -> None:
    (dataset,) = _read(demo / "SR")
    assert "PixelData" not in dataset
    assert "invented" in dataset.ContentSequence[0].TextValue


def test_every_instance_is_one_of_a_kind(demo: Path) -> None:
    datasets = [pydicom.dcmread(path, stop_before_pixels=True) for path in demo.rglob("IM*")]
    assert len({ds.SOPInstanceUID for ds in datasets}) == sum(CONTENT.values())
    assert len({ds.StudyInstanceUID for ds in datasets}) == 3
    assert len({ds.PatientID for ds in datasets}) == 2
    assert all(len(ds.SOPInstanceUID) <= 64 for ds in datasets)


def test_it_is_made_once_in_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr("dicomtree.demo.files.write_files", made.append)
    assert make_demo() == make_demo() == settings.cache_folder() / FOLDER
    assert len(made) == 1


def test_when_it_cannot_be_made_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_bytes(b"x")
        raise OSError("the disk is full")

    monkeypatch.setattr("dicomtree.demo.files.write_files", fail)
    with pytest.raises(OSError, match="full"):
        make_demo(tmp_path / "set")
    assert list(tmp_path.iterdir()) == []


def test_whoever_makes_it_first_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "set"

    def be_late(folder: Path) -> None:
        (folder / "mine").write_bytes(b"x")
        target.mkdir()
        (target / "theirs").write_bytes(b"x")

    monkeypatch.setattr("dicomtree.demo.files.write_files", be_late)
    assert make_demo(target) == target
    assert [path.name for path in target.iterdir()] == ["theirs"]
    assert [path.name for path in tmp_path.iterdir()] == ["set"]
