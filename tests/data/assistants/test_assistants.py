"""The SDK's own client asks over HTTP and over standard input and output."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from tdpf.core.demo import write_city
from tests.data.server import serving
from tests.on_postgresql.homes import database_of

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the client's own streams
]
Ask = Callable[..., dict[str, Any]]
TOOLS = {
    "search_datasets", "describe_dataset", "sample_rows", "query_table", "coverage",
    "download_link",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    write_city(folder / "city", scale=0.3, only=("131130", "131091"))
    publish = "from tdpf.cli.main import main; main()"
    subprocess.run(
        [sys.executable, "-c", publish, "publish", str(folder / "city"), "--workers", "1"],
        check=True,
        capture_output=True,
        env={**os.environ, "TDPF_HOME": str(folder / "home")},
    )
    return folder / "home"


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(home) as server:
        yield f"http://127.0.0.1:{server.port}/mcp"


def talk(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def session() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(session())


@pytest.fixture(scope="module")
def ask(address: str) -> Ask:
    """Calls a tool that must answer, and gives what it says."""

    def call(tool: str, **given: Any) -> dict[str, Any]:
        answer = talk(address, lambda client: client.call_tool(tool, given))
        assert not answer.is_error, answer.content
        found: dict[str, Any] = answer.structured_content
        return found

    return call


def refusal(address: str, tool: str, **given: Any) -> str:
    answer = talk(address, lambda client: client.call_tool(tool, given))
    assert answer.is_error
    return str(answer.content[0].text)


def test_the_tools_are_read_only_and_explain_themselves(address: str) -> None:
    tools = talk(address, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        assert len(tool.description) > 40


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("渋谷区の公衆トイレ", "public_toilet"),
        ("お手洗い", "public_toilet"),
        ("public toilets in Shibuya", "131130-public-toilet"),
        ("保育園", "preschool"),
        ("避難所 品川", "evacuation_space"),
        ("hospital", "hospital"),
    ],
)
def test_people_s_own_words_find_the_dataset(ask: Ask, query: str, first: str) -> None:
    found = ask("search_datasets", query=query, limit=3)
    assert found["datasets"][0]["name"] == first
    assert all(one["licence"] for one in found["datasets"])


def test_a_place_in_the_words_leads_to_its_rows_of_the_merged_table(ask: Ask) -> None:
    first = ask("search_datasets", query="渋谷区の公衆トイレ")["datasets"][0]
    where = first["rows_of_that_publisher"]
    asked = {"table": first["tables"][0]["name"], "where": where, "limit": 200}
    rows = ask("query_table", **asked, columns=["_publisher_name"])
    assert {row["_publisher_name"] for row in rows["rows"]} == {"東京都渋谷区"}
    assert rows["matched"] == len(rows["rows"])


def test_publishers_and_sets_are_known_by_their_titles(ask: Ask, address: str) -> None:
    found = ask("search_datasets", organisation="渋谷区", standard="公衆トイレ一覧")
    assert [one["name"] for one in found["datasets"]] == ["131130-public-toilet"]
    assert found == ask("search_datasets", organisation="131130", standard="public-toilet")
    assert ask("coverage", standard="公衆無線LAN")["standard"] == "public_wireless_lan"
    assert "131130 (東京都渋谷区)" in refusal(address, "search_datasets", organisation="区")
    assert "public_wireless_lan" in refusal(address, "coverage", standard="wifi")


def test_questions_are_understood_however_they_are_written(ask: Ask) -> None:
    strict = ask(
        "query_table",
        table="public_toilet",
        where=[{"column": "_publisher", "op": "eq", "value": "131130"}],
        columns=["名称", "緯度"],
        sort=["-緯度"],
    )
    loose = ask(
        "query_table",
        table="public_toilet",
        where={"_publisher": "131130"},
        columns="名称, 緯度",
        sort="-緯度",
    )
    signs = [{"column": "_publisher", "op": "=", "value": "131130"}]
    assert loose["rows"] == strict["rows"]
    assert ask("query_table", table="public_toilet", where=signs)["matched"] == strict["matched"]
    groups = {"table": "public_toilet", "group_by": "_publisher"}
    counts = ask("query_table", **groups, measures=["count"])["rows"]
    assert counts == ask("query_table", **groups, measures={"count": []})["rows"]
    highest = ask("query_table", **groups, measures={"max": "緯度"})["rows"]
    assert all(row["緯度:max"] for row in highest)
    nothing = ask("query_table", table="public_toilet", where={"名称": "公園"})
    assert "contains" in nothing["next"]


def test_blank_cells_are_left_out_where_nobody_named_the_columns(ask: Ask) -> None:
    whole = ask("query_table", table="public_toilet", limit=20)["rows"]
    assert all(value is not None for row in whole for value in row.values())
    named = ask("query_table", table="public_toilet", columns=["名称", "緯度"], limit=20)["rows"]
    assert all(set(row) == {"名称", "緯度"} for row in named)


def test_what_helps_to_go_on_is_told(ask: Ask) -> None:
    assert ask("search_datasets", query="トイレ")["also_searched"]
    none = ask("search_datasets", query="無い言葉の羅列")
    assert (none["matched"], none["more"]) == (0, None)
    assert "catalog://overview" in none["next"]


def test_a_question_from_words_to_rows(ask: Ask) -> None:
    found = ask("search_datasets", query="トイレ", limit=2)
    assert found["datasets"][0]["name"] == "public_toilet"
    assert found["matched"] >= 3
    rest = ask("search_datasets", query="トイレ", limit=20, start=found["more"])
    names = [one["name"] for one in found["datasets"] + rest["datasets"]]
    assert len(names) == len(set(names)) == found["matched"]
    described = ask("describe_dataset", id="public_toilet")
    columns = {column["name"]: column["type"] for column in described["tables"][0]["columns"]}
    assert columns["緯度"] == "number"
    rows = ask(
        "query_table",
        table="public_toilet",
        columns=["名称", "緯度"],
        where=[{"column": "名称", "op": "contains", "value": "公園"}],
        sort=["-緯度"],
        limit=5,
    )
    latitudes = [row["緯度"] for row in rows["rows"] if row["緯度"] is not None]
    assert latitudes == sorted(latitudes, reverse=True)
    assert all("公園" in row["名称"] for row in rows["rows"])


def test_every_answer_with_rows_can_be_cited(ask: Ask) -> None:
    for answer in (
        ask("query_table", table="public_toilet"),
        ask("sample_rows", table="public_toilet"),
        ask("coverage", standard="public_toilet"),
        ask("download_link", table="public_toilet"),
    ):
        source = answer["source"]
        assert source["version"] == 1
        assert source["licence"]["code"]
        assert source["attribution"].startswith("出典")
        assert source["published"]


def test_pages_go_on_to_the_end_and_no_row_comes_twice(ask: Ask) -> None:
    seen: list[str] = []
    more = ""
    while more is not None:
        page = ask("query_table", table="public_toilet", columns=["_id"], limit=200, more=more)
        seen += [row["_id"] for row in page["rows"]]
        more = page["more"]
    assert len(seen) == len(set(seen)) == page["matched"]


def test_groups_boxes_and_filters_in_cql2(ask: Ask) -> None:
    groups = ask(
        "query_table",
        table="public_toilet",
        group_by=["_publisher_name"],
        measures={"count": [], "max": ["緯度"]},
    )
    assert {row["_publisher_name"] for row in groups["rows"]} == {"東京都渋谷区", "東京都品川区"}
    total = ask("query_table", table="public_toilet", limit=1)["matched"]
    assert sum(row["count"] for row in groups["rows"]) == total
    box = ask("query_table", table="public_toilet", bbox=[139.0, 35.0, 140.0, 36.0], limit=1)
    assert 0 < box["matched"] <= total
    either = ask(
        "query_table",
        table="public_toilet",
        filter="名称 LIKE '%公園%' OR 緯度 > 35.66",
        limit=1,
    )
    assert 0 < either["matched"] <= total
    covered = ask("coverage", standard="public_toilet")
    assert sum(row["count"] for row in covered["rows"]) == total


def test_samples_are_spread_over_the_table(ask: Ask) -> None:
    total = ask("query_table", table="public_toilet", limit=1)["matched"]
    places = [row["_row"] for row in ask("sample_rows", table="public_toilet", n=3)["rows"]]
    assert (places[0], places[-1], len(places)) == (1, total, 3)


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("query_table", {"table": "nothing"}, "search_datasets"),
        ("query_table", {"table": "public_toilet", "columns": ["名前"]}, "名称"),
        ("query_table", {"table": "public_toilet", "filter": "名称 LIKE"}, "filter"),
        ("query_table", {"table": "public_toilet", "bbox": [1, 2]}, "bbox"),
        ("describe_dataset", {"id": "nothing"}, "search_datasets"),
        ("coverage", {"standard": "nothing"}, "public_toilet"),
    ],
)
def test_a_wrong_question_is_told_what_would_be_right(
    address: str, tool: str, given: dict[str, Any], said: str
) -> None:
    assert said in refusal(address, tool, **given)


def test_the_overview_counts_what_is_here(address: str) -> None:
    found = talk(address, lambda client: client.read_resource("catalog://overview"))
    text = found.contents[0].text
    assert "東京都渋谷区" in text
    assert '"not_here"' in text


def test_the_same_tools_on_standard_input_and_output(home: Path) -> None:
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    database = database_of(home)
    environ = {"TDPF_HOME": str(home), "TDPF_DATABASE": database, "PATH": os.environ["PATH"]}
    server = StdioServerParameters(command=sys.executable, args=["-c", main, "mcp"], env=environ)

    async def work(client: Client) -> tuple[set[str], Any]:
        tools = (await client.list_tools()).tools
        answer = await client.call_tool("search_datasets", {"query": "トイレ", "limit": 1})
        return {tool.name for tool in tools}, answer.structured_content

    names, found = talk(server, work)
    assert names == TOOLS
    assert found["datasets"][0]["name"] == "public_toilet"
