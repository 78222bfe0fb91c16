"""Whole descriptions written at once: what harvesters, the CKAN API and pages say of things.

Saying the same again changes nothing and logs nothing. A change is logged for readers and search,
kept with who, when, before and after, and the old name of a thing goes on leading to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from django.db import transaction

from tdpf.apps.catalog.documents import (
    changed_fields,
    dataset_of,
    distribution_of,
    organisation_of,
    refresh,
    text_of,
)
from tdpf.apps.catalog.filling import with_found
from tdpf.apps.catalog.models import (
    Alias,
    Dataset,
    DescriptionVersion,
    Distribution,
    Organisation,
    Series,
    Theme,
)
from tdpf.core.catalog import model

if TYPE_CHECKING:
    from tdpf.apps.publishing.service import Log

Kind = Literal["dataset", "organisation", "distribution"]
_OURS = frozenset({"modified_at", "created_at", "quality", "sha256", "bytes", "tables", "found"})
"""Fields that say what became of a thing, not what somebody says about it."""


class NameTaken(Exception):
    """Another dataset or organisation has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoSuchThing(Exception):
    """There is no dataset, organisation or file of that id or name."""

    def __init__(self, kind: Kind, name: str) -> None:
        super().__init__(f"{kind} {name}")
        self.kind: Kind = kind
        self.name = name


@dataclass(frozen=True)
class Said:
    """What a description did: the row, whether it is new, and which fields changed."""

    row: Any  # Dataset, Organisation or Distribution
    is_new: bool
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        return self.is_new or bool(self.changes)


@contextmanager
def cataloguing(actor: str, *, at: datetime) -> Iterator[Desk]:
    """One transaction in which many things may be described; all of them or none."""
    from tdpf.apps.publishing.service import Deed, publication, settle

    deed = Deed(actor=actor, at=at)
    with publication(deed) as log:
        desk = Desk(log, actor, at)
        yield desk
    if desk.is_sight_changed:
        transaction.on_commit(lambda: settle(deed))


class Desk:
    """Descriptions are handed in here. Make one with `cataloguing`."""

    def __init__(self, log: Log, actor: str, at: datetime) -> None:
        self._log = log
        self._actor = actor
        self._at = at
        self._organisations: dict[str, Organisation] = {}
        self._touched: dict[str, Dataset] = {}  # those that say already that they changed now
        self._places: dict[str, set[int]] = {}  # positions of files, by dataset
        self.is_sight_changed = False  # something was hidden, or shown again

    def organisation(self, told: model.Organisation) -> Said:
        """Describe an organisation, found by id, then by municipality code."""
        row = Organisation.objects.filter(id=told.id).first()
        if row is None and told.code6:
            row = Organisation.objects.filter(code6=told.code6).first()
        is_new = row is None
        row = row or Organisation(id=told.id, created_at=told.created_at or self._at)
        before = None if is_new else organisation_of(row)
        if told.name != row.name and _taken(Organisation, told.name, row.id):
            raise NameTaken(told.name)
        old_name = "" if is_new else row.name
        row.name, row.title, row.title_en = told.name, told.title, told.title_en
        row.kana, row.kind = told.kana, told.kind or row.kind
        row.code6, row.homepage = told.code6 or None, told.homepage
        told = msgspec.structs.replace(told, id=model.OrganisationId(row.id))
        return self._saved("organisation", row, told, before, old_name)

    def dataset(self, told: model.Dataset) -> Said:
        """Describe a dataset, found by its id. Its files are described by `distribution`."""
        row = Dataset.objects.filter(id=told.id).first()
        is_new = row is None
        row = row or Dataset(id=told.id, issued_at=told.created_at or self._at)
        before = None if is_new else dataset_of(row)
        if told.name != row.name and _taken(Dataset, told.name, row.id):
            raise NameTaken(told.name)
        old_name = "" if is_new else row.name
        if told.visibility != "private" and row.visibility == "private" and _is_closed(row):
            told = msgspec.structs.replace(told, visibility="private")
        _set_columns(row, told)
        owner_before = row.organisation_id
        row.organisation = self._owner(told.organisation)
        moved: dict[str, tuple[Any, Any]] = {}
        if row.organisation_id != owner_before:
            moved = {"organisation": (owner_before, row.organisation_id)}
        row.modified_at = row.modified_at or self._at
        if told.source and told.source.id not in {"", told.id, told.name}:
            self._alias("dataset", told.source.id, row.id)
        bare = msgspec.structs.replace(told, organisation=None, distributions=())
        bare = with_found(before, bare)
        return self._saved("dataset", row, bare, before, old_name, moved)

    def distribution(self, dataset_id: str, told: model.Distribution) -> Said:
        """Describe a file of a dataset; a new one stands last unless its place is free."""
        row = Distribution.objects.filter(id=told.id).first()
        is_new = row is None
        row = row or Distribution(
            id=told.id,
            dataset_id=dataset_id,
            issued_at=told.created_at or self._at,
            modified_at=told.modified_at or self._at,
            position=self._free_position(dataset_id, told.position),
        )
        if row.dataset_id in self._touched:
            row.dataset = self._touched[row.dataset_id]
        before = None if is_new else distribution_of(row)
        row.title = told.title
        row.file_name = row.file_name or _file_name(told)
        row.format = told.format[:100]
        row.media_type = told.media_type[:100]
        told = msgspec.structs.replace(told, position=row.position, tables=())
        return self._saved("distribution", row, told, before, "")

    def reorder(self, dataset_id: str, first: Sequence[str]) -> list[str]:
        """Put these files first, in this order; all files as they stand then, by id."""
        rows = list(Distribution.objects.filter(dataset_id=dataset_id).order_by("position"))
        ranks = {one: rank for rank, one in enumerate(first)}
        wanted = sorted(rows, key=lambda row: ranks.get(row.id, len(ranks)))
        before = [row.id for row in rows]
        after = [row.id for row in wanted]
        if after == before:
            return after
        places = [row.position for row in rows]
        aside = max(places) + 1  # two files never have one place, not even on the way
        moved = [row for row, place in zip(wanted, places, strict=True) if row.position != place]
        for number, row in enumerate(moved):
            Distribution.objects.filter(id=row.id).update(position=aside + number)
        for row, place in zip(wanted, places, strict=True):
            if row in moved:
                row.position = place
                refresh(row)
                row.save(update_fields=["position", "document"])
        self._keep("dataset", dataset_id, {"order": (before, after)})
        self.touched(_dataset(dataset_id), order=after)
        return after

    def theme(self, told: model.Theme) -> None:
        """Describe a subject heading."""
        Theme.objects.update_or_create(
            name=told.name, defaults={"title": told.title, "document": text_of(told)}
        )
        self._log.touch()

    def series(self, told: model.Series) -> None:
        """Describe a series."""
        Series.objects.update_or_create(
            name=told.name, defaults={"title": told.title, "document": text_of(told)}
        )
        self._log.touch()

    def set_state(self, dataset_id: str, state: model.State) -> bool:
        """Withdraw, delete or bring back a dataset. Rows and versions stay; readers lose sight."""
        row = _dataset(dataset_id)
        if row.state == state:
            return False
        before = dataset_of(row)
        row.state = state
        self._saved("dataset", row, msgspec.structs.replace(before, state=state), before, "")
        return True

    def remove_distribution(self, distribution_id: str) -> None:
        """Take a file out of its dataset. Versions of its tables stay, out of sight."""
        from tdpf.apps.publishing.service import set_tables_aside

        row = Distribution.objects.select_related("dataset").filter(id=distribution_id).first()
        if row is None:
            raise NoSuchThing("distribution", distribution_id)
        was = msgspec.to_builtins(distribution_of(row))
        self._keep("distribution", row.id, {"removed": (was, None)})
        dataset = row.dataset
        self._places.pop(dataset.id, None)
        self.is_sight_changed |= set_tables_aside(row.id)
        row.delete()
        self.touched(dataset, removed=distribution_id)

    def remove_organisation(self, organisation_id: str) -> None:
        """Remove an organisation without datasets; its name leads nowhere from now on."""
        row = Organisation.objects.filter(id=organisation_id).first()
        if row is None:
            raise NoSuchThing("organisation", organisation_id)
        self._keep("organisation", row.id, {"removed": (row.title, None)})
        row.delete()
        self._log.touch()

    def remove_theme(self, name: str) -> bool:
        """Remove a subject heading; False when datasets stand under it, or there is none."""
        mark = f'"name":{msgspec.json.encode(name).decode()},"title"'
        if Dataset.objects.filter(document__contains=mark).exists():
            return False
        count, _ = Theme.objects.filter(name=name).delete()
        if count:
            self._log.touch()
        return bool(count)

    def touched(self, dataset: Dataset, **detail: object) -> None:
        """A dataset has changed now: readers, harvesters and search look at it again."""
        if dataset.id not in self._touched:
            self._touched[dataset.id] = dataset
            dataset.modified_at = self._at
            refresh(dataset)
            dataset.save(update_fields=["modified_at", "document"])
        self._log.add("described", dataset, None, **detail)

    def _free_position(self, dataset_id: str, wanted: int) -> int:
        """The wanted place, or the last; asked of the database once a dataset."""
        if dataset_id not in self._places:
            known = Distribution.objects.filter(dataset_id=dataset_id)
            self._places[dataset_id] = set(known.values_list("position", flat=True))
        taken = self._places[dataset_id]
        place = max(taken) + 1 if wanted in taken else wanted
        taken.add(place)
        return place

    def _saved(
        self,
        kind: Kind,
        row: Any,
        told: Any,
        before: msgspec.Struct | None,
        old_name: str,
        also: Mapping[str, tuple[Any, Any]] = MappingProxyType({}),
    ) -> Said:
        maker = {
            "organisation": organisation_of,
            "dataset": dataset_of,
            "distribution": distribution_of,
        }[kind]
        row.document = text_of(told)
        after = maker(row)
        row.document = text_of(after)
        if before is None:
            row.save(force_insert=True)
            if kind == "dataset":
                self._touched[row.id] = row
            self._tell(kind, row, {})
            return Said(row, is_new=True)
        stated = changed_fields(before, after).items()
        changes = {name: pair for name, pair in stated if name not in _OURS} | dict(also)
        if changes:
            if kind == "dataset":  # harvesters of ours ask what changed since then
                self.is_sight_changed |= _is_about_sight(changes)
                row.modified_at = self._at
                row.document = text_of(msgspec.structs.replace(after, modified_at=self._at))
            row.save()
            self._keep(kind, row.id, changes)
            if old_name and old_name != row.name:
                self._alias(kind, old_name, row.id)
            self._tell(kind, row, changes)
        return Said(row, is_new=False, changes=changes)

    def _tell(self, kind: Kind, row: Any, changes: dict[str, tuple[Any, Any]]) -> None:
        """Let readers and search know."""
        fields = sorted(changes)
        if kind == "dataset":
            self._log.add("described", row, None, fields=fields)
        elif kind == "distribution":
            self.touched(row.dataset, file=row.id, fields=fields)
        else:
            for dataset in Dataset.objects.filter(organisation=row) if changes else ():
                self._log.add("described", dataset, None, organisation=row.name)
            self._log.touch()

    def _keep(self, kind: Kind, target: str, changes: dict[str, tuple[Any, Any]]) -> None:
        DescriptionVersion.objects.create(
            kind=kind, target=target, at=self._at, actor=self._actor, changes=changes
        )

    def _alias(self, kind: Kind, alias: str, target: str) -> None:
        Alias.objects.update_or_create(alias=alias[:300], defaults={"kind": kind, "target": target})

    def _owner(self, told: model.Organisation | None) -> Organisation | None:
        if told is None:
            return None
        if told.id not in self._organisations:
            found = Organisation.objects.filter(id=told.id).first()
            if found is None and told.code6:
                found = Organisation.objects.filter(code6=told.code6).first()
            self._organisations[told.id] = found or self.organisation(told).row
        return self._organisations[told.id]


def _set_columns(row: Dataset, told: model.Dataset) -> None:
    row.name, row.title, row.title_en, row.notes = told.name, told.title, told.title_en, told.notes
    row.keywords = list(told.keywords)
    row.licence = told.licence or "notspecified"
    row.frequency = (told.frequency or told.frequency_text)[:40]
    row.standard = row.standard or next(iter(told.standards), "")
    row.stated_modified = told.modified[:40]
    row.is_synthetic = told.is_synthetic
    row.kind = Dataset.Kind.MERGED if told.is_merged else Dataset.Kind.DATASET
    row.visibility, row.state = told.visibility, told.state


def _is_closed(row: Dataset) -> bool:
    """Whether somebody decided who sees it: only they open it again, no source that says it is."""
    return hasattr(row, "access")


def _is_about_sight(changes: Mapping[str, tuple[Any, Any]]) -> bool:
    """Whether others may see the dataset now that might not, or the other way round."""
    states = changes.get("state", ())  # what its source took back stays in sight
    return "visibility" in changes or not {"draft", "deleted"}.isdisjoint(states)


def _taken(of: type[Dataset | Organisation], name: str, own_id: str) -> bool:
    return of.objects.filter(name=name).exclude(id=own_id).exists()


def _dataset(dataset_id: str) -> Dataset:
    found = Dataset.objects.filter(id=dataset_id).first()
    if found is None:
        raise NoSuchThing("dataset", dataset_id)
    return found


def _file_name(told: model.Distribution) -> str:
    address = told.download_url or told.access_url
    return address.partition("?")[0].rstrip("/").rsplit("/", 1)[-1][:300] or told.title[:300]


def description_history(kind: Kind, target: str) -> Sequence[DescriptionVersion]:
    """What was changed about a thing, the newest first."""
    return list(DescriptionVersion.objects.filter(kind=kind, target=target).order_by("-id"))
