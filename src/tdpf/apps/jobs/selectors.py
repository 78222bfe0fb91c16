"""Reads of the queue."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from tdpf.apps.jobs.models import Job


def latest(*, state: str = "", kind: str = "") -> QuerySet[Job]:
    """Jobs, the newest change first."""
    found = Job.objects.order_by("-since", "id")
    found = found.filter(state=state) if state else found
    return found.filter(kind=kind) if kind else found


def job_with(prefix: str) -> Job | None:
    """The job whose id begins so, where just one does."""
    found = list(Job.objects.filter(id__startswith=prefix)[:2]) if prefix else []
    return found[0] if len(found) == 1 else None


def counts() -> dict[str, int]:
    """How many jobs there are in each state."""
    counted = Job.objects.order_by().values_list("state").annotate(n=Count("id"))
    return dict.fromkeys(Job.State.values, 0) | dict(counted)
