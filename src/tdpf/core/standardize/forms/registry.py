"""From the name of a form to the function that makes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tdpf.core.standardize.forms.code import code6, corporate, identifier, town_id
from tdpf.core.standardize.forms.contact import email, extension, phone, postal, url
from tdpf.core.standardize.forms.date import date, moment
from tdpf.core.standardize.forms.kana import katakana, latin
from tdpf.core.standardize.forms.number import integer, number
from tdpf.core.standardize.forms.parts import block, building, city, prefecture, town
from tdpf.core.standardize.forms.position import degrees
from tdpf.core.standardize.forms.several import chosen, several
from tdpf.core.standardize.forms.text import Normal, free_text, notes
from tdpf.core.standardize.forms.time import time
from tdpf.core.standardize.forms.weekdays import weekdays
from tdpf.core.standardize.forms.yesno import flag, support, yesno
from tdpf.core.standards import Form

__all__ = ["FORMS", "Normal", "Normaliser", "normaliser"]

Normaliser = Callable[[str], Normal]

FORMS: dict[Form, Normaliser] = {
    "text": free_text,
    "notes": notes,
    "name": free_text,
    "kana": katakana,
    "latin": latin,
    "identifier": identifier,
    "code6": code6,
    "corporate": corporate,
    "date": date,
    "datetime": moment,
    "time": time,
    "weekdays": weekdays,
    "phone": phone,
    "extension": extension,
    "email": email,
    "postal": postal,
    "url": url,
    "yesno": yesno,
    "support": support,
    "flag": flag,
    "integer": integer,
    "number": number,
    "latitude": degrees,
    "longitude": degrees,
    "list": several,
    "address": free_text,
    "prefecture": prefecture,
    "city": city,
    "town": town,
    "block": block,
    "building": building,
    "town_id": town_id,
    "organisation": free_text,
}


def normaliser(form: Form, values: tuple[str, ...] = ()) -> Normaliser:
    """The function for a form; a choice needs its list."""
    return partial(chosen, values=values) if form == "choice" else FORMS[form]
