"""The table of actions: the name that clients call → what is done."""

from __future__ import annotations

from collections.abc import Callable

from tdpf.apps.ckan import organisations, packages, resources, rows
from tdpf.apps.ckan.call import JSON, Call

Action = Callable[[Call], JSON]

ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        packages.package_create,
        packages.package_update,
        packages.package_patch,
        packages.package_delete,
        packages.dataset_purge,
        resources.resource_create,
        resources.resource_update,
        resources.resource_patch,
        resources.resource_delete,
        organisations.organization_create,
        organisations.organization_update,
        organisations.organization_patch,
        organisations.organization_delete,
        organisations.group_create,
        organisations.group_update,
        organisations.group_patch,
        organisations.group_delete,
        rows.datastore_create,
        rows.datastore_upsert,
        rows.datastore_delete,
    )
}
