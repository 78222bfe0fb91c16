"""Splitting many addresses quickly gives what splitting each gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.places import split_address
from tdpf.core.standardize.addresses import Splitter

HEADS = st.sampled_from(
    (
        "東京都渋谷区神南",
        "渋谷区本町",
        "東京都八王子市別所",
        "別所",
        "練馬区栄町",
        "奥多摩町氷川",
        "福生市加美平",
        "千葉県市川市国府台",
        "静岡県焼津市本町",
        "どこか",
        "東京都三宅村",
        "町田市木曽東",
        "東京都港区芝五丁目",
        "港区芝5丁目",
        "千葉県市川市国府台2丁目",
        "どこか12丁目",
        "青ヶ島村無番地",
        "檜原村字数馬",
    )
)
NUMBERS = st.lists(st.integers(1, 4000), min_size=1, max_size=4)


@given(
    heads=st.lists(HEADS, min_size=1, max_size=3),
    numbers=st.lists(NUMBERS, min_size=1, max_size=6),
    hyphen=st.sampled_from("-‐‑–—―−－"),
)
def test_a_split_learned_from_other_numbers_is_the_split(
    heads: list[str], numbers: list[list[int]], hyphen: str
) -> None:
    splitter = Splitter("131130", None, None)
    for head in heads:
        for some in numbers:
            line = head + hyphen.join(map(str, some))
            parts = split_address(line, publisher="131130")
            quick = splitter(line)
            assert quick[0] == parts.joined
            assert quick[1:4] == (parts.code6 or "", parts.town_id, parts.prefecture)
            assert quick[4:] == (parts.city, parts.town, parts.rest, parts.building)
