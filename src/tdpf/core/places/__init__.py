"""Municipalities, addresses and positions."""

from tdpf.core.places.codes import PREFECTURES, check_digit, is_code6
from tdpf.core.places.municipalities import (
    TOKYO,
    Municipality,
    find_publisher,
    municipality,
    repair_code,
)

__all__ = [
    "PREFECTURES",
    "TOKYO",
    "Municipality",
    "check_digit",
    "find_publisher",
    "is_code6",
    "municipality",
    "repair_code",
]
