"""Pages of the catalogue. Each view asks for its data in one call and renders one template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings as django_settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tdpf.adapters.storage import open_storage
from tdpf.apps.accounts.service import actor_of
from tdpf.apps.catalog.labels import publisher_name
from tdpf.apps.catalog.models import Dataset, Organisation
from tdpf.apps.catalog.page_data import examples, json_ld, overview, results
from tdpf.apps.catalog.page_data.cached import per_generation
from tdpf.apps.catalog.page_data.dataset import dataset_page
from tdpf.apps.catalog.page_data.facts import description_changes, facts_of, late_of
from tdpf.apps.catalog.page_data.series import neighbours, series_page
from tdpf.apps.catalog.page_data.standard_set import set_page
from tdpf.apps.catalog.selectors import (
    SEEN,
    hidden_datasets,
    kept_files,
    organisation_called,
    visible_dataset,
)
from tdpf.apps.catalog.sending import sent
from tdpf.apps.organisations.service import cut_of, may_have_file
from tdpf.apps.publishing.service import read_report
from tdpf.core.access import ANONYMOUS
from tdpf.core.catalog.syntaxes import preferred, suffix_of
from tdpf.core.places import municipality
from tdpf.core.standards import standards
from tdpf.settings import settings

Answered = TypeVar("Answered", bound=HttpResponseBase)
HIDDEN_SHOWN = 10  # above the results, for who is signed in
SITEMAP_SIZE = 45_000  # the rule allows 50,000 addresses in one list


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        "home",
        home=overview.home(),
        matrix=per_generation("matrix", _matrix),
        examples=overview.example_words(),
    )


def _matrix() -> SafeString:
    """The coverage matrix as HTML: 1,674 cells that change only when something is published."""
    context = {
        "coverage": overview.current_coverage(),
        "not_published": gettext("not published"),
    }
    return render_to_string("components/matrix.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    found, actor = results.result_page(request.GET), actor_of(request)
    context = {"found": found, "q": found.q, "kept": found.kept}
    if actor == ANONYMOUS:
        return _page(request, "search", **context)
    hidden = hidden_datasets(actor, found.q)
    context |= {"hidden": hidden[:HIDDEN_SHOWN], "hidden_count": hidden.count()}
    return _private(_page(request, "search", **context))


@require_safe
def sets(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        "sets",
        coverage=overview.current_coverage(),
        crumbs=[_crumb(gettext("Standard sets"))],
    )


@require_safe
def standard_set(request: HttpRequest, slug: str) -> HttpResponse:
    standard = standards().get(slug)
    if standard is None:
        raise Http404(slug)
    page = set_page(standard)
    return _page(
        request,
        "set",
        page=page,
        is_synthetic="all" if page.is_synthetic else "",
        examples=examples.for_table(django_settings.SITE_URL, page.table) if page.table else (),
        crumbs=[_crumb(gettext("Standard sets"), reverse("catalog:sets")), _crumb(page.title)],
    )


@require_safe
def publishers(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        "publishers",
        publishers=overview.publishers(),
        crumbs=[_crumb(gettext("Publishers"))],
    )


@require_safe
def publisher(request: HttpRequest, code6: str) -> HttpResponse:
    organisation = organisation_called(code6)
    if organisation and (data := _data_instead(request, request.path)):
        return data
    if organisation and code6 != (organisation.code6 or organisation.name):
        own = organisation.code6 or organisation.name
        return redirect("catalog:publisher", code6=own, permanent=True)
    if organisation is None and (len(code6) != 6 or municipality(code6) is None):
        raise Http404(code6)
    name = publisher_name(code6, organisation.title if organisation else "")
    datasets = overview.datasets_of(organisation) if organisation else ()
    have = {line.standard for line in datasets}
    return _page(
        request,
        "publisher",
        name=name,
        code6=code6,
        datasets=datasets,
        rows=sum(line.rows for line in datasets),
        late=late_of(organisation, timezone.localdate()) if organisation else (),
        is_feed=organisation is not None,
        is_city=municipality(code6) is not None,
        lacking=[slug for slug in standards() if slug not in have] if municipality(code6) else [],
        crumbs=[_crumb(gettext("Publishers"), reverse("catalog:publishers")), _crumb(name)],
    )


def _data_instead(request: HttpRequest, path: str) -> HttpResponse | None:
    """The way to RDF for those that would rather have it than a page."""
    syntax = preferred(request.headers.get("Accept", ""))
    if syntax is None:
        return None
    return HttpResponse(
        status=303, headers={"Location": f"{path}.{suffix_of(syntax)}", "Vary": "Accept"}
    )


@require_safe
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    actor = actor_of(request)
    found = visible_dataset(name, actor)
    if found is None:
        raise Http404(name)
    if data := _data_instead(request, request.path):
        return data
    if found.name != name:  # by its id, or by a name that it had
        return redirect("catalog:dataset", name=found.name, permanent=True)
    if found.kind == Dataset.Kind.MERGED:
        return redirect("catalog:set", slug=found.standard, permanent=True)
    page = dataset_page(found, table=request.GET.get("table", ""), actor=actor)
    home_url = django_settings.SITE_URL
    crumbs = [_crumb(found.title)]
    if page.publisher_code:
        url = reverse("catalog:publisher", args=[page.publisher_code])
        crumbs.insert(0, _crumb(page.publisher, url))
    answer = _page(
        request,
        "dataset",
        page=page,
        dataset=found,
        is_synthetic="all" if found.is_synthetic else "",
        facts=facts_of(found, home_url),
        years=neighbours(found),
        changes=description_changes(found),
        examples=examples.for_table(home_url, page.table) if page.table else (),
        json_ld=json_ld.of_dataset(page, home_url),
        crumbs=crumbs,
    )
    return answer if actor == ANONYMOUS else _private(answer)


def _private(answer: Answered) -> Answered:
    """The answer for one person: no cache keeps it."""
    add_never_cache_headers(answer)
    return answer


@require_safe
def original(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    """The file as its publisher gave it, always as a download, never shown in the browser."""
    actor = actor_of(request)
    found = visible_dataset(name, actor)
    if found is None:
        raise Http404(name)
    kept = get_object_or_404(kept_files(found, file))
    if not may_have_file(kept, actor):
        raise Http404(name)
    answer = sent(request, kept)
    return answer if actor == ANONYMOUS else _private(answer)


@require_safe
def report(request: HttpRequest, name: str) -> HttpResponseBase:
    """Everything that was found in the current version's file, for other programs."""
    actor = actor_of(request)
    found = visible_dataset(name, actor)
    if found is None:
        raise Http404(name)
    asked = request.GET.get("table", "")
    tables = found.tables.filter(head__isnull=False).select_related("head__version")
    tables = tables.filter(name=asked) if asked else tables.order_by("distribution__position")
    table = tables.first()
    if table is None or not table.head.version.report_path or cut_of(table, actor) is not None:
        raise Http404(name)
    content = read_report(table.head.version.report_path, open_storage(settings()))
    answer = HttpResponse(content, content_type="application/json")
    return answer if actor == ANONYMOUS else _private(answer)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All pages; a list of such lists where there are more datasets than one may hold."""
    count = _own_datasets().count()
    if count <= SITEMAP_SIZE:
        return _sitemap(request, _fixed_pages(), 0)
    parts = -(-count // SITEMAP_SIZE)
    addresses = [reverse("sitemap-part", args=[number]) for number in range(parts + 1)]
    context = {"site_url": django_settings.SITE_URL, "parts": addresses}
    return render(request, "catalog/sitemaps.xml", context, content_type="application/xml")


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """Part 0 holds the pages that are no datasets."""
    if number == 0:
        return _sitemap(request, _fixed_pages(), None)
    if (number - 1) * SITEMAP_SIZE >= _own_datasets().count():
        raise Http404
    return _sitemap(request, (), number - 1)


def _sitemap(request: HttpRequest, pages: Iterable[str], part: int | None) -> HttpResponse:
    rows = _own_datasets().order_by("id").values_list("name", "modified_at")
    start = SITEMAP_SIZE * (part or 0)
    chosen = rows[start : start + SITEMAP_SIZE] if part is not None else ()
    context = {
        "site_url": django_settings.SITE_URL,
        "pages": pages,
        "datasets": [(reverse("catalog:dataset", args=[name]), at) for name, at in chosen],
    }
    return render(request, "catalog/sitemap.xml", context, content_type="application/xml")


def _own_datasets() -> QuerySet[Dataset]:
    return Dataset.objects.filter(SEEN, kind=Dataset.Kind.DATASET)


def _fixed_pages() -> Iterable[str]:
    yield from (reverse(f"catalog:{name}") for name in ("home", "sets", "publishers"))
    yield from (reverse("about"), reverse("developers"))
    yield from (reverse("catalog:set", args=[slug]) for slug in standards())
    for code6, name in Organisation.objects.values_list("code6", "name"):
        yield reverse("catalog:publisher", args=[code6 or name])


@require_safe
def series(request: HttpRequest, name: str) -> HttpResponse:
    """Datasets that belong together, such as the same data year by year."""
    found = series_page(name)
    if found is None:
        raise Http404(name)
    return _page(request, "series", series=found, crumbs=[_crumb(found.title)])


def _crumb(label: str, url: str = "") -> dict[str, str]:
    return {"label": label, "url": url}


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    if "is_synthetic" not in context:
        context["is_synthetic"] = overview.synthetic()
    answer = render(request, f"catalog/{template}.html", context)
    patch_vary_headers(answer, ["Accept"])
    return answer
