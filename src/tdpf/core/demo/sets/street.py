"""Things along the street: toilets, AED, Wi-Fi, hydrants, places to park and to rest."""

from __future__ import annotations

from datetime import date

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts, day, named, sited, with_hours, yes
from tdpf.core.demo.towns import City


def public_toilet(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = with_hours(dice, named(dice, city, count, "toilets"))

    def counts(most: int) -> list[int]:
        return [dice.below(most + 1) for _ in range(count)]

    def text(numbers: list[int]) -> list[str]:
        return [str(number) for number in numbers]

    urinals, men_old, men_new = counts(4), counts(1), counts(2)
    women_old, women_new, both_old, both_new = counts(2), counts(4), counts(1), counts(1)
    facts |= {
        "urinals": text(urinals),
        "men_old": text(men_old),
        "men_new": text(men_new),
        "men": text([sum(each_) for each_ in zip(urinals, men_old, men_new, strict=True)]),
        "women_old": text(women_old),
        "women_new": text(women_new),
        "women": text([sum(each_) for each_ in zip(women_old, women_new, strict=True)]),
        "both_old": text(both_old),
        "both_new": text(both_new),
        "both": text([sum(each_) for each_ in zip(both_old, both_new, strict=True)]),
        "accessible": text(counts(2)),
        "wheelchair_toilet": yes(dice, count, 0.6),
        "baby_toilet": yes(dice, count, 0.4),
        "ostomate_toilet": yes(dice, count, 0.3),
        "spot": [dice.pick(("", "公園入口", "駅前広場", "管理棟横")) for _ in range(count)],
    }
    return facts


def aed(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = with_hours(dice, named(dice, city, count, "aed_places"))
    spots = (
        "1階玄関",
        "1階事務室前",
        "2階受付",
        "正門横（屋外）",
        "体育館入口",
        "職員室前廊下",
        "１階ロビー",
    )
    facts |= {
        "spot": [dice.pick(spots) for _ in range(count)],
        "child_pads": yes(dice, count, 0.7),
        "corporation": [city.place.name] * count,
        "outside_use": ["" if dice.chance(0.9) else "可" for _ in range(count)],
    }
    return facts


def public_wireless_lan(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = named(dice, city, count, "facilities")
    ssid = f"{city.place.name_en.split()[0]}_Free_Wi-Fi"
    facts |= {
        "ssid": [ssid] * count,
        "installer": [city.place.name] * count,
        "service_area": [
            dice.pick(("1階ロビー", "館内全域", "屋外広場", "2階閲覧室")) for _ in range(count)
        ],
        "url": [f"{city.site}/wifi.html"] * count,
    }
    return facts


def fire_hydrant(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = sited(dice, city, count)
    kinds = (("消火栓", 6), ("防火水そう", 3), ("プール", 0.3), ("河川・溝等", 0.3), ("井戸", 0.2))
    facts["water_kind"] = [dice.weighted(kinds) for _ in range(count)]
    facts["bore"] = [
        str(dice.pick((75, 100, 150, 200, 300))) if kind == "消火栓" else ""
        for kind in facts["water_kind"]
    ]
    facts["remarks"] = [""] * count
    return facts


def bicycle_parking(dice: Dice, city: City, count: int, at: date) -> Facts:
    facts = with_hours(dice, named(dice, city, count, "bicycles"))
    facts |= {
        "roof": [dice.pick(("屋内", "屋外", "地下")) for _ in range(count)],
        "bikes": [str(dice.between(3, 90) * 10) for _ in range(count)],
        "station": [f"{town}駅" for town in facts["town_name"]],
        "fee_kind": [dice.pick(("有料", "無料")) for _ in range(count)],
        "fee": [str(dice.pick((0, 100, 150))) for _ in range(count)],
        "opened": [day(dice, date(1985, 4, 1), at) for _ in range(count)],
    }
    return facts


def parking(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = with_hours(dice, named(dice, city, count, "parkings"))
    facts["cars"] = [str(dice.between(5, 200)) for _ in range(count)]
    facts["fee_note"] = [dice.pick(("30分100円", "1時間200円", "無料")) for _ in range(count)]
    return facts


def baby_station(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = with_hours(dice, named(dice, city, count, "facilities"))
    facts["nursing"] = yes(dice, count, 0.8)
    facts["diapers"] = yes(dice, count, 0.9)
    facts["hot_water"] = yes(dice, count, 0.5)
    return facts
