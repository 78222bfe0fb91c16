"""A folder that files are put into: every data file below it is a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tdpf.adapters.harvest.base import Page, unreadable
from tdpf.adapters.harvest.urls import SUFFIXES
from tdpf.core.catalog.formats import format_of_name, media_type_of
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.model import Dataset, DatasetId, Distribution, DistributionId, Source


class FolderListing:
    """Lists files by their path below the folder. Links that lead out of it are left alone."""

    is_incremental = False

    def __init__(self, folder: Path, *, publisher: str = "") -> None:
        self._folder = folder
        self._publisher = publisher

    def pages(self, cursor: str, since: datetime | None) -> Iterator[Page]:
        del cursor, since
        root = self._folder.resolve()
        if not root.is_dir():
            raise unreadable(self._folder.name, "no such folder")
        files = [
            path
            for path in sorted(root.rglob("*"))
            if path.suffix.lower() in SUFFIXES
            and path.is_file()
            and path.resolve().is_relative_to(root)
        ]
        pairs = [(self._dataset(path.relative_to(root)), path) for path in files]
        yield Page(
            datasets=tuple(dataset for dataset, _ in pairs),
            cursor="",
            total=len(pairs),
            local={dataset.distributions[0].id: path for dataset, path in pairs},
        )

    def _dataset(self, path: Path) -> Dataset:
        identity = stable_id("folder", self._publisher, path.as_posix())
        code = format_of_name(path.name)
        file = Distribution(
            id=DistributionId(stable_id(identity, path.name)),
            title=path.name,
            format=code,
            media_type=media_type_of(code),
        )
        return Dataset(
            id=DatasetId(identity),
            name=identity,
            title=path.stem,
            source=Source("folder", path.as_posix()),
            distributions=(file,),
        )
