"""What other apps may use of the catalogue."""

from __future__ import annotations

from tdpf.apps.catalog.actions import (
    add_file,
    describe,
    ensure_organisation,
    new_dataset,
    put_file,
)
from tdpf.apps.catalog.describing import (
    Desk,
    NameTaken,
    NoSuchThing,
    Said,
    cataloguing,
    description_history,
)
from tdpf.apps.catalog.freshness import Overdue, due_of, overdue
from tdpf.apps.catalog.models import LICENCES, Dataset, Distribution, Organisation, new_id
from tdpf.apps.catalog.selectors import (
    dataset_named,
    datasets,
    datasets_named,
    datasets_of_files,
    datasets_with_files,
    described,
    distributions,
    organisation_called,
    organisation_with_code,
    organisations,
    public_datasets,
    public_datasets_under,
)

__all__ = [
    "LICENCES",
    "Dataset",
    "Desk",
    "Distribution",
    "NameTaken",
    "NoSuchThing",
    "Organisation",
    "Overdue",
    "Said",
    "add_file",
    "cataloguing",
    "dataset_named",
    "datasets",
    "datasets_named",
    "datasets_of_files",
    "datasets_with_files",
    "describe",
    "described",
    "description_history",
    "distributions",
    "due_of",
    "ensure_organisation",
    "new_dataset",
    "new_id",
    "organisation_called",
    "organisation_with_code",
    "organisations",
    "overdue",
    "public_datasets",
    "public_datasets_under",
    "put_file",
]
