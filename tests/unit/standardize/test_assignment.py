"""The best pairing of columns and items."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.standardize.assignment import assign

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0.01, 1.0), max_size=14
)


def best_by_trying(pairs: dict[tuple[int, int], float]) -> float:
    items = sorted({item for _, item in pairs})
    columns = sorted({column for column, _ in pairs})
    padded = [*items, *([-1] * len(columns))]
    tries = {order[: len(columns)] for order in permutations(padded, len(columns))}
    return max(
        (
            sum(pairs.get((column, item), 0.0) for column, item in zip(columns, order, strict=True))
            for order in tries
        ),
        default=0.0,
    )


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.floats(0.01, 1.0)))
def test_no_other_pairing_is_worth_more(pairs: dict[tuple[int, int], float]) -> None:
    taken = assign(pairs)
    worth = sum(pairs[column, item] for column, item in taken.items() if (column, item) in pairs)
    assert abs(worth - best_by_trying(pairs)) < 1e-9


@given(PAIRS)
def test_an_item_is_given_once_and_only_where_it_was_asked_for(
    pairs: dict[tuple[int, int], float],
) -> None:
    taken = assign(pairs)
    assert len(set(taken.values())) == len(taken)
    assert all(pair in pairs for pair in taken.items())


def test_a_thousand_columns_with_one_name_cost_next_to_nothing() -> None:
    pairs = {(column, item): 1 - column / 10_000 for column in range(3_000) for item in range(3)}
    assert set(assign(pairs)) == {0, 1, 2}
