"""What a command needs before it touches the database: Django started, the schema up to date."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tdpf.settings import Settings, SettingsError, settings


def start_django() -> None:
    """Django ready and the database migrated, or one plain sentence about what is in the way."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tdpf.portal.settings")
    try:
        ours = settings()
        ours.home.mkdir(parents=True, exist_ok=True)
        import django

        django.setup()
        _migrate(ours)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(unwritable(error)) from error


def unwritable(error: OSError) -> str:
    """Both languages: which path cannot be used, and what to do."""
    where = error.filename or settings().home
    return (
        f"{where} に書き込めません（{error.strerror}）。"
        "書き込める場所を TDPF_HOME に指定してください。\n"
        f"Cannot write to {where} ({error.strerror}). "
        "Set TDPF_HOME to a folder that can be written."
    )


def _migrate(ours: Settings) -> None:
    from django.db import OperationalError, connection

    try:
        if _is_current():
            return
        with _one_at_a_time(ours):
            if not _is_current():
                from django.core.management import call_command

                call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    except OperationalError as error:
        where = connection.settings_dict["NAME"]
        raise click.ClickException(
            f"データベース {where} を使えません（{error}）。TDPF_DATABASE と TDPF_HOME を"
            "確かめてください。\n"
            f"Cannot use the database {where} ({error}). Check TDPF_DATABASE and TDPF_HOME."
        ) from error


def _is_current() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextmanager
def _one_at_a_time(ours: Settings) -> Iterator[None]:
    """Two commands that start together on a new home: the second waits for the first."""
    with (ours.home / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
