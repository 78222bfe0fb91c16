"""The actions that change things: their names and what they do. The pages server answers them."""

from __future__ import annotations

WRITES: dict[str, str] = {
    "package_create": "Make a dataset.",
    "package_update": "Replace what is said about a dataset.",
    "package_patch": "Change parts of what is said about a dataset.",
    "package_delete": "Take a dataset out of sight.",
    "dataset_purge": "Forget a deleted dataset's name.",
    "resource_create": "Add a file to a dataset: by its address or uploaded.",
    "resource_update": "Replace a file or what is said about it.",
    "resource_patch": "Change parts of what is said about a file.",
    "resource_delete": "Take a file out of its dataset.",
    "organization_create": "Make an organization.",
    "organization_update": "Replace what is said about an organization.",
    "organization_patch": "Change parts of what is said about an organization.",
    "organization_delete": "Take an organization without datasets out of sight.",
    "group_create": "Make a group (a subject heading).",
    "group_update": "Replace what is said about a group.",
    "group_patch": "Change parts of what is said about a group.",
    "group_delete": "Remove a group.",
    "datastore_create": "Make a resource's table from rows.",
    "datastore_upsert": "Insert, update or upsert rows of a resource's table.",
    "datastore_delete": "Delete rows of a resource's table, or the table.",
}
