"""Tables about people and money: population, budget, loans."""

from __future__ import annotations

from datetime import date

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts, each
from tdpf.core.demo.towns import City

AGES = ("0-4", *(f"{low}-{low + 4}" for low in range(5, 85, 5)))


def population(dice: Dice, city: City, count: int, at: date) -> Facts:
    place = city.place
    areas = [
        (town.name, chome) for town in city.towns for chome in range(1, town.chomes + 1) or (0,)
    ]
    areas = areas[:count]
    count = len(areas)
    facts: Facts = {
        "code": [place.code6] * count,
        "area_code": [f"{index:07}" for index in range(1000, 1000 + count)],
        "number": [str(index) for index in range(1, count + 1)],
        "city_full": [place.full_name] * count,
        "prefecture": [place.prefecture] * count,
        "city_name": [place.name] * count,
        "surveyed": [at.replace(day=1).isoformat()] * count,
        "area_town": [name for name, _ in areas],
        "area_chome": [str(chome) if chome else "" for _, chome in areas],
        "remarks": [""] * count,
    }
    ages = [*(f"{age}歳" for age in AGES), "85歳以上"]
    weights = [4, 4, 4, 4, 6, 7, 7, 7, 7, 8, 8, 7, 6, 5, 5, 5, 4, 3]
    people = [dice.between(150, 2600) * (0.2 if city.size < 0.3 else 1) for _ in range(count)]
    for sex in ("男性", "女性"):
        for age, weight in zip(ages, weights, strict=True):
            facts[f"{age}の{sex}"] = [
                str(round(total * weight / 200 * (0.8 + 0.4 * dice.unit()))) for total in people
            ]
        columns = [facts[f"{age}の{sex}"] for age in ages]
        facts[sex] = [str(sum(map(int, row))) for row in zip(*columns, strict=True)]
    facts["people"] = [
        str(int(men) + int(women)) for men, women in zip(facts["男性"], facts["女性"], strict=True)
    ]
    facts["households"] = [str(round(int(total) / 2.03)) for total in facts["people"]]
    return facts


def budget(dice: Dice, city: City, count: int, at: date) -> Facts:
    del count
    heads = (
        "議会費",
        "総務費",
        "民生費",
        "衛生費",
        "労働費",
        "農林水産業費",
        "商工費",
        "土木費",
        "消防費",
        "教育費",
        "公債費",
        "予備費",
    )
    years = [str(year) for year in range(at.year - 4, at.year + 1) for _ in heads]
    return {
        "年度": years,
        "款": each(len(years), heads),
        "当初予算額（千円）": [
            f"{dice.between(900, 90_000) * round(100 * city.size + 1):,}" for _ in years
        ],
        "構成比": [f"{dice.unit() * 30:.1f}%" for _ in years],
    }


def library_loans(dice: Dice, city: City, count: int, at: date) -> Facts:
    del count
    branches = [f"{town.name}図書館" for town in city.towns[:4]]
    months = [
        (branch, year, month)
        for branch in branches
        for year in (at.year - 1, at.year)
        for month in range(1, 13)
    ]
    return {
        "館名": [branch for branch, _, _ in months],
        "年": [str(year) for _, year, _ in months],
        "月": [f"{month}月" for _, _, month in months],
        "開館日数": [str(dice.between(22, 28)) for _ in months],
        "貸出冊数": [str(dice.between(800, 32_000)) for _ in months],
        "うち児童書": [str(dice.between(200, 790)) for _ in months],
    }
