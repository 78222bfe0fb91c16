"""Everything that one database holds into another: how a site moves from SQLite to PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction

from tdpf.portal.database import databases
from tdpf.settings import Settings

FROM, INTO = "moved-from", "default"
_TOGETHER = 2_000
_MIGRATIONS = "django_migrations"
_OF_THE_CATALOGUE = ("catalog.Dataset", "catalog.Organisation", "accounts.User", "harvest.Source")


class NotEmpty(Exception):
    """The database to move into holds something already."""


def move(source: Settings) -> int:
    """Copy all rows of the source into the database of this process; how many there were.

    One transaction on both sides: nobody writes to the source meanwhile, and what is cut off has
    not begun. The source stays as it is.
    """
    with _source(source), transaction.atomic(using=FROM), transaction.atomic(using=INTO):
        if any(_rows(apps.get_model(name), INTO).exists() for name in _OF_THE_CATALOGUE):
            raise NotEmpty
        kept = list(connections[INTO].introspection.get_migratable_models())
        _clear()
        count = sum(_copy(model) for model in kept)
        _run(connections[INTO].ops.sequence_reset_sql(no_style(), kept))
        return count


@contextmanager
def _source(source: Settings) -> Iterator[None]:
    connections.databases[FROM] = connections.configure_settings(
        {**connections.databases, FROM: databases(source)[INTO]}
    )[FROM]
    try:
        yield
    finally:
        connections[FROM].close()
        del connections[FROM]
        del connections.databases[FROM]


def _clear() -> None:
    """What migrations wrote into the new database: the source has its own, with other ids."""
    into = connections[INTO]
    tables = [name for name in into.introspection.django_table_names() if name != _MIGRATIONS]
    _run(into.ops.sql_flush(no_style(), tables, allow_cascade=True))


def _copy(model: type[models.Model]) -> int:
    rows = _rows(model, FROM).order_by("pk").iterator(chunk_size=_TOGETHER)
    return sum(
        len(_rows(model, INTO).bulk_create(some))
        for some in iter(lambda: list(islice(rows, _TOGETHER)), [])
    )


def _rows(model: type[models.Model], alias: str) -> Any:  # Any: a query set of any model
    return model._base_manager.using(alias)  # noqa: SLF001 — Django's own name for all rows


def _run(statements: Iterable[str]) -> None:
    with connections[INTO].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
