"""`tdpf user`: the people who sign in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django
from tdpf.cli.deeds import deed_now
from tdpf.cli.secrets_in import new_password

if TYPE_CHECKING:
    from tdpf.apps.accounts.service import User

_PASSWORD_FILE = click.option(
    "--password-file",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Take the password from the first line of a file, - for standard input.",
)


@click.group()
def user() -> None:
    """Accounts of the people who run the platform or publish with it."""


@user.command()
@click.argument("email")
@click.option("--name", default="", help="The person's name.")
@click.option("--operator", is_flag=True, help="May do everything, and sign in at /admin/.")
@click.option("--no-password", is_flag=True, help="An account for programs: tokens, no sign-in.")
@_PASSWORD_FILE
def add(
    email: str, *, name: str, operator: bool, no_password: bool, password_file: Path | None
) -> None:
    """Add an account. The password is asked for; it has 12 characters or more.

    \b
    tdpf user add hanako@city.example.jp --name 山田花子
    tdpf user add bot@city.example.jp --no-password
    tdpf user add admin@city.example.jp --operator --password-file /run/secrets/admin
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.accounts import service

    password = None if no_password else new_password(password_file)
    try:
        made = service.add_user(
            email, deed=deed_now(), name=name, password=password, is_operator=operator
        )
    except service.UserExists as error:
        raise click.ClickException(
            f"{error} は登録済みです。 {error} has an account already."
        ) from error
    except service.BadEmail as error:
        raise click.ClickException(
            f"「{error}」はメールアドレスではありません。 {error} is no e-mail address."
        ) from error
    except service.WeakPassword as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"登録しました。 Added: {made.email}")


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
def list_(*, as_json: bool) -> None:
    """Show the accounts."""
    start_django()
    from tdpf.apps.accounts import service

    found = list(service.users())
    if as_json:
        told = [
            {
                "email": one.email,
                "name": one.name,
                "operator": one.is_staff,
                "active": one.is_active,
                "signs_in": one.has_usable_password(),
            }
            for one in found
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one in found:
        marks = ["operator"] if one.is_staff else []
        marks += [] if one.is_active else ["disabled"]
        click.echo("  ".join([one.email, one.name, " ".join(marks)]).rstrip())
    if not found:
        click.echo("利用者はいません。 No accounts.")


@user.command()
@click.argument("email")
def disable(email: str) -> None:
    """Keep somebody out: no sign-in, and none of their tokens. Nothing else is lost."""
    _let_in(email, is_active=False)


@user.command()
@click.argument("email")
def enable(email: str) -> None:
    """Let somebody in again who was disabled."""
    _let_in(email, is_active=True)


@user.command()
@click.argument("email")
@click.option("--off", is_flag=True, help="Take it back.")
def operator(email: str, *, off: bool) -> None:
    """Let somebody do everything, and sign in at /admin/; or not any more.

    \b
    tdpf user operator taro@city.example.jp
    tdpf user operator taro@city.example.jp --off
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.accounts import service

    if not service.set_operator(named_user(email), is_operator=not off, deed=deed_now()):
        click.echo("変わりはありません。 Nothing to change.")
    elif off:
        click.echo("運営者ではなくなりました。 No operator any more.")
    else:
        click.echo("運営者にしました。 An operator now.")


@user.command()
@click.argument("email")
@_PASSWORD_FILE
def password(email: str, *, password_file: Path | None) -> None:
    """Set a new password. Whoever is signed in with the old one is signed out."""
    start_django()
    from tdpf.apps.accounts import service

    found = named_user(email)
    try:
        service.change_password(found, new_password(password_file), deed=deed_now())
    except service.WeakPassword as error:
        raise click.ClickException(str(error)) from error
    click.echo("パスワードを変えました。 Password changed.")


def named_user(email: str) -> User:
    """The account of that address, or a plain sentence. Django has been started."""
    from tdpf.apps.accounts import service

    try:
        return service.user_called(email)
    except service.NoSuchUser as error:
        raise click.ClickException(
            f"{email} は登録されていません。tdpf user list で確かめてください。\n"
            f"Nobody has the address {email}. See tdpf user list."
        ) from error


def _let_in(email: str, *, is_active: bool) -> None:
    start_django()
    from tdpf.apps.accounts import service

    if not service.set_active(named_user(email), is_active=is_active, deed=deed_now()):
        click.echo("変わりはありません。 Nothing to change.")
    elif is_active:
        click.echo("使えるようにしました。 Enabled.")
    else:
        click.echo("使えないようにしました。 Disabled.")
