"""Weekdays: a subset of 月火水木金土日, run together."""

from __future__ import annotations

import re

from tdpf.core.standardize.forms.text import Normal, clean, plain

DAYS = "月火水木金土日"
_NORMAL = re.compile("月?火?水?木?金?土?日?")
_RANGE = re.compile(rf"([{DAYS}])(?:~|-)([{DAYS}])")
_FILL = re.compile(r"[\s;,、・/／;.()]|及び|および|と")
_WORDS = {
    "平日": "月火水木金",
    "毎日": DAYS,
    "全日": DAYS,
    "全曜日": DAYS,
    "週末": "土日",
    "年中無休": DAYS,
    "無休": DAYS,
}
_WAVES = str.maketrans({"〜": "~", "～": "~", "ー": "-", "‐": "-", "−": "-", "–": "-", "―": "-"})


def _run(first: str, last: str) -> str:
    start, end = DAYS.index(first), DAYS.index(last)
    return DAYS[start : end + 1] if start <= end else DAYS[start:] + DAYS[: end + 1]


def weekdays(text: str) -> Normal:
    """`月;火`, `月～金`, `平日`, `毎日` → the days, in order, run together."""
    if _NORMAL.fullmatch(text):
        return text, None
    value = plain(text).translate(_WAVES)
    if not value:
        return "", None
    value = value.replace("曜日", "").replace("曜", "")
    value = re.sub("から", "~", value)
    for word, days in _WORDS.items():
        value = value.replace(word, days)
    value = _RANGE.sub(lambda span: _run(span[1], span[2]), value)
    value = _FILL.sub("", value)
    if value and set(value) <= set(DAYS):
        return "".join(day for day in DAYS if day in value), None
    return clean(text), "weekdays-unreadable"
