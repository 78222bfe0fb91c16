"""`tdpf personal-data`: what people decided about columns that may hold personal data."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime

import click

from tdpf.cli.boot import start_django


@click.group(name="personal-data")
def personal_data() -> None:
    """Show and take back decisions about columns that may hold personal data.

    A file with such a column is not published until a person has looked at it and says so with
    `tdpf publish --personal-data-checked`. The decision is kept for that column of that table:
    its next versions are published without asking.
    """


@personal_data.command(name="list")
@click.argument("table", required=False)
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
def list_(table: str | None, *, as_json: bool) -> None:
    """Show what was decided, by whom and when.

    \b
    tdpf personal-data list
    tdpf personal-data list 131130-public-toilet --json
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    found = service.personal_decisions(table)
    if as_json:
        shown = [
            {
                "table": one.table.name,
                "column": one.column,
                "code": one.code,
                "decided_by": one.decided_by,
                "decided_at": one.decided_at.isoformat(),
            }
            for one in found
        ]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for one in found:
        when = f"{one.decided_at.astimezone():%Y-%m-%d}"
        click.echo(f"{one.table.name}: {one.column} ({one.code})  {when} {one.decided_by}")
    if not found:
        click.echo("個人情報について人が決めた列は、まだありません。")
        click.echo("Nobody has decided about a column yet.")


@personal_data.command()
@click.argument("table")
@click.argument("columns", nargs=-1)
def forget(table: str, columns: tuple[str, ...]) -> None:
    """Ask again about these columns of a table, or about all of them.

    What is published stays published; the next version waits for a person.

    \b
    tdpf personal-data forget 131130-public-toilet 連絡先メールアドレス
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    deed = service.Deed(actor=f"cli:{getpass.getuser()}", at=datetime.now(UTC))
    gone = service.forget_decisions(table, columns, deed=deed)
    click.echo(f"{gone} 件の決定を取り消しました。次の版は、公開の前にたずねます。")
    click.echo(f"{gone} decisions taken back; the next version is asked about.")
    if not gone:
        raise click.exceptions.Exit(1)
