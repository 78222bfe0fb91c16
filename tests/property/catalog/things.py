"""Arbitrary organisations, datasets and files, as a publisher might describe them."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import strategies as st

from tdpf.core.catalog.formats import FORMATS
from tdpf.core.catalog.frequencies import FREQUENCIES
from tdpf.core.catalog.licences import LICENCES
from tdpf.core.catalog.model import (
    Contact,
    Coverage,
    Dataset,
    DatasetId,
    Distribution,
    DistributionId,
    Organisation,
    OrganisationId,
    Period,
    Quality,
    Theme,
)
from tdpf.core.catalog.themes import THEMES
from tdpf.core.places import TOKYO
from tdpf.core.standards import standards

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

ids = st.uuids().map(str)
slugs = st.from_regex(r"[a-z][a-z0-9\-]{2,30}", fullmatch=True)
words = st.text(
    st.characters(exclude_categories=("C", "Z")) | st.sampled_from("公園保育所 \"'<>&\\"),
    min_size=1,
    max_size=20,
).map(str.strip).filter(bool)  # fmt: skip
maybe_words = st.just("") | words
notes = maybe_words | st.tuples(words, words).map("\n".join)
urls = st.from_regex(r"https://[a-z]{3,8}\.example\.jp/[a-z0-9/._\-]{0,20}", fullmatch=True)
maybe_urls = st.just("") | urls
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)).map(dt.date.isoformat)
dates = st.one_of(
    st.just(""),
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    days.map(lambda day: day + "T09:05:00"),
)
instants = st.integers(315_532_800_000_000, 4_102_444_800_000_000).map(
    lambda microseconds: EPOCH + dt.timedelta(microseconds=microseconds)
)
shares = st.none() | st.floats(0, 1).map(lambda share: round(share, 4))


def several(items: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """A set of texts as the model keeps it: each once, in one order."""
    return st.lists(items, max_size=most, unique=True).map(sorted).map(tuple)


themes = (
    st.lists(st.sampled_from(list(THEMES.values())), max_size=3, unique=True)
    | st.lists(st.builds(Theme, name=slugs, title=words), max_size=2, unique_by=lambda t: t.name)
).map(lambda found: tuple(sorted(found, key=lambda theme: theme.name)))
languages = several(st.sampled_from(["ja", "en", "zh", "ko", "zh-Hant"]))
standard_slugs = several(st.sampled_from(sorted(standards())), 2)
phones = st.just("") | st.from_regex(r"\(0[1-9]{1,3}\)[0-9]{2,4}-[0-9]{4}", fullmatch=True)
emails = st.just("") | st.from_regex(r"[a-z.+_]{1,8}[a-z]@[a-z]{2,8}\.example\.jp", fullmatch=True)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    phone = draw(phones)
    return Contact(
        name=draw(maybe_words),
        email=draw(emails),
        phone=phone,
        extension=draw(st.just("") | st.from_regex(r"[0-9]{2,5}", fullmatch=True)) if phone else "",
        form_url=draw(maybe_urls),
        remark=draw(maybe_words),
    )


@st.composite
def boxes(draw: st.DrawFn) -> tuple[float, float, float, float]:
    west, east = sorted(draw(st.tuples(st.floats(-180, 180), st.floats(-180, 180))))
    south, north = sorted(draw(st.tuples(st.floats(-90, 90), st.floats(-90, 90))))
    return west, south, east, north


coverages = st.builds(
    Coverage,
    code6s=several(st.sampled_from([city.code6 for city in TOKYO])),
    label=maybe_words,
    bbox=st.none() | boxes(),
)
qualities = st.builds(
    Quality,
    score=st.integers(0, 100),
    completeness=shares,
    required_filled=shares,
    validity=shares,
    located=shares,
    freshness=shares,
)
organisations = st.builds(
    Organisation,
    id=ids.map(OrganisationId),
    name=slugs,
    title=words,
    title_en=maybe_words,
    kana=st.just("") | st.text("しぶやくみなとシブヤ", min_size=1, max_size=8),
    kind=st.sampled_from(["", "municipality", "company", "group", "prefecture"]),
    code6=st.just("") | st.sampled_from([city.code6 for city in TOKYO]),
    parent=st.just("") | slugs,
    description=maybe_words,
    homepage=maybe_urls,
    image_url=maybe_urls,
)


@st.composite
def distributions(draw: st.DrawFn, position: int) -> Distribution:
    download = draw(maybe_urls)
    format_code = draw(st.sampled_from(["", "ヘンナ形式", *(f for f in FORMATS if FORMATS[f].eu)]))
    return Distribution(
        id=DistributionId(draw(ids)),
        position=position,
        title=draw(maybe_words),
        title_en="",
        description=draw(notes),
        access_url=draw(maybe_urls.filter(lambda url: url != download)),
        download_url=download,
        format=format_code,
        media_type=FORMATS[format_code].media_type if format_code in FORMATS else "",
        bytes=draw(st.none() | st.integers(0, 10**12)),
        sha256=draw(st.just("") | st.binary(min_size=32, max_size=32).map(bytes.hex)),
        rights=draw(maybe_words | urls),
        languages=draw(languages),
        standards=draw(standard_slugs),
        conforms_to=draw(several(words | urls, 2)),
        documents=draw(several(urls, 2)),
        issued=draw(dates),
        modified=draw(dates),
        status=draw(st.sampled_from(["", "completed", "developing", "deprecated", "withdrawn"])),
    )


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    frequency = draw(st.just("") | st.sampled_from(sorted(FREQUENCIES)))
    files = [draw(distributions(position)) for position in range(draw(st.integers(0, 3)))]
    return Dataset(
        id=DatasetId(draw(ids)),
        name=draw(slugs),
        title=draw(words),
        title_en=draw(maybe_words),
        subtitle=draw(maybe_words),
        notes=draw(notes),
        notes_en=draw(maybe_words),
        organisation=draw(st.none() | organisations),
        keywords=draw(several(words)),
        themes=draw(themes),
        universal_menu=draw(maybe_words),
        licence=draw(st.sampled_from(sorted(LICENCES))),
        licence_text=draw(st.sampled_from(["", "区の規約による"])),
        languages=draw(languages),
        standards=draw(standard_slugs),
        conforms_to=draw(several(words | urls, 2)),
        series=draw(several(slugs, 2)),
        coverage=draw(coverages),
        period=draw(st.builds(Period, dates, dates)),
        frequency=frequency,
        frequency_text="" if frequency else draw(st.just("") | st.just("お祭りの前")),
        issued=draw(dates),
        modified=draw(dates),
        version=draw(maybe_words),
        version_notes=draw(maybe_words),
        previous_version=draw(maybe_urls),
        landing_page=draw(maybe_urls),
        documents=draw(several(urls, 2)),
        provenance=draw(maybe_words),
        contact=draw(contacts()),
        remark=draw(maybe_words),
        visibility=draw(st.sampled_from(["public", "private"])),
        state=draw(st.sampled_from(["active", "draft", "withdrawn", "deleted"])),
        is_synthetic=draw(st.booleans()),
        sources=draw(several(ids, 2)),
        part_of=draw(st.just("") | ids),
        superseded_by=draw(st.just("") | ids),
        quality=draw(st.none() | qualities),
        distributions=tuple(files),
        created_at=draw(instants),
        modified_at=draw(instants),
    )


def differences(one: object, other: object) -> dict[str, tuple[object, object]]:
    """Fields in which two structs differ: what a failing test should show."""
    mine, theirs = msgspec.structs.asdict(one), msgspec.structs.asdict(other)
    return {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}
