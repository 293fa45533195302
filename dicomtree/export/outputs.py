"""From stacks to the files that an export writes."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from dicomtree.export.arrays import ArrayPlan, ValueKind, plan_array, unit_of
from dicomtree.export.images import ImageStack, Slice, pixel_bytes
from dicomtree.export.nifti import nifti_chunks, plan_nifti
from dicomtree.export.numpy_files import npy_chunks, npz_chunks
from dicomtree.export.pictures import OF_STACK, WindowChoice, png, png16, stack_window
from dicomtree.export.reading import FrameReader
from dicomtree.export.refusal import CannotExportError
from dicomtree.export.sidecar import sidecar
from dicomtree.pixels import LookupTable, VoiChoice, checked_window

MIDDLE = "middle"
SHOWN, SIXTEEN_BITS, FLOAT = 1, 2, 4  # bytes of a value


class Form(StrEnum):
    """What an image is exported as."""

    PNG = "png"
    PNG16 = "png16"
    NPY = "npy"
    NPZ = "npz"
    NIFTI = "nifti"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How stacks are exported.

    `only` is "middle", or the number of one slice from 1 in canonical order, for pictures; None
    takes all. `stack` takes only the stack of that number, from 1, of each series. `window` is as
    for `display_values`, "stack" (one for all: that of the middle slice) or "own" (each image's).
    `command` repeats the export.

    Raises ValueError for a number below 1, or a window that can show nothing.
    """

    form: Form
    window: WindowChoice = OF_STACK
    only: int | str | None = None
    stack: int | None = None
    values: ValueKind = ValueKind.REAL
    resample: bool = False
    compress: bool = True
    command: str = ""

    def __post_init__(self) -> None:
        for name, number in (("slice", self.only), ("stack", self.stack)):
            if isinstance(number, int) and number < 1:
                raise ValueError(f"{name} {number}: they count from 1")
        if isinstance(self.window, tuple):
            checked_window(*self.window)


@dataclass(frozen=True, slots=True)
class Output:
    """A file to write: `make` yields its bytes, and raises CannotExportError and OSError.

    `size` is about the most that it can have, in bytes, `least` what it has at least. One that
    `is_record` tells where the files before it came from.
    """

    target: str
    source: str
    size: int
    make: Callable[[FrameReader], Iterator[bytes]]
    is_record: bool = False
    least: int = 0


PlanArray = Callable[[ImageStack], ArrayPlan]


def plan_outputs(
    images: ImageStack, options: ExportOptions, reader: FrameReader, array: PlanArray = plan_array
) -> list[Output]:
    """Return the files that a stack becomes, its record last; `array` says how arrays are ordered.

    Raises CannotExportError with the reason.
    """
    if options.form in (Form.PNG, Form.PNG16):
        return _pictures(images, options, reader)
    if options.form is Form.NIFTI:
        return _nifti(images, options)
    return _numpy(images, options, array(images))


def _pictures(images: ImageStack, options: ExportOptions, reader: FrameReader) -> list[Output]:
    chosen = _chosen(images, options.only)
    window: VoiChoice | None = None
    how: dict[str, Any] = {"form": str(options.form)}
    if options.form is Form.PNG:
        window = stack_window(images, options.window, reader)
        how["window"] = {"choice": options.window, "of_stack": _window_json(window)}
    else:
        how["values"] = "stored; of signed ones 32768 was added"

    def one_picture(one: Slice, own_reader: FrameReader) -> Iterator[bytes]:
        if options.form is Form.PNG16:
            yield png16(one, own_reader)
        else:
            yield png(one, window, options.window, own_reader)

    digits = max(4, len(str(len(chosen))))
    outputs = [
        Output(
            f"{images.name}/{number:0{digits}d}.png",
            one.path,
            pixel_bytes(one, SHOWN if options.form is Form.PNG else SIXTEEN_BITS),
            functools.partial(one_picture, one),
        )
        for number, one in chosen
    ]
    used = [one for _, one in chosen]
    return [*outputs, _record(images, used, how, options)]


def _chosen(images: ImageStack, only: int | str | None) -> list[tuple[int, Slice]]:
    """Return the slices to show, with their numbers through all volumes."""
    numbered = list(enumerate(images.slices(), 1))
    if only is None:
        return numbered
    if only == MIDDLE:
        volume = len(images.volumes[0])
        return [numbered[volume // 2]]
    found = [(number, one) for number, one in numbered if number == only]
    if not found:
        raise CannotExportError(f"it has {len(numbered)} slices, and no slice {only}")
    return found


def _nifti(images: ImageStack, options: ExportOptions) -> list[Output]:
    plan = plan_nifti(images, resample=options.resample)
    ending = ".nii.gz" if options.compress else ".nii"
    slices = list(images.slices())
    most = max(_bytes(slices, None), _bytes(slices, FLOAT))
    make = Output(
        images.name + ending,
        images.volumes[0][0].path,
        most,
        lambda reader: nifti_chunks(plan, reader, compress=options.compress),
        least=0 if options.compress else _least(slices, None),
    )
    how = {"form": "nifti", "affine_ras_mm": plan.affine.tolist(), "resampled": plan.note}
    return [make, _record(images, list(images.slices()), how, options)]


def _numpy(images: ImageStack, options: ExportOptions, plan: ArrayPlan) -> list[Output]:
    chunks = npy_chunks if options.form is Form.NPY else npz_chunks
    width = FLOAT if options.values is ValueKind.REAL else None
    make = Output(
        f"{images.name}-{options.values}.{options.form}",
        plan.slices[0].path,
        _bytes(plan.slices, width),
        lambda reader: chunks(plan, options.values, reader),
        least=_least(plan.slices, width) if options.form is Form.NPY else 0,
    )
    how = {
        "form": str(options.form),
        "values": str(options.values),
        "unit": unit_of(plan, options.values),
        "array_dimensions": [*plan.dimensions, "row", "column"],
        "coordinates": dict(zip(plan.dimensions, map(list, plan.coordinates), strict=True)),
    }
    return [make, _record(images, plan.slices, how, options)]


def _bytes(slices: Iterable[Slice], width: int | None) -> int:
    return sum(pixel_bytes(one, width) for one in slices)


def _least(slices: Iterable[Slice], width: int | None) -> int:
    """Return what slices surely take: what is damaged may claim any size, and not be written."""
    return _bytes((one for one in slices if one.row.flaw is None), width)


def _record(
    images: ImageStack, used: Sequence[Slice], how: dict[str, Any], options: ExportOptions
) -> Output:
    def make(_reader: FrameReader) -> Iterator[bytes]:
        yield sidecar(images, used, how, options.command)

    size = 1000 + 300 * len(used)
    return Output(f"{images.name}.json", images.name, size, make, is_record=True, least=size)


def _window_json(window: VoiChoice | None) -> dict[str, Any] | None:
    if window is None:
        return None
    if isinstance(window, LookupTable):
        return {"table": len(window.entries)}
    return asdict(window)
