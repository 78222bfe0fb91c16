"""The demo city: synthetic files of all 62 municipalities, as dirty as real ones."""

from tdpf.core.demo.city import REFERENCE_DATE, SEED, write_city
from tdpf.core.demo.publish import MARK, NOTES, Entry

__all__ = ["MARK", "NOTES", "REFERENCE_DATE", "SEED", "Entry", "write_city"]
