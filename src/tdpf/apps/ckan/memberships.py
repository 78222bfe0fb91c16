"""What belongs to an organization or a group: datasets and, in organizations, users."""

from __future__ import annotations

from msgspec.structs import replace

from tdpf.apps.catalog.service import Organisation as Row
from tdpf.apps.catalog.service import cataloguing, organisation_called, public_datasets_under
from tdpf.apps.ckan.call import JSON, Call
from tdpf.apps.ckan.packages import hand_over
from tdpf.apps.ckan.people import give_role, roles_of, take_role, told_member
from tdpf.apps.ckan.rights import may_change
from tdpf.core.catalog.ckan.envelope import Invalid, NotAllowed, NotFound
from tdpf.core.catalog.ckan.roles import ROLES
from tdpf.core.catalog.ckan.write import theme_id
from tdpf.core.catalog.model import Dataset, Theme
from tdpf.core.catalog.themes import THEMES

_NO_USERS = "Access denied: groups are subject headings here and have no users"


def member_list(call: Call) -> JSON:
    """[id, kind, capacity] of each public dataset, and of users that the caller may know of.

    Parameters: id of an organization or group, object_type (package or user), capacity.
    """
    kind, capacity = call.given.get("object_type"), call.given.get("capacity")
    of = _of(call)
    found: list[list[str]] = []
    if kind in (None, "", "package"):
        found += [[one, "package", _capacity(of)] for one in _datasets_of(call, of)]
    if kind in (None, "", "user") and isinstance(of, Row):
        found += roles_of(call, of)
    return [one for one in found if not capacity or one[2] == capacity]


def member_create(call: Call) -> JSON:
    """Put a dataset under a group or an organization, or give a user a role in one.

    Parameters: id, object, object_type (package or user), capacity.
    """
    of = _of(call)
    if _kind(call) == "user":
        role = ROLES.get(call.text("capacity"))
        if role is None:
            raise Invalid({"capacity": [f"must be one of {', '.join(ROLES)}"]})
        return give_role(call, _with_users(of), call.text("object"), role)
    dataset = call.dataset(with_files=False, parameter="object")
    if isinstance(of, Row):
        hand_over(call, dataset, of.id)
        return told_member(of.id, "package", dataset.id, _capacity(of))
    _under(call, dataset, (*(one for one in dataset.themes if one.name != of.name), of))
    return told_member(theme_id(of), "package", dataset.id, _capacity(of))


def member_delete(call: Call) -> JSON:
    """Take a dataset from a group, or a user's role in an organization away.

    Parameters: id, object, object_type (package or user).
    """
    of = _of(call)
    if _kind(call) == "user":
        take_role(call, _with_users(of), call.text("object"))
        return
    dataset = call.dataset(with_files=False, parameter="object")
    if isinstance(of, Row):
        told = "A dataset always belongs to an organization: use package_owner_org_update"
        raise Invalid({"object": [told]})
    _under(call, dataset, tuple(one for one in dataset.themes if one.name != of.name))


def group_member_create(call: Call) -> JSON:
    """Groups are subject headings and have no users."""
    del call
    raise NotAllowed(_NO_USERS)


def group_member_delete(call: Call) -> JSON:
    """Groups are subject headings and have no users."""
    del call
    raise NotAllowed(_NO_USERS)


def _kind(call: Call) -> str:
    kind = call.text("object_type")
    if kind not in {"package", "user"}:
        raise Invalid({"object_type": ["must be package or user"]})
    return kind


def _of(call: Call) -> Row | Theme:
    """The organization or group that `id` names."""
    name = call.text("id")
    found = organisation_called(name)
    if found is not None:
        return found
    for theme in (*call.catalog.themes(), *THEMES.values()):
        if name in {theme.name, theme_id(theme)}:
            return theme
    raise NotFound("Group was not found.")


def _with_users(of: Row | Theme) -> Row:
    if isinstance(of, Row):
        return of
    raise NotAllowed(_NO_USERS)


def _capacity(of: Row | Theme) -> str:
    return "organization" if isinstance(of, Row) else "public"


def _datasets_of(call: Call, of: Row | Theme) -> list[str]:
    if isinstance(of, Row):
        return call.catalog.ids(organisation=of.id)
    return list(public_datasets_under(of.name).values_list("id", flat=True))


def _under(call: Call, dataset: Dataset, themes: tuple[Theme, ...]) -> None:
    may_change(call.writer, dataset)
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.dataset(replace(dataset, themes=themes))
