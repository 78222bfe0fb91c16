"""A CKAN on loopback that goes to extremes: is it read whole, how long, with how much memory?

10,000 datasets, one of them with 30,000 tags, one with 8,000 files. All files are only described,
so what is measured is the listing. Then the same again, with nothing new.

    python -m benchmarks.harvest_extremes --datasets 10000
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

FILES, TAGS = 8_000, 30_000
MAIN = "from tdpf.cli.main import main; main(prog_name='tdpf')"


def package(number: int) -> dict[str, object]:
    files, tags = (FILES, 3) if number == 1 else (1, TAGS if number == 2 else 5)
    return {
        "id": f"{number:08}-1111-4111-8111-111111111111",
        "name": f"dataset-{number}",
        "title": f"極端なデータ {number}",
        "notes": "説明の文です。" * 10,
        "license_id": "cc-by-4.0",
        "metadata_modified": "2024-04-01T00:00:00",
        "organization": {
            "id": f"{number % 98:08}-3333-4333-8333-333333333333",
            "name": f"office-{number % 98}",
            "title": f"部署{number % 98}",
        },
        "tags": [{"name": f"印{tag}"} for tag in range(tags)],
        "resources": [
            {
                "id": f"{number:08}-2222-4222-8222-{file:012}",
                "name": f"第{file}号",
                "url": f"https://city.example.jp/{number}/{file}.pdf",
                "format": "PDF",
            }
            for file in range(files)
        ],
    }


def serve(datasets: int) -> ThreadingHTTPServer:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {key: one[-1] for key, one in parse_qs(urlsplit(self.path).query).items()}
            start, rows = int(asked.get("start", 0)), int(asked.get("rows", 0))
            if "/package_search" not in self.path:
                self.send_error(404)
                return
            found = range(start, min(start + rows, datasets))
            result = {"count": datasets, "results": [package(number) for number in found]}
            body = json.dumps({"success": True, "result": result}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            del args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=10_000)
    datasets = parser.parse_args().datasets
    server = serve(datasets)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory(prefix="extremes-") as folder:
        home = {"TDPF_HOME": str(Path(folder) / "home"), "TDPF_OUTBOUND_PRIVATE": "127.0.0.1"}

        def tdpf(*words: str) -> tuple[str, float, float]:
            """What it says, and the seconds and CPU seconds it took."""
            before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            done = subprocess.run(
                [sys.executable, "-c", MAIN, *words],
                env=os.environ | home, capture_output=True, text=True, check=True,
            )  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return done.stdout, time.monotonic() - begin, cpu

        tdpf("harvest", "add", "odd", address, "--kind", "ckan", "--seconds-between", "0")
        for title in ("first run", "second run, nothing new"):
            _, seconds, cpu = tdpf("harvest", "run", "odd", "--full", "--quiet", "--workers", "1")
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            each = 1000 * cpu / datasets
            print(f"{title}: {seconds:.1f} s, CPU {cpu:.1f} s, {each:.2f} ms a dataset, "
                  f"largest process {peak:.0f} MB")  # fmt: skip
        told = json.loads(tdpf("harvest", "status", "odd", "--json")[0])
        run, states = told["run"], told["states"]
        described = datasets - 1 + FILES
        print(f"{run['datasets']:,} datasets {run['state']}, files {states}")
        assert (run["state"], run["datasets"]) == ("done", datasets), run
        assert states == {"described": described}, states
    server.shutdown()


if __name__ == "__main__":
    main()
