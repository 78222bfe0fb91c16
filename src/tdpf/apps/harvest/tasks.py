"""Harvesting as background work: one job a source, and a tick that queues what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from tdpf.adapters.harvest import SourceFailed
from tdpf.apps.harvest.models import Run, Source
from tdpf.apps.harvest.running import Progress, due_items, run_source
from tdpf.apps.jobs.service import Beat, Job, Later, WorkFailed, submit
from tdpf.core.findings import Text

HARVEST = "harvest"


def queue_run(source: Source, *, at: datetime, is_full: bool = False, asked: bool = False) -> Job:
    """Queue a run; the one that waits or runs already, if there is one."""
    return submit(
        HARVEST,
        {"source": source.name, "full": is_full},
        at=at,
        subject=source.name,
        owner=source.publisher or source.name,
        key=f"{HARVEST}:{source.name}",
        is_person_waiting=asked,
    )


def harvest(payload: Mapping[str, Any], beat: Beat) -> Text | None:
    """Run one source."""
    source = Source.objects.filter(name=payload.get("source")).first()
    if source is None:
        return Text(ja="この配信元はもうありません。", en="This source is gone.")

    def report(progress: Progress) -> None:
        beat.advance(progress.done, progress.of)

    try:
        run = run_source(
            source,
            is_full=bool(payload.get("full")),
            report=report,
            should_stop=lambda: beat.should_stop,
            workers=1 if beat.should_stop else None,
        )
    except SourceFailed as error:
        raise WorkFailed(error.code, error.message, is_final=not error.is_passing) from error
    if run.is_open:  # told to stop: the next worker goes on
        raise Later(1)
    if run.state in {Run.State.FAILED, Run.State.HELD}:
        message = Text(ja=run.message_ja, en=run.message_en)
        raise WorkFailed(run.code, message, is_final=True)
    return told(run)


def told(run: Run) -> Text:
    """A run in one sentence."""
    return Text(
        ja=f"{run.datasets:,} データセットを確かめ、{run.published:,} 表を公開しました"
        f"（変更なし {run.unchanged:,}、表にならず {run.refused:,}、取り下げ {run.withdrawn:,}）。",
        en=f"Looked at {run.datasets:,} datasets, published {run.published:,} files "
        f"({run.unchanged:,} unchanged, {run.refused:,} no table, {run.withdrawn:,} withdrawn).",
    )


def tick(payload: Mapping[str, Any], beat: Beat) -> None:
    """Queue every source whose time has come, or that has files to try again."""
    del payload, beat
    at = datetime.now(UTC)
    for source in Source.objects.filter(is_paused=False):
        if _is_due(source, at):
            queue_run(source, at=at)


def _is_due(source: Source, at: datetime) -> bool:
    last = Run.objects.filter(source=source).order_by("-id").first()
    if last is not None and last.state == Run.State.HELD:
        return last.is_confirmed
    if last is not None and last.is_open:
        return True
    if source.every_hours:
        began = last.started_at if last else None
        if began is None or at - began >= timedelta(hours=source.every_hours):
            return True
    again = Q(next_at__isnull=False)
    return last is not None and due_items(source, at=at).filter(again).exists()
