"""What an operator can do with sources."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from tdpf.apps.catalog.service import cataloguing, files_with_ids
from tdpf.apps.harvest.describing import actor
from tdpf.apps.harvest.models import Item, Record, Run, Source
from tdpf.apps.publishing.service import Deed, publication
from tdpf.core.findings import Text
from tdpf.core.places import is_code6

KINDS = ("ckan", "dcat", "list", "urls", "folder")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class BadSource(Exception):
    """The source cannot be as asked; the text says why and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def source_named(name: str) -> Source:
    found = Source.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Source.objects.values_list("name", flat=True)) or "–"
        raise BadSource(
            Text(
                ja=f"配信元 {name} はありません。登録済み: {known}",
                en=f"There is no source {name}. Known: {known}",
            )
        )
    return found


def add_source(
    name: str,
    kind: str,
    url: str,
    *,
    at: datetime,
    title: str = "",
    publisher: str = "",
    every_hours: int = 24,
    seconds_between: float | None = None,
    takes_rows: bool = False,
) -> Source:
    """Register a source, or change the one of that name."""
    _check(name, kind, url, publisher)
    known = Source.objects.filter(name=name).first()
    if known is not None and known.kind != kind:
        raise BadSource(
            Text(
                ja=f"{name} は種類 {known.kind} で登録済みです。別の名前にしてください。",
                en=f"{name} is a source of kind {known.kind} already. Choose another name.",
            )
        )
    source = known or Source(name=name, kind=kind, added_at=at)
    source.url, source.title, source.publisher = url, title or source.title, publisher
    source.every_hours, source.seconds_between = every_hours, seconds_between
    source.takes_rows = takes_rows
    source.save()
    return source


def _check(name: str, kind: str, url: str, publisher: str) -> None:
    if not NAME.fullmatch(name):
        raise BadSource(
            Text(
                ja=f"名前 {name} は使えません。英小文字・数字・ハイフンで書いてください。",
                en=f"{name} cannot be a name. Use lower-case letters, digits and hyphens.",
            )
        )
    if kind not in KINDS:
        raise BadSource(
            Text(
                ja=f"種類 {kind} はありません。次から選んでください: {', '.join(KINDS)}",
                en=f"There is no kind {kind}. Choose one of: {', '.join(KINDS)}",
            )
        )
    if publisher and not is_code6(publisher):
        raise BadSource(
            Text(
                ja=f"{publisher} は団体コードではありません。検査数字を含む6桁で書いてください。",
                en=f"{publisher} is not a municipality code. Write six digits.",
            )
        )
    is_remote = urlsplit(url).scheme in {"http", "https"}
    if not is_remote and kind in {"ckan", "dcat"}:
        raise BadSource(
            Text(
                ja=f"{url} は http または https のURLではありません。",
                en=f"{url} is not an http or https address.",
            )
        )


def confirm_shrunk(source: Source) -> bool:
    """A person accepts that the list is shorter now; the next run withdraws what is missing."""
    held = Run.objects.filter(source=source).order_by("-id").first()
    if held is None or held.state != Run.State.HELD:
        return False
    held.is_confirmed = True
    held.save(update_fields=["is_confirmed"])
    return True


def remove_source(source: Source, *, at: datetime, is_withdrawing: bool) -> int:
    """Forget the source. Its datasets stay as they are, or are withdrawn; how many were."""
    withdrawn = 0
    if is_withdrawing:
        ids = Record.objects.filter(source=source, is_withdrawn=False)
        for dataset in list(ids.values_list("dataset", flat=True)):
            with cataloguing(actor(source), at=at) as desk:
                withdrawn += desk.set_state(dataset, "withdrawn")
    with transaction.atomic():
        source.delete()
    return withdrawn


def try_again(source: Source, *, code: str = "") -> int:
    """Queue the failed files of a source, or those of one code; how many."""
    failed = Item.objects.filter(source=source).exclude(code="")
    failed = failed.filter(code=code) if code else failed
    return failed.exclude(state=Item.State.WITHDRAWN).update(
        state=Item.State.QUEUED, next_at=None, tries=0, sha256="", etag="", last_modified=""
    )


def let_through(source: Source, distribution: str, *, at: datetime, actor: str) -> Item:
    """A person looked at what may be personal data: these bytes may be published, and no others."""
    found = Item.objects.filter(source=source, distribution=distribution).first()
    if found is None or found.state != Item.State.NEEDS_PERSON or not found.sha256:
        raise BadSource(
            Text(
                ja=f"{distribution} は確認待ちのファイルではありません。"
                f"tdpf harvest status {source.name} --code personal-data で確かめてください。",
                en=f"{distribution} does not wait for a person. "
                f"See tdpf harvest status {source.name} --code personal-data.",
            )
        )
    with publication(Deed(actor=actor, at=at)) as log:
        found.checked_sha256 = found.sha256
        found.sha256 = found.etag = found.last_modified = ""  # so that it is fetched and compared
        found.state, found.next_at, found.since = Item.State.QUEUED, None, at
        found.save()
        dataset = files_with_ids([distribution])[distribution].dataset
        log.add("checked", dataset, None, file=distribution, sha256=found.checked_sha256)
    return found
