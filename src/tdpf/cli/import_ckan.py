"""`tdpf import-ckan`: an existing CKAN, taken over in one command."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django
from tdpf.cli.harvest import PHASES
from tdpf.cli.progress import progress_bar

if TYPE_CHECKING:
    from tdpf.apps.harvest.service import Progress, Takeover


@click.command(name="import-ckan")
@click.argument("url")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with an API token of that CKAN; brings private datasets as well.",
)
@click.option(
    "--users",
    "with_users",
    is_flag=True,
    help="Its users and their roles too, without passwords; needs the token of an operator.",
)
@click.option("--seconds-between", type=click.FloatRange(0), default=0, show_default=True,
              help="Between two requests to the CKAN.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), help="Processes that read; else one a core.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object on standard output.")
def import_ckan(
    url: str,
    *,
    token_file: Path | None,
    with_users: bool,
    seconds_between: float,
    workers: int | None,
    as_json: bool,
) -> None:
    """Take over organisations, groups, datasets, files and datastore rows of a CKAN.

    Ids stay the same, so addresses and clients go on working. Run it again to bring what changed
    since; at the end it says what could not be taken over. A CKAN in your own network needs its
    host in TDPF_OUTBOUND_PRIVATE.

    \b
    tdpf import-ckan https://catalog.example.jp
    tdpf import-ckan https://catalog.example.jp --token-file token.txt --users
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.adapters.harvest import SourceFailed
    from tdpf.apps.harvest import service

    token = token_file.read_text(encoding="utf-8").strip() if token_file else ""
    if with_users and not token:
        raise click.UsageError(
            "--users には --token-file が要ります。 --users needs --token-file as well."
        )
    with progress_bar(stays=True, is_quiet=as_json) as bar:
        tasks = {}

        def report(progress: Progress) -> None:
            if progress.phase not in tasks:
                tasks[progress.phase] = bar.add_task(PHASES[progress.phase], total=None)
            bar.update(tasks[progress.phase], completed=progress.done, total=progress.of)

        try:
            done = service.take_over(
                url,
                token=token,
                with_users=with_users,
                seconds_between=seconds_between,
                clock=lambda: datetime.now(UTC),
                workers=workers,
                report=report,
            )
        except (SourceFailed, service.BadSource) as error:
            raise click.ClickException(f"{error.message.ja}\n{error.message.en}") from error
    click.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=2)) if as_json else _say(done)
    if done.run.state != "done":
        raise click.exceptions.Exit(1)


def _say(done: Takeover) -> None:
    from tdpf.apps.harvest import service

    told = service.told(done.run)
    people = f" · {done.users:,} 利用者 users" if done.users else ""
    click.echo(f"{done.organisations:,} 団体 organisations · {done.groups:,} 分類 groups{people}")
    click.echo(f"{told.ja}\n{told.en}")
    if done.run.message_ja:
        click.echo(f"{done.run.message_ja}\n{done.run.message_en}", err=True)
    click.echo("移さなかったもの  Not taken over:")
    for one in done.left:
        count = "" if one.count is None else f" {one.count:,}"
        click.echo(f"- {one.what}{count}\n  {one.message.ja}\n  {one.message.en}")


def _as_json(done: Takeover) -> dict[str, object]:
    run = done.run
    return {
        "state": run.state,
        "organisations": done.organisations,
        "groups": done.groups,
        "users": done.users,
        "datasets": run.datasets,
        "published": run.published,
        "unchanged": run.unchanged,
        "refused": run.refused,
        "left": [
            {
                "what": one.what,
                "count": one.count,
                "message": {"ja": one.message.ja, "en": one.message.en},
            }
            for one in done.left
        ],
    }
