"""`tdpf jobs` and `tdpf worker`: what is under way, and the processes that do it."""

from __future__ import annotations

import json
import multiprocessing
import signal
import threading
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Self

import click

from tdpf.cli.boot import start_django

if TYPE_CHECKING:
    from tdpf.apps.jobs.service import Job

STATES_JA = {
    "queued": "待ち",
    "running": "実行中",
    "done": "完了",
    "failed": "失敗",
    "cancelled": "取消",
}
_REST_S = 2.0  # between two starts of a worker that keeps dying
_PATIENCE_S = 3.0  # for the work in hand, when the server stops


@click.group()
def jobs() -> None:
    """Show and steer work that runs in the background: harvests, link checks, mails."""


@jobs.command(name="list")
@click.option("--state", type=click.Choice(list(STATES_JA)), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=30, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON list on standard output.")
def list_(state: str | None, limit: int, *, as_json: bool) -> None:
    """Show jobs, the newest change first.

    \b
    tdpf jobs list --state failed
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.jobs import service

    found = list(service.latest(state=state or "")[:limit])
    if as_json:
        click.echo(json.dumps([_as_json(job) for job in found], ensure_ascii=False, indent=2))
        return
    for job in found:
        progress = f" {job.done:,}/{job.of:,}" if job.of else ""
        state = f"{STATES_JA[job.state]} {job.state:<9}"
        click.echo(f"{job.id[:8]}  {state} {job.kind} {job.subject}{progress}")
        if job.message_ja:
            click.echo(f"          {job.message_ja}\n          {job.message_en}")
    if not found:
        click.echo("仕事はありません。 There are no jobs.")


@jobs.command()
@click.argument("job")
def show(job: str) -> None:
    """Show one job in full, by its id or the beginning of it."""
    found = _job(job)
    click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2))


@jobs.command()
@click.argument("job")
def retry(job: str) -> None:
    """Run a failed, cancelled or waiting job now, before all others."""
    found = _job(job)
    from tdpf.apps.jobs import service

    if not service.retry(found.id, at=datetime.now(UTC)):
        raise click.ClickException(
            "この仕事は実行中か完了済みか、同じ仕事が待っています。\n"
            "This job runs, is done, or the same work waits already."
        )
    click.echo("次に実行します。 It is next.")


@jobs.command()
@click.argument("job")
def cancel(job: str) -> None:
    """End a waiting or running job."""
    found = _job(job)
    from tdpf.apps.jobs import service

    if not service.cancel(found.id, at=datetime.now(UTC)):
        raise click.ClickException("この仕事はもう終わっています。 This job is over already.")
    click.echo("取り消しました。 Cancelled.")


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--once", is_flag=True, help="Stop when nothing waits.")
def worker(processes: int, *, once: bool) -> None:
    """Do background work until Ctrl-C: harvests, link checks, mails.

    `tdpf serve` and `tdpf demo` run one worker themselves. More of them, on any machine with the
    same database and storage, share the work.

    \b
    tdpf worker --processes 2
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    if processes == 1:
        _work(once=once)
        return
    _supervise(processes, once=once)


def _work(*, once: bool) -> None:
    from tdpf.apps.jobs import service

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    service.work(stop=stop, is_once=once)


def _child(*, once: bool) -> None:
    from tdpf.cli.onebox import end_with_parent

    end_with_parent()
    start_django()
    _work(once=once)


def _supervise(count: int, *, once: bool) -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Supervised(count, once=once) as workers:
        while not stop.wait(0.5) and workers.are_working():
            pass


class Supervised:
    """So many workers in processes of their own; one that died is replaced."""

    def __init__(self, count: int, *, once: bool = False) -> None:
        self._once = once
        self._over = threading.Event()
        self._children = [spawn_worker(once=once) for _ in range(count)]
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for child in self._children:
            child.terminate()
        for child in self._children:
            child.join(_PATIENCE_S)
            if child.is_alive():
                child.kill()

    def are_working(self) -> bool:
        return any(child.is_alive() or child.exitcode != 0 for child in self._children)

    def _watch(self) -> None:
        while not self._over.wait(_REST_S):
            for place, child in enumerate(self._children):
                is_done = self._once and child.exitcode == 0
                if not child.is_alive() and not is_done:
                    self._children[place] = spawn_worker(once=self._once)


def spawn_worker(*, once: bool = False) -> BaseProcess:
    """A worker in a process of its own, which ends with this one."""
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=_child, kwargs={"once": once}, name="tdpf-worker")
    child.start()
    return child


def _job(prefix: str) -> Job:
    start_django()
    from tdpf.apps.jobs import service

    found = service.job_with(prefix)
    if found is None:
        raise click.ClickException(
            f"{prefix} で始まる仕事が一つに決まりません。tdpf jobs list で確かめてください。\n"
            f"No single job begins with {prefix}. See tdpf jobs list."
        )
    return found


def _as_json(job: Job) -> dict[str, object]:
    return {
        "id": job.id,
        "kind": job.kind,
        "subject": job.subject,
        "owner": job.owner,
        "lane": "person" if job.lane == 0 else "batch",
        "state": job.state,
        "since": job.since.isoformat(),
        "created_at": job.created_at.isoformat(),
        "run_after": job.run_after.isoformat(),
        "tries": job.tries,
        "done": job.done,
        "of": job.of,
        "code": job.code,
        "message": {"ja": job.message_ja, "en": job.message_en},
    }
