"""CQL2 text → tree (21-065r2, annex B). Operators bind as there; brackets may hold either kind of
expression, so what they hold is read first and its meaning is checked afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

from tdpf.core.cql2.moments import date_of, instant_of, interval_of
from tdpf.core.cql2.shapes import DEPTHS, KINDS, Coordinates, box_of, shape_of, together
from tdpf.core.cql2.tokens import Token, tokens_of
from tdpf.core.cql2.tree import (
    ARGUMENTS,
    COMPARISONS,
    DEEPEST,
    FOLDS,
    MOST_PARTS,
    SPATIAL,
    TEMPORAL,
    Drawn,
    Items,
    Literal,
    Node,
    Op,
    Property,
    refusal,
)
from tdpf.core.maps.shape import Shape

T = TypeVar("T")

_TIMES = frozenset({"*", "/", "%", "div"})
_FUNCTIONS = SPATIAL | TEMPORAL | FOLDS
_RESERVED = frozenset({"and", "or", "not", "like", "between", "in", "is", "null", "div"})


def parse_text(text: str) -> Node:
    """The tree; BadFilter names the character at which it stops being CQL2."""
    reader = _Reader(tokens_of(text))
    node = reader.either()
    reader.end()
    return node


class _Reader:
    """Reads the words from left to right, one look ahead."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0
        self._parts = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._next
        if token.kind != "end":
            self._place += 1
        self._parts += 1
        if self._parts > 8 * MOST_PARTS:
            raise refusal("too-many", str(token.at))
        return token

    def _skip(self, word: str) -> bool:
        if self._next.word != word:
            return False
        self._take()
        return True

    def expect(self, word: str) -> None:
        token = self._next
        if token.word != word:
            if token.kind == "end":
                raise refusal("cut-off", str(token.at))
            raise refusal("expected", str(token.at), token.text)
        self._take()

    def end(self) -> None:
        if self._next.kind != "end":
            raise refusal("expected", str(self._next.at), self._next.text)

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise refusal("too-deep", str(self._next.at))
        found = read()
        self._depth -= 1
        return found

    def either(self) -> Node:
        """Anything: alternatives joined by OR."""
        return self._joined("or", self._both)

    def _both(self) -> Node:
        return self._joined("and", self._negated)

    def _joined(self, word: str, read: Callable[[], Node]) -> Node:
        at = str(self._next.at)
        parts = [read()]
        while self._skip(word):
            parts.append(read())
        if len(parts) > MOST_PARTS:
            raise refusal("too-many", at)
        return parts[0] if len(parts) == 1 else Op(word, tuple(parts), at)

    def _negated(self) -> Node:
        at = str(self._next.at)
        if self._skip("not"):
            return Op("not", (self._deeper(self._negated),), at)
        return self._compared()

    def _compared(self) -> Node:
        at = str(self._next.at)
        left = self._sum()
        if self._next.word in COMPARISONS:
            name = self._take().word
            return Op(name, (left, self._sum()), at)
        if self._skip("is"):
            is_not = self._skip("not")
            self.expect("null")
            blank = Op("isNull", (left,), at)
            return Op("not", (blank,), at) if is_not else blank
        is_not = self._skip("not")
        found = self._membership(left, at)
        if found is None:
            if is_not:
                raise refusal("expected", str(self._next.at), self._next.text)
            return left
        return Op("not", (found,), at) if is_not else found

    def _membership(self, left: Node, at: str) -> Node | None:
        if self._skip("like"):
            return Op("like", (left, self._sum()), at)
        if self._skip("between"):
            low = self._sum()
            self.expect("and")
            return Op("between", (left, low, self._sum()), at)
        if self._skip("in"):
            return Op("in", (left, Items(self._listed(), at)), at)
        return None

    def _listed(self) -> tuple[Node, ...]:
        found = self._separated(lambda: self._deeper(self._sum))
        if len(found) > MOST_PARTS:
            raise refusal("too-many", str(self._next.at))
        return tuple(found)

    def _sum(self) -> Node:
        return self._chained(frozenset("+-"), self._product)

    def _product(self) -> Node:
        return self._chained(_TIMES, self._power)

    def _power(self) -> Node:
        at = str(self._next.at)
        left = self._signed()
        return Op("^", (left, self._signed()), at) if self._skip("^") else left

    def _chained(self, words: frozenset[str], read: Callable[[], Node]) -> Node:
        at = str(self._next.at)
        found, length = read(), 0
        while self._next.word in words:
            found = Op(self._take().word, (found, read()), at)
            length += 1
            if length > DEEPEST:
                raise refusal("too-deep", at)
        return found

    def _signed(self) -> Node:
        at = str(self._next.at)
        if not self._skip("-"):
            return self._primary()
        found = self._deeper(self._signed)
        if isinstance(found, Literal) and not isinstance(found.value, str | bool):
            return Literal(-found.value, at)
        return Op("-", (Literal(0, at), found), at)

    def _primary(self) -> Node:
        token = self._take()
        at = str(token.at)
        if token.kind == "number":
            return Literal(_number(token), at)
        if token.kind == "text":
            return Literal(token.text, at)
        if token.kind == "quoted":
            return Property(token.text, at)
        if token.word == "(":
            found = self._deeper(self.either)
            self.expect(")")
            return found
        if token.kind == "end":
            raise refusal("cut-off", at)
        if token.kind != "name" or token.word in _RESERVED:
            raise refusal("expected", at, token.text)
        return self._called(token) if self._next.word == "(" else self._named(token)

    def _named(self, token: Token) -> Node:
        if token.word in {"true", "false"}:
            return Literal(token.word == "true", str(token.at))
        if token.text.upper() in KINDS and self._next.word in {"z", "empty"}:
            raise refusal("shape", str(token.at), token.text)
        return Property(token.text, str(token.at))

    def _called(self, token: Token) -> Node:
        at, word = str(token.at), token.word
        if word in _FUNCTIONS:
            args = self._listed()
            if len(args) != ARGUMENTS[word]:
                raise refusal("arguments", at, token.text)
            return Op(word, args, at)
        if word in {"date", "timestamp"}:
            (text,) = self._texts(1, at)
            return (date_of if word == "date" else instant_of)(text, at)
        if word == "interval":
            start, end = self._texts(2, at)
            return interval_of(start, end, at)
        if word == "bbox":
            return Drawn(box_of(self._separated(self._coordinate), at), at)
        if token.text.upper() in KINDS:
            return Drawn(self._shape(token), at)
        raise refusal("function", at, token.text)

    def _texts(self, count: int, at: str) -> list[str]:
        found = self._separated(self._text)
        if len(found) != count:
            raise refusal("arguments", at)
        return found

    def _text(self) -> str:
        token = self._take()
        if token.kind != "text":
            raise refusal("expected", str(token.at), token.text)
        return token.text

    def _shape(self, token: Token) -> Shape:
        kind = KINDS[token.text.upper()]
        if kind == "GeometryCollection":
            self._depth += 1
            if self._depth > DEEPEST:
                raise refusal("too-deep", str(token.at))
            found = together(self._separated(self._part))
            self._depth -= 1
            return found
        return shape_of(kind, self._coordinates(DEPTHS[kind]), str(token.at))

    def _part(self) -> Shape:
        token = self._take()
        if token.kind != "name" or token.text.upper() not in KINDS:
            raise refusal("expected", str(token.at), token.text)
        return self._shape(token)

    def _coordinates(self, depth: int) -> list[Coordinates]:
        """What stands in these brackets, as GeoJSON nests it."""
        if depth == 0:
            self.expect("(")
            found = self._position()
            self.expect(")")
            return found
        return self._separated(
            self._place_or_brackets if depth == 1 else lambda: self._coordinates(depth - 1)
        )

    def _place_or_brackets(self) -> list[float]:
        return self._coordinates(0) if self._next.word == "(" else self._position()

    def _position(self) -> list[float]:
        found = [self._coordinate()]
        while self._next.word == "-" or self._next.kind == "number":
            found.append(self._coordinate())
            if len(found) > 4:
                raise refusal("shape", str(self._next.at))
        return found

    def _coordinate(self) -> float:
        sign = -1 if self._skip("-") else 1
        token = self._take()
        if token.kind != "number":
            raise refusal(
                "cut-off" if token.kind == "end" else "expected", str(token.at), token.text
            )
        return sign * float(_number(token))

    def _separated(self, read: Callable[[], T]) -> list[T]:
        """What stands between brackets, with commas between."""
        self.expect("(")
        found = [read()]
        while self._skip(","):
            found.append(read())
        self.expect(")")
        return found


def _number(token: Token) -> int | float:
    if len(token.text) > 400:
        raise refusal("number", str(token.at), token.text)
    if token.text.isdigit():
        number: int | float = int(token.text)
        return number if number < 2**64 else float(number)
    number = float(token.text)
    if not math.isfinite(number):
        raise refusal("number", str(token.at), token.text)
    return number
