"""People of a CKAN and their roles, taken over without passwords: nobody gets in by this alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tdpf.adapters.harvest import CkanListing, SourceFailed
from tdpf.apps.accounts.service import BadEmail, User, UserExists, add_user, user_called
from tdpf.apps.catalog.service import Organisation, organisations
from tdpf.apps.organisations.service import members, set_role
from tdpf.apps.publishing.service import Deed
from tdpf.core.catalog.ckan.roles import ROLES


@dataclass(frozen=True, slots=True)
class TakenUsers:
    """How many people have an account now, and what of theirs did not come."""

    users: int
    without_address: int
    operators: tuple[str, ...]


def take_users(listing: CkanListing, by: str, *, at: datetime) -> TakenUsers:
    """An account for each active user whose address the CKAN tells, with the roles they have there.

    Who has an account or a role here already keeps it as it is.
    """
    deed = Deed(actor=by, at=at)
    found = asked(listing, "user_list", all_fields="true")
    shapes = [one for one in (found if isinstance(found, list) else []) if _is_active(one)]
    people: dict[str, User] = {}
    operators = []
    for shape in shapes:
        user = _user(shape, deed)
        if user is None:
            continue
        people[str(shape.get("id"))] = user
        if shape.get("sysadmin") is True and not user.is_staff:
            operators.append(user.email)
    for owner in organisations() if people else ():
        _take_roles(listing, owner, people, deed)
    return TakenUsers(len(people), len(shapes) - len(people), tuple(operators))


def _is_active(shape: object) -> bool:
    return isinstance(shape, dict) and shape.get("state", "active") == "active"


def _user(shape: dict[str, Any], deed: Deed) -> User | None:
    email = shape.get("email")
    if not isinstance(email, str) or not email:
        return None
    name = shape.get("fullname") or shape.get("display_name") or shape.get("name") or ""
    try:
        return add_user(email, deed=deed, name=str(name)[:200])
    except UserExists:
        return user_called(email)
    except BadEmail:
        return None


def _take_roles(
    listing: CkanListing, owner: Organisation, people: dict[str, User], deed: Deed
) -> None:
    told = asked(listing, "member_list", id=owner.id, object_type="user")
    known = {one.user_id for one in members(organisation=owner.id)}
    for member in told if isinstance(told, list) else ():
        if not isinstance(member, list) or len(member) != 3:
            continue
        user, role = people.get(str(member[0])), ROLES.get(str(member[2]).lower())
        if user and role and user.pk not in known:
            set_role(user, owner, role, deed=deed)


def asked(listing: CkanListing, action: str, **query: str | int) -> Any:  # Any: JSON
    """The answer, or None where this CKAN does not give it to us."""
    try:
        return listing.action(action, query)
    except SourceFailed as error:
        if error.is_passing:
            raise
        return None
