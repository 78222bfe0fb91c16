"""`tdpf links` and `tdpf notify`: what is broken or late, and telling the office it belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django
from tdpf.cli.progress import progress_bar
from tdpf.settings import settings

if TYPE_CHECKING:
    from tdpf.adapters.mail import Letter


@click.group()
def links() -> None:
    """Look whether the addresses that datasets name still answer."""


@links.command()
@click.option("--limit", type=click.IntRange(min=1), help="Look at so many at most.")
def check(limit: int | None) -> None:
    """Look at the addresses whose week is over, one a second and host.

    Workers do this by themselves every day. An address counts as broken when two looks, a day
    apart, failed.
    """
    start_django()
    from tdpf.adapters.outbound import open_outbound
    from tdpf.apps.harvest.service import shared_pace
    from tdpf.apps.notify import service

    service.find_links(at=datetime.now(UTC))
    client = open_outbound(settings(), pace=shared_pace())
    with progress_bar() as bar:
        task = bar.add_task("リンク links", total=None)
        count = service.check_links(
            client,
            at=lambda: datetime.now(UTC),
            limit=limit,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    client.close()
    broken = len(service.broken_links())
    click.echo(f"{count:,} 件を確かめました。つながらないURL: {broken:,}")
    click.echo(f"Looked at {count:,} links. Broken: {broken:,}")


@links.command(name="list")
def list_() -> None:
    """Show broken links with the date since when."""
    start_django()
    from tdpf.apps.notify import service

    found = service.broken_links()
    for link in found:
        since = f"{link.failed_since:%Y-%m-%d}" if link.failed_since else ""
        click.echo(f"{since}  {link.code} {link.status or ''}  {link.url}")
    if not found:
        click.echo("つながらないURLはありません。 No broken links.")


@click.command()
@click.option("--dry-run", is_flag=True, help="Show the letters and send none.")
def notify(*, dry_run: bool) -> None:
    """Tell publishers' offices what is overdue, broken or no table: a letter a day at most.

    Workers do this by themselves every day once TDPF_MAIL is set.

    \b
    tdpf notify --dry-run
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from django.conf import settings as django_settings

    from tdpf.adapters.mail import MailFailed, open_mail
    from tdpf.apps.notify import service

    site_url = django_settings.SITE_URL
    if dry_run:
        found = service.due_letters(at=datetime.now(UTC), site_url=site_url)
        for letter, _ in found:
            click.echo(f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}")
        click.echo(f"{len(found):,} 通（送っていません） letters, none sent")
        return
    try:
        mail = open_mail(settings().mail, settings().mail_from)
    except MailFailed as error:
        raise click.ClickException(str(error)) from error
    if not mail.is_real:
        raise click.ClickException(
            "TDPF_MAIL に送信先を設定してください（例: smtp://user:password@host:587）。\n"
            "Set TDPF_MAIL first, for example smtp://user:password@host:587."
        )

    def told(letter: Letter, error: str) -> None:
        if error:
            click.echo(f"{letter.to}: {error}", err=True)

    count = service.send_letters(mail, at=datetime.now(UTC), site_url=site_url, told=told)
    click.echo(f"{count:,} 通を送りました。 Sent {count:,} letters.")
