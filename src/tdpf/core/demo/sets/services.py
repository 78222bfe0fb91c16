"""Rules and permits: waste, food businesses, support."""

from __future__ import annotations

from datetime import date

from tdpf.core.demo import words
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts, day, each, named
from tdpf.core.demo.towns import City


def garbage_separation(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    items = dice.shuffled(words.rows("garbage"))[: max(8, min(count, len(words.rows("garbage"))))]
    items.sort(key=lambda item: item[1])
    count = len(items)
    place = city.place
    return {
        "code": [place.code6] * count,
        "id": [f"{place.code6}{index:06}" for index in range(1, count + 1)],
        "number": [str(index) for index in range(1, count + 1)],
        "city_full": [place.full_name] * count,
        "item": [item[0] for item in items],
        "item_kana": [item[1] for item in items],
        "bin": [item[2] for item in items],
        "care": ["中身を使い切ってから出す" if "缶" in item[0] else "" for item in items],
        "fee_kind": ["有料" if item[2] == "粗大ごみ" else "無料" for item in items],
        "fee": [
            str(dice.pick((400, 800, 1200))) if item[2] == "粗大ごみ" else "" for item in items
        ],
        "remarks": [""] * count,
    }


def food_business_all(dice: Dice, city: City, count: int, at: date) -> Facts:
    facts = named(dice, city, count, "shops")
    started = [day(dice, date(2019, 4, 1), at) for _ in range(count)]
    facts |= {
        "trade": [
            dice.pick(("飲食店営業", "菓子製造業", "食肉販売業", "喫茶店営業"))
            for _ in range(count)
        ],
        "permit": [f"デモ第{index:05}号" for index in range(1, count + 1)],
        "permitted": started,
        "valid_until": [f"{int(one[:4]) + 6}{one[4:8]}28" for one in started],
        "application": [dice.pick(("新規", "更新")) for _ in range(count)],
        "corporation": [
            dice.pick(words.some("corporations")) if dice.chance(0.3) else "" for _ in range(count)
        ],
    }
    return facts


def support_system(dice: Dice, city: City, count: int, at: date) -> Facts:
    del dice
    place = city.place
    topics = (
        "出産",
        "住宅改修",
        "就学",
        "ひとり親家庭",
        "省エネ設備",
        "生ごみ処理機",
        "自転車ヘルメット",
        "高齢者見守り",
    )
    names = [f"{topic}支援給付金" for topic in each(count, topics)]
    return {
        "code": [place.code6] * count,
        "id": [f"{place.code6}{index:06}" for index in range(1, count + 1)],
        "city_full": [place.full_name] * count,
        "office": ["福祉課"] * count,
        "name": names,
        "for_whom": [f"{place.name}に住所がある方"] * count,
        "about": [f"{name}の制度（架空）です。" for name in names],
        "starts_on": [at.isoformat()] * count,
        "ends_on": [at.replace(year=at.year + 1).isoformat()] * count,
        "url": [f"{city.site}/shien/{index}.html" for index in range(1, count + 1)],
    }
