"""Exporting what a library holds, in canonical order."""

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dicomtree import export, header, scanner
from dicomtree.export import (
    ArrayPlan,
    CannotExportError,
    ExportOptions,
    FrameReader,
    ImageStack,
    Output,
    Slice,
    ValueKind,
)
from dicomtree.header import named_attribute
from dicomtree.library.as_json import library_json
from dicomtree.model import (
    Counts,
    JobProgress,
    Patient,
    Series,
    SeriesContent,
    Stack,
    StackArray,
    Study,
    Tree,
    decimal_value,
)
from dicomtree.publish import OnJobProgress, Report, Room, name_key, safe_name

if TYPE_CHECKING:
    from dicomtree.library.library import Library

TABLES = {
    "csv": "tree.csv",
    "json": "tree.json",
    "attributes-csv": "attributes.csv",
    "attributes-json": "attributes.json",
}
"""What becomes a table, and the file's name."""

_ATTRIBUTE_BYTES, _TREE_BYTES = 30_000, 400
"""About what an instance takes in a table: measured on real CT and MR, where 200 attributes are many."""

Place = tuple[Patient, Study, Series]


@dataclass(frozen=True, slots=True)
class NotExported:
    """A stack that has no such form, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """The files that would be written, and the stacks that have no such form."""

    outputs: tuple[Output, ...]
    refused: tuple[NotExported, ...]

    def room(self, place: str) -> Room:
        """Return what the files will take below a folder, and what is free there now."""
        return export.needed_room(self.outputs, place)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, and what could not be."""

    report: Report | None
    refused: tuple[NotExported, ...]


def array_of(
    library: "Library", series_key: int, stack: Stack, values: str, sort_by: Sequence[str]
) -> StackArray:
    """Return a stack of a series as an array. See `Stack.array`."""
    (images,) = _images(library, series_key, SeriesContent((stack,), ()), "")
    with FrameReader() as reader:
        return export.stack_array(_array_plan(images, sort_by), ValueKind(values), reader)


def stacks_of(library: "Library", series: Series, name: str) -> list[ImageStack]:
    """Return a series' stacks with what exports need; reads multi-frame headers."""
    return _images(library, series.key, library.content(series.key), name)


def _images(
    library: "Library", series_key: int, content: SeriesContent, name: str
) -> list[ImageStack]:
    rows = library.rows_of(series_key)
    several = [row for row in rows if row.number_of_frames is not None]
    paths = [library.absolute_path(row.root, row.path) for row in several]
    read = scanner.read_details(paths) if paths else []
    details = {
        (row.root, row.path): detail
        for row, detail in zip(several, read, strict=True)
        if detail is not None
    }
    return export.image_stacks(name, content, rows, details, library.absolute_path)


def export_series(
    library: "Library",
    series: Iterable[Series],
    destination: str | os.PathLike[str],
    options: ExportOptions,
    *,
    sort_by: Sequence[str] = (),
    watch: tuple[OnJobProgress | None, threading.Event | None] = (None, None),
) -> ExportReport:
    """Write the stacks of some series below a folder, each with its record; blocks.

    Raises publish.DestinationRefusedError, ValueError for an unknown keyword, publish.NoRoomError,
    OSError.
    """
    _, cancel = watch
    plan = plan_export(library, series, options, sort_by=sort_by, watch=(None, cancel))
    return carry_out(library, plan, destination, options.command, watch)


def plan_export(
    library: "Library",
    series: Iterable[Series],
    options: ExportOptions,
    *,
    sort_by: Sequence[str] = (),
    watch: tuple[OnJobProgress | None, threading.Event | None] = (None, None),
) -> ExportPlan:
    """Say which files the stacks of some series would become; nothing is written; blocks.

    Setting the event of `watch` leaves out what has not been looked at.
    Raises ValueError for an unknown keyword.
    """
    outputs: list[Output] = []
    refused: list[NotExported] = []
    progress, cancel = watch
    wanted = {one.key for one in series}
    plan_array = partial(_array_plan, sort_by=sort_by)
    with FrameReader() as reader:
        for done, (name, one) in enumerate(_named(library, wanted)):
            if cancel is not None and cancel.is_set():
                break
            if progress is not None:
                progress(JobProgress(done, len(wanted), 0, 0, name))
            for images in stacks_of(library, one, name):
                if options.stack not in (None, images.number):
                    continue
                try:
                    outputs += export.plan_outputs(images, options, reader, plan_array)
                except CannotExportError as refusal:
                    refused.append(NotExported(images.name, str(refusal)))
    return ExportPlan(tuple(outputs), tuple(refused))


def plan_tables(library: "Library", series: Iterable[Series], names: Iterable[str]) -> ExportPlan:
    """Say which tables would be written. Raises ValueError for a name that is none of `TABLES`."""
    wanted = {one.key for one in series}
    return ExportPlan(tuple(_table(library, wanted, name) for name in names), ())


def carry_out(
    library: "Library",
    plan: ExportPlan,
    destination: str | os.PathLike[str],
    command: str,
    watch: tuple[OnJobProgress | None, threading.Event | None] = (None, None),
) -> ExportReport:
    """Write what is planned; raises as `export_series` does."""
    return ExportReport(_write(library, plan.outputs, destination, command, watch), plan.refused)


def export_tables(
    library: "Library",
    series: Iterable[Series],
    destination: str | os.PathLike[str],
    names: Iterable[str],
    *,
    command: str = "",
    watch: tuple[OnJobProgress | None, threading.Event | None] = (None, None),
) -> ExportReport:
    """Write tables of some series: any of tree.csv, tree.json, attributes.csv, attributes.json.

    Raises ValueError for another name, publish.DestinationRefusedError, publish.NoRoomError, OSError.
    """
    plan = plan_tables(library, series, names)
    return carry_out(library, plan, destination, command, watch)


def _write(
    library: "Library",
    outputs: Sequence[Output],
    destination: str | os.PathLike[str],
    command: str,
    watch: tuple[OnJobProgress | None, threading.Event | None],
) -> Report | None:
    if not outputs:
        return None
    progress, cancel = watch
    return export.write_outputs(
        outputs,
        os.fspath(destination),
        roots=library.roots,
        command=command,
        progress=progress,
        cancel=cancel,
    )


def _named(library: "Library", wanted: set[int]) -> Iterator[tuple[str, Series]]:
    """Yield series with names for their files: numbers in the tree, no patient's data.

    Series of one number and modality are told apart, the same way whatever is `wanted`.
    """
    times = Counter[str]()
    for p, patient in enumerate(library.tree.patients, 1):
        for s, study in enumerate(patient.studies, 1):
            for n, series in enumerate(study.series, 1):
                number = n if series.series_number is None else series.series_number
                name = f"patient{p}-study{s}-series{number}-{series.modality or 'no modality'}"
                times[name_key(safe_name(name))] += 1
                time = times[name_key(safe_name(name))]
                if series.key in wanted:
                    yield safe_name(name if time == 1 else f"{name}-no{time}"), series


def _places(library: "Library", wanted: set[int]) -> Iterator[Place]:
    for patient in library.tree.patients:
        for study in patient.studies:
            for series in study.series:
                if series.key in wanted:
                    yield patient, study, series


def _array_plan(images: ImageStack, sort_by: Sequence[str]) -> ArrayPlan:
    if not sort_by:
        return export.plan_array(images)
    slices = list(images.slices())
    values = [_values(slices, keyword) for keyword in sort_by]
    return export.plan_sorted_array(images, sort_by, values)


def _values(slices: Sequence[Slice], keyword: str) -> list[Any]:
    """Return the value of each slice, of a frame among many that of its functional groups."""
    attribute = named_attribute(keyword)
    if attribute is None:
        raise ValueError(f"{keyword!r} is no DICOM keyword")
    paths = dict.fromkeys(one.path for one in slices)
    read = {path: header.read_frame_values(path, [attribute.tag])[0] for path in paths}
    texts = [_of_frame(read[one.path], one.index) for one in slices]
    return [text if (number := decimal_value(text)) is None else number for text in texts]


def _of_frame(texts: Sequence[str | None], index: int) -> str | None:
    if len(texts) == 1:
        return texts[0]
    return texts[index] if index < len(texts) else None


def _table(library: "Library", wanted: set[int], name: str) -> Output:
    def paths() -> Iterator[str]:
        for _, _, series in _places(library, wanted):
            for row in library.rows_of(series.key):
                yield library.absolute_path(row.root, row.path)

    makers: dict[str, Callable[[FrameReader], Iterator[bytes]]] = {
        "tree.csv": lambda _: export.tree_csv(_places(library, wanted)),
        "tree.json": lambda _: iter([_tree_json(library, wanted)]),
        "attributes.csv": lambda _: export.attribute_csv(paths()),
        "attributes.json": lambda _: export.attribute_json(paths()),
    }
    if name not in makers:
        raise ValueError(f"{name!r} is none of {', '.join(makers)}")
    each = _ATTRIBUTE_BYTES if name.startswith("attributes") else _TREE_BYTES
    count = sum(series.instance_count for _, _, series in _places(library, wanted))
    return Output(name, name, each * count, makers[name])


def _tree_json(library: "Library", wanted: set[int]) -> bytes:
    patients = []
    for patient in library.tree.patients:
        studies = [
            replace(study, series=tuple(one for one in study.series if one.key in wanted))
            for study in patient.studies
        ]
        kept = tuple(study for study in studies if study.series)
        if kept:
            patients.append(replace(patient, studies=kept))
    value = library_json(library.roots, Counts(), Tree(tuple(patients)), (), ())
    chosen = {key: value[key] for key in ("format", "roots", "patients")}
    return json.dumps(chosen, indent=1, allow_nan=False).encode("ascii") + b"\n"
