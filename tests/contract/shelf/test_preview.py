"""Before publishing, an officer sees what would change, and nothing has changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tdpf.adapters.storage.draft import DraftStorage
from tdpf.adapters.storage.folder import FolderStorage
from tests.contract.shelf.conftest import HEADER, SHIBUYA, toilets
from tests.contract.shelf.test_commands import run

NAME = "131130-public-toilet"
NEW = ("S-4", "宇田川トイレ", "東京都渋谷区宇田川町4-5", 35.6612, 139.6991)
MOVED = ("S-1", "道玄坂新公衆トイレ", "東京都渋谷区道玄坂一丁目1-1", 35.6581, 139.7001)
FILE = "public_toilet.csv"


def look(desk: Any, name: str, content: bytes, **details: Any) -> Any:
    from tdpf.apps.publishing.service import PublishRequest, preview

    request = PublishRequest(path=desk.file(name, content), **{"publisher": "131130", **details})
    (found,) = preview([request], storage=desk.storage)
    return found


def shelf(desk: Any) -> tuple[object, ...]:
    from tdpf.apps.publishing.models import AuditRecord, PublicationLog, TableVersion

    return (
        [one.key for one in desk.storage.list()],
        TableVersion.objects.count(),
        PublicationLog.objects.count(),
        AuditRecord.objects.count(),
    )


def test_a_preview_tells_what_publishing_then_does_and_leaves_no_trace(desk: Any) -> None:
    from tdpf.apps.publishing.service import changes

    desk.give(FILE, toilets("131130", *SHIBUYA))
    following = toilets("131130", SHIBUYA[1], MOVED, NEW)
    was = shelf(desk)
    seen = look(desk, FILE, following)
    assert shelf(desk) == was
    assert (seen.status, seen.dataset) == ("changed", NAME)
    (table,) = seen.tables
    assert table.counts() == {"added": 1, "changed": 1, "removed": 1}
    assert (table.version, table.rows_before, table.rows) == (2, 3, 3)

    done = desk.give(FILE, following)
    ((line, difference),) = changes(NAME, since=1, storage=desk.storage)
    assert (done.version, done.score) == (table.version, table.score)
    assert line.number == 2
    assert difference.rows.equals(table.difference.rows)


def test_a_file_that_is_new_or_the_same_is_said_to_be(desk: Any) -> None:
    content = toilets("131130", *SHIBUYA)
    new = look(desk, FILE, content)
    assert (new.status, new.dataset, new.tables[0].rows) == ("new", NAME, 3)
    desk.give(FILE, content)
    assert look(desk, FILE, content).status == "unchanged"
    another = look(desk, FILE, (HEADER.replace("ID", "番号") + "\n").encode() + content)
    assert another.is_good


@pytest.mark.parametrize(
    ("content", "details", "said"),
    [
        (b"", {}, "空"),
        ("品目,色\n林檎,赤\n蜜柑,橙\n".encode(), {"publisher": None}, "--publisher"),
        (toilets("131130", *SHIBUYA), {"licence": "mine"}, "ライセンス"),
    ],
)
def test_what_could_not_be_published_is_told_with_the_same_sentence(
    desk: Any, content: bytes, details: dict[str, Any], said: str
) -> None:
    seen = look(desk, "given.csv", content, **details)
    refused = desk.give("given.csv", content, **details)
    assert (seen.status, refused.status) == ("failed", "failed")
    assert seen.message == refused.message
    assert said in seen.message.ja


def test_the_command_shows_rows_and_figures(tmp_path: Path) -> None:
    home, source = tmp_path / "home", tmp_path / FILE
    source.write_bytes(toilets("131130", *SHIBUYA))
    words = ("publish", source, "--publisher", "131130")
    assert run(home, *words)[0] == 0
    source.write_bytes(toilets("131130", *SHIBUYA[:2], NEW))
    status, out, _ = run(home, *words, "--dry-run")
    assert status == 0
    assert "追加 1行、変更 0行、削除 1行" in out
    assert "S-4 | 宇田川トイレ" in out
    status, out, _ = run(home, *words, "--dry-run", "--json")
    answer = json.loads(out)
    assert answer["tables"][0]["rows"] == {
        "before": 3,
        "after": 3,
        "added": 1,
        "changed": 0,
        "removed": 1,
    }
    assert [row["_change"] for row in answer["tables"][0]["changes"]] == ["added", "removed"]
    assert '"version": 1' in run(home, "history", NAME, "--json")[1]


def test_a_draft_is_read_first_and_never_written_through(tmp_path: Path) -> None:
    kept = FolderStorage(tmp_path / "kept")
    kept.put("tables/a", b"kept")
    draft = DraftStorage(tmp_path / "draft", kept)
    draft.put("tables/b", b"draft")
    assert [one.key for one in draft.list("tables")] == ["tables/b", "tables/a"]
    with draft.open("tables/a") as file:
        assert file.read() == b"kept"
    draft.delete("tables/a")
    assert kept.exists("tables/a")
    assert not kept.exists("tables/b")
