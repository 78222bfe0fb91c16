"""Many lines or rings at once: clipping to a square and leaving out what no eye can see.

A path is a slice of the vertices; `parts` counts the vertices of each. Rings come without their
closing vertex. Everything is a few passes over whole arrays, however many paths there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.positions import Floats
from tdpf.core.maps.ragged import Integers

Flags = NDArray[np.bool_]
_FEW = 4  # corners that a ring or line keeps in any case: a house stays a house
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Paths:
    x: Floats
    y: Floats
    parts: Integers

    def owners(self) -> Integers:
        """The path of each vertex."""
        return np.repeat(np.arange(len(self.parts)), self.parts)

    def starts(self) -> Integers:
        return np.cumsum(self.parts) - self.parts

    def where(self, stays: Flags) -> Paths:
        """Without some vertices; a path may become empty."""
        counts = np.bincount(self.owners()[stays], minlength=len(self.parts)).astype(np.int64)
        return Paths(self.x[stays], self.y[stays], counts)


def clip_rings(rings: Paths, low: float, high: float) -> Paths:
    """What of each ring lies in the square from `low` to `high` (Sutherland and Hodgman, 1974).

    A ring that leaves the square and comes back runs along its edge in between, out of sight.
    """
    for axis in (0, 1):
        for bound, is_upper in ((low, False), (high, True)):
            rings = _cut(rings, axis, bound, is_upper=is_upper)
    return rings


def _cut(rings: Paths, axis: int, bound: float, *, is_upper: bool) -> Paths:
    along = (rings.x, rings.y)[axis]
    inside = along <= bound if is_upper else along >= bound
    if inside.all():
        return rings
    following = _following(rings)
    crosses = inside != inside[following]
    emitted = inside.astype(np.int64) + crosses
    at = np.cumsum(emitted) - emitted
    out = (np.empty(int(emitted.sum())), np.empty(int(emitted.sum())))
    ahead = following[crosses]
    part = (bound - along[crosses]) / (along[ahead] - along[crosses])
    for place, values in enumerate((rings.x, rings.y)):
        out[place][at[inside]] = values[inside]
        met = values[crosses] + part * (values[ahead] - values[crosses])
        out[place][(at + inside)[crosses]] = bound if place == axis else met
    counts = np.bincount(rings.owners(), weights=emitted, minlength=len(rings.parts))
    return Paths(out[0], out[1], counts.astype(np.int64))


def _following(rings: Paths) -> Integers:
    """The vertex after each in its ring."""
    following = np.arange(1, len(rings.x) + 1)
    there = rings.parts > 0
    ends = np.cumsum(rings.parts)[there]
    following[ends - 1] = ends - rings.parts[there]
    return following


def clip_lines(lines: Paths, low: float, high: float) -> tuple[Paths, Integers]:
    """The pieces of lines in the square, and the line of each piece (Liang and Barsky, 1984)."""
    owner = lines.owners()
    is_segment = np.ones(len(lines.x), np.bool_)
    is_segment[(np.cumsum(lines.parts) - 1)[lines.parts > 0]] = False
    a = np.flatnonzero(is_segment)
    dx, dy = lines.x[a + 1] - lines.x[a], lines.y[a + 1] - lines.y[a]
    enter, leave = np.zeros(len(a)), np.ones(len(a))
    for start, step in ((lines.x[a], dx), (lines.y[a], dy)):
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            first, second = (low - start) / step, (high - start) / step
        is_still = step == 0
        is_out = is_still & ((start < low) | (start > high))
        near = np.where(is_still, np.where(is_out, 2.0, 0.0), np.minimum(first, second))
        far = np.where(is_still, np.where(is_out, -1.0, 1.0), np.maximum(first, second))
        enter, leave = np.maximum(enter, near), np.minimum(leave, far)
    seen = enter < leave
    a, enter, leave, dx, dy = a[seen], enter[seen], leave[seen], dx[seen], dy[seen]
    goes_on = np.zeros(len(a), np.bool_)
    goes_on[1:] = ((np.diff(a) == 1) & (owner[a[1:]] == owner[a[:-1]]) & (leave[:-1] == 1.0)) & (
        enter[1:] == 0.0
    )
    emitted = 2 - goes_on.astype(np.int64)
    at = np.cumsum(emitted) - emitted
    x, y = np.empty(int(emitted.sum())), np.empty(int(emitted.sum()))
    fresh = ~goes_on
    ends = at + fresh
    for out, values, step in ((x, lines.x, dx), (y, lines.y, dy)):
        out[at[fresh]] = values[a[fresh]] + enter[fresh] * step[fresh]
        out[ends] = np.where(leave == 1.0, values[a] + step, values[a] + leave * step)
    firsts = np.flatnonzero(fresh)
    counts = np.diff(np.append(at[firsts], len(x))) if len(firsts) else np.empty(0, np.int64)
    return Paths(x, y, counts.astype(np.int64)), owner[a[firsts]]


def simplified(paths: Paths, least: float, *, are_rings: bool) -> Paths:
    """Without corners whose triangle with their neighbours has less than half the area `least`.

    The measure is that of Visvalingam and Whyatt (1993). Each of a few rounds takes every second
    corner of a run of such ones, so that a shallow curve stays a curve.
    """
    for _ in range(_ROUNDS):
        if not len(paths.x):
            break
        stays = _needed(paths, least, are_rings=are_rings)
        if stays.all():
            break
        paths = paths.where(stays)
    return paths


def _needed(paths: Paths, least: float, *, are_rings: bool) -> Flags:
    following = _following(paths)
    before = np.empty_like(following)
    before[following] = np.arange(len(following))
    size = np.abs(
        (paths.x - paths.x[before]) * (paths.y[following] - paths.y)
        - (paths.x[following] - paths.x) * (paths.y - paths.y[before])
    )
    size[np.repeat(paths.parts <= _FEW, paths.parts)] = np.inf
    if not are_rings:
        there = paths.parts > 0
        ends = np.cumsum(paths.parts)[there]
        size[ends - 1] = size[ends - paths.parts[there]] = np.inf
    is_small = size < least
    place = np.arange(len(size))
    is_start = np.zeros(len(size), np.bool_)
    is_start[paths.starts()[paths.parts > 0]] = True
    breaks = np.where(is_small, np.where(is_start, place - 1, -1), place)
    in_run = place - np.maximum.accumulate(breaks)  # 1 for the first of a run
    needed: Flags = ~(is_small & (in_run % 2 == 1))
    return needed
