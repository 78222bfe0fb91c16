"""The table of reading actions, whole: each of these modules adds its own when it is read."""

from __future__ import annotations

from tdpf.data.ckan import absent, headings, reads
from tdpf.data.ckan.reading import READS

__all__ = ["READS", "absent", "headings", "reads"]
