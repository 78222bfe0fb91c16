"""Writes of memberships, each with its audit record."""

from __future__ import annotations

from django.db import transaction

from tdpf.apps.accounts.service import User
from tdpf.apps.catalog.service import Organisation
from tdpf.apps.organisations.models import Membership
from tdpf.apps.publishing.service import Deed, record_deed
from tdpf.core.access import Role


def set_role(user: User, organisation: Organisation, role: Role, *, deed: Deed) -> bool:
    """Give the person that role, whatever it was before; whether that changed anything."""
    with transaction.atomic():
        found = Membership.objects.filter(user=user, organisation=organisation).first()
        if found is not None and found.role == role:
            return False
        before = found.role if found else None
        Membership.objects.update_or_create(
            user=user,
            organisation=organisation,
            defaults={"role": role.value},
            create_defaults={"role": role.value, "since": deed.at},
        )
        _record("member.add" if before is None else "member.role", user, organisation, deed=deed,
                before=before, after=role.value)  # fmt: skip
    return True


def remove_member(user: User, organisation: Organisation, *, deed: Deed) -> bool:
    """Take the person's role away; whether there was one."""
    with transaction.atomic():
        found = Membership.objects.filter(user=user, organisation=organisation).first()
        if found is None:
            return False
        found.delete()
        _record("member.remove", user, organisation, deed=deed, before=found.role, after=None)
    return True


def _record(
    action: str, user: User, organisation: Organisation, *, deed: Deed, **detail: object
) -> None:
    record_deed(deed, action, f"organisation:{organisation.name}", user=user.email, **detail)
