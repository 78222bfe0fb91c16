"""DCAT, open data lists, addresses and folders, through the same door."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.harvest.conftest import SMALL, Operator
from tests.contract.harvest.web import Web, reply, tagged

TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
<{base}/d/{n}> a dcat:Dataset ; dct:title "公園{n}"@ja ;
  dcat:distribution [ dcat:downloadURL <{base}/a.csv> ; dct:format "CSV" ] .
{more}
"""
NEXT = "<{base}/c> hydra:next <{base}/page2> ."


def titles() -> list[str]:
    from tdpf.apps.catalog.service import datasets

    return sorted(datasets().filter(kind="dataset").values_list("title", flat=True))


def test_turtle_is_followed_from_page_to_page(operator: Operator, site: Web):
    more = NEXT.format(base=site.base)
    first = TURTLE.format(base=site.base, n=1, more=more)
    second = TURTLE.format(base=site.base, n=2, more="")
    site.pages |= {
        "/c": reply(first, media_type="text/turtle"),
        "/page2": reply(second, media_type="text/plain"),
        "/a.csv": tagged(SMALL),
    }
    operator.add("dcat", "/c")
    run = operator.run()
    assert (run.state, run.datasets, run.published) == ("done", 2, 2)
    assert titles() == ["公園1", "公園2"]


def test_a_catalogue_that_leads_in_a_circle_ends(operator: Operator, site: Web):
    more = f"<{site.base}/c> hydra:next <{site.base}/c> ."
    site.pages["/c"] = reply(
        TURTLE.format(base=site.base, n=1, more=more), media_type="text/turtle"
    )
    operator.add("dcat", "/c")
    assert operator.run().state == "done"
    assert site.asked["/c"] == 1


DATA_JSON = """{"dataset": [{"title": "人口", "identifier": "p", "distribution":
  [{"downloadURL": "%s/a.csv", "mediaType": "text/csv"}]}]}"""
JSON_LD = """{"@context": ["http://127.0.0.1:9/remote",
  {"dct": "http://purl.org/dc/terms/", "dcat": "http://www.w3.org/ns/dcat#"}],
  "@id": "http://x.example/1", "@type": "dcat:Dataset", "dct:title": "人口",
  "dcat:distribution": {"dcat:downloadURL": {"@id": "%s/a.csv"}}}"""
RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#">
<dcat:Dataset rdf:about="http://x.example/1"><dct:title>人口</dct:title>
<dcat:distribution><dcat:Distribution><dcat:downloadURL rdf:resource="%s/a.csv"/>
</dcat:Distribution></dcat:distribution></dcat:Dataset></rdf:RDF>"""


@pytest.mark.parametrize("document", [DATA_JSON, JSON_LD, RDF_XML], ids=["json", "ld", "xml"])
def test_every_dress_of_dcat_is_read(operator: Operator, site: Web, document: str):
    site.pages["/c"] = reply(document % site.base, media_type="application/octet-stream")
    site.pages["/a.csv"] = tagged(SMALL)
    operator.add("dcat", "/c")
    run = operator.run()
    assert (run.state, run.published) == ("done", 1), run.message_en
    assert titles() == ["人口"]


@pytest.mark.parametrize("document", ["<html>", "]]", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY'])
def test_what_is_no_catalogue_is_said_so(operator: Operator, site: Web, document: str):
    site.pages["/c"] = reply(document)
    operator.add("dcat", "/c")
    assert operator.run().code in {"blocked", "source-unreadable"}


def test_an_open_data_list_becomes_datasets(operator: Operator, site: Web):
    header = "都道府県コード又は市区町村コード,データ名称,データ概要,URL,ライセンス"
    lines = [f"131130,公園一覧,公園です,{site.base}/a.csv,CC BY 4.0", "131130,空,まだ,,CC BY 4.0"]
    site.pages |= {"/list.csv": reply("\r\n".join([header, *lines])), "/a.csv": tagged(SMALL)}
    operator.add("list", "/list.csv", publisher="131130")
    run = operator.run()
    assert run.state == "done", run.message_en
    assert (run.datasets, run.published) == (2, 1)


def test_a_page_is_looked_through_for_data_of_its_own_host(operator: Operator, site: Web):
    page = (
        '<html><a href="a.csv">公園の一覧</a><a href="about.html">x</a>'
        '<a href="http://169.254.169.254/b.csv">遠く</a></html>'
    )
    site.pages |= {"/": reply(page, media_type="text/html"), "/a.csv": tagged(SMALL)}
    operator.add("urls", "/", publisher="131130")
    run = operator.run()
    assert (run.state, run.datasets, run.published) == ("done", 1, 1)
    assert titles() == ["公園の一覧"]


def test_a_list_of_addresses_is_read_line_by_line(operator: Operator, site: Web):
    site.pages |= {
        "/list.txt": reply(f"# 一覧\n{site.base}/a.csv 公園\n\n{site.base}/b.csv\n"),
        "/a.csv": tagged(SMALL),
        "/b.csv": tagged("x,y\n1,2\n"),
    }
    operator.add("urls", "/list.txt", publisher="131130")
    assert operator.run().published == 2


def test_a_folder_is_published_and_only_what_changed_again(operator: Operator, tmp_path: Path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "公園.csv").write_text(SMALL, encoding="utf-8")
    (inbox / "図書館.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (inbox / "out.csv").symlink_to("/etc/hostname")
    from tdpf.apps.harvest.service import add_source

    add_source("city", "folder", str(inbox), at=operator.now, publisher="131130")
    assert operator.run().published == 2
    (inbox / "公園.csv").write_text(SMALL + "丙,3\r\n", encoding="utf-8")
    run = operator.run()
    assert (run.published, run.unchanged) == (1, 1)
    assert titles() == ["公園", "図書館"]
    assert (inbox / "公園.csv").exists()


def test_how_a_source_must_be_written_is_said(operator: Operator):
    from tdpf.apps.harvest.service import BadSource, add_source

    for name, kind, url in [("A B", "ckan", "https://x.jp"), ("a", "ftp", "x"), ("a", "ckan", "x")]:
        with pytest.raises(BadSource) as bad:
            add_source(name, kind, url, at=operator.now)
        assert bad.value.message.ja
