"""Any municipal table → the municipal standard open data set, with a report on every change."""

from tdpf.core.standardize.corrections import NONE, TYPES
from tdpf.core.standardize.report import (
    ColumnMatch,
    ColumnQuality,
    DroppedRow,
    Input,
    PublisherMatch,
    Quality,
    Report,
    Rows,
    StandardMatch,
)
from tdpf.core.standardize.standardized import (
    Standardized,
    UnknownStandardError,
    generic_names,
    standardize,
)
from tdpf.core.standardize.write import OUTPUTS, write_outputs

__all__ = [
    "NONE",
    "OUTPUTS",
    "TYPES",
    "ColumnMatch",
    "ColumnQuality",
    "DroppedRow",
    "Input",
    "PublisherMatch",
    "Quality",
    "Report",
    "Rows",
    "StandardMatch",
    "Standardized",
    "UnknownStandardError",
    "generic_names",
    "standardize",
    "write_outputs",
]
