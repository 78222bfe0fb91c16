"""What most addresses look like is read on a short way that ends where the long one does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.places.municipalities import municipality
from tdpf.core.places.reading import AddressReader

towns = st.sampled_from(
    ["神南", "東京都渋谷区神南", "道玄坂 ", "芝五丁目", "大字平井字三吉野", "六本木", "", "二"]
)
tails = st.lists(
    st.sampled_from(
        ["1", "2", "12", "105", "丁目", "番", "番地", "号", "-", "－", "ー", "の", "条"]
    ),
    max_size=7,
).map("".join)


@given(towns, tails)
def test_both_ways_read_the_same(town, tail):
    reader = AddressReader(municipality("131130"))
    text = town + "1" + tail
    assert reader.read(text) == reader._read_any(text)
