"""CQL2 (OGC 21-065r2), text and JSON: a filter as the standard writes it → the filter of a query.

Every row has one position, so a relation in space is one of a point to the shape that is drawn.
"""

from tdpf.core.cql2.meaning import parse_cql2

__all__ = ["parse_cql2"]
