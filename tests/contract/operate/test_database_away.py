"""PostgreSQL stops and comes back under a running site: what is known is shown, all comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.operate.places import Place
from tests.data.server import Served, serving
from tests.on_postgresql.server import Server, running
from tests.patience import until

pytestmark = pytest.mark.postgres
RECORDS = "/api/v1/tables/fruit/records"


@pytest.fixture
def server(postgres_programs: Path) -> Iterator[Server]:
    with running(postgres_programs) as mine:
        yield mine


@pytest.fixture
def place(server: Server, tmp_path: Path) -> Place:
    made = Place(tmp_path / "home", server.url())
    publish(made, tmp_path, "林檎")
    return made


def publish(place: Place, folder: Path, name: str) -> None:
    file = folder / "fruit.csv"
    file.write_text(f"品目,値段\n{name},1\n", encoding="utf-8")
    assert place.publish(file, "--dataset", "fruit")["status"] == "published"


def text(site: Served, address: str) -> str:
    status, body = site.get(address)
    assert status == 200, body
    return body.decode()


NOWHERE = (
    "/api/v1/tables/%00/records", "/datasets/%00", "/publishers/%00", "/datastore/dump/%00",
    "/api/3/action/package_show?id=a%00b", "/api/3/action/organization_show?id=%00",
    "/api/3/action/datastore_search?resource_id=%00", "/harvest?source=%00", "/search?q=%00",
)  # fmt: skip


def test_a_nul_in_an_address_is_a_thing_that_is_not_there(place: Place) -> None:
    with serving(place.home, TDPF_DATABASE=place.database) as site:
        answers = {address: site.get(address)[0] for address in NOWHERE}
    assert {a: status for a, status in answers.items() if status not in {200, 404}} == {}


def test_a_database_that_goes_away_and_comes_back(
    place: Place, server: Server, tmp_path: Path
) -> None:
    with serving(place.home, TDPF_DATABASE=place.database, TDPF_WORKER="1") as site:
        assert "林檎" in text(site, RECORDS)
        assert site.get("/")[0] == 200

        server.stop()
        try:
            until(lambda: site.get("/health")[0] == 503)
            for _ in range(3):  # kept bytes and rows asked anew
                assert "林檎" in text(site, RECORDS)
                assert json.loads(text(site, f"{RECORDS}?値段__gte=1"))["numberMatched"] == 1
                assert "林檎" in text(site, f"{RECORDS}.csv")
            status, body = site.get("/api/v1/tables/nothing/records")
            assert (status, json.loads(body)["code"]) == (503, "shelf-unreadable")
            status, body = site.get("/search?q=林檎")
            assert status == 503
            assert "データベースが答えません" in body.decode()
            assert "Traceback" not in body.decode()
            assert site.get("/api/v1/tables", authorization="Bearer tdpf_x")[0] in {401, 503}
        finally:
            server.start()

        until(lambda: site.get("/health")[0] == 200)
        until(lambda: site.get("/search?q=林檎")[0] == 200)
        until(lambda: site.get("/api/v1/tables/nothing/records")[0] == 404)
        publish(place, tmp_path, "蜜柑")
        until(lambda: "蜜柑" in text(site, RECORDS))
