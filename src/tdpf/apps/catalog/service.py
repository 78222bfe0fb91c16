"""What other apps may use of the catalogue."""

from __future__ import annotations

from tdpf.apps.catalog.actions import add_file, describe, ensure_organisation, put_file
from tdpf.apps.catalog.models import LICENCES, Dataset, Distribution, Organisation, new_id
from tdpf.apps.catalog.selectors import (
    dataset_named,
    datasets,
    datasets_named,
    datasets_with_files,
    distributions,
    organisation_with_code,
    organisations,
)

__all__ = [
    "LICENCES",
    "Dataset",
    "Distribution",
    "Organisation",
    "add_file",
    "dataset_named",
    "datasets",
    "datasets_named",
    "datasets_with_files",
    "describe",
    "distributions",
    "ensure_organisation",
    "new_id",
    "organisation_with_code",
    "organisations",
    "put_file",
]
