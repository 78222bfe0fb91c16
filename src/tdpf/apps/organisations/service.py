"""What commands and other apps may use of memberships and access policies."""

from __future__ import annotations

from django.db.models import QuerySet

from tdpf.apps.accounts.service import User
from tdpf.apps.organisations.access import (
    NothingLeft,
    NotLimitable,
    Seen,
    add_limits,
    audience_of,
    decided,
    limits_of,
    misfit,
    seen_by_bound,
    set_audience,
    set_limits,
)
from tdpf.apps.organisations.actions import remove_member, set_role
from tdpf.apps.organisations.models import DatasetAccess, Membership, TableAccess
from tdpf.apps.organisations.sight import (
    SeenVersion,
    cut_of,
    cuts_of,
    may_have_file,
    seen_version,
)

__all__ = [
    "DatasetAccess",
    "Membership",
    "NotLimitable",
    "NothingLeft",
    "Seen",
    "SeenVersion",
    "TableAccess",
    "add_limits",
    "audience_of",
    "cut_of",
    "cuts_of",
    "decided",
    "limits_of",
    "may_have_file",
    "members",
    "misfit",
    "remove_member",
    "seen_by_bound",
    "seen_version",
    "set_audience",
    "set_limits",
    "set_role",
]


def members(*, organisation: str | None = None, user: User | None = None) -> QuerySet[Membership]:
    """Memberships by organisation and person; of one organisation's id, or of one person."""
    found = Membership.objects.select_related("user", "organisation")
    if organisation is not None:
        found = found.filter(organisation_id=organisation)
    if user is not None:
        found = found.filter(user=user)
    return found.order_by("organisation__code6", "organisation__name", "user__email")
