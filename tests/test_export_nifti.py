"""NIfTI files lie in space as the slices do; what is no regular grid is refused or resampled."""

import gzip
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import nibabel
import numpy as np
import pytest
from numpy.typing import NDArray

import dicomtree
from dicomtree import export
from dicomtree.export import CannotExportError, ExportOptions, Form, FrameReader, ImageStack, Slice
from dicomtree.export.grid import regular_affine
from dicomtree.export.resampling import regular_grid, resampled
from dicomtree.geometry import Orientation
from dicomtree.library.exported import export_series, stacks_of
from dicomtree.model import FrameRef, Geometry, MissingSlices, Spacing, Stack
from tests.phantoms import row

AXIAL = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def invented(positions: list[tuple[float, float, float]], **geometry: Any) -> ImageStack:
    """A stack of axial slices with pixels of 2 mm (rows) by 0.5 mm (columns)."""
    refs = [FrameRef(0, str(n), None, None, n, z) for n, (_, _, z) in enumerate(positions)]
    report: dict[str, Any] = {
        "normal": (0.0, 0.0, 1.0),
        "positions": len(positions),
        "spacing_mm": Spacing(5.0, 5.0, 5.0),
        "zones": (),
        "missing": (),
        "uneven_at": (),
        "tilt_deg": 0.0,
        "max_offline_mm": 0.0,
        "complete": True,
    } | geometry
    stack = Stack("3D", (), "position", False, (), Geometry(**report), (tuple(refs),))
    slices = tuple(
        Slice(ref, ref.path, row(ref.path), position, AXIAL, (2.0, 0.5), 3.0)
        for ref, position in zip(refs, positions, strict=True)
    )
    return ImageStack("s", 1, stack, (slices,))


def even(count: int) -> list[tuple[float, float, float]]:
    return [(10.0, 20.0, 30.0 + 5 * n) for n in range(count)]


# ---- the affine
def test_indices_are_column_row_slice_and_millimetres_point_right_front_up() -> None:
    affine = regular_affine(invented(even(3)))
    expected = np.asarray([[-0.5, 0, 0, -10], [0, -2, 0, -20], [0, 0, 5, 30], [0, 0, 0, 1.0]])
    np.testing.assert_allclose(affine, expected)


def test_a_single_slice_is_as_thick_as_it_says() -> None:
    assert regular_affine(invented(even(1)))[2, 2] == 3.0


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"tilt_deg": 18.5}, "tilted by 18.50 degrees"),
        ({"uneven_at": (1,)}, "unevenly spaced"),
        ({"missing": (MissingSlices(5.0, 2),)}, "2 slices are missing"),
        ({"max_offline_mm": 0.5}, "shifted by up to 0.50 mm"),
    ],
)
def test_what_is_no_regular_grid_is_refused_with_the_reason(
    geometry: dict[str, Any], reason: str
) -> None:
    with pytest.raises(CannotExportError, match=reason):
        export.plan_nifti(invented(even(3), **geometry), resample=False)
    plan = export.plan_nifti(invented(even(3), **geometry), resample=True)
    assert plan.note is not None
    assert reason in plan.note


def test_stacks_without_positions_are_refused() -> None:
    images = invented(even(2))
    flat = replace(images, stack=replace(images.stack, geometry=None, kind="2D/no geometry"))
    with pytest.raises(CannotExportError, match="no positions"):
        export.plan_nifti(flat, resample=True)
    mosaic = replace(images, stack=replace(images.stack, kind="mosaic"))
    with pytest.raises(CannotExportError, match="mosaic"):
        export.plan_nifti(mosaic, resample=True)
    volumes = (images.volumes[0], images.volumes[0][:1])
    with pytest.raises(CannotExportError, match="differ in their number"):
        export.plan_nifti(replace(images, volumes=volumes), resample=False)


# ---- resampling
def field(x: NDArray[Any], y: NDArray[Any], z: float) -> NDArray[Any]:
    """A picture that is linear in space: linear interpolation must give it back."""
    return np.asarray(2 * x + 3 * y - 4 * z)


@pytest.mark.parametrize(
    "positions",
    [
        [(0.0, 1.3 * n, 5.0 * n) for n in range(6)],
        [(0.7 * n, 0.0, z) for n, z in enumerate((0.0, 5.0, 9.0, 15.0, 25.0))],
        [(-0.3 * n, -0.9 * n, 5.0 * n) for n in range(5)],
    ],
)
def test_resampling_gives_back_what_is_linear_in_space(
    positions: list[tuple[float, float, float]],
) -> None:
    images = invented(positions, tilt_deg=10.0)
    rows, columns = np.mgrid[0:12, 0:14]

    def read(one: Slice) -> NDArray[np.float32]:
        assert one.position is not None
        x, y, z = one.position
        return field(x + 0.5 * columns, y + 2.0 * rows, z).astype(np.float32)

    grid = regular_grid(images)
    planes = list(resampled(images.volumes[0], grid, read))
    assert len(planes) == 1 + int(positions[-1][2] // 5)
    shape = (12 + grid.more[0], 14 + grid.more[1])
    i, j = np.mgrid[0 : shape[0], 0 : shape[1]]
    for k, plane in enumerate(planes):
        assert plane.shape == shape
        place = grid.affine @ np.stack([j.ravel(), i.ravel(), np.full(i.size, k), np.ones(i.size)])
        expected = field(-place[0], -place[1], place[2][0]).reshape(shape)
        inner = (slice(4, -4), slice(8, -6)) if shape[1] > 14 else (slice(4, -4), slice(2, -2))
        np.testing.assert_allclose(plane[inner], expected[inner], atol=1e-3)


# ---- real files
def written(images: ImageStack, path: Path, *, resample: bool = False) -> Any:
    plan = export.plan_nifti(images, resample=resample)
    with FrameReader() as reader, open(path, "wb") as file:
        file.writelines(export.nifti_chunks(plan, reader, compress=path.suffix == ".gz"))
    return nibabel.load(path)  # type: ignore[attr-defined,unused-ignore]


def test_a_tilted_series_is_refused_or_straightened(corpus: Path, tmp_path: Path) -> None:
    folder = corpus / "ct-gantry-tilt/ge-variable-spacing"
    library = dicomtree.open_folder(folder, index=False)
    (series,) = library.tree.series()
    (images,) = stacks_of(library, series, "s")
    with pytest.raises(CannotExportError, match="tilted"):
        export.plan_nifti(images, resample=False)
    made = written(images, tmp_path / "a.nii", resample=True)
    assert made.get_data_dtype() == np.float32
    axes = made.affine[:3, :3] / np.linalg.norm(made.affine[:3, :3], axis=0)
    np.testing.assert_allclose(axes.T @ axes, np.eye(3), atol=1e-6)


def test_compressed_and_not_hold_the_same_and_twice_the_same_bytes(
    corpus: Path, tmp_path: Path
) -> None:
    library = dicomtree.open_folder(corpus / "mr-multi-echo", index=False)
    images = stacks_of(library, library.tree.series()[0], "s")[0]
    written(images, tmp_path / "a.nii")
    written(images, tmp_path / "a.nii.gz")
    written(images, tmp_path / "b.nii.gz")
    with gzip.open(tmp_path / "a.nii.gz") as file:
        assert file.read() == (tmp_path / "a.nii").read_bytes()
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()


class Volume(NamedTuple):
    """A 3D volume with its axes as near to right, front and up as flips and swaps bring them."""

    values: NDArray[Any]
    affine: NDArray[Any]


def volumes_of(path: Path) -> list[Volume]:
    """Return the 3D volumes of a file; none of a coloured one."""
    image: Any = nibabel.load(path)  # type: ignore[attr-defined,unused-ignore]
    if image.get_data_dtype().fields is not None:
        return []
    data = np.asarray(image.get_fdata(dtype=np.float32))
    data = data.reshape(*data.shape[:3], -1)
    found = []
    for index in range(data.shape[3]):
        one = nibabel.Nifti1Image(data[..., index], image.affine)  # type: ignore[no-untyped-call]
        turned: Any = nibabel.as_closest_canonical(one)  # type: ignore[no-untyped-call]
        found.append(Volume(np.asarray(turned.dataobj), turned.affine))
    return found


def is_same(ours: Volume, theirs: Volume) -> bool:
    """Tell whether two volumes hold the same values at the same places (to 5 µm)."""
    return (
        ours.values.shape == theirs.values.shape
        and np.allclose(ours.affine, theirs.affine, atol=5e-3)
        and np.allclose(ours.values, theirs.values, rtol=1e-5, atol=1e-3)
    )


def is_covered(ours: Volume, theirs: list[Volume]) -> bool:
    """Tell whether each slice is one of theirs: dcm2niix splits where the exposure changes."""
    planes = {
        one.values[:, :, k].tobytes()
        for one in theirs
        if np.allclose(one.affine[:3, :2], ours.affine[:3, :2], atol=1e-4)
        for k in range(one.values.shape[2])
    }
    count = ours.values.shape[2]
    return all(ours.values[:, :, k].tobytes() in planes for k in range(count))


# It writes a tilted series as it is, besides one that it straightens; we refuse it.
NOT_COMPARED = {"1.2.826.0.1.3680043.9.4245.3115138630835728997848661150714813892"}


def test_volumes_equal_those_of_dcm2niix(corpus: Path, tmp_path: Path) -> None:
    theirs_folder = tmp_path / "theirs"
    theirs_folder.mkdir()
    program = str(Path(sys.executable).with_name("dcm2niix"))
    command = [program, "-z", "n", "-p", "n", "-m", "n", "-b", "n", "-d", "9", "-f", "%j=%s"]
    subprocess.run(
        [*command, "-o", str(theirs_folder), str(corpus)], capture_output=True, check=False
    )
    theirs: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(theirs_folder.glob("*.nii")):
        if "_Tilt" not in path.name and "_Eq" not in path.name:
            theirs[path.name.partition("=")[0]].append(path)
    library = dicomtree.open_folder(corpus, index=False)
    same, covered, differing = 0, 0, []
    for series in library.tree.series():
        uid = series.series_instance_uid or ""
        for images in stacks_of(library, series, f"{series.key}"):
            if images.stack.kind not in ("3D", "4D") or uid in NOT_COMPARED:
                continue
            written(images, tmp_path / "ours.nii")
            others = [volume for path in theirs[uid] for volume in volumes_of(path)]
            for number, ours in enumerate(volumes_of(tmp_path / "ours.nii")):
                if any(is_same(ours, other) for other in others):
                    same += 1
                elif is_covered(ours, others):
                    covered += 1
                else:
                    differing.append(f"{uid} {images.name} volume {number}")
    assert differing == []
    assert same >= 25
    assert covered <= 4


def test_an_export_leaves_file_and_record(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus / "mr-multi-echo", index=False)
    options = ExportOptions(Form.NIFTI, command="dicomtree export …")
    done = export_series(library, library.tree.series()[:1], tmp_path / "out", options)
    assert done.report is not None
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".gz", ".json"]
