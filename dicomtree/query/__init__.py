"""The query language: what a user types to find patients, studies, series and instances.

Plain Python: who asks says which attributes there are (`Vocabulary`) and what their values are.
docs/query.md has the grammar.
"""

from dicomtree.query.completion import completion
from dicomtree.query.matching import (
    ANY_FINDING,
    FINDINGS,
    WORD_ATTRIBUTES,
    Matcher,
    matcher,
    without_unheld,
)
from dicomtree.query.parsing import parse
from dicomtree.query.printing import printed
from dicomtree.query.syntax import QueryError, Term
from dicomtree.query.vocabulary import Attribute, Kind, Value, Vocabulary

__all__ = [
    "ANY_FINDING",
    "FINDINGS",
    "WORD_ATTRIBUTES",
    "Attribute",
    "Kind",
    "Matcher",
    "QueryError",
    "Term",
    "Value",
    "Vocabulary",
    "completion",
    "matcher",
    "parse",
    "printed",
    "without_unheld",
]
