"""Heritage, sights and events."""

from __future__ import annotations

from datetime import date

from tdpf.core.demo import words
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts, day, named, phone, sited, with_hours
from tdpf.core.demo.towns import City


def cultural_property(dice: Dice, city: City, count: int, at: date) -> Facts:
    facts = with_hours(dice, sited(dice, city, count), blank=0.8)
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


def tourism(dice: Dice, city: City, count: int, at: date) -> Facts:
    del at
    facts = with_hours(dice, named(dice, city, count, "sights"), blank=0.3)
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
