"""The public page of harvesting: sources, last runs, and the ledger as page, CSV and RSS."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.conf import settings as django_settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tdpf.apps.harvest import selectors
from tdpf.apps.harvest.models import Item
from tdpf.apps.harvest.reasons import reason
from tdpf.apps.harvest.states import FILE_STATES, RUN_STATES
from tdpf.core.findings import Text

SHOWN = 100
REFRESH_S = 10
FEED = 50
COLUMNS = (
    "source", "publisher", "dataset", "file", "url", "stage", "code", "message_ja", "message_en",
    "http_status", "seems", "tries", "next_try", "first_seen", "last_seen",
)  # fmt: skip


@require_safe
def harvest(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("source", "publisher", "code")}
    found = selectors.public_ledger(**asked)
    whole = selectors.public_ledger(source=asked["source"], publisher=asked["publisher"])
    codes = [(code, _sentence(code), n) for code, n in selectors.by_code(whole)]
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("live", None)
    lines = selectors.lines()
    return render(
        request,
        "harvest/harvest.html",
        {
            "lines": [(line, *_states(line)) for line in lines],
            "is_running": any(line.is_running for line in lines),
            "is_live": "live" in request.GET,
            "refresh_s": REFRESH_S,
            "codes": codes,
            "page": page,
            "asked": asked,
            "query": query.urlencode(),
            "crumbs": [{"label": gettext("Harvesting"), "url": ""}],
        },
    )


def _states(line: selectors.SourceLine) -> tuple[str, list[tuple[str, int]]]:
    """What the last run does, and how many files are in which state, in the reader's language."""
    run = _in_language(RUN_STATES[line.run.state]) if line.run else ""
    return run, [(_in_language(FILE_STATES[state]), n) for state, n in line.states.items()]


def _in_language(text: Text) -> str:
    return text.ja if get_language() == "ja" else text.en


def _sentence(code: str) -> str:
    item = selectors.public_ledger(code=code).first()
    if item is not None and item.message_ja and item.stage == "read":
        return _in_language(Text(ja=item.message_ja, en=item.message_en))
    return _in_language(reason(code))


@require_safe
def ledger_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole ledger, UTF-8 with BOM so that a spreadsheet opens it."""
    found = selectors.public_ledger(
        source=request.GET.get("source", ""),
        publisher=request.GET.get("publisher", ""),
        code=request.GET.get("code", ""),
    )
    return StreamingHttpResponse(
        _csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="ledger.csv"'},
    )


def _csv(found: QuerySet[Item]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf"
    for item in found.iterator(chunk_size=500):
        writer.writerow([_plain(value) for value in _row(item)])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _plain(value: object) -> object:
    """No cell that a spreadsheet would take for a formula."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t"))
    return f"'{value}" if is_formula else value


def _row(item: Item) -> tuple[object, ...]:
    return (
        item.source.name, item.publisher, item.dataset, item.title, item.url, item.stage,
        item.code, item.message_ja, item.message_en, item.status, item.seems, item.tries,
        *(at.isoformat() if at else ""
          for at in (item.next_at, item.first_failed_at, item.last_failed_at)),
    )  # fmt: skip


@require_safe
def ledger_rss(request: HttpRequest) -> HttpResponse:
    """The newest failures, for a publisher's feed reader."""
    site = django_settings.SITE_URL
    feed = Rss201rev2Feed(
        title=gettext("Files that are no table yet"),
        link=f"{site}/harvest",
        description=gettext("Files that are no table yet"),
        language=get_language() or "ja",
    )
    found = selectors.public_ledger(
        source=request.GET.get("source", ""), publisher=request.GET.get("publisher", "")
    )
    for item in found[:FEED]:
        told = item.message_ja if get_language() == "ja" else item.message_en
        feed.add_item(
            title=item.title or item.url,
            link=f"{site}/harvest?code={item.code}",
            description=f"{told} {item.url}",
            pubdate=item.last_failed_at,
            unique_id=f"{item.distribution} {item.code}",
            unique_id_is_permalink=False,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml")
