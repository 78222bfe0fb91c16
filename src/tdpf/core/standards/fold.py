"""Header texts made comparable: width, case, kana, punctuation, and words that mean the same."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import yaml

_NOISE = re.compile(
    r"[\s_\-‐-―−ー~〜・･/／\\|()\[\]{}<>〈〉「」『』【】〔〕《》:;,.、。*※#■●◎○◇◆□★☆▼▲'\"`!?&=+]"
)
_KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})
_AGE_BAND = re.compile(
    r"(?:(?P<before>男|女)[性子]?)?(?P<ages>\d{1,6})[歳才](?P<open>以上)?ノ?(?:(?P<after>男|女)[性子]?)?"
)
"""`男性_0～4歳`, `0-4歳（男）`: folding leaves the digits of both ages side by side."""
_BRACKETS = re.compile(r"[(\[【<〈《〔].*?[)\]】>〉》〕]")


@lru_cache(maxsize=20_000)
def fold(header: str) -> str:
    """The header without anything that spelling varies: `施設名 （カナ）` → `施設名カナ`."""
    text = unicodedata.normalize("NFKC", header).lower().translate(_KATAKANA)
    return _NOISE.sub("", text)


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for every word that has another one to compare by, and that other one."""
    source = (files("tdpf.core.standards") / "synonyms.yaml").read_text(encoding="utf-8")
    groups: list[list[str]] = yaml.safe_load(source)
    to = {fold(word): fold(group[0]) for group in groups for word in group}
    latin = sorted((word for word in to if word.isascii()), key=len, reverse=True)
    other = sorted((word for word in to if not word.isascii()), key=len, reverse=True)
    whole = [rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in latin]
    return re.compile("|".join([*map(re.escape, other), *whole])), to


@lru_cache(maxsize=20_000)
def canonical(header: str) -> str:
    """The folded header with each word replaced by the one we compare by: `TEL` → `電話番号`."""
    folded = fold(header)
    band = _AGE_BAND.fullmatch(folded)
    if band and (band["before"] or band["after"]):
        return f"{band['ages']}歳{band['open'] or ''}{band['after'] or band['before']}"
    pattern, to = _synonyms()
    return pattern.sub(lambda found: to[found.group()], folded)


@lru_cache(maxsize=20_000)
def without_brackets(header: str) -> str:
    """The header without what stands in brackets: `収容台数（台）` → `収容台数`."""
    text = unicodedata.normalize("NFKC", header)
    return _BRACKETS.sub("", text).strip() or text
