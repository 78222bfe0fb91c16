"""Limits of before get a salt of their own."""

import json
import secrets
from typing import Any

from django.db import migrations


def salt(apps: Any, schema_editor: Any) -> None:
    limits = apps.get_model("organisations", "TableAccess").objects
    for row in limits.using(schema_editor.connection.alias):
        row.limits = json.dumps(json.loads(row.limits) | {"salt": secrets.token_hex(16)})
        row.save(update_fields=["limits"])


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_access")]

    operations = [migrations.RunPython(salt, migrations.RunPython.noop)]
