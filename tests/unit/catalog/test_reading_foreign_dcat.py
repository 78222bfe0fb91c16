"""DCAT as others write it: other vocabularies, words where addresses belong, hostile documents."""

from __future__ import annotations

import json
import time

import pytest
from msgspec.structs import replace
from rdflib import Graph, URIRef

from tdpf.core.catalog.ckan.read import read_package
from tdpf.core.catalog.dcat import (
    Page,
    Unreadable,
    describe_catalog,
    read_catalog,
    read_graph,
    syntax_of,
    write_graph,
)
from tdpf.core.catalog.model import Dataset, Theme
from tdpf.core.catalog.syntaxes import Syntax
from tdpf.core.catalog.themes import EU_THEME
from tests.unit.catalog.city import ALL_TOILETS, AT, CATALOG, TOILETS

BASE = "https://elsewhere.example.jp/catalog"

PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix schema: <http://schema.org/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""


def only_dataset(turtle: str) -> Dataset:
    (dataset,) = read_catalog(
        read_graph((PREFIXES + turtle).encode(), "turtle", base=BASE)
    ).datasets
    return dataset


def test_words_may_stand_where_addresses_belong() -> None:
    dataset = only_dataset("""
        <https://elsewhere.example.jp/d/1> a dcat:Dataset ;
          dct:title "Toilets"@en, "トイレ" ;
          dct:identifier "T-1" ;
          dct:publisher "目黒区" ;
          dct:language "日本語" ;
          dct:license "CC BY 4.0" ;
          dct:accrualPeriodicity "年一回" ;
          dct:temporal "2023-04-01/2024-03-31" ;
          dct:issued "2021/11/04 09:59:26" ;
          dcat:theme "人口・世帯" ;
          dcat:contactPoint [ vcard:fn "公園課" ; vcard:hasEmail "koen@example.jp" ;
                              vcard:hasTelephone [ vcard:hasValue <tel:03-1234-5678> ] ] ;
          dcat:distribution [ dcat:downloadURL "https://elsewhere.example.jp/a.csv" ;
                              dct:format "csv" ; dcat:byteSize "1024.0" ] .
    """)
    assert (dataset.title, dataset.title_en) == ("トイレ", "Toilets")
    assert dataset.organisation is not None
    assert dataset.organisation.title == "目黒区"
    assert (dataset.languages, dataset.licence) == (("ja",), "cc-by-4.0")
    assert (dataset.frequency, dataset.issued) == ("ANNUAL", "2021-11-04T09:59:26")
    assert (dataset.period.start, dataset.period.end) == ("2023-04-01", "2024-03-31")
    assert dataset.themes[0].name == "population"
    assert (dataset.contact.email, dataset.contact.phone) == ("koen@example.jp", "03-1234-5678")
    (file,) = dataset.distributions
    assert (file.format, file.bytes) == ("CSV", 1024)
    assert file.download_url == "https://elsewhere.example.jp/a.csv"
    assert dataset.source is not None
    assert dataset.source.id == "T-1"


def test_older_terms_are_understood() -> None:
    dataset = only_dataset("""
        <https://elsewhere.example.jp/d/1> a dcat:Dataset ; dct:title "人口"@ja ;
          dct:temporal [ schema:startDate "2020" ; schema:endDate "2021-03" ] ;
          dct:spatial [ locn:geometry "POLYGON((139.6 35.6,139.7 35.6,139.7 35.7,139.6 35.6))" ] ;
          dcat:distribution <https://elsewhere.example.jp/f/1> .
        <https://elsewhere.example.jp/f/1> dcat:accessURL <https://elsewhere.example.jp/page> ;
          adms:status <http://purl.org/adms/status/Completed> .
    """)
    assert (dataset.period.start, dataset.period.end) == ("2020", "2021-03")
    assert dataset.coverage.bbox == (139.6, 35.6, 139.7, 35.7)
    assert dataset.distributions[0].status == "completed"


def test_a_dataset_without_name_or_address_gets_the_same_id_each_time() -> None:
    turtle = """[] a dcat:Dataset ; dct:title "名無し" ;
        dcat:distribution [ dcat:accessURL <https://elsewhere.example.jp/a.csv> ] ."""
    first, second = only_dataset(turtle), only_dataset(turtle)
    assert first.id == second.id
    assert first.distributions[0].id == second.distributions[0].id


def test_one_licence_on_all_files_is_the_datasets_and_a_different_one_stays_the_files() -> None:
    same = only_dataset("""<urn:d> a dcat:Dataset ; dct:title "a" ; dcat:distribution
        [ dct:license <https://creativecommons.org/licenses/by/4.0/> ],
        [ dct:license <http://creativecommons.org/licenses/by/4.0/deed.ja> ] .""")
    assert same.licence == "cc-by-4.0"
    assert {file.licence for file in same.distributions} == {""}
    mixed = only_dataset("""<urn:d> a dcat:Dataset ; dct:title "a" ; dcat:distribution
        [ dct:license <https://creativecommons.org/licenses/by/4.0/> ],
        [ dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ] .""")
    assert mixed.licence == "notspecified"
    assert {file.licence for file in mixed.distributions} == {"cc-by-4.0", "cc0-1.0"}


def test_an_unknown_licence_is_kept_as_told_and_told() -> None:
    text = PREFIXES + '<urn:d> a dcat:Dataset ; dct:title "a" ; dct:license "村の規約" .'
    reading = read_catalog(read_graph(text.encode(), "turtle", base=BASE))
    assert reading.datasets[0].licence == "notspecified"
    assert reading.datasets[0].licence_text == "村の規約"
    assert [remark.finding.code for remark in reading.remarks] == ["licence-unknown"]


def test_the_following_page_is_found_in_our_words_and_in_older_ones() -> None:
    page = Page("https://data.example.jp/catalog.ttl?organisation=shibuya", number=2, total=250)
    graph = describe_catalog(CATALOG, [TOILETS], AT, page=page).graph()
    assert read_catalog(graph).next_page == page.link(3)
    assert dict(page.links())["previous"].endswith("?organisation=shibuya&page=1")
    last = Page(page.url, number=3, total=250)
    end = describe_catalog(CATALOG, [TOILETS], AT, page=last).graph()
    assert read_catalog(end).next_page == ""
    older = PREFIXES + "<urn:p> hydra:nextPage <https://elsewhere.example.jp/catalog?page=2> ."
    found = read_catalog(read_graph(older.encode(), "turtle", base=BASE))
    assert found.next_page == "https://elsewhere.example.jp/catalog?page=2"


def test_bulk_leaves_out_a_mail_address_whose_owner_said_so() -> None:
    text = write_graph(describe_catalog(CATALOG, [TOILETS, ALL_TOILETS], AT), "turtle").decode()
    assert "koen" not in text
    assert "土木部公園課" in text


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ('<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">', "grows"),
        (f'<!ENTITY b "{"a" * 5000}">', "grows"),
        ('<!ENTITY b SYSTEM "file:///etc/hostname">', "external"),
        ('<!ENTITY % b SYSTEM "http://127.0.0.1/x"> %b;', "external"),
    ],
)
def test_xml_entities_that_grow_or_reach_out_are_refused_at_once(entity: str, reason: str) -> None:
    document = f"""<?xml version="1.0"?><!DOCTYPE rdf:RDF [{entity}]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
          xmlns:dct="http://purl.org/dc/terms/">
          <rdf:Description rdf:about="urn:x"><dct:title>&b;</dct:title>
          </rdf:Description></rdf:RDF>"""
    started = time.process_time()
    with pytest.raises(Unreadable, match=reason):
        read_graph(document.encode(), "rdf-xml", base=BASE)
    assert time.process_time() - started < 2


def test_entities_that_shorten_namespaces_are_welcome() -> None:
    document = """<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY dcat "http://www.w3.org/ns/dcat#">]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
          xmlns:dct="http://purl.org/dc/terms/"><rdf:Description rdf:about="urn:x">
          <rdf:type rdf:resource="&dcat;Dataset"/><dct:title>古い目録</dct:title>
          </rdf:Description></rdf:RDF>"""
    (dataset,) = read_catalog(read_graph(document.encode(), "rdf-xml", base=BASE)).datasets
    assert dataset.title == "古い目録"


@pytest.mark.parametrize(
    "document",
    [
        '{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "urn:x"}',
        '{"@context": [{"a": "urn:a"}, "context.jsonld"], "@id": "urn:x"}',
        '{"@context": {"t": {"@id": "urn:t", "@context": "http://127.0.0.1:9/x"}}, "t": {}}',
        '{"@graph": [{"@context": "file:///etc/hostname", "@id": "urn:x"}]}',
    ],
)
def test_a_context_that_lies_elsewhere_is_refused_not_fetched(document: str) -> None:
    with pytest.raises(Unreadable, match="remote context"):
        read_graph(document.encode(), "json-ld", base=BASE)


@pytest.mark.parametrize("document", ["[" * 100_000, '{"a":' * 100_000, "{", "<rdf", "@prefix"])
def test_broken_and_deep_documents_are_refused(document: str) -> None:
    data = document.encode()
    with pytest.raises(Unreadable):
        read_graph(data, syntax_of(data), base=BASE)


def test_the_first_letters_tell_the_syntax_before_the_content_type() -> None:
    assert syntax_of(b'\xef\xbb\xbf {"@id": 1}', "text/turtle") == "json-ld"
    assert syntax_of(b"<?xml version='1.0'?><rdf:RDF/>", "text/plain") == "rdf-xml"
    assert syntax_of(b"@prefix a: <urn:a> .", "") == "turtle"
    assert syntax_of(b"<urn:a> <urn:b> <urn:c> .", "") == "turtle"


def triples(graph: Graph) -> set[tuple[object, ...]]:
    """What the graph says, whatever spelling its numbers have."""
    return {(s, p, o.toPython(), getattr(o, "language", None)) for s, p, o in graph}  # type: ignore[attr-defined]


@pytest.mark.parametrize("syntax", ["turtle", "json-ld", "rdf-xml"])
def test_each_syntax_holds_exactly_the_statements_and_equal_ones_are_equal_bytes(
    syntax: Syntax,
) -> None:
    told = describe_catalog(CATALOG, [TOILETS, ALL_TOILETS], AT)
    text = write_graph(told, syntax)
    assert triples(read_graph(text, syntax, base=BASE)) == triples(told.graph())
    assert write_graph(describe_catalog(CATALOG, [TOILETS, ALL_TOILETS], AT), syntax) == text


@pytest.mark.parametrize("syntax", ["turtle", "json-ld", "rdf-xml"])
def test_what_a_source_calls_a_theme_states_nothing_else(syntax: Syntax) -> None:
    evil = "ENVI> . <urn:x> a <urn:y"
    told = replace(
        TOILETS, themes=(Theme("evil", "環境", "", (evil,)),), documents=("geo:35.6,139.6",)
    )
    graph = read_graph(
        write_graph(describe_catalog(CATALOG, [told], AT), syntax), syntax, base=BASE
    )
    assert URIRef("urn:x") not in set(graph.subjects())
    assert not [one for one in graph.objects() if str(one).endswith("35.6,139.6")]
    codes = json.dumps([EU_THEME + evil, EU_THEME + "ENVI"])
    read = read_package({"name": "a", "extras": [{"key": "theme", "value": codes}]}).dataset
    assert [theme.eu for theme in read.themes] == [("ENVI",)]


def test_a_dataset_without_a_title_is_kept_and_told() -> None:
    turtle = "<https://elsewhere.example.jp/d/1> a dcat:Dataset ; dct:description 'x'@ja ."
    reading = read_catalog(read_graph((PREFIXES + turtle).encode(), "turtle", base=BASE))
    assert len(reading.datasets) == 1
    assert "title-missing" in [remark.finding.code for remark in reading.remarks]
