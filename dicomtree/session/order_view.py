"""What the panel "Why this order?" shows, and what its menus offer."""

from dataclasses import dataclass

from dicomtree.explain import (
    BY_HAND,
    PLACE,
    Section,
    SliceLine,
    StackExplanation,
    TableColumn,
    attribute_name,
    by_hand_words,
    table_columns,
)
from dicomtree.model import OrderKey, Stack
from dicomtree.session.identity import HIDDEN
from dicomtree.session.ordering import choice_of, order_of
from dicomtree.session.rows import stack_title
from dicomtree.session.slices import is_paged_by_volume, runs_backwards
from dicomtree.session.state import NodeKey, Session

NAMING_FILES = frozenset({"Set apart", "Also noticed", "Warnings"})
HIDDEN_REMARK = "Hidden with the identity: these remarks may name files."
KEYS = (
    (None, "As found"),
    (OrderKey.POSITION, "Position in space"),
    (OrderKey.INSTANCE_NUMBER, "Instance Number"),
    (OrderKey.ACQUISITION_TIME, "Acquisition Time"),
    (OrderKey.SLICE_LOCATION, "Slice Location"),
    (OrderKey.PATH, "File name"),
)


@dataclass(frozen=True, slots=True)
class OrderView:
    """Sentences and table of one stack, ready to show."""

    heading: str
    sections: tuple[Section, ...]
    columns: tuple[TableColumn, ...]
    lines: tuple[SliceLine, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """An attribute to split or unite by: its name, what to call it, whether it is chosen."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OrderOptions:
    """What can be decided about the stack in the pane; `key` and `reverse` are what holds now.

    `split` and `unite` are None while the explanation is not there yet.
    """

    key: OrderKey | None
    reverse: bool
    split: tuple[Option, ...] | None
    unite: tuple[Option, ...] | None
    is_chosen: bool


def explanation_of(session: Session) -> StackExplanation | None:
    """Return the explanation of the stack in the pane; None while it is not there."""
    viewer = session.viewer
    if viewer is None or session.explained is None or session.explained[0] != viewer.series_key:
        return None
    stacks = session.explained[1].stacks
    return stacks[viewer.stack_index] if 0 <= viewer.stack_index < len(stacks) else None


def order_view(session: Session) -> OrderView | None:
    """Return what the panel shows of the stack in the pane; None while nothing is known."""
    explained = explanation_of(session)
    if explained is None or session.explained is None:
        return None
    sections = (*explained.sections, *session.explained[1].sections)
    columns = _columns(session, explained)
    if session.identity_hidden:
        sections = tuple(_without_names(section, explained.stack) for section in sections)
        columns = tuple(_without_file(column) for column in columns)
    heading = stack_title(explained.stack, values=not session.identity_hidden)
    return OrderView(heading, sections, columns, explained.lines)


def line_on_screen(session: Session, view: OrderView) -> int | None:
    """Return the index of the line of the slice that is shown."""
    target = session.viewer.target if session.viewer is not None else None
    return next((i for i, line in enumerate(view.lines) if line.frame == target), None)


def key_of_line(session: Session, line: SliceLine) -> NodeKey | None:
    """Return the tree's key of a line's slice."""
    viewer = session.viewer
    if viewer is None:
        return None
    return ("slice", viewer.series_key, viewer.stack_index, line.volume - 1, line.place - 1)


def _without_names(section: Section, stack: Stack) -> Section:
    """Return a section that names no file, and no value that a stack was split by."""
    if section.title == BY_HAND and stack.by_hand is not None:
        words = _capital(by_hand_words(stack.by_hand, values=False))
        return Section(BY_HAND, (f"{words}.", *section.sentences[1:]))
    return Section(section.title, (HIDDEN_REMARK,)) if section.title in NAMING_FILES else section


def _without_file(column: TableColumn) -> TableColumn:
    return column if column.is_number else TableColumn(column.title, lambda _: HIDDEN, False)


def _columns(session: Session, explained: StackExplanation) -> tuple[TableColumn, ...]:
    """Return the table's columns, the place on the screen first; the same place once."""
    stack = explained.stack
    turned = runs_backwards(stack, session.settings.direction) or is_paged_by_volume(stack)
    others = [own for own in table_columns(explained) if turned or own.title != PLACE]
    return (_screen_column(session, stack), *others)


def _screen_column(session: Session, stack: Stack) -> TableColumn:
    """Return the column of the places that slices have on the screen, as the corner counts them."""
    if is_paged_by_volume(stack):
        return TableColumn("On screen", lambda line: str(line.volume))
    if not runs_backwards(stack, session.settings.direction):
        return TableColumn("On screen", lambda line: str(line.place))
    counts = [len(volume) for volume in stack.volumes]
    return TableColumn("On screen", lambda line: str(counts[line.volume - 1] + 1 - line.place))


# ---- decisions
def order_options(session: Session) -> OrderOptions | None:
    """Return what can be decided about the stack in the pane; None without one."""
    if session.stack is None:
        return None
    choice, order = choice_of(session), order_of(session)
    explained = explanation_of(session)
    return OrderOptions(
        key=order.key,
        reverse=order.reverse,
        split=None if explained is None else _splits(explained, choice.split_by),
        unite=None if explained is None else _unions(session, explained, choice.unite),
        is_chosen=bool(choice),
    )


def _splits(explained: StackExplanation, chosen: tuple[str, ...]) -> tuple[Option, ...]:
    counts = {found.name: found.values for found in explained.trace.attributes}
    names = [*chosen, *(name for name in counts if name not in chosen)]
    return tuple(Option(name, _counted(name, counts.get(name)), name in chosen) for name in names)


def _counted(name: str, values: int | None) -> str:
    label = _capital(attribute_name(name))
    return label if values is None else f"{label} ({values} values)"


def _unions(
    session: Session, explained: StackExplanation, chosen: tuple[str, ...]
) -> tuple[Option, ...]:
    """Offer what keeps the stack's volumes apart, and the series' other stacks."""
    stack = explained.stack
    dimensions = [own.name for own in stack.dimensions] if len(stack.volumes) > 1 else []
    stacks = session.explained[1].stacks if session.explained is not None else ()
    apart = [name for other in stacks for name in other.trace.apart_by]
    names = dict.fromkeys((*chosen, *dimensions, *apart))
    return tuple(Option(name, _capital(attribute_name(name)), name in chosen) for name in names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
