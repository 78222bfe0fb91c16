"""Reads of the catalogue: querysets only, nothing about pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from django.db.models import Q, QuerySet

from tdpf.apps.catalog.documents import dataset_of, distribution_of, organisation_of
from tdpf.apps.catalog.models import (
    Alias,
    Dataset,
    DescriptionVersion,
    Distribution,
    Organisation,
)
from tdpf.core.access import ANONYMOUS, EVERY_MEMBER, Action, Actor
from tdpf.core.catalog import model

SEEN = Q(visibility="public", state="active")
"""What anybody may find."""
IS_WHOLE = Q(tables__access__isnull=True)
"""Of a dataset's tables those without limits: counts of all rows may be told of these alone."""


def datasets() -> QuerySet[Dataset]:
    """Every dataset, hidden ones included, with its organisation, by name."""
    return Dataset.objects.select_related("organisation").order_by("name")


def public_datasets() -> QuerySet[Dataset]:
    """Every dataset that anybody may find."""
    return datasets().filter(SEEN)


def described(rows: Sequence[Dataset]) -> Iterator[model.Dataset]:
    """The descriptions of these datasets with their organisations and files, without tables."""
    files: defaultdict[str, list[model.Distribution]] = defaultdict(list)
    wanted = Distribution.objects.filter(dataset_id__in=[row.id for row in rows])
    for file in wanted.order_by("dataset_id", "position"):
        files[file.dataset_id].append(distribution_of(file))
    owners: dict[str, model.Organisation] = {}
    for row in rows:
        owner = row.organisation
        if owner and owner.id not in owners:
            owners[owner.id] = organisation_of(owner)
        yield msgspec.structs.replace(
            dataset_of(row),
            organisation=owners[owner.id] if owner else None,
            distributions=tuple(files[row.id]),
        )


def public_datasets_under(theme: str) -> QuerySet[Dataset]:
    """Public datasets that stand under the subject heading of that name."""
    mark = f'"name":{msgspec.json.encode(theme).decode()},"title"'
    return public_datasets().filter(document__contains=mark)


def former_owners(of: QuerySet[Dataset]) -> set[str]:
    """Ids of the organisations that handed these datasets over, whenever that was."""
    moves = DescriptionVersion.objects.filter(
        kind="dataset", target__in=of.order_by().values("id"), changes__has_key="organisation"
    )
    changes = moves.order_by().values_list("changes", flat=True)
    return {change["organisation"][0] for change in changes} - {None}


def dataset_named(name: str) -> Dataset | None:
    return datasets().filter(name=name).first()


def hidden_datasets(actor: Actor, words: str = "") -> QuerySet[Dataset]:
    """The datasets that the actor sees and not everybody does, with all these words."""
    hidden = datasets().filter(visibility="private").exclude(state="deleted")
    where = actor.organisations(Action.READ)
    if where is not None:
        theirs = Q(organisation_id__in=where)
        for one in (*where, EVERY_MEMBER):
            theirs |= Q(access__readers__contains=f" {one} ")
        hidden = hidden.filter(theirs) if where else hidden.none()
    for word in words.split():
        text = Q(title__icontains=word) | Q(notes__icontains=word) | Q(keywords__icontains=word)
        hidden = hidden.filter(text | Q(name__icontains=word))
    return hidden


def visible_dataset(id_or_name: str, actor: Actor = ANONYMOUS) -> Dataset | None:
    """The dataset of that name, id or former name, if it is there for the actor."""
    if actor != ANONYMOUS:
        found = _called(hidden_datasets(actor), id_or_name)
        if found is not None:
            return found
    return _called(public_datasets(), id_or_name)


def _called(seen: QuerySet[Dataset], id_or_name: str) -> Dataset | None:
    found = seen.filter(Q(name=id_or_name) | Q(id=id_or_name)).first()
    if found is None:
        alias = Alias.objects.filter(alias=id_or_name, kind="dataset").first()
        found = seen.filter(id=alias.target).first() if alias else None
    return found


def kept_files(dataset: Dataset, file: str) -> QuerySet[Distribution]:
    """The dataset's file of that id or place, where its bytes are kept here."""
    known = dataset.distributions.exclude(path="")
    return known.filter(position=int(file)) if file.isdecimal() else known.filter(id=file)


def organisations() -> QuerySet[Organisation]:
    """Every publisher, by municipality code."""
    return Organisation.objects.order_by("code6", "name")


def organisation_with_code(code6: str) -> Organisation | None:
    return organisations().filter(code6=code6).first()


def organisation_called(name: str) -> Organisation | None:
    """The organisation of that municipality code, name, id or former name."""
    known = Organisation.objects.filter(Q(code6=name) | Q(name=name) | Q(id=name)).first()
    if known is None:
        alias = Alias.objects.filter(alias=name, kind="organisation").first()
        known = Organisation.objects.filter(id=alias.target).first() if alias else None
    return known


def distributions(dataset: Dataset) -> QuerySet[Distribution]:
    return dataset.distributions.order_by("position")


def datasets_named(names: Iterable[str]) -> dict[str, Dataset]:
    """Datasets by name; names of none are left out."""
    wanted = set(names)
    return {found.name: found for found in datasets().filter(name__in=wanted)} if wanted else {}


def files_with_ids(ids: Iterable[str]) -> dict[str, Distribution]:
    """These distributions, with their datasets and organisations, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = Distribution.objects.filter(id__in=wanted).select_related("dataset__organisation")
    return {each.id: each for each in found}


def first_files(datasets: Iterable[str]) -> dict[str, Distribution]:
    """The first distribution of each of these datasets, by the dataset's id."""
    wanted = set(datasets)
    if not wanted:
        return {}
    found = Distribution.objects.filter(dataset_id__in=wanted, position=0)
    return {each.dataset_id: each for each in found}


def datasets_with_files(files: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Dataset]:
    """Publisher and file name → the dataset made from that file, where just one was."""
    wanted = set(files)
    if not wanted:
        return {}
    found = Distribution.objects.filter(
        dataset__organisation__code6__in={publisher for publisher, _ in wanted},
        file_name__in={name for _, name in wanted},
    ).select_related("dataset__organisation")
    matches: defaultdict[tuple[str, str], dict[str, Dataset]] = defaultdict(dict)
    for each in found:
        owner = each.dataset.organisation
        key = (owner.code6 if owner and owner.code6 else "", each.file_name)
        matches[key][each.dataset.id] = each.dataset
    return {
        key: next(iter(made.values()))
        for key, made in matches.items()
        if key in wanted and len(made) == 1
    }
