"""What a cell looks like at a glance: enough to tell a header from data."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Look = Literal["number", "date", "time", "phone", "postal", "link", "flag", "text", "blank"]

_LOOKS = re.compile(
    r"(?P<postal>〒?\d{3}-\d{4})"
    r"|(?P<phone>(?:TEL[:.]?\s*)?\(?0\d{1,4}\)?[-\s]?\d{1,4}[-)\s]?\d{3,4})"
    r"|(?P<date>(?:[12]\d{3}|(?:令和|平成|昭和|大正|明治|[RHST])\s?(?:\d{1,2}|元))\s?[-/.年]\s?\d{1,2}"
    r"(?:\s?[-/.月]\s?\d{1,2}日?|月)?(?:[T ]\d{1,2}:\d{2}.*)?)"
    r"|(?P<time>(?:午前|午後)?\d{1,2}[:時]\d{0,2}分?(?::\d{2})?(?:\s?[~〜～-]\s?\d{1,2}[:時]\d{0,2}分?)?)"
    r"|(?P<number>[-+−▲△]?[\d,]*\.?\d+%?)"
    r"|(?P<link>(?:https?|ftp)://.+|www\..+|[^@\s]+@[^@\s]+\.[^@\s]+)"
    r"|(?P<flag>[○〇◯◎×✕✖△▲有無可不]|有り|無し|あり|なし|TRUE|FALSE|true|false|該当)",
)

HEADER_WORDS = re.compile(
    r"(?:.*(?:名|名称|番号|コード|住所|所在地|緯度|経度|電話|備考|区分|種別|種類|分類|年月日|年度|日付|時間|時刻|曜日"
    r"|人数|世帯数|総数|合計|有無|カナ|かな|フリガナ|ふりがな|郵便|面積|年齢|定員|金額|料金|率|件数|方書|説明|概要|内容"
    r"|対象|期間|場所|施設|団体|担当|連絡先|市区町村|町丁|地区|都道府県|単位|キー|タイトル|注意点)"
    r"|男|女|計|数|地名|町名|品目|学校|路線|項目|NO\.?|番|行|項番"
    r"|(?:.*[_\s-])?(?:id|no\.?|name|code|type|kind|lat|latitude|lon|lng|longitude|address|tel|phone|url|date|time"
    r"|note|notice|memo|title|x|y|objectid|fid|value|count|number|year|month|city|pref|furigana|kana)\d*)"
    r"(?:[(（].*[)）])?",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_LABEL = 80


def look(cell: str) -> Look:
    """The look of one cell.

    >>> look("35.6895"), look("03-1234-5678"), look("施設名"), look("　")
    ('number', 'phone', 'text', 'blank')
    """
    text = cell.strip()
    if not text:
        return "blank"
    if len(text) > LONGEST_LABEL:
        return "link" if text.startswith(("http://", "https://")) else "text"
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    match = _LOOKS.fullmatch(text)
    return match.lastgroup if match else "text"  # type: ignore[return-value]


def is_label(cell: str) -> bool:
    """True for a cell that could be the name of a column."""
    text = cell.strip()
    return len(text) <= LONGEST_LABEL and look(text) == "text"


def is_header_word(cell: str) -> bool:
    """True for a word that headers use: 名称, 緯度, 電話番号 …"""
    word = "".join(cell.split())
    return len(word) <= LONGEST_LABEL and HEADER_WORDS.fullmatch(word) is not None
