"""Yes or no: `有` / `無`; the flag of set 03: `1` / blank."""

from __future__ import annotations

from tdpf.core.standardize.forms.text import BLANK_MARKS, Normal, clean, plain

_YES = frozenset(
    (
        "有",
        "○",
        "〇",
        "◯",
        "●",
        "◎",
        "o",
        "O",
        "あり",
        "有り",
        "アリ",
        "有る",
        "ある",
        "1",
        "1.0",
        "y",
        "yes",
        "true",
        "t",
        "可",
        "可能",
        "はい",
        "✓",
        "✔",
        "☑",
        "レ",
        "該当",
        "対応",
        "設置",
        "設置あり",
    )
)
_NO = frozenset(
    (
        "無",
        "×",
        "✕",
        "✖",
        "╳",
        "☓",
        "x",
        "なし",
        "無し",
        "ナシ",
        "無い",
        "ない",
        "0",
        "0.0",
        "n",
        "no",
        "false",
        "f",
        "不可",
        "否",
        "いいえ",
        "非該当",
        "未設置",
        "設置なし",
        "非対応",
        "未対応",
    )
)
_CAN = {"可": "可", "可能": "可", "不可": "不可", "否": "否"}


def _said(text: str) -> bool | None:
    value = plain(text).lower()
    if value in _YES or value.upper() in _YES:
        return True
    return False if value in _NO or text.strip() in _NO else None


def _unsaid(text: str, problem: str) -> Normal:
    value = clean(text)
    if value in BLANK_MARKS:
        return value, "blank-mark"
    return value, (problem if value else None)


def yesno(text: str) -> Normal:
    """`○`, `あり`, `1`, `Y` → `有`; `×`, `なし`, `0`, `不可` → `無`; `△` is a finding."""
    if text in {"有", "無", ""}:
        return text, None
    said = _said(text)
    if said is None:
        return _unsaid(text, "yesno-unreadable")
    return ("有" if said else "無"), None


def support(text: str) -> Normal:
    """As yes/no, but 可 and 不可 say more and stay, and so does a text that explains."""
    value = clean(text)
    if value in _CAN:
        return _CAN[value], None
    said = _said(value) if value else None
    return (value if said is None else "有" if said else "無"), None


def flag(text: str) -> Normal:
    """`○`, `有`, `1` → `1`; `×`, `無`, `0` → blank, which is how set 03 says no."""
    if text in {"1", ""}:
        return text, None
    said = _said(text)
    if said is None:
        return _unsaid(text, "flag-unreadable")
    return ("1" if said else ""), None
