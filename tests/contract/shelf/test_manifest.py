"""Every manifest answers the same questions the same way, and agrees with the Django models."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import msgspec
import pytest

from tdpf.adapters.manifest import open_manifest
from tdpf.adapters.manifest.base import TableEntry, Version
from tdpf.adapters.manifest.null import MemoryManifest
from tdpf.core.tables.schema import Column, TableSchema
from tdpf.portal.database import databases
from tdpf.settings import Settings

AT = datetime(2024, 4, 1, 12, 30, 15, 123456, tzinfo=UTC)
SCHEMA = TableSchema((Column("名称", "text", 1, key="name", item=True),), has_position=True)


def entry(
    name, number, publisher=None, standard=None, *, is_merged=False, box=None, is_public=True
):
    return TableEntry(
        id=f"id-{name}",
        name=name,
        title=f"{name} の表",
        dataset=name,
        publisher=publisher,
        publisher_name=f"団体{publisher}" if publisher else None,
        standard=standard,
        is_merged=is_merged,
        licence="cc-by-4.0",
        is_synthetic=is_merged,
        version=Version(
            id=f"{name}-{number}",
            number=number,
            path=f"tables/{name}/{number}.parquet",
            sha256=f"{number:064}",
            bytes=5_000_000_000,
            rows=number * 10,
            schema=SCHEMA,
            bbox=box,
            quality={"score": 90 + number, "columns": {"名称": {"missing": 0.5}}},
            published_at=AT.isoformat(),
        ),
        owner=f"owner-{publisher}" if publisher else None,
        is_public=is_public,
    )


ENTRIES = [
    entry("131130-aed", 1, "131130", "aed"),
    entry("131130-aed", 2, "131130", "aed", box=(139.5, 35.5, 139.75, 35.75)),
    entry("131041-aed", 1, "131041", "aed"),
    entry("131041-other", 1, "131041"),
    entry("aed", 3, None, "aed", is_merged=True),
    entry("131130-hidden", 1, "131130", "aed", is_public=False),
]
"""In the order of publication; the last version of a table is its current one."""


def fill(alias: str) -> None:
    """The same entries through the Django models."""
    from tdpf.apps.catalog.models import Dataset, Organisation
    from tdpf.apps.publishing.models import Counter, Table, TableHead, TableVersion

    for each in ENTRIES:
        owner = None
        if each.publisher:
            owner, _ = Organisation.objects.using(alias).get_or_create(
                code6=each.publisher,
                defaults={
                    "id": each.owner,
                    "name": each.publisher,
                    "title": each.publisher_name,
                    "created_at": AT,
                },
            )
        dataset, _ = Dataset.objects.using(alias).get_or_create(
            name=each.dataset,
            defaults={
                "organisation": owner,
                "visibility": "public" if each.is_public else "private",
                "title": each.title,
                "licence": each.licence,
                "is_synthetic": each.is_synthetic,
                "issued_at": AT,
                "modified_at": AT,
            },
        )
        table, _ = Table.objects.using(alias).get_or_create(
            id=each.id,
            defaults={
                "name": each.name,
                "title": each.title,
                "dataset": dataset,
                "standard": each.standard or "",
                "is_merged": each.is_merged,
            },
        )
        box = each.version.bbox or (None,) * 4
        version = TableVersion.objects.using(alias).create(
            id=each.version.id,
            table=table,
            number=each.version.number,
            path=each.version.path,
            sha256=each.version.sha256,
            bytes=each.version.bytes,
            rows=each.version.rows,
            schema=msgspec.json.encode(each.version.schema).decode(),
            **dict(zip(("west", "south", "east", "north"), box, strict=True)),
            quality=msgspec.json.encode(each.version.quality).decode(),
            input_key="",
            reader_version="1",
            published_at=AT,
        )
        TableHead.objects.using(alias).update_or_create(table=table, defaults={"version": version})
    Counter.objects.using(alias).create(name="publication", value=len(ENTRIES))


def migrated(ours: Settings, alias: str, blocker):
    """A database of its own under its own alias, filled; the manifest that reads it."""
    from django.core.management import call_command
    from django.db import connections

    with blocker.unblock():
        connections.databases[alias] = connections.configure_settings(
            {**databases(ours), alias: databases(ours)["default"]}
        )[alias]
        call_command("migrate", database=alias, verbosity=0, skip_checks=True)
        fill(alias)
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
    return open_manifest(ours)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def manifest(request, tmp_path, django_db_blocker):
    if request.param == "memory":
        opened = MemoryManifest(ENTRIES)
    elif request.param == "sqlite":
        opened = migrated(Settings(home=tmp_path), "contract_sqlite", django_db_blocker)
    else:
        url = request.getfixturevalue("new_database")()
        opened = migrated(
            Settings(home=tmp_path, database=url), "contract_postgres", django_db_blocker
        )
    yield opened
    opened.close()


def names(entries):
    return [each.name for each in entries]


def test_current_tables_come_whole_and_in_order_of_name(manifest):
    assert list(manifest.tables()) == [ENTRIES[2], ENTRIES[3], ENTRIES[1], ENTRIES[4]]
    assert manifest.count() == 4


def test_what_is_not_public_is_listed_for_its_owners_alone(manifest):
    everything = names(manifest.tables(owners=None))
    assert "131130-hidden" in everything
    assert manifest.count(owners=None) == len(everything) == 5
    assert names(manifest.tables(owners={"owner-131130"})) == everything
    assert manifest.count(standard="aed", owners={"owner-131130", "owner-131041"}) == 4
    assert "131130-hidden" not in names(manifest.tables(owners={"owner-131041"}))
    assert manifest.table("131130-hidden").is_public is False


def test_tables_are_narrowed_by_standard_publisher_and_kind(manifest):
    assert names(manifest.tables(standard="aed")) == ["131041-aed", "131130-aed", "aed"]
    assert names(manifest.tables(publisher="131041")) == ["131041-aed", "131041-other"]
    assert names(manifest.tables(is_merged=True)) == ["aed"]
    assert names(manifest.tables(standard="aed", is_merged=False)) == ["131041-aed", "131130-aed"]
    assert manifest.count(standard="aed", is_merged=False) == 2
    assert manifest.tables(standard="' or 1=1 --") == []


def test_pages_follow_each_other_by_name(manifest):
    first = manifest.tables(limit=2)
    rest = manifest.tables(after=first[-1].name, limit=100)
    assert names([*first, *rest]) == names(manifest.tables())


def test_a_table_is_found_by_name_and_by_id(manifest):
    assert manifest.table("131130-aed") == manifest.table("id-131130-aed") == ENTRIES[1]
    assert manifest.table("nothing") is None


def test_an_earlier_version_can_be_asked_for(manifest):
    assert manifest.table("131130-aed", version=1) == ENTRIES[0]
    assert manifest.table("131130-aed", version=9) is None


def test_all_versions_of_a_table_stand_in_order(manifest):
    known = {each.name for each in ENTRIES}
    for name in known:
        wanted = sorted(
            (each.version for each in ENTRIES if each.name == name), key=lambda one: one.number
        )
        assert list(manifest.versions(name)) == wanted
        assert list(manifest.versions(f"id-{name}")) == wanted
    assert list(manifest.versions("nothing")) == []


def test_the_generation_grows_with_publications(manifest):
    assert manifest.generation() == len(ENTRIES)


def test_threads_share_a_manifest(manifest):
    seen = []
    threads = [Thread(target=lambda: seen.append(manifest.count())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [4] * 4


def test_a_closed_manifest_can_be_asked_again(manifest):
    assert manifest.count() == 4
    manifest.close()
    assert manifest.count() == 4
