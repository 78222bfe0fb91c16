"""How two shapes lie to each other, by the nine intersections of OGC 06-103r4, 6.1.15.

Every edge is cut where it meets an edge of the other shape. Of each piece it is then known whether
it runs inside the other shape, along its border or outside; pieces, corners and one position inside
each area together say which parts of the two shapes meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.area import Point, Polygon
from tdpf.core.maps.shape import Relation, Shape, drawn, places, turns

Numbers = NDArray[np.float64]

_NO_PIECE = 1e-12  # of an edge: shorter pieces are what rounding leaves
_INSIDE, _BORDER, _OUTSIDE = 0, 1, 2


@dataclass(slots=True)
class Meeting:
    """Which parts of one shape meet which of the other; `alongside` when lines share a stretch."""

    found: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((3, 3), np.bool_))
    alongside: bool = False

    def turned(self) -> Meeting:
        return Meeting(self.found.T, self.alongside)

    @property
    def intersects(self) -> bool:
        return bool(self.found[:2, :2].any())

    @property
    def insides(self) -> bool:
        return bool(self.found[_INSIDE, _INSIDE])

    @property
    def is_covered(self) -> bool:
        """Whether nothing of the first shape is outside the second."""
        return not self.found[:2, _OUTSIDE].any()


def is_related(first: Shape, relation: Relation, second: Shape) -> bool:
    """Whether the first shape is so related to the second.

    >>> street = Shape(lines=(((0.0, 0.0), (4.0, 0.0)),))
    >>> is_related(street, "crosses", Shape(lines=(((1.0, -1.0), (1.0, 1.0)),)))
    True
    """
    meeting = meeting_of(first, second)
    return _TESTS[relation](meeting, _dimension(first), _dimension(second))


def _crosses(meeting: Meeting, first: int, second: int) -> bool:
    if first == second:
        return first == 1 and meeting.insides and not meeting.alongside
    thin = meeting if first < second else meeting.turned()
    return meeting.insides and bool(thin.found[_INSIDE, _OUTSIDE])


def _overlaps(meeting: Meeting, first: int, second: int) -> bool:
    is_alike = first == second and (first != 1 or meeting.alongside)
    beside = meeting.found[_INSIDE, _OUTSIDE] and meeting.found[_OUTSIDE, _INSIDE]
    return is_alike and meeting.insides and bool(beside)


_TESTS: dict[Relation, Callable[[Meeting, int, int], bool]] = {
    "intersects": lambda m, *_: m.intersects,
    "disjoint": lambda m, *_: not m.intersects,
    "within": lambda m, *_: m.insides and m.is_covered,
    "contains": lambda m, *_: m.insides and m.turned().is_covered,
    "equals": lambda m, *_: m.insides and m.is_covered and m.turned().is_covered,
    "touches": lambda m, *_: m.intersects and not m.insides,
    "crosses": _crosses,
    "overlaps": _overlaps,
}


def _dimension(shape: Shape) -> int:
    return 2 if shape.polygons or shape.boxes else int(bool(shape.lines))


def meeting_of(first: Shape, second: Shape) -> Meeting:
    """What is known of both together."""
    first, second = drawn(first), drawn(second)
    meeting = Meeting()
    edges, others = _edges(first), _edges(second)
    contacts = _contacts(edges, others)
    _note_contacts(meeting, edges, others, contacts)
    _note_pieces(meeting, edges, others, contacts, second)
    _note_positions(meeting, first, second)
    back = meeting.turned()  # the same matrix, seen from the other shape
    _note_pieces(back, others, edges, contacts.turned(), first)
    _note_positions(back, second, first)
    return Meeting(meeting.found, meeting.alongside or back.alongside)


@dataclass(frozen=True, slots=True)
class _Edges:
    """From and to of every edge; which belong to areas; which begin or end an open line."""

    ends: Numbers  # x1, y1, x2, y2
    is_ring: NDArray[np.bool_]
    is_end: NDArray[np.bool_]  # at the start, at the end


def _edges(shape: Shape) -> _Edges:
    ends: list[tuple[float, float, float, float]] = []
    is_ring: list[bool] = []
    is_end: list[tuple[bool, bool]] = []
    paths = [(line, False) for line in shape.lines]
    paths += [(ring, True) for polygon in shape.polygons for ring in polygon]
    for path, of_area in paths:
        steps = [(*a, *b) for a, b in pairwise(path) if a != b]
        is_open = not of_area and path[0] != path[-1]
        last = len(steps) - 1
        ends += steps
        is_ring += [of_area] * len(steps)
        is_end += [(is_open and n == 0, is_open and n == last) for n in range(len(steps))]
    return _Edges(
        np.array(ends, float).reshape(-1, 4),
        np.array(is_ring, bool),
        np.array(is_end, bool).reshape(-1, 2),
    )


@dataclass(frozen=True, slots=True)
class _Contacts:
    """Pairs of edges that meet: where on the one and on the other, from 0 to 1, from and to."""

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    on_one: Numbers
    on_other: Numbers

    def turned(self) -> _Contacts:
        return _Contacts(self.other, self.one, self.on_other, self.on_one)

    @property
    def is_stretch(self) -> NDArray[np.bool_]:
        """Whether they lie upon each other for a while, not in one place."""
        found: NDArray[np.bool_] = np.abs(self.on_one[:, 1] - self.on_one[:, 0]) > _NO_PIECE
        return found


def _contacts(edges: _Edges, others: _Edges) -> _Contacts:
    one, other = _neighbours(edges.ends, others.ends)
    a, b = edges.ends[one], others.ends[other]
    from_b, to_b = turns(b, a[:, :2]), turns(b, a[:, 2:])
    from_a, to_a = turns(a, b[:, :2]), turns(a, b[:, 2:])
    is_flat = (from_b == 0) & (to_b == 0)
    is_cut = ~is_flat & (from_b * to_b <= 0) & (from_a * to_a <= 0)
    with np.errstate(all="ignore"):
        cut_a = (from_b / (from_b - to_b))[is_cut]
        cut_b = (from_a / (from_a - to_a))[is_cut]
    flat_a = np.clip(_along(a[is_flat], b[is_flat]), 0.0, 1.0)
    flat_b = np.clip(_along(b[is_flat], a[is_flat]), 0.0, 1.0)
    is_met = _meets_along(a[is_flat], b[is_flat])
    return _Contacts(
        np.concatenate([one[is_cut], one[is_flat][is_met]]),
        np.concatenate([other[is_cut], other[is_flat][is_met]]),
        np.concatenate([np.repeat(cut_a[:, None], 2, axis=1), flat_a[is_met]]),
        np.concatenate([np.repeat(cut_b[:, None], 2, axis=1), flat_b[is_met]]),
    )


def _neighbours(a: Numbers, b: Numbers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of edges whose boxes meet."""
    low_a, high_a = np.minimum(a[:, :2], a[:, 2:]), np.maximum(a[:, :2], a[:, 2:])
    low_b, high_b = np.minimum(b[:, :2], b[:, 2:]), np.maximum(b[:, :2], b[:, 2:])
    if len(a) and len(b):  # most edges are far from the other shape
        near_a = np.flatnonzero(((low_a <= high_b.max(0)) & (high_a >= low_b.min(0))).all(1))
        near_b = np.flatnonzero(((low_b <= high_a.max(0)) & (high_b >= low_a.min(0))).all(1))
    else:
        near_a = near_b = np.zeros(0, np.intp)
    is_near = (
        (low_a[near_a, None] <= high_b[near_b]) & (high_a[near_a, None] >= low_b[near_b])
    ).all(2)
    rows, columns = np.nonzero(is_near)
    return near_a[rows], near_b[columns]


def _along(edges: Numbers, others: Numbers) -> Numbers:
    """Where the ends of the others are on the line of the edges: 0 its start, 1 its end."""
    step = edges[:, 2:] - edges[:, :2]
    wide = np.abs(step).argmax(axis=1)
    rows = np.arange(len(edges))
    start, size = edges[:, :2][rows, wide], step[rows, wide]
    return np.stack(
        [(others[:, :2][rows, wide] - start) / size, (others[:, 2:][rows, wide] - start) / size],
        axis=1,
    )


def _meets_along(edges: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Whether edges on one line have a place in common; their numbers are compared as they are."""
    found: NDArray[np.bool_] = np.ones(len(edges), np.bool_)
    for axis in (0, 1):
        one, other = edges[:, [axis, axis + 2]], others[:, [axis, axis + 2]]
        found &= (one.max(1) >= other.min(1)) & (one.min(1) <= other.max(1))
    return found


def _note_contacts(meeting: Meeting, edges: _Edges, others: _Edges, contacts: _Contacts) -> None:
    """Single places in which edges meet: inside or border of each shape there."""
    for side in (0, 1):
        one = _part_at(edges, contacts.one, contacts.on_one[:, side])
        # What lies upon each other may run the other way.
        other = _part_at(others, contacts.other, _partner(contacts, edges, others, side))
        meeting.found[one, other] = True


def _partner(contacts: _Contacts, edges: _Edges, others: _Edges, side: int) -> Numbers:
    """Where on the other edge the place is that is on the one."""
    is_back = contacts.is_stretch & (
        np.einsum(
            "ij,ij->i",
            edges.ends[contacts.one, 2:] - edges.ends[contacts.one, :2],
            others.ends[contacts.other, 2:] - others.ends[contacts.other, :2],
        )
        < 0
    )
    forward = np.sort(contacts.on_other, axis=1)
    order = np.sort(contacts.on_one, axis=1)
    at_low = contacts.on_one[:, side] == order[:, 0]
    low = np.where(is_back, forward[:, 1], forward[:, 0])
    high = np.where(is_back, forward[:, 0], forward[:, 1])
    found: Numbers = np.where(at_low, low, high)
    return found


def _part_at(edges: _Edges, which: NDArray[np.intp], at: Numbers) -> NDArray[np.intp]:
    is_border = edges.is_ring[which].copy()
    is_border |= edges.is_end[which, 0] & (at <= 0)
    is_border |= edges.is_end[which, 1] & (at >= 1)
    return np.where(is_border, _BORDER, _INSIDE)


def _note_pieces(
    meeting: Meeting, edges: _Edges, others: _Edges, contacts: _Contacts, other: Shape
) -> None:
    """What the pieces of the first shape's edges say."""
    which, middles, low, high = _pieces(edges, contacts)
    inside, _ = places(other, middles[:, 0], middles[:, 1])
    stretches = np.flatnonzero(contacts.is_stretch)
    on_ring, on_line = np.zeros(len(which), np.bool_), np.zeros(len(which), np.bool_)
    for n in stretches:
        ends = np.sort(contacts.on_one[n])
        is_on = (which == contacts.one[n]) & (low >= ends[0] - _NO_PIECE)
        is_on &= high <= ends[1] + _NO_PIECE
        (on_ring if others.is_ring[contacts.other[n]] else on_line)[is_on] = True
    is_ring = edges.is_ring[which]
    within = inside & ~on_ring & ~on_line if other.polygons else np.zeros(len(which), np.bool_)
    free = ~(within | on_ring | on_line)
    found = meeting.found
    mine = np.where(is_ring, _BORDER, _INSIDE)
    found[mine[within | on_line], _INSIDE] = True
    found[mine[on_ring & ~on_line], _BORDER] = True
    found[mine[free], _OUTSIDE] = True
    found[_INSIDE, _INSIDE] |= (within & is_ring).any()  # to one side of a border is an area
    found[_OUTSIDE, _INSIDE] |= within.any()
    found[_INSIDE, _OUTSIDE] |= (free & is_ring).any()
    if not other.polygons:  # lines and points fill no area
        found[_INSIDE, _OUTSIDE] |= is_ring.any()
    meeting.alongside |= bool((on_line & ~is_ring).any())


def _pieces(
    edges: _Edges, contacts: _Contacts
) -> tuple[NDArray[np.intp], Numbers, Numbers, Numbers]:
    """Edge, middle, start and end of every piece."""
    whole = np.arange(len(edges.ends))
    which = np.concatenate([whole, whole, contacts.one, contacts.one])
    at = np.concatenate(
        [np.zeros(len(whole)), np.ones(len(whole)), contacts.on_one[:, 0], contacts.on_one[:, 1]]
    )
    order = np.lexsort((at, which))
    which, at = which[order], at[order]
    is_piece = (which[:-1] == which[1:]) & (at[1:] - at[:-1] > _NO_PIECE)
    which, low, high = which[:-1][is_piece], at[:-1][is_piece], at[1:][is_piece]
    half = ((low + high) / 2)[:, None]
    start, end = edges.ends[which, :2], edges.ends[which, 2:]
    return which, start + half * (end - start), low, high


def _note_positions(meeting: Meeting, first: Shape, second: Shape) -> None:
    """What single positions of the first shape say: its points, the ends of its lines, one
    position inside each of its areas.
    """
    ends = [end for line in first.lines if line[0] != line[-1] for end in (line[0], line[-1])]
    within = [_position_in(polygon) for polygon in first.polygons]
    for part, positions in ((_INSIDE, [*first.points, *within]), (_BORDER, ends)):
        if not positions:
            continue
        x, y = np.array(positions, float).T
        inside, border = places(second, x, y)
        meeting.found[part, _INSIDE] |= inside.any()
        meeting.found[part, _BORDER] |= border.any()
        meeting.found[part, _OUTSIDE] |= (~inside & ~border).any()


def _position_in(polygon: Polygon) -> Point:
    """The middle of the widest stretch that a line half-way up cuts out of the area."""
    heights = sorted({y for ring in polygon for _, y in ring})
    steps = [(high - low, (low + high) / 2) for low, high in pairwise(heights)]
    y = max(steps)[1] if steps else heights[0]  # between two corners, so at none
    cuts = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in polygon
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > y) != (y2 > y)
    )
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    if not stretches:  # an area without height
        return polygon[0][0]
    west, east = max(stretches, key=lambda found: found[1] - found[0])
    return (west + east) / 2, y
