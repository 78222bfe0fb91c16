"""The open data list (set 06): written in the 2023 layout, read in any."""

from tdpf.core.catalog.opendata_list.read import ListReading, NotAList, read_list
from tdpf.core.catalog.opendata_list.write import rows, write

__all__ = ["ListReading", "NotAList", "read_list", "rows", "write"]
