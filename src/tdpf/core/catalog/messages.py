"""Every sentence about descriptions, in one table: code → severity, Japanese, English."""

from __future__ import annotations

from typing import NamedTuple

from tdpf.core.findings import Finding, Severity, Text


class Message(NamedTuple):
    severity: Severity
    ja: str
    en: str


CATALOGUE: dict[str, Message] = {
    "title-missing": Message(
        "warning",
        "タイトルがありません。データセットの名前を書いてください。",
        "There is no title. Write the name of the dataset.",
    ),
    "frequency-unknown": Message(
        "info",
        "更新頻度「{told}」を読み取れません。毎月、1年、随時などの言葉で書いてください。",
        "The update frequency “{told}” is not known. Write monthly, annual or irregular.",
    ),
    "list-column-unused": Message(
        "info",
        "列「{told}」は一覧の項目ではないため使いません。",
        "Column “{told}” is no item of the list and is not used.",
    ),
    "list-without-file": Message(
        "warning",
        "{count}行にファイルのURLがありません。ダウンロードURLを書いてください。",
        "{count} rows have no address of a file. Write the download URL.",
    ),
    "keywords-cut": Message(
        "warning",
        "キーワードが{count}個あります。最初の{most}個だけを使います。",
        "There are {count} keywords; the first {most} are used.",
    ),
    "licence-no-version": Message(
        "info",
        "ライセンス「{told}」に版がありません。最新の版とみなしました。版も書いてください。",
        "Licence “{told}” names no version; the newest is taken. State the version: CC BY 4.0.",
    ),
    "licence-conditions": Message(
        "warning",
        "ライセンス「{told}」に条件が付いています。条件を利用規約の欄に書いてください。",
        "Licence “{told}” comes with conditions. Put them into the terms of use.",
    ),
    "licence-several": Message(
        "warning",
        "ライセンス「{told}」は二つ以上の読み方があります。一つを選んでください。",
        "“{told}” names more than one licence. Choose one.",
    ),
    "licence-unclear": Message(
        "warning",
        "ライセンス「{told}」は利用を認めるか読み取れません。一覧から選んでください。",
        "It is not clear what “{told}” permits. Choose a licence from the list.",
    ),
    "licence-unknown": Message(
        "warning",
        "ライセンス「{told}」は一覧にありません。一覧から選んでください。",
        "“{told}” is not in the list of licences. Choose one from the list.",
    ),
}


def finding(
    code: str,
    *,
    item: str | None = None,
    before: str | None = None,
    row: int | None = None,
    column: int | None = None,
    **said: object,
) -> Finding:
    """The finding of that code, its sentence filled with what was said."""
    message = CATALOGUE[code]
    filled = {name: str(value) for name, value in said.items()}
    return Finding(
        code=code,
        severity=message.severity,
        message=Text(ja=message.ja.format_map(filled), en=message.en.format_map(filled)),
        row=row,
        item=item,
        before=before,
        column=column,
    )
