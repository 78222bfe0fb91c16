"""What is asked: the same questions in the language of each server, with their true answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import polars as pl

from benchmarks.records.load import Answer
from benchmarks.records.table import CITIES
from tdpf.core.tables.cursor import Cursor, question_of
from tdpf.core.tables.query import Query

PAGE = 100
OURS = "/api/v1/tables/facilities/records"
THEIRS = "/facilities/facilities.json"


@dataclass(frozen=True)
class Truth:
    """What an answer must say; a total of None is not asked for."""

    total: int | None
    first: str | None  # 管理番号 of the first row


@dataclass(frozen=True)
class Case:
    """One kind of question; `paths` are all different, so that nothing can be kept."""

    name: str
    paths: Sequence[str]
    truths: Sequence[Truth]


def page(frame: pl.DataFrame) -> tuple[Case, Case]:
    """Pages of 100 in the middle of the table."""
    starts = [(number * 7919) % (frame.height - PAGE) for number in range(6000)]
    first = frame["管理番号"]
    truths = [Truth(frame.height, first[start]) for start in starts]
    name = question_of(Query())
    ours = [f"{OURS}?cursor={Cursor(1, start, name).text()}&limit={PAGE}" for start in starts]
    theirs = [f"{THEIRS}?_shape=objects&_size={PAGE}&_next={start}" for start in starts]
    return Case("page", ours, truths), Case("page", theirs, truths)


def repeated(frame: pl.DataFrame) -> tuple[Case, Case]:
    """The first page again and again."""
    truths = [Truth(frame.height, frame["管理番号"][0])]
    return (
        Case("page repeated", [f"{OURS}?limit={PAGE}"], truths),
        Case("page repeated", [f"{THEIRS}?_shape=objects&_size={PAGE}"], truths),
    )


def filtered(frame: pl.DataFrame) -> tuple[Case, Case]:
    """Two filters and the exact total."""
    questions = [(city, least) for least in range(5, 480) for city in CITIES]
    ours, theirs, truths = [], [], []
    for city, least in questions:
        ours.append(_ours({"市区町村": city, "定員__gte": least}))
        theirs.append(_theirs({"市区町村": city, "定員__gte": least}))
    for city, least in questions[:5]:
        found = frame.filter((pl.col("市区町村") == city) & (pl.col("定員") >= least))
        truths.append(Truth(found.height, found["管理番号"][0]))
    return Case("filter + total", ours, truths), Case("filter + total", theirs, truths)


def boxed(frame: pl.DataFrame) -> tuple[Case, Case]:
    """A box of a city's size and the exact total."""
    boxes = [(139 + n * 0.00015, 35.6, 139.1 + n * 0.00015, 35.7) for n in range(5000)]
    ours, theirs, truths = [], [], []
    for west, south, east, north in boxes:
        ours.append(_ours({"bbox": f"{west:.5f},{south},{east:.5f},{north}"}))
        theirs.append(
            _theirs(
                {
                    "経度__gte": f"{west:.5f}",
                    "経度__lte": f"{east:.5f}",
                    "緯度__gte": south,
                    "緯度__lte": north,
                }
            )
        )
    for west, south, east, north in boxes[:5]:
        lon, lat = pl.col("経度"), pl.col("緯度")
        found = frame.filter(
            lon.is_between(round(west, 5), round(east, 5)) & lat.is_between(south, north)
        )
        truths.append(Truth(found.height, found["管理番号"][0]))
    return Case("box + total", ours, truths), Case("box + total", theirs, truths)


def worded(frame: pl.DataFrame) -> tuple[Case, Case]:
    """Words in Japanese, found in any text of the row, and the exact total.

    Datasette is asked for the words in one column, which is all that it can without an index.
    """
    del frame
    words = [f"桜丘 第{n}号" for n in range(1, 97)] + [f"若葉台 第{n}号" for n in range(1, 97)]
    ours = [_ours({"q": word, "定員__gte": least}) for least in range(5, 20) for word in words]
    theirs = [
        _theirs({"施設名__contains": w, "定員__gte": n})
        for n in range(5, 20)
        for w in ("桜丘", "若葉台")
    ]
    return Case("text + total", ours, []), Case("text + total", theirs, [])


def monthly(frame: pl.DataFrame) -> tuple[Case, Case]:
    """Rows by month of a date."""
    del frame
    ours = [_ours({"group_by": "開設日:month", "定員__gte": n}) for n in range(5, 480)]
    sql = 'select substr("開設日", 1, 7), count(*) from facilities where "定員" >= {n} group by 1'
    return Case("group by month", ours, []), Case("group by month", _sql(sql), [])


def different(frame: pl.DataFrame) -> tuple[Case, Case]:
    """How many different addresses there are."""
    del frame
    ours = [_ours({"distinct_count": "所在地", "定員__gte": n}) for n in range(5, 480)]
    sql = 'select count(distinct "所在地") from facilities where "定員" >= {n}'
    return Case("distinct count", ours, []), Case("distinct count", _sql(sql), [])


def _sql(statement: str) -> list[str]:
    return [
        f"/facilities.json?{urlencode({'sql': statement.format(n=n), '_shape': 'objects'})}"
        for n in range(5, 480)
    ]


CASES: tuple[Callable[[pl.DataFrame], tuple[Case, Case]], ...] = (
    page, repeated, filtered, boxed, worded, monthly, different,
)  # fmt: skip


def _ours(question: dict[str, Any]) -> str:
    return f"{OURS}?{urlencode(question)}&limit={PAGE}"


def _theirs(question: dict[str, Any]) -> str:
    return f"{THEIRS}?{urlencode(question, quote_via=quote)}&_shape=objects&_size={PAGE}"


def check(answer: Answer, truth: Truth, name: str) -> None:
    """Stop the run when an answer is not right: speed of wrong answers is of no interest."""
    if answer.status != 200:
        raise SystemExit(f"{name}: status {answer.status}\n{answer.body[:500]!r}")
    found = json.loads(answer.body)
    rows = found.get("records", found.get("rows"))
    total = found.get("numberMatched", found.get("filtered_table_rows_count"))
    if rows[0]["管理番号"] != truth.first or (truth.total is not None and total != truth.total):
        raise SystemExit(f"{name}: {total} rows from {rows[0]['管理番号']}, should be {truth}")
    if len(rows) != min(PAGE, truth.total or PAGE):
        raise SystemExit(f"{name}: {len(rows)} rows on the page")
