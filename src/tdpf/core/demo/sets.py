"""The rows of each set: one function a set, from invented places to clean columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tdpf.core.demo import words
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts, day, each, flags, named, phone, sited, yes
from tdpf.core.demo.towns import City

Maker = Callable[[Dice, City, int, date], Facts]


def _hours(dice: Dice, facts: Facts, *, blank: float = 0.2) -> Facts:
    count = len(facts["code"])
    hours = [
        ("", "") if dice.chance(blank) else dice.pick(words.rows("hours")) for _ in range(count)
    ]
    facts["opens"] = [start for start, _ in hours]
    facts["closes"] = [end for _, end in hours]
    facts["days"] = [dice.pick(words.some("days")) if start else "" for start, _ in hours]
    facts["hours_note"] = ["祝日を除く" if dice.chance(0.1) else "" for _ in range(count)]
    return facts


def public_facility(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = _hours(dice, named(dice, city, count, "facilities"))
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


def cultural_property(dice: Dice, city: City, count: int, at: date) -> Facts:
    facts = _hours(dice, sited(dice, city, count), blank=0.8)
    relics = [dice.pick(words.rows("relics")) for _ in range(count)]
    towns, kanas = facts["town_name"], facts["town_kana"]
    rank = "区" if city.place.kind == "区" else city.place.kind
    kinds = (f"{rank}指定有形文化財", f"{rank}指定無形文化財", f"{rank}登録文化財", "都指定文化財")
    facts |= {
        "name": [f"{town}の{relic[0]}" for town, relic in zip(towns, relics, strict=True)],
        "kana": [f"{kana}ノ{relic[1]}" for kana, relic in zip(kanas, relics, strict=True)],
        "relic_class": [dice.pick(kinds) for _ in range(count)],
        "relic_kind": [relic[2] for relic in relics],
        "units": [str(dice.between(1, 12)) if relic[3] else "" for relic in relics],
        "unit": [relic[3] for relic in relics],
        "site_name": [f"{town}{dice.pick(('資料館', '公園', '収蔵庫'))}" for town in towns],
        "owner": [f"{city.place.name}教育委員会"] * count,
        "designated": [day(dice, date(1950, 4, 1), at) for _ in range(count)],
        "summary": [f"{town}に伝わるもの（架空）" for town in towns],
        "url": [f"{city.site}/bunkazai/{index}.html" for index in range(1, count + 1)],
        "remarks": [""] * count,
    }
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


def preschool(dice: Dice, city: City, count: int, at: date) -> Facts:
    facts = _hours(dice, named(dice, city, count, "preschools"), blank=0.1)
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


def aed(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = _hours(dice, named(dice, city, count, "aed_places"))
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


def care_service(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = named(dice, city, count, "care")
    facts |= {
        "services": [
            ";".join(dice.shuffled(words.some("care_services"))[: dice.between(1, 3)])
            for _ in range(count)
        ],
        "fax": [phone(dice, city.area_code) for _ in range(count)],
        "corporation": [dice.pick(words.some("corporations")) for _ in range(count)],
        "office_number": [f"1399{dice.below(1_000_000):06}" for _ in range(count)],
        "days": [dice.pick(words.some("days")) for _ in range(count)],
        "days_note": ["年末年始を除く" if dice.chance(0.3) else "" for _ in range(count)],
        "capacity": [str(dice.between(10, 120)) if dice.chance(0.7) else "" for _ in range(count)],
    }
    return facts


def hospital(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = _hours(dice, named(dice, city, count, "clinics"), blank=0.05)
    big = [kind == "総合病院" for kind in facts["kind"]]
    facts |= {
        "clinic_kind": ["病院" if one else dice.pick(("無床診療所", "有床診療所")) for one in big],
        "beds": [
            str(dice.between(10, 60) * 10) if one else "0" if dice.chance(0.3) else ""
            for one in big
        ],
        "subjects": [dice.pick(words.by_kind("subjects", kind)) for kind in facts["kind"]],
        "fax": [phone(dice, city.area_code) if dice.chance(0.4) else "" for _ in range(count)],
        "corporation": [dice.pick(words.some("corporations")[:4]) for _ in range(count)],
        "clinic_code": [f"139{dice.below(10_000):04}" for _ in range(count)],
        "after_hours": [dice.pick(("", "", "留守番電話で案内", "救急対応")) for _ in range(count)],
    }
    return facts


def tourism(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = _hours(dice, named(dice, city, count, "sights"), blank=0.3)
    facts |= {
        "fee": [str(dice.pick((0, 0, 100, 200, 300, 500, 1000))) for _ in range(count)],
        "fee_note": ["小学生以下無料" if dice.chance(0.3) else "" for _ in range(count)],
        "about": [f"{town}の四季を楽しめる場所。" for town in facts["town_name"]],
        "access": [f"駅から徒歩{dice.between(3, 40)}分" for _ in range(count)],
        "car_park": [dice.pick(("有", "無", "普通車20台")) for _ in range(count)],
        "contact": [f"{city.place.name}観光協会"] * count,
    }
    return facts


def event(dice: Dice, city: City, count: int, at: date) -> Facts:
    facts = sited(dice, city, count)
    kinds = [dice.pick(words.rows("events")) for _ in range(count)]
    towns = facts["town_name"]
    starts = [day(dice, at, date(at.year + 1, at.month, 28)) for _ in range(count)]
    hours = [dice.pick(words.rows("hours")) for _ in range(count)]
    facts |= {
        "name": [f"{town}{kind[0]}" for town, kind in zip(towns, kinds, strict=True)],
        "kana": [f"{a}{kind[1]}" for a, kind in zip(facts["town_kana"], kinds, strict=True)],
        "starts_on": starts,
        "ends_on": starts,
        "opens": [start for start, _ in hours],
        "closes": [end for _, end in hours],
        "about": [f"{town}で開く{kind[2]}です。" for town, kind in zip(towns, kinds, strict=True)],
        "event_kind": [kind[2] for kind in kinds],
        "fee": [str(dice.pick((0, 0, 0, 300, 500))) for _ in range(count)],
        "organiser": [
            f"{city.place.name}{dice.pick(('', '教育委員会', '社会福祉協議会'))}"
            for _ in range(count)
        ],
        "contact": [dice.pick(("地域振興課", "生涯学習課", "防災課")) for _ in range(count)],
        "phone": [phone(dice, city.area_code) for _ in range(count)],
        "site_name": [f"{town}{dice.pick(('公民館', '公園', '広場'))}" for town in towns],
        "capacity": [
            str(dice.between(1, 20) * 10) if dice.chance(0.5) else "" for _ in range(count)
        ],
        "url": [f"{city.site}/event/{index}.html" for index in range(1, count + 1)],
        "remarks": [""] * count,
    }
    return facts


def public_toilet(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = _hours(dice, named(dice, city, count, "toilets"))

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
    facts = _hours(dice, named(dice, city, count, "bicycles"))
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
    facts = _hours(dice, named(dice, city, count, "parkings"))
    facts["cars"] = [str(dice.between(5, 200)) for _ in range(count)]
    facts["fee_note"] = [dice.pick(("30分100円", "1時間200円", "無料")) for _ in range(count)]
    return facts


def baby_station(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = _hours(dice, named(dice, city, count, "facilities"))
    facts["nursing"] = yes(dice, count, 0.8)
    facts["diapers"] = yes(dice, count, 0.9)
    facts["hot_water"] = yes(dice, count, 0.5)
    return facts


def polling_place(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = named(dice, city, count, "schools")
    facts["poll_number"] = [str(index) for index in range(1, count + 1)]
    facts["poll_area"] = [f"第{index}投票区" for index in range(1, count + 1)]
    facts["poll_kind"] = ["投票所" if dice.chance(0.9) else "期日前投票所" for _ in range(count)]
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


MAKERS: dict[str, Maker] = {
    "public_facility": public_facility,
    "cultural_property": cultural_property,
    "evacuation_space": evacuation_space,
    "population": population,
    "preschool": preschool,
    "public_wireless_lan": public_wireless_lan,
    "aed": aed,
    "care_service": care_service,
    "hospital": hospital,
    "tourism": tourism,
    "event": event,
    "public_toilet": public_toilet,
    "fire_hydrant": fire_hydrant,
    "food_business_all": food_business_all,
    "support_system": support_system,
    "educational_institution": educational_institution,
    "parking": parking,
    "bicycle_parking": bicycle_parking,
    "polling_place": polling_place,
    "garbage_separation": garbage_separation,
    "baby_station": baby_station,
    "budget": budget,
    "library_loans": library_loans,
}
"""Standard sets by slug, and at the end tables that are none of the 27."""
