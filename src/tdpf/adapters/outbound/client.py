"""The guarded client: every hop is checked, every answer is bounded, every host has its pace."""

from __future__ import annotations

import email.utils
import ssl
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import httpcore

import tdpf
from tdpf.adapters.outbound.base import Answer, OutboundError, Pace, Validators
from tdpf.adapters.outbound.body import spill
from tdpf.adapters.outbound.guard import Guard
from tdpf.adapters.outbound.network import Deadline, GuardedBackend
from tdpf.adapters.outbound.robots import MOST_BYTES, Robots

AGENT = "tdpf"
HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OVERLOADED = frozenset({429, 503})
_READABLE = ":/?#[]@!$&'()*+,;=%~-._"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Of one request."""

    most_bytes: int = 2_000_000_000
    total_s: float = 900
    connect_s: float = 15
    read_s: float = 60


class GuardedClient:
    """See `base.Outbound`. One client a thread: its deadline is that of the request under way."""

    def __init__(self, *, guard: Guard, pace: Pace, limits: Limits, contact: str = "") -> None:
        self._guard = guard
        self._pace = pace
        self._limits = limits
        self.agent = f"{AGENT}/{tdpf.__version__}" + (f" (+{contact})" if contact else "")
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=15,
            retries=0,
            network_backend=GuardedBackend(guard, self._deadline),
        )
        self._folder = tempfile.TemporaryDirectory(prefix="tdpf-robots-")
        self._robots = Robots(self._fetch_robots)

    def get(
        self,
        url: str,
        *,
        into: Path,
        known: Validators | None = None,
        headers: Mapping[str, str] | None = None,
        most_bytes: int | None = None,
        is_api: bool = False,
    ) -> Answer:
        told = dict(headers or {}) | (known.headers() if known else {})
        return self._follow("GET", url, told, into, most_bytes, obeys_robots=not is_api)

    def look(self, url: str, *, into: Path) -> Answer:
        """HEAD; where a host does not know that, GET of the first byte."""
        answer = self._follow("HEAD", url, {}, into, None, obeys_robots=True)
        if answer.status in {400, 403, 405, 501}:
            first = {"Range": "bytes=0-0"}
            answer = self._follow("GET", url, first, into, 10_000_000, obeys_robots=True)
        return answer

    def close(self) -> None:
        self._pool.close()
        self._folder.cleanup()

    def _fetch_robots(self, url: str) -> Answer:
        folder = Path(self._folder.name)
        return self._follow("GET", url, {}, folder, MOST_BYTES, obeys_robots=False)

    def _follow(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        into: Path,
        most_bytes: int | None,
        *,
        obeys_robots: bool,
    ) -> Answer:
        told = {name.lower(): value for name, value in headers.items()}
        first_host = self._guard.check_url(ascii_url(url))
        here = ascii_url(url)
        for _ in range(HOPS + 1):
            host = self._guard.check_url(here)
            if host != first_host:
                told.pop("authorization", None)
            answer = self._once(method, here, told, into, most_bytes, obeys_robots=obeys_robots)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            answer.path.unlink(missing_ok=True)
            here = ascii_url(urljoin(here, target))
        raise OutboundError("too-many-redirects", url[:200])

    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        into: Path,
        most_bytes: int | None,
        *,
        obeys_robots: bool,
    ) -> Answer:
        host = urlsplit(url).netloc.lower()
        delay = 0.0
        if obeys_robots:
            rules = self._robots.rules(url)
            if not rules.allows(AGENT, url):
                raise OutboundError("robots", url[:200])
            delay = rules.delay_s(AGENT)
        self._pace.wait(host, at_least_s=delay)
        answer = self._ask(method, url, headers, into, most_bytes)
        if answer.status in _OVERLOADED:
            asked = retry_after(answer.headers.get("retry-after", ""))
            self._pace.pause(host, asked)
            answer.path.unlink(missing_ok=True)
            raise OutboundError(
                "busy", host, is_passing=True, retry_after_s=asked, status=answer.status
            )
        self._pace.calm(host)
        return answer

    def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        into: Path,
        most_bytes: int | None,
    ) -> Answer:
        limits = self._limits
        most = limits.most_bytes if most_bytes is None else most_bytes
        self._deadline.start(limits.total_s)
        path = into / f"{uuid.uuid4().hex}.part"
        waits = {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s}
        sent = {"host": urlsplit(url).netloc, "user-agent": self.agent, "accept": "*/*"}
        sent |= {"accept-encoding": "gzip", **headers}
        try:
            with self._pool.stream(
                method,
                url,
                headers=[(name.encode(), _header(value)) for name, value in sent.items()],
                extensions={"timeout": waits | {"pool": limits.connect_s}},
            ) as response:
                got = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                }
                if method != "HEAD":
                    _check_length(got.get("content-length", ""), most, response.status)
                encoding = "" if method == "HEAD" else got.get("content-encoding", "").lower()
                body = spill(response.iter_stream(), path, most_bytes=most, encoding=encoding)
                return Answer(response.status, url, path, *body, headers=got)
        except BaseException as error:
            path.unlink(missing_ok=True)
            known = _named(error, url)
            if known is None:
                raise
            raise known from error


def _check_length(told: str, most: int, status: int) -> None:
    """A body that says itself that it is too large is not even begun."""
    if told.isdigit() and int(told) > most:
        raise OutboundError("too-large", f"{told} bytes", status=status)


def _named(error: BaseException, url: str) -> OutboundError | None:
    """The error with our code; None for one that is none of the network's."""
    where = urlsplit(url).netloc
    if isinstance(error, httpcore.TimeoutException):
        return OutboundError("too-slow", where, is_passing=True)
    if isinstance(error, httpcore.RemoteProtocolError | httpcore.ReadError | httpcore.WriteError):
        return OutboundError("cut-off", f"{where}: {error}", is_passing=True)
    if isinstance(error, httpcore.ConnectError):
        is_tls = "certificate" in str(error).lower() or isinstance(error.__cause__, ssl.SSLError)
        code = "tls" if is_tls else "unreachable"
        return OutboundError(code, f"{where}: {error}", is_passing=not is_tls)
    if isinstance(error, httpcore.ProtocolError | httpcore.UnsupportedProtocol):
        return OutboundError("bad-address", f"{where}: {error}")
    return None


def _header(value: str) -> bytes:
    """A header's value; a line break in it would be a second header."""
    if any(sign in value for sign in "\r\n\0"):
        raise OutboundError("bad-address", "a line break in a header")
    return value.encode("latin-1", "replace")


def ascii_url(url: str) -> str:
    """The URL as it goes over the wire: Japanese paths and hosts in ASCII, no fragment."""
    text = url.strip().partition("#")[0]
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        if host and not host.isascii():
            wire = host.encode("idna").decode("ascii")
            text = text.replace(host, wire, 1)
    except (ValueError, UnicodeError) as error:
        raise OutboundError("bad-address", str(error)[:200]) from error
    return quote(text, safe=_READABLE) if text.isprintable() else text


def retry_after(text: str) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or a date."""
    if text.isdigit():
        return float(text[:9])
    try:
        then = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, then.timestamp() - time.time())
