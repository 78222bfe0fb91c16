"""What is published: tables, their immutable versions, which version is current, and the logs.

One SQL transaction adds a version, moves the head, and writes log and audit: that commit is the
publication (`tdpf.apps.publishing.actions`). The data server reads these SQL tables without Django.
"""

from __future__ import annotations

import msgspec
from django.db import models

from tdpf.apps.catalog.service import Dataset, Distribution, new_id
from tdpf.core.tables.samples import Samples
from tdpf.core.tables.schema import TableSchema


class Table(models.Model):
    """The typed rows of one sheet of a distribution, or of one standard set over all publishers."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    name = models.CharField(max_length=220, unique=True)
    title = models.TextField()
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="tables")
    distribution = models.ForeignKey(
        Distribution, on_delete=models.CASCADE, null=True, blank=True, related_name="tables"
    )
    sheet = models.TextField(blank=True)
    standard = models.CharField(max_length=60, blank=True)
    is_merged = models.BooleanField(default=False)

    class Meta:
        db_table = "publishing_table"
        ordering = ("name",)
        indexes = (models.Index(fields=["standard", "is_merged"], name="table_standard"),)

    def __str__(self) -> str:
        return self.name


class TableVersion(models.Model):
    """One immutable version of a table and everything a reader needs to find and trust it."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    path = models.TextField()  # key in storage
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    rows = models.BigIntegerField()
    schema = models.TextField()  # TableSchema as JSON
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    quality = models.TextField(default="{}")  # the `quality` object of report.json
    score = models.PositiveSmallIntegerField(null=True)  # quality.score, to sort and colour by
    samples = models.TextField(default="{}")  # column → a few values of it, as JSON, for search
    report_path = models.TextField(blank=True)
    report_sha256 = models.CharField(max_length=64, blank=True)
    source_name = models.TextField(blank=True)
    sheet_name = models.TextField(blank=True, default="")  # of the workbook, the main one's too
    source_path = models.TextField(blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    input_key = models.CharField(max_length=64)  # same bytes, reader and mapping give the same key
    reader_version = models.CharField(max_length=40)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        db_table = "publishing_table_version"
        ordering = ("table", "number")
        constraints = (
            models.UniqueConstraint(fields=["table", "number"], name="version_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.table_id} v{self.number}"

    @property
    def sample_values(self) -> Samples:
        """A few values of columns of text, by column."""
        return msgspec.json.decode(self.samples, type=Samples)

    @property
    def table_schema(self) -> TableSchema:
        return msgspec.json.decode(self.schema, type=TableSchema)


class TableHead(models.Model):
    """Which version of a table is current: the row that publishing moves."""

    table = models.OneToOneField(
        Table, primary_key=True, on_delete=models.CASCADE, related_name="head"
    )
    version = models.ForeignKey(TableVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "publishing_table_head"

    def __str__(self) -> str:
        return f"{self.table_id} → {self.version_id}"


class MergeInput(models.Model):
    """One part that a version of a merged table was built from: staleness is a query over these."""

    merged = models.ForeignKey(TableVersion, on_delete=models.CASCADE, related_name="inputs")
    part = models.ForeignKey(TableVersion, on_delete=models.PROTECT, related_name="+")
    first_row = models.BigIntegerField()  # where the part's rows begin in the merged file, from 0
    rows = models.BigIntegerField()

    class Meta:
        db_table = "publishing_merge_input"
        constraints = (models.UniqueConstraint(fields=["merged", "part"], name="merge_input_once"),)

    def __str__(self) -> str:
        return f"{self.merged_id} ← {self.part_id}"


class SavedMapping(models.Model):
    """What a column of a publisher's files means: confirmed by a person, so it wins next time."""

    id = models.BigAutoField(primary_key=True)
    publisher = models.CharField(max_length=6)  # code of the municipality
    standard = models.CharField(max_length=60)
    header = models.TextField()
    items = models.JSONField(default=list)  # no items: the column stays as it is
    confirmed_by = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "publishing_saved_mapping"
        ordering = ("publisher", "standard", "header")
        constraints = (
            models.UniqueConstraint(
                fields=["publisher", "standard", "header"], name="saved_mapping_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.publisher} {self.standard}: {self.header}"


class PersonalDecision(models.Model):
    """A person looked at a column that may hold personal data, and decided to publish it."""

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="personal_decisions")
    code = models.CharField(max_length=60)  # of the finding: personal-mail …
    column = models.TextField()
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "publishing_personal_decision"
        ordering = ("table", "column", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["table", "code", "column"], name="personal_decision_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.table_id} {self.column}: {self.code}"


class Counter(models.Model):
    """The last number given to the publication log.

    Updating its one row is the first statement of every publishing transaction, so publications
    commit one after the other and a reader of the log never finds a gap that fills up later.
    """

    name = models.CharField(primary_key=True, max_length=20)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "publishing_counter"

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class PublicationLog(models.Model):
    """What changed for readers, in order. Search and caches follow it by `seq`."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.CharField(max_length=20)  # published, merged, rolled-back, described
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="+")
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="+", null=True)
    version = models.ForeignKey(TableVersion, on_delete=models.CASCADE, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "publishing_log"
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.seq} {self.event}"


class AuditRecord(models.Model):
    """Who did what, when: written in the same transaction as the deed, never changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=260)  # kind:name
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "publishing_audit"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.actor} {self.action} {self.subject}"
