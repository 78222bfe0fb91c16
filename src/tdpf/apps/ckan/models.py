"""What a writer of a datastore declared, beyond the columns of the table."""

from __future__ import annotations

from django.db import models

from tdpf.apps.catalog.service import Distribution


class Datastore(models.Model):
    """A file whose rows a program writes itself."""

    distribution = models.OneToOneField(
        Distribution, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    fields = models.JSONField(default=list)  # as declared: id, type, info
    primary_key = models.JSONField(default=list)  # ids of the fields that tell rows apart

    class Meta:
        db_table = "ckan_datastore"

    def __str__(self) -> str:
        return str(self.distribution_id)
