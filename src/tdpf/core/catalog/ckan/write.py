"""The model in the shapes of CKAN's Action API, key by key as recorded from CKAN 2.12."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.ckan.extras import dataset_extras, file_extras, organisation_extras
from tdpf.core.catalog.ckan.times import ckan_time
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.licences import LICENCES, Licence, licence
from tdpf.core.catalog.model import Dataset, Distribution, Organisation, Theme

JSON = Any  # what JSON can hold

_STATES = {"active": "active", "draft": "draft", "withdrawn": "deleted", "deleted": "deleted"}


def package(dataset: Dataset, at: Addresses, *, creator: str | None = None) -> dict[str, JSON]:
    """What package_show answers."""
    terms = licence(dataset.licence)
    modified = ckan_time(dataset.modified_at)
    return {
        "author": None,
        "author_email": None,
        "creator_user_id": creator,
        "id": dataset.id,
        "isopen": terms.is_open,
        "license_id": dataset.licence,
        "license_title": terms.title_ja,
        "license_url": terms.url,
        "maintainer": dataset.contact.name or None,
        "maintainer_email": dataset.contact.email or None,
        "metadata_created": ckan_time(dataset.created_at) or modified,
        "metadata_modified": modified,
        "name": dataset.name,
        "notes": dataset.notes,
        "num_resources": len(dataset.distributions),
        "num_tags": len(dataset.keywords),
        "organization": organisation_inside(dataset.organisation),
        "owner_org": dataset.organisation.id if dataset.organisation else None,
        "private": dataset.visibility == "private",
        "state": _STATES[dataset.state],
        "title": dataset.title,
        "type": "dataset",
        "url": dataset.landing_page,
        "version": dataset.version,
        "extras": [{"key": key, "value": value} for key, value in dataset_extras(dataset, at)],
        "groups": [group_inside(theme) for theme in dataset.themes],
        "resources": [resource(dataset, file, at) for file in dataset.distributions],
        "tags": [tag(keyword, state="active") for keyword in sorted(dataset.keywords)],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def resource(dataset: Dataset, file: Distribution, at: Addresses) -> dict[str, JSON]:
    """What resource_show answers; what CKAN has no key for stands behind the recorded ones."""
    modified = ckan_time(file.modified_at)
    return {
        "cache_last_updated": None,
        "cache_url": None,
        "created": ckan_time(file.created_at) or ckan_time(dataset.created_at),
        "datastore_active": bool(file.tables),
        "description": file.description,
        "format": file.format,
        "hash": file.sha256,
        "id": file.id,
        "last_modified": modified,
        "metadata_modified": modified or ckan_time(dataset.modified_at),
        "mimetype": file.media_type or None,
        "mimetype_inner": None,
        "name": file.title,
        "package_id": dataset.id,
        "position": file.position,
        "resource_type": None,
        "size": file.bytes,
        "state": "active",
        "url": file.download_url or file.access_url,
        "url_type": None,
        **file_extras(file, at),
    }


def organisation_inside(organisation: Organisation | None) -> dict[str, JSON] | None:
    """The organisation as it stands inside a package."""
    if organisation is None:
        return None
    return {
        "id": organisation.id,
        "name": organisation.name,
        "title": organisation.title,
        "type": "organization",
        "description": organisation.description,
        "image_url": organisation.image_url,
        "created": ckan_time(organisation.created_at),
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def organisation(organisation: Organisation, *, count: int) -> dict[str, JSON]:
    """An entry of organization_list with `all_fields`."""
    return {
        "id": organisation.id,
        "name": organisation.name,
        "title": organisation.title,
        "display_name": organisation.title,
        "description": organisation.description,
        "image_url": organisation.image_url,
        "image_display_url": organisation.image_url,
        "package_count": count,
        "num_followers": 0,
        "created": ckan_time(organisation.created_at),
        "state": "active",
        "type": "organization",
        "is_organization": True,
        "approval_status": "approved",
    }


def organisation_listed(
    one: Organisation, *, count: int, with_extras: bool = False
) -> dict[str, JSON]:
    """An entry of organization_list with `all_fields`, and with `include_extras`."""
    entry = organisation(one, count=count)
    if with_extras:
        told = organisation_extras(one)
        entry["extras"] = [{"key": key, "value": value} for key, value in told]
    return entry


def group(theme: Theme, *, count: int) -> dict[str, JSON]:
    """An entry of group_list with `all_fields`: groups are our themes."""
    return {
        "id": theme_id(theme),
        "name": theme.name,
        "title": theme.title,
        "display_name": theme.title,
        "description": theme.title_en,
        "image_url": "",
        "image_display_url": "",
        "package_count": count,
        "num_followers": 0,
        "created": None,
        "state": "active",
        "type": "group",
        "is_organization": False,
        "approval_status": "approved",
    }


def shown(
    entry: dict[str, JSON],
    *,
    extras: Iterable[tuple[str, str]] = (),
    packages: Iterable[JSON] | None = None,
) -> dict[str, JSON]:
    """What organization_show and group_show add to an entry of the list."""
    more: dict[str, JSON] = {
        "users": [],
        "extras": [{"key": key, "value": value} for key, value in extras],
        "groups": [],
        "tags": [],
    }
    if packages is not None:
        more["packages"] = list(packages)
    return entry | more


def organisation_shown(
    one: Organisation, *, count: int, packages: Iterable[JSON] | None = None
) -> dict[str, JSON]:
    """What organization_show answers."""
    extras = organisation_extras(one)
    return shown(organisation(one, count=count), extras=extras, packages=packages)


def group_inside(theme: Theme) -> dict[str, JSON]:
    """The group as it stands inside a package."""
    return {
        "description": theme.title_en,
        "display_name": theme.title,
        "id": theme_id(theme),
        "image_display_url": "",
        "name": theme.name,
        "title": theme.title,
    }


def theme_id(theme: Theme) -> str:
    return stable_id("theme", theme.name)


def tag(name: str, *, state: str | None = None) -> dict[str, JSON]:
    """A tag of tag_list with `all_fields`; inside a package it has a state too."""
    entry = {"display_name": name, "id": stable_id("tag", name), "name": name}
    return entry | ({"state": state} if state else {}) | {"vocabulary_id": None}


def license_list() -> list[dict[str, JSON]]:
    return [_licence(one) for one in LICENCES.values()]


def _licence(one: Licence) -> dict[str, JSON]:
    """Booleans are strings here, as CKAN's licence files have them."""
    openness = "approved" if one.is_open and one.url else "not reviewed"
    return {
        "id": one.code,
        "title": one.title_ja,
        "url": one.url,
        "status": "active",
        "family": one.family if one.family != "none" else "",
        "maintainer": "",
        "domain_content": "False",
        "domain_data": str(one.is_open),
        "domain_software": "False",
        "od_conformance": openness,
        "osd_conformance": "not reviewed",
        "is_generic": str(one.family in {"other", "none"}),
    }


def search_facets(
    facets: dict[str, list[tuple[str, str, int]]], titles: dict[str, str]
) -> tuple[dict[str, JSON], dict[str, JSON]]:
    """(`facets`, `search_facets`) of package_search from field → (name, display name, count)."""
    plain = {field: {name: count for name, _, count in items} for field, items in facets.items()}
    shown_facets = {
        field: {
            "title": titles.get(field, field),
            "items": [
                {"name": name, "display_name": display, "count": count}
                for name, display, count in items
            ],
        }
        for field, items in facets.items()
    }
    return plain, shown_facets
