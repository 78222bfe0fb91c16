"""Facilities people go to: halls, shelters, nurseries, schools, polling places."""

from __future__ import annotations

from datetime import date

from tdpf.core.demo import words
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts, day, flags, named, phone, with_hours, yes
from tdpf.core.demo.towns import City


def public_facility(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = with_hours(dice, named(dice, city, count, "facilities"))
    facts["about"] = [f"地域の{kind}です。" for kind in facts["kind"]]
    for fact in ("wheelchair", "barrier_free_toilet", "slope", "braille", "ostomate", "nursing"):
        facts[fact] = yes(dice, count, 0.5, blank=0.1)
    facts["access_note"] = [
        ";".join(
            label
            for label, has in (("車椅子可", a), ("多目的トイレあり", b), ("スロープあり", c))
            if has == "有"
        )
        for a, b, c in zip(
            facts["wheelchair"], facts["barrier_free_toilet"], facts["slope"], strict=True
        )
    ]
    facts["corporation"] = facts["office"]
    return facts


def evacuation_space(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = named(dice, city, count, "shelters")
    hazards = ("flood", "landslide", "surge", "earthquake", "tsunami", "fire", "inland", "volcano")
    shares = (0.5, 0.5, 0.2, 0.9, 0.2, 0.6, 0.4, 0.5 if city.is_island else 0.02)
    facts |= {
        hazard: flags(dice, count, share) for hazard, share in zip(hazards, shares, strict=True)
    }
    facts |= {
        "shelter_too": flags(dice, count, 0.5),
        "height": [f"{dice.unit() * 60 + 1:.1f}" for _ in range(count)],
        "capacity": [str(dice.between(4, 400) * 10) for _ in range(count)],
        "for_whom": [f"{town}町会" for town in facts["town_name"]],
    }
    return facts


def preschool(dice: Dice, city: City, count: int, at: date) -> Facts:
    facts = with_hours(dice, named(dice, city, count, "preschools"), blank=0.1)
    ages = ("0歳～5歳", "1歳～5歳", "3歳～5歳", "生後57日～就学前", "小学校1年生～6年生")
    facts |= {
        "school_kind": [
            dice.pick(words.by_kind("preschool_kinds", kind)) for kind in facts["kind"]
        ],
        "fax": [phone(dice, city.area_code) if dice.chance(0.5) else "" for _ in range(count)],
        "corporation": [
            dice.pick((city.place.name, *words.some("corporations"))) for _ in range(count)
        ],
        "approved": [day(dice, date(1955, 4, 1), at) for _ in range(count)],
        "capacity": [str(dice.between(2, 24) * 5) for _ in range(count)],
        "ages": [dice.pick(ages) for _ in range(count)],
        "temporary": yes(dice, count, 0.4),
        "sick_care": yes(dice, count, 0.1, blank=0.5),
        "access": [f"{town}バス停から徒歩{dice.between(1, 12)}分" for town in facts["town_name"]],
        "car_park": [dice.pick(("有", "無", "3台", "近隣をご利用ください")) for _ in range(count)],
    }
    return facts


def educational_institution(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = named(dice, city, count, "schools")
    place = city.place
    facts |= {
        "school_code": [f"Z1{place.code6[:5]}{index:06}" for index in range(1, count + 1)],
        "school_type": facts["kind"],
        "prefecture_number": ["13"] * count,
        "founder": [f"{place.name}立"] * count,
        "name": [f"{place.name}立{name}" for name in facts["name"]],
        "branch": ["本校"] * count,
        "set_on": [day(dice, date(2015, 4, 1), date(2025, 4, 1)) for _ in range(count)],
    }
    return facts


def polling_place(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = named(dice, city, count, "schools")
    facts["poll_number"] = [str(index) for index in range(1, count + 1)]
    facts["poll_area"] = [f"第{index}投票区" for index in range(1, count + 1)]
    facts["poll_kind"] = ["投票所" if dice.chance(0.9) else "期日前投票所" for _ in range(count)]
    return facts
