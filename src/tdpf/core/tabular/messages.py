"""Every sentence reading can say, in one table: code → severity, Japanese, English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tdpf.core.findings import Finding, Severity, Text


class Message(NamedTuple):
    severity: Severity
    ja: str
    en: str


MESSAGES: dict[str, Message] = {
    "empty-file": Message(
        "error",
        "ファイルが空です。中身を確かめて、もう一度登録してください。",
        "The file is empty. Check its content and send it again.",
    ),
    "html-not-data": Message(
        "error",
        "表ではなくウェブページ（HTML）でした。ファイルそのもののURLを登録してください。"
        "Excelで開ける表なら、.xlsx か .csv で保存し直して登録してください。",
        "This is a web page (HTML), not a table. Give the address of the file itself. "
        "If Excel shows a table, save it as .xlsx or .csv and send that.",
    ),
    "not-a-table": Message(
        "error",
        "文章や画像（{ja}）で、行と列がありません。ダウンロードのみ提供します。",
        "A text or picture ({en}) without rows and columns. It is offered for download only.",
    ),
    "encrypted": Message(
        "error",
        "パスワード付きのファイルです。パスワードを外して登録し直してください。",
        "The file has a password. Remove the password and send it again.",
    ),
    "zip-bomb": Message(
        "error",
        "展開すると{size}以上（{ratio}倍）になるため、開きませんでした。分割するか、運営者に相談してください。",
        "Unpacked it would be {size} or more ({ratio} times as much), so it was not opened. "
        "Split it or ask the operator.",
    ),
    "too-large": Message(
        "error",
        "上限（{limit}{ja}）を超えています。分割するか、運営者に相談してください。",
        "It is above the limit of {limit}{en}. Split it or ask the operator.",
    ),
    "broken-file": Message(
        "error",
        "ファイルが壊れているため開けません。元のソフトで開き、保存し直してください。",
        "The file is damaged and cannot be opened. Open it in its own program and save it again.",
    ),
    "cut-file": Message(
        "warning",
        "ファイルが途中で切れています。読めた所までを表にしました。もう一度保存してください。",
        "The file ends in the middle. What could be read is here. Save or fetch it again.",
    ),
    "no-header": Message(
        "warning",
        "見出し行が見つかりません。1行目に列の名前を入れてください。",
        "No header row was found. Put the names of the columns into row 1.",
    ),
    "undecodable": Message(
        "warning",
        "{count}文字を読めませんでした。UTF-8で保存し直すと直ります。",
        "{count} characters could not be read. Saving the file as UTF-8 repairs this.",
    ),
    "nul-bytes": Message(
        "warning",
        "表に使えない文字（NUL）を{count}個取り除きました。元のソフトで保存し直してください。",
        "{count} NUL characters were taken out. Save the file again in its own program.",
    ),
    "lying-table": Message(
        "warning",
        "項目が左の列に縦に並んでいるため、1列を1件として読みました。指摘の行番号は元の表の列の番号です。"
        "1行に1件の表にしてください。",
        "The names stand down the first column, so each column was read as one record; row numbers "
        "are those of the columns. Publish one record in each row.",
    ),
    "ragged": Message(
        "warning",
        "{rows}行目の列数が見出しと違います。値は残し、印を付けました。",
        "Row {rows}: the number of cells differs from the header. All values were kept.",
    ),
    "short-rows": Message(
        "warning",
        "{rows}行目の列数が見出しより少なく、足りない列は空として読みました。",
        "Row {rows}: fewer cells than the header. The missing ones were read as blank.",
    ),
    "header-comma": Message(
        "warning",
        "見出し「{header}」が{count}列分をまとめていたため、{count}つの見出しに分けました。",
        "The header “{header}” covered {count} columns; it was cut into {count} headers.",
    ),
    "total-row": Message(
        "warning",
        "{number}行目は合計の行のようです。データの行でなければ消してください。",
        "Row {number} looks like a total. Delete it if it is not a row of data.",
    ),
    "tables-side-by-side": Message(
        "warning",
        "同じ見出しの表が横に{count}つ並んでいるため、続けて1つの表として読みました。"
        "2つ目からの行番号は1つ目の最後の行に続きます。縦に1つの表にしてください。",
        "{count} parts with the same headers stand side by side and were read as one table; row "
        "numbers of the later parts go on after the first. Publish one table from top to bottom.",
    ),
    "heading-rows": Message(
        "warning",
        "{rows}行目は区分の見出しと見て、データから外しました。区分が要るときは列を作り、行ごとに書いてください。",
        "Row {rows}: taken for the heading of a section and left out. If the section matters, give "
        "it a column and write it in every row.",
    ),
    "long-cell": Message(
        "warning",
        "{rows}行目に長すぎるセルがあり、{limit}文字で切りました。元のファイルはそのまま残ります。",
        "Row {rows}: a very long cell was cut after {limit} characters. The file itself is kept.",
    ),
    "unbalanced-quote": Message(
        "warning",
        '{rows}行目の引用符（"）が閉じていません。その行は文字のまま読みました。',
        "Row {rows}: a quotation mark is not closed. The row was read as plain text.",
    ),
    "duplicate-header": Message(
        "warning",
        "見出し「{header}」が{count}列にあります。列ごとに違う名前を付けてください。",
        "The header “{header}” stands over {count} columns. Give each column a name of its own.",
    ),
    "blank-header": Message(
        "warning",
        "{count}列に見出しがありません（{columns}列目）。列の名前を入れてください。",
        "{count} columns have no header (column {columns}). Give them a name.",
    ),
    "missing-marks": Message(
        "info",
        "列「{header}」の {marks} は「値なし」として扱いました。元の文字はファイルに残っています。",
        "In “{header}” the marks {marks} were read as no value. The file keeps the original text.",
    ),
    "hidden-rows": Message(
        "warning",
        "非表示の行が{count}行あります{ja}。公開されるので、不要なら消してください。",
        "{count} hidden rows{en} will be published. Delete them if they should not be.",
    ),
    "hidden-columns": Message(
        "warning",
        "非表示の列があります。公開されるので、不要なら消してください。",
        "Hidden columns will be published. Delete them if they should not be.",
    ),
    "hidden-sheets": Message(
        "warning",
        "非表示のシートが{count}枚あります（{names}）。表には入れませんが、元のファイルには残ります。",
        "{count} hidden sheets ({names}) are not read, but stay inside the file itself.",
    ),
    "merged-cells": Message(
        "info",
        "結合されたセルが{count}か所あり、同じ値をそれぞれの行に入れて読みました。",
        "{count} merged cells: their value was put into each of the rows they cover.",
    ),
    "formula-errors": Message(
        "warning",
        "計算がエラー（#N/A など）のセルが{count}個あり、空として読みました。式を直してください。",
        "{count} cells show an error such as #N/A and were read as blank. Correct the formulas.",
    ),
    "formula-without-result": Message(
        "warning",
        "計算結果が保存されていないセルが{count}個あります。Excelで開いて保存し直してください。",
        "{count} formulas have no saved result. Open the file in Excel and save it again.",
    ),
    "blank-tail": Message(
        "info",
        "表の終わりに空の行が{count}行あります。消しても内容は変わりません。",
        "{count} empty rows stand after the table. They can be deleted safely.",
    ),
}


KINDS = {
    "text": ("文章", "text"),
    "document": ("文書", "document"),
    "binary": ("バイナリ", "binary"),
}
UNITS = {
    "columns": ("列", " columns"),
    "cells": ("セル", " cells"),
    "line": ("バイト（1行）", " bytes in one line"),
}


def some(rows: Sequence[int], count: int | None = None) -> str:
    """Row numbers as a sentence shows them: the first five, and how many there are."""
    count = len(rows) if count is None else count
    shown = ", ".join(map(str, rows[:5]))
    return shown if count <= 5 else f"{shown} …({count})"


def readable(size_bytes: int) -> str:
    """A number of bytes as people say it.

    >>> readable(2_500_000)
    '2.5MB'
    """
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.3g}{unit}"


def say(
    code: str,
    *,
    row: int | None = None,
    item: str | None = None,
    column: int | None = None,
    **values: object,
) -> Finding:
    """The finding of this code with its sentences filled in."""
    message = MESSAGES[code]
    text = Text(ja=message.ja.format(**values), en=message.en.format(**values))
    return Finding(
        code=code, severity=message.severity, message=text, row=row, item=item, column=column
    )


def not_a_table(kind: str) -> Finding:
    """The verdict on a text, a picture or another form without rows and columns."""
    ja, en = KINDS.get(kind, (kind, kind))
    return say("not-a-table", ja=ja, en=en)


def too_large(limit: int, unit: str) -> Finding:
    """The verdict on more cells, columns or bytes in a line than one table may have."""
    ja, en = UNITS[unit]
    return say("too-large", limit=f"{limit:,}", ja=ja, en=en)
