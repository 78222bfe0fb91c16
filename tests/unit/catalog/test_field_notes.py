"""The table of field names is complete and true."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from tdpf.core.catalog import model, schema_org
from tdpf.core.catalog.ckan.write import organisation_shown, package
from tdpf.core.catalog.dcat import describe_catalog, write_graph
from tdpf.core.catalog.fields import FieldNote, field_notes
from tdpf.core.catalog.opendata_list.columns import headers_2023
from tests.unit.catalog.city import ALL_TOILETS, AT, BY_YEAR, CATALOG, FESTIVALS, SHIBUYA, TOILETS

REPLACED = msgspec.structs.replace(
    FESTIVALS,
    part_of=ALL_TOILETS.id,
    superseded_by=TOILETS.id,
    state="withdrawn",
    licence_text="区の規約",
)
BUREAU = msgspec.structs.replace(SHIBUYA, parent="tokyo", image_url="https://example.jp/a.png")
CITY = (TOILETS, msgspec.structs.replace(REPLACED, organisation=BUREAU), ALL_TOILETS)
STRUCTS = ("Organisation", "Dataset", "Distribution", "Series", "Contact")


def test_every_field_of_the_model_is_in_the_table_once() -> None:
    told = [(note.struct, note.field) for note in field_notes()]
    real = [(name, field) for name in STRUCTS for field in getattr(model, name).__struct_fields__]
    assert sorted(told) == sorted(real)


@pytest.fixture(scope="module")
def turtle() -> str:
    public = [msgspec.structs.replace(one, contact=public_contact(one)) for one in CITY]
    return write_graph(describe_catalog(CATALOG, public, AT, series=[BY_YEAR]), "turtle").decode()


def public_contact(dataset: model.Dataset) -> model.Contact:
    return msgspec.structs.replace(dataset.contact, is_email_in_bulk=True)


def test_the_dcat_terms_are_the_ones_we_write(turtle: str) -> None:
    written = set(re.findall(r"\b[a-z]+:[A-Za-z]+\b", turtle))
    told = {term for note in field_notes() for term in re.findall(r"\b[a-z]+:\w+", note.dcat)}
    assert told - written == set()


def test_the_ckan_keys_are_the_ones_we_write() -> None:
    shapes = [package(dataset, AT) for dataset in CITY]
    keys = {key for shape in shapes for key in shape}
    keys |= {f"organization.{key}" for key in shapes[0]["organization"]}
    keys |= {f"resource.{key}" for shape in shapes for one in shape["resources"] for key in one}
    extras = {extra["key"] for shape in shapes for extra in shape["extras"]}
    extras |= {extra["key"] for extra in organisation_shown(BUREAU, count=1)["extras"]}
    for note in field_notes():
        assert unknown_keys(note, keys | {"resource"}, extras) == []


def unknown_keys(note: FieldNote, keys: set[str], extras: set[str]) -> list[str]:
    """Keys that the note names and no answer holds; `*` stands for any ending."""
    names, is_extra = [], False
    for word in note.ckan.split():
        if word in {"extra", "extras"} and note.field != "extras":
            is_extra = True
        else:
            names.append((word, extras if is_extra else keys))
    return [
        name
        for name, known in names
        if not any(re.fullmatch(name.replace("*", ".*"), key) for key in known)
    ]


def test_the_schema_org_names_are_the_ones_we_write() -> None:
    pages = [schema_org.describe(dataset, AT) for dataset in CITY]
    text = json.dumps(pages)
    for note in field_notes():
        for name in filter(None, note.schema_org.split(".")):
            assert f'"{name}"' in text, note


def test_the_columns_are_those_of_the_layout() -> None:
    columns = {note.list_06 for note in field_notes() if note.list_06}
    assert columns <= set(headers_2023())
