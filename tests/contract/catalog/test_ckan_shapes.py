"""Our answers have the keys and kinds of values that were recorded from CKAN 2.12."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ckanapi import NotAuthorized, NotFound, SearchQueryError, ValidationError
from ckanapi.common import reverse_apicontroller_action

from tdpf.core.catalog.ckan import envelope
from tdpf.core.catalog.ckan.check import check_organisation, check_package, check_resource
from tdpf.core.catalog.ckan.envelope import UnknownField
from tdpf.core.catalog.ckan.read import MOST_TAGS, read_package
from tdpf.core.catalog.ckan.write import (
    group,
    group_inside,
    license_list,
    organisation,
    organisation_shown,
    package,
    resource,
    search_facets,
    shown,
    tag,
)
from tdpf.core.catalog.themes import THEMES
from tests.unit.catalog.city import AT, FESTIVALS, SHIBUYA, TOILETS

TEXT, FLAG, NUMBER, LIST, MAYBE = str, bool, int, list, (str, type(None))

PACKAGE: dict[str, Any] = {
    "author": MAYBE, "author_email": MAYBE, "creator_user_id": MAYBE, "id": TEXT, "isopen": FLAG,
    "license_id": TEXT, "license_title": TEXT, "license_url": TEXT, "maintainer": MAYBE,
    "maintainer_email": MAYBE, "metadata_created": TEXT, "metadata_modified": TEXT, "name": TEXT,
    "notes": TEXT, "num_resources": NUMBER, "num_tags": NUMBER, "owner_org": MAYBE,
    "private": FLAG, "state": TEXT, "title": TEXT, "type": TEXT, "url": TEXT, "version": TEXT,
    "extras": LIST, "organization": dict, "groups": LIST, "tags": LIST, "resources": LIST,
    "relationships_as_subject": LIST, "relationships_as_object": LIST,
}  # fmt: skip
RESOURCE: dict[str, Any] = {
    "cache_last_updated": MAYBE, "cache_url": MAYBE, "created": TEXT, "datastore_active": FLAG,
    "description": TEXT, "format": TEXT, "hash": TEXT, "id": TEXT, "last_modified": MAYBE,
    "metadata_modified": TEXT, "mimetype": MAYBE, "mimetype_inner": MAYBE, "name": TEXT,
    "package_id": TEXT, "position": NUMBER, "resource_type": MAYBE, "size": (int, type(None)),
    "state": TEXT, "url": TEXT, "url_type": MAYBE,
}  # fmt: skip
INSIDE = {
    "id": TEXT, "name": TEXT, "title": TEXT, "type": TEXT, "description": TEXT, "image_url": TEXT,
    "created": MAYBE, "is_organization": FLAG, "approval_status": TEXT, "state": TEXT,
}  # fmt: skip
LISTED = INSIDE | {
    "display_name": TEXT, "image_display_url": TEXT, "package_count": NUMBER,
    "num_followers": NUMBER,
}  # fmt: skip


def agrees(found: dict[str, Any], recorded: dict[str, Any], *, exactly: bool = True) -> None:
    missing = recorded.keys() - found.keys()
    more = found.keys() - recorded.keys() if exactly else set()
    assert (missing, more) == (set(), set())
    wrong = {key: found[key] for key in recorded if not isinstance(found[key], recorded[key])}
    assert wrong == {}


@pytest.mark.parametrize("dataset", [TOILETS, FESTIVALS], ids=lambda one: one.name)
def test_a_package_and_its_parts_are_shaped_as_recorded(dataset: Any) -> None:
    shape = package(dataset, AT)
    agrees(shape, PACKAGE)
    agrees(shape["organization"], INSIDE)
    for extra in shape["extras"]:
        agrees(extra, {"key": TEXT, "value": TEXT})
    for one in shape["resources"]:
        agrees(one, RESOURCE, exactly=False)
    for one in shape["tags"]:
        agrees(one, {"display_name": TEXT, "id": TEXT, "name": TEXT, "state": TEXT,
                     "vocabulary_id": MAYBE})  # fmt: skip
    for one in shape["groups"]:
        agrees(one, {"description": TEXT, "display_name": TEXT, "id": TEXT,
                     "image_display_url": TEXT, "name": TEXT, "title": TEXT})  # fmt: skip
    assert shape["num_resources"] == len(shape["resources"])
    assert shape["num_tags"] == len(shape["tags"])
    json.dumps(shape)


def test_times_are_utc_without_a_zone() -> None:
    assert package(TOILETS, AT)["metadata_modified"] == "2026-11-22T05:13:44.950173"


def test_clients_that_read_a_resource_find_what_they_need() -> None:
    shape = resource(TOILETS, TOILETS.distributions[0], AT)
    wanted = {"name", "url", "format", "mimetype", "size", "hash"}
    assert all(shape[key] for key in wanted)
    assert shape["datastore_active"] is True
    assert resource(TOILETS, TOILETS.distributions[1], AT)["url"].endswith("/guide")


def test_organisations_and_groups_are_shaped_as_recorded() -> None:
    agrees(organisation(SHIBUYA, count=3), LISTED)
    agrees(group(THEMES["health"], count=3), LISTED)
    shape = organisation_shown(SHIBUYA, count=1, packages=[package(TOILETS, AT)])
    agrees(shape, {"users": LIST, "extras": LIST, "groups": LIST, "packages": LIST}, exactly=False)
    assert {"key": "code6", "value": "131130"} in shape["extras"]
    assert "packages" not in shown(group(THEMES["health"], count=0))
    assert group_inside(THEMES["health"])["id"] == group(THEMES["health"], count=0)["id"]


def test_a_tag_of_the_list_has_no_state() -> None:
    agrees(tag("施設"), {"id": TEXT, "name": TEXT, "vocabulary_id": MAYBE, "display_name": TEXT})
    assert tag("オストメイト")["id"] == package(TOILETS, AT)["tags"][0]["id"]


def test_booleans_of_licences_are_strings() -> None:
    for one in license_list():
        agrees(
            one,
            {
                "id": TEXT, "title": TEXT, "url": TEXT, "status": TEXT, "family": TEXT,
                "maintainer": TEXT, "domain_content": TEXT, "domain_data": TEXT,
                "domain_software": TEXT, "od_conformance": TEXT, "osd_conformance": TEXT,
                "is_generic": TEXT,
            },
        )  # fmt: skip
        assert one["domain_data"] in {"True", "False"}


def test_facets_come_in_both_forms() -> None:
    plain, full = search_facets({"tags": [("トイレ", "トイレ", 2)]}, {"tags": "タグ"})
    assert plain == {"tags": {"トイレ": 2}}
    entry = {"name": "トイレ", "display_name": "トイレ", "count": 2}
    assert full == {"tags": {"title": "タグ", "items": [entry]}}


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (404, envelope.not_found('Resource "x" was not found.'), NotFound),
        (403, envelope.not_allowed(), NotAuthorized),
        (409, envelope.invalid({"name": ["Missing value"]}), ValidationError),
        (400, envelope.bad_search(UnknownField("colour")), SearchQueryError),
    ],
)
def test_the_usual_client_tells_our_errors_apart(
    status: int, error: dict[str, Any], expected: type[Exception]
) -> None:
    body = json.dumps(envelope.failure(AT.site, "package_show", error))
    with pytest.raises(expected):
        reverse_apicontroller_action(AT.site, status, body)


def test_the_usual_client_reads_our_results() -> None:
    body = json.dumps(envelope.success(AT.site, "package_show", package(TOILETS, AT)))
    assert reverse_apicontroller_action(AT.site, 200, body)["name"] == TOILETS.name
    status = envelope.status_show(AT.site, "東京データカタログ")
    agrees(status, {"site_title": TEXT, "site_description": TEXT, "site_url": TEXT,
                    "error_emails_to": MAYBE, "locale_default": TEXT, "extensions": LIST,
                    "ckan_version": TEXT})  # fmt: skip


def test_hidden_and_unknown_look_the_same() -> None:
    assert envelope.not_found() == {"__type": "Not Found Error", "message": "Not found"}


RECORDED = {
    "id": "e9d7b6a4-37a8-4d09-b0a5-8f7a3f0b6a10",
    "name": "t131105d0000000004",
    "title": "町丁別人口",
    "notes": "住民基本台帳\r\n毎月更新",
    "license_id": "cc-by",
    "license_title": "クリエイティブ・コモンズ 表示",
    "license_url": "http://www.opendefinition.org/licenses/cc-by",
    "maintainer": "戸籍住民課",
    "metadata_modified": "2021-12-13T04:46:56.000000",
    "organization": {"id": "meguro", "name": "meguro", "title": "目黒区", "created": "2020"},
    "groups": [{"name": "jinko", "title": "人口減少・少子高齢化", "display_name": "x"}],
    "tags": [{"name": "人口"}, {"name": "世帯"}, {"name": "人口"}],
    "extras": [
        {"key": "frequency", "value": "毎月"},
        {"key": "担当", "value": {"課": "統計"}},
        {"key": "language", "value": "日本語"},
        {"key": "spatial", "value": '{"type":"Point","coordinates":[139.7,35.6]}'},
    ],
    "resources": [
        {"id": "r-1", "url": "https://e.example.jp/a.csv", "format": "csv", "size": "2048",
         "last_modified": "2021-08-13T13:55:00", "hash": "", "name": None},
        {"id": "r-2", "url": "https://e.example.jp/page", "format": "HTML", "予算": 3},
        {"id": "r-3", "url": "https://e.example.jp/b.csv", "state": "deleted"},
        {"url": "https://e.example.jp/c", "format": "", "mimetype": "application/pdf"},
    ],
}  # fmt: skip


def test_a_package_of_another_ckan_is_taken_over() -> None:
    reading = read_package(RECORDED, source="https://catalog.example.jp")
    dataset = reading.dataset
    assert dataset.id == RECORDED["id"]
    assert (dataset.licence, dataset.frequency) == ("cc-by-4.0", "MONTHLY")
    assert [finding.code for finding in reading.findings] == ["licence-no-version"]
    assert dataset.source is not None
    assert dataset.source.url == f"https://catalog.example.jp/dataset/{dataset.id}"
    assert dataset.organisation is not None
    assert dataset.organisation.name == "meguro"
    assert [theme.name for theme in dataset.themes] == ["jinko"]
    assert dataset.keywords == ("人口", "世帯")
    assert dict(dataset.extras) == {"担当": '{"課":"統計"}'}
    assert dataset.coverage.bbox == (139.7, 35.6, 139.7, 35.6)
    csv, page, pdf = dataset.distributions
    assert (csv.download_url, csv.format, csv.bytes) == ("https://e.example.jp/a.csv", "CSV", 2048)
    assert (page.access_url, page.download_url) == ("https://e.example.jp/page", "")
    assert dict(page.extras) == {"予算": "3"}
    assert pdf.format == "PDF"
    again = read_package(RECORDED, source="https://catalog.example.jp").dataset
    assert [file.id for file in again.distributions] == [f.id for f in dataset.distributions]


def test_endless_keywords_are_cut_with_a_finding() -> None:
    tags = [{"name": f"語{number}"} for number in range(30_000)]
    reading = read_package({"id": "a", "name": "a-b", "tags": tags})
    assert len(reading.dataset.keywords) == MOST_TAGS
    assert [finding.code for finding in reading.findings] == ["keywords-cut"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": 3}, "name"),
        ({"name": "a"}, "name"),
        ({"name": "new"}, "name"),
        ({"name": "トイレ"}, "name"),
        ({"name": "A-B"}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"name": "ab", "title": 3}, "title"),
        ({"name": "ab", "private": "maybe"}, "private"),
        ({"name": "ab", "tags": "トイレ"}, "tags"),
        ({"name": "ab", "tags": [{"name": ""}]}, "tags"),
        ({"name": "ab", "tags": [{"name": "あ" * 101}]}, "tags"),
        ({"name": "ab", "extras": [{"key": "a"}, {"key": "a"}]}, "extras"),
        ({"name": "ab", "extras": [{"value": "a"}]}, "extras"),
        ({"name": "ab", "resources": ["a"]}, "resources"),
        ({"name": "ab", "resources": [{"size": "big"}]}, "resources"),
        ({"name": "ab", "groups": {}}, "groups"),
    ],
)
def test_what_is_wrong_with_a_package_is_told_by_field(given: dict[str, Any], field: str) -> None:
    problems = check_package(given)
    assert list(problems) == [field]
    assert all(isinstance(text, str) for text in problems[field])


def test_what_we_answer_may_be_sent_back() -> None:
    assert check_package(package(TOILETS, AT)) == {}
    assert check_resource(resource(TOILETS, TOILETS.distributions[0], AT)) == {}
    assert check_organisation(organisation_shown(SHIBUYA, count=0)) == {}


def test_a_patch_may_leave_out_the_name_but_not_spoil_it() -> None:
    assert check_package({"title": "新しい題"}, is_patch=True) == {}
    assert list(check_package({"name": "A"}, is_patch=True)) == ["name"]
    assert check_resource({"name": "a"}) == {"package_id": ["Missing value"]}
    assert check_resource({"name": "a"}, is_patch=True) == {}
    assert list(check_organisation({"title": "区"})) == ["name"]
