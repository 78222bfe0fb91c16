"""CKAN's shapes → the model: packages of any CKAN from 2.8 on, and what writers send.

A harvested record may hold anything. What is missing or of the wrong type is left out, what we have
no field for is kept as extras, and endless lists are cut with a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from tdpf.core.catalog.addresses import is_uuid
from tdpf.core.catalog.ckan.extras import (
    KNOWN_EXTRAS,
    date_of,
    from_list,
    read_geojson,
    read_languages,
    standards_read,
    text_of,
)
from tdpf.core.catalog.ckan.read_files import (
    JSON,
    MOST_EXTRAS,
    Shape,
    as_text,
    notes_of,
    read_resource,
)
from tdpf.core.catalog.ckan.times import read_time
from tdpf.core.catalog.frequencies import match_frequency
from tdpf.core.catalog.identity import stable_id, told_apart
from tdpf.core.catalog.licence_words import LicenceReading, match_licence
from tdpf.core.catalog.licences import NOT_SPECIFIED
from tdpf.core.catalog.messages import finding
from tdpf.core.catalog.model import (
    Contact,
    Coverage,
    Dataset,
    DatasetId,
    Distribution,
    Organisation,
    OrganisationId,
    Period,
    Quality,
    Source,
    State,
    Theme,
)
from tdpf.core.catalog.themes import EU_THEME, THEMES, eu_theme, is_eu_code, theme_named
from tdpf.core.findings import Finding
from tdpf.core.places import is_code6

MOST_TAGS = 500
_LONGEST_NAME = 200


class PackageReading(msgspec.Struct, frozen=True):
    """The dataset of a package and what a person should look at."""

    dataset: Dataset
    findings: tuple[Finding, ...] = ()


def read_package(package: Shape, *, source: str = "") -> PackageReading:
    """The dataset of a package; `source` is the site it was harvested from, blank for our own."""
    extras = _extras(package.get("extras"))
    look, day = text_of(extras), date_of(extras)
    told = text_of(package)
    given = told("id")
    identity = given if is_uuid(given) else stable_id(source, given or told("name"))
    terms = read_licence(package)
    frequency = match_frequency(look("frequency"))
    slugs, others = standards_read(from_list(extras.get("conforms_to")))
    keywords, cut = _tags(package.get("tags"))
    files = _files(package.get("resources"), identity)
    score = look("quality_score")
    dataset = Dataset(
        id=DatasetId(identity),
        name=told("name")[:_LONGEST_NAME] or identity,
        title=told("title") or told("name") or identity,
        title_en=look("title_en"),
        subtitle=look("subtitle"),
        notes=notes_of(package.get("notes")),
        notes_en=look("notes_en"),
        organisation=read_organisation(package.get("organization"), source=source),
        keywords=keywords,
        themes=_themes(package.get("groups"), extras.get("theme")),
        universal_menu=look("universal_menu"),
        licence=terms.code,
        licence_text=look("license_text") or terms.words,
        languages=read_languages(extras.get("language")),
        standards=slugs,
        conforms_to=others,
        series=from_list(extras.get("in_series")),
        coverage=Coverage(
            code6s=tuple(one for one in from_list(extras.get("spatial_codes")) if is_code6(one)),
            label=look("spatial_text"),
            bbox=read_geojson(look("spatial")),
        ),
        period=Period(day("temporal_start"), day("temporal_end")),
        frequency=frequency.code,
        frequency_text=frequency.text,
        issued=day("issued"),
        modified=day("modified"),
        version=told("version"),
        version_notes=look("version_notes"),
        previous_version=look("is_version_of"),
        landing_page=told("url"),
        documents=from_list(extras.get("documentation")),
        provenance=look("provenance"),
        contact=_contact(package, extras),
        remark=look("remark"),
        visibility="private" if package.get("private") is True else "public",
        state=_state(told("state"), look("is_withdrawn")),
        is_synthetic=look("is_synthetic") == "true",
        is_merged=look("is_merged") == "true",
        sources=from_list(extras.get("source")),
        part_of=look("is_part_of"),
        superseded_by=look("is_replaced_by"),
        source=_source(given or told("name"), source, extras),
        quality=Quality(int(score)) if score.isascii() and score.isdigit() else None,
        distributions=tuple(files),
        created_at=read_time(package.get("metadata_created")),
        modified_at=read_time(package.get("metadata_modified")),
        extras=_kept(extras),
    )
    findings = [one for one in (terms.finding, frequency.finding, cut) if one]
    return PackageReading(dataset, tuple(findings))


def _extras(listed: JSON) -> dict[str, JSON]:
    """Extras as a mapping; both a list of pairs and a plain object are met."""
    if isinstance(listed, dict):
        return {str(key): value for key, value in listed.items()}
    found: dict[str, JSON] = {}
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("key"), str):
            found.setdefault(entry["key"], entry.get("value"))
    return found


def _kept(extras: Mapping[str, JSON]) -> tuple[tuple[str, str], ...]:
    unknown = ((key, value) for key, value in extras.items() if key not in KNOWN_EXTRAS | {"theme"})
    texts = [(key, as_text(value)) for key, value in unknown if value not in (None, "")]
    return tuple(texts[:MOST_EXTRAS])


def read_licence(shape: Shape) -> LicenceReading:
    """By id, and where that says nothing by address, then by title."""
    first = LicenceReading(NOT_SPECIFIED)
    for key in ("license_id", "license_url", "license_title"):
        reading = match_licence(text_of(shape)(key))
        if reading.code != NOT_SPECIFIED:
            return reading
        first = first if first.finding else reading
    return first


def _tags(listed: JSON) -> tuple[tuple[str, ...], Finding | None]:
    names = [
        entry if isinstance(entry, str) else text_of(entry)("name")
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, str | dict)
    ]
    unique = tuple(dict.fromkeys(filter(None, (name.strip() for name in names))))
    if len(unique) <= MOST_TAGS:
        return unique, None
    cut = finding("keywords-cut", count=len(unique), most=MOST_TAGS, item="keywords")
    return unique[:MOST_TAGS], cut


def _themes(groups: JSON, eu: JSON) -> tuple[Theme, ...]:
    """Groups are headings; the EU themes of ckanext-dcat stand in for them where there are none."""
    found = [
        read_theme(entry) for entry in (groups if isinstance(groups, list) else [])
        if isinstance(entry, dict) and (entry.get("title") or entry.get("name"))
    ]  # fmt: skip
    codes = [one.removeprefix(EU_THEME) for one in from_list(eu) if one.startswith(EU_THEME)]
    foreign = map(eu_theme, filter(is_eu_code, codes))
    return tuple({one.name: one for one in found or foreign}.values())


def read_theme(group: Shape) -> Theme:
    told = text_of(group)
    name, title = told("name"), told("title") or told("display_name")
    if name in THEMES:
        return THEMES[name]
    if name.startswith("eu-") and eu_theme(name[3:].upper()).title == title:
        return eu_theme(name[3:].upper())
    if not name:
        return theme_named(title)
    return Theme(name=name, title=title or name, title_en=told("description"))


def _contact(package: Shape, extras: Mapping[str, JSON]) -> Contact:
    told, look = text_of(package), text_of(extras)
    name = told("maintainer") or look("contact_name") or told("author")
    mail = told("maintainer_email") or look("contact_email") or told("author_email")
    return Contact(
        name=name,
        email=mail.removeprefix("mailto:"),
        phone=look("contact_phone"),
        extension=look("contact_extension"),
        form_url=look("contact_url"),
        remark=look("contact_remark"),
        is_email_in_bulk=look("contact_email_in_bulk") != "no",
    )


def _state(state: str, is_withdrawn: str) -> State:
    if is_withdrawn == "true":
        return "withdrawn"
    states: dict[str, State] = {"draft": "draft", "deleted": "deleted"}
    return states.get(state, "active")


def _source(identity: str, site: str, extras: Mapping[str, JSON]) -> Source | None:
    """Where the record came from: that site, else the place our own extras remember."""
    look = text_of(extras)
    if site:
        return Source("ckan", identity, f"{site.rstrip('/')}/dataset/{identity}")
    if look("identifier"):
        return Source("ckan", look("identifier"), look("source_url"))
    return None


def read_organisation(shape: JSON, *, source: str = "") -> Organisation | None:
    """The organisation of a package, or what organization_show and _create hold."""
    if not isinstance(shape, dict) or not (shape.get("id") or shape.get("name")):
        return None
    told, look = text_of(shape), text_of(_extras(shape.get("extras")))
    given = told("id")
    identity = given if is_uuid(given) else stable_id(source, given or told("name"))
    code6 = look("code6")
    return Organisation(
        id=OrganisationId(identity),
        name=told("name") or identity,
        title=told("title") or told("display_name") or told("name") or identity,
        title_en=look("title_en"),
        kana=look("kana"),
        kind=look("kind"),
        code6=code6 if is_code6(code6) else "",
        parent=look("parent"),
        description=told("description"),
        homepage=look("homepage"),
        image_url=told("image_display_url") or told("image_url"),
        created_at=read_time(shape.get("created")),
    )


def _files(listed: JSON, dataset: str) -> Iterator[Distribution]:
    shapes = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]
    shapes = [one for one in shapes if one.get("state") not in ("deleted", "draft")]
    yield from told_apart(
        read_resource(shape, position=place, dataset=dataset) for place, shape in enumerate(shapes)
    )
