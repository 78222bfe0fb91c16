"""The table of actions: the name that clients call → what is done."""

from __future__ import annotations

from collections.abc import Callable

from tdpf.apps.ckan import memberships, organisations, packages, people, resources, rows
from tdpf.apps.ckan.call import JSON, Call

Action = Callable[[Call], JSON]

ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        packages.package_create,
        packages.package_update,
        packages.package_patch,
        packages.package_delete,
        packages.package_owner_org_update,
        packages.package_resource_reorder,
        packages.dataset_purge,
        packages.bulk_update_public,
        packages.bulk_update_private,
        packages.bulk_update_delete,
        resources.resource_create,
        resources.resource_update,
        resources.resource_patch,
        resources.resource_delete,
        organisations.organization_create,
        organisations.organization_update,
        organisations.organization_patch,
        organisations.organization_delete,
        organisations.organization_purge,
        people.organization_member_create,
        people.organization_member_delete,
        organisations.group_create,
        organisations.group_update,
        organisations.group_patch,
        organisations.group_delete,
        organisations.group_purge,
        memberships.group_member_create,
        memberships.group_member_delete,
        memberships.member_create,
        memberships.member_delete,
        people.user_create,
        people.user_invite,
        people.user_update,
        people.user_patch,
        people.user_delete,
        rows.datastore_create,
        rows.datastore_upsert,
        rows.datastore_delete,
        rows.datastore_records_delete,
    )
}
PEOPLE: dict[str, Action] = {
    action.__name__: action
    for action in (
        memberships.member_list,
        people.organization_list_for_user,
        people.group_list_authz,
        people.user_list,
        people.user_show,
        people.user_autocomplete,
    )
}
"""What is read of people: by anybody, who learns no more than they may."""
