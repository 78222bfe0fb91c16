"""What every test may use, and one line at the end for each thing the machine lacks."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

_HOME = tempfile.TemporaryDirectory(prefix="tdpf-tests-")
for _name in [name for name in os.environ if name.startswith("TDPF_")]:
    del os.environ[_name]
os.environ["TDPF_HOME"] = _HOME.name
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from tests.lacking import MISSING, lack  # noqa: E402
from tests.on_postgresql import homes  # noqa: E402
from tests.on_postgresql.server import Server, programs, running  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
_RUN = ExitStack()

# How long an example takes says more about what else the machine does than about our code.
_ANY_MACHINE = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("same", derandomize=True, **_ANY_MACHINE)
hypothesis.settings.register_profile("search", **_ANY_MACHINE)  # with --hypothesis-profile
hypothesis.settings.load_profile("same")


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


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The folder of initdb, pg_dump and their like."""
    found = programs()
    if found is None:
        lack("PostgreSQL", "apt-get install postgresql")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def postgres_server(postgres_programs: Path) -> Iterator[Server]:
    """A PostgreSQL server of this worker's own, gone at the end."""
    with running(postgres_programs) as server:
        yield server


@pytest.fixture(scope="session")
def new_database(postgres_server: Server) -> Callable[[], str]:
    """Makes an empty database and gives its address."""
    import psycopg

    numbers = itertools.count()

    def make() -> str:
        name = f"empty_{next(numbers)}"
        with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return postgres_server.url(name)

    return make


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="Where the homes of all tests keep their catalogue; a server is started for it.",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("database") == "postgresql" and not homes.is_on():
        _start_postgresql()
    from tdpf.settings import settings

    settings.cache_clear()  # Django's plugin read them before this file named a home
    if homes.is_on():
        _tell_django()


def _tell_django() -> None:
    from django.conf import settings as of_django
    from django.db import connections

    from tdpf.portal.database import databases
    from tdpf.settings import Settings

    of_django.DATABASES = databases(Settings(database=homes.own()))
    of_django.DATABASES["default"]["TEST"] = {"TEMPLATE": homes.TEMPLATE}
    vars(connections).pop("settings", None)
    connections.__init__()


def _start_postgresql() -> None:
    """One server for the whole run, with a template that knows all migrations."""
    found = programs()
    if found is None:
        pytest.exit("nothing runs on PostgreSQL: apt-get install postgresql", returncode=0)
    server = _RUN.enter_context(running(found))
    notes = _RUN.enter_context(tempfile.TemporaryDirectory(prefix="tdpf-pg-notes-"))
    os.environ[homes.SERVER] = server.url("").rstrip("/")
    os.environ[homes.NOTES] = notes
    homes.make(homes.TEMPLATE, "template0")
    subprocess.run(
        [sys.executable, "-c", "from tdpf.cli.boot import start_django; start_django()"],
        env=os.environ | {"TDPF_DATABASE": server.url(homes.TEMPLATE)},
        check=True,
    )
    beside = str(Path(homes.__file__).parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (beside, os.environ.get("PYTHONPATH"))))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What names its database itself runs once, with the rest on SQLite."""
    if config.getoption("database") == "sqlite":
        return
    named = [item for item in items if _names_its_database(item)]
    config.hook.pytest_deselected(items=named)
    items[:] = [item for item in items if item not in named]


def _names_its_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("postgres") or item.get_closest_marker("sqlite"):
        return True
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return any(value in ("sqlite", "postgres") for value in given if isinstance(value, str))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, how in sorted(MISSING.items()):
        terminalreporter.write_line(f"skipped for want of {what} — {how}")


def pytest_unconfigure() -> None:
    _RUN.close()
    _HOME.cleanup()
