"""Laws of the demo city: throws stay in range, dealing keeps shares, spelling keeps values."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.demo import spell
from tdpf.core.demo.dice import Dice, dealt

SEEDS = st.integers() | st.text(max_size=5)


@given(SEEDS, st.integers(-50, 50), st.integers(0, 100))
def test_throws_stay_in_range(seed, low: int, span: int) -> None:
    dice = Dice(seed)
    assert low <= dice.between(low, low + span) <= low + span
    assert 0 <= dice.below(span + 1) <= span
    assert -2 <= dice.near(1) <= 2


@given(SEEDS, st.lists(st.floats(0.1, 9), min_size=1, max_size=6), st.integers(0, 80))
def test_dealing_gives_each_thing_its_share_to_within_one(seed, shares, count: int) -> None:
    hands = list(enumerate(shares))
    deck = dealt(Dice(seed), hands, count)
    assert len(deck) == count
    times = Counter(deck)
    for thing, share in hands:
        assert abs(times[thing] - count * share / sum(shares)) <= 1


@given(SEEDS, st.lists(st.integers(), max_size=20))
def test_shuffling_loses_nothing(seed, things: list[int]) -> None:
    assert sorted(Dice(seed).shuffled(things)) == sorted(things)


@given(st.dates(date(1950, 1, 1), date(2030, 12, 31)))
def test_every_spelling_of_a_date_still_tells_its_day(on: date) -> None:
    for way, _ in spell.DATES:
        written = unicodedata.normalize("NFKC", way(on)).strip()
        is_serial = written.isdigit() and len(written) == 5
        if is_serial:
            assert (on - spell.SERIAL_START).days == int(written)
        else:
            assert str(on.day) in written
            assert str(on.month) in written


@given(st.text(alphabet="アガパッーン東1a", max_size=10))
def test_half_width_kana_reads_the_same(text: str) -> None:
    assert unicodedata.normalize("NFKC", spell.half_kana(text)) == text
