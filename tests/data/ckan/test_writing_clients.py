"""CKAN's own client writes to a served site: what it sent is what it and everybody reads."""

from __future__ import annotations

import http.server
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ckanapi
import pytest

from tests.contract.catalog.test_ckan_shapes import PACKAGE, RESOURCE, agrees
from tests.contract.shelf.conftest import MINATO, SHIBUYA, toilets
from tests.data.ckan.conftest import Site
from tests.data.server import serving
from tests.patience import until

NOWHERE = "http://127.0.0.1:9"  # nothing listens there
TOKEN = "a-token-for-tests-of-more-than-32-letters"


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The settings that say where everything is kept: a new home, and one of the databases."""
    home = {"TDPF_HOME": str(tmp_path_factory.mktemp("ckan-writing") / "home")}
    if request.param == "postgres":
        home["TDPF_DATABASE"] = request.getfixturevalue("new_database")()
    return home


@pytest.fixture(scope="module")
def anybody(place: dict[str, str]) -> Iterator[Site]:
    """A new site without anything, and a client without a token."""
    more = place | {"TDPF_OPERATOR_TOKEN": TOKEN, "TDPF_WORKER": "0"}
    with (
        serving(Path(more.pop("TDPF_HOME")), **more) as server,
        ckanapi.RemoteCKAN(f"http://127.0.0.1:{server.port}") as ckan,
    ):
        yield Site(server, ckan)


@pytest.fixture(scope="module")
def writer(anybody: Site) -> Iterator[ckanapi.RemoteCKAN]:
    with ckanapi.RemoteCKAN(anybody.address(""), apikey=TOKEN) as ckan:
        ckan.action.organization_create(
            name="suido",
            title="水道局",
            description="水をつくる",
            extras=[{"key": "code6", "value": "130001"}],
        )
        ckan.action.group_create(name="water", title="水", description="Water")
        yield ckan


def made(writer: ckanapi.RemoteCKAN, name: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = writer.action.package_create(
        name=name, title=f"データ {name}", owner_org="suido", **more
    )
    return found


def test_nobody_writes_without_a_token_or_with_a_wrong_one(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    given = {"name": "mine", "title": "私の", "owner_org": "suido"}
    for apikey in (None, "x" * 40, TOKEN[:-1]):
        with (
            ckanapi.RemoteCKAN(anybody.address(""), apikey=apikey) as stranger,
            pytest.raises(ckanapi.NotAuthorized),
        ):
            stranger.action.package_create(**given)
    with pytest.raises(ckanapi.NotFound):
        anybody.ckan.action.package_show(id="mine")
    assert writer.action.package_create(**given)["name"] == "mine"
    assert anybody.ckan.action.package_show(id="mine")["title"] == "私の"


def test_a_package_comes_back_as_it_was_sent(anybody: Site, writer: ckanapi.RemoteCKAN) -> None:
    told = made(
        writer,
        "whole",
        notes="一行目\n\n二行目",
        license_id="cc-by-4.0",
        url="https://suido.example.jp/whole",
        version="2.1",
        maintainer="水質課",
        maintainer_email="water@example.jp",
        tags=[{"name": "水質"}, {"name": "検査"}],
        groups=[{"name": "water"}],
        extras=[
            {"key": "frequency", "value": "毎月"},
            {"key": "issued", "value": "2024-04-01"},
            {"key": "部署コード", "value": "07"},
        ],
        resources=[
            {"name": "令和5年度", "url": f"{NOWHERE}/r5.csv", "format": "csv"},
            {"name": "令和4年度", "url": f"{NOWHERE}/r4.pdf"},
        ],
    )
    agrees(told, PACKAGE)
    agrees(told["resources"][0], RESOURCE, exactly=False)
    assert told["notes"] == "一行目\n\n二行目"
    assert (told["license_id"], told["isopen"]) == ("cc-by-4.0", True)
    assert (told["url"], told["version"]) == ("https://suido.example.jp/whole", "2.1")
    assert told["maintainer_email"] == "water@example.jp"
    assert {tag["name"] for tag in told["tags"]} == {"水質", "検査"}
    assert [group["title"] for group in told["groups"]] == ["水"]
    extras = {extra["key"]: extra["value"] for extra in told["extras"]}
    assert extras["部署コード"] == "07"
    assert extras["issued"] == "2024-04-01"
    assert extras["frequency"].endswith("/MONTHLY")
    assert [(file["name"], file["format"]) for file in told["resources"]] == [
        ("令和5年度", "CSV"),
        ("令和4年度", "PDF"),
    ]
    assert anybody.ckan.action.package_show(id="whole") == told
    assert writer.action.package_update(**told)["resources"] == told["resources"]
    found = anybody.ckan.action.package_search(fq="tags:水質 groups:water organization:suido")
    assert [one["name"] for one in found["results"]] == ["whole"]


def test_a_patch_changes_what_it_names_and_nothing_else(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    before = made(
        writer,
        "patched",
        license_id="cc-by-4.0",
        tags=[{"name": "一"}],
        extras=[{"key": "k", "value": "v"}],
        resources=[{"url": f"{NOWHERE}/a.csv"}],
    )
    after = writer.action.package_patch(id="patched", title="新しい題", tag_string="二,三")
    assert after["title"] == "新しい題"
    assert {tag["name"] for tag in after["tags"]} == {"二", "三"}
    changed = {key for key in after if after[key] != before[key]}
    assert changed <= {"title", "tags", "num_tags", "metadata_modified", "resources"}
    assert after["metadata_modified"] > before["metadata_modified"]
    assert after["extras"] == before["extras"]
    assert writer.action.package_patch(id="patched", license_id="cc0-1.0")["license_id"] == (
        "cc0-1.0"
    )
    renamed = writer.action.package_patch(id=before["id"], name="patched-2")
    assert renamed["name"] == "patched-2"
    assert anybody.ckan.action.package_show(id="patched")["id"] == before["id"]


def test_an_update_replaces_all_of_it(writer: ckanapi.RemoteCKAN) -> None:
    before = made(
        writer,
        "updated",
        notes="前の説明",
        resources=[{"url": f"{NOWHERE}/1.csv"}, {"url": f"{NOWHERE}/2.csv"}],
    )
    kept = before["resources"][1]
    after = writer.action.package_update(
        id=before["id"],
        name="updated",
        title="後",
        owner_org="suido",
        resources=[kept, {"url": f"{NOWHERE}/3.csv"}],
    )
    assert after["notes"] == ""
    assert [file["url"][-5:] for file in after["resources"]] == ["2.csv", "3.csv"]
    assert after["resources"][0]["id"] == kept["id"]


def test_private_and_deleted_datasets_are_seen_by_nobody(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    made(writer, "secret", private=True)
    with pytest.raises(ckanapi.NotFound):
        anybody.ckan.action.package_show(id="secret")
    writer.action.package_patch(id="secret", private=False)
    assert anybody.ckan.action.package_show(id="secret")["private"] is False
    writer.action.package_delete(id="secret")
    with pytest.raises(ckanapi.NotFound):
        anybody.ckan.action.package_show(id="secret")
    assert "secret" not in anybody.ckan.action.package_list()
    writer.action.package_patch(id="secret", state="active")
    assert anybody.ckan.action.package_show(id="secret")["state"] == "active"
    writer.action.dataset_purge(id="secret")
    assert made(writer, "secret")["state"] == "active"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "Bad Name", "owner_org": "suido"}, "name"),
        ({"owner_org": "suido"}, "name"),
        ({"name": "taken", "owner_org": "suido"}, "name"),
        ({"name": "public_toilet", "owner_org": "suido"}, "name"),
        ({"name": "no-owner"}, "owner_org"),
        ({"name": "no-owner", "owner_org": "nobody"}, "owner_org"),
        ({"name": "n1", "owner_org": "suido", "tags": ["水"]}, "tags"),
        ({"name": "n1", "owner_org": "suido", "extras": [{"key": "a"}, {"key": "a"}]}, "extras"),
        ({"name": "n1", "owner_org": "suido", "groups": [{"name": "nothing"}]}, "groups"),
        ({"name": "n1", "owner_org": "suido", "id": "not a uuid"}, "id"),
        ({"name": "n1", "owner_org": "suido", "url": "javascript:alert(1)"}, "url"),
        (
            {"name": "n1", "owner_org": "suido", "resources": [{"url": "data:text/html,x"}]},
            "resources",
        ),
        (
            {"name": "n1", "owner_org": "suido", "extras": [{"key": "issued", "value": "いつか"}]},
            "extras",
        ),
    ],
)
def test_each_bad_field_is_named(
    writer: ckanapi.RemoteCKAN, given: dict[str, Any], field: str
) -> None:
    if given.get("name") == "taken":
        made(writer, "taken")
    with pytest.raises(ckanapi.ValidationError) as refusal:
        writer.action.package_create(title="x", **given)
    assert refusal.value.error_dict[field]
    with pytest.raises(ckanapi.NotFound):
        writer.action.package_show(id="n1")


def test_what_is_not_there_cannot_be_changed(writer: ckanapi.RemoteCKAN) -> None:
    for action in ("package_patch", "package_update", "package_delete", "dataset_purge"):
        with pytest.raises(ckanapi.NotFound):
            writer.call_action(action, {"id": "nothing", "title": "x"})
    for action in ("resource_patch", "resource_delete", "resource_update"):
        with pytest.raises(ckanapi.NotFound):
            writer.call_action(action, {"id": "nothing"})
    with pytest.raises(ckanapi.NotFound):
        writer.action.datastore_upsert(resource_id="nothing", records=[{"a": 1}])
    with pytest.raises(ckanapi.NotFound):
        writer.action.resource_create(package_id="nothing", url=f"{NOWHERE}/x.csv")


def test_an_uploaded_file_is_a_table_at_once(anybody: Site, writer: ckanapi.RemoteCKAN) -> None:
    made(writer, "uploads", license_id="cc-by-4.0")
    sent = "番号,地点,値\n0037,桜丘,12.7\n0038,高輪,8\n".encode("cp932")
    told = writer.action.resource_create(
        package_id="uploads", name="測定", upload=("測定.csv", io.BytesIO(sent))
    )
    assert (told["datastore_active"], told["format"]) == (True, "CSV")
    rows = anybody.ckan.action.datastore_search(resource_id=told["id"], q="桜丘")["records"]
    assert [(row["番号"], row["値"]) for row in rows] == [("0037", 12.7)]
    status, body = anybody.server.get(told["url"].removeprefix(anybody.address("")))
    assert (status, body) == (200, sent)
    again = writer.action.resource_patch(
        id=told["id"], upload=("測定2.csv", io.BytesIO(sent + "0039,港南,1\n".encode("cp932")))
    )
    assert again["id"] == told["id"]
    assert anybody.ckan.action.datastore_search(resource_id=told["id"])["total"] == 3
    noted = writer.action.resource_update(id=told["id"], name="測定値", url=again["url"])
    assert noted["name"] == "測定値"
    assert noted["datastore_active"] is True
    assert noted["url"] == again["url"]
    writer.action.resource_delete(id=told["id"])
    with pytest.raises(ckanapi.NotFound):
        anybody.ckan.action.datastore_search(resource_id=told["id"])


def test_a_file_that_is_taken_out_leaves_the_merged_table_too(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    made(writer, "two-lists", license_id="cc-by-4.0")
    files = [
        writer.action.resource_create(
            package_id="two-lists", name=code, upload=(f"{code}.csv", io.BytesIO(content))
        )
        for code, content in (
            ("131130", toilets("131130", *SHIBUYA)),
            ("131032", toilets("131032", *MINATO)),
        )
    ]

    def merged() -> int:
        _, body = anybody.server.get("/api/v1/tables/public_toilet/records?limit=1")
        return int(json.loads(body)["numberMatched"])

    until(lambda: merged() == len(SHIBUYA) + len(MINATO))
    writer.action.resource_delete(id=files[0]["id"])
    until(lambda: merged() == len(MINATO))


def test_an_upload_that_is_no_table_is_kept_as_it_is(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    made(writer, "papers")
    sent = b"%PDF-1.4 not rows\n%%EOF"
    told = writer.action.resource_create(package_id="papers", upload=("案内.pdf", io.BytesIO(sent)))
    assert (told["datastore_active"], told["format"], told["name"]) == (False, "PDF", "案内.pdf")
    assert told["size"] == len(sent)
    assert anybody.server.get(told["url"].removeprefix(anybody.address("")))[1] == sent


def test_possible_personal_data_waits_for_a_person(writer: ckanapi.RemoteCKAN) -> None:
    made(writer, "people")
    sent = "氏名,連絡先\n山田 太郎,taro@gmail.com\n鈴木 花子,hana@gmail.com\n".encode()
    with pytest.raises(ckanapi.ValidationError) as refusal:
        writer.action.resource_create(package_id="people", upload=("名簿.csv", io.BytesIO(sent)))
    assert "personal_data_checked" in str(refusal.value.error_dict["upload"])
    assert writer.action.package_show(id="people")["resources"] == []
    told = writer.action.resource_create(
        package_id="people", personal_data_checked="true", upload=("名簿.csv", io.BytesIO(sent))
    )
    assert told["datastore_active"] is True


@pytest.fixture
def sensors(writer: ckanapi.RemoteCKAN) -> Iterator[str]:
    """A datastore of three rows with a key."""
    made(writer, "sensors")
    told = writer.action.datastore_create(
        resource={"package_id": "sensors", "name": "水位"},
        fields=[
            {"id": "code", "type": "text"},
            {"id": "地点", "type": "text", "info": {"label": "場所"}},
            {"id": "水位", "type": "float8"},
            {"id": "回", "type": "int4"},
            {"id": "日", "type": "date"},
            {"id": "正常", "type": "bool"},
        ],
        primary_key="code",
        records=[
            {"code": "01", "地点": "桜丘", "水位": 1.5, "回": 3, "日": "2024-04-01", "正常": True},
            {"code": "02", "地点": "高輪", "水位": "2.25", "回": "4"},
            {"code": "03"},
        ],
    )
    yield told["resource_id"]
    writer.action.package_delete(id="sensors")
    writer.action.dataset_purge(id="sensors")


def rows_of(site: Site, resource: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.ckan.action.datastore_search(resource_id=resource, **asked)[
        "records"
    ]
    return found


def test_rows_that_a_program_writes_keep_the_types_it_declared(anybody: Site, sensors: str) -> None:
    found = anybody.ckan.action.datastore_search(resource_id=sensors)
    assert found["total"] == 3
    assert [(field["id"], field["type"]) for field in found["fields"][1:]] == [
        ("code", "text"),
        ("地点", "text"),
        ("水位", "float8"),
        ("回", "int4"),
        ("日", "date"),
        ("正常", "bool"),
    ]
    first, second, third = found["records"]
    assert first | {"_id": 0} == {
        "_id": 0, "code": "01", "地点": "桜丘", "水位": 1.5, "回": 3, "日": "2024-04-01",
        "正常": True,
    }  # fmt: skip
    assert (second["水位"], second["回"]) == (2.25, 4)
    assert third["水位"] is None
    shown = anybody.ckan.action.package_show(id="sensors")["resources"][0]
    assert shown["datastore_active"] is True
    assert shown["url"].endswith(f"/datastore/dump/{sensors}")
    assert anybody.server.get(f"/datastore/dump/{sensors}")[1].count(b"\r\n") == 4


def test_rows_are_inserted_updated_and_put_by_their_key(
    anybody: Site, writer: ckanapi.RemoteCKAN, sensors: str
) -> None:
    writer.action.datastore_upsert(
        resource_id=sensors,
        method="upsert",
        records=[{"code": "02", "水位": 9}, {"code": "04", "地点": "港南"}],
    )
    rows = {row["code"]: row for row in rows_of(anybody, sensors)}
    assert list(rows) == ["01", "02", "03", "04"]
    assert (rows["02"]["水位"], rows["02"]["地点"]) == (9.0, "高輪")
    writer.action.datastore_upsert(
        resource_id=sensors, method="update", records=[{"code": "03", "地点": "目黒"}]
    )
    writer.action.datastore_upsert(
        resource_id=sensors, method="insert", records=[{"code": "05", "回": None}]
    )
    assert rows_of(anybody, sensors, q="目黒")[0]["code"] == "03"
    assert rows_of(anybody, sensors, q="桜丘")[0]["code"] == "01"
    writer.action.datastore_delete(resource_id=sensors, filters={"code": ["01", "05"]})
    assert [row["code"] for row in rows_of(anybody, sensors)] == ["02", "03", "04"]
    writer.action.datastore_create(
        resource_id=sensors,
        fields=[{"id": "code", "type": "text"}, {"id": "備考", "type": "text"}],
        records=[{"code": "06", "備考": "新しい"}],
    )
    assert [row["備考"] for row in rows_of(anybody, sensors)] == [None, None, None, "新しい"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"method": "insert", "records": [{"code": "01"}]}, "records"),
        ({"method": "update", "records": [{"code": "99"}]}, "key"),
        ({"method": "upsert", "records": [{"水位": 1}]}, "key"),
        ({"records": [{"code": "09", "無い列": 1}]}, "records"),
        ({"records": [{"code": "09", "水位": "高い"}]}, "records"),
        ({"records": [{"code": "09", "回": 2.5}]}, "records"),
        ({"records": [{"code": "09", "日": "きのう"}]}, "records"),
        ({"records": "x"}, "records"),
        ({"method": "replace", "records": []}, "method"),
    ],
)
def test_a_bad_row_changes_nothing(
    anybody: Site,
    writer: ckanapi.RemoteCKAN,
    sensors: str,
    given: dict[str, Any],
    field: str,
) -> None:
    before = rows_of(anybody, sensors)
    with pytest.raises(ckanapi.ValidationError) as refusal:
        writer.action.datastore_upsert(resource_id=sensors, **given)
    assert refusal.value.error_dict[field]
    assert rows_of(anybody, sensors) == before


def test_a_dropped_table_is_gone_and_can_be_made_anew(
    anybody: Site, writer: ckanapi.RemoteCKAN, sensors: str
) -> None:
    writer.action.datastore_delete(resource_id=sensors)
    with pytest.raises(ckanapi.NotFound):
        rows_of(anybody, sensors)
    assert anybody.ckan.action.resource_show(id=sensors)["datastore_active"] is False
    writer.action.datastore_create(resource_id=sensors, records=[{"a": 1, "b": "あ"}])
    assert rows_of(anybody, sensors) == [{"_id": 1, "a": 1, "b": "あ"}]


def test_the_rows_of_a_file_are_written_only_by_force(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    made(writer, "forced")
    sent = io.BytesIO("名前,数\n桜丘,1\n".encode())
    told = writer.action.resource_create(package_id="forced", upload=("表.csv", sent))
    more = {"resource_id": told["id"], "method": "insert", "records": [{"名前": "高輪", "数": 2}]}
    with pytest.raises(ckanapi.ValidationError) as refusal:
        writer.call_action("datastore_upsert", more)
    assert "read-only" in refusal.value.error_dict
    writer.call_action("datastore_upsert", more | {"force": True})
    assert [row["名前"] for row in rows_of(anybody, told["id"])] == ["桜丘", "高輪"]


def test_positions_in_written_rows_are_on_the_map(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    made(writer, "places")
    told = writer.action.datastore_create(
        resource={"package_id": "places"},
        records=[{"名称": "駅", "緯度": 35.6586, "経度": 139.7012}],
    )
    table = anybody.ckan.action.datastore_info(id=told["resource_id"])["meta"]["aliases"][0]
    body = anybody.server.get(f"/api/v1/tables/{table}/records.geojson")[1]
    assert json.loads(body)["features"][0]["geometry"]["coordinates"] == [139.7012, 35.6586]


def test_organizations_and_groups_change_and_go(anybody: Site, writer: ckanapi.RemoteCKAN) -> None:
    told = writer.action.organization_create(
        name="kotsu", title="交通局", image_url="https://x.jp/a"
    )
    assert (told["type"], told["is_organization"]) == ("organization", True)
    patched = writer.action.organization_patch(id="kotsu", description="バスと電車")
    assert (patched["title"], patched["description"]) == ("交通局", "バスと電車")
    assert patched["image_url"] == "https://x.jp/a"
    assert writer.action.organization_update(id="kotsu", title="交通")["description"] == ""
    assert "kotsu" in anybody.ckan.action.organization_list()
    with pytest.raises(ckanapi.ValidationError):
        writer.action.organization_create(name="kotsu", title="二つめ")
    writer.action.organization_delete(id="kotsu")
    with pytest.raises(ckanapi.NotFound):
        anybody.ckan.action.organization_show(id="kotsu")
    made(writer, "owned")
    with pytest.raises(ckanapi.ValidationError):
        writer.action.organization_delete(id="suido")
    writer.action.group_create(name="rail", title="鉄道")
    assert writer.action.group_patch(id="rail", title="電車")["title"] == "電車"
    made(writer, "in-group", groups=[{"name": "rail"}])
    with pytest.raises(ckanapi.ValidationError):
        writer.action.group_delete(id="rail")
    writer.action.package_patch(id="in-group", groups=[])
    writer.action.group_delete(id="rail")
    with pytest.raises(ckanapi.NotFound):
        anybody.ckan.action.group_show(id="rail")


def test_writing_needs_a_post_with_json(anybody: Site) -> None:
    status, body = anybody.server.get("/api/3/action/package_create?name=x", Authorization=TOKEN)
    assert status == 400
    assert isinstance(json.loads(body), str)


def test_every_writing_action_is_answered_and_explained(writer: ckanapi.RemoteCKAN) -> None:
    from tdpf.data.ckan.writes import WRITES

    source = Path(__file__).parents[3] / "src/tdpf/apps/ckan/actions.py"
    for name in WRITES:
        assert f".{name}," in source.read_text(encoding="utf-8")
        assert writer.action.help_show(name=name)


def test_a_harvester_sees_what_changed_since_its_last_run(
    anybody: Site, writer: ckanapi.RemoteCKAN
) -> None:
    told = made(writer, "fresh")
    since = told["metadata_modified"]
    writer.action.resource_create(package_id="fresh", url=f"{NOWHERE}/new.csv")
    found = anybody.ckan.action.package_search(
        fq=f"metadata_modified:[{since}Z TO *]", sort="id asc", rows=100
    )
    stamps = {one["name"]: one["metadata_modified"] for one in found["results"]}
    assert stamps["fresh"] > since


def test_files_at_an_address_and_large_ones_become_tables_in_the_background(
    anybody: Site, writer: ckanapi.RemoteCKAN, elsewhere: str, place: dict[str, str]
) -> None:
    made(writer, "elsewhere")
    good = writer.action.resource_create(
        package_id="elsewhere", name="測定", url=f"{elsewhere}/good.csv", format="CSV"
    )
    page = writer.action.resource_create(
        package_id="elsewhere", name="頁", url=f"{elsewhere}/page.csv", format="CSV"
    )
    assert good["datastore_active"] is False
    assert page["datastore_active"] is False
    lines = "".join(f"{n:07},地点{n % 97},{n * 0.5}\n" for n in range(250_000))
    sent = io.BytesIO(f"番号,地点,値\n{lines}".encode())
    large = writer.action.resource_create(package_id="elsewhere", upload=("大.csv", sent))
    assert (large["datastore_active"], large["name"]) == (False, "大.csv")
    work = [sys.executable, "-c", "from tdpf.cli.main import main; main()", "worker", "--once"]
    environ = os.environ | place | {"TDPF_OUTBOUND_PRIVATE": "127.0.0.1"}
    environ |= {"TDPF_OUTBOUND_SECONDS_BETWEEN": "0"}
    subprocess.run(work, check=True, capture_output=True, env=environ)
    found = anybody.ckan.action.datastore_search(resource_id=large["id"], limit=0)
    assert found["total"] == 250_000
    assert rows_of(anybody, good["id"]) == [{"_id": 1, "番号": "0037", "地点": "桜丘"}]
    shown = anybody.ckan.action.resource_show(id=good["id"])
    assert (shown["url"], shown["datastore_active"]) == (f"{elsewhere}/good.csv", True)
    assert anybody.ckan.action.resource_show(id=page["id"])["datastore_active"] is False


def tdpf(place: dict[str, str], *words: str) -> str:
    """What the command says."""
    call = [sys.executable, "-c", "from tdpf.cli.main import main; main()", *words]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    ran = subprocess.run(call, check=True, capture_output=True, text=True, env=plain | place)
    return ran.stdout.strip()


def test_a_role_in_an_organisation_decides_what_a_token_may_write(
    anybody: Site, writer: ckanapi.RemoteCKAN, place: dict[str, str]
) -> None:
    writer.action.organization_create(name="gesui", title="下水道局")
    writer.action.package_create(name="theirs", title="別の局の", owner_org="gesui")
    keys = {}
    for role, capacity, scope in (
        ("officer", "editor", "write"), ("reader", "member", "write"), ("owner", "admin", "read")
    ):  # fmt: skip
        email = f"{role}@suido.example.jp"
        writer.action.user_invite(email=email, group_id="suido", role=capacity)
        keys[role] = tdpf(place, "token", "create", email, "--title", "x", "--scope", scope)
    for role, apikey in keys.items():
        with ckanapi.RemoteCKAN(anybody.address(""), apikey=apikey) as person:
            mine = {"name": f"of-{role}", "title": "私の局の", "owner_org": "suido"}
            if role == "officer":
                assert person.action.package_create(**mine)["organization"]["name"] == "suido"
                person.action.package_patch(id="of-officer", title="直した")
            else:
                with pytest.raises(ckanapi.NotAuthorized):
                    person.action.package_create(**mine)
            for action, given in (
                ("package_patch", {"id": "theirs", "title": "取った"}),
                ("package_create", {"name": "in-theirs", "title": "x", "owner_org": "gesui"}),
                ("package_delete", {"id": "theirs"}),
                ("resource_create", {"package_id": "theirs", "url": f"{NOWHERE}/x.pdf"}),
                ("datastore_create", {"resource": {"package_id": "theirs"}, "records": []}),
                ("organization_create", {"name": "mine", "title": "x"}),
                ("group_create", {"name": "mine", "title": "x"}),
            ):
                with pytest.raises(ckanapi.NotAuthorized):
                    person.call_action(action, given)
    assert anybody.ckan.action.package_show(id="theirs")["title"] == "別の局の"
    moved = {"id": "of-officer", "owner_org": "gesui"}
    with (
        ckanapi.RemoteCKAN(anybody.address(""), apikey=keys["officer"]) as officer,
        pytest.raises(ckanapi.NotAuthorized),
    ):
        officer.action.package_patch(**moved)
    assert writer.action.package_patch(**moved)["organization"]["name"] == "gesui"


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another site on this machine: one file is a table, the other a page."""
    files = {
        "/good.csv": "番号,地点\r\n0037,桜丘\r\n".encode(),
        "/page.csv": b"<!doctype html><html><body>not here</body></html>",
    }

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            del args

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
