"""One run of a source: its listing, then its files. Killed anywhere, it goes on from there."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

import tdpf
from tdpf.adapters.harvest import Listing, SourceFailed, ckan_site, open_listing
from tdpf.adapters.outbound import GuardedClient, Outbound, open_outbound
from tdpf.apps.harvest.describing import actor, describe_page, withdraw_missing
from tdpf.apps.harvest.fetching import Access, fetch_item, settle_outcome
from tdpf.apps.harvest.models import Item, Record, Run, Source
from tdpf.apps.harvest.pace import shared_pace
from tdpf.apps.publishing.service import (
    Outcome,
    PublishRequest,
    Readers,
    open_readers,
    publish,
)
from tdpf.core.catalog.model import SourceKind
from tdpf.core.findings import Text
from tdpf.settings import settings

BATCH = 2000  # files between two turns of search and the run's figures
BATCH_S = 60.0  # or so long, with a slow source
SAVED_TOGETHER = 100
SAVED_S = 2.0  # so old at most is what a page shows of a slow source
FULL_EVERY = timedelta(days=7)
OVERLAP = timedelta(hours=1)
SHRINK = 0.8
_SAVED = [
    "state", "stage", "code", "message_ja", "message_en", "status", "seems", "etag",
    "last_modified", "sha256", "size", "reader_version", "tries", "next_at", "since",
    "checked_at", "first_failed_at", "last_failed_at",
]  # fmt: skip

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, for a bar."""

    phase: str  # listing or files
    done: int
    of: int


Report = Callable[[Progress], None]


class Held(Exception):
    """The list is so much shorter than before that a person must confirm it."""


def run_source(
    source: Source,
    *,
    is_full: bool = False,
    token: str = "",
    workers: int | None = None,
    report: Report = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    clock: Clock = now,
    client: Outbound | None = None,
) -> Run:
    """Read the source to its end, going on with a run that was cut short; the run as it ended."""
    with _alone(source):
        return _run(source, is_full, token, workers, report, should_stop, clock, client)


@contextmanager
def _alone(source: Source) -> Iterator[None]:
    """One process a source on this machine; the lock goes with the process, however it ends."""
    path = settings().home / f"harvest-{source.name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SourceFailed("runs-already", _RUNS_ALREADY, is_passing=True) from error
        yield


_RUNS_ALREADY = Text(
    ja="この配信元は別のプロセスが読んでいます。終わるのを待ってください（tdpf jobs list）。",
    en="Another process reads this source. Wait until it is done (tdpf jobs list).",
)


def _run(
    source: Source,
    is_full: bool,
    token: str,
    workers: int | None,
    report: Report,
    should_stop: Callable[[], bool],
    clock: Clock,
    client: Outbound | None,
) -> Run:
    run = _open_run(source, is_full=is_full or bool(token), clock=clock)
    own = client is None
    client = client or _client(source)
    workspace = Path(tempfile.mkdtemp(prefix="harvest-", dir=_spill()))
    try:
        if run.state == Run.State.LISTING:
            _list(run, client, workspace, token, report, should_stop, clock)
        if run.state == Run.State.FILES and not should_stop():
            access = _access(source, token)
            _files(run, client, workspace, access, workers, report, should_stop, clock)
            if not should_stop():
                _end(run, Run.State.DONE, at=clock())
    except SourceFailed as error:
        _end(run, Run.State.FAILED, at=clock(), code=error.code, message=error.message)
        if error.is_passing:
            raise
    except Held:
        _end(run, Run.State.HELD, at=clock(), code="shrunk", message=_shrunk(run))
    finally:
        if own:
            client.close()
        shutil.rmtree(workspace, ignore_errors=True)
    return run


def _client(source: Source) -> GuardedClient:
    return open_outbound(settings(), pace=shared_pace(source.seconds_between))


def _spill() -> Path:
    folder = settings().home / "spill"
    folder.mkdir(parents=True, exist_ok=True)
    _sweep_spill(folder)
    return folder


def _sweep_spill(folder: Path) -> None:
    """Folders of runs that were killed: nobody writes to them for a day."""
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - 86_400:
            shutil.rmtree(old, ignore_errors=True)


def _open_run(source: Source, *, is_full: bool, clock: Clock) -> Run:
    """The run that was cut short, or a new one."""
    at = clock()
    known = Run.objects.filter(source=source).order_by("-id").first()
    if known is not None and known.is_open:
        return known
    if known is not None and known.state == Run.State.FAILED and known.cursor:
        known.state, known.ended_at, known.code = Run.State.LISTING, None, ""
        known.message_ja = known.message_en = ""
        known.save()
        return known
    is_new = source.complete_at is None
    is_due = source.full_at is None or at - source.full_at > FULL_EVERY
    is_confirmed = known is not None and known.state == Run.State.HELD and known.is_confirmed
    narrows = source.kind == "ckan"
    full = is_full or is_new or is_due or is_confirmed or not narrows
    return Run.objects.create(
        source=source,
        is_full=full,
        is_confirmed=is_confirmed,
        since=None if full or source.complete_at is None else source.complete_at - OVERLAP,
        started_at=at,
    )


def _list(
    run: Run,
    client: Outbound,
    workspace: Path,
    token: str,
    report: Report,
    should_stop: Callable[[], bool],
    clock: Clock,
) -> None:
    source = run.source
    listing = _listing(source, client, workspace, token)
    before = Record.objects.filter(source=source, is_withdrawn=False).count()
    for page in listing.pages(run.cursor, run.since):
        if run.is_full and page.total is not None and _is_shrunk(run, page.total, before):
            raise Held
        describe_page(run, page, at=clock())
        report(Progress("listing", run.datasets, run.of))
        if should_stop():
            return
    with transaction.atomic():
        if run.is_full:
            listed = Record.objects.filter(source=source, seen_full=run.pk).count()
            if _is_shrunk(run, listed, before):
                raise Held
            run.withdrawn = withdraw_missing(run, at=clock())
            source.full_at = run.started_at
        source.complete_at = run.started_at
        source.save(update_fields=["complete_at", "full_at"])
        run.state = Run.State.FILES
        run.save()


def _listing(source: Source, client: Outbound, workspace: Path, token: str) -> Listing:
    kind = cast(SourceKind, source.kind)
    return open_listing(
        kind,
        source.url,
        client=client,
        workspace=workspace,
        publisher=source.publisher,
        token=token,
    )


def _is_shrunk(run: Run, listed: int, before: int) -> bool:
    return not run.is_confirmed and before >= 5 and listed < before * SHRINK


def _shrunk(run: Run) -> Text:
    name = run.source.name
    return Text(
        ja="一覧が前回より2割以上減ったため、何も取り下げていません。正しければ "
        f"tdpf harvest confirm {name} を実行してください。",
        en="The list is more than a fifth shorter than before, so nothing was withdrawn. "
        f"If that is right, run tdpf harvest confirm {name}.",
    )


def due_items(source: Source, *, at: datetime) -> QuerySet[Item]:
    """Files that should be looked at now, those that failed before and may be tried included."""
    waits = Q(state=Item.State.QUEUED) & (Q(next_at=None) | Q(next_at__lte=at))
    again = Q(state=Item.State.FAILED, next_at__lte=at)
    newer = Q(state=Item.State.NOT_A_TABLE, stage="read") & ~Q(reader_version=tdpf.__version__)
    return Item.objects.filter(source=source).filter(waits | again | newer)


def _files(
    run: Run,
    client: Outbound,
    workspace: Path,
    access: Access,
    workers: int | None,
    report: Report,
    should_stop: Callable[[], bool],
    clock: Clock,
) -> None:
    source = run.source
    _queue_again(source)  # what a worker that is gone had in hand
    of = due_items(source, at=clock()).count()
    batch = Batch(run, client, workspace, access, report, should_stop, clock, of)
    with open_readers(min(workers or len(os.sched_getaffinity(0)), max(of // 4, 1))) as readers:
        while not should_stop():
            items = list(due_items(source, at=clock()).order_by("dataset", "distribution")[:BATCH])
            if not items:
                break
            batch.publish(_interleaved(items), readers)
    publish([], at=clock(), actor=actor(source))  # merged tables, and search of new words


def _queue_again(source: Source) -> None:
    in_hand = [Item.State.FETCHING, Item.State.READING]
    held = Item.objects.filter(source=source, state__in=in_hand)
    held.update(state=Item.State.QUEUED)


def _interleaved(items: Sequence[Item]) -> list[Item]:
    """In turns by host, so that the pause of one is the time of another."""
    by_host: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_host[_host(item.url)].append(item)
    rounds = zip_longest(*by_host.values())
    return [item for item in chain.from_iterable(rounds) if item is not None]


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


class Batch:
    """Files fetched one by one while others are read, their items saved in groups."""

    def __init__(
        self,
        run: Run,
        client: Outbound,
        workspace: Path,
        access: Access,
        report: Report,
        should_stop: Callable[[], bool],
        clock: Clock,
        of: int,
    ) -> None:
        self._run = run
        self._client = client
        self._workspace = workspace
        self._access = access
        self._report = report
        self._should_stop = should_stop
        self._clock = clock
        self._of = of
        self._waiting: dict[Path, Item] = {}
        self._fetched: list[Item] = []  # not yet told that they are here
        self._settled: list[Item] = []  # not yet written
        self._saved_s = time.monotonic()
        self.done = 0

    def publish(self, items: Sequence[Item], readers: Readers) -> None:
        """Fetch and publish; every item is settled or queued again at the end."""
        publish(
            self._requests(items),
            at=self._clock(),
            actor=actor(self._run.source),
            progress=self._published,
            with_merging=False,
            readers=readers,
        )
        for path, item in self._waiting.items():  # the run was stopped in between
            _remove(path, self._workspace)
            item.state = Item.State.QUEUED
            self._settled.append(item)
        self._waiting.clear()
        self._save()
        _queue_again(self._run.source)

    def _requests(self, items: Sequence[Item]) -> Iterator[PublishRequest]:
        began = time.monotonic()
        for place, item in enumerate(items):
            if self._should_stop() or time.monotonic() - began > BATCH_S:
                return
            if place % SAVED_TOGETHER == 0:
                _mark(items[place : place + SAVED_TOGETHER], Item.State.FETCHING)
            path = fetch_item(
                item,
                self._client,
                self._workspace,
                at=self._clock(),
                access=self._access,
            )
            if path is None:
                self._count(item)
                continue
            self._run.fetched += 1
            self._run.bytes += path.stat().st_size
            self._waiting[path] = item
            self._fetched.append(item)
            self._save_when_due()
            yield PublishRequest(
                path=path,
                distribution=item.distribution,
                publisher=item.publisher if _is_code(item.publisher) else None,
                personal_data_checked=bool(item.sha256) and item.checked_sha256 == item.sha256,
            )

    def _published(self, outcome: Outcome) -> None:
        item = self._waiting.pop(outcome.path)
        settle_outcome(item, outcome, reader=tdpf.__version__, at=self._clock())
        _remove(outcome.path, self._workspace)
        self._count(item)

    def _count(self, item: Item) -> None:
        run = self._run
        if item.state == Item.State.PUBLISHED:
            run.published += 1
        elif item.state == Item.State.UNCHANGED:
            run.unchanged += 1
        else:
            run.refused += 1
        self.done += 1
        self._settled.append(item)
        self._save_when_due()
        self._report(Progress("files", self.done, max(self._of, self.done)))

    def _save_when_due(self) -> None:
        """Writing each file's state alone would cost too much; nobody waits long for it either."""
        count = max(len(self._settled), len(self._fetched))
        if count >= SAVED_TOGETHER or time.monotonic() - self._saved_s > SAVED_S:
            self._save()

    def _save(self) -> None:
        with transaction.atomic():
            # The state alone: what else is known of the bytes is true when they are published.
            _mark(self._fetched, Item.State.READING)
            _write(self._settled)
            self._run.save()
        self._fetched, self._settled = [], []
        self._saved_s = time.monotonic()


def _mark(items: Sequence[Item], state: Item.State) -> None:
    ids = [item.distribution for item in items]
    Item.objects.filter(distribution__in=ids).update(state=state)


def _write(items: Sequence[Item]) -> None:
    """One upsert for all: much cheaper than an update with a case for each row and column."""
    Item.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["distribution"], update_fields=_SAVED
    )


def _access(source: Source, token: str) -> Access:
    if source.kind != "ckan":
        return Access()
    return Access(ckan_site(source.url), token, has_rows=source.takes_rows)


def _is_code(publisher: str) -> bool:
    return len(publisher) == 6 and publisher.isdigit()


def _remove(path: Path, workspace: Path) -> None:
    """The spilled file; a file at hand stays where it is."""
    if path.is_relative_to(workspace):
        with suppress(OSError):  # what is left goes with the workspace
            path.unlink()
            path.parent.rmdir()


def _end(
    run: Run, state: Run.State, *, at: datetime, code: str = "", message: Text | None = None
) -> None:
    run.state, run.ended_at, run.code = state, at, code[:40]
    if message:
        run.message_ja, run.message_en = message.ja, message.en
    run.save()
