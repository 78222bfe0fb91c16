"""Languages: BCP 47 codes ⇄ the EU language table, and the words that lists write."""

from __future__ import annotations

import re
import unicodedata

EU_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
LOC_LANGUAGE = "http://id.loc.gov/vocabulary/iso639-1/"

_EU = {
    "ja": "JPN",
    "en": "ENG",
    "zh": "ZHO",
    "ko": "KOR",
    "es": "SPA",
    "pt": "POR",
    "fr": "FRA",
    "de": "DEU",
    "it": "ITA",
    "ru": "RUS",
    "vi": "VIE",
    "th": "THA",
    "id": "IND",
    "tl": "TGL",
    "ne": "NEP",
    "my": "MYA",
    "mn": "MON",
    "km": "KHM",
    "hi": "HIN",
    "bn": "BEN",
    "ar": "ARA",
    "fa": "FAS",
    "ur": "URD",
    "si": "SIN",
    "nl": "NLD",
}
_CODES = {name: code for code, name in _EU.items()}
_WORDS = {
    "日本語": "ja",
    "japanese": "ja",
    "jpn": "ja",
    "jp": "ja",
    "英語": "en",
    "english": "en",
    "eng": "en",
    "中国語": "zh",
    "chinese": "zh",
    "chi": "zh",
    "zho": "zh",
    "韓国語": "ko",
    "朝鮮語": "ko",
    "ハングル": "ko",
    "korean": "ko",
    "kor": "ko",
    "スペイン語": "es",
    "ポルトガル語": "pt",
    "フランス語": "fr",
    "ドイツ語": "de",
    "イタリア語": "it",
    "ロシア語": "ru",
    "ベトナム語": "vi",
    "タイ語": "th",
    "インドネシア語": "id",
    "タガログ語": "tl",
    "ネパール語": "ne",
    "ミャンマー語": "my",
    "モンゴル語": "mn",
}
_BCP47 = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def language_iri(code: str) -> str:
    """The EU table's IRI, or that of the Library of Congress for a language we do not list."""
    primary = code.partition("-")[0].lower()
    return EU_LANGUAGE + _EU[primary] if code in _EU else LOC_LANGUAGE + code


def match_language(text: str) -> str:
    """The code of an IRI, a code or a Japanese or English word; an unknown word comes back trimmed.

    >>> match_language("日本語"), match_language(EU_LANGUAGE + "ENG"), match_language("ja_JP")
    ('ja', 'en', 'ja-JP')
    """
    told = unicodedata.normalize("NFKC", text).strip()
    tail = told.rstrip("/").rsplit("/", 1)[-1] if "://" in told else told
    if told.startswith(EU_LANGUAGE) and tail in _CODES:
        return _CODES[tail]
    plain = tail.replace("_", "-")
    known = _WORDS.get(plain.lower()) or next(
        (code for name, code in _CODES.items() if name == plain.upper()), None
    )
    if known:
        return known
    primary, dash, rest = plain.partition("-")
    tag = primary.lower() + dash + rest
    return tag if _BCP47.fullmatch(tag) else told


def split_languages(text: str) -> tuple[str, ...]:
    """The codes in a cell with several: `日本語;英語` → ja, en."""
    words = re.split(r"[;；,，、/／・\s]+", text)
    return tuple(dict.fromkeys(match_language(word) for word in words if word))
