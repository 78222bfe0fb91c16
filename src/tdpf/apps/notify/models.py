"""Addresses that are looked at for being broken, and offices that letters went to."""

from __future__ import annotations

from django.db import models


class Link(models.Model):
    """An address that a dataset names, and how it answered last."""

    id = models.BigAutoField(primary_key=True)
    dataset = models.CharField(max_length=36)
    url = models.TextField()
    mark = models.CharField(max_length=64)  # of the URL, to be unique by
    role = models.CharField(max_length=20)  # landing_page, access_url, download_url
    status = models.PositiveSmallIntegerField(null=True)
    code = models.CharField(max_length=40, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    failed_since = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "notify_link"
        ordering = ("dataset", "id")
        constraints = (models.UniqueConstraint(fields=["dataset", "mark"], name="link_once"),)
        indexes = (models.Index(fields=["checked_at"], name="link_checked"),)

    def __str__(self) -> str:
        return self.url


class Office(models.Model):
    """An address of letters: when the last one went there, about what, and whether it may."""

    email = models.CharField(primary_key=True, max_length=320)
    sent_at = models.DateTimeField(null=True)
    about = models.CharField(max_length=64, blank=True)  # digest of what the last letter said
    is_stopped = models.BooleanField(default=False)

    class Meta:
        db_table = "notify_office"

    def __str__(self) -> str:
        return self.email
