"""Required items that a row leaves blank."""

from __future__ import annotations

from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.rows import Part, Plan
from tdpf.core.standards import StandardSet
from tdpf.core.tabular.model import Chunk


class Required:
    """A required item with a column should be filled in every row. A blank flag is an answer."""

    def __init__(self, plan: Plan, standard: StandardSet | None, findings: Findings) -> None:
        del standard
        self._findings = findings
        self._places = [
            place
            for place, column in enumerate(plan.columns)
            if column.item
            and column.item.level == "required"
            and column.role != "empty"
            and column.form != "flag"
        ]
        self._columns = plan.columns

    def look(self, chunk: Chunk, part: Part) -> None:
        for place in self._places:
            texts = part.texts[place]
            if "" not in texts:
                continue
            column = self._columns[place]
            for row, text in zip(chunk.rows, texts, strict=True):
                if not text:
                    self._findings.add(
                        "required-blank", row=row, item=column.name, column=column.source
                    )

    def finish(self) -> None:
        return
