"""A version that is not written as its limits expect is shown to nobody whom they bind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tdpf.data.app import create_app
from tdpf.settings import Settings
from tests.data.access.inside import marks_in
from tests.data.client import Client
from tests.on_postgresql.homes import database_of

NOT_SHOWN = {
    "header": ("備考", "blank"),  # another word, which is no item of the set
    "two-in-one": ("備考", "blank"),  # the word of another item
    "split": ("理由", "missing"),
    "spelled": ("区分 <> '非公開'", "hides-none"),
    "reason": ("理由 IS NULL", "cannot-be-asked"),
    "reason-blank": ("理由", "blank"),
}
SHOWN = ("again", "said-what", "blank-at-first", "emptied", "beside")
VERSIONS = ("", "?version=1", "?version=2")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("rewritten")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    subprocess.run(
        [sys.executable, "-m", "tests.data.access.rewritten_city", str(folder)],
        check=True,
        env=plain | {"TDPF_HOME": str(folder / "home")},
        cwd=Path(__file__).parents[3],
    )
    return json.loads((folder / "told.json").read_text()) | {"home": str(folder / "home")}


@pytest.fixture(scope="module")
def client(told: dict[str, Any]) -> Iterator[Client]:
    home = Path(told["home"])
    made = Client(create_app(Settings(home=home, database=database_of(home))))
    yield made
    made.close()


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_a_version_in_which_nobody_finds_what_is_hidden_is_not_there(client, told, name):
    what, why = NOT_SHOWN[name]
    assert told[name]["misfit"] == {"what": what, "why": why}
    assert what in told[name]["said"]
    assert "制限が今の版に合わない" in told[name]["published"]
    assert "do not fit this version" in told[name]["published"]
    for path in ("", "/records", "/records.csv", "/records.parquet", "/changes", "/records?q=ZQ"):
        answer = client.get(f"/api/v1/tables/{name}{path}")
        assert answer.status == 404, path
    assert client.get(f"/api/v1/tables/{name}/records?version=1").status == 200
    described = client.get(f"/api/3/action/package_show?id={name}")
    assert not marks_in(described.body, ["ZQMARK"])


@pytest.mark.parametrize("name", [*NOT_SHOWN, *SHOWN, "earlier"])
def test_no_version_shows_what_was_meant_to_be_hidden(client, name):
    for version in VERSIONS:
        answer = client.get(f"/api/v1/tables/{name}/records{version}")
        assert not marks_in(answer.body, ["ZQMARK"]), version


@pytest.mark.parametrize("name", SHOWN)
def test_limits_that_fit_or_were_set_again_keep_the_rest_in_sight(client, told, name):
    assert told[name]["misfit"] is None
    answer = client.get(f"/api/v1/tables/{name}/records")
    assert answer.status == 200
    assert len(answer.json()["records"]) == 1


def test_a_version_of_before_that_is_written_otherwise_is_not_shown_either(client):
    asked = "/api/v1/tables/earlier/records"
    assert [client.get(asked + version).status for version in VERSIONS] == [200, 404, 200]


def test_a_column_that_is_new_beside_hidden_ones_is_told_of(told):
    said = {name: told[name]["published"] for name in told if name != "home"}
    assert {name for name, text in said.items() if "値が入った列" in text} == {"beside"}
    assert "qqq" in said["beside"]
