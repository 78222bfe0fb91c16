"""A statement's text → a tree that holds nothing but what is allowed, and the tables it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from tdpf.core.sql.allowed import (
    FUNCTIONS,
    MAXIMUM_BYTES,
    MAXIMUM_NESTING,
    MAXIMUM_TABLES,
    MAXIMUM_TOKENS,
    NODES,
    TYPES,
)
from tdpf.core.sql.errors import SqlError

_OPENING = {TokenType.L_PAREN, TokenType.CASE}
_CLOSING = {TokenType.R_PAREN, TokenType.END}
_OTHER_BRACKETS = {TokenType.L_BRACE, TokenType.L_BRACKET}


@dataclass(frozen=True)
class Question:
    """One SELECT made of allowed parts; `tables` are the names it reads, as written."""

    tree: exp.Query
    tables: tuple[str, ...]


def read(text: str) -> Question:
    """The question that the text asks, or SqlError.

    >>> read("select 名称 from aed limit 3").tables
    ('aed',)
    """
    tree = _parse(text)
    for node in tree.walk():
        _check(node)
    common = _name_common_tables(tree)
    tables = tuple(dict.fromkeys(_table_names(tree, common)))
    if len(tables) > MAXIMUM_TABLES:
        raise SqlError("sql-refused", f"{len(tables)} tables")
    return Question(tree, tables)


def _parse(text: str) -> exp.Query:
    if len(text.encode(errors="replace")) > MAXIMUM_BYTES:
        raise SqlError("sql-too-long", str(MAXIMUM_BYTES))
    dialect = DuckDB()
    try:
        tokens = dialect.tokenize(text)
        _check_shape(tokens)
        statements = dialect.parser().parse(tokens, text)
    except (SqlglotError, ValueError) as error:
        raise SqlError("sql-unreadable", _place(error)) from error
    except RecursionError as error:
        raise SqlError("sql-refused", "nesting") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise SqlError("sql-not-a-query")
    return statements[0]


def _check_shape(tokens: list[Token]) -> None:
    """Refuse what would cost a parser more than it is worth, before it begins."""
    if len(tokens) > MAXIMUM_TOKENS:
        raise SqlError("sql-too-long", f"{MAXIMUM_TOKENS} words")
    depth = deepest = 0
    for token in tokens:
        if token.token_type in _OTHER_BRACKETS:
            raise SqlError("sql-refused", token.text)
        depth += (token.token_type in _OPENING) - (token.token_type in _CLOSING)
        deepest = max(deepest, depth)
    if deepest > MAXIMUM_NESTING:
        raise SqlError("sql-refused", "nesting")


def _place(error: Exception) -> str:
    """Where reading failed: `line:column near word`."""
    found = getattr(error, "errors", None)
    if not found:
        return ""
    first = found[0]
    return f"{first.get('line')}:{first.get('col')} {first.get('highlight') or ''}".strip()


def _check(node: exp.Expr) -> None:
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous):
        if str(node.this).lower() not in FUNCTIONS:
            raise SqlError("sql-refused", str(node.this))
    elif kind not in NODES:
        raise SqlError("sql-refused", _said(node))
    if isinstance(node, exp.DataType):
        _check_type(node)
    if isinstance(node, exp.With) and node.args.get("recursive"):
        raise SqlError("sql-refused", "RECURSIVE")
    if isinstance(node, exp.Join) and node.args.get("method"):
        raise SqlError("sql-refused", str(node.args["method"]))


def _said(node: exp.Expr) -> str:
    """The name of a refused part as the asker may know it."""
    if isinstance(node, exp.Func):
        return node.sql_name()
    return type(node).__name__.upper()


def _check_type(node: exp.DataType) -> None:
    name = node.this.value if isinstance(node.this, exp.DataType.Type) else str(node.this)
    if name not in TYPES:
        raise SqlError("sql-refused", name)


def _name_common_tables(tree: exp.Query) -> dict[str, str]:
    """Give each WITH table a name of ours, so that no name can mean a table of the engine."""
    names: dict[str, str] = {}
    for table in tree.find_all(exp.CTE):
        key = table.alias.lower()
        name = names.setdefault(key, f"with_{len(names)}")
        table.args["alias"].set("this", exp.to_identifier(name, quoted=True))
    for used in tree.find_all(exp.Table):
        if _plain_name(used).lower() in names:
            rename(used, names[_plain_name(used).lower()])
    return names


def _table_names(tree: exp.Query, common: dict[str, str]) -> Iterator[str]:
    ours = set(common.values())
    for used in tree.find_all(exp.Table):
        name = _plain_name(used)
        if name not in ours:
            yield name


def _plain_name(table: exp.Table) -> str:
    """The name of a table that is nothing but a name: no schema, no function, no file."""
    if not isinstance(table.this, exp.Identifier) or table.args.get("db"):
        raise SqlError("sql-no-such-table", table.sql("duckdb")[:200])
    return table.name


def rename(table: exp.Table, name: str) -> None:
    """Another name inside, the asker's name outside."""
    if not table.args.get("alias"):
        alias = exp.to_identifier(table.name, quoted=True)
        table.set("alias", exp.TableAlias(this=alias))
    table.set("this", exp.to_identifier(name, quoted=True))
