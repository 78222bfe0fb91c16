"""Fields that a CKAN search may name, and what kind of value each holds."""

from __future__ import annotations

from typing import Literal

FieldKind = Literal["text", "key", "date", "flag"]

FIELDS: dict[str, FieldKind] = {
    "text": "text",
    "title": "text",
    "notes": "text",
    "author": "text",
    "maintainer": "text",
    "res_name": "text",
    "res_description": "text",
    "id": "key",
    "name": "key",
    "organization": "key",
    "owner_org": "key",
    "groups": "key",
    "tags": "key",
    "res_format": "key",
    "res_url": "key",
    "license_id": "key",
    "url": "key",
    "version": "key",
    "frequency": "key",
    "conforms_to": "key",
    "code6": "key",
    "metadata_created": "date",
    "metadata_modified": "date",
    "issued": "date",
    "modified": "date",
    "private": "flag",
    "state": "key",
    "type": "key",
    "capacity": "key",
}
ALIASES = {
    "title_string": "title",
    "dataset_type": "type",
    "license": "license_id",
    "extras_frequency": "frequency",
    "extras_conforms_to": "conforms_to",
    "extras_code6": "code6",
    "extras_issued": "issued",
    "extras_modified": "modified",
}
FACETS = (
    "organization",
    "groups",
    "tags",
    "res_format",
    "license_id",
    "owner_org",
    "frequency",
    "conforms_to",
    "code6",
)
"""Fields that can be counted by value."""

SORTS = ("score", "name", "id", "title", "metadata_created", "metadata_modified")
