"""Columns whose names differ only in case: the engine folds case, so each goes by its own name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from tdpf.core.sql.errors import SqlError


def told_apart(tables: Iterable[Sequence[str]], words: Iterable[str]) -> dict[str, str]:
    """Names that the engine would take for one another → names that it does not.

    `words` are the names that a statement uses; none of them is given away.

    >>> told_apart([("count", "COUNT", "area")], ["COUNT"])
    {'count': 'count', 'COUNT': 'COUNT~2'}
    """
    tables = list(tables)
    known = dict.fromkeys(name for names in tables for name in names)
    mixed = {key for names in tables for key in _twice(names)}
    taken = {_folded(name) for name in (*known, *words)}
    found: dict[str, str] = {}
    seen: set[str] = set()
    for name in known:
        if _folded(name) in mixed:
            found[name] = _free(name, taken) if _folded(name) in seen else name
            seen.add(_folded(name))
    return found


def call_apart(tree: exp.Expr, names: Mapping[str, str]) -> None:
    """Write those names wherever the tree means them; a name that could mean two is SqlError."""
    mixed: dict[str, list[str]] = {}
    for name in names:
        mixed.setdefault(_folded(name), []).append(name)
    for word in list(tree.find_all(exp.Identifier)):
        if isinstance(word.parent, exp.Table) and word.arg_key == "this":
            continue
        if word.name in names:
            word.replace(exp.to_identifier(names[word.name], quoted=True))
        elif said := mixed.get(_folded(word.name)):
            raise SqlError("sql-which-column", f"{word.name}: " + ", ".join(said))


def words_of(tree: exp.Expr) -> list[str]:
    """Every name that the tree uses."""
    return [word.name for word in tree.find_all(exp.Identifier)]


def _twice(names: Sequence[str]) -> set[str]:
    return {name for name, count in Counter(map(_folded, names)).items() if count > 1}


def _folded(name: str) -> str:
    """As the engine compares names: letters of ASCII without their case, all others as they are."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while _folded(f"{name}~{number}") in taken:
        number += 1
    taken.add(_folded(f"{name}~{number}"))
    return f"{name}~{number}"
