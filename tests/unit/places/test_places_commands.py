"""`tdpf places` and `tdpf geocode`, as a person calls them."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner

from tdpf.cli.main import main
from tdpf.settings import settings

TOWNS = "code6,city,town,koaza,lat,lng\n131130,渋谷区,神宮前四丁目,,35.6677,139.7101\n"
HERE = ("35.667700", "139.710100", "町丁目")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TDPF_HOME", str(tmp_path / "var"))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def run(*args: object):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def with_dictionary(home):
    (home / "tokyo.csv").write_text(TOWNS, encoding="utf-8")
    assert run("places", "add", home / "tokyo.csv").exit_code == 0


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_dictionary_is_added_listed_with_its_terms_and_removed(home) -> None:
    assert "No dictionary" in run("places", "list").output
    with_dictionary(home)
    listed = run("places", "list").output
    assert "tokyo" in listed
    assert "CC BY 4.0" in listed
    assert run("places", "remove", "tokyo").exit_code == 0
    again = run("places", "remove", "tokyo")
    assert again.exit_code == 1
    assert "tdpf places list" in again.output


def test_a_wrong_file_is_refused_in_both_languages(home) -> None:
    (home / "other.csv").write_text("a,b\n1,2\n")
    for path in (home / "other.csv", home / "absent.csv"):
        refused = run("places", "add", path)
        assert refused.exit_code == 1
        assert path.name in refused.output
        assert "ください" in refused.output


def test_every_column_and_row_stays_in_order_and_positions_are_added(home) -> None:
    with_dictionary(home)
    source = home / "list.csv"
    source.write_bytes(
        "番号,住所,コード,lat\r\n"
        "2,東京都渋谷区神宮前４－１２－１,,x\r\n"
        "1,神宮前4-1,13113,\r\n"
        "3,,131130,\r\n"
        '4,"大阪府, どこか",,\r\n'.encode("cp932")
    )
    done = run("geocode", source, home / "out.csv", "--address", "住所", "--code", "コード")
    assert done.exit_code == 0, done.output
    header, *rows = rows_of(home / "out.csv")
    assert header == ["番号", "住所", "コード", "lat", "lat_2", "lon", "level", "matched", "score"]
    assert [row[0] for row in rows] == ["2", "1", "3", "4"]
    assert [tuple(row[4:7]) for row in rows] == [HERE, HERE, ("", "", ""), ("", "", "")]
    assert rows[0][1] == "東京都渋谷区神宮前４－１２－１"


def test_an_address_in_several_columns_is_read_as_one_line(home) -> None:
    with_dictionary(home)
    source = home / "131130_list.csv"
    source.write_text("名称,町,番地\nあ,神宮前4丁目,12-1\nい,神宮前,4-1\n", encoding="utf-8")
    done = run("geocode", source, home / "out.csv", "--address", "町", "--address", "番地")
    assert done.exit_code == 0, done.output
    assert [tuple(row[3:6]) for row in rows_of(home / "out.csv")[1:]] == [HERE, HERE]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--address", "所在"], "住所"),
        (["--address", "住所", "--publisher", "999"], "市区町村コード"),
    ],
)
def test_a_wrong_option_names_what_there_is(home, args, says) -> None:
    with_dictionary(home)
    (home / "list.csv").write_text("名称,住所\nあ,渋谷区神宮前4-1\n", encoding="utf-8")
    refused = run("geocode", home / "list.csv", home / "out.csv", *args)
    assert refused.exit_code == 2
    assert says in refused.output
    assert not (home / "out.csv").exists()


def test_without_a_dictionary_nothing_is_written_and_the_next_step_is_named(home) -> None:
    (home / "list.csv").write_text("名称,住所\nあ,渋谷区神宮前4-1\n", encoding="utf-8")
    refused = run("geocode", home / "list.csv", home / "out.csv", "--address", "住所")
    assert refused.exit_code == 1
    assert "tdpf places add" in refused.output
    assert {path.name for path in home.iterdir()} == {"list.csv"}


def test_bad_inputs_and_outputs_get_one_plain_sentence(home) -> None:
    with_dictionary(home)
    (home / "empty.csv").write_bytes(b"")
    (home / "list.csv").write_text("名称,住所\nあ,渋谷区神宮前4-1\n", encoding="utf-8")
    for source, target in [
        (home / "absent.csv", home / "out.csv"),
        (home, home / "out.csv"),
        (home / "empty.csv", home / "out.csv"),
        (home / "list.csv", home / "no" / "out.csv"),
    ]:
        refused = run("geocode", source, target, "--address", "住所")
        assert refused.exit_code == 1, refused.output
        assert refused.output.startswith("Error: ")
        assert "Traceback" not in refused.output
