"""`tdpf demo`: the demo city built once, then served."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import click
from rich.progress import Progress

from tdpf import __version__
from tdpf.cli.boot import start_django, unwritable
from tdpf.cli.progress import progress_bar
from tdpf.cli.serve import Serving, claim, run
from tdpf.settings import SettingsError, settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--host", help="Address to listen on; 0.0.0.0 for all.")
@click.option("--scale", type=click.FloatRange(0.01, 10), default=1.0, show_default=True)
@click.option("--build-only", is_flag=True, help="Build the city and stop.")
def demo(port: int | None, host: str | None, scale: float, *, build_only: bool) -> None:
    """Build the demo city and serve it until Ctrl-C. A second start serves it at once.

    The city is synthetic: 62 municipalities, about 600 files in the dirt of real ones.

    \b
    tdpf demo
    tdpf demo --port 9000
    TDPF_HOME=/tmp/small tdpf demo --scale 0.1
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    os.environ.setdefault("TDPF_SQL", "1")  # a demo shows everything
    try:
        ours = settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    serving = Serving(host or ours.host, port or ours.port)
    if not build_only:
        claim(serving).close()
    start_django()
    began = time.perf_counter()
    try:
        is_new = build(ours.home, scale)
    except OSError as error:
        raise click.ClickException(unwritable(error)) from error
    _say_what_there_is(time.perf_counter() - began if is_new else None)
    if not build_only:
        run(serving, on_ready=lambda: _say_where(serving.url))


def build(home: Path, scale: float) -> bool:
    """Write and publish the city under `home`; False when it already stands there.

    Publishing twice changes nothing, so a build that was killed goes on where it stopped.
    """
    from tdpf.apps.publishing.service import PublishRequest, publish
    from tdpf.cli.publish import LISTED
    from tdpf.core.demo import SEED, write_city

    city, mark = home / "demo-city", home / "demo-city.json"
    wanted = {"seed": SEED, "scale": scale, "version": __version__}
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == wanted:
        return False
    with _bar("都市を書いています  writing the city") as advance:
        index = write_city(city, seed=SEED, scale=scale, progress=advance)
    requests = [
        PublishRequest(
            path=city / entry["path"],
            **{name: entry[name] for name in LISTED if entry.get(name) is not None},
        )
        for entry in index
    ]
    done = count(1)
    with _bar("公開しています    publishing") as advance:
        outcomes = publish(
            requests,
            at=datetime.now(UTC),
            actor="cli:demo",
            progress=lambda _: advance(next(done), len(requests)),
        )
    failed = [outcome for outcome in outcomes if not outcome.is_good]
    for outcome in failed:
        click.echo(f"{outcome.path.name}: {outcome.message.ja}\n{outcome.message.en}", err=True)
    if not failed:
        mark.write_text(json.dumps(wanted), encoding="utf-8")
    return True


@contextmanager
def _bar(text: str) -> Iterator[Advance]:
    with progress_bar(stays=True) as bar:
        yield Advance(bar, text)


class Advance:
    """Moves a progress bar: so many done of so many."""

    def __init__(self, bar: Progress, text: str) -> None:
        self._bar = bar
        self._task = bar.add_task(text, total=None)

    def __call__(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)


def _say_what_there_is(seconds: float | None) -> None:
    from django.db.models import Sum

    from tdpf.apps.catalog.service import Dataset, Organisation
    from tdpf.apps.publishing.models import TableHead

    datasets = Dataset.objects.filter(kind=Dataset.Kind.DATASET).count()
    parts = TableHead.objects.filter(table__is_merged=False)
    rows = parts.aggregate(rows=Sum("version__rows"))["rows"] or 0
    merged = TableHead.objects.filter(table__is_merged=True).count()
    publishers = Organisation.objects.count()
    click.echo(
        f"{publishers} 団体 publishers · {datasets} データセット datasets · {rows:,} 行 rows · "
        f"{merged} 統合表 merged tables" + (f" · {seconds:.1f} 秒 s" if seconds is not None else "")
    )


def _say_where(url: str) -> None:
    click.echo(
        f"\n  {url}/                                   ホーム・充足の表 home, coverage\n"
        f"  {url}/sets/public_toilet                 公衆トイレの統合表と地図 one merged set\n"
        f"  {url}/api/v1/tables/aed/records?limit=2  API\n\n"
        "Ctrl-C で止まります / to stop"
    )
