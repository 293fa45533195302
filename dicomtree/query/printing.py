"""Terms as the text of a query: parsing it gives the same terms."""

from dicomtree.query.parsing import PRESENCES
from dicomtree.query.syntax import RESERVED, Comparison, Either, Every, Not, Presence, Term, Word
from dicomtree.query.tokens import QUOTE, ends_word


def printed(term: Term) -> str:
    """Return a query that says `term`.

    >>> from dicomtree.query import parse
    >>> printed(parse('not (ct or Modality = MR) SeriesDescription~"t1 *"'))
    'not (ct or Modality=MR) SeriesDescription~"t1 *"'
    """
    match term:
        case Word(text):
            return text if _is_plain(text) else quoted(text)
        case Comparison(name, operator, value):
            return f"{name}{operator}{value if _is_one_word(value) else quoted(value)}"
        case Presence(name, is_there):
            return f"{'has' if is_there else 'missing'}:{name}"
        case Not(inner):
            return f"not {_inner(inner)}"
        case Every(terms):
            return " ".join(map(_inner, terms))
        case Either(terms):
            return " or ".join(
                f"({printed(t)})" if isinstance(t, Either) else printed(t) for t in terms
            )


def _inner(term: Term) -> str:
    return f"({printed(term)})" if isinstance(term, Every | Either) else printed(term)


def quoted(text: str) -> str:
    """Return a text in quotes."""
    return f"{QUOTE}{text.replace(QUOTE, QUOTE * 2)}{QUOTE}"


def _is_one_word(text: str) -> bool:
    return text != "" and not any(ends_word(text, at) for at in range(len(text)))


def _is_plain(text: str) -> bool:
    """Tell whether a word means itself without quotes."""
    first, colon, _ = text.casefold().partition(":")
    is_presence = colon != "" and first in PRESENCES
    return _is_one_word(text) and text.casefold() not in RESERVED and not is_presence
