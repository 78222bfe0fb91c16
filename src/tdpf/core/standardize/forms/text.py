"""Free text: trimmed, kana full-width, Latin letters and digits half-width, no controls."""

from __future__ import annotations

import re
import unicodedata

Normal = tuple[str, str | None]

_DIRTY = re.compile(r"[０-９Ａ-Ｚａ-ｚ｡-ﾟ\x00-\x1f\x7f-\x9f\u200b-\u200d\u2060\ufeff�]")
_HALF_KANA = re.compile(r"[｡-ﾟ]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200d\u2060\ufeff]")
_BREAKS = re.compile(r"\s*(?:\r\n|\r|\n)\s*")
_NARROW = {
    **{0xFF10 + n: 0x30 + n for n in range(10)},
    **{0xFF21 + n: 0x41 + n for n in range(26)},
    **{0xFF41 + n: 0x61 + n for n in range(26)},
}
HYPHENS = "-‐‑‒–—―−－ｰー─━﹣"
BLANK_MARKS = frozenset(
    (
        "-",
        "‐",
        "－",
        "―",
        "ー",
        "−",
        "–",
        "—",
        "…",
        "...",
        "・・・",
        "***",
        "*",
        "・",
        "/",
        "／",
        "N/A",
        "n/a",
        "#N/A",
        "x",
    )
)
NONE_WORDS = BLANK_MARKS | {"なし", "無し", "ナシ", "無", "該当なし", "該当無し"}
"""How to say that somebody has no telephone, no page and the like."""


def narrow(text: str) -> str:
    """The text with half-width kana widened and full-width letters and digits narrowed."""
    text = text.translate(_NARROW)
    return _HALF_KANA.sub(lambda kana: unicodedata.normalize("NFKC", kana.group()), text)


def is_clean(text: str) -> bool:
    """True for text that is in its normal form already."""
    return not text or not (_DIRTY.search(text) or text[0].isspace() or text[-1].isspace())


def clean(text: str) -> str:
    """One line of free text in its normal form: `ﾎﾞﾗﾝﾃｨｱ・ＮＰＯ　` → `ボランティア・NPO`."""
    if is_clean(text):
        return text
    text = _CONTROL.sub("", text)
    return narrow(_BREAKS.sub(" ", text).replace("\t", " ")).strip()


def free_text(text: str) -> Normal:
    return clean(text), None


def notes(text: str) -> Normal:
    """Free text that may have several lines, each ended by a plain line feed."""
    if is_clean(text):
        return text, None
    text = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return narrow(text.replace("\t", " ")).strip(), None


def plain(text: str) -> str:
    """The text in compatibility form without blanks at its ends, for parsers."""
    return unicodedata.normalize("NFKC", text).strip() if not text.isascii() else text.strip()
