"""`tdpf settings`: every setting with its meaning and its value now."""

from __future__ import annotations

from dataclasses import fields

import click
from rich.console import Console
from rich.table import Table

from tdpf.settings import PREFIX, Settings, SettingsError, settings

SECRET = {"secret_key", "database"}


@click.command()
def show() -> None:
    """List all settings with their meaning and value.

    \b
    tdpf settings
    TDPF_HOME=/srv/tdpf tdpf settings
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    try:
        ours = settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    table = Table("setting", "value", "meaning", box=None, pad_edge=False)
    for field in fields(Settings):
        value = getattr(ours, field.name)
        shown = "(set)" if field.name in SECRET and value else str(value)
        table.add_row(PREFIX + field.name.upper(), shown, str(field.metadata["help"]))
    Console().print(table)
