"""Ids that the same source always leads to, so that harvesting twice makes nothing new."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from tdpf.core.catalog.model import Distribution, DistributionId


def stable_id(*parts: str) -> str:
    """A UUID (version 5) of the words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, " ".join(parts)))


def told_apart(files: Iterable[Distribution]) -> Iterator[Distribution]:
    """The files with an id each: nameless ones of the same address came with the same."""
    seen: Counter[str] = Counter()
    for file in files:
        seen[file.id] += 1
        count = seen[file.id]
        if count > 1:
            own = DistributionId(stable_id(file.id, str(count)))
            yield msgspec.structs.replace(file, id=own)
        else:
            yield file
