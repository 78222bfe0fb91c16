"""`tdpf history`, `rollback`, `verify`, `gc`: looking after what is published."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tdpf.apps.publishing.service import VersionLine
    from tdpf.core.findings import Text
    from tdpf.core.tables.changes import Difference


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _refuse(message: Text) -> click.ClickException:
    return click.ClickException(f"{message.ja}\n{message.en}")


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


@click.command()
@click.argument("table")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
@click.option("--changes", "with_changes", is_flag=True, help="Show the rows that changed.")
@click.option("--since", type=click.IntRange(min=1), help="Changes from this version on.")
def history(table: str, *, as_json: bool, with_changes: bool, since: int | None) -> None:
    """Show the versions of a table, the newest first; * marks the current one.

    With --changes: the rows that each version added, changed or removed, from the last version
    but one unless --since names another.

    \b
    tdpf history 131130-public-toilet
    tdpf history 131130-public-toilet --changes
    tdpf history public_toilet --changes --since 3 --json
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    try:
        lines = service.history(table)
        if with_changes or since:
            current = next(line.number for line in lines if line.is_current)
            found = service.changes(table, since=since or max(current - 1, 1))
            _show_changes(found, as_json=as_json)
            return
    except service.NoSuchVersion as error:
        raise _refuse(error.message) from error
    if as_json:
        shown = [
            {
                "version": line.number,
                "is_current": line.is_current,
                "rows": line.rows,
                "score": line.score,
                "published_at": line.published_at.isoformat(),
                "source": line.source_name,
                "sha256": line.sha256,
                **({} if line.linked is None else {"linked": line.linked}),
            }
            for line in lines
        ]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    view = Table(box=None, pad_edge=False)
    for heading in (
        "",
        "版 version",
        "公開日時 published",
        "行 rows",
        "点 score",
        "元のファイル source",
    ):
        view.add_column(heading)
    is_merged = any(line.linked is not None for line in lines)
    if is_merged:
        view.add_column("重なり linked")
    for line in lines:
        view.add_row(
            "*" if line.is_current else "",
            str(line.number),
            f"{line.published_at.astimezone():%Y-%m-%d %H:%M:%S}",
            f"{line.rows:,}",
            str(line.score if line.score is not None else "–"),
            line.source_name or "–",
            *([f"{line.linked or 0:,}"] if is_merged else []),
        )
    Console().print(view)


_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


def _show_changes(found: Sequence[tuple[VersionLine, Difference]], *, as_json: bool) -> None:
    """The change feed, one row a line."""
    if as_json:
        rows = [row for _, one in found for row in one.rows.to_dicts()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    for line, one in found:
        counts = one.counts()
        click.echo(
            f"第{line.number}版 version {line.number} ({line.published_at.astimezone():%Y-%m-%d}): "
            f"追加 {counts['added']:,} 変更 {counts['changed']:,} 削除 {counts['removed']:,}"
        )
        for row in one.rows.iter_rows(named=True):
            click.echo(f"  {changed_row(row)}")
    if not any(one.rows.height for _, one in found):
        click.echo("変わった行はありません。 No row has changed.")


def changed_row(row: Mapping[str, object]) -> str:
    """A row of a `Difference` in one line: its sign, id, changed columns and first cells."""
    texts = [str(v) for k, v in row.items() if not k.startswith("_") and v is not None]
    cells = f" ({row['_columns']})" if row["_columns"] else ""
    return f"{_SIGNS[str(row['_change'])]} {row['_id']}{cells}  {' | '.join(texts[:6])}"


@click.command()
@click.argument("table")
@click.argument("version", type=click.IntRange(min=1))
def rollback(table: str, version: int) -> None:
    """Make an earlier version current again. Nothing is deleted; merged tables follow.

    \b
    tdpf rollback 131130-public-toilet 2
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    try:
        now = service.rollback(table, version, at=datetime.now(UTC), actor=_actor())
    except service.NoSuchVersion as error:
        raise _refuse(error.message) from error
    click.echo(f"{table} は第{version}版に戻りました（{now.rows:,}行）。")
    click.echo(f"{table} is at version {version} again ({now.rows:,} rows).")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON object on standard output.")
def verify(*, as_json: bool) -> None:
    """Check every file on the shelf against its hash, and every version against its file.

    Exit status: 0 when all is well, 1 when something is damaged.

    \b
    tdpf verify && echo all is well
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    found = service.verify()
    if as_json:
        shown = {
            "files": found.files,
            "bytes": found.bytes,
            "versions": found.versions,
            "orphans": found.orphans,
            "stale": list(found.stale),
            "damages": [
                {"key": damage.key, "message": {"ja": damage.message.ja, "en": damage.message.en}}
                for damage in found.damages
            ],
        }
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for damage in found.damages:
            click.echo(f"{damage.message.ja}\n  {damage.message.en}", err=True)
        for standard in found.stale:
            click.echo(f"統合表 {standard} は次の公開で更新されます。 ({standard} is behind.)")
        verdict = f"破損 {len(found.damages)} 件" if found.damages else "すべて正常です"
        click.echo(
            f"{found.files:,} ファイル（{_size(found.bytes)}）、{found.versions:,} 版: {verdict}。"
        )
        click.echo(
            f"{found.files:,} files ({_size(found.bytes)}), {found.versions:,} versions: "
            + (f"{len(found.damages)} damaged." if found.damages else "all is well.")
        )
    if found.damages:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
def gc(*, dry_run: bool) -> None:
    """Remove files that nothing refers to any more, after a grace period.

    \b
    tdpf gc --dry-run
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.publishing import service

    done = service.collect_garbage(at=datetime.now(UTC), actor=_actor(), dry_run=dry_run)
    ja, en = ("消せます", "can go") if dry_run else ("消しました", "removed")
    young = done.kept_young
    click.echo(
        f"{done.files:,} ファイル（{_size(done.bytes)}）を{ja}。新しすぎて残したもの: {young:,}"
    )
    click.echo(f"{done.files:,} files ({_size(done.bytes)}) {en}; too young to be sure: {young:,}")
