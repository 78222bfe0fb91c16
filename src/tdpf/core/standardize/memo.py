"""One column's dictionary from cell to normal form: each distinct value is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from tdpf.core.standardize.forms import is_normal_column, normaliser
from tdpf.core.standards import Form
from tdpf.core.tables.schema import Kind

LIMIT = 30_000
"""Cells that are remembered; a column with more of them forgets and goes on."""
_DAY = 10  # letters of YYYY-MM-DD


class Memo(dict[str, str]):
    """`memo[cell]` is the text for `standard.csv`; `problems` has the cells that have no form."""

    def __init__(self, form: Form, values: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.form = form
        self.problems: dict[str, str] = {}
        self.is_daily = True  # all dates so far know their day
        self.is_identity = False  # every cell is in its normal form already
        self.is_open = False  # too many different values to look at all of them first
        self._normalise: Callable[[str], tuple[str, str | None]] = normaliser(form, values)

    def __missing__(self, cell: str) -> str:
        text, problem = self._normalise(cell)
        if len(self) >= LIMIT:
            self.clear()
        self[cell] = text
        if problem:
            self.problems[cell] = problem
        elif text and len(text) != _DAY:
            self.is_daily = False
        return text

    def settle(self, values: Collection[str]) -> None:
        """Look at every distinct value of the column; at all at once where that is enough."""
        self.is_identity = is_normal_column(self.form, values)
        if not self.is_identity:
            self.learn(values)

    def is_normal(self, cells: Collection[str]) -> bool:
        """Whether these cells of a long column need no work; the rest of it may need some."""
        if not self.is_open or self.form == "date":
            return False
        return is_normal_column(self.form, [cell for cell in cells if cell])

    def learn(self, values: Iterable[str]) -> None:
        """As `self[cell]` for each, without the ways in between: this is where the time goes."""
        normalise, problems = self._normalise, self.problems
        for cell in values:
            if cell in self:
                continue
            text, problem = normalise(cell)
            if len(self) >= LIMIT:
                self.clear()
            self[cell] = text
            if problem:
                problems[cell] = problem
            elif self.is_daily and text and len(text) != _DAY:
                self.is_daily = False

    @property
    def kind(self) -> Kind:
        """The type of the column, once every value has been seen."""
        if self.form == "integer":
            return "integer"
        if self.form in {"number", "latitude", "longitude"}:
            return "number"
        if self.form == "date":
            return "date" if self.is_daily else "text"
        if self.form == "datetime":
            return "datetime"
        return "text"


SOFT = frozenset({"not-in-list", "latin-has-japanese", "kana-has-kanji", "exponent-notation"})
"""Problems of form that leave a text usable: it stays in the typed column as well."""
