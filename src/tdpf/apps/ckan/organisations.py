"""Actions on organizations and groups: these belong to the operator."""

from __future__ import annotations

import uuid
from typing import Any

from msgspec.structs import replace

from tdpf.apps.catalog.service import cataloguing
from tdpf.apps.ckan.call import JSON, Call
from tdpf.apps.ckan.rights import may_operate
from tdpf.core.catalog.addresses import is_uuid
from tdpf.core.catalog.ckan.check import check_organisation
from tdpf.core.catalog.ckan.envelope import Invalid, NotFound
from tdpf.core.catalog.ckan.read import read_organisation, read_theme
from tdpf.core.catalog.ckan.write import group, organisation_shown, shown, theme_id
from tdpf.core.catalog.model import Organisation, OrganisationId, Theme
from tdpf.core.catalog.themes import THEMES

Shape = dict[str, Any]


def organization_create(call: Call) -> JSON:
    """Make an organization. Extras: code6 (municipality code), title_en, kana, kind, homepage."""
    shape = _checked(call, is_patch=False)
    if call.catalog.organisation(shape["name"]):
        raise Invalid({"name": ["Group name already exists in database"]})
    asked = shape.get("id")
    if asked and (not is_uuid(str(asked)) or call.catalog.organisation(str(asked))):
        raise Invalid({"id": ["Group id already exists, or is no UUID in lower case"]})
    return _put_organisation(call, shape | {"id": asked or str(uuid.uuid4())}, before=None)


def organization_update(call: Call) -> JSON:
    """Replace what is said about an organization."""
    before = _organisation(call)
    return _put_organisation(call, _checked(call, is_patch=True), before)


def organization_patch(call: Call) -> JSON:
    """Change parts of what is said about an organization."""
    before = _organisation(call)
    told = organisation_shown(before, count=0)
    return _put_organisation(call, told | _checked(call, is_patch=True), before)


def organization_delete(call: Call) -> JSON:
    """Remove an organization that has no datasets."""
    may_operate(call.writer)
    found = _organisation(call)
    if call.catalog.names(organisation=found.id, everything=True):
        raise Invalid({"id": ["Organization has datasets: move or delete them first"]})
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.remove_organisation(found.id)


def organization_purge(call: Call) -> JSON:
    """The same as organization_delete: one with datasets stays."""
    return organization_delete(call)


def group_create(call: Call) -> JSON:
    """Make a group: a subject heading for datasets."""
    shape = _checked(call, is_patch=False)
    if shape["name"] in _themes(call):
        raise Invalid({"name": ["Group name already exists in database"]})
    return _put_theme(call, shape)


def group_update(call: Call) -> JSON:
    """Replace what is said about a group. Its name stays: addresses hold it."""
    before = _theme(call)
    return _put_theme(call, _checked(call, is_patch=True) | {"name": before.name})


def group_patch(call: Call) -> JSON:
    """Change parts of what is said about a group."""
    before = _theme(call)
    told = group(before, count=0) | _checked(call, is_patch=True)
    return _put_theme(call, told | {"name": before.name})


def group_delete(call: Call) -> JSON:
    """Remove a group that no dataset is in."""
    may_operate(call.writer)
    found = _theme(call)
    with cataloguing(call.writer.name, at=call.at) as desk:
        if not desk.remove_theme(found.name):
            raise Invalid({"id": ["Group has datasets, or is one of the standard headings"]})


def group_purge(call: Call) -> JSON:
    """The same as group_delete: one with datasets stays."""
    return group_delete(call)


def _checked(call: Call, *, is_patch: bool) -> Shape:
    may_operate(call.writer)
    shape = dict(call.given)
    problems = check_organisation(shape, is_patch=is_patch)
    if problems:
        raise Invalid(problems)
    return shape


def _put_organisation(call: Call, shape: Shape, before: Organisation | None) -> JSON:
    if before:
        shape |= {"id": before.id, "name": shape.get("name") or before.name}
    told = read_organisation(shape)
    assert told is not None  # it has an id
    told = replace(told, created_at=before.created_at if before else None)
    if before:
        told = replace(told, id=OrganisationId(before.id), kind=told.kind or before.kind)
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.organisation(told)
    found = call.catalog.organisation(told.name)
    assert found is not None  # it was written
    return organisation_shown(found, count=len(call.catalog.names(organisation=found.id)))


def _organisation(call: Call) -> Organisation:
    found = call.catalog.organisation(call.text("id", also="name"))
    if found is None:
        raise NotFound
    return found


def _put_theme(call: Call, shape: Shape) -> JSON:
    told = read_theme(shape)
    if told.name in THEMES:
        raise Invalid({"name": ["This is one of the standard headings; it stays as it is"]})
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.theme(told)
    return shown(group(told, count=0))


def _theme(call: Call) -> Theme:
    asked = call.text("id", also="name")
    for theme in _themes(call).values():
        if asked in {theme.name, theme_id(theme)}:
            return theme
    raise NotFound


def _themes(call: Call) -> dict[str, Theme]:
    return THEMES | {theme.name: theme for theme in call.catalog.themes()}
