"""The rows of the tree: labels for people, made only when a node is opened."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from dicomtree.explain import split_words
from dicomtree.geometry import plane_name
from dicomtree.header.uid_names import uid_name
from dicomtree.model import (
    DataWarning,
    NonImage,
    Patient,
    Series,
    Spacing,
    Stack,
    Study,
    Tree,
)
from dicomtree.session import finding
from dicomtree.session.dimensions import volumes_in_words
from dicomtree.session.identity import hidden_patient_label, in_script, spoken, spoken_name
from dicomtree.session.lookup import index_of, patient_number, study_number
from dicomtree.session.slice_rows import Rows, SliceRows
from dicomtree.session.state import NodeKey, Session
from dicomtree.session.tree_row import TreeRow
from dicomtree.settings import Settings
from dicomtree.text import (
    NaturalKey,
    counted,
    natural_key,
    readable_date,
    readable_size,
    readable_time,
)

WARNING_SIGN = "⚠"
BY_HAND = "✎ by hand"
WEAK_HINTS = frozenset({"instance_number_holes"})
"""Kinds of warnings too weak to mark a row; the details line and the panel have them."""


LONGEST_SHARED = 20
"""Characters that the names of a split's parts may have in common."""


class Column(NamedTuple):
    """A column of the tree; `width` in characters, `anchor` as Tk has it."""

    name: str
    title: str
    width: int
    anchor: str
    shown_by_default: bool


COLUMNS = (
    Column("modality", "Modality", 8, "w", True),
    Column("date", "Date", 11, "w", True),
    Column("images", "Images", 8, "e", True),
    Column("description", "Description", 22, "w", True),
    Column("time", "Time", 9, "w", False),
    Column("accession", "Accession", 14, "w", False),
    Column("body_part", "Body part", 12, "w", False),
    Column("sop_class", "SOP class", 24, "w", False),
    Column("transfer_syntax", "Transfer syntax", 24, "w", False),
    Column("station", "Station", 14, "w", False),
    Column("size", "Size", 10, "e", False),
)


class _Facts(NamedTuple):
    """What the cells of one row say, and how it sorts by each."""

    modality: str = ""
    date: str = ""
    time: str = ""
    instances: int = 0
    frames: int = 0
    description: str = ""
    accession: str = ""
    body_part: str = ""
    sop_class: str = ""
    transfer_syntax: str = ""
    station: str = ""
    size: int = 0


def shown_columns(settings: Settings) -> tuple[Column, ...]:
    """Return the columns beside the tree's own that the user wants, in the user's order."""
    if not settings.columns:
        return tuple(column for column in COLUMNS if column.shown_by_default)
    by_name = {column.name: column for column in COLUMNS}
    return tuple(by_name[name] for name in settings.columns if name in by_name)


def children(session: Session, key: NodeKey | None) -> Rows:
    """Return the rows under a node, of the whole tree for None; () for what is not there yet.

    Those of slices are made when they are taken from the answer: there may be 50,000.
    """
    index = index_of(session.tree)
    match key:
        case None:
            return _rows(session, finding.patients(session), _patient_row, _patient_facts)
        case ("patient", number) if number in index.patients:
            studies = finding.studies(session, index.patients[number])
            return _rows(session, studies, _study_row, _study_facts)
        case ("study", number) if number in index.studies:
            series = finding.series(session, index.studies[number])
            return _rows(session, series, _series_row, _series_facts)
        case ("series", series_key):
            return _series_children(session, series_key)
        case ("stack", series_key, stack_index):
            return _slice_rows(session, series_key, stack_index)
        case _:
            return ()


_Node = TypeVar("_Node", Patient, Study, Series)


def _rows(
    session: Session,
    nodes: Iterable[_Node],
    row: Callable[[Session, _Node, _Facts], TreeRow],
    facts: Callable[[Session, _Node], _Facts],
) -> tuple[TreeRow, ...]:
    pairs = [(node, facts(session, node)) for node in nodes]
    column, descending = session.sort
    if column == "name":
        by_name = [(row(session, *pair), pair) for pair in pairs]
        by_name.sort(key=lambda made: natural_key(made[0].text), reverse=descending)
        return tuple(made for made, _ in by_name)
    if column:
        pairs.sort(key=lambda pair: _sort_value(pair[1], column), reverse=descending)
    return tuple(row(session, node, known) for node, known in pairs)


def _sort_value(facts: _Facts, column: str) -> tuple[int, NaturalKey]:
    if column == "images":
        return facts.instances, natural_key("")
    if column == "size":
        return facts.size, natural_key("")
    return 0, natural_key(str(getattr(facts, column)))


# ---- patients, studies, series
def _patient_row(session: Session, patient: Patient, facts: _Facts) -> TreeRow:
    number = patient_number(patient)
    tags: tuple[str, ...] = ()
    if session.identity_hidden:
        label = hidden_patient_label(session.tree, patient)
    else:
        name = spoken_name(session, patient.patient_name, patient.specific_character_set)
        patient_id = spoken(session, patient.patient_id, patient.specific_character_set)
        label = f"{name or 'no name'} · {patient_id or 'no id'}"
        tags = () if name or patient_id else ("dim",)
    row = _node_row(session, ("patient", number), "patient", label, facts)
    return _marked(row, tags, patient.warnings)


def _study_row(session: Session, study: Study, facts: _Facts) -> TreeRow:
    label = study_label(session, study)
    tags = () if study.study_date or study.study_description else ("dim",)
    row = _node_row(session, ("study", study_number(study)), "study", label, facts)
    return _marked(row, tags, study.warnings)


def _series_row(session: Session, series: Series, facts: _Facts) -> TreeRow:
    label = series_label(session, series)
    content = session.contents.get(series.key)
    warnings = series.identity_warnings
    if content is not None:
        warnings += content.warnings
        warnings += tuple(warning for stack in content.stacks for warning in stack.warnings)
    if content is not None and any(stack.by_hand is not None for stack in content.stacks):
        label = f"{label}  {BY_HAND}"
    tags = () if series.series_description else ("dim",)
    icon = _series_icon(session, series)
    row = _node_row(session, ("series", series.key), icon, label, facts)
    return _marked(row, tags, warnings)


def _series_icon(session: Session, series: Series) -> str:
    content = session.contents.get(series.key)
    if content is not None and not content.stacks:
        return "document"
    return "series"


def study_label(session: Session, study: Study) -> str:
    """Say which study it is, by its date and description."""
    date = readable_date(study.study_date or "") or "no date"
    return f"{date} · {_described(session, study.study_description, study)}"


def series_label(session: Session, series: Series) -> str:
    """Say which series it is, by its number and description."""
    number = "no number" if series.series_number is None else str(series.series_number)
    return f"{number} · {_described(session, series.series_description, series)}"


def _described(session: Session, description: str | None, node: Study | Series) -> str:
    return spoken(session, description, node.specific_character_set) or "no description"


def _node_row(session: Session, key: NodeKey, icon: str, label: str, facts: _Facts) -> TreeRow:
    return TreeRow(key, icon, label, _cells(session, facts), has_children=True)


def _marked(row: TreeRow, tags: tuple[str, ...], warnings: tuple[DataWarning, ...]) -> TreeRow:
    if is_marked(warnings):
        tags = (*tags, "warning")
    return replace(row, text=row.text + _badge(warnings), tags=tags)


def is_marked(warnings: tuple[DataWarning, ...]) -> bool:
    """Whether any of the warnings is more than a weak hint."""
    return any(warning.kind not in WEAK_HINTS for warning in warnings)


def _badge(warnings: tuple[DataWarning, ...]) -> str:
    """A symbol and a word: nothing is told by colour alone."""
    strong = [warning.kind for warning in warnings if warning.kind not in WEAK_HINTS]
    kinds = [kind.replace("_", " ") for kind in dict.fromkeys(strong)]
    if not kinds:
        return ""
    more = f" +{len(kinds) - 1}" if len(kinds) > 1 else ""
    return f"  {WARNING_SIGN} {kinds[0]}{more}"


def _cells(session: Session, facts: _Facts) -> tuple[str, ...]:
    texts = {
        **facts._asdict(),
        "images": _count(facts),
        "size": readable_size(facts.size),
        "accession": "" if session.identity_hidden else facts.accession,
        "station": "" if session.identity_hidden else facts.station,
    }
    return tuple(str(texts[column.name]) for column in shown_columns(session.settings))


def _count(facts: _Facts) -> str:
    if facts.instances == 0:
        return ""
    if facts.frames != facts.instances:
        return f"{facts.instances} ({facts.frames} fr)"
    return str(facts.instances)


_latest_facts: list[tuple[Tree, dict[int, tuple[Patient, str | None, _Facts]]]] = []
MOST_FACTS = 1 << 14
"""Patients; filtering makes further ones of the same tree."""


def _patient_facts(session: Session, patient: Patient) -> _Facts:
    """Return a patient's facts, which sorting asks for again and again: made once per tree.

    By identity, as hashing a patient would walk all of its series.
    """
    if not _latest_facts or _latest_facts[0][0] is not session.tree:
        _latest_facts[:] = [(session.tree, {})]
    kept, fallback = _latest_facts[0][1], session.settings.fallback_character_set
    known = kept.get(id(patient))
    if known is not None and known[0] is patient and known[1] == fallback:
        return known[2]
    if len(kept) >= MOST_FACTS:
        kept.clear()
    facts = _facts_of_patient(session, patient)
    kept[id(patient)] = patient, fallback, facts
    return facts


def _facts_of_patient(session: Session, patient: Patient) -> _Facts:
    studies = [_study_facts(session, study) for study in patient.studies]
    count = len(studies)
    return _merged(studies)._replace(
        date=max((facts.date for facts in studies), default=""),
        time="",
        accession="",
        description=f"{count} studies" if count > 1 else "1 study",
    )


def _study_facts(session: Session, study: Study) -> _Facts:
    return _merged([_series_facts(session, series) for series in study.series])._replace(
        date=readable_date(study.study_date),
        time=readable_time(study.study_time),
        description=spoken(session, study.study_description, study.specific_character_set),
        accession=study.accession_number or "",
    )


def _series_facts(session: Session, series: Series) -> _Facts:
    return _facts_of(series, session.settings.fallback_character_set)


@lru_cache(maxsize=1 << 14)
def _facts_of(series: Series, fallback: str | None) -> _Facts:
    # While a folder is read, most series are the same from one tree to the next.
    return _Facts(
        modality=series.modality or "",
        date=readable_date(series.series_date),
        time=readable_time(series.series_time),
        instances=series.instance_count,
        frames=series.frame_count,
        description=in_script(series.series_description, series.specific_character_set, fallback),
        body_part=series.body_part_examined or "",
        sop_class=uid_name(series.sop_class_uid),
        transfer_syntax=uid_name(series.transfer_syntax_uid),
        station=series.station_name or "",
        size=series.size_bytes,
    )


def _merged(parts: list[_Facts]) -> _Facts:
    return _Facts(
        modality=_distinct(facts.modality for facts in parts),
        instances=sum(facts.instances for facts in parts),
        frames=sum(facts.frames for facts in parts),
        body_part=_distinct(facts.body_part for facts in parts),
        station=_distinct(facts.station for facts in parts),
        size=sum(facts.size for facts in parts),
    )


def _distinct(texts: Iterable[str]) -> str:
    once = set(texts)
    if len(once) == 1:
        return once.pop()
    return ", ".join(sorted({part for text in once for part in text.split(", ") if part}))


# ---- stacks, slices, objects
def _series_children(session: Session, series_key: int) -> Rows:
    content = session.contents.get(series_key)
    if content is None:
        return ()
    if len(content.stacks) == 1 and not content.non_image:
        return _slice_rows(session, series_key, 0)
    shared = _shared_part(content.stacks)
    stacks = [
        _stack_row(session, ("stack", series_key, index), stack, shared)
        for index, stack in enumerate(content.stacks)
    ]
    objects = [
        _object_row(session, series_key, index, found)
        for index, found in enumerate(content.non_image)
    ]
    return (*stacks, *objects)


def _stack_row(session: Session, key: NodeKey, stack: Stack, shared: str) -> TreeRow:
    facts = _Facts(instances=stack.frame_count, frames=stack.frame_count)
    title = stack_title(stack, values=not session.identity_hidden)
    if shared and title.startswith(shared):
        title = f"…{title.removeprefix(shared)}"
    text = title if stack.by_hand is None else f"{title}  {BY_HAND}"
    row = _node_row(session, key, _stack_icon(stack), text, facts)
    return _marked(row, (), stack.warnings)


def _shared_part(stacks: Sequence[Stack]) -> str:
    """Return what the parts of a split all begin with, where that leaves no room for the rest."""
    parts = [split_words(stack.by_hand) for stack in stacks if stack.by_hand is not None]
    if len(parts) < 2:
        return ""
    # Of sorted texts, what the first and the last begin with, all of them do.
    pairs = zip(min(parts), max(parts), strict=False)
    shared = "".join(one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    end = max(shared.rfind("\\"), shared.rfind(" ")) + 1
    return shared[:end] if end > LONGEST_SHARED else ""


def _stack_icon(stack: Stack) -> str:
    if stack.kind.startswith("localizer"):
        return "localizer"
    return "mosaic" if stack.kind == "mosaic" else "stack"


def stack_label(stack: Stack) -> str:
    """Say what a stack is: "axial · 140 × 1.0 mm", "localizer · coronal · 3 images"."""
    plane = plane_name(stack.geometry.normal) if stack.geometry is not None else ""
    spacing = stack.geometry.spacing_mm if stack.geometry is not None else None
    if stack.kind in ("3D", "4D") and stack.geometry is not None and spacing is not None:
        label = f"{plane} · {stack.geometry.positions} × {_spacing_text(stack, spacing)} mm"
        return label if len(stack.volumes) < 2 else f"{label} × {volumes_in_words(stack)}"
    parts = [stack.kind, plane, counted(stack.frame_count, "image")]
    return " · ".join(part for part in parts if part)


def _spacing_text(stack: Stack, spacing: Spacing) -> str:
    """Return the usual spacing, or from which to which it goes where it was meant to change."""
    if any(warning.kind == "spacing_zones" for warning in stack.warnings):
        return f"{spacing.min:.1f}–{spacing.max:.1f}"
    return f"{spacing.median:.1f}"


def stack_title(stack: Stack, *, values: bool = True) -> str:
    """Say what a stack is and, where one was split by hand, which part: "Flip Angle 5° · …".

    Without `values` the part is not named: it may say who the patient is.
    """
    part = split_words(stack.by_hand) if values and stack.by_hand is not None else ""
    return f"{part} · {stack_label(stack)}" if part else stack_label(stack)


def _slice_rows(session: Session, series_key: int, stack_index: int) -> Rows:
    content = session.contents.get(series_key)
    if content is None or stack_index >= len(content.stacks):
        return ()
    of_stack: NodeKey = ("stack", series_key, stack_index)
    empty = _cells(session, _Facts())
    return SliceRows(session, of_stack, content.stacks[stack_index], empty)


def _object_row(session: Session, series_key: int, index: int, found: NonImage) -> TreeRow:
    kind = _kind_of_object(found.sop_class_uid) or found.modality or "object"
    name = "" if session.identity_hidden else f" · {found.path.rpartition('/')[2]}"
    return TreeRow(
        key=("object", series_key, index),
        icon="document",
        text=f"{kind}{name}",
        cells=_cells(session, _Facts(modality=found.modality or "", instances=1, frames=1)),
    )


@cache
def _kind_of_object(sop_class_uid: str | None) -> str:
    return uid_name(sop_class_uid).removesuffix(" Storage")
