"""Dates, shares, sizes and quality bands read the same everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tdpf.apps.catalog.templatetags.catalog import band, date_text, percent, size_text


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (date(2026, 4, 1), "2026年4月1日（令和8年）", "1 April 2026"),
        (date(2018, 12, 31), "2018年12月31日", "31 December 2018"),
        ("2026-04-01", "2026年4月1日（令和8年）", "1 April 2026"),
        ("平成30年ごろ", "平成30年ごろ", "平成30年ごろ"),
        (datetime(2026, 3, 31, 20, tzinfo=UTC), "2026年4月1日（令和8年）", "1 April 2026"),
        (None, "", ""),
    ],
)
def test_a_date_has_the_era_year_in_japanese(value: date | str | None, ja: str, en: str) -> None:
    with translation.override("ja"):
        assert date_text(value) == ja
    with translation.override("en"):
        assert date_text(value) == en


@given(st.floats(0, 1))
def test_a_share_is_100_or_0_percent_only_when_it_is_so(share: float) -> None:
    text = percent(share)
    assert (text == "100%") == (share == 1)
    assert (text == "0%") == (share == 0)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_better_score_never_has_a_worse_band(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 1 <= band(low) <= band(high) <= 5


@pytest.mark.parametrize(
    ("size", "text"),
    [(999, "999 bytes"), (1000, "1.0 kB"), (12_300, "12 kB"), (3_400_000, "3.4 MB")],
)
def test_a_size_has_two_or_three_digits(size: int, text: str) -> None:
    with translation.override("en"):
        assert size_text(size) == text
