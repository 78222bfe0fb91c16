"""Required items that a row leaves blank."""

from __future__ import annotations

from tdpf.core.standardize.checks.base import Check
from tdpf.core.standardize.rows import Part
from tdpf.core.tabular.model import Chunk


class Required(Check):
    """A required item with a column should be filled in every row. A blank flag is an answer."""

    def prepare(self) -> None:
        self._places = [
            place
            for place, column in enumerate(self.columns)
            if column.item
            and column.item.level == "required"
            and column.role != "empty"
            and column.form != "flag"
        ]

    def look(self, chunk: Chunk, part: Part) -> None:
        for place in self._places:
            texts = part.texts[place]
            if "" not in texts:
                continue
            column = self.columns[place]
            for row, text in zip(chunk.rows, texts, strict=True):
                if not text:
                    self.findings.add(
                        "required-blank", row=row, item=column.name, column=column.source
                    )
