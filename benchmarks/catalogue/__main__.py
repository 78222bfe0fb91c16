"""The catalogue itself: describing, catching up search, DCAT pages and bulk exports.

    .venv/bin/python -m benchmarks.catalogue --datasets 10000

Datasets have nine files each and no rows. Everything runs in this process; figures are CPU time.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.search.catalogue import catalogue
from tdpf.adapters.search import Document
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.model import (
    Contact,
    Dataset,
    DatasetId,
    Distribution,
    DistributionId,
    Organisation,
    OrganisationId,
)

FILES = 9
AT = datetime(2026, 11, 1, tzinfo=UTC)


def described(count: int) -> Iterator[tuple[Dataset, tuple[Distribution, ...]]]:
    """Datasets as a large city describes them."""
    for document in catalogue(count):
        if document.kind != "merged":
            yield _dataset(document)


def _dataset(document: Document) -> tuple[Dataset, tuple[Distribution, ...]]:
    owner = Organisation(
        OrganisationId(stable_id(document.publisher)),
        f"p{document.publisher}",
        document.publisher_name,
        code6=document.publisher,
    )
    dataset = Dataset(
        DatasetId(stable_id(document.id)),
        document.id,
        document.title,
        notes=document.notes,
        organisation=owner,
        keywords=document.keywords,
        licence=document.licence,
        modified=document.modified,
        frequency="ANNUAL",
        contact=Contact(name="担当課", email="office@example.jp", phone="03-0000-0000"),
    )
    files = tuple(
        Distribution(
            DistributionId(stable_id(document.id, str(number))),
            position=number,
            title=f"{document.title} {number}",
            download_url=f"https://data.example.jp/{document.id}/{number}.csv",
            format="CSV",
            media_type="text/csv",
        )
        for number in range(FILES)
    )
    return dataset, files


def timed(label: str, per: int, unit: str, job: Callable[[], object]) -> None:
    began = time.process_time()
    job()
    spent = time.process_time() - began
    print(f"{label:42} {spent * 1000 / per:8.2f} CPU ms a {unit}   ({spent:.1f} s)")


def peak_mb() -> int:
    """The most memory that this process has had."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--datasets", type=int, default=10_000)
    count = options.parse_args().datasets
    with tempfile.TemporaryDirectory() as home:
        os.environ["TDPF_HOME"] = home
        _measure(count)


def _measure(count: int) -> None:
    from tdpf.cli.boot import start_django

    start_django()
    from tdpf.apps.catalog.service import cataloguing
    from tdpf.apps.publishing.service import catch_up_search, relate

    def describe(some: range) -> None:
        with cataloguing("benchmark", at=AT) as desk:
            for dataset, files in known[some.start : some.stop]:
                desk.dataset(dataset)
                for file in files:
                    desk.distribution(dataset.id, file)

    known = list(described(count))
    half = range(len(known) // 2)
    rest = range(half.stop, len(known))
    timed("describing, with nine files", len(half), "dataset", lambda: describe(half))
    timed("search built", len(half), "dataset", lambda: catch_up_search(at=AT))
    describe(rest)
    timed(
        "search catches up with as many more", len(rest), "dataset", lambda: catch_up_search(at=AT)
    )
    timed("relations of all", len(known), "dataset", lambda: relate(at=AT))
    relate(at=AT)  # what it changed itself is looked at once more
    dataset, _ = known[0]
    with cataloguing("benchmark", at=AT) as desk:
        desk.dataset(msgspec.structs.replace(dataset, notes="言い直した"))
    timed("relations after one change", 1, "change", lambda: relate(at=AT))
    _exports(len(known))


def _exports(count: int) -> None:
    from tdpf.adapters.catalog import open_catalog
    from tdpf.core.catalog import data_json
    from tdpf.core.catalog.addresses import Addresses
    from tdpf.core.catalog.opendata_list import write
    from tdpf.core.catalog.syntaxes import MEDIA_TYPES, Syntax
    from tdpf.data.catalogue import catalogue_text, every_dataset, page_of
    from tdpf.settings import settings

    shelf, at = open_catalog(settings()), Addresses("https://city.example.jp")
    before = peak_mb()
    url, pages = f"{at.site}/catalog", max(count // 100, 1)

    def whole(syntax: Syntax) -> None:
        for number in range(1, pages + 1):
            catalogue_text(shelf, at, page_of(shelf, number, "", None), url, syntax)

    for syntax in MEDIA_TYPES:
        timed(f"whole catalogue as {syntax}", pages, "page of 100", lambda s=syntax: whole(s))
    for name, made in (
        ("data.json", lambda: data_json.write(every_dataset(shelf), at)),
        ("catalog.csv", lambda: write(every_dataset(shelf))),
    ):
        timed(name, count, "dataset", lambda made=made: sum(len(piece) for piece in made()))
    print(f"exports took {peak_mb() - before} MB more than there was before; peak {peak_mb()} MB")


if __name__ == "__main__":
    main()
