"""Chance from a word: the same word gives the same throws on every machine, today and later."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws that follow from a seed text alone.

    Only `random()` of the standard generator is used: its sequence is promised not to change.
    """

    def __init__(self, *seed: object) -> None:
        self._next = random.Random(":".join(map(str, seed))).random  # noqa: S311 — not a secret

    def unit(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self._next()

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self._next() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._next() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in this share of throws."""
        return self._next() < share

    def pick(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[int(self._next() * len(things))]

    def weighted(self, things: Sequence[tuple[T, float]]) -> T:
        """One of the things, each as often as its weight says."""
        rest = self._next() * sum(weight for _, weight in things)
        for thing, weight in things:
            rest -= weight
            if rest < 0:
                return thing
        return things[-1][0]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All the things in another order."""
        keyed = [(self._next(), index) for index in range(len(things))]
        return [things[index] for _, index in sorted(keyed)]

    def near(self, spread: float) -> float:
        """A distance around 0: usually within `spread`, never beyond twice of it."""
        return (self._next() + self._next() + self._next() + self._next() - 2) * spread


def dealt(dice: Dice, hands: Sequence[tuple[T, float]], count: int) -> list[T]:
    """`count` things in chance order in which each occurs as near to its share as can be."""
    total = sum(share for _, share in hands)
    deck: list[T] = []
    owed = 0.0
    for thing, share in hands:
        owed += count * share / total
        deck += [thing] * (round(owed) - len(deck))
    return dice.shuffled(deck)
