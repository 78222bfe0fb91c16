"""One spelling for matching: what is searched and what is asked go through the same fold.

Shown text is never changed. A folded text is a line of kana and kanji, Latin runs, and `GAP`
where a blank, a bracket or another sign stood.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

GAP = "\x00"
LONG = "ー"

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\uff70\u30fc"
_VARIANTS = (
    "髙高﨑崎澤沢濱浜邊辺邉辺齋斎廣広國国嶋島龍竜瀧滝櫻桜眞真壽寿惠恵藏蔵驛駅學学會会區区縣県"
    "圖図醫医榮栄條条德徳曾曽檜桧萬万與与豐豊穗穂舊旧寶宝燈灯籠篭淺浅關関鐵鉄變変邨村"
)


def _table() -> dict[int, str]:
    table = dict.fromkeys(map(ord, _HYPHENS), LONG)
    table.update({code: chr(code + 0x60) for code in range(0x3041, 0x3097)})
    table.update({ord("ゝ"): "ヽ", ord("ゞ"): "ヾ", ord("ヶ"): "ケ", ord("ゖ"): "ケ"})
    table.update({ord("ヵ"): "カ", ord("ゕ"): "カ"})
    table.update({ord(old): new for old, new in zip(_VARIANTS[::2], _VARIANTS[1::2], strict=True)})
    return table


FOLDED = _table()
"""Letters that count as one, for `str.translate`."""
_JAPANESE = (
    "\u30a1-\u30fa\u30fc-\u30ff\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_LATIN = rf"[^\W_{_JAPANESE}]"
_BLANK_WITHIN = re.compile(rf"(?<=[{_JAPANESE}])[ \t]+(?=[{_JAPANESE}])")
_SIGNS = re.compile(rf"(?:[^\w.]|_|(?<!{_LATIN})\.|\.(?!{_LATIN}))+")
_IS_JAPANESE = re.compile(rf"[{_JAPANESE}]")


@lru_cache(maxsize=8192)
def is_japanese(char: str) -> bool:
    """True for kana, kanji and hangul: letters that are cut into pairs, not kept as runs."""
    return _IS_JAPANESE.match(char) is not None


def is_latin(char: str) -> bool:
    """True for any other letter or digit: those stay together as a run."""
    return char.isalnum() and not is_japanese(char)


def fold(text: str) -> str:
    """The text as matching sees it.

    >>> fold("ﾄｲﾚ（といれ）") == "トイレ" + GAP + "トイレ"
    True
    >>> fold("ＰＭ２．５  測定 局") == "pm2.5" + GAP + "測定局"
    True
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    return _SIGNS.sub(GAP, _BLANK_WITHIN.sub("", plain.translate(FOLDED))).strip(GAP)


def title_key(text: str) -> str:
    """The folded text without gaps: two titles that read alike have the same key."""
    return fold(text).replace(GAP, "")


def occurs(word: str, text: str) -> bool:
    """True when the folded word stands in the folded text; a Latin run is never cut.

    This is the meaning of a match; every engine must find exactly these.
    """
    if not word:
        return False
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        cut_before = start > 0 and is_latin(word[0]) and is_latin(text[start - 1])
        cut_after = end < len(text) and is_latin(word[-1]) and is_latin(text[end])
        if not cut_before and not cut_after:
            return True
        start = text.find(word, start + 1)
    return False
