"""What a command needs before it touches the database: Django started, the schema up to date."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tdpf.adapters.manifest import connector
from tdpf.adapters.manifest.age import age, age_of_database
from tdpf.core.os_errors import NO_ROOM, is_no_room
from tdpf.settings import Settings, SettingsError, settings

MIGRATING = 0x74647066  # any number that nobody else locks
NEWER = (
    "このデータは、もっと新しい版の TDPF のものです。TDPF をその版にするか、"
    "新しくする前に取った控えを戻してください。何も変えていません。\n"
    "This data belongs to a newer TDPF. Install that version, or restore the backup from before "
    "its upgrade. Nothing has been changed."
)


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


def check_readable(ours: Settings) -> None:
    """The data server never makes or changes a database: there must be one that it can read."""
    if not ours.home.is_dir():
        raise click.ClickException(
            f"{ours.home} というフォルダがありません。公開したものが入っているフォルダを "
            "TDPF_HOME に指定してください。\n"
            f"There is no folder {ours.home}. Set TDPF_HOME to the folder that holds what is "
            "published."
        )
    where = (ours.database and "TDPF_DATABASE") or ours.sqlite_path
    try:
        found = age_of_database(connector(ours))
    except Exception as error:  # whatever the driver says
        raise click.ClickException(
            f"データベース {where} を読めません({error})。TDPF_HOME と TDPF_DATABASE を確かめ、"
            "先に tdpf serve か tdpf publish を一度動かしてください。\n"
            f"Cannot read the database {where} ({error}). Check TDPF_HOME and TDPF_DATABASE, "
            "and run tdpf serve or tdpf publish once before."
        ) from error
    if found == "newer":
        raise click.ClickException(NEWER)
    if found == "older":
        raise click.ClickException(
            f"データベース {where} は前の版の形です。先に tdpf serve --only pages か tdpf verify を"
            "一度動かすと、新しい形になります。\n"
            f"The database {where} has the form of an earlier version. Run "
            "tdpf serve --only pages or tdpf verify once: they bring it up to date."
        )


def _migrate(ours: Settings) -> None:
    from django.db import OperationalError, connection, connections

    atexit.register(connections.close_all)
    try:
        if _is_current():
            return
        with _one_at_a_time(ours):
            if not _is_current():
                _bring_up_to_date()
    except OperationalError as error:
        if is_no_room(error) or not shutil.disk_usage(ours.home).free:
            raise click.ClickException(f"{NO_ROOM.ja}\n{NO_ROOM.en}") from error
        where = connection.settings_dict["NAME"]
        raise click.ClickException(
            f"データベース {where} を使えません（{error}）。TDPF_DATABASE と TDPF_HOME を"
            "確かめてください。\n"
            f"Cannot use the database {where} ({error}). Check TDPF_DATABASE and TDPF_HOME."
        ) from error


def _bring_up_to_date() -> None:
    """All steps in one transaction: an upgrade that is cut off has not begun.

    Django alone would commit a step before it writes down that the step was taken.
    """
    from django.core.management import call_command
    from django.db import connection, transaction

    # SQLite can turn these checks off only outside a transaction, and changes tables without them.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    finally:
        connection.enable_constraint_checking()


def _is_current() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if age(executor.loader.applied_migrations or ()) == "newer":
        raise click.ClickException(NEWER)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextmanager
def _one_at_a_time(ours: Settings) -> Iterator[None]:
    """Two commands that start together on a new home: the second waits for the first.

    Machines that share a PostgreSQL need not share a home: there the database keeps the lock.
    """
    from django.db import connection

    with (ours.home / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [MIGRATING])
            try:
                yield
            finally:
                cursor.execute("select pg_advisory_unlock(%s)", [MIGRATING])
