"""What other apps may use of the catalogue."""

from __future__ import annotations

from tdpf.apps.catalog.actions import (
    describe,
    ensure_organisation,
    filled,
    new_dataset,
    put_file,
    say,
    store,
    upsert,
)
from tdpf.apps.catalog.describing import (
    Desk,
    NameTaken,
    NoSuchThing,
    Said,
    cataloguing,
    description_history,
)
from tdpf.apps.catalog.documents import dataset_of
from tdpf.apps.catalog.filling import fill, match_series
from tdpf.apps.catalog.freshness import Overdue, due_of, overdue
from tdpf.apps.catalog.models import Dataset, Distribution, Organisation, new_id
from tdpf.apps.catalog.selectors import (
    dataset_named,
    datasets,
    datasets_named,
    datasets_with_files,
    described,
    distributions,
    files_with_ids,
    first_files,
    former_owners,
    hidden_datasets,
    organisation_called,
    organisation_with_code,
    organisations,
    public_datasets,
    public_datasets_under,
)
from tdpf.core.catalog.licences import LICENCES

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
    "cataloguing",
    "dataset_named",
    "dataset_of",
    "datasets",
    "datasets_named",
    "datasets_with_files",
    "describe",
    "described",
    "description_history",
    "distributions",
    "due_of",
    "ensure_organisation",
    "files_with_ids",
    "fill",
    "filled",
    "first_files",
    "former_owners",
    "hidden_datasets",
    "match_series",
    "new_dataset",
    "new_id",
    "organisation_called",
    "organisation_with_code",
    "organisations",
    "overdue",
    "public_datasets",
    "public_datasets_under",
    "put_file",
    "say",
    "store",
    "upsert",
]
