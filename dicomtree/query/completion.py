"""What an attribute that is being typed may become."""

from collections.abc import Iterable

from dicomtree.query.parsing import PRESENCES
from dicomtree.query.tokens import QUOTE, ends_word, operator_at

MOST = 50
SHORTEST = 2


def completion(text: str, cursor: int, names: Iterable[str]) -> tuple[int, int, tuple[str, ...]]:
    """Return the part (start, end) that is being typed at `cursor` and what may stand there.

    Names that begin with it come first, then those with a word inside that does, such as
    `SliceThickness` for `thick`, each in the order of `names`. For a whole name, longer ones alone.
    Nothing is offered inside quotes and for values.
    """
    start = cursor
    while start > 0 and not ends_word(text, start - 1):
        start -= 1
    end = cursor
    while end < len(text) and not ends_word(text, end):
        end += 1
    in_quotes = text[:start].count(QUOTE) % 2 == 1
    is_value = start > 0 and _ends_with_operator(text[:start].rstrip())
    kind, colon, _ = text[start:cursor].partition(":")
    if colon and kind.casefold() in PRESENCES:
        start += len(kind) + 1
    typed = text[start:cursor].casefold()
    if in_quotes or is_value or (len(typed) < SHORTEST and not colon):
        return start, end, ()
    return start, end, _fitting(typed, names)


def _ends_with_operator(text: str) -> bool:
    return text != "" and operator_at(text, len(text) - 1) != ""


def _fitting(typed: str, names: Iterable[str]) -> tuple[str, ...]:
    first: list[str] = []
    second: list[str] = []
    is_whole = False
    for name in names:
        at = name.casefold().find(typed)
        if at == 0 and len(name) == len(typed):
            is_whole = True
        elif at == 0:
            first.append(name)
        elif at > 0 and name[at].isupper():
            second.append(name)
    return tuple(first[:MOST] if is_whole else (*first, *second)[:MOST])
