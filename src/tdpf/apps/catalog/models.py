"""What is described: organisations, their datasets, and the files (distributions) of a dataset.

Workflow stands in `tdpf.apps.publishing`. Ids are UUIDs as text and never change; a name may.
Beside the columns that are asked for stands `document`: the whole description as JSON of
`tdpf.core.catalog.model`, rewritten with them (`documents.py`).
The data server reads these SQL tables without Django (`tdpf.adapters.manifest`).
"""

from __future__ import annotations

import uuid

from django.db import models


def new_id() -> str:
    return str(uuid.uuid4())


class Organisation(models.Model):
    """A publisher (公開団体): a municipality, a bureau, later a company or a group."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    name = models.SlugField(max_length=100, unique=True)
    code6 = models.CharField(max_length=6, unique=True, null=True, blank=True)
    title = models.TextField()
    title_en = models.TextField(blank=True)
    kana = models.TextField(blank=True)
    kind = models.CharField(max_length=20, default="municipality")
    homepage = models.URLField(blank=True)
    document = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "catalog_organisation"
        ordering = ("code6", "name")

    def __str__(self) -> str:
        return self.title


class Dataset(models.Model):
    """A described collection. A merged table is a dataset of its own, without an organisation."""

    class Kind(models.TextChoices):
        DATASET = "dataset"
        MERGED = "merged"

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DATASET)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="datasets"
    )
    title = models.TextField()
    title_en = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, default="public")  # public or private
    state = models.CharField(max_length=10, default="active")  # draft active withdrawn deleted
    document = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    keywords = models.JSONField(default=list, blank=True)
    licence = models.CharField(max_length=40, default="notspecified")
    frequency = models.CharField(max_length=40, blank=True)
    standard = models.CharField(max_length=60, blank=True)  # slug of the main table's set, or empty
    is_synthetic = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    stated_modified = models.CharField(max_length=40, blank=True)  # what the publisher says
    modified_at = models.DateTimeField()  # the last new version or change of description

    class Meta:
        db_table = "catalog_dataset"
        ordering = ("name",)
        indexes = (models.Index(fields=["standard"], name="dataset_standard"),)

    def __str__(self) -> str:
        return self.title


class Distribution(models.Model):
    """One file of a dataset as the publisher gave it, kept byte for byte."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="distributions")
    position = models.PositiveIntegerField(default=0)
    title = models.TextField(blank=True)
    file_name = models.TextField()
    format = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    document = models.TextField(blank=True)
    path = models.TextField(blank=True)  # key in storage; blank: only described, not kept
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.BigIntegerField(default=0)
    issued_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    class Meta:
        db_table = "catalog_distribution"
        ordering = ("dataset", "position")
        constraints = (
            models.UniqueConstraint(
                fields=["dataset", "position"], name="distribution_position_once"
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class Theme(models.Model):
    """A subject heading: a CKAN group, a DCAT theme."""

    name = models.CharField(primary_key=True, max_length=100)
    title = models.TextField()
    document = models.TextField()

    class Meta:
        db_table = "catalog_theme"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.title


class Series(models.Model):
    """Datasets that belong together: the same data by year, or a standard set by publisher."""

    name = models.CharField(primary_key=True, max_length=200)
    title = models.TextField()
    document = models.TextField()

    class Meta:
        db_table = "catalog_series"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.title


class Alias(models.Model):
    """Another name that leads to a thing for ever: an old name, the id that its source uses."""

    alias = models.CharField(primary_key=True, max_length=300)
    kind = models.CharField(max_length=20)  # dataset, organisation, distribution
    target = models.CharField(max_length=36)

    class Meta:
        db_table = "catalog_alias"

    def __str__(self) -> str:
        return f"{self.alias} → {self.target}"


class DescriptionVersion(models.Model):
    """One change of a description: who, when, and each field before and after."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=36)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    changes = models.JSONField()  # field → [before, after]

    class Meta:
        db_table = "catalog_description_version"
        ordering = ("id",)
        indexes = (models.Index(fields=["kind", "target"], name="description_of"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.target} {self.at:%Y-%m-%d}"
