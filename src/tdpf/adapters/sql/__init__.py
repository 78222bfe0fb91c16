"""SQL over published tables."""

from tdpf.adapters.sql.base import (
    Bounds,
    Cell,
    Resolve,
    SqlAnswer,
    SqlEngine,
    SqlTable,
    Wanted,
)
from tdpf.adapters.sql.null import NoSql
from tdpf.adapters.sql.pool import WorkerPool

__all__ = [
    "Bounds",
    "Cell",
    "NoSql",
    "Resolve",
    "SqlAnswer",
    "SqlEngine",
    "SqlTable",
    "Wanted",
    "WorkerPool",
]
