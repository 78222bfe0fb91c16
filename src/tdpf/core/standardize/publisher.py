"""Whose data a table is: told, or read from the file name, a code column, or the addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tdpf.core.places import Municipality, find_publisher, municipality, split_address
from tdpf.core.standardize.forms.code import code6
from tdpf.core.standardize.report import PublisherBasis, PublisherMatch
from tdpf.core.standardize.survey import Facts

_MOST = 0.6
_CODE = re.compile(r"(\d{6})[_\-.]")


def find(
    *,
    given: str | None,
    file_name: str,
    titles: Iterable[str],
    code: Facts | None,
    address: Facts | None,
) -> PublisherMatch:
    """The publisher and how it is known, the surest way first."""
    if given:
        return _match(municipality(given), "given", given)
    named = _by_code(file_name) or find_publisher(file_name) or find_publisher(" ".join(titles))
    if named:
        return _match(named, "file_name")
    if code and (found := _most(_codes(code), code.filled)):
        return _match(municipality(found), "column")
    if address and (found := _most(_cities(address), len(address.sample))):
        return _match(municipality(found), "address")
    return PublisherMatch(None, None, "unknown")


def _by_code(file_name: str) -> Municipality | None:
    """`131130_public_toilet.csv`: the common case, without a look at any name."""
    found = _CODE.match(file_name)
    return municipality(found[1]) if found else None


def _match(
    city: Municipality | None, basis: PublisherBasis, code: str | None = None
) -> PublisherMatch:
    if city is None:
        return PublisherMatch(code, None, basis if code else "unknown")
    return PublisherMatch(city.code6, city.full_name, basis)


def _codes(facts: Facts) -> Counter[str]:
    counts: Counter[str] = Counter()
    for value, rows in facts.distinct.items():
        text, problem = code6(value)
        if not problem and municipality(text):
            counts[text] += rows
    return counts


def _cities(facts: Facts) -> Counter[str]:
    """Municipalities that the addresses name themselves."""
    counts: Counter[str] = Counter()
    for value in facts.sample:
        parts = split_address(value)
        if parts.code6 and parts.city:
            counts[parts.code6] += 1
    return counts


def _most(counts: Counter[str], of: int) -> str | None:
    if not counts or not of:
        return None
    code, number = counts.most_common(1)[0]
    return code if number / of >= _MOST else None
