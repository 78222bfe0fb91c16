"""Totals that their parts do not add up to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tdpf.core.standardize.checks.base import Check
from tdpf.core.standardize.rows import Part
from tdpf.core.tabular.model import Chunk

_TOILETS = re.compile(r"(男性トイレ|女性トイレ|男女共用トイレ)総数")
_BANDS = re.compile(r"\d+(?:-\d+歳|歳以上)の(男性|女性)")


@dataclass(frozen=True, slots=True)
class Sum:
    """A total, and the places of its parts."""

    total: int
    parts: tuple[int, ...]


class Totals(Check):
    """Toilets by kind, population by sex and by age. Blank parts count as not told, not as 0."""

    def prepare(self) -> None:
        names = {
            column.name: place
            for place, column in enumerate(self.columns)
            if column.role != "empty"
        }
        self._sums = [
            made
            for total, parts in self._named(list(names))
            if (made := _sum(names, total, parts)) is not None
        ]

    @staticmethod
    def _named(names: list[str]) -> list[tuple[str, list[str]]]:
        found = [("総人口", ["男性", "女性"])]
        kinds = [(name, kind[1]) for name in names if (kind := _TOILETS.fullmatch(name))]
        found += [
            (total, [name for name in names if name.startswith(f"{kind}数（")])
            for total, kind in kinds
        ]
        bands = [(name, band[1]) for name in names if (band := _BANDS.fullmatch(name))]
        found += [(sex, [name for name, of in bands if of == sex]) for sex in ("男性", "女性")]
        return found

    def look(self, chunk: Chunk, part: Part) -> None:
        del chunk
        for one in self._sums:
            columns = [part.texts[place] for place in (one.total, *one.parts)]
            for at, (total, *parts) in enumerate(zip(*columns, strict=True)):
                self._check(one, part, at, total, parts)

    def _check(self, one: Sum, part: Part, at: int, total: str, parts: list[str]) -> None:
        told = [text for text in parts if text]
        if not total or not told or not all(map(_is_number, (total, *told))):
            return
        added = sum(int(text) for text in told)
        if added == int(total) or (len(told) < len(parts) and added < int(total)):
            return
        column = self.columns[one.total]
        self.findings.add(
            "total-wrong",
            row=part.rows[at],
            item=column.name,
            before=total,
            column=column.source,
            sum=str(added),
        )


def _sum(names: dict[str, int], total: str, parts: list[str]) -> Sum | None:
    if total not in names or len(parts) < 2 or not all(part in names for part in parts):
        return None
    return Sum(names[total], tuple(names[part] for part in parts))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
