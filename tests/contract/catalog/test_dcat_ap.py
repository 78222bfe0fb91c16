"""Our DCAT satisfies the constraints of DCAT-AP 3, and the constraints do find faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pyshacl import validate
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS

from tdpf.core.catalog.dcat import Page, describe_catalog, describe_dataset
from tdpf.core.catalog.dcat.terms import DCAT, FOAF
from tdpf.core.catalog.model import Catalog, Dataset
from tests.property.catalog.things import datasets
from tests.unit.catalog.city import ALL_TOILETS, AT, BY_YEAR, CATALOG, FESTIVALS, SHIBUYA, TOILETS

SHAPES = Graph().parse(Path(__file__).with_name("shapes.ttl"))


def faults(graph: Graph) -> str:
    """What the shapes say is wrong; blank when nothing is."""
    conforms, _, text = validate(graph, shacl_graph=SHAPES, inference="none")
    return "" if conforms else text


def catalogue() -> Graph:
    page = Page("https://data.example.jp/catalog.ttl", number=1, total=250)
    members = (TOILETS, FESTIVALS, ALL_TOILETS)
    return describe_catalog(CATALOG, members, AT, series=[BY_YEAR], page=page).graph()


def test_the_catalogue_satisfies_dcat_ap() -> None:
    assert faults(catalogue()) == ""


@pytest.mark.parametrize("dataset", [TOILETS, FESTIVALS, ALL_TOILETS], ids=lambda one: one.name)
def test_a_dataset_alone_satisfies_dcat_ap(dataset: Dataset) -> None:
    assert faults(describe_dataset(dataset, AT).graph()) == ""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dataset=datasets())
def test_whatever_a_publisher_writes_satisfies_dcat_ap(dataset: Dataset) -> None:
    catalog = Catalog(title="目録", description="目録", publisher=SHIBUYA)
    assert faults(describe_catalog(catalog, [dataset], AT).graph()) == ""


@pytest.mark.parametrize(
    ("predicate", "subject"),
    [
        (DCTERMS.title, AT.dataset(TOILETS.id)),
        (DCTERMS.description, AT.dataset(TOILETS.id)),
        (DCTERMS.publisher, AT.catalog()),
        (DCTERMS.modified, AT.record(TOILETS.id)),
        (DCAT.accessURL, AT.distribution(TOILETS, TOILETS.distributions[0])),
        (FOAF.name, AT.organisation(SHIBUYA)),
        (DCAT.endpointURL, AT.table(TOILETS.distributions[0].tables[0])),
    ],
)
def test_the_shapes_miss_what_is_mandatory(predicate: URIRef, subject: str) -> None:
    graph = catalogue()
    assert (URIRef(subject), predicate, None) in graph
    graph.remove((URIRef(subject), predicate, None))
    assert subject in faults(graph)
