"""Every field of the model with its names elsewhere: the source of the reference page."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from tdpf.core.catalog.lists import read_data


class FieldNote(msgspec.Struct, frozen=True):
    """What a field means in both languages, and what others call it; blank where they cannot."""

    struct: str
    field: str
    ja: str
    en: str
    dcat: str
    ckan: str
    schema_org: str
    list_06: str


@cache
def field_notes() -> tuple[FieldNote, ...]:
    rows = csv.DictReader(read_data("fields.csv").splitlines())
    return tuple(FieldNote(**row) for row in rows)
