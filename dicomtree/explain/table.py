"""The table below the sentences: one row for each frame."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dicomtree.explain.values import SliceLine, StackExplanation
from dicomtree.explain.words import attribute_name
from dicomtree.tree import KeyValue

PLACE = "Place"
MOST_DECIMALS, LARGEST_ALIGNED = 4, 1e9
SHOWN_ANYWAY = ("instance_number", "path")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its title, the text of each line's cell, and whether that is a number."""

    title: str
    text: Callable[[SliceLine], str]
    is_number: bool = True


def table_columns(explained: StackExplanation) -> tuple[TableColumn, ...]:
    """Return the columns that say something of a stack."""
    stack = explained.stack
    columns = [TableColumn(PLACE, lambda line: str(line.place))]
    if len(stack.volumes) > 1:
        columns.insert(0, TableColumn("Volume", lambda line: str(line.volume)))
        columns += [
            _dimension_column(dimension.name, dimension.values)
            for dimension in (*stack.dimensions, *stack.companions)
        ]
    if stack.ordered_by not in SHOWN_ANYWAY:
        columns.append(_key_column(stack.ordered_by, explained.lines))
    if stack.geometry is not None:
        if stack.ordered_by != "position":
            columns.append(
                _aligned("Position mm", lambda line: line.frame.offset_mm, explained.lines)
            )
        columns.append(_aligned("Gap mm", lambda line: line.gap_mm, explained.lines))
    columns += [
        TableColumn("Number", lambda line: _shown(line.frame.instance_number)),
        TableColumn("By number", lambda line: _shown(line.by_number)),
        TableColumn("File", _file, is_number=False),
    ]
    return tuple(columns)


def _dimension_column(name: str, values: tuple[str | float | int | None, ...]) -> TableColumn:
    title = attribute_name(name)
    return TableColumn(title[:1].upper() + title[1:], lambda line: _shown(values[line.volume - 1]))


def _key_column(key: str, lines: Iterable[SliceLine]) -> TableColumn:
    title = "Position mm" if key == "position" else attribute_name(key)
    return _aligned(title[:1].upper() + title[1:], lambda line: line.key, lines)


def _aligned(
    title: str, value_of: Callable[[SliceLine], KeyValue], lines: Iterable[SliceLine]
) -> TableColumn:
    """Return a column whose decimal points stand below each other, with no more digits than need."""
    numbers = [value for value in map(value_of, lines) if isinstance(value, float)]
    if not all(abs(number) < LARGEST_ALIGNED for number in numbers):
        return TableColumn(title, lambda line: _shown(value_of(line)))
    decimals = max(map(_decimals, numbers), default=0)

    def text(line: SliceLine) -> str:
        value = value_of(line)
        return f"{value:.{decimals}f}" if isinstance(value, float) else _shown(value)

    return TableColumn(title, text)


def _decimals(number: float) -> int:
    return len(f"{number:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])


def _shown(value: KeyValue) -> str:
    if value is None:
        return "–"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _file(line: SliceLine) -> str:
    frame = line.frame
    return frame.path if frame.frame is None else f"{frame.path}, frame {frame.frame}"
