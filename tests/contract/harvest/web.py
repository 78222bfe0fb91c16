"""A small web server on loopback that behaves as badly as it is told.

An answer is bytes to send as they are, or a function of the request's headers that gives them.
"""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Headers = dict[str, str]
Reply = bytes | Callable[[Headers], bytes]


def reply(
    body: bytes | str, status: str = "200 OK", media_type: str = "text/csv", **headers: str
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    told = {"Content-Type": media_type, "Content-Length": str(len(data))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode() + data


def tagged(body: str, tag: str = '"1"') -> Reply:
    """Knows its ETag."""

    def answer(headers: Headers) -> bytes:
        if headers.get("if-none-match") == tag:
            return reply("", "304 Not Modified", ETag=tag)
        return reply(body, ETag=tag)

    return answer


class Web:
    """Pages by path; `asked` counts requests, `seen` keeps the headers of the last one."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.pages: dict[str, Reply] = {}
        self.packages: list[dict[str, Any]] = []
        self.asked: Counter[str] = Counter()
        self.seen: dict[str, Headers] = {}
        self.queries: list[dict[str, str]] = []

    def answer(self, target: str, headers: Headers) -> bytes:
        parts = urlsplit(target)
        path = unquote(parts.path)
        self.asked[path] += 1
        self.seen[path] = headers
        known = self.pages.get(path)
        if known is not None:
            return known if isinstance(known, bytes) else known(headers)
        if path == "/api/3/action/package_search":
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            self.queries.append(query)
            return self._search(query)
        return reply("not found", "404 Not Found", "text/plain")

    def _search(self, query: dict[str, str]) -> bytes:
        found = sorted(self.packages, key=lambda one: one["id"])
        if (asked := query.get("fq", "")).startswith("metadata_modified:["):
            since = asked.partition("[")[2].partition("Z")[0]
            found = [one for one in found if one["metadata_modified"] >= since]
        start, rows = int(query["start"]), int(query["rows"])
        result = {"count": len(found), "results": found[start : start + rows]}
        return action(result)


def action(result: object) -> bytes:
    return reply(json.dumps({"success": True, "result": result}), media_type="application/json")


def package(number: int, *urls: str, **words: Any) -> dict[str, Any]:
    """A dataset with a file at each URL."""
    identity = f"{number:08}-1111-4111-8111-111111111111"
    resources = [
        {
            "id": f"{number:08}-2222-4222-8222-{place:012}",
            "name": f"表{place + 1}",
            "url": url,
            "format": "CSV",
            "position": place,
        }
        for place, url in enumerate(urls)
    ]
    return {
        "id": identity,
        "name": f"dataset-{number}",
        "title": f"データ{number}",
        "license_id": "cc-by-4.0",
        "metadata_modified": "2024-04-01T00:00:00",
        "organization": {
            "id": "99999999-3333-4333-8333-333333333333",
            "name": "shibuya",
            "title": "渋谷区",
        },
        "resources": resources,
    } | words


@contextmanager
def web() -> Iterator[Web]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = Web(listener.getsockname()[1])
        threading.Thread(target=_serve, args=(listener, site), daemon=True).start()
        yield site
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, site: Web) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(connection, site), daemon=True).start()


def _talk(connection: socket.socket, site: Web) -> None:
    with connection:
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65_536)
            if not more:
                return
            data += more
        first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        try:
            connection.sendall(site.answer(first.split(" ")[1], headers))
        except OSError:
            return
