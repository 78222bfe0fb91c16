"""A small catalogue in which every rule of the search has something to find."""

from __future__ import annotations

from tdpf.adapters.search import Document

TOKYO = ("東京都渋谷区", "131130"), ("東京都新宿区", "131041"), ("東京都府中市", "132063")
SHIBUYA, SHINJUKU, FUCHU = TOKYO


def dataset(name: str, title: str, owner: tuple[str, str] = SHINJUKU, **more: object) -> Document:
    return Document(
        id=name,
        title=title,
        publisher_name=owner[0],
        publisher=owner[1],
        **{"quality": 70, "formats": ("CSV",), "modified": "2026-01-01", **more},
    )


def merged(name: str, title: str, **more: object) -> Document:
    return Document(
        id=name,
        title=title,
        kind="merged",
        standard=name,
        standard_title=title,
        **{"quality": 80, "formats": ("CSV", "PARQUET"), "modified": "2026-02-01", **more},
    )


CATALOGUE = (
    merged("public_toilet", "公衆トイレ一覧", covers=("131130", "131041")),
    merged("aed", "AED設置箇所一覧", columns=("名称", "緯度", "経度")),
    merged("evacuation_space", "指定緊急避難場所一覧", covers=("131041",)),
    dataset("131130-toilet", "渋谷区の公衆トイレ", SHIBUYA, standard="public_toilet"),
    dataset("131130-park", "渋谷区 公園一覧", SHIBUYA, keywords=("桜丘公園",)),
    dataset("131130-budget", "予算のあらまし", SHIBUYA),
    dataset("131041-toilet", "新宿区 トイレの場所", SHINJUKU, standard="public_toilet"),
    dataset("131041-facility", "公共施設一覧", notes="区内の公共施設の位置"),
    dataset("131041-facility-old", "公共施設一覧（廃止）", quality=99),
    dataset(
        "131041-facility-note", "施設の概要", notes="公共施設一覧から抜き出したもの", quality=100
    ),
    dataset("131041-nursery", "保育園"),
    dataset("131041-nursery-approved", "認可保育園の一覧"),
    dataset("131041-nursery-place", "保育所の空き状況"),
    dataset("131041-shelter", "避難所の一覧", columns=("名称", "オストメイト")),
    dataset("131041-kumamoto", "熊本市との交流"),
    dataset("131041-bus", "バス停留所"),
    dataset("131041-gtfs", "コミュニティバスの時刻表 GTFS-JP", formats=("ZIP",)),
    dataset("131041-air", "PM2.5の測定値", notes="文字コードはUTF-8です。PM25とは別。"),
    dataset("131041-2023", "令和5年 町丁別人口", notes="世帯数も含む"),
    dataset("131041-2022", "2022年 町丁別人口"),
    dataset("131041-kyoto", "京都との友好都市交流"),
    dataset("131041-tokyo", "東京都からのお知らせ"),
    dataset("131041-takanawa", "高輪の文化財"),
    dataset("131041-kasumigaseki", "霞ケ関の史跡", freshness="older", licence="cc-by-4.0"),
    dataset("131041-chome", "西新宿一丁目の工事"),
    dataset("132063-festival", "くらやみ祭", FUCHU, freshness="year"),
)
