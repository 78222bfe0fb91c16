"""The guarded client against servers that lie, dawdle and lead astray."""

from __future__ import annotations

import gzip
import hashlib

import pytest

from tdpf.adapters.outbound import OutboundError, Validators
from tests.contract.harvest.conftest import client_of
from tests.contract.harvest.web import Web, reply, tagged
from tests.patience import PATIENCE_S


@pytest.fixture
def client():
    ours = client_of(most_bytes=1_000_000)
    yield ours
    ours.close()


def refusal(client, url: str, tmp_path, **options) -> str:
    with pytest.raises(OutboundError) as refused:
        client.get(url, into=tmp_path, **options)
    assert not list(tmp_path.iterdir())  # nothing half is left
    return refused.value.code


def test_an_answer_comes_with_its_bytes_hash_and_validators(client, site: Web, tmp_path):
    site.pages["/表.csv"] = reply("a,b\n1,2\n", ETag='"7"')
    answer = client.get(f"{site.base}/表.csv", into=tmp_path)
    assert answer.path.read_bytes() == b"a,b\n1,2\n"
    assert answer.sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert answer.validators == Validators(etag='"7"')
    assert site.seen["/表.csv"]["user-agent"].endswith("(+https://city.example.jp/about)")


def test_what_has_not_changed_is_not_sent_again(client, site: Web, tmp_path):
    site.pages["/a.csv"] = tagged("a\n1\n")
    first = client.get(f"{site.base}/a.csv", into=tmp_path)
    again = client.get(f"{site.base}/a.csv", into=tmp_path, known=first.validators)
    assert again.is_unchanged


def test_a_body_that_is_too_large_is_given_up(client, site: Web, tmp_path):
    site.pages["/said"] = reply(b"x" * 1_100_000)
    site.pages["/unsaid"] = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 1_100_000
    assert refusal(client, f"{site.base}/said", tmp_path) == "too-large"
    assert refusal(client, f"{site.base}/unsaid", tmp_path) == "too-large"


def test_a_small_body_that_unpacks_to_a_huge_one_is_given_up(site: Web, tmp_path):
    client = client_of()
    site.pages["/bomb"] = reply(gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    assert refusal(client, f"{site.base}/bomb", tmp_path) == "zip-bomb"
    client.close()


def test_packed_bodies_are_unpacked(client, site: Web, tmp_path):
    site.pages["/a"] = reply(gzip.compress(b"a\n1\n"), Content_Encoding="gzip")
    assert client.get(f"{site.base}/a", into=tmp_path).path.read_bytes() == b"a\n1\n"


def test_a_body_cut_in_the_middle_is_no_answer(client, site: Web, tmp_path):
    site.pages["/half"] = reply(b"a,b\n1,2\n", Content_Length="1000")
    packed = gzip.compress(b"a,b\n" * 1000)
    site.pages["/half.gz"] = reply(packed[:-20], Content_Encoding="gzip")
    assert refusal(client, f"{site.base}/half", tmp_path) == "cut-off"
    assert refusal(client, f"{site.base}/half.gz", tmp_path) == "cut-off"


def test_a_server_that_dawdles_is_given_up_at_the_deadline(site: Web, tmp_path):
    import threading

    over = threading.Event()

    def never(headers):
        over.wait(PATIENCE_S)
        return b""

    site.pages["/slow"] = never
    client = client_of(total_s=0.3)
    assert refusal(client, f"{site.base}/slow", tmp_path) == "too-slow"
    over.set()
    client.close()


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "address-refused"),
        ("http://[::1]:1/", "address-refused"),
        ("file:///etc/passwd", "bad-address"),
        ("http://user:pw@127.0.0.1/", "bad-address"),
        ("/there", "too-many-redirects"),
    ],
)
def test_a_redirect_is_checked_like_any_address(client, site: Web, tmp_path, target, code):
    site.pages["/there"] = reply("", "302 Found", Location=target)
    assert refusal(client, f"{site.base}/there", tmp_path) == code


def test_a_name_that_changes_its_mind_gains_nothing(site: Web, tmp_path):
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return next(answers)

    from tdpf.adapters.outbound.guard import Guard

    guard = Guard.of("", rebinding)
    assert guard.addresses("rebind.example", 80) == ["93.184.216.34"]
    with pytest.raises(OutboundError):
        guard.addresses("rebind.example", 80)
    assert asked == ["rebind.example"] * 2


def test_the_connection_goes_to_the_address_that_was_checked(site: Web, tmp_path):
    client = client_of(resolver=lambda host, port: ["127.0.0.1"])
    site.pages["/a"] = reply("a\n1\n")
    port = site.base.rpartition(":")[2]
    client.get(f"http://data.example.jp:{port}/a", into=tmp_path)
    assert site.seen["/a"]["host"] == f"data.example.jp:{port}"
    client.close()


def test_robots_txt_is_obeyed_for_files_and_not_for_named_apis(client, site: Web, tmp_path):
    site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /private\n")
    site.pages["/private/a.csv"] = reply("a\n1\n")
    assert refusal(client, f"{site.base}/private/a.csv", tmp_path) == "robots"
    assert client.get(f"{site.base}/private/a.csv", into=tmp_path, is_api=True).is_good
    assert site.asked["/robots.txt"] == 1


def test_a_busy_host_is_left_alone_as_long_as_it_asks(client, site: Web, tmp_path):
    site.pages["/a"] = reply("", "429 Too Many Requests", Retry_After="120")
    with pytest.raises(OutboundError) as busy:
        client.get(f"{site.base}/a", into=tmp_path)
    assert busy.value.retry_after_s == 120
    assert refusal(client, f"{site.base}/a", tmp_path) == "host-paused"
    assert site.asked["/a"] == 1


def test_a_token_is_not_carried_to_another_host(site: Web, tmp_path):
    client = client_of(resolver=lambda host, port: ["127.0.0.1"])
    port = site.base.rpartition(":")[2]
    site.pages["/a"] = reply("", "302 Found", Location=f"http://other.example:{port}/b")
    site.pages["/b"] = reply("x")
    client.get(f"http://data.example:{port}/a", into=tmp_path, headers={"Authorization": "secret"})
    assert site.seen["/a"]["authorization"] == "secret"
    assert "authorization" not in site.seen["/b"]
    client.close()


def test_a_line_break_in_a_header_is_refused(client, site: Web, tmp_path):
    bad = {"Authorization": "a\r\nX-Other: 1"}
    assert refusal(client, f"{site.base}/a", tmp_path, headers=bad, is_api=True) == "bad-address"
