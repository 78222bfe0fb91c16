"""kill -9 of harvester, worker and server at random points: nothing lost, doubled or stuck.

    python -m benchmarks.kill               200 kills
    python -m benchmarks.kill --kills 10    a short proof

A loopback CKAN of a few dozen datasets changes all the time. Before each kill one of three is
begun: `tdpf harvest run`, `tdpf worker` with a queued run, `tdpf serve` with its worker. After the
last kill one calm run must bring our catalogue to what the CKAN holds, each dataset and file once,
no job may be stuck, and `tdpf verify` must be clean.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.serving import TDPF, free_port
from benchmarks.tokyo.site import Site

SHORTEST_S = 0.8  # before that, a process has only read its own code


class Home:
    """A home folder, and commands that use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = os.environ | {
            "TDPF_HOME": str(folder),
            "TDPF_OUTBOUND_PRIVATE": "127.0.0.1",
        }

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*TDPF, *words],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*TDPF, *words],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"tdpf {' '.join(words)}: {done.stdout} {done.stderr}")
        return done.stdout

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "tdpf.sqlite3", timeout=60) as database:
            return database.execute(sql).fetchall()


def change(site: Site, step: int) -> None:
    """The catalogue says something new: a later modification date and other rows."""
    city = site.RequestHandlerClass.city  # type: ignore[attr-defined]
    city.step = step


def kill_at_random(home: Home, dice: random.Random, step: int, longest_s: float) -> str:
    what = dice.choice(["harvest", "worker", "serve"])
    if what == "harvest":
        process = home.begin("harvest", "run", "city", "--quiet", "--full")
    else:
        home.run("harvest", "run", "city", "--full", "--queue")
        words = ["worker"] if what == "worker" else ["serve", "--port", str(free_port())]
        process = home.begin(*words)
    time.sleep(dice.uniform(SHORTEST_S, longest_s))
    if what == "serve" or dice.random() < 0.5:  # with its children, or the parent alone
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    return f"{step} {what}"


def prove(home: Home, site: Site) -> None:
    """One calm run, then everything is as the CKAN says."""
    home.ask("update jobs_job set leased_until = '2000-01-01' where state = 'running'")
    home.run("worker", "--once")
    home.run("harvest", "run", "city", "--quiet", "--full")
    city = site.RequestHandlerClass.city  # type: ignore[attr-defined]
    datasets = {city.dataset_id(number) for number in range(city.datasets)}
    here = [str(row[0]) for row in home.ask("select id from catalog_dataset where kind='dataset'")]
    assert sorted(here) == sorted(datasets), "datasets lost or doubled"
    (files,) = home.ask("select count(*) from catalog_distribution")[0]
    assert files == city.files, f"{files} files, not {city.files}"
    per_file = home.ask(
        "select distribution_id from publishing_table group by distribution_id, sheet "
        "having count(*) > 1"
    )
    assert not per_file, "a file has two tables"
    (tables,) = home.ask("select count(*) from publishing_table_head")[0]
    assert tables == city.tables, f"{tables} tables, not {city.tables}"
    (open_items,) = home.ask(
        "select count(*) from harvest_item where state in ('queued', 'fetching', 'reading')"
    )[0]
    assert open_items == 0, f"{open_items} files are stuck"
    (stuck,) = home.ask("select count(*) from jobs_job where state = 'running'")[0]
    assert stuck == 0, f"{stuck} jobs are stuck"
    report = json.loads(home.run("verify", "--json"))
    assert not report["damages"], report["damages"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=0.002, help="size of the catalogue")
    parser.add_argument("--longest", type=float, default=6.0, help="seconds before a kill")
    given = parser.parse_args()
    dice = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="tdpf-kill-") as folder, Site(0, given.scale) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        home = Home(Path(folder))
        url = f"http://127.0.0.1:{site.server_address[1]}"
        home.run("harvest", "add", "city", url, "--kind", "ckan", "--seconds-between", "0",
                 "--every", "0")  # fmt: skip
        for step in range(given.kills):
            change(site, step)
            print(kill_at_random(home, dice, step, given.longest), flush=True)
            if step % 20 == 19:
                prove(home, site)
        prove(home, site)
        site.shutdown()
    print(f"{given.kills} kills: no dataset or file lost or doubled, nothing stuck, shelf clean")


if __name__ == "__main__":
    main()
