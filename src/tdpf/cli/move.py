"""`tdpf move-to-postgresql`: a site that has outgrown SQLite."""

from __future__ import annotations

from dataclasses import replace

import click

from tdpf.adapters.manifest import connector
from tdpf.adapters.manifest.age import age_of_database
from tdpf.cli.boot import start_django
from tdpf.settings import SettingsError, settings


@click.command("move-to-postgresql")
def move() -> None:
    """Copy the catalogue from SQLite in TDPF_HOME to the empty database in TDPF_DATABASE.

    Stop the servers before. Tables and files on the shelf stay where they are, and so does the
    SQLite file: it is the way back. All of it is copied or nothing.

    \b
    TDPF_DATABASE=postgresql://tdpf@localhost/tdpf tdpf move-to-postgresql
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    try:
        ours = settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    source = replace(ours, database="")
    if not ours.database or not source.sqlite_path.exists():
        raise click.ClickException(
            f"{source.sqlite_path} から、TDPF_DATABASE に書いたPostgreSQLに移します。"
            "両方があるか確かめてください。\n"
            f"The catalogue moves from {source.sqlite_path} to the PostgreSQL of TDPF_DATABASE: "
            "see that both are there."
        )
    if age_of_database(connector(source)) != "current":
        raise click.ClickException(
            "SQLiteの目録を先に新しくします。TDPF_DATABASE を付けずに tdpf verify を"
            "動かしてください。\n"
            "The SQLite catalogue is of another version. Run tdpf verify without TDPF_DATABASE "
            "first."
        )
    start_django()
    from tdpf.portal import moving

    try:
        count = moving.move(source)
    except moving.NotEmpty as error:
        raise click.ClickException(
            "TDPF_DATABASE のデータベースには、もうデータがあります。空のものに移してください。\n"
            "The database of TDPF_DATABASE holds data already. Move into an empty one."
        ) from error
    click.echo(
        f"{count:,} 行を移しました。次からは TDPF_DATABASE を付けて動かしてください。\n"
        f"{count:,} rows moved. From now on start TDPF with this TDPF_DATABASE."
    )
