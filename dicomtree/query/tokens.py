"""A query's text as words, operators and brackets, each with its place."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from dicomtree.query.syntax import OPERATORS, QueryError, Span

QUOTE = '"'
BRACKETS = "()"
_TAG_IN_BRACKETS = re.compile(
    r"\([0-9a-f]{4}, ?[0-9a-f]{4}\)(?=\s*(?:[=<>~]|![=~]))", re.ASCII | re.IGNORECASE
)
"""As the Standard and most programs write a tag; in front of an operator it can be nothing else."""


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted"
    OPERATOR = "operator"
    BRACKET = "bracket"


class Token(NamedTuple):
    """A piece of a query; `text` is without quotes."""

    kind: TokenKind
    text: str
    span: Span


def tokens(text: str) -> Iterator[Token]:
    """Yield the pieces of a query. Raises QueryError for a quote without its partner."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _token_at(text, at)
        yield token
        at = token.span.end


def _token_at(text: str, at: int) -> Token:
    if text[at] == QUOTE:
        return _quoted(text, at)
    tag = _TAG_IN_BRACKETS.match(text, at)
    if tag is not None:
        return Token(TokenKind.WORD, tag[0], Span(at, tag.end()))
    if text[at] in BRACKETS:
        return Token(TokenKind.BRACKET, text[at], Span(at, at + 1))
    operator = operator_at(text, at)
    if operator:
        return Token(TokenKind.OPERATOR, operator, Span(at, at + len(operator)))
    end = at + 1
    while end < len(text) and not ends_word(text, end):
        end += 1
    return Token(TokenKind.WORD, text[at:end], Span(at, end))


def operator_at(text: str, at: int) -> str:
    """Return the operator that begins at a place, "" if none does."""
    return next((operator for operator in OPERATORS if text.startswith(operator, at)), "")


def ends_word(text: str, at: int) -> bool:
    """Tell whether the character at a place cannot belong to a word without quotes."""
    letter = text[at]
    return letter.isspace() or letter == QUOTE or letter in BRACKETS or operator_at(text, at) != ""


def _quoted(text: str, start: int) -> Token:
    """Read a quoted text, in which two quotes stand for one."""
    pieces: list[str] = []
    at = start + 1
    while True:
        end = text.find(QUOTE, at)
        if end < 0:
            raise QueryError("the closing quote is missing", start, len(text))
        pieces.append(text[at:end])
        at = end + 1
        if text[at : at + 1] != QUOTE:
            return Token(TokenKind.QUOTED, QUOTE.join(pieces), Span(start, at))
        at += 1
