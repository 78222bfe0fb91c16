"""Broken links: every address that datasets name is asked once a week, politely."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from django.db.models import Q

from tdpf.adapters.outbound import Outbound, OutboundError
from tdpf.apps.catalog.service import Dataset, public_datasets
from tdpf.apps.harvest.service import Item
from tdpf.apps.notify.models import Link
from tdpf.core.catalog.model import Dataset as Description

EVERY = timedelta(days=7)
BROKEN_AFTER = 2  # looks in a row, a day apart at least
AGAIN = timedelta(days=1)
_FINE = frozenset({"host-paused", "busy", "robots"})  # says nothing about the link
_describe = msgspec.json.Decoder(Description)


def find_links(*, at: datetime) -> int:
    """Note every address that datasets name now; those no longer named are forgotten."""
    fetched = set(Item.objects.exclude(url="").values_list("url", flat=True))
    for dataset in public_datasets().prefetch_related("distributions").iterator(chunk_size=500):
        found = {
            hashlib.sha256(url.encode()).hexdigest(): (url, role)
            for url, role in _named(dataset)
            if url.startswith(("http://", "https://")) and url not in fetched
        }
        Link.objects.bulk_create(
            [
                Link(dataset=dataset.id, mark=mark, url=url, role=role, seen_at=at)
                for mark, (url, role) in found.items()
            ],
            update_conflicts=True,
            unique_fields=["dataset", "mark"],
            update_fields=["seen_at", "role"],
        )
    Link.objects.filter(seen_at__lt=at).delete()
    return Link.objects.count()


def _named(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Addresses with what they are. Files that a harvest fetches are watched by the harvest."""
    if dataset.document:
        yield _describe.decode(dataset.document).landing_page, "landing_page"
    for file in dataset.distributions.all():
        if file.document:
            told = msgspec.json.decode(file.document)
            for role in ("access_url", "download_url"):
                yield told.get(role, ""), role


def check_links(
    client: Outbound,
    *,
    at: Callable[[], datetime],
    limit: int | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> int:
    """Look at addresses whose week is over, or that failed yesterday; how many."""
    now = at()
    due = Link.objects.filter(
        Q(checked_at=None)
        | Q(checked_at__lt=now - EVERY)
        | Q(failures__gt=0, checked_at__lt=now - AGAIN)
    ).order_by("checked_at", "id")
    links = list(due[:limit] if limit else due)
    with tempfile.TemporaryDirectory(prefix="links-") as folder:
        for done, link in enumerate(links):
            if should_stop():
                return done
            _look(link, client, Path(folder), at())
            progress(done + 1, len(links))
    return len(links)


def _look(link: Link, client: Outbound, folder: Path, at: datetime) -> None:
    code, status = "", None
    try:
        answer = client.look(link.url, into=folder)
        answer.path.unlink(missing_ok=True)
        status = answer.status
        if status in {404, 410}:
            code = "gone"
        elif status >= 500:
            code = "source-status"
    except OutboundError as error:
        code, status = error.code, error.status
    if code in _FINE:
        link.checked_at = at
    elif code:
        link.failures += 1
        link.failed_since = link.failed_since or at
        link.code, link.status, link.checked_at = code, status, at
    else:
        link.failures, link.failed_since, link.code = 0, None, ""
        link.status, link.checked_at = status, at
    link.save()


def broken_links() -> list[Link]:
    """Addresses that failed at least twice, by dataset."""
    return list(Link.objects.filter(failures__gte=BROKEN_AFTER))
