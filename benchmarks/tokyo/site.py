"""A CKAN of Tokyo's size that exists only while it is asked: every answer is made on the fly.

9,700 datasets, 84,000 files of 98 publishers, 66,000 of them CSV of 50–500 rows. The same seed
gives the same catalogue, so a second harvest finds nothing new. `scale` makes it smaller.

    python -m benchmarks.tokyo.site --port 8181 --scale 0.05
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import socketserver
import uuid
from functools import cache
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

DATASETS, FILES, TABLES, PUBLISHERS = 9_700, 84_000, 66_000, 98
SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
SUBJECTS = (
    "公園", "図書館", "保育所", "学校", "道路", "橋りょう", "河川", "人口", "世帯", "予算", "決算",
    "税収", "統計", "防災", "避難所", "消防", "救急", "病院", "福祉", "介護", "子育て", "ごみ",
    "リサイクル", "上水道", "下水道", "観光", "文化財", "産業", "雇用", "農業", "環境", "大気",
)  # fmt: skip
KINDS = ("一覧", "統計表", "年報", "調査結果", "利用状況", "実績", "計画", "指標")
GROUPS = ("教育", "交通", "行財政", "福祉", "環境", "防災", "産業", "文化", "人口", "土木",
          "健康", "観光", "安全", "住宅", "都市")  # fmt: skip
COLUMNS = ("年度", "区分", "地域", "件数", "金額", "割合", "前年比", "備考", "担当", "更新日")


class City:
    """The whole catalogue as a function of a number. Another `step` gives other rows."""

    step = 0

    def __init__(self, scale: float) -> None:
        self.datasets = max(1, round(DATASETS * scale))
        self.files = max(1, round(FILES * scale))
        self.tables = max(1, round(TABLES * scale))
        self.publishers = min(PUBLISHERS, max(1, self.datasets))
        self.order = sorted(range(self.datasets), key=self.dataset_id)

    def dataset_id(self, number: int) -> str:
        return str(uuid.uuid5(SPACE, f"dataset {number}"))

    def files_of(self, number: int) -> range:
        """Files are numbered through; a dataset has 8.7 of them on average, some have hundreds."""
        return range(self._first(number), self._first(number + 1))

    def _first(self, number: int) -> int:
        share = number / self.datasets
        return round(self.files * (0.55 * share + 0.45 * share**3))

    def package(self, number: int, base: str) -> dict[str, object]:
        dice = random.Random(f"package {number}")
        publisher = number % self.publishers
        subject, kind = dice.choice(SUBJECTS), dice.choice(KINDS)
        identity = self.dataset_id(number)
        title = f"{subject}{kind}（{2015 + number % 10}年度 第{number}号）"
        return {
            "id": identity,
            "name": f"t{number:06}d{number % 10_000_000:010}",
            "title": title,
            "notes": f"{title}です。{dice.choice(SUBJECTS)}と{dice.choice(SUBJECTS)}を含みます。",
            "license_id": "cc-by-4.0",
            "metadata_created": "2024-04-01T00:00:00.000000",
            "metadata_modified": f"2026-{1 + number % 12:02}-01T00:00:00.000000",
            "organization": self.organization(publisher),
            "groups": [self.group(dice.randrange(len(GROUPS)))],
            "tags": [{"name": subject}, {"name": dice.choice(SUBJECTS)}],
            "extras": [{"key": "frequency", "value": "1年"}],
            "private": False,
            "state": "active",
            "num_resources": len(self.files_of(number)),
            "resources": [self.resource(file, place, base)
                          for place, file in enumerate(self.files_of(number))],
        }  # fmt: skip

    def organization(self, publisher: int) -> dict[str, object]:
        return {
            "id": str(uuid.uuid5(SPACE, f"publisher {publisher}")),
            "name": f"publisher{publisher:03}",
            "title": f"第{publisher}局",
            "state": "active",
        }

    def group(self, number: int) -> dict[str, object]:
        return {
            "name": f"group{number:02}",
            "title": GROUPS[number],
            "display_name": GROUPS[number],
        }

    def resource(self, file: int, place: int, base: str) -> dict[str, object]:
        is_table = self.is_table(file)
        name = f"{file:06}.{'csv' if is_table else 'pdf'}"
        return {
            "id": str(uuid.uuid5(SPACE, f"file {file}")),
            "name": f"表{place + 1}",
            "position": place,
            "format": "CSV" if is_table else "PDF",
            "url": f"{base}/files/{name}",
            "last_modified": "2026-04-01T00:00:00.000000",
            "state": "active",
        }

    def is_table(self, file: int) -> bool:
        """66 of 84 files, evenly spread."""
        return (file * self.tables) // self.files != ((file + 1) * self.tables) // self.files


@cache
def _words(seed: int) -> tuple[str, ...]:
    dice = random.Random(seed)
    return tuple(f"{dice.choice(SUBJECTS)}{n}" for n in range(40))


def csv_of(file: int, step: int = 0) -> bytes:
    """50 to 500 rows of ten columns; every fifth file in Shift_JIS."""
    dice = random.Random(f"csv {file} {step}")
    rows, words = dice.randrange(50, 501), _words(file % 50)
    whole, part = dice.randrange(1, 10_000), dice.random()
    lines = [",".join(COLUMNS)]
    for row in range(rows):
        amount = (row * 7919 + whole) % 100_000
        lines.append(
            f"{2015 + row % 10},{words[row % 40]},第{row % 23 + 1}地区,{amount},{amount * 130},"
            f"{(row * part) % 1:.3f},{(row * part * 3) % 2:.2f},,第{row % 5 + 1}係,"
            f"2026-{row % 12 + 1:02}-{row % 28 + 1:02}"
        )
    text = "\r\n".join(lines) + "\r\n"
    return text.encode("cp932" if file % 5 == 0 else "utf-8")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    city: City

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        base = f"http://{self.headers['Host']}"
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/api/3/action/package_search":
            self._json(self._search(query, base))
        elif parts.path.startswith("/api/3/action/"):
            self._json([])
        elif found := re.fullmatch(r"/files/(\d+)\.csv", parts.path):
            self._file(csv_of(int(found[1]), self.city.step))
        else:
            self._send(404, b"not found", "text/plain")

    def _search(self, query: dict[str, str], base: str) -> dict[str, object]:
        if "metadata_modified" in query.get("fq", ""):
            return {"count": 0, "results": []}
        start, rows = int(query.get("start", 0)), min(int(query.get("rows", 10)), 1000)
        chosen = self.city.order[start : start + rows]
        found = [self.city.package(number, base) for number in chosen]
        return {"count": self.city.datasets, "results": found}

    def _json(self, result: object) -> None:
        body = json.dumps({"help": "", "success": True, "result": result}, ensure_ascii=False)
        self._send(200, body.encode(), "application/json;charset=utf-8")

    def _file(self, body: bytes) -> None:
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == tag:
            self._send(304, b"", "text/csv", tag)
        else:
            self._send(200, body, "text/csv", tag)

    def _send(self, status: int, body: bytes, media_type: str, tag: str = "") -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", media_type)
        if tag:
            self.send_header("ETag", tag)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: a run asks 84,000 times."""


class Site(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, scale: float) -> None:
        handler = type("CityHandler", (Handler,), {"city": City(scale), "wbufsize": 1 << 16})
        super().__init__(("127.0.0.1", port), handler)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8181)
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    with Site(given.port, given.scale) as site:
        site.serve_forever()


if __name__ == "__main__":
    main()
