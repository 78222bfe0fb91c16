"""`tdpf serve`: pages and data on one address; it starts, refuses and stops as a person expects."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.server import Served, alive_in_group, command, serving, workers_of
from tests.patience import PATIENCE_S, until
from tests.ports import free_port


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with serving(home) as made:
        yield made


def test_it_starts_quickly(served):
    assert served.started_in_s < 60  # under 3 s on an idle machine


def test_one_process_answers_pages_static_files_and_data(served):
    status, body = served.get("/health")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    status, body = served.get("/api/v1/tables")
    assert (status, json.loads(body)["numberMatched"]) == (200, 0)
    status, body = served.get("/")
    assert status == 200
    assert b"<h1" in body
    assert served.get("/static/no-such-file.css")[0] == 404
    assert served.get("/no-such-page")[0] == 404


def test_japanese_goes_through_raw_and_encoded_to_data_and_pages(served):
    for name in ("名称", "%E5%90%8D%E7%A7%B0"):
        status, body = served.get(f"/api/v1/tables?{name}=1", accept_language="en")
        assert (status, json.loads(body)["parameter"]) == (400, "名称")
        assert served.get(f"/search?q={name}")[0] == 200
    status, body = served.get("/api/v1/tables?%8f=1")
    assert (status, json.loads(body)["code"]) == (400, "not-utf-8")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process_at_once_with_status_0(home, number):
    with serving(home, "--workers", "2") as made:
        assert made.get("/")[0] == 200
        status, seconds = made.stop(number)
        assert status == 0
        assert seconds < 20  # under 1 s on an idle machine
        until(lambda: not alive_in_group(made.process.pid))


def test_a_half_sent_request_does_not_hold_up_the_end(home):
    with serving(home) as made:
        with socket.create_connection(("127.0.0.1", made.port)) as connection:
            connection.sendall(
                b"POST /search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n1"
            )
            assert made.get("/health")[0] == 200
            status, seconds = made.stop(signal.SIGTERM)
        assert status == 0
        assert seconds < 20
        until(lambda: not alive_in_group(made.process.pid))


def test_workers_that_are_killed_are_replaced_and_those_in_their_place_as_well(served, home):
    del served  # it has made the catalogue
    with serving(home, "--workers", "2", "--only", "data") as made:
        connection = http.client.HTTPConnection("127.0.0.1", made.port)
        connection.request("GET", "/health")
        assert connection.getresponse().read()
        connection.close()
        until(lambda: len(workers_of(made)) == 2)
        victims: set[int] = set()
        for _ in range(3):
            one = max(set(workers_of(made)) - victims)
            victims.add(one)
            os.kill(one, signal.SIGKILL)
            until(lambda: len(set(workers_of(made)) - victims) == 2)
        until(lambda: _answers(made))


def _answers(made: Served) -> bool:
    try:
        return made.get("/health")[0] == 200
    except ConnectionError:
        return False


def test_workers_end_when_their_supervisor_is_killed(home):
    with serving(home) as made:
        assert made.get("/health")[0] == 200
        made.stop(signal.SIGKILL)
        until(lambda: not alive_in_group(made.process.pid))


def test_workers_end_when_their_supervisor_is_killed_even_with_a_request_under_way(home):
    with (
        serving(home) as made,
        socket.create_connection(("127.0.0.1", made.port)) as connection,
    ):
        connection.sendall(
            b"POST /search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n1"
        )
        assert made.get("/health")[0] == 200
        made.stop(signal.SIGKILL)
        until(lambda: not alive_in_group(made.process.pid))


def ended(port: int, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A server that must end by itself, with what it said."""
    environ = os.environ | {"TDPF_HOME": str(home)}
    return subprocess.run(command(port, *options), env=environ, capture_output=True, text=True,
                          check=False, timeout=PATIENCE_S)  # fmt: skip


def test_a_busy_port_is_one_sentence_in_both_languages_and_status_1(home):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = ended(port, home)
    assert done.returncode == 1
    assert f"ポート {port} は使えません" in done.stderr
    assert f"Cannot use port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_where_another_tdpf_listens_is_busy_too(served, home):
    done = ended(served.port, home)
    assert (done.returncode, "Cannot use port" in done.stderr) == (1, True)


@pytest.mark.parametrize("part", [(), ("--only", "data"), ("--only", "pages")])
def test_a_home_that_cannot_be_used_is_one_sentence_and_status_1(tmp_path, part):
    file = tmp_path / "file"
    file.write_text("not a folder")
    with free_port() as port:
        done = ended(port, file, *part)
    assert done.returncode == 1, done.stderr
    assert "TDPF_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_data_and_pages_can_run_apart(served, home):
    del served  # it has made the catalogue
    with serving(home, "--only", "data") as data:
        assert data.get("/health")[0] == 200
        status, body = data.get("/")
        assert (status, json.loads(body)["code"]) == (404, "not-found")
    with serving(home, "--only", "pages") as pages:
        status, body = pages.get("/")
        assert (status, b"<h1" in body) == (200, True)
        assert pages.get("/api/v1/tables")[0] == 404


def test_search_that_lost_its_index_finds_everything_when_the_server_starts(tmp_path):
    home, source = tmp_path / "home", tmp_path / "131130_public_toilet.csv"
    source.write_text(
        "名称,所在地,緯度,経度\n神南公園トイレ,東京都渋谷区神南一丁目1-1,35.66,139.70\n",
        encoding="utf-8",
    )
    main = "from tdpf.cli.main import main; main()"
    subprocess.run(
        [sys.executable, "-c", main, "publish", str(source), "--publisher", "131130"],
        check=True,
        capture_output=True,
        env=os.environ | {"TDPF_HOME": str(home)},
    )
    shutil.rmtree(home / "search")
    with serving(home) as made:
        status, body = made.get("/search?q=%E3%83%88%E3%82%A4%E3%83%AC")
    assert status == 200
    assert "131130-public-toilet" in body.decode()
