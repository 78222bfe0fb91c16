"""Municipalities, addresses and positions."""

from tdpf.core.places.address import AddressParts, AddressReader, Level, parts_of, split_address
from tdpf.core.places.codes import check_digit, is_code6
from tdpf.core.places.gazetteer import Gazetteer
from tdpf.core.places.geocoder import Geocoder, Place
from tdpf.core.places.municipalities import (
    PREFECTURES,
    TOKYO,
    Municipality,
    find_publisher,
    municipality,
    repair_code,
)
from tdpf.core.places.townnames import TownNames, town_names

__all__ = [
    "PREFECTURES",
    "TOKYO",
    "AddressParts",
    "AddressReader",
    "Gazetteer",
    "Geocoder",
    "Level",
    "Municipality",
    "Place",
    "TownNames",
    "check_digit",
    "find_publisher",
    "is_code6",
    "municipality",
    "parts_of",
    "repair_code",
    "split_address",
    "town_names",
]
