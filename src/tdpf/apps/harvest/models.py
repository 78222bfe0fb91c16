"""Sources, their runs, and what each source holds: datasets (records) and files (items).

The run is a table, so a killed run goes on from its last page and no message can be lost.
"""

from __future__ import annotations

from django.db import models


class Source(models.Model):
    """A catalogue, list or folder that is read again and again."""

    name = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10)  # ckan, dcat, list, urls, folder
    url = models.TextField()
    title = models.TextField(blank=True)
    publisher = models.CharField(max_length=6, blank=True)  # whose data, if the source is silent
    every_hours = models.PositiveIntegerField(default=24)  # 0: only when asked
    seconds_between = models.FloatField(null=True)  # blank: as the settings say
    takes_rows = models.BooleanField(default=False)  # a lost file comes from the source's datastore
    is_paused = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True)  # when the last complete listing began
    full_at = models.DateTimeField(null=True)  # when the last complete full listing began

    class Meta:
        db_table = "harvest_source"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One reading of a source."""

    class State(models.TextChoices):
        LISTING = "listing"
        FILES = "files"
        HELD = "held"  # the list shrank: a person must confirm
        DONE = "done"
        FAILED = "failed"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTING)
    is_full = models.BooleanField(default=True)
    is_confirmed = models.BooleanField(default=False)  # a person accepted that the list shrank
    since = models.DateTimeField(null=True)
    cursor = models.TextField(blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    of = models.PositiveIntegerField(default=0)  # datasets the source says it has
    datasets = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    fetched = models.PositiveIntegerField(default=0)
    published = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    message_ja = models.TextField(blank=True)
    message_en = models.TextField(blank=True)

    class Meta:
        db_table = "harvest_run"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.LISTING, self.State.FILES}


class Record(models.Model):
    """A dataset of a source, and what of it we have described."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    dataset = models.CharField(max_length=36, unique=True)  # id in our catalogue
    digest = models.CharField(max_length=64)  # of the description as the source gave it
    seen_run = models.BigIntegerField()
    seen_full = models.BigIntegerField(default=0)  # the last full run that listed it
    missing = models.PositiveIntegerField(default=0)  # full listings in a row without it
    is_withdrawn = models.BooleanField(default=False)
    kept = models.JSONField(default=list)  # fields edited here, which win over the source's

    class Meta:
        db_table = "harvest_record"
        indexes = (models.Index(fields=["source", "seen_full"], name="record_seen"),)

    def __str__(self) -> str:
        return self.dataset


class Item(models.Model):
    """A file of a source on its way to a table. The item is both queue and ledger."""

    class State(models.TextChoices):
        QUEUED = "queued"
        FETCHING = "fetching"
        READING = "reading"  # its bytes are here and become a table
        PUBLISHED = "published"
        UNCHANGED = "unchanged"
        NOT_A_TABLE = "not_a_table"
        NEEDS_PERSON = "needs_person"
        FAILED = "failed"
        DESCRIBED = "described"  # a page, a picture, a service: described, not fetched
        WITHDRAWN = "withdrawn"

    distribution = models.CharField(primary_key=True, max_length=36)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    dataset = models.CharField(max_length=36)
    publisher = models.CharField(max_length=100, blank=True)  # code or slug, for the ledger
    title = models.TextField(blank=True)
    url = models.TextField(blank=True)
    format = models.CharField(max_length=100, blank=True)
    local = models.TextField(blank=True)  # path of a file at hand
    told = models.CharField(max_length=64, blank=True)  # digest of the file's description
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=10, blank=True)  # fetch or read, where it failed
    code = models.CharField(max_length=40, blank=True)
    message_ja = models.TextField(blank=True)
    message_en = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    seems = models.CharField(max_length=20, blank=True)  # what the first bytes look like
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    checked_sha256 = models.CharField(max_length=64, blank=True)  # bytes that a person let through
    reader_version = models.CharField(max_length=40, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    first_failed_at = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "harvest_item"
        ordering = ("dataset", "distribution")
        indexes = (
            models.Index(fields=["source", "state", "next_at"], name="item_due"),
            models.Index(fields=["code", "publisher"], name="item_ledger"),
            models.Index(fields=["dataset"], name="item_of_dataset"),
        )

    def __str__(self) -> str:
        return f"{self.url or self.title} {self.state}"


class HostPace(models.Model):
    """When a host may be asked again: shared by all workers."""

    host = models.CharField(primary_key=True, max_length=255)
    next_at = models.FloatField(default=0)  # seconds since 1970
    pause_s = models.FloatField(default=0)

    class Meta:
        db_table = "harvest_host_pace"

    def __str__(self) -> str:
        return self.host
