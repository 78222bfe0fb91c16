"""What we describe in DCAT, we read back the same, in every syntax."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.dcat import (
    Syntax,
    Unreadable,
    describe_dataset,
    read_catalog,
    read_graph,
    write_graph,
)
from tdpf.core.catalog.model import Dataset
from tests.property.catalog.things import datasets, differences

AT = Addresses("https://data.example.jp")


def without_source(dataset: Dataset) -> Dataset:
    """Reading states where it read from; that was not told before."""
    return replace(dataset, source=None)


def as_dcat_tells(dataset: Dataset) -> Dataset:
    """A description that repeats the title says nothing, and notes without a text are English."""
    notes = "" if dataset.notes == dataset.title else dataset.notes
    return replace(dataset, notes=notes)


@pytest.mark.parametrize("syntax", ["turtle", "json-ld", "rdf-xml"])
@settings(max_examples=25, deadline=None)
@given(dataset=datasets())
def test_a_dataset_survives_dcat_in_every_syntax(syntax: Syntax, dataset: Dataset) -> None:
    text = write_graph(describe_dataset(dataset, AT), syntax)
    reading = read_catalog(read_graph(text, syntax, base=AT.site + "/"))
    (found,) = reading.datasets
    assert differences(without_source(found), as_dcat_tells(dataset)) == {}


@settings(max_examples=100, deadline=None)
@given(
    data=st.binary(max_size=200)
    | st.text(alphabet="<>&;!?[]{}\"'@:/.abcENTITY ", max_size=200).map(str.encode),
    syntax=st.sampled_from(["turtle", "json-ld", "rdf-xml"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, syntax: Syntax) -> None:
    try:
        graph = read_graph(data, syntax, base="https://elsewhere.example.jp/")
    except Unreadable:
        return
    assert read_catalog(graph).datasets == ()
