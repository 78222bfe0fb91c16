"""Reference pages that are made from the tables in the code: findings, quality, problems, API."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

SOURCE = Path(__file__).resolve().parents[1] / "src" / "tdpf"


class Message(Protocol):
    @property
    def severity(self) -> str: ...
    @property
    def ja(self) -> str: ...
    @property
    def en(self) -> str: ...


SEVERITIES = {"error": "エラー error", "warning": "注意 warning", "info": "お知らせ info"}
ROOMS = {
    "tabular": "ファイルを読むとき / Reading a file",
    "standardize": "整えて確かめるとき / Standardising and checking",
    "catalog": "データセットの説明を読むとき / Reading what is said about a dataset",
}
FINDINGS = """\
# 指摘の一覧 / Findings

ファイルを読み、整え、確かめたときに TDPF が伝えることの全てです。`report.json` の `findings` に、
`code`、行、項目、直す前と後の値と一緒に入ります。同じ種類は項目ごとに 1,000 件まで一つずつ、残りは
`more-of-these` の件数で伝えます。`{…}` には実際の値が入ります。`code` は変わりません。

Everything that TDPF says about a file, as it stands in `findings` of `report.json`. `{…}`
stands for the value at hand; a code never changes its meaning.

エラーのうち `personal-` で始まるものは、人が確かめるまで公開してはならないものです。
Errors that begin with `personal-` must not be published before a person has decided.
"""
_FILLED = re.compile(r"\{(?:ja|en)\}")  # a value that is a word of the language
QUALITY = """\
# 品質スコア / The quality score

一つの表の品質スコアは0から100です。公開のたびに全ての行から数え、版と一緒に残します。
下の式がそのまま計算に使われます。

The score of one table is a number from 0 to 100, counted over all of its rows at every publication
and kept with the version. This is the formula that the code uses:
"""
TOGETHER = """\
団体、標準データセット、都市全体の値（`tdpf report`）は、行数で重み付けした平均です。
行のない表は数えません。項目の空欄率は、空欄のセル ÷ その団体の全ての行です
（列が無いファイルは、全ての行を空欄と数えます）。無効率は、決まった形で読めないセル ÷
埋まっているセルです。

For a publisher, a standard set and the whole city (`tdpf report`) this rule holds:
"""
PROBLEMS = """\
# API のエラー / Problems of the API

データサーバーのエラーは、全てこの形（[RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)、`application/problem+json`）です。
`code` は変わりません。`title` と `detail` は `Accept-Language` に合わせて日本語か英語になります。

Every error of the data server has this form. `code` is stable; `title` and `detail` follow
`Accept-Language`.

"""
API = """\
# API の一覧 / The API

機械が読む形は `/api/openapi.json`（OpenAPI 3.1）、使い方は [APIを使う](../howto/use-the-api.md)、
エラーは [API のエラー](problems.md)にあります。

The machine-readable form is `/api/openapi.json`.
"""
FILTERS = """\
`列=値` か `列__比べ方=値` と書きます。いくつ書いても、全てを満たす行だけを返します。
空欄はどの比較にも当たりません。パラメーターと同じ名前の列は `filter.列=値` と書きます。

Write `column=value` or `column__operator=value`; a row must fulfil all of them, and a blank
fulfils no comparison. A column named like a parameter is written `filter.column=value`.
"""
ENDINGS = """\
アドレスの終わり（`/records.csv`）か `Accept` で選びます。CSVだけは `bom=true` も使えます
（Excelで文字化けせずに開けます）。

By suffix (`/records.csv`) or by `Accept`. CSV alone takes `bom=true` for spreadsheet programs.
"""


def rooms() -> Iterator[tuple[str, Mapping[str, Message]]]:
    """Every `core/<room>/messages.py` with a table of codes, and the heading of its part."""
    found = {path.parent.name for path in (SOURCE / "core").glob("*/messages.py")}
    for room in sorted(found, key=lambda room: list(ROOMS).index(room) if room in ROOMS else 9):
        module = importlib.import_module(f"tdpf.core.{room}.messages")
        yield ROOMS.get(room, room), getattr(module, "CATALOGUE", None) or module.MESSAGES


def findings_page() -> str:
    parts = [FINDINGS]
    for heading, messages in rooms():
        rows = (
            (f"`{code}`", SEVERITIES[one.severity], _FILLED.sub("{…}", f"{one.ja}<br>{one.en}"))
            for code, one in messages.items()
        )
        parts += [f"## {heading}\n", _table(("code", "重さ severity", "文 sentence"), rows)]
    return "\n".join(parts)


def quality_page() -> str:
    from tdpf.core.standardize.quality import WEIGHTS

    words = {
        "completeness": "標準の項目の列の、埋まっているセルの割合",
        "required_filled": "必須項目の、埋まっているセルの割合（列が無い項目は全て空欄と数える）",
        "validity": "埋まっているセルのうち、決まった形で読める割合",
        "located": "日本の中に位置のある行の割合",
    }
    weights = ((f"`{name}`", f"{w:.2f}", words[name]) for name, w in WEIGHTS.items())
    return "\n".join(
        [
            QUALITY,
            f"```text\n{_rule('core/standardize/quality.py')}\n```\n",
            "それぞれの重み / The weights:\n",
            _table(("部分 part", "重み weight", "意味"), weights),
            "行のない表は0点です。 A table without rows scores 0.\n",
            "## いくつかの表をまとめるとき / Several tables together\n",
            TOGETHER,
            f"```text\n{_rule('apps/publishing/reporting.py')}\n```\n",
        ]
    )


def _rule(module: str) -> str:
    """What a module's docstring says after its first line."""
    told = ast.get_docstring(ast.parse((SOURCE / module).read_text(encoding="utf-8"))) or ""
    return told.partition("\n\n")[2].strip()


def problems_page() -> str:
    from tdpf.data.problem import WORDS

    example = {
        "type": "urn:tdpf:problem:unknown-column",
        "title": WORDS["unknown-column"].title_en,
        "status": WORDS["unknown-column"].status,
        "detail": "There is no column 名前. Did you mean 名称?",
        "code": "unknown-column",
        "parameter": "select",
        "column": "名前",
        "near": ["名称"],
    }
    rows = (
        (
            f"`{code}`",
            one.status,
            f"{one.title_ja}<br>{one.title_en}",
            f"{one.ja}<br>{one.en}".replace("{near}", "").strip(),
        )
        for code, one in sorted(WORDS.items(), key=lambda pair: (pair[1].status, pair[0]))
    )
    return (
        f"{PROBLEMS}```json\n{json.dumps(example, ensure_ascii=False, indent=2)}\n```\n\n"
        + _table(("code", "status", "title", "detail"), rows)
    )


def api_page() -> str:
    from tdpf.core.tables.parameters import OPERATORS, RESERVED
    from tdpf.data.formats import FORMATS
    from tdpf.data.openapi import document

    told: dict[str, Any] = document(language="ja")  # a JSON object
    english: dict[str, Any] = document(language="en")
    parts = [API]
    for path, item in told["paths"].items():
        if "/records." in path:
            continue  # the same rows with the format in the address
        other = english["paths"][path]["get"]
        parts.append(f"## GET {path}\n\n{item['get']['summary']} / {other['summary']}\n")
        rows = [
            (f"`{ja['name']}`", _kind(ja["schema"]), f"{ja['description']}<br>{en['description']}")
            for ja, en in zip(item["get"]["parameters"], other["parameters"], strict=True)
            if ja["name"] != "filters"
        ]
        if rows:
            parts.append(_table(("名前 name", "型 type", "意味 meaning"), rows))
    operators = ((f"`column__{name}=`", ja, en) for name, (ja, en) in OPERATORS.items())
    formats = (
        (f"`.{one.name}`", f"`{one.media_type}`", one.limits.default or "all", one.limits.maximum)
        for one in FORMATS.values()
    )
    reserved = ", ".join(f"`{name}`" for name in RESERVED)
    return "\n".join(
        [
            *parts,
            "## 列による絞り込み / Filters\n",
            FILTERS,
            _table(("書き方", "比べ方", "operator"), operators),
            f"後のために取ってある名前 / Names kept for later: {reserved}.\n",
            "## 形式 / Formats\n",
            ENDINGS,
            _table(
                ("suffix", "media type", "既定の行数 rows unless given", "上限 at most"), formats
            ),
        ]
    )


def _kind(schema: Mapping[str, Any]) -> str:
    """A JSON Schema in a word or two, with its bounds."""
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        return " / ".join(map(_kind, choices))
    if "const" in schema:
        return f"`{schema['const']}`"
    low, high = schema.get("minimum"), schema.get("maximum")
    bounds = f" {low}–{'' if high is None else high}" if low is not None else ""
    return f"{schema.get('type', '')}{bounds}"


def _table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    headings = list(headings)
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(value: object) -> str:
    text = "–" if value is None else str(value)
    return re.sub(r"(?<!\\)\|", r"\\|", text)
