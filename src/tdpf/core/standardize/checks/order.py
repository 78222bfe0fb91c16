"""Times and dates in the wrong order."""

from __future__ import annotations

from tdpf.core.standardize.checks.base import Check
from tdpf.core.standardize.rows import Part
from tdpf.core.tabular.model import Chunk

_TIMES = (
    ("開始時間", "終了時間"),
    ("利用開始時間", "利用終了時間"),
    ("診療開始時間", "診療終了時間"),
    ("子供預かり開所時間", "子供預かり閉所時間"),
    ("開始時刻", "終了時刻"),
)
_DATES = (
    ("開始日", "終了日"),
    ("受付開始日", "受付終了日"),
    ("許可開始日", "許可満了日"),
    ("許可年月日", "廃業年月日"),
    ("通学区域_登録年月日", "通学区域_廃止日"),
)
_MIDNIGHT = "00:00"


class Order(Check):
    """What closes has opened before; what ends has begun. Midnight is the end of a day."""

    def prepare(self) -> None:
        self._pairs = [
            (code, first, second)
            for code, pairs in (("closes-before-opens", _TIMES), ("ends-before-start", _DATES))
            for one, other in pairs
            if (first := self.place_of(one)) is not None
            and (second := self.place_of(other)) is not None
        ]

    def look(self, chunk: Chunk, part: Part) -> None:
        del chunk
        for code, first, second in self._pairs:
            bad = part.invalid.get(first, set()) | part.invalid.get(second, set())
            column = self.columns[second]
            pairs = zip(part.texts[first], part.texts[second], strict=True)
            for at, (start, end) in enumerate(pairs):
                if start and end and end < start and end != _MIDNIGHT and at not in bad:
                    self.findings.add(
                        code,
                        row=part.rows[at],
                        item=column.name,
                        before=f"{start} – {end}",
                        column=column.source,
                    )
