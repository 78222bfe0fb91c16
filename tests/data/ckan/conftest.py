"""A served site with a described catalogue, and CKAN's own client that calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ckanapi
import pytest

from tdpf.core.demo import write_city
from tests.data.server import Served, serving


@dataclass
class Site:
    server: Served
    ckan: ckanapi.RemoteCKAN

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.port}{path}"


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two wards of the demo city, and a bureau's dataset that is only described."""
    folder = tmp_path_factory.mktemp("ckan")
    home = folder / "home"
    write_city(folder / "city", scale=0.1, only=("131130", "131091"))
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    environ = plain | {"TDPF_HOME": str(home)}
    publish = "from tdpf.cli.main import main; main()"
    words = ["publish", str(folder / "city"), "--workers", "1", "--licence", "cc-by-4.0"]
    subprocess.run(
        [sys.executable, "-c", publish, *words], check=True, capture_output=True, env=environ
    )
    describer = Path(__file__).parents[2] / "contract" / "catalog" / "describer.py"
    subprocess.run([sys.executable, str(describer), "first"], check=True, env=environ)
    with (
        serving(home, TDPF_SQL="1") as server,
        ckanapi.RemoteCKAN(f"http://127.0.0.1:{server.port}") as ckan,
    ):
        yield Site(server, ckan)
