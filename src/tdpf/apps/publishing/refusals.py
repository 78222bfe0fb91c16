"""Why a file was not published, in one plain sentence of each language. Knows no database."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from tdpf.core.findings import Finding, Text
from tdpf.core.os_errors import NO_ROOM, is_no_room

SHOWN = 3

Concern = tuple[str, str]
"""The code of a finding and the column it is about: what a person decides on."""


def concern(finding: Finding) -> Concern:
    return finding.code, finding.item or ""


def may_be_personal(findings: Sequence[Finding]) -> Text:
    """Personal data is never published before a person has looked at it."""
    places = [f"{f.row}" for f in findings if f.row is not None][:SHOWN]
    rows_ja = f"、{'、'.join(places)}行目など" if places else ""
    rows_en = f", row {', '.join(places)} …" if places else ""
    columns = list(dict.fromkeys(f.item for f in findings if f.item))
    columns_ja = "".join(f"「{column}」" for column in columns) + "の列"
    columns_en = f"column {', '.join(columns)}"
    first = findings[0].message
    return Text(
        ja=f"個人情報かもしれない値があるため、公開しませんでした（{columns_ja}{rows_ja}）。"
        f"{first.ja}確かめて公開してよいときは --personal-data-checked を付けて実行してください。"
        "同じ表の同じ列は、次からたずねません。",
        en=f"Not published: some values may be personal data ({columns_en}{rows_en}). {first.en} "
        "When a person has checked them, run again with --personal-data-checked; "
        "the same columns of the table are not asked about again.",
    )


def unforeseen(error: Exception) -> Text:
    return Text(
        ja=f"TDPF の不具合でこのファイルを読めませんでした（{type(error).__name__}: {error}）。"
        "この文とファイルを開発者に知らせてください。",
        en=f"A fault in TDPF kept this file from being read ({type(error).__name__}: {error}). "
        "Please report this sentence together with the file.",
    )


def sentence(path: Path, error: OSError) -> Text:
    """Both languages: why the system refused, and what to do."""
    if is_no_room(error):
        return NO_ROOM
    if error.errno == errno.EROFS or (error.filename and Path(error.filename) != path):
        return Text(
            ja=f"保存先 {error.filename} に書き込めません（{error.strerror}）。"
            "TDPF_HOME を確かめてください。",
            en=f"Cannot write to the shelf at {error.filename} ({error.strerror}). "
            "Check TDPF_HOME.",
        )
    return Text(
        ja=f"ファイルを読めません（{error.strerror}）。場所と権限を確かめてください。",
        en=f"The file cannot be read ({error.strerror}). Check its place and permissions.",
    )
