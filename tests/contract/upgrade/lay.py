"""Lays out a home as an earlier TDPF left it, in TDPF_HOME and its database: lay.py ARCHIVE."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path

THEN = [("catalog", "0001_first"), ("publishing", "0001_first")]
"""Migrations of the first release, which knew no accounts, harvests or jobs."""
ORDER = (
    "catalog.organisation catalog.dataset catalog.distribution publishing.table "
    "publishing.tableversion publishing.tablehead publishing.mergeinput publishing.publicationlog "
    "publishing.auditrecord publishing.counter"
)


def main(archive: Path) -> None:
    home = Path(os.environ["TDPF_HOME"])
    with zipfile.ZipFile(archive) as packed:
        rows = json.loads(packed.read("rows.json"))
        packed.extractall(home, [name for name in packed.namelist() if name != "rows.json"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "tdpf.portal.settings"
    import django

    django.setup()
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    then = MigrationExecutor(connection).migrate(THEN).apps
    with transaction.atomic():
        for label in ORDER.split():
            model = then.get_model(label)
            given = rows.pop(model._meta.db_table)
            model.objects.bulk_create(made(model, row) for row in given)
    assert not rows, rows.keys()
    connection.close()


def made(model, row):
    json_fields = {f.column for f in model._meta.fields if f.get_internal_type() == "JSONField"}
    columns = {field.column: field.attname for field in model._meta.fields}
    return model(**{columns[n]: json.loads(v) if n in json_fields else v for n, v in row.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
