"""Writes of the catalogue: one function a thing a person can do. The caller holds a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tdpf.apps.catalog.documents import refresh
from tdpf.apps.catalog.models import Dataset, Distribution, Organisation
from tdpf.core.places import municipality


def ensure_organisation(code6: str, *, at: datetime, name: str | None = None) -> Organisation:
    """The publisher of that code; made from the list of municipalities when it is new."""
    found = Organisation.objects.filter(code6=code6).first()
    if found is not None:
        return found
    city = municipality(code6)
    made = Organisation(
        name=code6,
        code6=code6,
        title=city.full_name if city else name or code6,
        title_en=city.name_en if city else "",
        kana=city.kana if city else "",
        kind="prefecture" if city and city.is_prefecture else "municipality",
        created_at=at,
    )
    refresh(made)
    made.save(force_insert=True)
    return made


def new_dataset(**columns: object) -> Dataset:
    """A dataset with these columns, and its document."""
    made = Dataset(**columns)
    refresh(made)
    made.save(force_insert=True)
    return made


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
        refresh(dataset)
        dataset.save(update_fields=[*changes, "document"])
    return changes


def add_file(dataset: Dataset, file: Mapping[str, object], *, at: datetime) -> Distribution:
    """The first file of a new dataset."""
    made = Distribution(dataset=dataset, issued_at=at, modified_at=at, **file)
    refresh(made)
    made.save(force_insert=True)
    return made


def put_file(
    dataset: Dataset,
    file: Mapping[str, object],
    *,
    at: datetime,
    distribution: str | None = None,
) -> Distribution:
    """Make the file that of a distribution, the first one unless named; its id stays."""
    of_dataset = Distribution.objects.filter(dataset=dataset)
    found = (
        of_dataset.filter(id=distribution) if distribution else of_dataset.filter(position=0)
    ).first()
    if found is None:
        return add_file(dataset, file, at=at)
    for name, value in {**file, "modified_at": at}.items():
        setattr(found, name, value)
    refresh(found)
    found.save()
    return found
