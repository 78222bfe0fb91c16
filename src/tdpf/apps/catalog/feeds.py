"""What is new, as Atom and RSS: of any search, of a publisher, of a standard set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tdpf.adapters.search.base import Document
from tdpf.apps.catalog.labels import set_title, site_title
from tdpf.apps.catalog.models import Dataset
from tdpf.apps.catalog.page_data.facet_labels import Titles, titles
from tdpf.apps.catalog.page_data.results import Question, newest, page_url
from tdpf.apps.catalog.selectors import SEEN, organisation_called
from tdpf.apps.publishing.service import shown_versions
from tdpf.core.standards import standards

LONGEST = 50
_KINDS: dict[str, type[SyndicationFeed]] = {"atom": Atom1Feed, "rss": Rss201rev2Feed}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that changed."""

    title: str
    url: str
    id: str  # stays the same for the same state of the same thing
    text: str
    at: datetime
    author: str = ""


@require_safe
def search_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The datasets that a search finds, the newest first."""
    asked = Question.read(request.GET)
    title = gettext("Search for “%(q)s”") % {"q": asked.q} if asked.q else gettext("All datasets")
    return _feed(request, kind, title, asked.url(), _entries(asked))


@require_safe
def publisher_feed(request: HttpRequest, code6: str, kind: str) -> HttpResponse:
    """What a publisher has published or described anew."""
    found = organisation_called(code6)
    if found is None:
        raise Http404(code6)
    code = found.code6 or found.name
    asked = Question.read(QueryDict(f"publisher={code}"))
    page = reverse("catalog:publisher", args=[code])
    return _feed(request, kind, titles().owner(code), page, _entries(asked))


@require_safe
def set_feed(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The versions of a merged table: each tells what came, changed and went."""
    if slug not in standards():
        raise Http404(slug)
    return _feed(
        request, kind, set_title(slug), reverse("catalog:set", args=[slug]), _versions(slug)
    )


def _entries(asked: Question) -> Iterable[Entry]:
    known = titles()
    for hit in newest(asked, LONGEST):
        document = hit.document
        at = _instant(document.modified)
        url = f"{settings.SITE_URL}{page_url(hit)}"
        yield Entry(
            title=document.title,
            url=url,
            id=f"{_stable(document)}#{at:%Y%m%dT%H%M%S}",
            text=document.notes[:500],
            at=at,
            author=_author(document, known),
        )


def _author(document: Document, known: Titles) -> str:
    return known.owner(document.publisher) if document.publisher else ""


def _stable(document: Document) -> str:
    return f"{settings.SITE_URL}/datasets/{document.key or document.id}"


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _versions(slug: str) -> Iterable[Entry]:
    merged = Dataset.objects.filter(SEEN, kind=Dataset.Kind.MERGED, standard=slug).first()
    table = merged.tables.filter(is_merged=True).first() if merged else None
    if table is None:
        return
    page = f"{settings.SITE_URL}{reverse('catalog:set', args=[slug])}"
    api = f"{settings.SITE_URL}/api/v1/tables/{table.name}"
    for version in shown_versions(table).order_by("-number")[:LONGEST]:
        since = version.number - 1
        yield Entry(
            title=f"{set_title(slug)} – "
            + gettext("Version %(number)s") % {"number": version.number},
            url=f"{page}#versions",
            id=f"{api}?version={version.number}",
            text=gettext("%(rows)s rows. What changed: %(url)s")
            % {"rows": f"{version.rows:,}", "url": f"{api}/changes?since={since}"},
            at=version.published_at,
        )


def _feed(
    request: HttpRequest, kind: str, title: str, page: str, entries: Iterable[Entry]
) -> HttpResponse:
    maker = _KINDS.get(kind)
    if maker is None:
        raise Http404(kind)
    feed = maker(
        title=f"{title} – {site_title()}",
        link=f"{settings.SITE_URL}{page}",
        description=title,
        language=get_language(),
        feed_url=f"{settings.SITE_URL}{request.get_full_path()}",
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.text,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            updateddate=entry.at,
            pubdate=entry.at,
            author_name=entry.author or None,
        )
    media_type = "application/atom+xml" if kind == "atom" else "application/rss+xml"
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{media_type}; charset=utf-8")
