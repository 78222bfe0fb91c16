"""The catalogue for other catalogues, over HTTP, held against the shapes of DCAT-AP 3."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pyshacl import validate
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF

from tdpf.core.catalog.dcat import read_graph, syntax_of
from tdpf.core.catalog.dcat.terms import DCAT, HYDRA
from tests.contract.catalog.describer import DATASET
from tests.data.ckan.conftest import Site
from tests.patience import PATIENCE_S

SHAPES = Graph().parse(Path(__file__).parents[2] / "contract" / "catalog" / "shapes.ttl")
SYNTAXES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}


@pytest.fixture(scope="module")
def web(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.address(""), timeout=PATIENCE_S) as client:
        yield client


def read(answer: httpx.Response) -> Graph:
    assert answer.status_code == 200, answer.text[:300]
    syntax = syntax_of(answer.content, answer.headers["content-type"])
    return read_graph(answer.content, syntax, base=str(answer.url))


def number(graph: Graph, predicate: URIRef) -> int:
    return int(str(next(graph.objects(None, predicate))))


def faults(graph: Graph) -> str:
    conforms, _, text = validate(graph, shacl_graph=SHAPES, inference="none")
    return "" if conforms else text


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_the_catalogue_satisfies_dcat_ap_in_every_syntax(web: httpx.Client, suffix: str) -> None:
    answer = web.get(f"/catalog.{suffix}")
    assert answer.headers["content-type"].startswith(SYNTAXES[suffix])
    graph = read(answer)
    assert faults(graph) == ""
    described = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert URIRef(f"{web.base_url}/datasets/{DATASET.id}") in described


@pytest.mark.parametrize("path", ["/datasets/{id}", "/datasets/{name}"])
@pytest.mark.parametrize("suffix", SYNTAXES)
def test_a_dataset_is_described_at_its_id_and_its_name(
    web: httpx.Client, path: str, suffix: str
) -> None:
    graph = read(web.get(path.format(id=DATASET.id, name=DATASET.name) + f".{suffix}"))
    subject = URIRef(f"{web.base_url}/datasets/{DATASET.id}")
    assert str(graph.value(subject, DCTERMS.title)) == DATASET.title
    assert faults(graph) == ""


def test_the_address_in_the_graph_leads_to_page_or_data_by_accept(web: httpx.Client) -> None:
    address = f"/datasets/{DATASET.id}"
    page = web.get(address, headers={"accept": "text/html"})
    assert page.status_code == 301
    assert page.headers["location"].endswith(f"/datasets/{DATASET.name}")
    for suffix, kind in SYNTAXES.items():
        data = web.get(address, headers={"accept": f"{kind}, text/html;q=0.3"})
        assert (data.status_code, data.headers["location"]) == (303, f"{address}.{suffix}")
        assert "accept" in data.headers["vary"].lower()
        followed = web.get("/catalog", headers={"accept": kind}, follow_redirects=True)
        assert urlsplit(str(followed.url)).path == f"/catalog.{suffix}"


def test_a_publisher_is_a_catalogue_of_its_own(web: httpx.Client) -> None:
    graph = read(web.get("/publishers/131130.ttl"))
    assert faults(graph) == ""
    owners = set(map(str, graph.objects(None, DCTERMS.publisher)))
    assert len(owners) == 1
    address = urlsplit(owners.pop()).path
    assert web.get(address).status_code == 301  # the id in the graph leads to the page
    turtle = web.get(address, headers={"accept": "text/turtle"})
    assert turtle.headers["location"] == f"{address}.ttl"
    assert read(web.get(turtle.headers["location"])).value(None, RDF.type, DCAT.Catalog)


def test_pages_follow_each_other_by_hydra_and_link_and_miss_nothing(web: httpx.Client) -> None:
    seen: list[str] = []
    address, total = "/catalog.ttl", 0
    while address:
        answer = web.get(address)
        graph = read(answer)
        seen += map(str, graph.objects(None, DCAT.dataset))
        total = number(graph, HYDRA.totalItems)
        following = next(graph.objects(None, HYDRA.next), None)
        linked = answer.links.get("next", {}).get("url")
        assert (str(following) if following else None) == linked
        address = linked or ""
    datasets = [one for one in seen if "/datasets/" in one]
    assert len(datasets) == len(set(datasets)) == total


def test_a_page_that_has_not_changed_is_not_sent_again(web: httpx.Client) -> None:
    for path in ("/catalog.ttl", "/data.json", "/catalog.csv", f"/datasets/{DATASET.id}.ttl"):
        tag = web.get(path).headers["etag"]
        assert web.get(path, headers={"if-none-match": tag}).status_code == 304, path


def test_data_json_and_the_open_data_list_hold_every_dataset(web: httpx.Client) -> None:
    total = number(read(web.get("/catalog.ttl")), HYDRA.totalItems)
    document = json.loads(web.get("/data.json").content)
    assert len(document["dataset"]) == total
    answer = web.get("/catalog.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows[0]) == 42
    assert len(rows) >= total


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/catalog.zip", 404),
        ("/datasets/nothing.ttl", 404),
        ("/publishers/nobody.ttl", 404),
        ("/catalog.ttl?page=0", 400),
        ("/catalog.ttl?page=x", 400),
        ("/catalog.ttl?pages=2", 400),
    ],
)
def test_what_is_not_there_is_told_as_a_problem(web: httpx.Client, path: str, status: int) -> None:
    answer = web.get(path)
    assert answer.status_code == status
    if path != "/catalog.zip" or "problem" in answer.headers["content-type"]:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_a_page_behind_the_last_one_is_empty_and_leads_back(web: httpx.Client) -> None:
    answer = web.get("/catalog.ttl?page=900")
    assert not list(read(answer).subjects(RDF.type, DCAT.Dataset))
    assert "previous" in answer.links
