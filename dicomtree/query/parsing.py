"""From the text of a query to its terms."""

from dicomtree.query.syntax import (
    RESERVED,
    Comparison,
    Either,
    Every,
    Not,
    Presence,
    QueryError,
    Span,
    Term,
    Word,
)
from dicomtree.query.tokens import Token, TokenKind, tokens

DEEPEST = 64
PRESENCES = {"has": True, "missing": False}


def parse(text: str) -> Term:
    """Return what a query says; one without words asks for everything.

    Raises
    ------
    QueryError
        With the place of the word that is at fault.
    """
    parser = _Parser(text)
    if parser.next is None:
        return Every(())
    term = parser.alternatives(0)
    if parser.next is not None:
        _fail("there is no opening bracket to this one", parser.next)
    return term


class _Parser:
    """A parser by recursive descent; brackets and `not` may be `DEEPEST` deep."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._at = 0
        self._end = Span(len(text), len(text))

    @property
    def next(self) -> Token | None:
        """The token that comes next, None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def alternatives(self, depth: int) -> Term:
        """Read terms between `or`s."""
        terms = [self._conjunction(depth)]
        while self._take_word("or"):
            terms.append(self._conjunction(depth))
        return terms[0] if len(terms) == 1 else Either(tuple(terms))

    def _conjunction(self, depth: int) -> Term:
        terms = [self._term(depth)]
        while (token := self.next) is not None and not _is(token, ")") and not _is(token, "or"):
            self._take_word("and")
            terms.append(self._term(depth))
        return terms[0] if len(terms) == 1 else Every(tuple(terms))

    def _term(self, depth: int) -> Term:
        token = self._take("a word is missing here")
        if depth > DEEPEST:
            _fail("more brackets than can be read", token)
        if _is(token, "not"):
            return Not(self._term(depth + 1))
        if _is(token, "("):
            return self._bracket(token, depth)
        if token.kind is TokenKind.BRACKET:
            _fail("a word is missing in front of this bracket", token)
        if token.kind is TokenKind.OPERATOR:
            _fail(f"an attribute is missing in front of {token.text}", token)
        if token.kind is TokenKind.WORD and token.text.casefold() in RESERVED:
            _fail(
                f'a word is missing in front of "{token.text}"; to find it, write it in quotes',
                token,
            )
        operator = self.next
        if operator is not None and operator.kind is TokenKind.OPERATOR:
            return self._comparison(token, operator)
        return _word(token)

    def _bracket(self, opening: Token, depth: int) -> Term:
        term = self.alternatives(depth + 1)
        if self.next is None:
            _fail("the closing bracket is missing", opening)
        self._at += 1
        return term

    def _comparison(self, name: Token, operator: Token) -> Comparison:
        if name.kind is TokenKind.QUOTED:
            _fail("an attribute is written without quotes", name)
        self._at += 1
        value = self.next
        if value is None or value.kind not in (TokenKind.WORD, TokenKind.QUOTED):
            raise QueryError(
                f"a value is missing behind {operator.text}", name.span.start, operator.span.end
            )
        self._at += 1
        following = self.next
        if following is not None and following.kind is TokenKind.OPERATOR:
            _fail(f"a value with {following.text} in it needs quotes", following)
        return Comparison(name.text, operator.text, value.text, name.span, value.span)

    def _take(self, missing: str) -> Token:
        token = self.next
        if token is None:
            raise QueryError(missing, self._end.start, self._end.end)
        self._at += 1
        return token

    def _take_word(self, word: str) -> bool:
        token = self.next
        if token is None or not _is(token, word):
            return False
        self._at += 1
        return True


def _is(token: Token, text: str) -> bool:
    """Tell whether a token is this bracket or reserved word."""
    return token.kind is not TokenKind.QUOTED and token.text.casefold() == text


def _word(token: Token) -> Word | Presence:
    if token.kind is TokenKind.WORD:
        kind, colon, name = token.text.partition(":")
        if colon and kind.casefold() in PRESENCES:
            if not name:
                _fail(f"a name is missing behind {token.text}", token)
            return Presence(name, PRESENCES[kind.casefold()], token.span)
    return Word(token.text, token.span)


def _fail(reason: str, token: Token) -> None:
    raise QueryError(reason, token.span.start, token.span.end)
