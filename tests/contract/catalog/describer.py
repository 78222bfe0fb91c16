"""Describes a few things in a process of its own: `describer STEP …`, settings as environment."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from msgspec.structs import replace

from tdpf.cli.boot import start_django
from tdpf.core.catalog.model import (
    Contact,
    Dataset,
    DatasetId,
    Distribution,
    DistributionId,
    Organisation,
    OrganisationId,
    Series,
    Source,
    Theme,
)

AT = datetime(2024, 4, 1, 9, 30, tzinfo=UTC)
BUREAU = Organisation(
    OrganisationId("11111111-1111-4111-8111-111111111111"),
    "kensetsu",
    "建設局",
    kind="bureau",
    description="道路と公園",
)
DATASET = Dataset(
    DatasetId("22222222-2222-4222-8222-222222222222"),
    "toden-park",
    "公園の一覧",
    notes="都立公園",
    organisation=BUREAU,
    keywords=("公園", "緑"),
    themes=(Theme("living", "生活", eu=("SOCI",)),),
    licence="cc-by-4.0",
    frequency="ANNUAL",
    series=("parks",),
    contact=Contact(name="公園課", email="park@example.jp"),
    source=Source("ckan", "source-7", "https://catalog.example.jp/dataset/7"),
    extras=(("department_code", "07"),),
)
FILE = Distribution(
    DistributionId("33333333-3333-4333-8333-333333333333"),
    title="令和5年度",
    download_url="https://data.example.jp/park.csv",
    format="CSV",
    licence="cc-by-4.0",
)


def main() -> None:
    start_django()
    for step in sys.argv[1:]:
        take(step)


def take(step: str) -> None:
    from tdpf.apps.catalog.service import cataloguing

    with cataloguing("harvester", at=AT) as desk:
        if step == "first":
            desk.theme(DATASET.themes[0])
            desk.series(Series("parks", "公園"))
            print(desk.dataset(DATASET).is_changed, desk.distribution(DATASET.id, FILE).is_changed)
            hidden = replace(
                DATASET, id=DatasetId("4" * 36), name="hidden", visibility="private", source=None
            )
            desk.dataset(hidden)
        elif step == "again":
            print(desk.dataset(DATASET).is_changed, desk.distribution(DATASET.id, FILE).is_changed)
        elif step == "rename":
            said = desk.dataset(replace(DATASET, name="parks", title="都立公園の一覧"))
            print(sorted(said.changes))
        elif step == "withdraw":
            print(desk.set_state(DATASET.id, "withdrawn"), desk.set_state(DATASET.id, "withdrawn"))


if __name__ == "__main__":
    main()
