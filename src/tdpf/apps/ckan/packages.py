"""Actions on datasets. What is sent is checked as a whole before anything is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from tdpf.apps.catalog.service import Desk, Said, cataloguing
from tdpf.apps.ckan.call import JSON, Call, addresses, package_told, told_elsewhere
from tdpf.apps.ckan.fetching import queue
from tdpf.apps.ckan.rights import may_change, may_operate, may_write
from tdpf.core.catalog.addresses import is_uuid
from tdpf.core.catalog.ckan.check import Problems, check_package
from tdpf.core.catalog.ckan.datastore_values import listed
from tdpf.core.catalog.ckan.envelope import Invalid, NotFound
from tdpf.core.catalog.ckan.extras import dataset_extras
from tdpf.core.catalog.ckan.read import read_package
from tdpf.core.catalog.ckan.write import package, theme_id
from tdpf.core.catalog.model import Dataset, Distribution, Organisation, Theme
from tdpf.core.catalog.themes import THEMES
from tdpf.core.standards import standards

Shape = dict[str, Any]
_READ = frozenset({"issued", "modified", "temporal_start", "temporal_end", "spatial"})
"""Extras that must be understood: kept as they are they would be lost to every other format."""


def package_create(call: Call) -> JSON:
    """Make a dataset, with the files that `resources` describes by their addresses."""
    shape = _shape(call.given)
    _refuse(check_package(shape) | _new_id(call, shape))
    owner = _owner(call, shape)
    shape |= {"id": shape.get("id") or str(uuid.uuid4()), "name": str(shape["name"])}
    told = _read(call, shape, owner, before=None)
    with cataloguing(call.writer.name, at=call.at) as desk:
        _refuse_name(told, before=None)
        desk.dataset(told)
        moved = _put_files(desk, told, known=())
    queue(moved, at=call.at, actor=call.writer.name)
    return package_told(told.id)


def package_update(call: Call) -> JSON:
    """Replace what is said about a dataset; files that are not listed are taken out of it."""
    before = call.dataset()
    return _changed(call, before, _shape(call.given))


def package_patch(call: Call) -> JSON:
    """Change parts of what is said about a dataset."""
    before = call.dataset()
    shape = _shape(call.given)
    shape.pop("id", None)
    return _changed(call, before, _as_told(before, shape) | shape)


def package_delete(call: Call) -> JSON:
    """Take a dataset out of sight. It stays on the shelf and can be brought back."""
    found = call.dataset(with_files=False)
    may_change(call.writer, found)
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.set_state(found.id, "deleted")


def dataset_purge(call: Call) -> JSON:
    """Give the name of a deleted dataset free. What was published of it stays on the shelf."""
    found = call.dataset(with_files=False)
    may_operate(call.writer)
    may_change(call.writer, found)
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.set_state(found.id, "deleted")
        desk.dataset(replace(found, name=found.id, state="deleted"))


def package_owner_org_update(call: Call) -> JSON:
    """Give a dataset to another organization. Parameters: id, organization_id."""
    dataset = call.dataset(with_files=False)
    hand_over(call, dataset, call.text("organization_id"))


def hand_over(call: Call, dataset: Dataset, organisation: str) -> None:
    """The dataset belongs to the organisation of that id or name from now on."""
    may_change(call.writer, dataset)
    owner = _owner(call, {"owner_org": organisation})
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.dataset(replace(dataset, organisation=owner))


def package_resource_reorder(call: Call) -> JSON:
    """Put files of a dataset first, in this order. Parameters: id, order (ids of resources).

    A file that is published without naming one replaces the dataset's first.
    """
    dataset = call.dataset()
    may_change(call.writer, dataset)
    order = listed(call.given.get("order"), "order")
    unknown = set(order) - {file.id for file in dataset.distributions}
    if unknown or len(set(order)) != len(order):
        raise Invalid({"order": ["resource_ids do not match those of the dataset"]})
    with cataloguing(call.writer.name, at=call.at) as desk:
        return {"id": dataset.id, "order": desk.reorder(dataset.id, order)}


def bulk_update_public(call: Call) -> JSON:
    """Show datasets of an organization to all. Parameters: datasets (ids), org_id."""
    _all_of_one(call, lambda desk, one: desk.dataset(replace(one, visibility="public")))


def bulk_update_private(call: Call) -> JSON:
    """Show datasets of an organization to its members alone. Parameters: datasets, org_id."""
    _all_of_one(call, lambda desk, one: desk.dataset(replace(one, visibility="private")))


def bulk_update_delete(call: Call) -> JSON:
    """Take datasets of an organization out of sight. Parameters: datasets, org_id."""
    _all_of_one(call, lambda desk, one: desk.set_state(one.id, "deleted"))


def _all_of_one(call: Call, change: Callable[[Desk, Dataset], object]) -> None:
    """Do it to all that are named, or to none of them."""
    owner = call.catalog.organisation(call.text("org_id"))
    if owner is None:
        raise NotFound
    may_write(call.writer, owner)
    found = []
    for name in listed(call.given.get("datasets"), "datasets"):
        dataset = call.catalog.described(name, everything=True)
        if dataset is None or dataset.organisation is None or dataset.organisation.id != owner.id:
            raise Invalid({"datasets": [f"{name} is no dataset of this organization"]})
        may_change(call.writer, dataset)
        found.append(dataset)
    with cataloguing(call.writer.name, at=call.at) as desk:
        for dataset in found:
            change(desk, dataset)


def _changed(call: Call, before: Dataset, shape: Shape) -> JSON:
    may_change(call.writer, before)
    shape.setdefault("name", before.name)
    shape.setdefault("state", package(before, addresses())["state"])
    shape["id"] = before.id
    _refuse(check_package(shape))
    owner = _owner(call, shape) if shape.get("owner_org") else before.organisation
    told = _read(call, shape, owner, before)
    with cataloguing(call.writer.name, at=call.at) as desk:
        _refuse_name(told, before)
        desk.dataset(told)
        moved = _put_files(desk, told, before.distributions)
    queue(moved, at=call.at, actor=call.writer.name)
    return package_told(told.id)


def _as_told(before: Dataset, changes: Mapping[str, JSON]) -> Shape:
    """The dataset as a client got it, without what the changes make wrong."""
    shape = package(before, addresses())
    for key in ("license_title", "license_url", "organization"):
        shape.pop(key)
    if "license_id" in changes:
        shape["extras"] = [one for one in shape["extras"] if one["key"] != "license_text"]
    if "tag_string" in changes:
        shape.pop("tags")
    return shape


def _read(call: Call, shape: Shape, owner: Organisation | None, before: Dataset | None) -> Dataset:
    themes = tuple(_themes(call, shape.pop("groups", None), before))
    shape["resources"] = [_with_id(call, one, before) for one in shape.get("resources") or ()]
    read = read_package(shape).dataset
    _refuse(_unread(shape, read))
    return replace(
        read,
        organisation=owner,
        themes=themes or read.themes,
        created_at=before.created_at if before else None,
        modified_at=before.modified_at if before else None,
        is_merged=False,
        sources=(),
        part_of=before.part_of if before else "",
        quality=before.quality if before else None,
        source=before.source if before else None,
        distributions=tuple(_kept(file, before) for file in read.distributions),
    )


def _with_id(call: Call, resource: Shape, before: Dataset | None) -> Shape:
    """The resource with its id, a new one unless it says which; never that of another dataset."""
    asked = resource.get("id")
    if not asked:
        return resource | {"id": str(uuid.uuid4())}
    if before and asked in {file.id for file in before.distributions}:
        return resource
    if not isinstance(asked, str) or not is_uuid(asked):
        raise Invalid({"resources": ["id: Invalid id provided: a UUID in lower case is needed"]})
    if call.catalog.distribution(asked, everything=True):
        raise Invalid({"resources": ["id: Resource id already exists."]})
    return resource


def _kept(file: Distribution, before: Dataset | None) -> Distribution:
    """The file without the address that this site gave it itself."""
    if before is None:
        return file
    known = next((one for one in before.distributions if one.id == file.id), None)
    return replace(file, download_url=told_elsewhere(file, before, known))


def _put_files(desk: Desk, told: Dataset, known: tuple[Distribution, ...]) -> list[Distribution]:
    """The files that stand at an address they did not have before."""
    kept = {file.id for file in told.distributions}
    for file in known:
        if file.id not in kept:
            desk.remove_distribution(file.id)
    return [file for file in told.distributions if has_moved(desk.distribution(told.id, file))]


def has_moved(said: Said) -> bool:
    return said.is_new or "download_url" in said.changes


def _shape(given: Mapping[str, JSON]) -> Shape:
    """What was sent; `tag_string` as tags."""
    shape = dict(given)
    words = shape.pop("tag_string", None)
    if isinstance(words, str) and "tags" not in shape:
        shape["tags"] = [{"name": one.strip()} for one in words.split(",") if one.strip()]
    if "license_id" in shape:  # what it is called and where it stands follow from it
        shape.pop("license_title", None)
        shape.pop("license_url", None)
    return shape


def _new_id(call: Call, shape: Shape) -> Problems:
    asked = shape.get("id")
    if not asked:
        return {}
    if not isinstance(asked, str) or not is_uuid(asked):
        return {"id": ["Invalid id provided: a UUID in lower case is needed"]}
    if call.catalog.described(asked, everything=True):
        return {"id": ["Dataset id already exists"]}
    return {}


def _owner(call: Call, shape: Shape) -> Organisation:
    asked = shape.get("owner_org")
    if not isinstance(asked, str) or not asked:
        raise Invalid({"owner_org": ["An organization must be provided"]})
    found = call.catalog.organisation(asked)
    if found is None:
        raise Invalid({"owner_org": ["Organization does not exist"]})
    may_write(call.writer, found)
    return found


def _themes(call: Call, asked: JSON, before: Dataset | None) -> Iterator[Theme]:
    """The subject headings that groups name; they are made by group_create, never here."""
    of_dataset = {theme.name: theme for theme in before.themes} if before else {}
    known = THEMES | of_dataset | {theme.name: theme for theme in call.catalog.themes()}
    by_id = {theme_id(theme): theme for theme in known.values()}
    for one in asked or ():
        word = str(one.get("name") or one.get("id") or "")
        if word not in known and word not in by_id:
            raise Invalid({"groups": [f'Group "{word}" does not exist']})
        yield known.get(word) or by_id[word]


def _unread(shape: Shape, read: Dataset) -> Problems:
    """Extras with a meaning that their text does not have."""
    told = dict(dataset_extras(read, addresses()))
    lost = [
        str(one["key"])
        for one in shape.get("extras") or ()
        if one.get("key") in _READ and one.get("value") and one["key"] not in told
    ]
    return {"extras": [f"{key}: the value cannot be read" for key in lost]} if lost else {}


def _refuse_name(told: Dataset, before: Dataset | None) -> None:
    if told.name in standards() and (before is None or told.name != before.name):
        raise Invalid({"name": ["That URL is already in use."]})


def _refuse(problems: Problems) -> None:
    if problems:
        raise Invalid(problems)
