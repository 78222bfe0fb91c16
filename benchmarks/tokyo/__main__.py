"""Tokyo's catalogue, harvested from a loopback CKAN and published, then read.

    python -m benchmarks.tokyo                  everything: 9,700 datasets, 66,000 tables
    python -m benchmarks.tokyo --scale 0.05     a twentieth of it
    python -m benchmarks.tokyo --home DIR       keep what was made there

Prints a figure a line: wall and CPU time of the harvest, the size of the shelf, the largest memory
of any process, then how fast the data server starts, finds and reads.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.serving import TDPF, family, free_port
from benchmarks.tokyo.site import SUBJECTS
from tdpf.adapters.catalog import open_catalog
from tdpf.core.catalog.ckan.search import read_search
from tdpf.data.ckan.shelf import CkanShelf
from tdpf.settings import Settings

TABLES_READ = 2000
SEARCHES = 500


class Watched:
    """A process and all below it: the largest memory that any of them ever had."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.peak_kb: dict[int, int] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self.look()

    def look(self) -> None:
        for pid in family(self.process.pid):
            self.peak_kb[pid] = max(self.peak_kb.get(pid, 0), _peak_kb(pid))

    def end(self) -> float:
        """Megabytes of the largest process."""
        self._over.set()
        self._thread.join()
        return max(self.peak_kb.values(), default=0) / 1000


def _peak_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM"))
    return next((int(words[1]) for words in lines), 0)


@contextmanager
def site(scale: float) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.tokyo.site", "--port", str(port)]
    process = subprocess.Popen([*command, "--scale", str(scale)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, path: str = "/") -> float:
    began = time.perf_counter()
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path)
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return time.perf_counter() - began


def harvest(home: Path, scale: float) -> None:
    environ = os.environ | {"TDPF_HOME": str(home), "TDPF_OUTBOUND_PRIVATE": "127.0.0.1"}
    tdpf = [*TDPF, "harvest"]
    with site(scale) as url:
        add = [*tdpf, "add", "tokyo", url, "--kind", "ckan", "--seconds-between", "0"]
        subprocess.run(add, env=environ, check=True, stdout=subprocess.DEVNULL)
        for what in ("first run", "second run, nothing new"):
            before, began = _children_s(), time.perf_counter()
            process = subprocess.Popen(
                [*tdpf, "run", "tokyo", "--quiet"], env=environ, stdout=subprocess.DEVNULL
            )
            watched = Watched(process)
            status = process.wait()
            wall, cpu = time.perf_counter() - began, _children_s() - before
            listed = [*tdpf, "list", "--json"]
            told = json.loads(subprocess.check_output(listed, env=environ))[0]
            files = told["run"]["fetched"]
            print(
                f"{what}: exit {status}, {told['run']['datasets']:,} datasets, {files:,} files, "
                f"{told['tables']:,} tables, {told['ledger']:,} in the ledger"
            )
            print(
                f"{what}: {wall:.1f} s wall, {cpu:.1f} CPU s"
                + (f", {1000 * cpu / files:.1f} CPU ms a file, download included" if files else "")
            )
            print(f"{what}: largest process {watched.end():.0f} MB")
    size = sum(path.stat().st_size for path in (home / "shelf").rglob("*") if path.is_file())
    database = sum(path.stat().st_size for path in home.glob("tdpf.sqlite3*"))
    print(f"shelf {size / 1e9:.3f} GB, database {database / 1e9:.3f} GB")


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def search_first(home: Path) -> None:
    """What a data server does at its start so that nobody who searches waits, and a search."""
    began = time.process_time()
    with closing(CkanShelf(open_catalog(Settings(home=home)), "https://city.example.jp")) as shelf:
        shelf.find(read_search({"q": SUBJECTS[0]}))
    print(f"catalogue read and searched first: {time.process_time() - began:.2f} CPU s")


def read(home: Path) -> None:
    search_first(home)
    environ = os.environ | {"TDPF_HOME": str(home), "TDPF_RATE_LIMIT_PER_S": "0"}
    port = free_port()
    command = [*TDPF, "serve", "--only", "data", "--port", str(port)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    watched = Watched(process)
    try:
        print(f"data server answers after {_wait(port, '/health'):.2f} s")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        names = _table_names(connection)
        dice = random.Random(1)
        chosen = dice.sample(names, min(TABLES_READ, len(names)))
        paths = [f"/api/v1/tables/{quote(name)}/records?limit=100" for name in chosen]
        report("first touch of a table", [ask(connection, path) for path in paths])
        facets = quote('["organization","groups","tags","res_format"]')
        words = [f"{dice.choice(SUBJECTS)} {dice.choice(SUBJECTS)}" for _ in range(SEARCHES // 2)]
        words += [dice.choice(SUBJECTS) for _ in range(SEARCHES // 2)]
        paths = [
            f"/api/3/action/package_search?q={quote(word)}&rows=20&facet.field={facets}"
            for word in words
        ]
        report("package_search with facets", [ask(connection, path) for path in paths])
    finally:
        peak = watched.end()
        process.terminate()
        process.wait()
    print(f"data server: largest process {peak:.0f} MB")


def _table_names(connection: http.client.HTTPConnection) -> list[str]:
    names: list[str] = []
    path = "/api/v1/tables?limit=1000"
    while path:
        connection.request("GET", path)
        told = json.loads(connection.getresponse().read())
        names += [table["id"] for table in told["tables"]]
        following = [link["href"] for link in told["links"] if link["rel"] == "next"]
        parts = urlsplit(following[0]) if following else None
        path = f"{parts.path}?{parts.query}" if parts else ""
    return names


def ask(connection: http.client.HTTPConnection, path: str) -> float:
    began = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise SystemExit(f"{response.status} {path}")
    return 1000 * (time.perf_counter() - began)


def report(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(f"{what}: {len(times):,} times, p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only", choices=["harvest", "read"])
    given = parser.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="tdpf-tokyo-"))
    home.mkdir(parents=True, exist_ok=True)
    try:
        if given.only != "read":
            harvest(home, given.scale)
        if given.only != "harvest":
            read(home)
    finally:
        if given.home is None:
            shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
