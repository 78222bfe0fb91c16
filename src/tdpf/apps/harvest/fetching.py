"""One file of a source: fetched if it changed, and what came of that written on its item."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tdpf.adapters.harvest.base import looks_like_html
from tdpf.adapters.outbound import Answer, Outbound, OutboundError, Validators
from tdpf.apps.harvest.models import Item
from tdpf.apps.harvest.reasons import MOST_TRIES, is_final, reason
from tdpf.apps.publishing.service import Outcome
from tdpf.core.findings import Text

BACK_OFF_S = (60, 300, 1800, 7200, 43_200, 86_400)
_BLOCKED = frozenset({202, 401, 403, 407, 451})
_GONE = frozenset({404, 410})
_UNSAFE = re.compile(r"[^\w.()（）\- ]+")
_MARKS = {
    b"PK\x03\x04": "zip",
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "office",
    b"\x89PNG": "image",
}
_SUFFIX_OF = {
    "CSV": ".csv",
    "TSV": ".tsv",
    "XLSX": ".xlsx",
    "XLS": ".xls",
    "GEOJSON": ".geojson",
    "JSON": ".json",
    "ZIP": ".zip",
    "ODS": ".ods",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no table of an item."""

    stage: str
    code: str
    message: Text | None = None
    status: int | None = None
    seems: str = ""
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """What a source of our own needs: its token, and where lost files' rows are."""

    site: str = ""
    token: str = ""
    has_rows: bool = False

    def headers(self, url: str) -> dict[str, str]:
        """The token goes to its own site alone."""
        is_own = bool(self.token) and url.startswith(f"{self.site}/")
        return {"Authorization": self.token} if is_own else {}

    def are_rows(self, url: str) -> bool:
        """Whether the address is that of a table which exists in CKAN's datastore alone."""
        return bool(self.site) and url.startswith(f"{self.site}/datastore/dump/")

    def rows_url(self, item: Item) -> str:
        """Where CKAN's datastore gives the rows of a resource."""
        return f"{self.site}/datastore/dump/{item.distribution}" if self.has_rows else ""


def fetch_item(
    item: Item, client: Outbound, folder: Path, *, at: datetime, access: Access
) -> Path | None:
    """The file, ready to be published; None when the item is settled without it."""
    if item.local:
        path = Path(item.local)
        if path.is_file():
            return path
        settle_failed(item, Failure("fetch", "gone"), at=at)
        return None
    failure = Failure("fetch", "no-address")
    for url, is_api in ((item.url, access.are_rows(item.url)), (access.rows_url(item), True)):
        if not url:
            continue
        known = Validators(item.etag, item.last_modified) if item.sha256 and not is_api else None
        try:
            answer = client.get(
                url, into=folder, known=known, is_api=is_api, headers=access.headers(url)
            )
        except OutboundError as error:
            failure = Failure(
                "fetch", error.code, status=error.status, retry_after_s=error.retry_after_s
            )
            continue
        if answer.is_unchanged or (answer.is_good and answer.sha256 == item.sha256):
            answer.path.unlink(missing_ok=True)
            settle_unchanged(item, answer, at=at)
            return None
        refused = judged(answer)
        if refused is None:
            path = _kept(item, answer, folder)
            return _without_row_numbers(path) if is_api else path
        answer.path.unlink(missing_ok=True)
        failure = refused
    settle_failed(item, failure, at=at)
    return None


def _without_row_numbers(path: Path) -> Path:
    """The datastore's dump without its first column: `_id` counts rows and says nothing."""
    dump = path.with_name(f"dump-{path.name}")
    path.rename(dump)
    with (
        dump.open(encoding="utf-8-sig", newline="") as told,
        path.open("w", encoding="utf-8", newline="") as kept,
    ):
        rows = csv.reader(told)
        header = next(rows, [])
        first = 1 if header[:1] == ["_id"] else 0
        writer = csv.writer(kept, lineterminator="\r\n")
        writer.writerow(header[first:])
        writer.writerows(row[first:] for row in rows)
    dump.unlink()
    return path


def judged(answer: Answer) -> Failure | None:
    """Why the answer cannot be a table; None when the reader should look at it."""
    seems = seems_to_be(answer.head)
    if answer.status in _BLOCKED:
        return Failure("fetch", "blocked", status=answer.status, seems=seems)
    if answer.status in _GONE:
        return Failure("fetch", "gone", status=answer.status, seems=seems)
    if not answer.is_good:
        return Failure("fetch", "source-status", status=answer.status, seems=seems)
    if looks_like_html(answer.head) and b"<table" not in answer.head.lower():
        is_login = re.search(rb"type=[\"']?password", answer.head, re.IGNORECASE)
        code = "login-page" if is_login else "html-not-data"
        return Failure("fetch", code, status=answer.status, seems=seems)
    return None


def seems_to_be(head: bytes) -> str:
    """What the first bytes look like, in one word."""
    if not head:
        return "empty"
    if looks_like_html(head):
        return "html"
    marks = {
        b"PK\x03\x04": "zip",
        b"%PDF": "pdf",
        b"\xd0\xcf\x11\xe0": "office",
        b"\x89PNG": "image",
    }
    for mark, name in marks.items():
        if head.startswith(mark):
            return name
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    return "json" if start in {b"{", b"["} else "binary" if b"\0" in head[:200] else "text"


def _kept(item: Item, answer: Answer, folder: Path) -> Path:
    """The file under a name that says where it came from; one folder a file."""
    own = folder / item.distribution
    own.mkdir(exist_ok=True)
    path = own / file_name(answer, item)
    answer.path.replace(path)
    validators = answer.validators
    item.etag, item.last_modified = validators.etag[:500], validators.last_modified[:100]
    item.sha256, item.size, item.status = answer.sha256, answer.size, answer.status
    item.seems = seems_to_be(answer.head)
    return path


class Formatted(Protocol):
    @property
    def format(self) -> str: ...


def file_name(answer: Answer, item: Formatted) -> str:
    """The name that the server or the address gives, made safe."""
    told = answer.headers.get("content-disposition", "")
    found = re.search(r"filename\*=(?:UTF-8|utf-8)''([^;\s]+)", told)
    found = found or re.search(r"filename=\"?([^\";]+)", told)
    name = unquote(found[1]) if found else unquote(urlsplit(answer.url).path.rsplit("/", 1)[-1])
    name = _UNSAFE.sub("_", name.rsplit("/", 1)[-1]).strip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot or not suffix.isalnum() or len(suffix) > 8:
        stem, suffix = name, _SUFFIX_OF.get(item.format.upper(), ".csv").lstrip(".")
    encoded = (stem or "file").encode()[:150].decode(errors="ignore")
    return f"{encoded}.{suffix}"


def settle_unchanged(item: Item, answer: Answer, *, at: datetime) -> None:
    """The same bytes as last time: what was decided about them stands."""
    item.status = answer.status
    item.checked_at = at
    if item.code and is_final(item.code):
        _settle(item, _STATES.get(item.code, Item.State.NOT_A_TABLE), at)
        return
    _settle(item, Item.State.UNCHANGED, at)
    _cleared(item)


def settle_outcome(item: Item, outcome: Outcome, *, reader: str, at: datetime) -> None:
    """What publishing said about the file."""
    item.checked_at = at
    item.reader_version = reader
    if outcome.is_good:
        is_new = outcome.status == "published"
        _settle(item, Item.State.PUBLISHED if is_new else Item.State.UNCHANGED, at)
        _cleared(item)
        return
    failure = Failure(
        "read", outcome.code or "unforeseen", outcome.message, item.status, item.seems
    )
    settle_failed(item, failure, at=at)


_STATES = {
    "personal-data": Item.State.NEEDS_PERSON,
    "blocked": Item.State.FAILED,
    "robots": Item.State.FAILED,
    "gone": Item.State.FAILED,
    "address-refused": Item.State.FAILED,
}


def settle_failed(item: Item, failure: Failure, *, at: datetime) -> None:
    """Into the ledger, and into the queue again where trying again may help."""
    item.stage, item.code = failure.stage, failure.code[:40]
    told = reason(failure.code, failure.message)
    item.message_ja, item.message_en = told.ja, told.en
    item.status, item.seems = failure.status, failure.seems
    item.checked_at = item.last_failed_at = at
    item.first_failed_at = item.first_failed_at or at
    if failure.code in {"host-paused", "busy"}:
        item.next_at = at + timedelta(seconds=failure.retry_after_s or BACK_OFF_S[1])
        _settle(item, Item.State.QUEUED, at, keeps_next=True)
        return
    item.tries += 1
    if failure.stage == "fetch" and not is_final(failure.code):
        item.sha256 = ""
    if is_final(failure.code) or item.tries >= MOST_TRIES:
        _settle(item, _STATES.get(failure.code, Item.State.NOT_A_TABLE), at)
        return
    pause = BACK_OFF_S[min(item.tries, len(BACK_OFF_S)) - 1]
    item.next_at = at + timedelta(seconds=pause)
    state = Item.State.FAILED if failure.code in _STATES else Item.State.QUEUED
    _settle(item, state, at, keeps_next=True)


def _settle(item: Item, state: Item.State, at: datetime, *, keeps_next: bool = False) -> None:
    if item.state != state:
        item.state, item.since = state, at
    if not keeps_next:
        item.next_at = None


def _cleared(item: Item) -> None:
    item.stage = item.code = item.message_ja = item.message_en = ""
    item.tries, item.first_failed_at, item.last_failed_at = 0, None, None
