"""A CQL2 tree → the filter of a query over one table: its columns, their kinds, its positions."""

from __future__ import annotations

from typing import Literal as OneOf

from tdpf.core.cql2.document import parse_json
from tdpf.core.cql2.shapes import ToLonLat, placed
from tdpf.core.cql2.temporal import ALWAYS, NEVER, TURNED, related_in_time
from tdpf.core.cql2.text import parse_text
from tdpf.core.cql2.tree import (
    ARITHMETIC,
    COMPARISONS,
    FOLDS,
    SPATIAL,
    TEMPORAL,
    Drawn,
    Interval,
    Items,
    Literal,
    Moment,
    Node,
    Op,
    Property,
    refusal,
)
from tdpf.core.maps.shape import Relation
from tdpf.core.tables.check import typed
from tdpf.core.tables.errors import BadValue, NoPositions
from tdpf.core.tables.find import find_column
from tdpf.core.tables.formula import folded_text
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.query import (
    Among,
    And,
    Compare,
    Comparison,
    Contains,
    Filter,
    Formula,
    IsNull,
    Like,
    Located,
    Not,
    Or,
    StartsWith,
)
from tdpf.core.tables.schema import Column, Kind
from tdpf.core.tables.terms import Arithmetic, ColumnTerm, Constant, Folded, Term, Value

Language = OneOf["cql2-text", "cql2-json"]
GEOMETRY = ("geometry", "geom")  # how the position is called; a column of such a name comes first

_MOST_WILD = 50
_NUMBERS: frozenset[Kind] = frozenset({"integer", "number"})
_FLIPPED: dict[Comparison, Comparison] = {
    "eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le",
}  # fmt: skip
_RELATIONS: dict[str, tuple[Relation, Relation]] = {
    # of the row's geometry to the shape, and of the shape to the row's geometry
    "s_intersects": ("intersects", "intersects"),
    "s_disjoint": ("disjoint", "disjoint"),
    "s_equals": ("equals", "equals"),
    "s_touches": ("touches", "touches"),
    "s_within": ("within", "contains"),
    "s_contains": ("contains", "within"),
    "s_crosses": ("crosses", "crosses"),
    "s_overlaps": ("overlaps", "overlaps"),
}


def parse_cql2(
    source: str,
    layout: Layout,
    *,
    language: Language = "cql2-text",
    to_lonlat: ToLonLat | None = None,
) -> Filter:
    """The filter of rows for which the source is true; a QueryError says what is wrong, and where.

    `to_lonlat` brings the two numbers of a position in the filter's reference system into longitude
    and latitude; without it they are that already.
    """
    tree = parse_json(source) if language == "cql2-json" else parse_text(source)
    return _Meaning(layout, to_lonlat).truth(tree)


class _Meaning:
    """What the nodes of a tree say about one table."""

    def __init__(self, layout: Layout, to_lonlat: ToLonLat | None) -> None:
        self._layout = layout
        self._to_lonlat = to_lonlat

    def truth(self, node: Node) -> Filter:
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return ALWAYS if node.value else NEVER
        if isinstance(node, Property):
            column = self._column(node)
            if column.kind != "boolean":
                raise refusal("no-condition", node.at, node.name)
            return Compare(column.name, "eq", True)
        if not isinstance(node, Op):
            raise refusal("no-condition", node.at)
        return self._operation(node)

    def _operation(self, node: Op) -> Filter:
        name, args = node.name, node.args
        if name in {"and", "or"}:
            return (And if name == "and" else Or)(tuple(self.truth(part) for part in args))
        if name == "not":
            return Not(self.truth(args[0]))
        if name in COMPARISONS:
            return self._compared(COMPARISONS[name], *args)
        if name == "between":
            return And(
                (self._compared("ge", args[0], args[1]), self._compared("le", args[0], args[2]))
            )
        if name == "in":
            return self._among(args[0], args[1])
        if name == "like":
            return self._like(args[0], args[1])
        if name == "isNull":
            return self._blank(args[0])
        if name in SPATIAL:
            return self._located(name, *args)
        if name in TEMPORAL:
            return self._in_time(name, *args)
        raise refusal("no-condition", node.at, name)

    def _column(self, node: Property) -> Column:
        return find_column(node.name, self._layout, "filter")

    def _compared(self, op: Comparison, left: Node, right: Node) -> Filter:
        if isinstance(right, Property) and isinstance(left, Literal | Moment):
            left, right, op = right, left, _FLIPPED[op]
        if isinstance(left, Property) and isinstance(right, Literal | Moment):
            column = self._column(left)
            if column.kind != "integer" or not _is_broken(right):
                if column.kind == "boolean" and op not in {"eq", "ne"}:
                    raise refusal("kinds", right.at)
                return Compare(column.name, op, self._typed(right, column))
        return self._formula(op, left, right)

    def _formula(self, op: Comparison, left: Node, right: Node) -> Filter:
        (one, kind), (other, other_kind) = self._term(left), self._term(right)
        is_alike = kind == other_kind or {kind, other_kind} <= _NUMBERS
        if not is_alike or (kind == "boolean" and op not in {"eq", "ne"}):
            raise refusal("kinds", right.at)
        return Formula(one, op, other)

    def _typed(self, node: Literal | Moment, column: Column) -> Value:
        try:
            return typed(node.value, column, "filter")
        except BadValue as error:
            raise refusal(f"value-{column.kind}", node.at, str(node.value)) from error

    def _among(self, left: Node, items: Node) -> Filter:
        if not isinstance(items, Items) or not items.items:
            raise refusal("arguments", items.at)
        if isinstance(left, Property):
            column = self._column(left)
            simple = [item for item in items.items if isinstance(item, Literal | Moment)]
            if len(simple) == len(items.items) and not any(map(_is_broken, simple)):
                return Among(column.name, tuple(self._typed(item, column) for item in simple))
        return Or(tuple(self._compared("eq", left, item) for item in items.items))

    def _like(self, left: Node, right: Node) -> Filter:
        term, kind = self._term(left)
        if kind != "text":
            raise refusal("kinds", left.at)
        pattern = self._pattern(right)
        if sum(pattern.count(sign) for sign in "%_") > _MOST_WILD:
            raise refusal("too-many", right.at)
        inner = pattern.strip("%")
        if isinstance(term, ColumnTerm) and inner and not set(inner) & set("%_\\"):
            if pattern == f"%{inner}%":
                return Contains(term.column, inner)
            if pattern == f"{inner}%":
                return StartsWith(term.column, inner)
        return Like(term, pattern)

    def _pattern(self, node: Node) -> str:
        if isinstance(node, Op) and node.name in FOLDS:
            text = self._pattern(node.args[0])
            is_case = node.name == "casei"
            return folded_text(text, case=is_case, accents=not is_case)
        if not isinstance(node, Literal) or not isinstance(node.value, str):
            raise refusal("pattern", node.at)
        return node.value

    def _blank(self, node: Node) -> Filter:
        if not isinstance(node, Property):
            raise refusal("property", node.at)
        if self._is_geometry(node):
            return IsNull(self._layout.geometry or "_lon")
        return IsNull(self._column(node).name)

    def _is_geometry(self, node: Node) -> bool:
        if not isinstance(node, Property) or node.name not in (*GEOMETRY, self._layout.geometry):
            return False
        found = self._layout.find(node.name)
        if found is not None and found.name != self._layout.geometry:
            return False
        if not self._layout.has_position:
            raise NoPositions("filter")
        return True

    def _located(self, name: str, left: Node, right: Node) -> Filter:
        usual, turned = _RELATIONS[name]
        for row, shape, relation in ((left, right, usual), (right, left, turned)):
            if isinstance(shape, Drawn) and self._is_geometry(row):
                found = placed(shape.shape, self._to_lonlat, shape.at)
                return Located(relation, found, has_reach=self._layout.geometry is not None)
        raise refusal("geometry", left.at)

    def _in_time(self, name: str, left: Node, right: Node) -> Filter:
        if isinstance(right, Property):
            left, right, name = right, left, TURNED.get(name, name)
        if not isinstance(left, Property):
            raise refusal("property", left.at)
        if not isinstance(right, Moment | Interval):
            raise refusal("moment", right.at)
        column = self._column(left)
        if column.kind not in {"date", "datetime"}:
            raise refusal("no-time", left.at, left.name)
        return related_in_time(name, column, right)

    def _term(self, node: Node) -> tuple[Term, Kind]:
        if isinstance(node, Property):
            column = self._column(node)
            return ColumnTerm(column.name), column.kind
        if isinstance(node, Literal | Moment):
            return Constant(node.value), _kind_of(node.value)
        if isinstance(node, Op) and node.name in FOLDS:
            term, kind = self._term(node.args[0])
            if kind != "text":
                raise refusal("kinds", node.at)
            is_case = node.name == "casei"
            return Folded(term, case=is_case, accents=not is_case), "text"
        if isinstance(node, Op) and node.name in ARITHMETIC:
            (left, kind), (right, other) = self._term(node.args[0]), self._term(node.args[1])
            if not {kind, other} <= _NUMBERS:
                raise refusal("kinds", node.at)
            return Arithmetic(node.name, left, right), "number"  # type: ignore[arg-type]  # one of ARITHMETIC
        raise refusal("no-value", node.at)


def _is_broken(node: Literal | Moment) -> bool:
    """Whether it is a number that no whole number is."""
    return isinstance(node.value, float) and not node.value.is_integer()


def _kind_of(value: Value) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    kinds: dict[type, Kind] = {str: "text", int: "integer", float: "number"}
    return kinds.get(type(value)) or ("datetime" if hasattr(value, "hour") else "date")
