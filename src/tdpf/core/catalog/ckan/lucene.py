"""The small part of Lucene's language that CKAN clients use, read into a tree.

field:value · "phrases" · AND OR NOT && || ! · + and - in front · (groups), also `field:(a OR b)` ·
[a TO b] {a TO b} · * and ? · dates with NOW arithmetic · backslash escapes. Words side by side must
all match. NOT binds tighter than AND, AND tighter than OR. Boosts (`^2`) change no match and are
passed over.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from tdpf.core.catalog.ckan.date_math import read_moment
from tdpf.core.catalog.ckan.envelope import BadSearch, UnknownField
from tdpf.core.catalog.ckan.fields import ALIASES, FIELDS
from tdpf.core.catalog.ckan.tree import (
    EVERYTHING,
    Between,
    Pattern,
    Present,
    Tree,
    Without,
    Words,
    all_of,
    any_of,
)

LONGEST = 10_000
DEEPEST = 50

Kind = Literal["word", "phrase", "range", "field", "(", ")", "and", "or", "not", "+", "-", "end"]

_SPACES = re.compile(r"[\s\u3000]+")
_RANGE = re.compile(
    r"(?P<open>[\[{])\s*(?P<low>\"[^\"]*\"|[^\s\]}]+)\s+TO\s+(?P<high>\"[^\"]*\"|[^\s\]}]+)\s*"
    r"(?P<close>[\]}])"
)
_PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_FIELD = re.compile(r"(\*|[A-Za-z_][\w.\-]*):(?!\s|$)")
_WORD = re.compile(r"(?:\\.|[^\s\u3000\\\"()\[\]{}:^~]|:(?=/)|(?<=\d):(?=\d))+", re.DOTALL)
_BOOST = re.compile(r"\^\d+(\.\d+)?")
_OPERATORS: dict[str, Kind] = {"AND": "and", "&&": "and", "OR": "or", "||": "or", "NOT": "not"}


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str = ""
    at: int = 0


def parse(text: str, *, now: dt.datetime | None = None) -> Tree:
    """The tree of an expression; BadSearch says what cannot be read. `now` is what NOW means."""
    if len(text) > LONGEST:
        raise BadSearch(f"longer than {LONGEST} characters")
    parser = _Parser(list(_tokens(text)), now)
    tree = parser.expression(0)
    parser.expect("end")
    return tree


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(text):
        token, at = _next_token(text, at)
        if token is not None:
            found.append(token)
    return [*found, Token("end", at=len(text))]


def _next_token(text: str, at: int) -> tuple[Token | None, int]:
    for pattern in (_SPACES, _BOOST):
        skipped = pattern.match(text, at)
        if skipped:
            return None, skipped.end()
    sign = text[at]
    if sign in "()":
        return Token("(" if sign == "(" else ")", at=at), at + 1
    if sign in "+-!" and not _SPACES.match(text, at + 1) and at + 1 < len(text):
        kind: Kind = "+" if sign == "+" else "-"
        return Token(kind, at=at), at + 1
    if sign in "[{":
        ranged = _RANGE.match(text, at)
        if not ranged:
            raise BadSearch(f"unreadable range at position {at + 1}")
        return Token("range", ranged[0], at), ranged.end()
    if sign == '"':
        phrase = _PHRASE.match(text, at)
        if not phrase:
            raise BadSearch(f"missing closing quote after position {at + 1}")
        return Token("phrase", _unescaped(phrase[1]), at), phrase.end()
    if text.startswith(("&&", "||"), at):
        return Token(_OPERATORS[text[at : at + 2]], at=at), at + 2
    field = _FIELD.match(text, at)
    if field and not text.startswith("//", field.end()):
        return Token("field", field[1], at), field.end()
    word = _WORD.match(text, at)
    if not word:
        raise BadSearch(f"unexpected {sign!r} at position {at + 1}")
    if word[0] in _OPERATORS:
        return Token(_OPERATORS[word[0]], at=at), word.end()
    return Token("word", word[0], at), word.end()


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


class _Parser:
    """Recursive descent over the tokens, one method a rule."""

    def __init__(self, tokens: list[Token], now: dt.datetime | None) -> None:
        self.tokens = tokens
        self.place = 0
        self.now = now

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def take(self, *kinds: Kind) -> Token | None:
        token = self.token
        if token.kind not in kinds:
            return None
        self.place += token.kind != "end"
        return token

    def expect(self, kind: Kind) -> None:
        if not self.take(kind):
            token = self.token
            what = "the end" if token.kind == "end" else f"{token.text or token.kind!r}"
            raise BadSearch(f"unexpected {what} at position {token.at + 1}")

    def expression(self, depth: int, field: str = "") -> Tree:
        """Rule (OR rule)*"""
        if depth > DEEPEST:
            raise BadSearch("nested too deeply")
        if self.token.kind == "end":
            return EVERYTHING
        parts = [self.conjunction(depth, field)]
        while self.take("or"):
            parts.append(self.conjunction(depth, field))
        return any_of(*parts)

    def conjunction(self, depth: int, field: str) -> Tree:
        """Rule (AND? rule)*"""
        parts = [self.clause(depth, field)]
        while self.token.kind not in {"or", ")", "end"}:
            self.take("and")
            parts.append(self.clause(depth, field))
        return all_of(*parts)

    def clause(self, depth: int, field: str) -> Tree:
        """An atom with signs in front."""
        is_negative = False
        while sign := self.take("+", "-", "not"):
            is_negative ^= sign.kind != "+"
        tree = self.atom(depth, field)
        return Without(tree) if is_negative else tree

    def atom(self, depth: int, field: str) -> Tree:
        if named := self.take("field"):
            return self.value(depth, _field(named.text))
        return self.value(depth, field)

    def value(self, depth: int, field: str) -> Tree:
        if self.take("("):
            tree = self.expression(depth + 1, field)
            self.expect(")")
            return tree
        if ranged := self.take("range"):
            return self.range(ranged, field)
        if phrase := self.take("phrase"):
            return self.words(phrase.text, field, is_phrase=True)
        if word := self.take("word"):
            return self.word(word.text, field)
        self.expect("word")
        raise AssertionError  # expect has raised

    def word(self, text: str, field: str) -> Tree:
        bare = re.sub(r"\\.", "", text, flags=re.DOTALL)
        if text == "*":
            return EVERYTHING if field in {"", "*"} else Present(field)
        if "*" in bare or "?" in bare:
            return Pattern(text, "" if field == "*" else field)
        return self.words(_unescaped(text), field, is_phrase=False)

    def words(self, text: str, field: str, *, is_phrase: bool) -> Tree:
        if not text.strip():
            return EVERYTHING
        if FIELDS.get(field) == "date":
            moment = self.moment(text)
            return Between(field, moment, moment)
        return Words(text, "" if field in {"text", "*"} else field, is_phrase)

    def range(self, token: Token, field: str) -> Tree:
        found = _RANGE.fullmatch(token.text)
        assert found is not None  # the token was made by this pattern
        if not field:
            raise BadSearch(f"a range without a field at position {token.at + 1}")
        low, high = found["low"].strip('"'), found["high"].strip('"')
        if low == high == "*":
            return EVERYTHING if field == "*" else Present(field)
        return Between(
            field,
            None if low == "*" else self.bound(low, field),
            None if high == "*" else self.bound(high, field),
            with_low=found["open"] == "[",
            with_high=found["close"] == "]",
        )

    def bound(self, text: str, field: str) -> str | dt.datetime:
        return self.moment(text) if FIELDS.get(field) == "date" else _unescaped(text)

    def moment(self, text: str) -> dt.datetime:
        found = read_moment(text, now=self.now)
        if found is None:
            raise BadSearch(f"unreadable date {text}")
        return found


def _field(name: str) -> str:
    known = ALIASES.get(name, name)
    if known not in FIELDS and known != "*":
        raise UnknownField(name)
    return known
