"""`tdpf member`: who belongs to which organisation, and as what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django
from tdpf.cli.deeds import deed_now
from tdpf.cli.user import named_user
from tdpf.core.access import Role

if TYPE_CHECKING:
    from tdpf.apps.catalog.service import Organisation


@click.group()
def member() -> None:
    """Roles of people in organisations.

    \b
    owner     責任者  reads, writes, reviews, gives roles
    officer   担当者  reads, writes, reviews
    reviewer  確認者  reads, reviews
    reader    閲覧者  reads what is not public
    """  # noqa: D301 — \b is click's mark for text it must not wrap


@member.command()
@click.argument("email")
@click.argument("organisation")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="officer")
def add(email: str, organisation: str, *, role: str) -> None:
    """Give somebody a role in an organisation: its code, name or id. Another one is replaced.

    \b
    tdpf member add hanako@city.example.jp 131130 --role officer
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.organisations import service

    found, owner = named_user(email), organisation_named(organisation)
    if service.set_role(found, owner, Role(role), deed=deed_now()):
        click.echo(f"{found.email} → {owner.title}: {role}")
    else:
        click.echo("変わりはありません。 Nothing to change.")


@member.command(name="list")
@click.option("--organisation", metavar="NAME", help="Only of this organisation.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
def list_(organisation: str | None, *, as_json: bool) -> None:
    """Show who belongs where."""
    start_django()
    from tdpf.apps.organisations import service

    owner = organisation_named(organisation) if organisation else None
    told = [
        {
            "organisation": one.organisation.name,
            "title": one.organisation.title,
            "email": one.user.email,
            "role": one.role,
        }
        for one in service.members(organisation=owner.id if owner else None)
    ]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in told:
        click.echo("  ".join((line["organisation"], line["title"], line["email"], line["role"])))
    if not told:
        click.echo("誰も登録されていません。 No members.")


@member.command()
@click.argument("email")
@click.argument("organisation")
def remove(email: str, organisation: str) -> None:
    """Take somebody's role in an organisation away."""
    start_django()
    from tdpf.apps.organisations import service

    if service.remove_member(named_user(email), organisation_named(organisation), deed=deed_now()):
        click.echo("外しました。 Removed.")
    else:
        click.echo("変わりはありません。 Nothing to change.")


def organisation_named(name: str) -> Organisation:
    """The organisation of that code, name or id. Django has been started."""
    from tdpf.apps.catalog.service import organisation_called

    found = organisation_called(name)
    if found is None:
        raise click.ClickException(
            f"団体「{name}」はありません。コード、名前、IDのどれかで指定してください。\n"
            f"There is no organisation {name}. Give its code, name or id."
        )
    return found
