"""`tdpf access`: who sees a dataset, and what of its tables is not for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from tdpf.cli.boot import start_django
from tdpf.cli.deeds import deed_now
from tdpf.cli.member import organisation_named
from tdpf.core.access import EVERY_MEMBER, Audience, ColumnLimit, Limits, RowLimit, together

if TYPE_CHECKING:
    from tdpf.apps.catalog.service import Dataset
    from tdpf.apps.organisations.service import Seen
    from tdpf.core.tables.fit import Why

MEMBERS = "members"
Table = Any  # a model of the publishing app
_AUDIENCES = {
    Audience.EVERYONE: "誰でも / everyone",
    Audience.MEMBERS: "会員(どの団体でも) / members of any organisation",
    Audience.ORGANISATIONS: "次の団体 / these organisations",
    Audience.OWNER: "公開団体だけ / its owner alone",
}


@click.group()
def access() -> None:
    """Who sees a dataset, and what of a table is not for everybody.

    The owner's own people and operators see everything always.

    \b
    tdpf access show 131130-shelter
    tdpf access set 131130-shelter --hide 電話番号 --except 130001 --preview
    tdpf access set 131130-shelter --rows "公開 = 'はい'"
    tdpf access set 131130-shelter --open-to members
    tdpf access clear 131130-shelter
    """  # noqa: D301 — \b is click's mark for text it must not wrap


@access.command()
@click.argument("table")
@click.option("--json", "as_json", is_flag=True, help="A JSON object on standard output.")
def show(table: str, *, as_json: bool) -> None:
    """Show who sees the TABLE and its dataset, and which limits it has.

    \b
    tdpf access show 131130-shelter --json
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    found, dataset = _named(table)
    told = _facts(found, dataset)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    _tell(told)


@access.command(name="set")
@click.argument("table")
@click.option(
    "--open-to",
    type=click.Choice([one.value for one in Audience]),
    help="Who sees the dataset of the table, with all its files and tables.",
)
@click.option(
    "--organisation",
    "organisations",
    multiple=True,
    metavar="NAME",
    help="For --open-to organisations: code, name or id of one. May be given again.",
)
@click.option(
    "--hide",
    multiple=True,
    metavar="COLUMN",
    help="A column that is hidden, by its name or English key. May be given again.",
)
@click.option("--rows", metavar="CONDITION", help="Only rows for which this is true, in CQL2 text.")
@click.option(
    "--except",
    "free",
    multiple=True,
    metavar="NAME",
    help="An organisation that --hide and --rows do not bind, or `members` for all of them.",
)
@click.option("--add", is_flag=True, help="Keep the limits that the table has; else replace them.")
@click.option("--preview", is_flag=True, help="Show what would be seen, and change nothing.")
def set_(
    table: str,
    *,
    open_to: str | None,
    organisations: Sequence[str],
    hide: Sequence[str],
    rows: str | None,
    free: Sequence[str],
    add: bool,
    preview: bool,
) -> None:
    """Decide who sees the TABLE, or which of its columns and rows.

    A limited table leaves the merged table of its standard set, and its original file is no longer
    for those whom a limit binds.

    \b
    tdpf access set 131130-shelter --open-to organisations --organisation 130001
    tdpf access set 131130-shelter --hide 電話番号 --hide 内線番号 --except members
    tdpf access set 131130-shelter --rows "設置年 >= 2020" --add --preview
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.organisations import service

    found, dataset = _named(table)
    _check(open_to, organisations, hide, rows, free)
    if (hide or rows) and found is None:
        raise click.UsageError(
            "列や行の制限は、表の名前で指定してください。\n"
            "Limits of columns and rows need the name of a table."
        )
    limits = _limits(found, hide, rows, free, add=add) if hide or rows else None
    if limits is not None:
        _seen(_possible(lambda: service.seen_by_bound(found, limits)))
    if preview:
        click.echo("変更していません(--preview)。 Nothing was changed (--preview).")
        return
    changed = False
    if open_to:
        owners = [organisation_named(name) for name in organisations]
        changed |= service.set_audience(dataset, Audience(open_to), owners, deed=deed_now())
    if limits is not None:
        changed |= _possible(lambda: service.set_limits(found, limits, deed=deed_now()))
    click.echo("変更しました。 Changed." if changed else "変わりはありません。 Nothing to change.")
    _tell(_facts(found, dataset))


@access.command()
@click.argument("table")
def clear(table: str) -> None:
    """Remove all limits of columns and rows from the TABLE. Who sees its dataset stays.

    \b
    tdpf access clear 131130-shelter
    tdpf access set 131130-shelter --open-to everyone    # the dataset as well
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.organisations import service

    found, _ = _named(table)
    if found is not None and service.set_limits(found, Limits(), deed=deed_now()):
        click.echo("制限を外しました。 The limits are removed.")
    else:
        click.echo("変わりはありません。 Nothing to change.")


def _check(
    open_to: str | None,
    organisations: Sequence[str],
    hide: Sequence[str],
    rows: str | None,
    free: Sequence[str],
) -> None:
    if not (open_to or hide or rows):
        raise click.UsageError(
            "何を変えるかを --open-to、--hide、--rows で指定してください。\n"
            "Say what to change with --open-to, --hide or --rows."
        )
    if (open_to == Audience.ORGANISATIONS) != bool(organisations):
        raise click.UsageError(
            "--open-to organisations と --organisation は一緒に指定してください。\n"
            "--open-to organisations and --organisation belong together."
        )
    if free and not (hide or rows):
        raise click.UsageError(
            "--except は --hide か --rows と一緒に指定してください。\n"
            "--except belongs to --hide or --rows."
        )


def _limits(
    table: Table, hide: Sequence[str], rows: str | None, free: Sequence[str], *, add: bool
) -> Limits:
    from tdpf.apps.organisations import service

    known = service.limits_of(table) if add else Limits()
    ids = tuple(
        EVERY_MEMBER if name == MEMBERS else str(organisation_named(name).id) for name in free
    )
    asked = Limits(
        (ColumnLimit(tuple(hide), ids),) if hide else (), (RowLimit(rows, ids),) if rows else ()
    )
    return together((known, _possible(lambda: service.decided(table, asked))))


def _possible(deed: Any) -> Any:  # a function of nothing → what it gives
    """What it gives, or the reason why it cannot be, in words for people."""
    from tdpf.apps.organisations.service import NothingLeft, NotLimitable
    from tdpf.core.tables.fit import DoesNotFit

    try:
        return deed()
    except DoesNotFit as error:
        if error.why in {"blank", "hides-none"}:  # a limit that is kept with --add
            raise click.ClickException(_misfit(error.what, error.why)) from error
        raise click.ClickException(
            f"この表には「{error.what}」がないか、条件として使えません。"
            "列名は tdpf access show で確かめられます。\n"
            f"The table has no {error.what}, or it cannot be a condition. "
            "tdpf access show lists its columns."
        ) from error
    except NotLimitable as error:
        raise click.ClickException(
            "統合表は制限できません。もとになった団体の表を制限してください。"
            "その表は統合表から外れます。\n"
            "A merged table cannot be limited. Limit the publishers' own tables: they leave it."
        ) from error
    except NothingLeft as error:
        raise click.ClickException(
            "すべての列が隠れます。表ごと隠すには --open-to owner を使ってください。\n"
            "Every column would be hidden. To hide the whole table use --open-to owner."
        ) from error


def _named(name: str) -> tuple[Table | None, Dataset]:
    """The table of that name with its dataset, or the dataset of that name."""
    from tdpf.apps.catalog.service import dataset_named
    from tdpf.apps.publishing.service import table_named

    table = table_named(name)
    table = table if table is not None and hasattr(table, "head") else None
    dataset = table.dataset if table is not None else dataset_named(name)
    if dataset is None:
        raise click.ClickException(
            f"表「{name}」はありません。表の名前はそのページのAPIの欄にあります。\n"
            f"There is no table {name}. Its name stands on its page beside the API."
        )
    return table, dataset


def _facts(table: Table | None, dataset: Dataset) -> dict[str, Any]:
    from tdpf.apps.organisations import service

    audience, readers = service.audience_of(dataset)
    told: dict[str, Any] = {
        "dataset": dataset.name,
        "audience": audience.value,
        "organisations": _titles(readers),
    }
    if table is None:
        return told
    limits, unfit = service.limits_of(table), service.misfit(table)
    return told | {
        "table": table.name,
        "columns": [c.name for c in table.head.version.table_schema.columns],
        "hidden_columns": [
            {"columns": list(one.columns), "except": _titles(one.free)} for one in limits.columns
        ],
        "shown_rows": [{"where": one.where, "except": _titles(one.free)} for one in limits.rows],
        "misfit": {"what": unfit.what, "why": unfit.why} if unfit else None,
    }


def _titles(ids: Iterable[str]) -> list[str]:
    from tdpf.apps.catalog.service import organisation_called

    known = ((one, organisation_called(one)) for one in sorted(ids) if one != EVERY_MEMBER)
    named = [found.title if found else one for one, found in known]
    return [MEMBERS, *named] if EVERY_MEMBER in ids else named


def _tell(told: dict[str, Any]) -> None:
    listed = "、".join(told["organisations"])
    audience = _AUDIENCES[Audience(told["audience"])]
    click.echo(f"{told['dataset']}: {audience}{f' — {listed}' if listed else ''}")
    if "table" not in told:
        return
    click.echo(f"  {told['table']}")
    for one in told["hidden_columns"]:
        click.echo(f"    隠す列 / hidden: {'、'.join(one['columns'])}{_except(one)}")
    for one in told["shown_rows"]:
        click.echo(f"    見せる行 / rows shown: {one['where']}{_except(one)}")
    if not told["hidden_columns"] and not told["shown_rows"]:
        click.echo("    制限はありません / no limits")
    if unfit := told["misfit"]:
        click.echo(f"    {_misfit(**unfit)}")


def _misfit(what: str, why: Why) -> str:
    """Why limits do not fit the current version, and what to do."""
    ja, en = {
        "missing": (f"「{what}」が今の版にない", f"The current version has no {what}"),
        "cannot-be-asked": (
            f"条件「{what}」の列が今の版にないか、種類が違う",
            f"Condition {what} cannot be asked of the current version",
        ),
        "blank": (
            f"「{what}」が今の版では空で、値が別の列に移ったかもしれない",
            f"{what} holds nothing in the current version, its values may stand elsewhere",
        ),
        "hides-none": (
            f"条件「{what}」で隠れる行が今の版になく、値の書き方が変わったかもしれない",
            f"Condition {what} hides no row of the current version, values may have changed",
        ),
    }[why]
    return (
        f"{ja}ため、制限される人には表を見せていません。制限を設定し直してください。\n"
        f"    {en}: nobody bound sees the table. Set its limits again."
    )


def _except(one: dict[str, Any]) -> str:
    return f" ({'、'.join(one['except'])} を除く / not for)" if one["except"] else ""


def _seen(seen: Seen) -> None:
    where = "" if seen.has_position else " 位置も見えません。 No positions."
    click.echo(
        f"制限される人に見える列 / columns for whom this binds: {'、'.join(seen.columns)}\n"
        f"隠れる列 / hidden: {'、'.join(seen.hidden) or '-'}.{where}\n"
        f"見える行 / rows: {seen.rows:,} / {seen.rows_of:,}"
    )
