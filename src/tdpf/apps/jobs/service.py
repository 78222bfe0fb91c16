"""What commands, pages and other apps may use of the queue."""

from __future__ import annotations

from tdpf.apps.jobs.kinds import KINDS, Beat, Kind, Later, WorkFailed, register
from tdpf.apps.jobs.models import Job
from tdpf.apps.jobs.queue import (
    active,
    cancel,
    claim,
    place_in_queue,
    retry,
    schedule,
    submit,
    sweep,
)
from tdpf.apps.jobs.selectors import counts, job_with, latest
from tdpf.apps.jobs.worker import run, work

__all__ = [
    "KINDS",
    "Beat",
    "Job",
    "Kind",
    "Later",
    "WorkFailed",
    "active",
    "cancel",
    "claim",
    "counts",
    "job_with",
    "latest",
    "place_in_queue",
    "register",
    "retry",
    "run",
    "schedule",
    "submit",
    "sweep",
    "work",
]
