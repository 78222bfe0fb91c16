"""The live page of the queue. It renews itself, where its reader asked for that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tdpf.apps.jobs import selectors
from tdpf.apps.jobs.kinds import KINDS
from tdpf.apps.jobs.models import Job

SHOWN = 100
REFRESH_S = 10


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = asked if asked in Job.State.values else ""
    found = list(selectors.latest(state=state)[:SHOWN])
    titles = {name: kind.title for name, kind in KINDS.items()}
    states = state_names()
    lines = [(job, titles.get(job.kind), states[job.state]) for job in found]
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
            "refresh_s": REFRESH_S,
            "crumbs": [{"label": gettext("Work in progress"), "url": ""}],
        },
    )


def state_names() -> dict[str, str]:
    return {
        "queued": gettext("waiting"),
        "running": gettext("running"),
        "done": gettext("done"),
        "failed": gettext("failed"),
        "cancelled": gettext("cancelled"),
    }
