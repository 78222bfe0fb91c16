"""What is left out of a table is left out of its file, and who is bound is decided by few rules."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

import tdpf.data
from tdpf.core.access import (
    ANONYMOUS,
    EVERY_MEMBER,
    Actor,
    ColumnLimit,
    Cut,
    Limits,
    Role,
    RowLimit,
    Scope,
    cut_for,
    reads,
)
from tdpf.core.catalog.model import TableId, TableInfo
from tdpf.core.catalog.shown import shown_to_all
from tdpf.core.tables.cut import write_cut
from tdpf.core.tables.fit import DoesNotFit
from tdpf.core.tables.schema import Column, TableSchema

READ = frozenset({Scope.READ})
OWN = Actor("own", {"owner": Role.READER}, READ)
NAMED = Actor("named", {"friend": Role.OFFICER}, READ)
OTHER = Actor("other", {"other": Role.OWNER}, READ)
OPERATOR = Actor("operator", {}, READ, is_operator=True)
ROLELESS = Actor("roleless", {}, READ)
LIMITS = Limits(
    (ColumnLimit(("電話番号",), ("friend",)), ColumnLimit(("備考",), (EVERY_MEMBER,))),
    (RowLimit("公開 = 'はい'", ("friend",)),),
)


def test_who_sees_what_is_not_public():
    readers = {frozenset(): "own operator", frozenset({"friend"}): "own operator named"}
    readers[frozenset({EVERY_MEMBER})] = "own operator named other"
    for given, expected in readers.items():
        for actor in (OWN, NAMED, OTHER, OPERATOR, ROLELESS, ANONYMOUS):
            assert reads(actor, "owner", given) is (actor.name in expected.split()), actor.name


def test_a_limit_binds_everybody_but_the_owners_people_operators_and_those_it_names():
    assert cut_for(OWN, "owner", LIMITS) is None
    assert cut_for(OPERATOR, "owner", LIMITS) is None
    assert cut_for(NAMED, "owner", LIMITS) is None
    assert cut_for(OTHER, "owner", LIMITS) == Cut(("電話番号",), ("公開 = 'はい'",))
    for nobody in (ANONYMOUS, ROLELESS):
        assert cut_for(nobody, "owner", LIMITS) == Cut(("備考", "電話番号"), ("公開 = 'はい'",))


def test_a_token_without_the_scope_to_read_frees_nobody():
    assert cut_for(Actor("own", {"owner": Role.OWNER}), "owner", LIMITS) is not None


def version(folder: Path) -> tuple[Path, TableSchema]:
    path = folder / "version.parquet"
    names = ("名称", "電話番号", "公開", "所在地", "緯度")
    frame = pl.DataFrame(
        {
            "名称": ["a", "b", "c"],
            "電話番号": ["03-1", "03-2", None],
            "公開": ["はい", "いいえ", "はい"],
            "所在地": ["x", "y", "z"],
            "緯度": [35.1, 35.2, 35.3],
            "_row": [1, 2, 3],
            "_id": ["i1", "i2", "i3"],
            "_source_row": [2, 3, 4],
            "_lon": [139.1, 139.2, 139.3],
            "_lat": [35.1, 35.2, 35.3],
            "_level": ["source"] * 3,
        }
    )
    frame.write_parquet(path)
    kinds = {"緯度": "number"}
    columns = tuple(Column(n, kinds.get(n, "text"), i + 1) for i, n in enumerate(names))
    return path, TableSchema(columns, has_position=True)


def test_the_file_of_a_cut_has_neither_the_columns_nor_the_rows(tmp_path):
    path, schema = version(tmp_path)
    target = tmp_path / "cut.parquet"
    made, rows, box = write_cut(path, schema, 3, Cut(("電話番号",), ("公開 = 'はい'",)), target)
    frame = pl.read_parquet(target)
    assert rows == 2
    assert frame["名称"].to_list() == ["a", "c"]
    assert frame["_row"].to_list() == [1, 2]
    assert "電話番号" not in frame.columns
    assert "電話番号" not in made.names()
    assert "03-" not in target.read_bytes().decode("latin-1")
    assert next(c for c in made.columns if c.name == "緯度").maximum == "35.3"
    assert box == (139.1, 35.1, 139.3, 35.3)


def test_ids_made_from_what_is_hidden_are_made_anew_and_stay_the_same(tmp_path):
    path, schema = version(tmp_path)

    def ids(cut: Cut) -> list[str]:
        write_cut(path, schema, 3, cut, tmp_path / "cut.parquet")
        return pl.read_parquet(tmp_path / "cut.parquet")["_id"].to_list()

    first = ids(Cut(("電話番号",), salt="s1"))
    assert len(set(first) - {"i1", "i2", "i3"}) == 3
    assert ids(Cut(("電話番号",), ("公開 = 'はい'",), salt="s1")) == [first[0], first[2]]
    assert not set(ids(Cut(("電話番号",), salt="s2"))) & set(first)
    assert ids(Cut((), ("公開 = 'はい'",))) == ["i1", "i3"]


@pytest.mark.parametrize("column", ["所在地", "緯度", "_lon"])
def test_who_may_not_see_where_it_is_gets_no_position_either(tmp_path, column):
    path, schema = version(tmp_path)
    target = tmp_path / "cut.parquet"
    made, _, box = write_cut(path, schema, 3, Cut((column,)), target)
    frame = pl.read_parquet(target)
    assert frame["_lon"].null_count() == frame["_lat"].null_count() == 3
    assert not made.has_position
    assert box is None


def test_no_row_left_is_an_empty_table(tmp_path):
    path, schema = version(tmp_path)
    target = tmp_path / "cut.parquet"
    _, rows, _ = write_cut(path, schema, 3, Cut((), ("名称 = 'nobody'",)), target)
    assert rows == pl.read_parquet(target).height == 0


@pytest.mark.parametrize(
    "cut", [Cut(("ない列",)), Cut(("_id",)), Cut((), ("ない列 = 1",)), Cut((), ("名称 =",))]
)
def test_a_cut_that_does_not_fit_leaves_nothing_to_be_seen(tmp_path, cut):
    path, schema = version(tmp_path)
    with pytest.raises(DoesNotFit):
        write_cut(path, schema, 3, cut, tmp_path / "cut.parquet")
    assert not (tmp_path / "cut.parquet").exists()


def test_a_description_tells_no_more_than_everybody_sees():
    columns = (
        Column("名称", "text", 1),
        Column("電話番号", "text", 2),
        Column("定員", "integer", 3, nulls=1, minimum="10", maximum="90"),
    )
    table = TableInfo(
        TableId("t"), "t", 1, rows=2, columns=columns, bbox=(139.0, 35.0, 140.0, 36.0)
    )
    schema = TableSchema(columns, has_position=True)
    hidden = shown_to_all(table, schema, Limits((ColumnLimit(("電話番号",)),)))
    assert [column.name for column in hidden.columns] == ["名称", "定員"]
    assert (hidden.rows, hidden.bbox) == (2, table.bbox)
    limited = shown_to_all(table, schema, Limits(rows=(RowLimit("定員 < 50"),)))
    assert (limited.rows, limited.bbox) == (0, None)
    assert {column.maximum for column in limited.columns} == {None}
    placed = shown_to_all(table, schema, Limits(rows=(RowLimit("geometry IS NOT NULL"),)))
    assert len(placed.columns) == 3
    for lost in (
        Limits((ColumnLimit(("なくなった列",)),)),
        Limits(rows=(RowLimit("なくなった列 = 1"),)),
    ):
        unknown = shown_to_all(table, schema, lost)
        assert (unknown.columns, unknown.rows, unknown.bbox) == ((), 0, None)


def test_only_one_way_leads_from_a_name_to_rows():
    """Whoever asks the shelf for a table says for whom: `Shelf.table_for`."""
    folder = Path(tdpf.data.__file__).parent
    users = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*.py")
        if re.search(r"shelf\.table\(|manifest\.(table|versions)\(", file.read_text("utf-8"))
    }
    assert users == {"kept.py", "published.py"}
