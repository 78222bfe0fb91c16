"""`tdpf mapping`: what columns of a publisher's files mean, confirmed by a person."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django

if TYPE_CHECKING:
    from tdpf.apps.publishing.service import BadMapping, Deed


@click.group()
def mapping() -> None:
    """Keep what a publisher's columns mean, once and for all.

    TDPF finds out by itself which column is which item. Where it asks (a proposal) or errs, a
    person says it once; from then on it wins for every file of that publisher with that header.
    """


@mapping.command(name="list")
@click.option("--publisher", metavar="CODE", help="Only this publisher's.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
def list_(publisher: str | None, *, as_json: bool) -> None:
    """Show what was confirmed, by whom and when.

    \b
    tdpf mapping list --publisher 131130
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    found = service.saved_mappings(publisher)
    if as_json:
        shown = [
            {
                "publisher": one.publisher,
                "standard": one.standard,
                "header": one.header,
                "items": one.items,
                "confirmed_by": one.confirmed_by,
                "confirmed_at": one.confirmed_at.isoformat(),
            }
            for one in found
        ]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for one in found:
        items = "、".join(one.items) or "(そのまま as it is)"
        when = f"{one.confirmed_at.astimezone():%Y-%m-%d}"
        click.echo(f"{one.publisher} {one.standard}: {one.header} → {items}  {when}")
    if not found:
        click.echo("まだありません。例: tdpf mapping set 131130 public_toilet 呼び名=名称")
        click.echo("Nothing is confirmed yet, see the example above.")


@mapping.command(name="set")
@click.argument("publisher", metavar="CODE")
@click.argument("standard", metavar="SET")
@click.argument("columns", nargs=-1, required=True, metavar="HEADER=ITEM[,ITEM]…")
def set_(publisher: str, standard: str, columns: tuple[str, ...]) -> None:
    """Say which item a column is. HEADER= alone keeps the column as it is.

    HEADER=:text, :integer, :number, :date or :datetime keeps it with that type; SET may then be
    none, for tables of no standard set.

    \b
    tdpf mapping set 131130 public_toilet 呼び名=名称 メモ=
    tdpf mapping set 131130 public_toilet 場所=緯度,経度
    tdpf mapping set 131130 none 整理番号=:text 受付日=:date
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    wanted = dict(_pair(column) for column in columns)
    start_django()
    from tdpf.apps.publishing import service

    try:
        changed = service.save_mapping(publisher, standard, wanted, deed=_deed())
    except service.BadMapping as error:
        raise _refusal(error) from error
    click.echo(f"{changed} 列の対応を保存しました。次の公開から使います。")
    click.echo(f"{changed} columns saved; used from the next publication on.")


@mapping.command()
@click.argument("table")
def confirm(table: str) -> None:
    """Keep the mapping of a published table as it stands, after you looked at it.

    \b
    tdpf mapping confirm 131130-public-toilet
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    try:
        found, changed = service.confirm_table(table, deed=_deed())
    except service.BadMapping as error:
        raise _refusal(error) from error
    click.echo(f"{found.name}: {changed} 列の対応を保存しました。 {changed} columns saved.")


@mapping.command()
@click.argument("publisher", metavar="CODE")
@click.argument("standard", metavar="SET")
@click.argument("headers", nargs=-1)
def forget(publisher: str, standard: str, headers: tuple[str, ...]) -> None:
    """Forget what was confirmed for these headers, or for all of the set.

    \b
    tdpf mapping forget 131130 public_toilet 呼び名
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    gone = service.forget_mapping(publisher, standard, headers, deed=_deed())
    click.echo(f"{gone} 列の対応を消しました。 {gone} columns forgotten.")


def _pair(column: str) -> tuple[str, list[str]]:
    header, sign, items = column.rpartition("=")
    if not sign or not header:
        raise click.UsageError(f"{column}: write HEADER=ITEM, such as 呼び名=名称")
    return header, [item.strip() for item in items.split(",") if item.strip()]


def _deed() -> Deed:
    from tdpf.apps.publishing.service import Deed

    return Deed(actor=f"cli:{getpass.getuser()}", at=datetime.now(UTC))


def _refusal(error: BadMapping) -> click.ClickException:
    return click.ClickException(f"{error.message.ja}\n{error.message.en}")
