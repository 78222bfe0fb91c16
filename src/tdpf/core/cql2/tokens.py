"""CQL2 text → words, each with the number of its first character."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

from tdpf.core.cql2.tree import LONGEST, MOST_PARTS, refusal

Kind = Literal["name", "quoted", "text", "number", "sign", "end"]

_NAME = r"(?:[^\W\d]|[:_]|[^\x00-\x7f\s])(?:[\w:.]|[^\x00-\x7f\s])*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>{_NAME})
    | "(?P<quoted>(?:[^"]|"")*)"
    | '(?P<text>(?:[^'\\]|''|\\.)*)'
    | (?P<sign><=|>=|<>|[=<>+\-*/%^(),])
    | (?P<end>$)
    )""",
    re.VERBOSE | re.DOTALL,
)
_MOST = 20 * MOST_PARTS
_QUOTED = frozenset({"quoted", "text"})


class Token(NamedTuple):
    kind: Kind
    text: str
    at: int  # the number of its first character, from 1

    @property
    def word(self) -> str:
        """The keyword or sign that it may be; nothing for a quoted name or a text."""
        return self.text.lower() if self.kind in {"name", "sign"} else ""


def tokens_of(text: str) -> list[Token]:
    """All of them, the last being the end."""
    if len(text) > LONGEST:
        raise refusal("too-long", str(LONGEST))
    found, at = [], 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            begin = len(text) - len(rest)
            raise refusal(
                "open-quote" if rest[:1] in {"'", '"'} else "sign", str(begin + 1), rest[:1]
            )
        kind = cast(Kind, match.lastgroup)
        found.append(
            Token(kind, _plain(kind, match[kind]), match.start(kind) + (kind not in _QUOTED))
        )
        if kind == "end":
            return found
        at = match.end()
        if len(found) > _MOST:
            raise refusal("too-many", str(at))


def _plain(kind: Kind, text: str) -> str:
    if kind == "quoted":
        return text.replace('""', '"')
    return text.replace("''", "'").replace("\\'", "'") if kind == "text" else text
