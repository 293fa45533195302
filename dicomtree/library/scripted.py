"""Copying and exporting as a script asks for it: one call for plan and deed."""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict, Unpack

from dicomtree import dicomdir, organise
from dicomtree.dicomdir import Invented, RefusedFile
from dicomtree.export import OF_STACK, ExportOptions, Form, ValueKind, WindowChoice
from dicomtree.library.export_command import export_command
from dicomtree.library.exported import TABLES, ExportReport, export_series, export_tables
from dicomtree.library.media import FilingChoices, plan_medium
from dicomtree.library.organised import plan_copies
from dicomtree.library.queries import Nodes, series_of
from dicomtree.model import OnHowFar, Series
from dicomtree.organise import Plan, PlanOptions
from dicomtree.publish import Report
from dicomtree.transcode import Encoding

if TYPE_CHECKING:
    from dicomtree.library.library import Library

Destination = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Watch:
    """Where to say how far it is, and when to stop."""

    progress: OnHowFar | None = None
    cancel: threading.Event | None = None


class CopyChoices(TypedDict, total=False):
    """Which files are copied, and how."""

    encoding: str | None
    copies: bool
    stack: int | None


class MediumChoices(FilingChoices, total=False):
    """What goes onto a medium, and how its directory is made."""

    stack: int | None


class ExportChoices(TypedDict, total=False):
    """How stacks are exported; the words and defaults of the command line."""

    window: WindowChoice
    only: int | str | None
    stack: int | None
    values: str
    sort_by: Sequence[str]
    resample: bool
    compress: bool


@dataclass(frozen=True, slots=True)
class MediumReport:
    """What was written to a medium, None if nothing; and what a DICOMDIR cannot list, and why.

    `invented` is what the DICOMDIR says that files do not.
    """

    report: Report | None
    refused: tuple[RefusedFile, ...]
    invented: tuple[Invented, ...] = ()


def planned_copies(
    library: "Library",
    destination: Destination,
    template: str | None,
    of: Nodes | None,
    **choices: Unpack[CopyChoices],
) -> Plan:
    """Plan to copy nodes of a library. See `Library.plan_copies`."""
    encoding = choices.get("encoding")
    options = PlanOptions(
        template=None if template is None else organise.parse_template(template),
        encoding=None if encoding is None else Encoding(encoding),
        copies=choices.get("copies", True),
    )
    return plan_copies(library, destination, options, _series(library, of), choices.get("stack"))


def carry_out(plan: Plan, watch: Watch) -> Report:
    """Copy what is planned. See `Library.organise`."""
    return organise.carry_out(plan, progress=watch.progress, cancel=watch.cancel)


def exported(
    library: "Library",
    destination: Destination,
    form: str,
    of: Nodes | None,
    watch: Watch,
    **choices: Unpack[ExportChoices],
) -> ExportReport:
    """Export nodes of a library. See `Library.export`."""
    series = _series(library, of)
    both = (watch.progress, watch.cancel)
    chosen = [] if of is None else [f"--series={one.series_instance_uid}" for one in series]
    tell = partial(export_command, library.roots, destination, form, chosen)
    if form in TABLES:
        if choices:
            raise ValueError(f"{form} takes no {', '.join(choices)}")
        names = [TABLES[form]]
        return export_tables(library, series, destination, names, command=tell(), watch=both)
    options = ExportOptions(
        form=Form(form),
        window=choices.get("window", OF_STACK),
        only=choices.get("only"),
        stack=choices.get("stack"),
        values=ValueKind(choices.get("values", ValueKind.REAL)),
        resample=choices.get("resample", False),
        compress=choices.get("compress", True),
    )
    sort_by = choices.get("sort_by", ())
    options = replace(options, command=tell(options, sort_by))
    return export_series(library, series, destination, options, sort_by=sort_by, watch=both)


def written_dicomdir(
    library: "Library",
    destination: Destination,
    of: Nodes | None,
    watch: Watch,
    **choices: Unpack[MediumChoices],
) -> MediumReport:
    """Write a medium of nodes of a library. See `Library.write_dicomdir`."""
    both = (watch.progress, watch.cancel)
    plan = plan_medium(library, destination, _series(library, of), watch=both, **choices)
    if not plan.files:
        return MediumReport(None, plan.refused)
    report = dicomdir.write_file_set(plan, progress=watch.progress, cancel=watch.cancel)
    return MediumReport(report, plan.refused, plan.invented)


def _series(library: "Library", of: Nodes | None) -> list[Series]:
    return list(library.tree.series()) if of is None else series_of(of)
