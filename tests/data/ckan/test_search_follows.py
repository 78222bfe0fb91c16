"""Words that are changed through CKAN are found by the pages' search a moment later."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import ckanapi
import httpx
import pytest

from tests.data.server import Served, serving
from tests.patience import PATIENCE_S, until

TOKEN = "a-token-for-tests-of-more-than-32-letters"
TITLE = "みどり市データの森"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("search-follows") / "home"
    with serving(home, TDPF_OPERATOR_TOKEN=TOKEN, TDPF_WORKER="0", TDPF_SITE_TITLE=TITLE) as server:
        yield server


@pytest.fixture(scope="module")
def writer(server: Served) -> Iterator[ckanapi.RemoteCKAN]:
    with ckanapi.RemoteCKAN(f"http://127.0.0.1:{server.port}", apikey=TOKEN) as ckan:
        ckan.action.organization_create(name="kankyo", title="環境局")
        ckan.action.package_create(name="trees", title="街路樹の位置", owner_org="kankyo")
        yield ckan


def test_a_dataset_renamed_over_ckan_is_found_by_its_new_words_and_not_by_the_old(
    server: Served, writer: ckanapi.RemoteCKAN
) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=PATIENCE_S) as reader:

        def finds(words: str) -> bool:
            return "/datasets/trees" in reader.get("/search", params={"q": words}).text

        until(lambda: finds("街路樹"))
        taken = []
        for old, new in (("街路樹", "並木"), ("並木", "大銀杏"), ("大銀杏", "緑陰")):
            writer.action.package_patch(id="trees", title=f"{new}の位置")
            began = time.monotonic()
            until(lambda new=new: finds(new))
            taken.append(time.monotonic() - began)
            assert not finds(old)
        assert min(taken) < 10, taken  # 2 on a calm machine
        writer.action.organization_patch(id="kankyo", title="みどり推進局")
        until(lambda: finds("みどり推進局"))


def extras_of(writer: ckanapi.RemoteCKAN, name: str) -> dict[str, str]:
    found = writer.action.package_show(id=name)["extras"]
    return {one["key"]: one["value"] for one in found}


def test_what_nobody_stated_is_filled_by_rules_and_a_statement_wins(
    server: Served, writer: ckanapi.RemoteCKAN
) -> None:
    for name, title in (
        ("noise-5", "騒音調査（令和5年度）"),
        ("noise-2024", "騒音調査 2024年度"),
        ("noise-3", "騒音調査（R3）"),
        ("quay", "岸壁一覧"),
        ("quay-old", "岸壁一覧（廃止）"),
    ):
        writer.action.package_create(name=name, title=title, owner_org="kankyo")

    until(lambda: "in_series" in extras_of(writer, "noise-3"))
    until(lambda: "is_replaced_by" in extras_of(writer, "quay-old"))
    (series,) = json.loads(extras_of(writer, "noise-3")["in_series"])
    assert json.loads(extras_of(writer, "noise-2024")["in_series"]) == [series]
    new = writer.action.package_show(id="quay")["id"]
    assert extras_of(writer, "quay-old")["is_replaced_by"] == new

    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=PATIENCE_S) as reader:
        page = reader.get(f"/series/{series}")
        assert page.status_code == 200
        order = [page.text.index(f"/datasets/{n}") for n in ("noise-2024", "noise-5", "noise-3")]
        assert order == sorted(order)
        assert series in reader.get("/datasets/noise-5").text
        years = reader.get("/datasets/noise-5").text.partition("同じデータの時点")[2]
        assert '/datasets/noise-2024">2024年（令和6年）' in years
        assert 'aria-current="page">2023年（令和5年）' in years
        assert "岸壁一覧" in reader.get("/datasets/quay-old").text.partition('id="about"')[2]
        turtle = reader.get("/datasets/noise-5.ttl").text
        assert f"dcat:inSeries <http://127.0.0.1:{server.port}/series/{series}>" in turtle

    kept = writer.action.package_show(id="noise-3")
    writer.action.package_update(**kept | {"notes": "3年ごと"})  # what came back says nothing new
    writer.action.package_patch(id="noise-5", extras=[{"key": "in_series", "value": '["noise"]'}])
    writer.action.package_patch(id="noise-2024", title="騒音と振動の調査 2024年度")
    until(lambda: "in_series" not in extras_of(writer, "noise-2024"))
    assert json.loads(extras_of(writer, "noise-5")["in_series"]) == ["noise"]
    assert json.loads(extras_of(writer, "noise-3")["in_series"]) == [series]


def test_the_site_is_called_by_its_own_name_everywhere(
    server: Served, writer: ckanapi.RemoteCKAN
) -> None:
    assert writer.action.status_show()["site_title"] == TITLE
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=PATIENCE_S) as reader:
        assert f"– {TITLE}</title>" in reader.get("/search").text
        assert f"– {TITLE}</title>" in reader.get("/search.atom").text
        assert f'"{TITLE}"@ja' in reader.get("/catalog.ttl").text
        assert f"– {TITLE}</title>" in reader.get("/search?lang=en").text
        assert reader.get("/api/openapi.json").json()["info"]["title"] == TITLE
        assert reader.get("/ogc?f=json").json()["title"] == TITLE
