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
        "表ではなくウェブページでした。ファイルそのもののURLを登録してください。",
        "This is a web page, not a table. Give the address of the file itself.",
    ),
    "not-a-table": Message(
        "error",
        "文章や画像（{kind}）で、行と列がありません。ダウンロードのみ提供します。",
        "A text or picture ({kind}) without rows and columns. It is offered for download only.",
    ),
    "encrypted": Message(
        "error",
        "パスワード付きのファイルです。パスワードを外して登録し直してください。",
        "The file has a password. Remove the password and send it again.",
    ),
    "zip-bomb": Message(
        "error",
        "展開すると{size}になり、上限（{limit}）を超えます。分割するか、運営者に相談してください。",
        "Unpacked it would be {size}, above the limit of {limit}. Split it or ask the operator.",
    ),
    "too-large": Message(
        "error",
        "上限（{limit}）を超えています。分割するか、運営者に相談してください。",
        "It is above the limit of {limit}. Split it or ask the operator.",
    ),
    "broken-file": Message(
        "error",
        "ファイルが壊れているため開けません。元のソフトで開き、保存し直してください。",
        "The file is damaged and cannot be opened. Open it in its own program and save it again.",
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
    "blank-tail": Message(
        "info",
        "表の終わりに空の行が{count}行あります。消しても内容は変わりません。",
        "{count} empty rows stand after the table. They can be deleted safely.",
    ),
}


def some(rows: Sequence[int], count: int | None = None) -> str:
    """Row numbers as a sentence shows them: the first five, and how many there are."""
    count = len(rows) if count is None else count
    shown = ", ".join(map(str, rows[:5]))
    return shown if count <= 5 else f"{shown} …({count})"


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
