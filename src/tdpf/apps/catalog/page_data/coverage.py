"""Who has published which standard set, and how good it is: the matrix of the home page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from tdpf.apps.catalog.labels import publisher_name, set_label
from tdpf.apps.catalog.models import Dataset
from tdpf.apps.catalog.selectors import SEEN
from tdpf.core.places import TOKYO
from tdpf.core.standards import standards


@dataclass(frozen=True, slots=True)
class Cell:
    """One set of one municipality. `dataset` is empty where nothing is published."""

    slug: str
    label: str
    dataset: str = ""
    score: int | None = None
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality with its cells in the order of the sets."""

    code6: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def published(self) -> int:
        return sum(1 for cell in self.cells if cell.dataset)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SetHead:
    """One column: a standard set and how many municipalities have it."""

    slug: str
    number: str
    label: str
    publishers: int
    rows: int
    score: int | None  # mean of the publishers' scores


@dataclass(frozen=True, slots=True)
class Coverage:
    sets: tuple[SetHead, ...]
    groups: tuple[Group, ...]

    @property
    def publishers(self) -> int:
        return sum(1 for group in self.groups for line in group.lines if line.published)

    @property
    def filled(self) -> int:
        return sum(line.published for group in self.groups for line in group.lines)


def coverage() -> Coverage:
    """Every standard set against every municipality, the best file where there are several."""
    best: dict[tuple[str, str], Cell] = {}
    for code6, cell in _published():
        kept = best.get((code6, cell.slug))
        if kept is None or (cell.score or 0, cell.rows) > (kept.score or 0, kept.rows):
            best[code6, cell.slug] = cell
    return Coverage(tuple(_heads(best)), tuple(_groups(best)))


def _published() -> Iterable[tuple[str, Cell]]:
    rows = (
        Dataset.objects.filter(
            SEEN,
            kind=Dataset.Kind.DATASET,
            organisation__code6__isnull=False,
            tables__is_merged=False,
            tables__head__isnull=False,
        )
        .exclude(tables__standard="")
        .values_list(
            "name",
            "tables__standard",
            "organisation__code6",
            "tables__head__version__score",
            "tables__head__version__rows",
            "tables__access",
        )
    )
    for name, slug, code6, score, count, limits in rows:
        told = (score, count) if limits is None else (None, 0)
        yield code6 or "", Cell(slug, set_label(slug), name, *told)


def _heads(best: dict[tuple[str, str], Cell]) -> Iterable[SetHead]:
    for slug, known in standards().items():
        cells = [cell for (_, of), cell in best.items() if of == slug]
        scores = [cell.score for cell in cells if cell.score is not None]
        mean = round(sum(scores) / len(scores)) if scores else None
        rows = sum(cell.rows for cell in cells)
        yield SetHead(slug, known.number, set_label(slug), len(cells), rows, mean)


def _groups(best: dict[tuple[str, str], Cell]) -> Iterable[Group]:
    """The 62 municipalities in their order, then whoever else publishes a standard set."""
    kinds = {
        gettext("23 wards"): "区",
        gettext("26 cities"): "市",
        gettext("13 towns and villages"): "町村",
    }
    for title, kind in kinds.items():
        codes = [city.code6 for city in TOKYO if city.kind in kind]
        yield Group(title, tuple(_line(code6, best) for code6 in codes))
    others = {code6 for code6, _ in best} - {city.code6 for city in TOKYO}
    if others:
        lines = tuple(_line(code6, best) for code6 in sorted(others))
        yield Group(gettext("Other publishers"), lines)


def _line(code6: str, best: dict[tuple[str, str], Cell]) -> Line:
    cells = (best.get((code6, slug)) or Cell(slug, set_label(slug)) for slug in standards())
    return Line(code6, publisher_name(code6), tuple(cells))
