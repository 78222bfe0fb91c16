"""Actions on users and their roles. Nobody learns more of people than their rights need.

A user's name is the e-mail address. CKAN's capacities are our roles: admin is owner, editor is
officer, member is reader; a reviewer is told as a member.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tdpf.apps.accounts.service import (
    BadEmail,
    NoSuchUser,
    User,
    UserExists,
    WeakPassword,
    add_user,
    change_name,
    change_password,
    set_active,
    user_called,
    users,
)
from tdpf.apps.catalog.service import Organisation as Row
from tdpf.apps.catalog.service import organisation_called
from tdpf.apps.ckan.call import JSON, Call
from tdpf.apps.ckan.rights import may_manage, may_operate
from tdpf.apps.organisations.service import members, remove_member, set_role
from tdpf.apps.publishing.service import Deed
from tdpf.core.access import Action, Role, may
from tdpf.core.catalog.ckan.envelope import Invalid, NotFound
from tdpf.core.catalog.ckan.roles import CAPACITIES, ROLES
from tdpf.core.catalog.ckan.times import ckan_time
from tdpf.core.catalog.ckan.write import group, organisation
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.themes import THEMES
from tdpf.core.search import fold

_NEEDED = {
    "admin": Action.MANAGE,
    "membership": Action.MANAGE,
    "create_dataset": Action.WRITE,
    "update_dataset": Action.WRITE,
    "delete_dataset": Action.WRITE,
}
"""CKAN's permissions; any other one is had by whoever has a role at all."""
_MOST_USERS = 1_000


def user_list(call: Call) -> JSON:
    """Users that the caller may know of. Parameters: q, email, all_fields."""
    text = fold(str(call.given.get("q") or ""))
    email = str(call.given.get("email") or "").lower()
    found = [
        one
        for one in _known(call)
        if (not email or one.email == email) and text in fold(f"{one.email} {one.name}")
    ]
    if call.given.get("all_fields") in (False, "false", "False", "0", 0):
        return [one.email for one in found]
    return [_told(one) for one in found]


def user_autocomplete(call: Call) -> JSON:
    """Users that the caller may know of, by the text. Parameters: q, limit."""
    text = fold(call.text("q"))
    found = [one for one in _known(call) if text in fold(f"{one.email} {one.name}")]
    return [
        {"id": _id(one), "name": one.email, "fullname": one.name}
        for one in found[: _limit(call, 20)]
    ]


def user_show(call: Call) -> JSON:
    """A user that the caller may know of; without `id` the caller. Parameter: id."""
    return _told(_user(call, str(call.given.get("id") or call.writer.name)))


def user_create(call: Call) -> JSON:
    """Make a user. Parameters: email, fullname, password (12 characters or more)."""
    may_operate(call.writer)
    return _told(_added(call, password=call.text("password")))


def user_invite(call: Call) -> JSON:
    """Make a user without a password, with a role. Parameters: email, group_id, role.

    No mail is sent: `tdpf user password` lets the person in.
    """
    may_operate(call.writer)
    owner, role = _owner(call, "group_id"), _role(call)
    try:
        user = user_called(call.text("email"))
    except NoSuchUser:
        user = _added(call, password=None)
    set_role(user, owner, role, deed=_deed(call))
    return _told(user)


def user_update(call: Call) -> JSON:
    """Change a user's name or password. Parameters: id, fullname, password."""
    return user_patch(call)


def user_patch(call: Call) -> JSON:
    """Change a user's name or password. Parameters: id, fullname, password."""
    may_operate(call.writer)
    user = _user(call, call.text("id"))
    for field, kept in (("email", user.email), ("sysadmin", user.is_staff)):
        if call.given.get(field, kept) not in (kept, None):
            raise Invalid({field: ["This is not changed by the API: see tdpf user"]})
    if call.given.get("password"):
        try:
            change_password(user, call.text("password"), deed=_deed(call))
        except WeakPassword as error:
            raise Invalid({"password": str(error).splitlines()}) from error
    if isinstance(call.given.get("fullname"), str):
        change_name(user, call.given["fullname"], deed=_deed(call))
    return _told(user)


def user_delete(call: Call) -> JSON:
    """Keep a user out; their tokens too. Parameter: id."""
    may_operate(call.writer)
    set_active(_user(call, call.text("id")), is_active=False, deed=_deed(call))


def organization_member_create(call: Call) -> JSON:
    """Give a user a role in an organization. Parameters: id, username, role."""
    return give_role(call, _owner(call, "id"), call.text("username"), _role(call))


def organization_member_delete(call: Call) -> JSON:
    """Take a user's role in an organization away. Parameters: id, username."""
    name = call.text("username", also="user_id")
    take_role(call, _owner(call, "id"), name)


def give_role(call: Call, owner: Row, name: str, role: Role) -> JSON:
    """The role as CKAN tells a member."""
    may_manage(call.writer, owner.id)
    user = _any_user(name)
    set_role(user, owner, role, deed=_deed(call))
    return told_member(owner.id, "user", _id(user), CAPACITIES[role])


def take_role(call: Call, owner: Row, name: str) -> None:
    """The user has no role there from now on."""
    may_manage(call.writer, owner.id)
    remove_member(_any_user(name), owner, deed=_deed(call))


def organization_list_for_user(call: Call) -> JSON:
    """Organizations in which the caller has a role, or may do what `permission` names."""
    needed = _NEEDED.get(str(call.given.get("permission") or ""), Action.READ)
    where = call.writer.organisations(needed)
    return [
        organisation(one, count=count)
        | {"capacity": CAPACITIES[call.writer.roles.get(one.id, Role.OWNER)]}
        for one, count in call.catalog.organisations()
        if where is None or one.id in where
    ]


def group_list_authz(call: Call) -> JSON:
    """Groups that the caller may change: an operator all of them, others none."""
    if not may(call.writer, Action.MANAGE, None):
        return []
    known = THEMES | {theme.name: theme for theme in call.catalog.themes()}
    return [group(theme, count=0) for theme in known.values()]


def roles_of(call: Call, owner: Row) -> list[list[str]]:
    """Members of an organisation as member_list tells them, as far as the caller may know them."""
    if may(call.writer, Action.MANAGE, owner.id):
        found = members(organisation=owner.id)
    else:
        found = members(organisation=owner.id).filter(user__email=call.writer.name)
    return [[_id(one.user), "user", CAPACITIES[Role(one.role)]] for one in found]


def told_member(group_id: str, kind: str, identity: str, capacity: str) -> JSON:
    return {
        "id": stable_id("member", group_id, kind, identity),
        "group_id": group_id,
        "table_name": kind,
        "table_id": identity,
        "capacity": capacity,
        "state": "active",
    }


def _known(call: Call) -> QuerySet[User]:
    """Users that the caller may know of: themselves, and members where they give roles."""
    where = call.writer.organisations(Action.MANAGE)
    if where is None:
        return users()
    theirs = Q(memberships__organisation_id__in=where) | Q(email=call.writer.name)
    return users().filter(theirs).distinct()


def _user(call: Call, name: str) -> User:
    """A user whom the caller may know of, by address or id."""
    for one in _known(call):
        if name in {one.email, _id(one)}:
            return one
    raise NotFound("User not found")


def _any_user(name: str) -> User:
    """Whoever gives roles may give them to anybody."""
    for one in users():
        if name in {one.email, _id(one)}:
            return one
    raise NotFound("User not found")


def _added(call: Call, *, password: str | None) -> User:
    if call.flag("sysadmin"):
        raise Invalid({"sysadmin": ["Operators are made with tdpf user operator"]})
    name = call.given.get("fullname") or call.given.get("name") or ""
    try:
        return add_user(call.text("email"), deed=_deed(call), name=str(name), password=password)
    except BadEmail as error:
        raise Invalid({"email": [f"Email {error} is not a valid format"]}) from error
    except UserExists as error:
        told = f'The email address "{error}" belongs to a registered user.'
        raise Invalid({"email": [told]}) from error
    except WeakPassword as error:
        raise Invalid({"password": str(error).splitlines()}) from error


def _owner(call: Call, parameter: str) -> Row:
    found = organisation_called(call.text(parameter))
    if found is None:
        raise NotFound
    return found


def _role(call: Call) -> Role:
    asked = call.text("role")
    if asked not in ROLES:
        raise Invalid({"role": [f"must be one of {', '.join(ROLES)}"]})
    return ROLES[asked]


def _limit(call: Call, default: int) -> int:
    asked = str(call.given.get("limit") or default)
    return min(int(asked), _MOST_USERS) if asked.isascii() and asked.isdigit() else default


def _deed(call: Call) -> Deed:
    return Deed(actor=call.writer.name, at=call.at)


def _id(user: User) -> str:
    return stable_id("user", user.email)


def _told(user: User) -> dict[str, JSON]:
    """A user as CKAN tells one to somebody who may know them."""
    return {
        "id": _id(user),
        "name": user.email,
        "fullname": user.name,
        "display_name": user.name or user.email,
        "email": user.email,
        "about": None,
        "created": ckan_time(user.joined_at),
        "last_active": None,
        "activity_streams_email_notifications": False,
        "sysadmin": user.is_staff,
        "state": "active" if user.is_active else "deleted",
        "image_url": None,
        "image_display_url": None,
        "number_created_packages": 0,
    }
