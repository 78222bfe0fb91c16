"""Writes of the catalogue: one function a thing a person can do. The caller holds a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tdpf.apps.catalog.models import Dataset, Distribution, Organisation
from tdpf.core.places import municipality


def ensure_organisation(code6: str, *, at: datetime, name: str | None = None) -> Organisation:
    """The publisher of that code; made from the list of municipalities when it is new."""
    found = Organisation.objects.filter(code6=code6).first()
    if found is not None:
        return found
    city = municipality(code6)
    return Organisation.objects.create(
        name=code6,
        code6=code6,
        title=city.full_name if city else name or code6,
        title_en=city.name_en if city else "",
        kana=city.kana if city else "",
        kind="prefecture" if city and city.is_prefecture else "municipality",
        created_at=at,
    )


def describe(dataset: Dataset, words: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Change what is said about a dataset; the changed fields with before and after."""
    changes = {
        name: (getattr(dataset, name), value)
        for name, value in words.items()
        if getattr(dataset, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(dataset, name, value)
    if changes:
        dataset.save(update_fields=list(changes))
    return changes


def add_file(dataset: Dataset, file: Mapping[str, object], *, at: datetime) -> Distribution:
    """The first file of a new dataset."""
    return Distribution.objects.create(dataset=dataset, issued_at=at, modified_at=at, **file)


def put_file(dataset: Dataset, file: Mapping[str, object], *, at: datetime) -> Distribution:
    """Make the file the dataset's one distribution; its id stays when the file is replaced."""
    found = Distribution.objects.filter(dataset=dataset, position=0).first()
    if found is None:
        return add_file(dataset, file, at=at)
    for name, value in {**file, "modified_at": at}.items():
        setattr(found, name, value)
    found.save()
    return found
