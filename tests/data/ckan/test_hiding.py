"""A dataset that its publisher hides is gone everywhere at once, and comes back when shown."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import ckanapi
import httpx
import pytest

from tests.data.server import Served, serving
from tests.patience import PATIENCE_S, until

TOKEN = "a-token-for-tests-of-more-than-32-letters"
HEADER = "全国地方公共団体コード,ID,地方公共団体名,名称,所在地_連結表記,緯度,経度,男性トイレ総数"
SEARCHES = ("/search?q=鷹匠", "/search.atom?q=鷹匠", "/sets/public_toilet", "/sitemap.xml")


def toilets(word: str) -> io.BytesIO:
    rows = [
        f"131130,{word}-{number},東京都渋谷区,{word}トイレ{number},東京都渋谷区神南1-{number}-1,"
        f"35.66{number:02d},139.69{number:02d},{number}"
        for number in range(1, 20)
    ]
    return io.BytesIO("\n".join([HEADER, *rows, ""]).encode())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ckan-hiding") / "home"


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Served]:
    with serving(home, TDPF_OPERATOR_TOKEN=TOKEN, TDPF_WORKER="0") as server:
        yield server


@pytest.fixture(scope="module")
def reader(server: Served) -> Iterator[httpx.Client]:
    address = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=address, timeout=PATIENCE_S) as reader:
        yield reader


@pytest.fixture(scope="module")
def writer(server: Served) -> Iterator[ckanapi.RemoteCKAN]:
    """Two lists of one set: one that stays, and one that will be hidden."""
    with ckanapi.RemoteCKAN(f"http://127.0.0.1:{server.port}", apikey=TOKEN) as ckan:
        ckan.action.organization_create(
            name="shibuya", title="渋谷区", extras=[{"key": "code6", "value": "131130"}]
        )
        for name, word in (("stays", "欅並木"), ("takajo", "鷹匠")):
            ckan.action.package_create(name=name, title=f"{word}の一覧", owner_org="shibuya")
            ckan.action.resource_create(
                package_id=name, name=word, format="CSV", upload=(f"{name}.csv", toilets(word))
            )
        yield ckan


def merged(reader: httpx.Client) -> str:
    answer = reader.get("/api/v1/tables/public_toilet/records?limit=100")
    assert answer.status_code == 200
    return answer.text


def is_found(reader: httpx.Client) -> bool:
    """Whether it is in the merged rows and among what a search finds."""
    return "鷹匠-1" in merged(reader) and "takajo" in reader.get(SEARCHES[0]).text


def is_anywhere(reader: httpx.Client) -> bool:
    """Whether its rows, or its name, are told by what is not asked for it by name."""
    return "鷹匠-1" in merged(reader) or any("takajo" in reader.get(to).text for to in SEARCHES)


@pytest.mark.parametrize(
    ("hide", "show"),
    [
        ({"private": True}, {"private": False}),
        ({"state": "deleted"}, {"state": "active"}),
        ({"state": "draft"}, {"state": "active"}),
    ],
)
def test_what_is_hidden_leaves_merged_rows_and_search_at_once_and_comes_back(
    reader: httpx.Client,
    writer: ckanapi.RemoteCKAN,
    hide: dict[str, object],
    show: dict[str, object],
) -> None:
    until(lambda: is_found(reader))

    writer.action.package_patch(id="takajo", **hide)

    until(lambda: not is_anywhere(reader))
    assert "欅並木-1" in merged(reader)
    refused = reader.get("/api/takajo/json").json()
    unknown = reader.get("/api/nothing/json").json()
    assert refused == unknown | {
        "table": "takajo",
        "detail": unknown["detail"].replace("nothing", "takajo"),
    }
    assert "鷹匠-1" not in reader.get("/api/v1/tables/public_toilet/changes").text
    known = reader.get("/api/v1/tables/public_toilet").json()["version"]
    earlier = [f"/api/v1/tables/public_toilet/records?version={n}" for n in range(1, known)]
    assert all("鷹匠-1" not in reader.get(address).text for address in earlier)
    for address in ("/datasets/takajo", "/api/v1/tables/takajo/records?version=1"):
        assert reader.get(address).status_code == 404

    writer.action.package_patch(id="takajo", **show)

    until(lambda: is_found(reader))


def test_the_last_list_of_a_set_can_be_hidden(
    reader: httpx.Client, writer: ckanapi.RemoteCKAN
) -> None:
    for name in ("stays", "takajo"):
        writer.action.package_patch(id=name, private=True)

    address = "/api/v1/tables/public_toilet/records"
    until(lambda: reader.get(address).status_code == 404)
    page = reader.get("/sets/public_toilet")
    assert page.status_code == 200
    assert "鷹匠" not in page.text
    assert "欅並木" not in page.text

    writer.action.package_patch(id="stays", private=False)

    until(lambda: reader.get(address).status_code == 200)
    assert "欅並木-1" in merged(reader)
    assert "鷹匠-1" not in merged(reader)

    writer.action.package_patch(id="takajo", private=False)
    until(lambda: is_found(reader))


def access(home: Path, *words: str) -> None:
    main = "from tdpf.cli.main import main; main()"
    subprocess.run(
        [sys.executable, "-c", main, "access", *words],
        check=True,
        env=os.environ | {"TDPF_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )


def test_the_original_of_a_limited_table_is_told_of_to_nobody_and_outlives_what_clients_send_back(
    home: Path, reader: httpx.Client, writer: ckanapi.RemoteCKAN
) -> None:
    action = writer.action
    action.package_create(name="things", title="備品", owner_org="shibuya")
    content = io.BytesIO("品名,内線\n机,四五六\n".encode())
    upload = ("things.csv", content)
    whole = action.resource_create(package_id="things", name="things", format="CSV", upload=upload)
    address = f"/datasets/{whole['package_id']}/files/{whole['id']}"
    assert "四五六" in reader.get(address).text

    access(home, "set", "things", "--hide", "内線")
    limited = action.resource_show(id=whole["id"])
    assert (limited["hash"], limited["size"]) == ("", None)
    assert reader.get(address).status_code == 404
    action.resource_update(**limited | {"description": "学校の備品"})
    action.resource_patch(id=whole["id"], name="教室の備品")
    action.package_update(**action.package_show(id="things"))
    action.package_patch(id="things", notes="学校ごと")

    access(home, "clear", "things")
    again = action.resource_show(id=whole["id"])
    assert (again["name"], again["description"]) == ("教室の備品", "学校の備品")
    assert [again[name] for name in ("url", "hash", "size")] == [
        whole[name] for name in ("url", "hash", "size")
    ]
    assert "四五六" in reader.get(address).text
