"""TDPF: a city data platform, from a messy spreadsheet to a typed, searchable, mapped service."""

__version__ = "0.1.0"
