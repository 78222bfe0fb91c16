"""CKAN's own client, and the requests of others, against a served site."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import ckanapi
import pytest

from tests.contract.catalog.describer import DATASET, FILE
from tests.contract.catalog.test_ckan_shapes import LISTED, PACKAGE, RESOURCE, agrees
from tests.data.ckan.conftest import Site

TOILETS = "131130-public-toilet"


@pytest.fixture(scope="module")
def toilets(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = site.ckan.action.package_show(id=TOILETS)
    return found


@pytest.fixture(scope="module")
def resource(toilets: dict[str, Any]) -> str:
    return str(toilets["resources"][0]["id"])


def test_what_site_this_is(site: Site) -> None:
    status = site.ckan.action.status_show()
    assert status["ckan_version"].startswith("2.")
    assert "datastore" in status["extensions"]
    assert site.ckan.action.site_read() is True


def test_a_package_has_the_recorded_shape(site: Site, toilets: dict[str, Any]) -> None:
    agrees(toilets, PACKAGE)
    agrees(toilets["resources"][0], RESOURCE, exactly=False)
    assert toilets["license_id"] == "cc-by-4.0"
    assert toilets["organization"]["title"] == "東京都渋谷区"
    assert toilets["resources"][0]["datastore_active"] is True
    assert site.ckan.action.package_show(id=toilets["id"]) == toilets
    assert site.ckan.action.package_show(name_or_id=TOILETS) == toilets


def test_what_is_described_alone_is_a_package_as_well(site: Site) -> None:
    found = site.ckan.action.package_show(id=DATASET.name)
    assert found["maintainer"] == "公園課"
    assert [tag["name"] for tag in found["tags"]] == ["公園", "緑"]
    assert [group["name"] for group in found["groups"]] == ["living"]
    assert found["resources"][0]["url"] == FILE.download_url
    assert found["resources"][0]["datastore_active"] is False
    assert {"key": "department_code", "value": "07"} in found["extras"]
    assert site.ckan.action.package_show(id="source-7")["id"] == DATASET.id


def test_names_of_all_packages(site: Site) -> None:
    names = site.ckan.action.package_list()
    assert names == sorted(names)
    assert {TOILETS, "public_toilet", DATASET.name} <= set(names)
    assert "hidden" not in names
    assert site.ckan.action.package_list(limit=2, offset=1) == names[1:3]
    assert site.ckan.action.package_list(rows=2, start=1) == names[1:3]


def test_search_finds_japanese_words_the_best_title_first(site: Site) -> None:
    found = site.ckan.action.package_search(q="公衆トイレ一覧（統合表）")
    assert found["results"][0]["name"] == "public_toilet"
    assert found["count"] >= 1
    for word in ("トイレ", "渋谷", "公園"):
        answer = site.ckan.action.package_search(q=word, rows=100)
        assert answer["count"] == len(answer["results"]) > 0
    assert site.ckan.action.package_search(q="無い言葉")["count"] == 0


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("渋谷区の公衆トイレ", "public_toilet"),
        ("保育園", "preschool"),
        ("お手洗い", "public_toilet"),
    ],
)
def test_words_that_stand_nowhere_are_found_by_what_they_mean(
    site: Site, words: str, first: str
) -> None:
    found = site.ckan.action.package_search(q=words, **{"facet.field": ["organization"]})
    assert found["results"][0]["name"] == first
    assert found["count"] >= len(found["results"])
    assert sum(found["facets"]["organization"].values()) <= found["count"]
    ward = site.ckan.action.package_search(q=words, fq="organization:131130")
    assert {one["organization"]["name"] for one in ward["results"]} == {"131130"}
    page = site.ckan.action.package_search(q=words, rows=1, start=1)
    assert [one["name"] for one in page["results"]] == [found["results"][1]["name"]]


def test_links_to_the_pages_of_a_ckan_lead_to_ours(site: Site, resource: str) -> None:
    import requests

    with requests.Session() as session:
        for before, after in (
            (f"/dataset/{TOILETS}", "渋谷区"),
            (f"/dataset/{TOILETS}/resource/{resource}", "渋谷区"),
            ("/dataset/?q=トイレ", TOILETS),
            ("/organization/131130", "渋谷区"),
            ("/organization", "渋谷区"),
            ("/group/living", "公園の一覧"),
        ):
            answer = session.get(site.address(before))
            assert (answer.status_code, answer.history[0].status_code) == (200, 301), before
            assert after in answer.text
        file = session.get(site.address(f"/dataset/{TOILETS}/resource/{resource}/download/x.csv"))
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert session.get(site.address("/dataset/nothing")).status_code == 404
        assert session.get(site.address("/api/3/")).json() == {"version": 3}
        head = session.head(site.ckan.action.resource_show(id=resource)["url"])
        assert int(head.headers["Content-Length"]) == len(file.content)


def test_filters_facets_sort_and_pages(site: Site) -> None:
    everything = site.ckan.action.package_search(rows=0)["count"]
    ward = site.ckan.action.package_search(fq="organization:131130", rows=1000)
    assert 0 < ward["count"] < everything
    assert {one["organization"]["name"] for one in ward["results"]} == {"131130"}
    both = site.ckan.action.package_search(fq="organization:(131130 OR 131091)", rows=0)
    assert both["count"] > ward["count"]
    csvs = site.ckan.action.package_search(fq="organization:131130 res_format:CSV", rows=0)
    assert csvs["count"] <= ward["count"]
    without = site.ckan.action.package_search(fq="-organization:131130", rows=0)
    assert without["count"] == everything - ward["count"]
    names = [
        one["name"]
        for start in range(0, ward["count"], 3)
        for one in site.ckan.action.package_search(
            fq="organization:131130", sort="name asc", rows=3, start=start
        )["results"]
    ]
    assert names == sorted(one["name"] for one in ward["results"])
    short = site.ckan.action.package_search(fq="organization:131130", fl="id,name", rows=1000)
    assert [set(one) for one in short["results"]] == [{"id", "name"}] * ward["count"]
    facets = site.ckan.action.package_search(
        rows=0,
        **{"facet.field": ["organization", "res_format", "license_id", "tags"], "facet.limit": -1},
    )
    assert facets["facets"]["organization"]["131130"] == ward["count"]
    items = facets["search_facets"]["organization"]["items"]
    assert {"name": "131130", "display_name": "東京都渋谷区", "count": ward["count"]} in items
    recent = site.ckan.action.package_search(
        fq="metadata_modified:[NOW-1DAY TO *]", sort="metadata_modified desc", rows=1000
    )
    stamps = [one["metadata_modified"] for one in recent["results"]]
    assert stamps == sorted(stamps, reverse=True)


def test_an_absurd_number_of_rows_is_capped_and_said_so(site: Site) -> None:
    found = site.ckan.action.package_search(rows=999_999)
    assert found["count"] == len(found["results"]) <= 1000


def test_harvesters_page_by_id_without_gaps_or_repeats(site: Site) -> None:
    total = site.ckan.action.package_search(rows=0)["count"]
    seen: list[str] = []
    while True:
        page = site.ckan.action.package_search(rows=5, start=len(seen), sort="id asc")["results"]
        if not page:
            break
        seen += [one["id"] for one in page]
    assert len(seen) == len(set(seen)) == total
    assert seen == sorted(seen)


def test_a_resource_by_its_id_and_by_its_name(
    site: Site, toilets: dict[str, Any], resource: str
) -> None:
    found = site.ckan.action.resource_show(id=resource)
    assert found == toilets["resources"][0]
    named = site.ckan.action.resource_search(query=f"name:{FILE.title}")
    assert FILE.id in [one["id"] for one in named["results"]]


def test_organizations_groups_tags_and_licences(site: Site) -> None:
    assert {"131130", "131091", "kensetsu"} <= set(site.ckan.action.organization_list())
    whole = site.ckan.action.organization_list(all_fields=True)
    ward = next(one for one in whole if one["name"] == "131130")
    agrees(ward, LISTED)
    assert ward["package_count"] > 0
    shown = site.ckan.action.organization_show(id="131130", include_datasets=True)
    assert shown["package_count"] == ward["package_count"]
    assert shown["packages"]
    assert site.ckan.action.organization_show(id=shown["id"])["name"] == "131130"
    assert site.ckan.action.group_list() == ["living"]
    assert site.ckan.action.group_list(all_fields=True)[0]["package_count"] == 1
    assert site.ckan.action.group_show(id="living")["title"] == "生活"
    assert site.ckan.action.group_package_show(id="living")[0]["name"] == DATASET.name
    assert "公園" in site.ckan.action.tag_list()
    assert site.ckan.action.tag_list(query="公", all_fields=True)[0]["name"] == "公園"
    assert site.ckan.action.tag_show(id="公園", include_datasets=True)["packages"]
    assert site.ckan.action.tag_search(query="緑")["count"] == 1
    assert "cc-by-4.0" in [one["id"] for one in site.ckan.action.license_list()]
    assert "csv" in site.ckan.action.format_autocomplete(q="cs")
    titles = [one["title"] for one in site.ckan.action.package_autocomplete(q="公園の")]
    assert titles == ["公園の一覧"]
    assert len(site.ckan.action.current_package_list_with_resources(limit=2)) == 2
    assert site.ckan.action.resource_view_list(id="x") == []
    assert site.ckan.action.user_list() == []


def test_rows_of_a_resource_filtered_sorted_and_paged(site: Site, resource: str) -> None:
    page = site.ckan.action.datastore_search(resource_id=resource, limit=5)
    assert [row["_id"] for row in page["records"]] == [1, 2, 3, 4, 5]
    assert page["fields"][0] == {"id": "_id", "type": "int"}
    total = page["total"]
    assert total > 5
    name = page["records"][0]["名称"]
    for filters in ({"名称": name}, {"名称": [name]}, json.dumps({"名称": name})):
        found = site.ckan.action.datastore_search(resource_id=resource, filters=filters)
        assert {row["名称"] for row in found["records"]} == {name}
    north = site.ckan.action.datastore_search(
        resource_id=resource, filters={"緯度": {"gte": 35.65}}, limit=1000
    )
    south = site.ckan.action.datastore_search(
        resource_id=resource, filters={"緯度": {"lt": 35.65}}, limit=0
    )
    assert all(row["緯度"] >= 35.65 for row in north["records"])
    blank = sum(
        row["緯度"] is None
        for row in site.ckan.action.datastore_search(resource_id=resource, limit=1000)["records"]
    )
    assert north["total"] + south["total"] + blank == total
    lists = site.ckan.action.datastore_search(
        resource_id=resource, fields=["名称", "緯度"], records_format="lists", limit=2
    )
    assert [len(row) for row in lists["records"]] == [2, 2]
    text = site.ckan.action.datastore_search(
        resource_id=resource, fields="名称", records_format="csv", limit=3
    )
    assert len(text["records"].splitlines()) == 3
    ordered = site.ckan.action.datastore_search(
        resource_id=resource, sort="名称 desc", fields="名称", limit=1000
    )
    names = [row["名称"] for row in ordered["records"]]
    assert names == sorted(names, reverse=True)
    following = site.ckan.action.datastore_search(resource_id=resource, offset=5, limit=5)
    assert following["records"][0]["_id"] == 6


def test_a_japanese_word_is_found_in_rows(site: Site, resource: str) -> None:
    found = site.ckan.action.datastore_search(resource_id=resource, q="公園", limit=1000)
    whole = site.ckan.action.datastore_search(resource_id=resource, limit=1000)
    wanted = [
        row["_id"] for row in whole["records"] if "公園" in json.dumps(row, ensure_ascii=False)
    ]
    assert [row["_id"] for row in found["records"]] == wanted
    assert all("rank" in row for row in found["records"])


def test_columns_of_a_table_and_its_dump(site: Site, resource: str) -> None:
    info = site.ckan.action.datastore_info(id=resource)
    whole = site.ckan.action.datastore_search(resource_id=resource, limit=1000)
    assert info["meta"]["count"] == whole["total"]
    _, body = site.server.get(f"/datastore/dump/{resource}?bom=true")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == whole["total"]
    assert next(iter(rows[0])) == "_id"
    _, body = site.server.get(f"/datastore/dump/{resource}?format=json")
    dumped = json.loads(body)
    assert len(dumped["records"]) == whole["total"]
    assert len(dumped["records"][0]) == len(dumped["fields"])
    status, body = site.server.get(f"/datastore/dump/{resource}?format=xml")
    assert (status, body.count(b"<row ")) == (200, whole["total"])


def test_sql_over_resources(site: Site, resource: str) -> None:
    found = site.ckan.action.datastore_search_sql(
        sql=f'select count(*) as n, max("緯度") as north from "{resource}"'
    )
    assert found["records"][0]["n"] > 0
    assert [field["type"] for field in found["fields"]] == ["int8", "float8"]
    with pytest.raises(ckanapi.ValidationError):
        site.ckan.action.datastore_search_sql(sql=f'delete from "{resource}"')


@pytest.mark.parametrize(
    ("action", "given", "error"),
    [
        ("package_show", {"id": "nothing"}, ckanapi.NotFound),
        ("package_show", {"id": "hidden"}, ckanapi.NotFound),
        ("package_show", {}, ckanapi.ValidationError),
        ("resource_show", {"id": "nothing"}, ckanapi.NotFound),
        ("organization_show", {"id": "nothing"}, ckanapi.NotFound),
        ("group_show", {"id": "nothing"}, ckanapi.NotFound),
        ("tag_show", {"id": "nothing"}, ckanapi.NotFound),
        ("datastore_search", {"resource_id": "nothing"}, ckanapi.NotFound),
        ("datastore_search", {}, ckanapi.ValidationError),
        ("datastore_info", {"id": "nothing"}, ckanapi.NotFound),
        ("package_search", {"fq": "nofield:x"}, ckanapi.SearchQueryError),
        ("package_search", {"rows": -1}, ckanapi.ValidationError),
        ("resource_search", {"query": "nofield:x"}, ckanapi.ValidationError),
        ("help_show", {"name": "nothing"}, ckanapi.NotFound),
    ],
)
def test_errors_are_those_that_clients_tell_apart(
    site: Site, action: str, given: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        site.ckan.call_action(action, given)


def test_unknown_fields_of_a_row_search_are_named(site: Site, resource: str) -> None:
    with pytest.raises(ckanapi.ValidationError) as refusal:
        site.ckan.action.datastore_search(resource_id=resource, filters={"無い列": 1})
    assert refusal.value.error_dict["filters"] == ["Unknown field: 無い列"]


def test_an_action_that_does_not_exist_and_a_body_that_is_no_json(site: Site) -> None:
    status, body = site.server.get("/api/3/action/no_such_action")
    assert (status, json.loads(body)) == (
        400,
        "Bad request: Action name not known: no_such_action",
    )
    assert "dataset" in site.ckan.action.help_show(name="package_show")


def test_jsonp_and_the_short_address_and_validators(site: Site) -> None:
    status, body = site.server.get("/api/action/site_read?callback=done")
    assert (status, body[:5], body[-2:]) == (200, b"done(", b");")
    assert site.server.get("/api/3/action/site_read?callback=1%3Balert")[0] == 400
    status, _ = site.server.get("/api/3/action/package_list")
    assert status == 200


def test_qgis_browser_finds_groups_and_their_packages(site: Site) -> None:
    groups = json.loads(site.server.get("/api/3/action/group_list?all_fields=true")[1])["result"]
    assert groups[0]["display_name"] == "生活"
    address = (
        "/api/3/action/package_search?q=&fq=(groups:living+OR+groups:x)"
        "&sort=name+asc&rows=10&start=0"
    )
    found = json.loads(site.server.get(address)[1])
    assert found["success"] is True
    assert [one["name"] for one in found["result"]["results"]] == [DATASET.name]


def test_scrapers_ask_for_all_facets_at_once(site: Site) -> None:
    address = (
        "/api/3/action/package_search?rows=0&facet.limit=-1&facet.field="
        "%5B%22groups%22%2C%22organization%22%2C%22res_format%22%2C%22license_id%22%5D"
    )
    found = json.loads(site.server.get(address)[1])["result"]
    assert set(found["facets"]) == {"groups", "organization", "res_format", "license_id"}


def test_frictionless_reads_a_dataset(site: Site) -> None:
    from frictionless import Package
    from frictionless.portals import CkanControl

    control = CkanControl(baseurl=site.address(""), dataset=TOILETS)
    package = Package(control=control)
    assert package.resources
    assert package.resources[0].format == "csv"


def test_programs_of_tokyos_api_service_find_their_rows(site: Site, resource: str) -> None:
    import requests

    address = site.address(f"/api/{resource}/json")
    word = {"column": "名称", "relationship": "contains", "condition": "公園"}
    found = {"conditionRelationship": "and", "stringAndSearch": [word]}
    asked = {"searchCondition": found, "sortOrder": None}
    with requests.Session() as session:
        whole = session.post(f"{address}?limit=2&offset=1", json={}).json()
        assert (whole["limit"], whole["offset"], whole["subtotal"]) == (2, 1, 2)
        assert [hit["row"] for hit in whole["hits"]] == [2, 3]
        assert whole["metadata"]["apiId"] == resource
        assert whole["metadata"]["datasetTitle"]
        some = session.post(address, json=asked).json()
        assert 0 < some["total"] < whole["total"]
        assert all("公園" in hit["名称"] for hit in some["hits"])
        assert session.get(address).json()["total"] == whole["total"]
        for refused in (
            {"limit": 5},
            {"sortOrder": [{"column": "名称"}]},
            {"searchCondition": {"stringOrSearch": [word]}},
            {"searchCondition": {"stringAndSearch": [word | {"relationship": "equals"}]}},
            {"searchCondition": {"stringAndSearch": [word | {"column": "無い列"}]}},
        ):
            answer = session.post(address, json=refused)
            assert (answer.status_code, answer.json()["code"]) == (400, "city-api-part")
        assert session.get(site.address("/api/nothing/json")).status_code == 404
