"""The public page of harvesting and the page of work, without JavaScript."""

from __future__ import annotations

import csv
import io

from django.test import Client

from tests.contract.harvest.conftest import SMALL, Operator
from tests.contract.harvest.web import Web, package, reply, tagged


def harvested(operator: Operator, site: Web) -> Client:
    site.pages |= {"/good.csv": tagged(SMALL), "/=bad.csv": reply("<html><b>", "200 OK")}
    site.packages = [package(1, f"{site.base}/good.csv", f"{site.base}/=bad.csv")]
    site.packages[0]["resources"][1]["name"] = "=cmd|' /C calc'!A0"
    operator.add(title="市のカタログ")
    operator.run()
    return Client(HTTP_HOST="localhost")


def test_the_page_shows_sources_and_every_file_that_is_no_table(operator: Operator, site: Web):
    browser = harvested(operator, site)
    page = browser.get("/harvest").content.decode()
    assert "市のカタログ" in page
    assert "表ではなくウェブページでした" in page
    assert "1 (50 %)" in page
    english = browser.get("/harvest?lang=en&code=html-not-data").content.decode()
    assert "This is a web page, not a table" in english


def test_the_page_says_nothing_of_files_of_what_is_not_public(operator: Operator, site: Web):
    from tdpf.apps.catalog.service import Dataset
    from tdpf.apps.harvest.service import Item

    browser = harvested(operator, site)
    item = Item.objects.get(code="html-not-data")
    Item.objects.filter(pk=item.pk).update(stage="read", message_ja="列ひみつ", message_en="secret")
    assert "列ひみつ" in browser.get("/harvest?code=html-not-data").content.decode()
    Dataset.objects.filter(id=item.dataset).update(visibility="private")
    assert "列ひみつ" not in browser.get("/harvest?code=html-not-data").content.decode()


def test_the_page_shows_how_far_a_run_is_and_renews_itself_where_its_reader_asks(
    operator: Operator, site: Web
):
    from tdpf.apps.harvest.service import Item, Run

    browser = harvested(operator, site)
    assert "http-equiv" not in browser.get("/harvest?live=1").content.decode()  # nothing goes on
    Run.objects.update(state="files", ended_at=None)
    Item.objects.filter(state="published").update(state="reading")
    page = browser.get("/harvest").content.decode()
    assert "http-equiv" not in page
    assert "ファイルを処理中" in page
    assert "取得済み・読み取り中 1 · 表にならず 1" in page
    english = browser.get("/harvest?lang=en&live=1").content.decode()
    assert 'http-equiv="refresh"' in english
    assert "fetched, being read 1" in english


def test_the_ledger_is_a_csv_without_formulas(operator: Operator, site: Web):
    browser = harvested(operator, site)
    answer = browser.get("/harvest/ledger.csv?source=city")
    data = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(data))
    assert (row["code"], row["http_status"], row["seems"]) == ("html-not-data", "200", "html")
    assert row["file"].startswith("'=")
    none = browser.get("/harvest/ledger.csv?publisher=nobody")
    assert len(b"".join(none.streaming_content).decode().splitlines()) == 1


def test_the_ledger_can_be_followed_as_a_feed(operator: Operator, site: Web):
    browser = harvested(operator, site)
    feed = browser.get("/harvest/ledger.rss?publisher=shibuya")
    assert feed["Content-Type"].startswith("application/rss+xml")
    assert feed.content.decode().count("<item>") == 1


def test_the_page_of_work_renews_itself_where_its_reader_asks(operator: Operator, site: Web):
    from tdpf.apps.harvest.service import queue_run, source_named

    browser = harvested(operator, site)
    assert "http-equiv" not in browser.get("/jobs?live=1").content.decode()  # nothing to see
    queue_run(source_named("city"), at=operator.now, asked=True)
    assert "http-equiv" not in browser.get("/jobs").content.decode()
    page = browser.get("/jobs?live=1").content.decode()
    assert 'http-equiv="refresh"' in page
    assert "収集 city" in page


def test_a_queued_run_is_done_by_a_worker(operator: Operator, site: Web, monkeypatch):
    import threading

    from tdpf.apps.harvest.service import Item, queue_run, source_named
    from tdpf.apps.jobs import service
    from tdpf.settings import settings

    monkeypatch.setenv("TDPF_OUTBOUND_PRIVATE", "127.0.0.1")
    settings.cache_clear()
    site.pages["/good.csv"] = tagged(SMALL)
    site.packages = [package(1, f"{site.base}/good.csv")]
    operator.add(seconds_between=0)
    job = queue_run(source_named("city"), at=operator.now, asked=True)
    service.work(stop=threading.Event(), is_once=True, kinds=frozenset())
    settings.cache_clear()
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 1), job.message_en
    assert Item.objects.get().state == "published"


def test_operators_run_and_cancel_work_on_its_page_and_nobody_else(operator: Operator, site: Web):
    from tdpf.apps.accounts.service import add_user
    from tdpf.apps.harvest.service import queue_run, source_named
    from tdpf.apps.jobs.service import cancel, submit
    from tdpf.apps.publishing.service import Deed

    browser = harvested(operator, site)
    job = queue_run(source_named("city"), at=operator.now)
    submit("fetch-resource", {"resource": "x"}, at=operator.now, subject="秘密の表")
    for deed in ("retry", "cancel"):
        assert browser.post(f"/jobs/{job.id}/{deed}").status_code == 404
    public = browser.get("/jobs").content.decode()
    assert "csrfmiddlewaretoken" not in public
    assert "収集 city" in public
    assert "秘密の表" not in public  # its dataset may be private
    deed = Deed(actor="test", at=operator.now)
    chief = add_user("chief@city.example.jp", deed=deed, is_operator=True)
    browser = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    browser.force_login(chief)
    assert "秘密の表" in browser.get("/jobs").content.decode()
    assert browser.post(f"/jobs/{job.id}/cancel").status_code == 403  # not from our page
    for wanted, state in (("cancel", "cancelled"), ("retry", "queued")):
        page = browser.get("/jobs").content.decode()
        assert f'action="/jobs/{job.id}/{wanted}"' in page
        token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
        assert browser.post(f"/jobs/{job.id}/{wanted}", token).status_code == 302
        job.refresh_from_db()
        assert job.state == state
    assert cancel(job.id, at=operator.now)
