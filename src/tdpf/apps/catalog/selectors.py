"""Reads of the catalogue: querysets only, nothing about pages."""

from __future__ import annotations

from django.db.models import QuerySet

from tdpf.apps.catalog.models import Dataset, Distribution, Organisation


def datasets() -> QuerySet[Dataset]:
    """Every dataset a visitor may see, with its organisation, by name."""
    return Dataset.objects.select_related("organisation").order_by("name")


def dataset_named(name: str) -> Dataset | None:
    return datasets().filter(name=name).first()


def organisations() -> QuerySet[Organisation]:
    """Every publisher, by municipality code."""
    return Organisation.objects.order_by("code6", "name")


def organisation_with_code(code6: str) -> Organisation | None:
    return organisations().filter(code6=code6).first()


def distributions(dataset: Dataset) -> QuerySet[Distribution]:
    return dataset.distributions.order_by("position")


def dataset_with_file(publisher: str, file_name: str) -> Dataset | None:
    """The publisher's dataset that was made from a file of this name, if just one was."""
    found = list(
        Dataset.objects.filter(
            organisation__code6=publisher, distributions__file_name=file_name
        ).distinct()[:2]
    )
    return found[0] if len(found) == 1 else None
