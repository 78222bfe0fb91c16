"""Actions on rows: each call makes one new version of the resource's table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec.structs import replace

from tdpf.apps.catalog.service import cataloguing
from tdpf.apps.ckan.call import JSON, Call, addresses
from tdpf.apps.ckan.models import Datastore
from tdpf.apps.ckan.resources import add_file
from tdpf.apps.ckan.rights import may_change
from tdpf.apps.publishing.service import RowsRefused, drop_table, write_rows
from tdpf.core.catalog.ckan.datastore_fields import Field, Record, read_fields
from tdpf.core.catalog.ckan.datastore_values import listed
from tdpf.core.catalog.ckan.datastore_write import Method, checked_key, created, deleted, written
from tdpf.core.catalog.ckan.envelope import Invalid, NotFound
from tdpf.core.catalog.model import Distribution
from tdpf.core.tables.own import OwnRows

MOST_RECORDS = 250_000
Change = Callable[[OwnRows | None], OwnRows]
_METHODS: tuple[Method, ...] = ("insert", "update", "upsert")


def datastore_create(call: Call) -> JSON:
    """Make a resource's table from rows, or add fields and rows to it.

    Parameters: resource_id, or resource (with package_id) to make one; fields, records,
    primary_key; force for a table that was read from a file.
    """
    records = _records(call)
    fields = read_fields(call.given.get("fields"), records)
    asked_key = call.given.get("primary_key")
    key = listed(asked_key, "primary_key")
    file = _file(call)
    kept = _kept(call, file)
    if asked_key is None and kept:
        key = kept.primary_key

    def change(before: OwnRows | None) -> OwnRows:
        rows = created(_all(fields, before), before)
        checked_key(rows, key)
        return written(rows, records, "insert", key)

    _write(call, file, change)
    _remember(file, kept, fields, key)
    return {
        "resource_id": file.id,
        "fields": [_told(field) for field in fields],
        "method": "insert",
        "primary_key": key,
        "delete_fields": False,
        "calculate_record_count": "background",
    }


def datastore_upsert(call: Call) -> JSON:
    """Insert, update or upsert rows. Parameters: resource_id, records, method, force."""
    method = call.given.get("method") or "upsert"
    if method not in _METHODS:
        raise Invalid({"method": ['"method" must be insert, update or upsert']})
    records = _records(call)
    file = _file(call)
    kept = _kept(call, file)
    key = kept.primary_key if kept else []
    if not file.tables:
        raise NotFound(f'Resource "{file.id}" was not found.')

    def change(before: OwnRows | None) -> OwnRows:
        if before is None:
            raise NotFound(f'Resource "{file.id}" was not found.')
        return written(before, records, cast(Method, method), key)

    _write(call, file, change)
    answer = {"resource_id": file.id, "method": method, "calculate_record_count": False}
    return answer | ({"records": records} if call.flag("include_records") else {})


def datastore_delete(call: Call) -> JSON:
    """Delete the rows that `filters` name; without it, take the table out of sight."""
    file = _file(call)
    _kept(call, file)
    if not file.tables:
        raise NotFound(f'Resource "{file.id}" was not found.')
    filters = call.given.get("filters")
    if isinstance(filters, str) and filters:
        try:
            filters = msgspec.json.decode(filters)
        except msgspec.DecodeError as error:
            raise Invalid({"filters": ["Cannot parse JSON"]}) from error
    if filters is None or filters == "":
        drop_table(file.id, at=call.at, actor=call.writer.name)
        Datastore.objects.filter(distribution=file.id).delete()
        return {"resource_id": file.id}

    def change(before: OwnRows | None) -> OwnRows:
        if before is None:
            raise NotFound(f'Resource "{file.id}" was not found.')
        return deleted(before, filters)

    _write(call, file, change)
    return {"resource_id": file.id, "filters": filters}


def datastore_records_delete(call: Call) -> JSON:
    """Delete the rows that `filters` name; `{}` names all of them. The table stays."""
    if call.given.get("filters") in (None, ""):
        raise Invalid({"filters": ["Missing value"]})
    return datastore_delete(call)


def _file(call: Call) -> Distribution:
    """The resource that is named, or the one to be made."""
    made = call.given.get("resource")
    if made is None:
        dataset, file = call.file("resource_id")
        may_change(call.writer, dataset)
        return file
    if call.given.get("resource_id"):
        raise Invalid({"resource": ["Give resource or resource_id, not both"]})
    if not isinstance(made, Mapping) or not made.get("package_id"):
        raise Invalid({"resource": ["package_id: Missing value"]})
    return _made(call, dict(made))


def _made(call: Call, shape: dict[str, Any]) -> Distribution:
    of = Call(shape, call.writer, call.at)
    dataset = of.dataset(with_files=False, parameter="package_id")
    may_change(call.writer, dataset)
    shape.setdefault("name", "")
    told = add_file(of, dataset, shape | {"format": shape.get("format") or "CSV"})
    found = call.catalog.distribution(told["id"], everything=True)
    assert found is not None  # it was just made
    file = found[1]
    if not file.download_url and not file.access_url:
        file = replace(file, download_url=f"{addresses().site}/datastore/dump/{file.id}")
        with cataloguing(call.writer.name, at=call.at) as desk:
            desk.distribution(dataset.id, file)
    return file


def _kept(call: Call, file: Distribution) -> Datastore | None:
    """What was declared of the table. One that was read from a file is written only by force."""
    found = Datastore.objects.filter(distribution=file.id).first()
    if found is None and file.tables and not call.flag("force"):
        told = "Cannot edit read-only resource: its rows are a file's. Send a new file, or force"
        raise Invalid({"read-only": [told]})
    return found


def _records(call: Call) -> list[Record]:
    told = call.given.get("records")
    if told is None:
        return []
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Invalid({"records": ["Must be a list of objects"]})
    if len(told) > MOST_RECORDS:
        raise Invalid({"records": [f"Send {MOST_RECORDS} rows a call at most"]})
    return told


def _all(fields: Sequence[Field], before: OwnRows | None) -> Sequence[Field]:
    if not fields and before is None:
        raise Invalid({"fields": ["Name the fields, or send records"]})
    return fields


def _write(call: Call, file: Distribution, change: Change) -> None:
    try:
        write_rows(
            file.id,
            change,
            at=call.at,
            actor=call.writer.name,
            personal_data_checked=call.flag("personal_data_checked"),
        )
    except RowsRefused as refused:
        raise Invalid({"records": [refused.message.ja, refused.message.en]}) from refused


def _remember(
    file: Distribution, kept: Datastore | None, fields: Sequence[Field], key: Sequence[str]
) -> None:
    known = {one["id"]: one for one in (kept.fields if kept else [])}
    known |= {field.id: _told(field) for field in fields}
    Datastore.objects.update_or_create(
        distribution_id=file.id,
        defaults={"fields": list(known.values()), "primary_key": list(key)},
    )


def _told(field: Field) -> dict[str, JSON]:
    return {"id": field.id, "type": field.type} | ({"info": field.info} if field.info else {})
