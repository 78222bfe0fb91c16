"""`tdpf backup`: all that a site is made of, copied while it runs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click

from tdpf.settings import Settings, SettingsError, settings

SQLITE, DUMP = "tdpf.sqlite3", "tdpf.pgdump"
BESIDE = ("secret_key", "synonyms.txt", "places")
_PART = ".part"


@click.command(epilog="Example:  tdpf backup /mnt/backup/tdpf")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def backup(folder: Path) -> None:
    """Copy the catalogue, then the shelf, into FOLDER, while the servers run.

    Into the folder of an earlier backup only files that are new are copied. The catalogue of
    before is replaced when all its files are there, so a backup that was cut off is the one
    before.
    """
    try:
        ours = settings()
        folder.mkdir(parents=True, exist_ok=True)
        name = DUMP if ours.database else SQLITE
        catalogue = folder / f"{name}{_PART}"
        catalogue.unlink(missing_ok=True)
        (_dump if ours.database else _copy_sqlite)(ours, catalogue)
        count = copy_shelf(ours.shelf_path, folder / "shelf")
        for each in BESIDE:
            _copy_beside(ours.home / each, folder / each)
        catalogue.replace(folder / name)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
        raise click.ClickException(
            f"控えを取れませんでした（{_reason(error)}）。前の控えはそのままです。\n"
            f"No backup was made ({_reason(error)}). The one before is as it was."
        ) from error
    click.echo(
        f"{folder}: 目録と、新しいファイル {count:,} 個を写しました。\n"
        f"{folder}: the catalogue and {count:,} new files were copied."
    )


def copy_shelf(shelf: Path, target: Path) -> int:
    """Copy files that the target lacks. They never change; what is being written has no name."""
    count = 0
    for folder, folders, names in os.walk(shelf, onerror=_fail):
        folders[:] = (each for each in folders if not each.endswith(_PART))
        there = target / Path(folder).relative_to(shelf)
        for name in names:
            source, copy = Path(folder, name), there / name
            if name.endswith(_PART) or (copy.exists() and _same_size(source, copy)):
                continue
            count += _copy(source, copy)
    return count


def _fail(error: OSError) -> None:
    raise error  # a folder that is not there or may not be read: nothing like a whole backup


def _copy(source: Path, copy: Path) -> int:
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_name(copy.name + _PART)
    try:
        shutil.copy2(source, part)
    except FileNotFoundError:
        return 0  # gc removed what nothing refers to
    part.replace(copy)
    return 1


def _same_size(source: Path, copy: Path) -> bool:
    try:
        return source.stat().st_size == copy.stat().st_size
    except FileNotFoundError:
        return True


def _copy_beside(source: Path, copy: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, copy, dirs_exist_ok=True)
    elif source.exists():
        shutil.copy2(source, copy)


def _copy_sqlite(ours: Settings, copy: Path) -> None:
    address = f"{ours.sqlite_path.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=30)) as live,
        closing(sqlite3.connect(copy)) as made,
    ):
        live.backup(made)


def _dump(ours: Settings, copy: Path) -> None:
    command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(copy)]
    subprocess.run(
        command, check=True, env=os.environ | _login(ours.database), capture_output=True, text=True
    )


def _login(url: str) -> Mapping[str, str]:
    """For PostgreSQL's programs: in the environment, where nobody sees a password in a list."""
    from psycopg.conninfo import conninfo_to_dict

    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names["dbname"] = "PGDATABASE"
    given = conninfo_to_dict(url)
    return {names[key]: str(value) for key, value in given.items() if key in names and value}


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return str(error.stderr).strip().splitlines()[-1] if error.stderr else str(error)
    if isinstance(error, FileNotFoundError) and error.filename == "pg_dump":
        return "pg_dump: apt-get install postgresql-client"
    return str(error)
