"""What every test may use, and one line at the end for each thing the machine lacks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_HOME = tempfile.TemporaryDirectory(prefix="tdpf-tests-")
for _name in [name for name in os.environ if name.startswith("TDPF_")]:
    del os.environ[_name]
os.environ["TDPF_HOME"] = _HOME.name
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import pytest  # noqa: E402

from tests.lacking import MISSING, lack  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with other people's real files; it is no part of the repository."""
    if not (SHARED / "data").is_dir():
        lack("real files", "put the folder `shared` beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        lack("Chromium", "apt-get install chromium fonts-noto-cjk")
    return str(found)


@pytest.fixture(scope="session")
def gdal() -> str:
    """Path of ogr2ogr."""
    found = shutil.which("ogr2ogr")
    if found is None:
        lack("GDAL", "apt-get install gdal-bin")
    return str(found)


def _postgres_programs() -> Path | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else next(iter(places), None)


def _runuser() -> str:
    """Stands in a folder that is not on everybody's path."""
    return shutil.which("runuser", path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or "runuser"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this run's own, on a free loopback port, gone at the end."""
    programs = _postgres_programs()
    if programs is None:
        lack("PostgreSQL", "apt-get install postgresql")
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="tdpf-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = [_runuser(), "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    make = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "tdpf",
        "--auth=trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run([*as_user, *map(str, make), "--locale=C"], check=True, capture_output=True)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    start = [*control, "-l", str(folder / "log"), "-o", options, "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"postgresql://tdpf@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, how in sorted(MISSING.items()):
        terminalreporter.write_line(f"skipped for want of {what} — {how}")


def pytest_unconfigure() -> None:
    _HOME.cleanup()
