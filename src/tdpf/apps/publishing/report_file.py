"""The report of a version, kept beside its rows: JSON, packed, for most of it repeats itself."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

from tdpf.adapters.storage import Storage

LEVEL = 1


@dataclass(frozen=True, kw_only=True)
class StoredReport:
    path: str
    sha256: str


def store_report(report: bytes, storage: Storage) -> StoredReport:
    """Keep the JSON of a report under the hash of its packed bytes."""
    packed = gzip.compress(report, LEVEL, mtime=0)
    sha256 = hashlib.sha256(packed).hexdigest()
    path = f"reports/{sha256[:2]}/{sha256}.json.gz"
    storage.put(path, packed)
    return StoredReport(path=path, sha256=sha256)


def read_report(path: str, storage: Storage) -> bytes:
    """The JSON of the report kept under that key (`TableVersion.report_path`)."""
    with storage.open(path) as file:
        return gzip.decompress(file.read())
