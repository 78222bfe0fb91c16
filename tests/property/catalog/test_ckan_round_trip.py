"""What we tell a CKAN client, we read back the same."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.ckan.read import read_organisation, read_package
from tdpf.core.catalog.ckan.write import organisation_shown, package
from tdpf.core.catalog.model import Dataset, Organisation, Quality
from tests.property.catalog.things import datasets, differences, organisations

AT = Addresses("https://data.example.jp")


def inside_a_package(organisation: Organisation) -> Organisation:
    """What CKAN tells of an organisation within a package is less than it knows."""
    return replace(organisation, title_en="", kana="", kind="", code6="", parent="", homepage="")


def as_a_package_tells(dataset: Dataset) -> Dataset:
    organisation = dataset.organisation
    quality = dataset.quality
    return replace(
        dataset,
        organisation=organisation and inside_a_package(organisation),
        quality=quality and Quality(quality.score),
        distributions=tuple(
            replace(file, created_at=dataset.created_at) for file in dataset.distributions
        ),
    )


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_a_dataset_survives_ckan(dataset: Dataset) -> None:
    shape = json.loads(json.dumps(package(dataset, AT)))
    reading = read_package(shape)
    expected = as_a_package_tells(dataset)
    assert differences(reading.dataset, expected) == {}


@settings(max_examples=40, deadline=None)
@given(organisations, st.integers(0, 9))
def test_an_organisation_survives_ckan(organisation: Organisation, count: int) -> None:
    shape = json.loads(json.dumps(organisation_shown(organisation, count=count)))
    assert read_organisation(shape) == organisation


jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
keys = st.sampled_from(sorted(package(Dataset(id="a", name="a", title="a"), AT)))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(keys, jsons | st.lists(st.dictionaries(keys | st.just("key"), jsons))))
def test_any_object_is_read_as_a_package_without_a_crash(shape: dict[str, object]) -> None:
    dataset = read_package(shape, source="https://elsewhere.example.jp").dataset
    assert dataset.id
    assert dataset.title
    package(dataset, AT)
