"""The actions that the pages server answers, because people decide there, and what they do."""

from __future__ import annotations

WRITES: dict[str, str] = {
    "package_create": "Make a dataset.",
    "package_update": "Replace what is said about a dataset.",
    "package_patch": "Change parts of what is said about a dataset.",
    "package_delete": "Take a dataset out of sight.",
    "package_owner_org_update": "Give a dataset to another organization.",
    "package_resource_reorder": "Put files of a dataset in another order.",
    "dataset_purge": "Forget a deleted dataset's name.",
    "bulk_update_public": "Show datasets of an organization to all.",
    "bulk_update_private": "Show datasets of an organization to its members alone.",
    "bulk_update_delete": "Take datasets of an organization out of sight.",
    "resource_create": "Add a file to a dataset: by its address or uploaded.",
    "resource_update": "Replace a file or what is said about it.",
    "resource_patch": "Change parts of what is said about a file.",
    "resource_delete": "Take a file out of its dataset.",
    "organization_create": "Make an organization.",
    "organization_update": "Replace what is said about an organization.",
    "organization_patch": "Change parts of what is said about an organization.",
    "organization_delete": "Take an organization without datasets out of sight.",
    "organization_purge": "The same as organization_delete.",
    "organization_member_create": "Give a user a role in an organization.",
    "organization_member_delete": "Take a user's role in an organization away.",
    "group_create": "Make a group (a subject heading).",
    "group_update": "Replace what is said about a group.",
    "group_patch": "Change parts of what is said about a group.",
    "group_delete": "Remove a group.",
    "group_purge": "The same as group_delete.",
    "group_member_create": "Groups are subject headings and have no users.",
    "group_member_delete": "Groups are subject headings and have no users.",
    "member_create": "Put a dataset under a group, or give a user a role in an organization.",
    "member_delete": "Take a dataset from a group, or a user's role in an organization away.",
    "user_create": "Make a user.",
    "user_invite": "Make a user without a password, with a role in an organization.",
    "user_update": "Replace a user's name or password.",
    "user_patch": "Change a user's name or password.",
    "user_delete": "Keep a user out; their tokens too.",
    "datastore_create": "Make a resource's table from rows.",
    "datastore_upsert": "Insert, update or upsert rows of a resource's table.",
    "datastore_delete": "Delete rows of a resource's table, or the table.",
    "datastore_records_delete": "Delete the rows of a resource's table that the filters name.",
}
PEOPLE: dict[str, str] = {
    "member_list": "Datasets and users of an organization or group. Parameter: id, object_type.",
    "organization_list_for_user": "Organizations in which the caller has a role.",
    "group_list_authz": "Groups that the caller may change.",
    "user_list": "Users that the caller may know of. Parameters: q, all_fields.",
    "user_show": "A user that the caller may know of. Parameter: id.",
    "user_autocomplete": "Users that the caller may know of, by the text. Parameters: q, limit.",
}
"""These change nothing, so they may be called by GET as well. People are in Django's hands."""

AT_PAGES = WRITES | PEOPLE
