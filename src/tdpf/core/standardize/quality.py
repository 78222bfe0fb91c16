"""The quality profile of one table. The formula is public, and each part is a share from 0 to 1.

completeness     filled cells ÷ cells, over the columns the file gives to standard items (for a
                 table without a layout: over all its columns)
required_filled  filled cells ÷ cells, over the required items; an item without a column counts as
                 blank in every row. 1 where the levels of the set are not known
validity         1 − cells without a normal form ÷ filled cells, over all columns
located          rows with a position in Japan ÷ rows; 1 for sets that have no position

score = 100 × (0.20 completeness + 0.30 required_filled + 0.30 validity + 0.20 located), rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tdpf.core.standardize.report import ColumnQuality, Quality

WEIGHTS = {"completeness": 0.20, "required_filled": 0.30, "validity": 0.30, "located": 0.20}


@dataclass(slots=True)
class Tally:
    """Counts of one column."""

    rows: int = 0
    blank: int = 0
    invalid: int = 0
    is_fed: bool = True
    is_required: bool = False
    is_item: bool = True


@dataclass(slots=True)
class Profile:
    """Counts of a table while its rows go by."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    rows: int = 0
    located: int = 0
    has_positions: bool = False
    has_layout: bool = True

    def quality(self) -> Quality:
        fed = [
            one
            for one in self.tallies.values()
            if one.is_fed and (one.is_item or not self.has_layout)
        ]
        required = [one for one in self.tallies.values() if one.is_required]
        everything = [one for one in self.tallies.values() if one.is_fed]
        filled = sum(one.rows - one.blank for one in everything)
        invalid = sum(one.invalid for one in everything)
        parts = {
            "completeness": _filled(fed),
            "required_filled": _filled(required),
            "validity": 1 - invalid / filled if filled else 1.0,
            "located": self.located / self.rows if self.has_positions and self.rows else 1.0,
        }
        if not self.rows:
            parts = dict.fromkeys(parts, 0.0)
        score = round(100 * sum(WEIGHTS[name] * value for name, value in parts.items()))
        columns = {
            name: ColumnQuality(
                _share(one.blank, one.rows), _share(one.invalid, one.rows - one.blank)
            )
            for name, one in self.tallies.items()
            if one.is_fed or one.is_required
        }
        return Quality(
            **{name: round(value, 4) for name, value in parts.items()}, score=score, columns=columns
        )


def _filled(tallies: list[Tally]) -> float:
    cells = sum(one.rows for one in tallies)
    return 1 - sum(one.blank for one in tallies) / cells if cells else 1.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
