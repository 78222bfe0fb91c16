"""The rows of each set: one function a set, from invented places to clean columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts
from tdpf.core.demo.sets.care import (
    care_service,
    hospital,
)
from tdpf.core.demo.sets.culture import (
    cultural_property,
    event,
    tourism,
)
from tdpf.core.demo.sets.facilities import (
    educational_institution,
    evacuation_space,
    polling_place,
    preschool,
    public_facility,
)
from tdpf.core.demo.sets.people import (
    budget,
    library_loans,
    population,
)
from tdpf.core.demo.sets.services import (
    food_business_all,
    garbage_separation,
    support_system,
)
from tdpf.core.demo.sets.street import (
    aed,
    baby_station,
    bicycle_parking,
    fire_hydrant,
    parking,
    public_toilet,
    public_wireless_lan,
)
from tdpf.core.demo.towns import City

Maker = Callable[[Dice, City, int, date], Facts]

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
