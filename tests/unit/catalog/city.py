"""A small catalogue of a real kind: one ward, three datasets, every field used at least once."""

from __future__ import annotations

import datetime as dt

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.model import (
    Catalog,
    Contact,
    Coverage,
    Dataset,
    DatasetId,
    Distribution,
    DistributionId,
    Organisation,
    OrganisationId,
    Period,
    Quality,
    Series,
    Source,
    TableId,
    TableInfo,
    Theme,
)
from tdpf.core.catalog.themes import THEMES
from tdpf.core.tables.schema import Column

AT = Addresses("https://data.example.jp")
DESCRIBED = dt.datetime(2026, 11, 22, 5, 13, 44, 950173, dt.UTC)

SHIBUYA = Organisation(
    id=OrganisationId("0a4f9b0c-5a0e-4f0b-9a52-3f6a1a3f1130"),
    name="shibuya",
    title="渋谷区",
    title_en="Shibuya City",
    kana="シブヤク",
    kind="municipality",
    code6="131130",
    description="渋谷区のデータです。",
    homepage="https://www.city.shibuya.example.jp/",
    created_at=dt.datetime(2020, 4, 1, tzinfo=dt.UTC),
)

TOILETS = Dataset(
    id=DatasetId("5f0b7a4e-90a5-4b43-8e0e-6c9d1f0a2b11"),
    name="131130-public-toilet",
    title="公衆トイレ一覧",
    title_en="Public toilets",
    subtitle="区が管理するもの",
    notes="区内の公衆トイレの位置と設備です。\n毎年4月に更新します。",
    notes_en="Where the public toilets are.",
    organisation=SHIBUYA,
    keywords=("オストメイト", "トイレ"),
    themes=(THEMES["health"], Theme("machi", "まちづくり")),
    universal_menu="くらし",
    licence="cc-by-4.0",
    languages=("ja",),
    standards=("public_toilet",),
    conforms_to=("https://example.jp/standards/toilet",),
    series=("public-toilet-by-year",),
    coverage=Coverage(("131130",), "渋谷区全域", (139.66, 35.64, 139.72, 35.69)),
    period=Period("2023-04-01", "2024-03-31"),
    frequency="ANNUAL",
    issued="2021-06-01",
    modified="2024-04-01",
    version="2.1",
    version_notes="座標を直しました。",
    previous_version="https://data.example.jp/datasets/old",
    landing_page="https://www.city.shibuya.example.jp/toilet",
    documents=("https://www.city.shibuya.example.jp/toilet.pdf",),
    provenance="公園課の台帳から作りました。",
    contact=Contact(
        name="土木部公園課",
        email="koen@city.shibuya.example.jp",
        phone="(03)3463-1211",
        extension="2345",
        form_url="https://www.city.shibuya.example.jp/form",
        remark="平日のみ",
        is_email_in_bulk=False,
    ),
    remark="試行版",
    source=Source("ckan", "t131130d0000000005", "https://catalog.example.jp/dataset/t131130"),
    quality=Quality(94, 0.93, 0.99, 0.98, 0.97, 1.0),
    created_at=dt.datetime(2021, 6, 1, tzinfo=dt.UTC),
    modified_at=DESCRIBED,
    extras=(("予算", "一般"),),
    distributions=(
        Distribution(
            id=DistributionId("b1f5c1de-55b0-4c6c-9d6f-0d1b5b7a0001"),
            title="公衆トイレ一覧(CSV)",
            title_en="Public toilets (CSV)",
            description="UTF-8です。",
            access_url="https://www.city.shibuya.example.jp/toilet",
            download_url="https://www.city.shibuya.example.jp/131130_public_toilet.csv",
            format="CSV",
            media_type="text/csv",
            bytes=20480,
            sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            rights="https://www.city.shibuya.example.jp/terms",
            languages=("ja",),
            standards=("public_toilet",),
            documents=("https://www.city.shibuya.example.jp/columns.pdf",),
            issued="2021-06-01",
            modified="2024-04-01",
            status="completed",
            created_at=dt.datetime(2021, 6, 1, tzinfo=dt.UTC),
            modified_at=DESCRIBED,
            tables=(
                TableInfo(
                    id=TableId("7a0d4c3b-1111-4222-8333-944455556666"),
                    name="131130-public-toilet",
                    version=3,
                    rows=82,
                    bbox=(139.66, 35.64, 139.72, 35.69),
                    published_at=DESCRIBED,
                    columns=(
                        Column(name="名称", kind="text", field_id=1, key="name", item=True),
                        Column(
                            name="男女共用トイレ数",
                            kind="integer",
                            field_id=2,
                            minimum="0",
                            maximum="4",
                        ),
                        Column(name="緯度", kind="number", field_id=3, key="latitude", item=True),
                    ),
                ),
            ),
        ),
        Distribution(
            id=DistributionId("b1f5c1de-55b0-4c6c-9d6f-0d1b5b7a0002"),
            position=1,
            title="利用案内",
            access_url="https://www.city.shibuya.example.jp/guide",
            format="点字",
            licence="other-closed",
            licence_text="無断転載を禁じます",
            rights="館内でのみ使えます。",
            conforms_to=("日本点字表記法",),
        ),
    ),
)

FESTIVALS = Dataset(
    id=DatasetId("5f0b7a4e-90a5-4b43-8e0e-6c9d1f0a2b12"),
    name="festivals",
    title="お祭り",
    organisation=SHIBUYA,
    frequency_text="お祭りの前",
    is_synthetic=True,
    modified_at=DESCRIBED,
)

ALL_TOILETS = Dataset(
    id=DatasetId("5f0b7a4e-90a5-4b43-8e0e-6c9d1f0a2b13"),
    name="public-toilet",
    title="公衆トイレ一覧(統合表)",
    standards=("public_toilet",),
    is_merged=True,
    sources=(TOILETS.id,),
    licence="cc-by-4.0",
    modified_at=DESCRIBED,
)

BY_YEAR = Series("public-toilet-by-year", "公衆トイレの年次データ", frequency="ANNUAL")

CATALOG = Catalog(
    title="東京データカタログ",
    title_en="Tokyo data catalogue",
    description="区市町村のデータを集めました。",
    publisher=SHIBUYA,
    homepage="https://data.example.jp/",
    licence="cc-by-4.0",
    modified_at=DESCRIBED,
)
