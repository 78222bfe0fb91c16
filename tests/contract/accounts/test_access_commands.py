"""`tdpf access` as an operator uses it, and what no later publication undoes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from tdpf.apps.catalog.models import Dataset
from tdpf.apps.catalog.service import cataloguing, described
from tdpf.apps.organisations.service import TableAccess, audience_of
from tdpf.apps.publishing.models import AuditRecord, TableHead
from tdpf.cli.main import main
from tdpf.core.access import Audience

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "131130-shelters"
ROWS = "名称,電話,定員\n一の館,03-1,10\n二の館,03-2,90\n"


def tdpf(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def publish(folder: Path, text: str) -> None:
    path = folder / "shelters.csv"
    path.write_text(text, encoding="utf-8")
    words = ["--publisher", "131130", "--standard", "none", "--workers", "1"]
    answer = tdpf("publish", str(path), *words, "--personal-data-checked")
    assert answer.exit_code == 0, answer.output


@pytest.fixture
def table(tmp_path: Path) -> str:
    publish(tmp_path, ROWS)
    return TableHead.objects.get(table__is_merged=False).table.name


def shown(table: str) -> dict[str, object]:
    return json.loads(tdpf("access", "show", table, "--json").stdout)


def test_a_preview_tells_what_is_left_and_changes_nothing(table):
    asked = ("access", "set", table, "--hide", "電話", "--rows", "定員 < 50")
    answer = tdpf(*asked, "--preview")
    assert answer.exit_code == 0, answer.output
    assert "隠れる列 / hidden: 電話" in answer.output
    assert "見える行 / rows: 1 / 2" in answer.output
    assert not TableAccess.objects.exists()
    assert tdpf(*asked).exit_code == 0
    assert shown(table)["shown_rows"] == [{"where": "定員 < 50", "except": []}]
    assert "変わりはありません" in tdpf(*asked).output


def test_every_change_stands_in_the_audit_log_and_clear_takes_the_limits_away(table):
    tdpf("access", "set", table, "--hide", "電話", "--except", "131130")
    tdpf("access", "set", table, "--rows", "定員 < 50", "--add")
    assert len(shown(table)["hidden_columns"]) == len(shown(table)["shown_rows"]) == 1
    assert tdpf("access", "clear", table).exit_code == 0
    tdpf("access", "set", table, "--open-to", "members")
    records = AuditRecord.objects.filter(action="dataset.access").order_by("id")
    assert [sorted(one.detail) for one in records] == [
        ["limits", "table"],
        ["limits", "table"],
        ["limits", "table"],
        ["audience", "before", "organisations"],
    ]
    assert shown(table)["audience"] == "members"
    assert shown(table)["hidden_columns"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["--hide", "ない列"],
        ["--hide", "_id"],
        ["--rows", "定員 <"],
        ["--rows", "ない列 = 1"],
        ["--hide", "名称", "--hide", "電話", "--hide", "定員"],
        ["--open-to", "organisations"],
        ["--open-to", "organisations", "--organisation", "nobody"],
        ["--organisation", "131130"],
        ["--except", "members"],
        [],
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_changes_nothing(table, words):
    answer = tdpf("access", "set", table, *words)
    assert answer.exit_code in {1, 2}
    assert "Traceback" not in answer.output
    assert any("぀" <= sign <= "ヿ" for sign in answer.output), answer.output
    assert not TableAccess.objects.exists()
    assert audience_of(Dataset.objects.get(tables__name=table))[0] is Audience.EVERYONE


def test_a_table_that_is_not_there_is_told(table):
    for words in (["show"], ["clear"], ["set", "--open-to", "owner"]):
        answer = tdpf("access", words[0], "nowhere", *words[1:])
        assert answer.exit_code == 1
        assert "nowhere" in answer.output


def test_a_source_that_says_public_again_does_not_open_what_was_closed(table):
    for audience in ("owner", "members"):
        tdpf("access", "set", table, "--open-to", audience)
        row = Dataset.objects.get(tables__name=table)
        (told,) = described([row])
        with cataloguing("harvest", at=datetime(2026, 1, 1, tzinfo=UTC)) as desk:
            desk.dataset(replace(told, visibility="public", notes=f"new {audience}"))
        row.refresh_from_db()
        assert (row.visibility, row.notes) == ("private", f"new {audience}")
        assert shown(table)["audience"] == audience
    tdpf("access", "set", table, "--open-to", "everyone")
    row.refresh_from_db()
    assert row.visibility == "public"


def test_a_new_version_without_a_hidden_column_is_told_of(table, tmp_path):
    tdpf("access", "set", table, "--hide", "電話")
    publish(tmp_path, ROWS.replace("電話", "連絡先"))
    assert shown(table)["misfit"] == {"what": "電話", "why": "missing"}
    assert "「電話」が今の版にない" in tdpf("access", "show", table).output
