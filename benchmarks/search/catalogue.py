"""A catalogue of any size: datasets as Tokyo's municipalities publish them, year after year."""

from __future__ import annotations

from collections.abc import Iterator

from tdpf.adapters.search import Document
from tdpf.core.demo.dice import Dice
from tdpf.core.places import TOKYO
from tdpf.core.standards import StandardSet, standards

_WORDS = """
    予算 決算 職員数 審議会委員名簿の公募状況 統計書 路線別交通量 大気測定結果
    騒音調査 街路樹 都市計画 道路台帳 ごみ収集日 資源回収量 水道使用量 図書館蔵書数
    保育園の空き状況 子育て支援拠点 就学援助 健康診査受診率 予防接種実施医療機関
    災害備蓄品 消防団詰所 街頭消火器 防犯カメラ設置状況 放置自転車撤去台数
    コミュニティバス停留所 駐輪場利用台数 観光入込客数 商店街 農産物直売所
    市民意識調査 公共工事発注見通し 入札結果 選挙投票率 町丁別世帯と人口 年齢別人口
    外国人住民数 転入転出者数 土地利用現況 公園遊具 桜の開花 生き物調査 雨水浸透施設
    太陽光発電
"""
_TOPICS = _WORDS.split()
_NOTES = (
    "{city}が公開する{topic}の一覧です。{year}年度分。緯度・経度を含みます。",
    "{topic}に関するデータ。毎年4月1日現在の状況をまとめたもの。出典を明記すれば自由に使えます。",
    "{city}内の{topic}について、所管課が把握している内容を表にしました。",
)
_FORMATS = (("CSV",), ("CSV", "XLSX"), ("XLSX",), ("CSV", "GEOJSON"), ("PDF",))


def merged(one: StandardSet, samples: tuple[str, ...] = ()) -> Document:
    """The table of one standard set over all publishers."""
    return Document(
        id=one.slug,
        title=f"{one.title_ja}（全市区町村）",
        notes=f"都内の市区町村が公開する{one.title_ja}を1つの表にまとめました。",
        standard=one.slug,
        standard_title=one.title_ja,
        columns=tuple(item.name for item in one.items),
        samples=samples,
        formats=("CSV", "PARQUET", "GEOJSON"),
        licence="cc-by-4.0",
        kind="merged",
        modified="2026-10-01",
        rows=9000,
        quality=85,
        has_map=True,
        has_api=True,
    )


_PLACES = (
    "桜丘",
    "中央",
    "本町",
    "栄町",
    "緑町",
    "富士見",
    "若葉",
    "東",
    "南",
    "神明",
    "弁天",
    "八幡",
)
_KINDS = ("公園", "小学校", "児童館", "図書館", "区民会館", "駅前", "集会所", "出張所", "診療所")


def _samples(dice: Dice, city: str, columns: int) -> tuple[str, ...]:
    """Five values of each of a few columns of text, as the shelf keeps them."""
    return tuple(
        dict.fromkeys(
            f"{city if number % 5 == 0 else ''}{dice.pick(_PLACES)}{dice.pick(_KINDS)}"
            for number in range(columns * 5)
        )
    )


def catalogue(count: int, *, seed: int = 1) -> Iterator[Document]:
    """That many datasets, the merged tables first."""
    dice = Dice(seed, "catalogue")
    sets = list(standards().values())
    for one in sets[:count]:
        yield merged(one)
    for number in range(len(sets), count):
        city, year = dice.pick(TOKYO), dice.between(2015, 2026)
        one = dice.pick(sets) if dice.chance(0.35) else None
        topic = one.title_ja if one else dice.pick(_TOPICS)
        label = f"令和{year - 2018}年度" if year > 2018 and dice.chance(0.5) else f"{year}年度"
        yield Document(
            id=f"{city.code6}-{number:06}",
            title=f"{city.name} {topic}" + (f"（{label}）" if dice.chance(0.7) else ""),
            notes=dice.pick(_NOTES).format(city=city.name, topic=topic, year=year),
            publisher=city.code6,
            publisher_name=city.full_name,
            standard=one.slug if one else "",
            standard_title=one.title_ja if one else "",
            keywords=tuple(dice.pick(_TOPICS) for _ in range(dice.below(4))),
            columns=tuple(item.name for item in one.items) if one else ("名称", "住所", "件数"),
            samples=_samples(Dice(seed, "samples", number), city.name, number % 7),
            formats=dice.pick(_FORMATS),
            licence="cc-by-4.0",
            modified=f"{year}-{dice.between(1, 12):02}-01",
            freshness=dice.pick(("month", "year", "older")),
            rows=dice.between(5, 5000),
            quality=dice.between(30, 100),
            has_map=dice.chance(0.5),
        )
