"""What can be wrong with a statement, as data: wording and status live at the edge."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "sql-off",
    "sql-too-long",
    "sql-unreadable",
    "sql-not-a-query",
    "sql-refused",
    "sql-no-such-table",
    "sql-which-column",
    "sql-failed",
    "sql-too-slow",
    "sql-too-big",
    "sql-busy",
]


class SqlError(Exception):
    """A statement that is not answered; `what` is the part it is about, in the asker's words."""

    def __init__(self, code: Code, what: str = "") -> None:
        super().__init__(code, what)
        self.code: Code = code
        self.what = what
