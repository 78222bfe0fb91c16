"""Languages, licence, standards, themes, area, period, frequency and quality, read tolerantly."""

from __future__ import annotations

import re

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node as Term

from tdpf.core.catalog.addresses import last_part
from tdpf.core.catalog.dates import iso_date
from tdpf.core.catalog.dcat.look import (
    date,
    first,
    label,
    objects,
    own_words,
    string,
    titles,
)
from tdpf.core.catalog.dcat.terms import DCAT, DCTERMS, DQV, LOCN, SCHEMA, SKOS
from tdpf.core.catalog.frequencies import FrequencyReading, match_frequency
from tdpf.core.catalog.languages import match_language
from tdpf.core.catalog.licence_words import LicenceReading, match_licence
from tdpf.core.catalog.licences import LICENCES, NOT_SPECIFIED
from tdpf.core.catalog.model import Box, Coverage, Period, Quality, Theme
from tdpf.core.catalog.quality import METRICS
from tdpf.core.catalog.themes import EU_THEME, eu_theme, is_eu_code, theme_named
from tdpf.core.findings import Finding
from tdpf.core.places import is_code6
from tdpf.core.standards import standards

_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_PAIR = re.compile(rf"({_NUMBER})\s+({_NUMBER})")


def read_languages(graph: Graph, subject: Term) -> tuple[str, ...]:
    found = (match_language(label(graph, one)) for one in objects(graph, subject, DCTERMS.language))
    return tuple(sorted(set(found)))


def read_licence(graph: Graph, subject: Term) -> tuple[str, str, Finding | None]:
    """(code or blank, words as told, finding): what the licence statements say, none guessed."""
    codes: dict[str, Finding | None] = {}
    told = string(graph, subject, SCHEMA.license)
    for term in objects(graph, subject, DCTERMS.license):
        code = "" if isinstance(term, Literal) else string(graph, term, DCTERMS.identifier)
        if code in LICENCES:
            codes[code] = None
            continue
        reading = _read_licence(graph, term)
        codes.setdefault(reading.code, reading.finding)
        told = told or reading.words
    finding = next((one for one in codes.values() if one), None)
    named = [code for code in codes if code != NOT_SPECIFIED]
    return (named[0] if len(named) == 1 else ""), told, finding


def _read_licence(graph: Graph, term: Term) -> LicenceReading:
    """By its address, else by its words."""
    words = label(graph, term)
    if isinstance(term, URIRef) and words != str(term):
        reading = match_licence(str(term))
        if reading.code != NOT_SPECIFIED:
            return reading
    return match_licence(words)


def read_standards(graph: Graph, subject: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(slugs of the 27, other standards as URL or words)."""
    known, others = [], []
    for term in objects(graph, subject, DCTERMS.conformsTo):
        slug = "" if isinstance(term, Literal) else string(graph, term, DCTERMS.identifier)
        if slug in standards():
            known.append(slug)
            continue
        words = own_words(graph, term)
        others.append(words or (str(term) if isinstance(term, URIRef) else label(graph, term)))
    return tuple(sorted(set(known))), tuple(sorted(set(filter(None, others))))


def read_themes(graph: Graph, subject: Term) -> tuple[Theme, ...]:
    """Headings; an EU theme counts only where no heading of the source covers it."""
    own: dict[str, Theme] = {}
    european: set[str] = set()
    for term in objects(graph, subject, DCAT.theme):
        if isinstance(term, URIRef) and term.startswith(EU_THEME):
            european.update(filter(is_eu_code, [last_part(str(term))]))
            continue
        theme = _read_theme(graph, term)
        own[theme.name] = theme
    covered = {code for theme in own.values() for code in theme.eu}
    foreign = {one.name: one for one in map(eu_theme, sorted(european - covered))}
    return tuple(sorted((own | foreign).values(), key=lambda theme: theme.name))


def _read_theme(graph: Graph, term: Term) -> Theme:
    if isinstance(term, Literal):
        return theme_named(str(term))
    title, title_en = titles(graph, term, SKOS.prefLabel)
    title = title or label(graph, term)
    broader = objects(graph, term, SKOS.broadMatch)
    told = (last_part(str(one)) for one in broader if str(one).startswith(EU_THEME))
    codes = tuple(filter(is_eu_code, told))
    name = string(graph, term, SKOS.notation)
    if not name:
        return theme_named(title, last_part(str(term)) if isinstance(term, URIRef) else "")
    return Theme(name=name, title=title, title_en=title_en, eu=codes)


def read_frequency(graph: Graph, subject: Term) -> FrequencyReading:
    term = first(graph, subject, DCTERMS.accrualPeriodicity)
    if term is None:
        return FrequencyReading("")
    address = match_frequency("" if isinstance(term, BNode) else str(term))
    if address.code or own_words(graph, term) in {"", str(term)}:
        return address
    return match_frequency(own_words(graph, term))


def read_period(graph: Graph, subject: Term) -> Period:
    term = first(graph, subject, DCTERMS.temporal)
    if term is None:
        return Period()
    if isinstance(term, Literal):
        start, _, end = str(term).partition("/")
        return Period(iso_date(start), iso_date(end or start))
    return Period(
        date(graph, term, DCAT.startDate, SCHEMA.startDate),
        date(graph, term, DCAT.endDate, SCHEMA.endDate),
    )


def read_coverage(graph: Graph, subject: Term) -> Coverage:
    """Areas by municipality code, the rest as words; the first box that can be read."""
    codes: set[str] = set()
    words: list[str] = []
    box: Box | None = None
    for term in objects(graph, subject, DCTERMS.spatial):
        code = "" if isinstance(term, Literal) else string(graph, term, DCTERMS.identifier)
        if is_code6(code):
            codes.add(code)
            continue
        name = label(graph, term)
        if name and name != f"{subject}#area":
            words.append(name)
        box = box or read_box(string(graph, term, DCAT.bbox, LOCN.geometry, DCAT.centroid))
    return Coverage(tuple(sorted(codes)), "、".join(dict.fromkeys(words)), box)


def read_box(text: str) -> Box | None:
    """The box around a WKT geometry in degrees; None for anything else, or a box of no size."""
    if not re.match(r"\s*(<[^>]*>\s*)?(POLYGON|ENVELOPE|MULTIPOLYGON)", text, re.IGNORECASE):
        return None
    if "ENVELOPE" in text.upper()[:60]:
        sides = [float(one) for one in re.findall(_NUMBER, text.partition("(")[2])]
        return _box(sides[0], sides[3], sides[1], sides[2]) if len(sides) == 4 else None
    pairs = [(float(x), float(y)) for x, y in _PAIR.findall(text)]
    if not pairs:
        return None
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    return _box(min(xs), min(ys), max(xs), max(ys))


def _box(west: float, south: float, east: float, north: float) -> Box | None:
    is_sound = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if is_sound else None


def read_quality(graph: Graph, subject: Term) -> Quality | None:
    """Measurements that use our metrics."""
    parts: dict[str, float] = {}
    for term in objects(graph, subject, DQV.hasQualityMeasurement):
        metric = string(graph, term, DQV.isMeasurementOf).rpartition("#")[2]
        value = string(graph, term, DQV.value)
        if metric in METRICS and re.fullmatch(_NUMBER, value):
            parts[metric] = float(value)
    score = parts.pop("score", None)
    return None if score is None else Quality(score=round(score), **parts)
