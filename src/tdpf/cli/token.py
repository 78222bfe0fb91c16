"""`tdpf token`: keys for programs that act for a user."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import click

from tdpf.cli.boot import start_django
from tdpf.cli.deeds import deed_now
from tdpf.cli.user import named_user
from tdpf.core.access import Scope
from tdpf.core.tokens import SECRET_BYTES


@click.group()
def token() -> None:
    """API tokens: a program shows one and may do what its user may, within the token's scopes."""


@token.command()
@click.argument("email")
@click.option("--title", required=True, help="What it is for.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    default=("read",),
    show_default=True,
    help="May be given several times. write includes read, admin includes both.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    help="Days until it expires.",
)
def create(email: str, *, title: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token. It is shown once, alone on standard output; only its hash is kept.

    \b
    tdpf token create hanako@city.example.jp --title "nightly upload" --scope write
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.accounts import service

    deed = deed_now()
    try:
        made, text = service.make_token(
            named_user(email),
            title,
            [Scope(scope) for scope in scopes],
            secret=secrets.token_bytes(SECRET_BYTES),
            deed=deed,
            expires_at=deed.at + timedelta(days=days),
        )
    except service.NotActive as error:
        raise click.ClickException(
            f"{error} は使えない状態です。 {error} is disabled: tdpf user enable {error}"
        ) from error
    click.echo(text)
    click.echo(
        f"トークン {made.id} を作りました。二度と表示しません。安全な場所に保存してください。\n"
        f"Made token {made.id}. It is not shown again: keep it in a safe place.",
        err=True,
    )


@token.command(name="list")
@click.option("--user", "email", metavar="EMAIL", help="Only this user's.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
def list_(email: str | None, *, as_json: bool) -> None:
    """Show tokens with their scopes, expiry and last day of use; never the secrets."""
    start_django()
    from tdpf.apps.accounts import service

    now = deed_now().at
    told = []
    for one in service.tokens(email):
        is_over = one.expires_at is not None and one.expires_at <= now
        state = "revoked" if one.revoked_at else "expired" if is_over else "live"
        told.append(
            {
                "id": one.id,
                "user": one.user.email,
                "title": one.title,
                "scopes": one.scopes,
                "state": state,
                "expires": f"{one.expires_at:%Y-%m-%d}" if one.expires_at else None,
                "last_used": f"{one.last_used_on:%Y-%m-%d}" if one.last_used_on else None,
            }
        )
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in told:
        used = line["last_used"] or "-"
        click.echo(
            f"{line['id']}  {line['user']}  {line['title']}  {line['scopes']}  {line['state']}  "
            f"expires {line['expires'] or '-'}  used {used}"
        )
    if not told:
        click.echo("トークンはありません。 No tokens.")


@token.command()
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """Make a token worthless, by its number in `tdpf token list`. It works within seconds."""
    start_django()
    from tdpf.apps.accounts import service

    try:
        was_live = service.revoke_token(number, deed=deed_now())
    except service.NoSuchToken as error:
        raise click.ClickException(
            f"トークン {number} はありません。 There is no token {number}: see tdpf token list."
        ) from error
    if was_live:
        click.echo("取り消しました。 Revoked.")
    else:
        click.echo("取り消し済みです。 It was revoked already.")
