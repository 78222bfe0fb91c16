"""Care and medicine."""

from __future__ import annotations

from datetime import date

from tdpf.core.demo import words
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts, named, phone, with_hours
from tdpf.core.demo.towns import City


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
    facts = with_hours(dice, named(dice, city, count, "clinics"), blank=0.05)
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
