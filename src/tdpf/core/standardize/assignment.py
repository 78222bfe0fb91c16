"""The best one-to-one pairing of columns and items, given what each pair is worth."""

from __future__ import annotations

from collections.abc import Mapping

Pairs = Mapping[tuple[int, int], float]
"""(column, item) → worth, only pairs worth having."""


def assign(pairs: Pairs) -> dict[int, int]:
    """Column → item so that the sum of worths is greatest; a column may stay without an item.

    Columns and items that want only each other are paired at once. The rest is solved group by
    group with the Hungarian method; groups are small because most headers mean one item.
    """
    pairs = _best(pairs)
    taken: dict[int, int] = {}
    for group in _groups(pairs):
        if len(group) == 1:
            column, item = group[0]
            taken[column] = item
        else:
            taken.update(_solve({pair: pairs[pair] for pair in group}))
    return taken


BEST = 16
"""Columns that may compete for one item; of hundreds with the same header the rest cannot win."""


def _best(pairs: Pairs) -> Pairs:
    """The pairs without the hopeless ones, so that no table can make the groups large."""
    rivals: dict[int, list[tuple[float, int]]] = {}
    for (column, item), worth in pairs.items():
        rivals.setdefault(item, []).append((-worth, column))
    if all(len(columns) <= BEST for columns in rivals.values()):
        return pairs
    return {
        (column, item): -worth
        for item, columns in rivals.items()
        for worth, column in sorted(columns)[:BEST]
    }


def _groups(pairs: Pairs) -> list[list[tuple[int, int]]]:
    """The pairs in connected groups: no column and no item is in two of them."""
    owner: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while owner.setdefault(node, node) != node:
            node = owner[node]
        return node

    for column, item in pairs:
        owner[root(("column", column))] = root(("item", item))
    groups: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for pair in pairs:
        groups.setdefault(root(("column", pair[0])), []).append(pair)
    return list(groups.values())


def _solve(pairs: Pairs) -> dict[int, int]:
    columns = sorted({column for column, _ in pairs})
    items = sorted({item for _, item in pairs})
    size = len(columns)
    # Each column also has a place of its own worth nothing: to stay without an item.
    cost = [
        [-pairs.get((column, item), -1e6) for item in items] + [0.0] * size for column in columns
    ]
    return {
        columns[row]: items[place]
        for row, place in enumerate(_hungarian(cost))
        if place < len(items)
    }


def _hungarian(cost: list[list[float]]) -> list[int]:
    """For each row the column of the cheapest complete matching (rows ≤ columns)."""
    rows, width = len(cost), len(cost[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (width + 1)
    match, way = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, rows + 1):
        match[0], column = row, 0
        slack, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while match[column]:
            used[column] = True
            here, step, nearest = match[column], float("inf"), 0
            prices = cost[here - 1]
            for j in range(1, width + 1):
                if used[j]:
                    continue
                reduced = prices[j - 1] - row_price[here] - column_price[j]
                if reduced < slack[j]:
                    slack[j], way[j] = reduced, column
                if slack[j] < step:
                    step, nearest = slack[j], j
            for j in range(width + 1):
                if used[j]:
                    row_price[match[j]] += step
                    column_price[j] -= step
                else:
                    slack[j] -= step
            column = nearest
        while column:
            match[column] = match[way[column]]
            column = way[column]
    result = [0] * rows
    for j in range(1, width + 1):
        if match[j]:
            result[match[j] - 1] = j - 1
    return result
