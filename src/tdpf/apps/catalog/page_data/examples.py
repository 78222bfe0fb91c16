"""How to read a table from a program, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tdpf.core.tables.snippets import snippets


class Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CodeExample:
    language: str
    code: str


def for_table(site_url: str, table: Named) -> tuple[CodeExample, ...]:
    found = snippets(site_url, table.name)
    return tuple(CodeExample(snippet.label, snippet.code.rstrip()) for snippet in found)
