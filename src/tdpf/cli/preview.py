"""`tdpf publish --dry-run`: what publishing would change, shown before it happens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from tdpf.cli.shelf import changed_row

if TYPE_CHECKING:
    from tdpf.apps.publishing.service import Preview, PublishRequest, TablePreview

ROWS = 20  # shown of each table; all of them with --json
STATUS = {
    "new": "新規 new",
    "changed": "更新 changed",
    "unchanged": "変更なし unchanged",
    "failed": "失敗 failed",
}
SEVERITIES = {"error": "エラー errors", "warning": "注意 warnings"}


def show_previews(requests: Sequence[PublishRequest], *, as_json: bool) -> bool:
    """Show what each file would change, as soon as it is known; whether all could be published."""
    from tdpf.apps.publishing.service import preview

    is_good = True
    for one in preview(requests):
        is_good = is_good and one.is_good
        if as_json:
            click.echo(json.dumps(_as_json(one), ensure_ascii=False, default=str))
        else:
            _show(one)
    if not as_json:
        click.echo("まだ何も公開していません。公開するときは --dry-run を外してください。")
        click.echo("Nothing has been published. Leave out --dry-run to publish.")
    return is_good


def _show(one: Preview) -> None:
    click.echo(f"{STATUS[one.status]}  {one.path}")
    click.echo(f"  {one.message.ja}\n  {one.message.en}")
    for table in one.tables:
        _show_table(table)


def _show_table(table: TablePreview) -> None:
    sheet = f"{table.sheet}: " if table.sheet else ""
    facts = [
        f"行 rows {_step(table.rows_before, table.rows)}",
        f"点 score {_step(table.score_before, table.score)}",
    ]
    facts += [
        f"{name} {_step(_count(table.findings_before, severity), table.findings.get(severity, 0))}"
        for severity, name in SEVERITIES.items()
    ]
    click.echo(f"  {sheet}{'、'.join(facts)}")
    if table.difference is None:
        return
    for sign, columns in (
        ("+", table.difference.columns_added),
        ("-", table.difference.columns_removed),
    ):
        if columns:
            click.echo(f"  {sign} 列 columns: {'、'.join(columns)}")
    rows = table.difference.rows
    for row in rows.head(ROWS).iter_rows(named=True):
        click.echo(f"  {changed_row(row)}")
    if rows.height > ROWS:
        more = rows.height - ROWS
        click.echo(f"  ほかに {more:,} 行。全ては --json で。 ({more:,} more rows: --json)")


def _step(was: float | None, now: float | None) -> str:
    """A figure before and after, or once where it stays."""
    is_same = was is None or was == now
    return _figure(now) if is_same else f"{_figure(was)} → {_figure(now)}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"


def _count(counts: Mapping[str, int] | None, severity: str) -> int | None:
    return None if counts is None else counts.get(severity, 0)


def _as_json(one: Preview) -> dict[str, object]:
    return {
        "path": str(one.path),
        "status": one.status,
        "dataset": one.dataset,
        "publisher": one.publisher,
        "standard": one.standard,
        "tables": [_table_as_json(table) for table in one.tables],
        "message": {"ja": one.message.ja, "en": one.message.en},
    }


def _table_as_json(table: TablePreview) -> dict[str, object]:
    found = table.difference
    return {
        "sheet": table.sheet,
        "version": table.version,
        "rows": {"before": table.rows_before, "after": table.rows, **table.counts()},
        "score": {"before": table.score_before, "after": table.score},
        "findings": {"before": table.findings_before, "after": table.findings},
        "columns_added": list(found.columns_added) if found else [],
        "columns_removed": list(found.columns_removed) if found else [],
        "changes": found.rows.to_dicts() if found else [],
    }
