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


TRAITS = {
    "identifier": "ID",
    "strong_identifier": "ID（1からの連番でないもの）",
    "name": "名称",
    "address": "住所",
    "position": "位置（小数4桁、約10m）",
    "words": "数でない全ての列",
}
ROW_IDS = """\
# 行の番号、変更、重なり / Row ids, changes, duplicates

表の各行には、版が変わっても変わらない番号 `_id` があります。番号は行の場所ではなく、
行が指すもの（施設など）に付きます。並べ替え、名称の変更、位置の修正では変わりません。

Every row has an `_id` that belongs to the thing the row is about, not to the place where the row
stands. Sorting, renaming and small corrections of a position do not change it.

## 前の版と同じものを見つける / Matching with the version before

新しい版の行は、まず全ての列が同じ行、次に下の表の順で、前の版の行の番号を引き継ぎます。
どの順でも、まだ決まっていない行の中で値が一つだけのものどうしを結びます。値の同じ行がいくつもあれば、
その順では決めません。一つの番号を二つの行が引き継ぐことはありません。

A row of a new version takes over the id of an equal row of the version before, else of the row that
these traits, step by step, say is the same. A step decides only where no other of the rows that
are left, in either version, has the same values. No id is taken over twice.
"""
ROW_IDS_NEW = """\
## 新しい行 / Rows that are new

残った行は新しいものです。番号は、その版のほかの行と違う最初の組から作るので、だれがいつ作っても同じです。
消えて戻った行は、同じ番号に戻ります。

What is left is new. Its id is made from the first of these that no other row of the version shares,
so that it is the same wherever it is made, and the same again for a row that left and came back.
"""
ROW_IDS_REST = """\
どれもないときは、行の全ての内容から作ります。統合表の番号は、元の表の名前と番号を `.` で
つないだものです。
From all its cells where none of these will do. In a merged table the id is the name of the
publisher's table and the id there, joined by a full stop.

## 複数の団体の同じもの / The same thing listed by several publishers

統合表では、別の団体が載せた同じものを見つけて `_same_as` で結びます。どの行も消しません。
値は、同じものの行のうち最初の番号です。ほかの団体にない行では空です。
何行あるかは `tdpf report --city` と `tdpf history` に出ます。

In a merged table such rows carry the same `_same_as`, the first id of theirs; nothing is removed.
"""
ROW_CHANGES = """\
## 版の間の変更 / Changes between versions

公開した版は変わらないので、どの二つの版の違いも、いつでも同じ答えになります。
`tdpf history 表 --changes` と `/api/v1/tables/{table}/changes?since=版` が、行ごとに次を示します。

Versions never change, so the difference of two is the same for ever. The command and the feed give
each row with these columns:

| 列 column | 意味 |
| --- | --- |
| `_change` | `added` 追加、`changed` 変更、`removed` 削除 |
| `_version` | その変更があった版。削除された行では、なくなった版 |
| `_id` | 行の番号 |
| `_columns` | 変わった列の名前。`;` でつなぐ |

そのあとに行の内容が続きます。削除された行は、最後の内容です。
The row follows as it is now, or as it last was.
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


def rows_page() -> str:
    from tdpf.core.tables.identity import EVIDENCE, STEPS

    steps = (
        (
            str(number),
            " と ".join(TRAITS[trait] for trait in step.traits),
            " + ".join(step.traits),
            "どちらの版の全ての行の中でも一つだけ" if step.alone else "",
        )
        for number, step in enumerate(STEPS, 1)
    )
    evidence = (
        (str(number), " と ".join(TRAITS[trait] for trait in traits), " + ".join(traits))
        for number, traits in enumerate(EVIDENCE, 1)
    )
    return "\n".join(
        [
            ROW_IDS,
            _table(("順 step", "同じなら同じもの", "same", "条件"), steps),
            ROW_IDS_NEW,
            _table(("順 step", "ほかの行と違えば", "distinct"), evidence),
            ROW_IDS_REST,
            f"```text\n{_rule('core/tables/duplicates.py')}\n```\n",
            ROW_CHANGES,
        ]
    )


FIELDS = """\
# 項目の一覧 / Fields of descriptions

データセットなどについて TDPF が書き表せることの全てと、DCAT、CKAN、schema.org、オープンデータ一覧
（06、2023年版）での名前です。空欄は、相手にその項目が無いことを表します。

Everything that TDPF can say of organisations, datasets, files and tables, and what it is called in
DCAT-AP 3, CKAN, schema.org and the open data list (set 06). Blank: the other has no such field.
"""
STRUCTS = {
    "Organisation": "団体",
    "Dataset": "データセット",
    "Distribution": "配信（ファイル）",
    "TableInfo": "表",
    "Contact": "問い合わせ先",
    "Coverage": "対象の地域",
    "Period": "対象の期間",
    "Theme": "分野",
    "Series": "シリーズ",
    "Quality": "品質",
    "Source": "収集元",
    "Catalog": "目録",
}


def fields_page() -> str:
    from tdpf.core.catalog.fields import field_notes

    parts = [FIELDS]
    head = ("field", "意味", "Meaning", "DCAT", "CKAN", "schema.org", "06")
    for struct in dict.fromkeys(note.struct for note in field_notes()):
        rows = [
            (
                f"`{note.field}`",
                note.ja,
                note.en,
                *(f"`{name}`" if name else "" for name in (note.dcat, note.ckan, note.schema_org)),
                note.list_06,
            )
            for note in field_notes()
            if note.struct == struct
        ]
        parts.append(f"## {STRUCTS.get(struct, struct)} / {struct}\n")
        parts.append(_table(head, rows))
    return "\n".join(parts)


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
