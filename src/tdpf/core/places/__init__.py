"""Municipalities, addresses and positions."""

from tdpf.core.places.address import AddressParts, Level, parts_of, split_address
from tdpf.core.places.borders import boundaries_of
from tdpf.core.places.boundaries import Boundaries
from tdpf.core.places.codes import check_digit, is_code6
from tdpf.core.places.gazetteer import Gazetteer
from tdpf.core.places.geocoder import Geocoder, Place
from tdpf.core.places.learned import LocatedRow, learn_towns, save_learned
from tdpf.core.places.municipalities import (
    PREFECTURES,
    TOKYO,
    Municipality,
    find_publisher,
    municipality,
    repair_code,
)
from tdpf.core.places.positions import distance_m, lies_in
from tdpf.core.places.reading import AddressReader
from tdpf.core.places.reverse import Located, Locator
from tdpf.core.places.townnames import TownNames, town_names

__all__ = [
    "PREFECTURES",
    "TOKYO",
    "AddressParts",
    "AddressReader",
    "Boundaries",
    "Gazetteer",
    "Geocoder",
    "Level",
    "Located",
    "LocatedRow",
    "Locator",
    "Municipality",
    "Place",
    "TownNames",
    "boundaries_of",
    "check_digit",
    "distance_m",
    "find_publisher",
    "is_code6",
    "learn_towns",
    "lies_in",
    "municipality",
    "parts_of",
    "repair_code",
    "save_learned",
    "split_address",
    "town_names",
]
