"""The catalogue as DCAT-AP 3, and foreign DCAT as the catalogue."""

from tdpf.core.catalog.dcat.page import Page
from tdpf.core.catalog.dcat.read import Reading, Remark, read_catalog
from tdpf.core.catalog.dcat.text import Unreadable, read_graph, syntax_of, write_graph
from tdpf.core.catalog.dcat.write import describe_catalog, describe_dataset
from tdpf.core.catalog.syntaxes import MEDIA_TYPES, SUFFIXES, Syntax

__all__ = [
    "MEDIA_TYPES",
    "SUFFIXES",
    "Page",
    "Reading",
    "Remark",
    "Syntax",
    "Unreadable",
    "describe_catalog",
    "describe_dataset",
    "read_catalog",
    "read_graph",
    "syntax_of",
    "write_graph",
]
