"""No address that a stranger writes leads into our own network."""

from __future__ import annotations

import pytest

from tdpf.adapters.outbound import OutboundError
from tdpf.adapters.outbound.guard import Guard, is_public
from tdpf.adapters.outbound.pace import LocalPace

HOSTILE_ADDRESSES = [
    "127.0.0.1", "127.8.9.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "192.0.2.4", "198.18.0.1", "::1",
    "::", "fe80::1", "fe80::1%eth0", "fc00::7", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "fd00:ec2::254", "nonsense",
]  # fmt: skip
HOSTILE_URLS = [
    "file:///etc/passwd", "ftp://data.example.jp/a.csv", "gopher://data.example.jp/", "//a.jp/x",
    "javascript:alert(1)", "http://", "http:///path", "https://user:secret@data.example.jp/",
    "http://data.example.jp@127.0.0.1/", "http://data.example.jp\\@127.0.0.1/",
    "http://data.example.jp/\r\nX-Injected: 1", "http://data.example.jp/a b", "http://exa%6dple/",
    "http://[::1", "http://data.example.jp:99999/", "http://a.jp/" + "a" * 5000, "",
]  # fmt: skip


def guard(*found: str, allowed: str = "") -> Guard:
    return Guard.of(allowed, lambda host, port: list(found))


@pytest.mark.parametrize("address", HOSTILE_ADDRESSES)
def test_a_name_that_leads_inside_is_refused(address):
    with pytest.raises(OutboundError) as refused:
        guard(address).addresses("data.example.jp", 80)
    assert refused.value.code == "address-refused"


def test_a_name_with_one_address_inside_is_refused_as_a_whole():
    with pytest.raises(OutboundError):
        guard("93.184.216.34", "127.0.0.1").addresses("data.example.jp", 443)


def test_a_public_address_is_what_is_connected_to():
    assert guard("93.184.216.34").addresses("data.example.jp", 443) == ["93.184.216.34"]
    assert is_public(__import__("ipaddress").ip_address("2606:2800:220:1::1"))


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_a_url_that_hides_something_is_refused(url):
    with pytest.raises(OutboundError) as refused:
        guard("93.184.216.34").check_url(url)
    assert refused.value.code == "bad-address"


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_spellings_of_loopback_are_refused_where_they_are_resolved(host):
    from tdpf.adapters.outbound.guard import system_resolver

    ours = Guard.of("", system_resolver)
    with pytest.raises(OutboundError) as refused:
        ours.addresses(ours.check_url(f"http://{host}/"), 80)
    assert refused.value.code in {"address-refused", "unreachable"}


def test_what_the_operator_names_is_allowed_and_nothing_beside_it():
    inside = guard("10.1.2.3", allowed="files.city.example, 10.2.0.0/16")
    assert inside.addresses("files.city.example", 80) == ["10.1.2.3"]
    with pytest.raises(OutboundError):
        inside.addresses("other.city.example", 80)
    by_network = guard("10.2.9.9", allowed="10.2.0.0/16")
    assert by_network.addresses("anything.example", 80) == ["10.2.9.9"]


def test_a_host_is_asked_once_in_a_while_and_others_meanwhile():
    slept: list[float] = []
    pace = LocalPace(2, clock=lambda: 100.0 + sum(slept), sleep=slept.append)
    for host in ("a", "b", "a", "b"):
        pace.wait(host)
    assert slept == [2.0]


def test_an_overloaded_host_is_left_alone_longer_each_time():
    now = [0.0]
    pace = LocalPace(0, clock=lambda: now[0], sleep=lambda _: None)
    pauses = []
    for _ in range(8):
        pace.pause("busy", None)
        with pytest.raises(OutboundError) as paused:
            pace.wait("busy")
        pauses.append(paused.value.retry_after_s)
        now[0] += paused.value.retry_after_s
    assert pauses[:3] == [60, 120, 240]
    assert pauses[-1] == 3600
    pace.calm("busy")
    pace.pause("busy", None)
    with pytest.raises(OutboundError) as again:
        pace.wait("busy")
    assert again.value.retry_after_s == 60
