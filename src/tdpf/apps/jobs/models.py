"""Work that waits, runs or is done. The table is the queue: no message can be lost."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


def new_id() -> str:
    return str(uuid.uuid4())


class Job(models.Model):
    """One piece of work. A running one is held by a lease that its worker renews."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Lane(models.IntegerChoices):
        PERSON = 0  # somebody waits for it
        BATCH = 1

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)  # what it is about, for people
    payload = models.JSONField(default=dict)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices, default=Lane.BATCH)
    owner = models.CharField(max_length=100, blank=True)  # whose turn it takes
    key = models.CharField(max_length=200, blank=True)  # at most one waiting or running job a key
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    most_tries = models.PositiveIntegerField(default=5)
    run_after = models.DateTimeField()
    created_at = models.DateTimeField()
    since = models.DateTimeField()  # when it came into its state
    worker = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    message_ja = models.TextField(blank=True)
    message_en = models.TextField(blank=True)

    class Meta:
        db_table = "jobs_job"
        ordering = ("created_at", "id")
        indexes = (
            models.Index(fields=["state", "lane", "owner", "run_after"], name="job_turn"),
            models.Index(fields=["kind", "state"], name="job_kind"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key="") & Q(state__in=["queued", "running"]),
                name="job_key_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}
