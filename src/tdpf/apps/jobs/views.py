"""The live page of the queue. It renews itself, where its reader asked for that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tdpf.apps.jobs import queue, selectors
from tdpf.apps.jobs.kinds import KINDS, Kind
from tdpf.apps.jobs.models import Job

log = logging.getLogger(__name__)
SHOWN = 100
REFRESH_S = 10


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = asked if asked in Job.State.values else ""
    found = list(selectors.latest(state=state)[:SHOWN])
    states, is_operator = state_names(), _is_operator(request)
    lines = [
        (job, kind.title if kind else None, states[job.state], is_operator or _is_open(kind))
        for job in found
        for kind in [KINDS.get(job.kind)]
    ]
    counted = selectors.counts()
    return render(
        request,
        "jobs/jobs.html",
        {
            "lines": lines,
            "counts": [(name, states[name], n) for name, n in counted.items()],
            "state": state,
            "has_work": bool(counted["queued"] or counted["running"]),
            "is_live": "live" in request.GET,
            "is_operator": is_operator,
            "refresh_s": REFRESH_S,
            "crumbs": [{"label": gettext("Work in progress"), "url": ""}],
        },
    )


@require_POST
def retry(request: HttpRequest, job: str) -> HttpResponse:
    """Run a job that failed, waits or was cancelled before all others. For operators."""
    return _steered(request, job, queue.retry)


@require_POST
def cancel(request: HttpRequest, job: str) -> HttpResponse:
    """End a job that waits or runs. For operators."""
    return _steered(request, job, queue.cancel)


def _steered(request: HttpRequest, job: str, deed: Callable[..., bool]) -> HttpResponse:
    if not _is_operator(request):
        raise Http404
    is_done = deed(job, at=datetime.now(UTC))
    log.info("job %s: %s by %s", job, deed.__name__ if is_done else "unchanged", request.user.pk)
    return redirect("jobs:jobs")


def _is_open(kind: Kind | None) -> bool:
    """Whether everybody may read what the work is about and what became of it."""
    return kind is not None and kind.is_open


def _is_operator(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_staff


def state_names() -> dict[str, str]:
    return {
        "queued": gettext("waiting"),
        "running": gettext("running"),
        "done": gettext("done"),
        "failed": gettext("failed"),
        "cancelled": gettext("cancelled"),
    }
