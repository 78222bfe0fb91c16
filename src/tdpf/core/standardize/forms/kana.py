"""Readings in full-width katakana, and names in Latin letters."""

from __future__ import annotations

import re
import unicodedata

from tdpf.core.standardize.forms.text import HYPHENS, Normal, clean, is_clean

_KANA = re.compile(r"[ァ-ヶー・]*")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_LONG = re.compile(f"(?<=[ァ-ヶ])[{HYPHENS}](?=[ァ-ヶ]|$)")
_KANJI = re.compile(r"[一-鿿々]")
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")


def katakana(text: str) -> Normal:
    """`ｼﾔｸｼｮ`, `しやくしょ` → `シヤクショ`; a reading with kanji in it is a finding."""
    if _KANA.fullmatch(text):
        return text, None
    value = _LONG.sub("ー", clean(text).translate(_TO_KATAKANA))
    return (value, "kana-has-kanji") if _KANJI.search(value) else (value, None)


def latin(text: str) -> Normal:
    """A name in Latin letters, half-width; Japanese letters in it are a finding."""
    if text.isascii() and is_clean(text):
        return text, None
    value = clean(unicodedata.normalize("NFKC", clean(text)))
    if _JAPANESE.search(value):
        return clean(text), "latin-has-japanese"
    return value, None
