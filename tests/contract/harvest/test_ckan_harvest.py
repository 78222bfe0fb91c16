"""Harvesting a CKAN: described, published, followed, never lost."""

from __future__ import annotations

import json

import pytest

from tdpf.adapters.harvest import SourceFailed
from tests.contract.harvest.conftest import SMALL, Operator
from tests.contract.harvest.web import Web, action, package, reply, tagged
from tests.contract.shelf.test_places_and_people import PEOPLE


def rows_of(name: str) -> list[int]:
    from tdpf.apps.catalog.service import dataset_named
    from tdpf.apps.publishing.service import tables_of

    dataset = dataset_named(name)
    assert dataset is not None
    return [table.head.version.rows for table in tables_of(dataset)]


def test_a_catalogue_becomes_datasets_and_tables(operator: Operator, site: Web):
    site.pages |= {"/a.csv": tagged(SMALL), "/b.csv": tagged("x,y\n1,2\n")}
    site.packages = [package(1, f"{site.base}/a.csv", f"{site.base}/b.csv"), package(2)]
    operator.add()
    run = operator.run()
    assert (run.state, run.datasets, run.published) == ("done", 2, 2)
    assert sorted(rows_of("dataset-1")) == [1, 2]


def test_a_second_run_asks_only_for_what_changed(operator: Operator, site: Web):
    site.pages["/a.csv"] = tagged(SMALL)
    site.packages = [package(1, f"{site.base}/a.csv"), package(2)]
    operator.add()
    operator.run()
    site.packages[1]["title"] = "新しい名前"
    site.packages[1]["metadata_modified"] = "2024-05-02T00:00:00"
    run = operator.run(hours=48)
    assert (run.is_full, run.datasets, run.changed, run.fetched) == (False, 1, 1, 0)
    assert site.asked["/a.csv"] == 1
    assert "metadata_modified:[2024-05-01T00:00:00Z TO *]" in site.queries[-1]["fq"]


def test_a_full_run_looks_at_files_again_and_publishes_only_new_bytes(operator, site: Web):
    site.pages |= {"/a.csv": tagged(SMALL), "/b.csv": tagged("x,y\n1,2\n")}
    site.packages = [package(1, f"{site.base}/a.csv"), package(2, f"{site.base}/b.csv")]
    operator.add()
    operator.run()
    site.pages["/b.csv"] = tagged("x,y\n1,2\n3,4\n", '"2"')
    run = operator.run(is_full=True)
    assert (run.published, run.unchanged) == (1, 1)
    assert rows_of("dataset-2") == [2]


def test_broken_letters_lose_nothing_but_themselves(operator: Operator, site: Web):
    """Half a letter, a byte of another encoding, NUL; an escaped backslash begins no escape."""
    from tdpf.apps.catalog.models import Dataset

    broken = package(3, title="公園\ud83d一覧@ 😀", notes="C:\\u0000 で\0す")
    listed = {"success": True, "result": {"count": 2, "results": [package(1), broken]}}
    body = json.dumps(listed).encode().replace(b"@", b"\xff")
    site.pages["/api/3/action/package_search"] = reply(body, media_type="application/json")
    operator.add()
    run = operator.run()
    assert (run.state, run.datasets) == ("done", 2)
    assert "公園�一覧� 😀" in run.message_ja
    document = json.loads(Dataset.objects.get(pk=broken["id"]).document)
    assert (document["title"], document["notes"]) == ("公園�一覧� 😀", "C:\\u0000 です")


def test_what_can_no_longer_be_read_stays_as_it_was(
    operator: Operator, site: Web, monkeypatch: pytest.MonkeyPatch
):
    from tdpf.adapters.harvest import ckan
    from tdpf.apps.harvest.models import Record

    def read_package(given, **more):
        if given["id"] == package(1)["id"]:
            raise LookupError("no such licence")
        return ckan_reads(given, **more)

    site.packages = [package(1), package(2)]
    operator.add()
    operator.run()
    ckan_reads = ckan.read_package
    monkeypatch.setattr(ckan, "read_package", read_package)
    for _ in range(2):
        run = operator.run(is_full=True)
    assert (run.state, run.datasets, run.withdrawn) == ("done", 1, 0)
    assert "no such licence" in run.message_ja
    assert not Record.objects.filter(is_withdrawn=True).exists()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply("<!doctype html><p>お知らせ", media_type="text/csv"), "html-not-data"),
        (reply("<html><form><input type='password'></form>"), "login-page"),
        (reply("<html>確認しています", "202 Accepted"), "blocked"),
        (reply("no", "403 Forbidden"), "blocked"),
        (reply("", "404 Not Found"), "gone"),
        (reply("", "500 Oops"), "source-status"),
        (reply(""), "empty-file"),
        (reply(b"%PDF-1.4 \x00\x01"), "not-a-table"),
        (reply("", "302 Found", Location="http://169.254.169.254/"), "address-refused"),
        (reply("a,b\n1,2\n", Content_Length="999"), "cut-off"),
        (b"HTTP/1.1 garbage\r\n\r\n", "cut-off"),
        (reply("", "503 Busy", Retry_After="60"), "busy"),
    ],
)
def test_a_file_that_is_no_table_stands_in_the_ledger_with_its_reason(
    operator: Operator, site: Web, answer: bytes, code: str
):
    site.pages |= {"/bad.csv": answer, "/good.csv": tagged(SMALL)}
    site.packages = [package(1, f"{site.base}/good.csv", f"{site.base}/bad.csv")]
    operator.add()
    run = operator.run()
    assert run.state == "done"
    items = operator.items()
    assert items["good.csv"].state == "published"
    bad = items["bad.csv"]
    assert bad.code == code
    assert bad.message_ja
    assert bad.message_en
    assert bad.state not in {"fetching", "reading"}


def test_a_failure_that_may_pass_is_tried_again_and_leaves_the_ledger(operator, site: Web):
    from tdpf.apps.harvest.service import ledger

    site.pages["/a.csv"] = reply("", "500 Oops")
    site.packages = [package(1, f"{site.base}/a.csv")]
    operator.add()
    operator.run()
    assert ledger().count() == 1
    site.pages["/a.csv"] = tagged(SMALL)
    operator.run(hours=2)
    assert ledger().count() == 0
    assert rows_of("dataset-1") == [2]


def test_the_same_bad_bytes_are_never_read_twice(operator: Operator, site: Web):
    site.pages["/a.csv"] = tagged("%PDF-1.4 \x00")
    site.packages = [package(1, f"{site.base}/a.csv")]
    operator.add()
    operator.run()
    operator.run(hours=2)
    assert site.asked["/a.csv"] == 1
    assert operator.run(hours=400).fetched == 0  # the weekly look finds the same bytes
    assert operator.items()["a.csv"].code == "not-a-table"


def test_personal_data_waits_for_a_person(operator: Operator, site: Web):
    site.pages["/a.csv"] = tagged(PEOPLE)
    site.packages = [package(1, f"{site.base}/a.csv")]
    operator.add()
    operator.run()
    item = operator.items()["a.csv"]
    assert (item.state, item.code) == ("needs_person", "personal-data")


def test_a_person_lets_these_bytes_through_and_no_others(operator: Operator, site: Web):
    from tdpf.apps.harvest.service import let_through, source_named

    site.pages["/a.csv"] = tagged(PEOPLE)
    site.packages = [package(1, f"{site.base}/a.csv")]
    operator.add()
    operator.run()
    file = operator.items()["a.csv"].distribution
    site.pages["/a.csv"] = tagged(PEOPLE.replace("会場1,", "会場0,"), '"2"')
    let_through(source_named("city"), file, at=operator.now, actor="clerk")
    operator.run()
    assert operator.items()["a.csv"].state == "needs_person"  # not what the person looked at
    let_through(source_named("city"), file, at=operator.now, actor="clerk")
    operator.run()
    assert operator.items()["a.csv"].state == "published"
    assert rows_of("dataset-1") == [11]


def test_a_source_is_read_by_one_process_at_a_time(operator: Operator, site: Web):
    site.packages = [package(1)]
    operator.add()
    seen = []

    def second(progress):
        with pytest.raises(SourceFailed) as refused:
            operator.run()
        seen.append(refused.value.code)

    operator.run(report=second)
    assert seen[0] == "runs-already"


def test_what_two_full_listings_lack_is_withdrawn_and_comes_back(operator: Operator, site: Web):
    from tdpf.apps.catalog.service import dataset_named

    site.packages = [package(number) for number in range(10)]
    operator.add()
    operator.run()
    kept, site.packages = site.packages, site.packages[:-1]
    assert operator.run(is_full=True).withdrawn == 0
    assert operator.run(is_full=True).withdrawn == 1
    assert dataset_named("dataset-9").state == "withdrawn"
    site.packages = kept
    operator.run(is_full=True)
    assert dataset_named("dataset-9").state == "active"


def test_a_list_that_shrank_changes_nothing_until_a_person_confirms(operator, site: Web):
    from tdpf.apps.catalog.service import dataset_named
    from tdpf.apps.harvest.service import confirm_shrunk, source_named

    site.packages = [package(number) for number in range(10)]
    operator.add()
    operator.run()
    site.packages = [package(0, title="変わった")]
    run = operator.run(is_full=True)
    assert (run.state, run.code) == ("held", "shrunk")
    assert dataset_named("dataset-0").title == "データ0"
    assert confirm_shrunk(source_named("city"))
    run = operator.run()
    assert (run.state, run.withdrawn) == ("done", 9)
    assert dataset_named("dataset-0").title == "変わった"


def test_what_was_edited_here_wins_over_the_source(operator: Operator, site: Web):
    from msgspec.structs import replace

    from tdpf.adapters.catalog import open_catalog  # noqa: F401 — the model's reader
    from tdpf.apps.catalog.service import cataloguing, dataset_named
    from tdpf.apps.harvest.service import Record
    from tdpf.core.catalog.ckan.read import read_package

    site.packages = [package(1, notes="元の説明")]
    operator.add()
    operator.run()
    told = read_package(site.packages[0], source=site.base).dataset
    with cataloguing("clerk", at=operator.now) as desk:
        desk.dataset(replace(told, title="担当者が直した名前"))
    site.packages = [package(1, notes="新しい説明", title="配信元の名前")]
    operator.run(is_full=True)
    dataset = dataset_named("dataset-1")
    assert dataset.title == "担当者が直した名前"
    assert dataset.notes == "新しい説明"
    assert Record.objects.get().kept == ["title"]


def test_a_name_that_is_taken_does_not_stop_the_listing(operator: Operator, site: Web):
    from tdpf.apps.catalog.service import dataset_named

    site.packages = [package(1), package(2, name="dataset-1")]
    operator.add()
    assert operator.run().state == "done"
    assert dataset_named("dataset-1-00000002").title == "データ2"
    assert operator.run(is_full=True).changed == 0


def test_a_run_cut_short_goes_on_from_its_last_page(operator: Operator, site: Web):
    site.packages = [package(number) for number in range(250)]
    operator.add()
    pages = iter([False, True])
    first = operator.run(should_stop=lambda: next(pages, True))
    assert (first.state, first.datasets) == ("listing", 200)
    run = operator.run()
    assert (run.pk, run.state, run.datasets) == (first.pk, "done", 250)
    assert [query["start"] for query in site.queries] == ["0", "100", "200"]


def test_while_a_run_goes_on_each_file_stands_where_it_is(
    operator: Operator, site: Web, monkeypatch: pytest.MonkeyPatch
):
    from django.db import connections

    from tdpf.apps.harvest import running
    from tdpf.apps.harvest.service import lines

    monkeypatch.setattr(running, "SAVED_S", 0)  # as with a slow source
    seen: list[dict[str, int]] = []

    def answer(headers):
        del headers
        seen.append(lines()[0].states)
        connections.close_all()  # of this thread, which ends with its answer
        return reply(SMALL)

    site.pages |= {f"/{number}.csv": answer for number in range(4)}
    site.packages = [package(1, *(f"{site.base}/{number}.csv" for number in range(4)))]
    operator.add()
    operator.run()
    assert seen[0] == {"fetching": 4}
    assert all(sum(states.values()) == 4 for states in seen)
    on_the_way = [states for states in seen if states.get("reading") or states.get("published")]
    assert seen[1:] == on_the_way
    assert lines()[0].states == {"published": 4}


@pytest.mark.parametrize("state", ["fetching", "reading"])
def test_what_a_killed_run_had_in_hand_is_done_by_the_next(
    operator: Operator, site: Web, state: str
):
    from tdpf.apps.harvest.service import Item, Run

    site.pages["/a.csv"] = tagged(SMALL)
    site.packages = [package(1, f"{site.base}/a.csv")]
    operator.add()
    operator.run(should_stop=lambda: Run.objects.filter(state="files").exists())
    Item.objects.update(state=state)
    assert operator.run().published == 1
    assert rows_of("dataset-1") == [2]


def test_records_that_make_no_sense_stop_nothing(operator: Operator, site: Web):
    strange = package(3, title=None, tags=[{"name": f"印{n}"} for n in range(30_000)], extras=7)
    site.packages = [package(1), strange]
    site.pages["/api/3/action/package_search"] = action(
        {"count": 4, "results": [None, {"title": "id もない"}, package(1), strange]}
    )
    operator.add()
    run = operator.run()
    assert (run.state, run.datasets) == ("done", 2)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply("<html>challenge", "202 Accepted", "text/html"), "blocked"),
        (reply("<html>page", "200 OK", "text/html"), "blocked"),
        (reply("{", media_type="application/json"), "source-unreadable"),
        (reply('{"success": false, "error": {}}'), "source-unreadable"),
        (reply("", "302 Found", Location="http://10.0.0.1/"), "address-refused"),
    ],
)
def test_a_source_that_cannot_be_listed_says_so_and_changes_nothing(
    operator: Operator, site: Web, answer: bytes, code: str
):
    site.packages = [package(1)]
    operator.add()
    operator.run()
    site.pages["/api/3/action/package_search"] = answer
    site.pages["/api/3/action/package_list"] = answer
    run = operator.run(is_full=True)
    assert (run.state, run.code) == ("failed", code)
    assert run.message_ja


def test_a_source_that_is_down_may_be_tried_again(operator: Operator, site: Web):
    site.pages["/api/3/action/package_search"] = reply("a", Content_Length="99")
    operator.add()
    with pytest.raises(SourceFailed):
        operator.run()
    del site.pages["/api/3/action/package_search"]
    site.packages = [package(1)]
    assert operator.run().state == "done"


def test_a_listing_that_is_turned_away_for_a_while_goes_on_from_there(operator, site: Web):
    """429 with Retry-After in the middle: what was listed stays, nothing is asked twice."""
    site.packages = [package(number) for number in range(150)]
    operator.add()
    asked = []

    def busy_on_the_second_page(headers):
        del headers
        asked.append(site.asked["/api/3/action/package_search"])
        if len(asked) == 1:
            result = sorted(site.packages, key=lambda one: one["id"])[:100]
            return action({"count": 150, "results": result})
        return reply("", "429 Too Many Requests", Retry_After="60")

    site.pages["/api/3/action/package_search"] = busy_on_the_second_page
    with pytest.raises(SourceFailed) as busy:
        operator.run()
    assert busy.value.is_passing
    del site.pages["/api/3/action/package_search"]
    run = operator.run()
    assert (run.state, run.datasets) == ("done", 150)
    assert [query["start"] for query in site.queries] == ["100"]


def test_a_ckan_that_lets_nobody_search_is_read_name_by_name(operator: Operator, site: Web):
    site.pages["/api/3/action/package_search"] = reply("no", "403 Forbidden")
    site.pages["/api/3/action/package_list"] = action(["dataset-1", "dataset-2"])
    site.pages["/api/3/action/package_show"] = action(package(1))
    operator.add()
    assert operator.run().datasets == 2


def test_a_dataset_with_many_files_costs_no_more_for_each(operator: Operator, site: Web):
    from tdpf.apps.catalog.service import dataset_named, distributions

    urls = [f"{site.base}/{n}.pdf" for n in range(400)]
    many = package(1, *urls)
    for resource in many["resources"]:
        resource["format"] = "PDF"
    site.packages = [many]
    operator.add()
    run = operator.run()
    assert (run.state, run.fetched) == ("done", 0)
    assert distributions(dataset_named("dataset-1")).count() == 400
    many["resources"] = many["resources"][1:]
    assert operator.run(is_full=True).changed == 1
