"""`tdpf harvest`: other catalogues, lists and folders, read again and again."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django
from tdpf.cli.progress import progress_bar

if TYPE_CHECKING:
    from tdpf.apps.harvest.service import Progress, Run, Source, SourceLine

KINDS = ("ckan", "dcat", "list", "urls", "folder")
PHASES = {"listing": "一覧 listing", "files": "ファイル files"}


@click.group()
def harvest() -> None:
    """Read catalogues of others and publish their files as tables.

    \b
    tdpf harvest add tokyo --kind ckan https://catalog.example.jp
    tdpf harvest run tokyo
    tdpf harvest status tokyo
    """  # noqa: D301 — \b is click's mark for text it must not wrap


@harvest.command()
@click.argument("name")
@click.argument("url")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What the address leads to.")
@click.option("--title", default="", help="Name of the source on pages.")
@click.option("--publisher", default="", metavar="CODE", help="Whose data, if it does not say.")
@click.option("--every", "every_hours", type=click.IntRange(0), default=24, show_default=True,
              help="Hours between two runs; 0 runs only when asked.")  # fmt: skip
@click.option("--seconds-between", type=click.FloatRange(0), help="Between requests to a host.")
def add(
    name: str,
    url: str,
    *,
    kind: str,
    title: str,
    publisher: str,
    every_hours: int,
    seconds_between: float | None,
) -> None:
    """Add a source, or change the one of that name. URL may be a file or folder as well.

    \b
    tdpf harvest add tokyo --kind ckan https://catalog.example.jp
    tdpf harvest add shibuya --kind list list.csv --publisher 131130
    tdpf harvest add inbox --kind folder /data/inbox --publisher 131130 --every 1
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.harvest import service

    try:
        source = service.add_source(
            name,
            kind,
            url,
            at=datetime.now(UTC),
            title=title,
            publisher=publisher,
            every_hours=every_hours,
            seconds_between=seconds_between,
        )
    except service.BadSource as error:
        raise _refuse(error) from error
    click.echo(f"登録しました。次: tdpf harvest run {source.name}")
    click.echo(f"Added. Next: tdpf harvest run {source.name}")


@harvest.command()
@click.argument("names", nargs=-1)
@click.option("--full", "is_full", is_flag=True, help="List everything, not only what changed.")
@click.option("--queue", "is_queued", is_flag=True, help="Leave it to a worker and return.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes that read; else one a core.")
@click.option("--quiet", "is_quiet", is_flag=True, help="No progress bar.")
def run(
    names: tuple[str, ...],
    *,
    is_full: bool,
    is_queued: bool,
    workers: int | None,
    is_quiet: bool,
) -> None:
    """Read sources now, all of them when none is named. A run that was killed goes on.

    \b
    tdpf harvest run
    tdpf harvest run tokyo --full
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.adapters.harvest import SourceFailed
    from tdpf.apps.harvest import service

    is_good = True
    for source in _sources(names):
        if is_queued:
            job = service.queue_run(source, at=datetime.now(UTC), is_full=is_full, asked=True)
            click.echo(f"{source.name}: {job.id[:8]}  (tdpf jobs show {job.id[:8]})")
            continue
        try:
            done = with_bar(source, is_full=is_full, workers=workers, is_quiet=is_quiet)
        except SourceFailed as error:
            click.echo(f"{source.name}: {error.message.ja}\n{error.message.en}", err=True)
            is_good = False
            continue
        summarise(done)
        is_good &= done.state == "done"
    if not is_good:
        raise click.exceptions.Exit(1)


def with_bar(
    source: Source,
    *,
    is_full: bool,
    workers: int | None = None,
    is_quiet: bool = False,
    token: str = "",
) -> Run:
    """Run a source under a progress bar."""
    from tdpf.apps.harvest import service

    with progress_bar(stays=True, is_quiet=is_quiet) as bar:
        tasks = {}

        def report(progress: Progress) -> None:
            if progress.phase not in tasks:
                words = f"{source.name} {PHASES[progress.phase]}"
                tasks[progress.phase] = bar.add_task(words, total=None)
            bar.update(tasks[progress.phase], completed=progress.done, total=progress.of)

        return service.run_source(
            source, is_full=is_full, workers=workers, report=report, token=token
        )


def summarise(run: Run) -> None:
    """A run in two lines."""
    from tdpf.apps.harvest import service

    told = service.told(run)
    click.echo(f"{run.source.name}: {told.ja}\n{told.en}")
    if run.message_ja:
        click.echo(f"{run.message_ja}\n{run.message_en}", err=True)


@harvest.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
def list_(*, as_json: bool) -> None:
    """Show the sources and how their last runs went."""
    start_django()
    from tdpf.apps.harvest import service

    lines = service.lines()
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in lines], ensure_ascii=False, indent=2))
        return
    for line in lines:
        _show(line)
    if not lines:
        click.echo("配信元はまだありません。例: tdpf harvest add tokyo --kind ckan https://…")
        click.echo("There is no source yet, see the example above.")


def _show(line: SourceLine) -> None:
    from tdpf.apps.harvest.service import FILE_STATES, RUN_STATES

    when = "–"
    if line.run:
        told = RUN_STATES[line.run.state]
        when = f"{line.run.started_at.astimezone():%Y-%m-%d %H:%M} {told.ja} {told.en}"
    click.echo(
        f"{line.source.name}  {line.source.kind}  {line.source.url}\n"
        f"  {when}  API {line.tables:,}/{line.files:,} ({line.share} %)  "
        f"待ち waiting {line.waiting:,}  表にならず no table {line.ledger:,}"
    )
    for state, count in line.states.items():
        click.echo(f"    {FILE_STATES[state].ja} {FILE_STATES[state].en} {count:,}")


@harvest.command()
@click.argument("name")
@click.option("--code", default="", help="Only failures of this code.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON object on standard output.")
def status(name: str, *, code: str, limit: int, as_json: bool) -> None:
    """Show a source, its last run, and which files did not become a table, with the reason.

    \b
    tdpf harvest status tokyo --code html-not-data
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.harvest import service

    source = _sources((name,))[0]
    line = next(one for one in service.lines() if one.source.pk == source.pk)
    found = service.ledger(source=name, code=code)
    counted = service.by_code(service.ledger(source=name))
    if as_json:
        listed = [
            {
                "file": item.distribution,
                "title": item.title,
                "url": item.url,
                "code": item.code,
                "status": item.status,
                "tries": item.tries,
                "message": {"ja": item.message_ja, "en": item.message_en},
            }
            for item in found[:limit]
        ]
        shown = _as_json(line) | {"codes": dict(counted), "failures": listed}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    _show(line)
    if line.run:
        summarise(line.run)
    for each, count in counted:
        click.echo(f"  {each} {count:,}")
    for item in found[:limit]:
        click.echo(f"- {item.title or item.url}\n  {item.url}\n  {item.message_ja}")
        click.echo(f"  {item.message_en}")


@harvest.command()
@click.argument("name")
def confirm(name: str) -> None:
    """Accept that a source's list became much shorter; the next run withdraws what is missing."""
    start_django()
    from tdpf.apps.harvest import service

    if not service.confirm_shrunk(_sources((name,))[0]):
        raise click.ClickException(
            f"{name} は確認待ちではありません。\n{name} does not wait for a confirmation."
        )
    click.echo(
        f"確認しました。次: tdpf harvest run {name}\nConfirmed. Next: tdpf harvest run {name}"
    )


@harvest.command(name="let-through")
@click.argument("name")
@click.argument("file")
def let_through(name: str, file: str) -> None:
    """Publish FILE although it may hold personal data: a person looked at it and decided.

    FILE is its id, as `tdpf harvest status NAME --code personal-data --json` shows it. What changed
    since it was looked at waits again.
    """
    start_django()
    from tdpf.apps.harvest import service

    try:
        service.let_through(
            _sources((name,))[0], file, at=datetime.now(UTC), actor=f"cli:{getpass.getuser()}"
        )
    except service.BadSource as error:
        raise _refuse(error) from error
    click.echo(f"次の実行で公開します: tdpf harvest run {name}")
    click.echo(f"It is published by the next run: tdpf harvest run {name}")


@harvest.command(name="retry")
@click.argument("name")
@click.option("--code", default="", help="Only failures of this code.")
def retry_(name: str, *, code: str) -> None:
    """Try the failed files of a source again in its next run."""
    start_django()
    from tdpf.apps.harvest import service

    count = service.try_again(_sources((name,))[0], code=code)
    click.echo(f"{count:,} 件をやり直します。次: tdpf harvest run {name}")
    click.echo(f"{count:,} files will be tried again. Next: tdpf harvest run {name}")


@harvest.command()
@click.argument("name")
@click.option("--withdraw", is_flag=True, help="Withdraw its datasets as well.")
@click.confirmation_option(prompt="この配信元を外しますか。 Remove this source?")
def remove(name: str, *, withdraw: bool) -> None:
    """Forget a source. Its datasets stay published unless --withdraw is given."""
    start_django()
    from tdpf.apps.harvest import service

    count = service.remove_source(
        _sources((name,))[0], at=datetime.now(UTC), is_withdrawing=withdraw
    )
    click.echo(f"外しました。取り下げたデータセット: {count:,}")
    click.echo(f"Removed. Datasets withdrawn: {count:,}")


def _sources(names: tuple[str, ...]) -> list[Source]:
    from tdpf.apps.harvest import service

    try:
        if names:
            return [service.source_named(name) for name in names]
    except service.BadSource as error:
        raise _refuse(error) from error
    return list(service.Source.objects.filter(is_paused=False))


def _refuse(error: Exception) -> click.ClickException:
    from tdpf.apps.harvest import service

    assert isinstance(error, service.BadSource)
    return click.ClickException(f"{error.message.ja}\n{error.message.en}")


def _as_json(line: SourceLine) -> dict[str, object]:
    run, source = line.run, line.source
    return {
        "name": source.name,
        "kind": source.kind,
        "url": source.url,
        "files": line.files,
        "tables": line.tables,
        "waiting": line.waiting,
        "ledger": line.ledger,
        "states": line.states,
        "run": run
        and {
            "state": run.state,
            "is_full": run.is_full,
            "started_at": run.started_at.isoformat(),
            "ended_at": run.ended_at and run.ended_at.isoformat(),
            "datasets": run.datasets,
            "changed": run.changed,
            "withdrawn": run.withdrawn,
            "fetched": run.fetched,
            "published": run.published,
            "unchanged": run.unchanged,
            "refused": run.refused,
            "bytes": run.bytes,
            "code": run.code,
            "message": {"ja": run.message_ja, "en": run.message_en},
        },
    }
