"""How well the values of a column fit the form of an item: 1.0 no objection, 0 impossible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tdpf.core.standardize.forms.yesno import flag
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import Form, Item

_FEW = 0.3


def _numeric(facts: Facts) -> float:
    share = facts.share("count")
    return 1.0 if share >= 0.6 else max(0.15, 0.4 + share)


def _whole(facts: Facts) -> float:
    if facts.share("latitude") > 0.6 or facts.share("longitude") > 0.6:
        return 0.2
    return _numeric(facts)


def _choice(facts: Facts) -> float:
    """Yes and no: marks, or short words of which there are few; a number of things is no yes."""
    if facts.share("mark") >= 0.7:
        return 1.0
    if facts.share("integer") >= 0.9 and len(facts.distinct) > 2:
        return 0.4
    return 0.9 if len(facts.distinct) <= 6 else 0.6


def _text_like(facts: Facts) -> float:
    """A name or a text is not a number, a position, a mark or a web address."""
    if facts.share("mark") >= 0.8:
        return 0.35
    if facts.share("latitude") > 0.8 or facts.share("longitude") > 0.8:
        return 0.3
    if any(facts.share(shape) > 0.8 for shape in ("url", "date", "phone", "email")):
        return 0.5
    return 1.0


def _name(facts: Facts) -> float:
    """Names are short, differ, and are words."""
    base = _text_like(facts)
    if facts.share("integer") >= 0.8:
        return 0.4 * base
    if facts.filled >= 8 and facts.variety < 0.15:
        base *= 0.82
    elif facts.filled >= 8 and facts.variety < 0.5:
        base *= 0.93
    return base if facts.share("long") < 0.5 else 0.7 * base


def _address(facts: Facts) -> float:
    share = facts.share("address")
    if share >= 0.4:
        return 1.0
    if facts.share("url") > 0.5 or facts.share("number") > 0.8 or facts.share("mark") > 0.8:
        return 0.2
    return 0.85


def _kana(facts: Facts) -> float:
    share = facts.share("kana")
    short = sum(len(value) <= 1 for value in facts.sample) / len(facts.sample)
    if short > 0.5:
        return 0.3  # an index letter is no reading
    return 1.0 if share >= 0.6 else 0.45


def _identifier(facts: Facts) -> float:
    if facts.share("long") > 0.2 or facts.share("address") > 0.5:
        return 0.3
    if facts.filled >= 4 and facts.variety <= 0.5:
        return 0.5  # the same for many rows
    return 1.0 if facts.variety > 0.5 or facts.filled < 5 else 0.85


def _shaped(shape: str, without: float, least: float = _FEW) -> Callable[[Facts], float]:
    return lambda facts: 1.0 if facts.share(shape) >= least else without


def _time(facts: Facts) -> float:
    if facts.share("time") >= _FEW:
        return 1.0
    return 0.6 if facts.share("hours") < 0.5 else 0.4


def _phone(facts: Facts) -> float:
    """Numbers without their area code are telephone numbers too; the officer is told."""
    return 1.0 if facts.share("phone") + facts.share("local_phone") >= _FEW else 0.3


def _town(facts: Facts) -> float:
    return 0.4 if facts.share("number") > 0.7 or facts.share("url") > 0.5 else 1.0


def _flag(facts: Facts) -> float:
    return 1.0 if facts.share("mark") >= 0.5 or is_marked(facts) else 0.5


def is_marked(facts: Facts) -> bool:
    """Most rows say yes, no or nothing, and few explain: ○, ◎, －, △（2階以上）."""
    problems = Counter[str | None]()
    for value, rows in facts.distinct.items():
        problems[flag(value)[1]] += rows
    return problems["flag-unreadable"] <= _FEW_EXPLAIN * facts.filled


_FEW_EXPLAIN = 0.35


def _city(facts: Facts) -> float:
    """Names of municipalities: they end in 市区町村 and hold no numbers."""
    ends = sum(value[-1] in "市区町村" for value in facts.sample) / len(facts.sample)
    return 1.0 if ends >= 0.6 and facts.share("address") < 0.4 else 0.35


def _prefecture(facts: Facts) -> float:
    ends = sum(value[-1] in "都道府県" for value in facts.sample) / len(facts.sample)
    return 1.0 if ends >= 0.6 else 0.35


_FITS: dict[Form, Callable[[Facts], float]] = {
    "latitude": _shaped("latitude", 0.25, 0.5),
    "longitude": _shaped("longitude", 0.25, 0.5),
    "integer": _whole,
    "number": _numeric,
    "yesno": _choice,
    "support": _choice,
    "flag": _flag,
    "name": _name,
    "text": _text_like,
    "notes": _text_like,
    "organisation": _text_like,
    "address": _address,
    "kana": _kana,
    "latin": _shaped("latin", 0.5),
    "identifier": _identifier,
    "phone": _phone,
    "postal": _shaped("postal", 0.4),
    "email": _shaped("email", 0.3),
    "url": _shaped("url", 0.45, 0.2),
    "code6": _shaped("code6", 0.35),
    "date": _shaped("date", 0.7, 0.2),
    "time": _time,
    "weekdays": _shaped("weekdays", 0.75, 0.2),
    "town": _town,
    "city": _city,
    "prefecture": _prefecture,
}


def fit(item: Item, facts: Facts) -> float:
    """The fit of a column to an item. An empty column objects to nothing."""
    judge = _FITS.get(item.form)
    return judge(facts) if judge and facts.sample else 1.0
