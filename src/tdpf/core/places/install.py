"""Install, list and remove dictionaries: files of other people → one compact file."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tdpf.core.places.borders import (
    BORDERS_SUFFIX,
    boundaries_of,
    install_borders,
    is_geojson,
    open_borders,
)
from tdpf.core.places.builder import Builder
from tdpf.core.places.dictionary import (
    SUFFIX,
    About,
    Dictionary,
    UnknownDictionaryError,
    write_dictionary,
)
from tdpf.core.places.loaders import Loader, loader_for

_EXAMPLES = 20
_UNSAFE = re.compile(r"[^\w-]+")
_PEEK = 65_536

Progress = Callable[[str, int], None]


def install(
    folder: Path,
    paths: Sequence[Path],
    *,
    name: str | None = None,
    progress: Progress | None = None,
) -> list[About]:
    """Install files in a folder: all tables as one dictionary, boundaries each by itself.

    Files that belong together (towns here, their points there) are given in one call. The same
    name again replaces a dictionary; the old one serves until the new one is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    borders = [path for path in paths if is_geojson(path)]
    tables = [path for path in paths if path not in borders]
    done = [install_borders(folder, path, _name_of(path.name)) for path in borders]
    if tables:
        done.append(_install_tables(folder, tables, _name_of(name or tables[0].name), progress))
    return done


def installed(folder: Path) -> list[About]:
    """What is installed in a folder, dictionaries first."""
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with Dictionary(path) as book:
            found.append(book.about)
    return found + [open_borders(path).about for path in sorted(folder.glob(f"*{BORDERS_SUFFIX}"))]


def remove(folder: Path, name: str) -> bool:
    """Take a dictionary away; False when there is none of that name."""
    candidates = [folder / f"{name}{suffix}" for suffix in (SUFFIX, BORDERS_SUFFIX)]
    gone = [path for path in candidates if path.parent == folder and path.is_file()]
    for path in gone:
        path.unlink()
    return bool(gone)


def _name_of(text: str) -> str:
    return _UNSAFE.sub("_", text.split(".", 1)[0]).strip("_") or "places"


def _install_tables(
    folder: Path, paths: Sequence[Path], name: str, progress: Progress | None
) -> About:
    builder = Builder(boundaries_of(folder))
    loaders = [_read_table(table, builder, progress) for path in paths for table in _tables(path)]
    cities = builder.cities()
    if not cities:
        raise UnknownDictionaryError(
            f"{', '.join(path.name for path in paths)}: no town in it. "
            "Points of the address base registry need their town file in the same command."
        )
    about = About(
        name=name,
        kind=loaders[0].kind,
        source=loaders[0].source,
        licence=loaders[0].licence,
        files=tuple(path.name for path in paths),
        sha256=tuple(_sha256(path) for path in paths),
        skipped=builder.skipped,
        outliers=len(builder.outliers),
        examples=tuple(builder.outliers[:_EXAMPLES]),
    )
    return write_dictionary(folder / f"{name}{SUFFIX}", about, cities)


def _read_table(table: _Table, builder: Builder, progress: Progress | None) -> Loader:
    with table.open() as lines:
        try:
            return _read_lines(table.title, lines, builder, progress)
        except csv.Error as error:
            raise UnknownDictionaryError(f"{table.title}: not a CSV file ({error})") from error


def _read_lines(
    title: str, lines: Iterator[list[str]], builder: Builder, progress: Progress | None
) -> Loader:
    first = next(lines, [])
    found = loader_for(first)
    if found is None:
        header = ", ".join(first[:8]) or "nothing"
        raise UnknownDictionaryError(f"{title}: no loader knows a table beginning with: {header}")
    loader, places = found
    if loader.is_headerless:
        builder.add([loader.entry(first)])
    for number, cells in enumerate(lines, 1):
        if len(cells) > max(places):
            builder.add([loader.entry([cells[at] if at >= 0 else "" for at in places])])
        elif cells:
            builder.add([None])
        if progress and number % 10_000 == 0:
            progress(title, number)
    return loader


@dataclass(frozen=True)
class _Table:
    """A CSV file, or one member of a zip."""

    path: Path
    member: str | None = None

    @property
    def title(self) -> str:
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @contextmanager
    def open(self) -> Iterator[Iterator[list[str]]]:
        with ExitStack() as stack:
            if self.member:
                archive = stack.enter_context(zipfile.ZipFile(self.path))
                raw: IO[bytes] = stack.enter_context(archive.open(self.member))
            else:
                raw = stack.enter_context(self.path.open("rb"))
            encoding = _encoding(raw.read(_PEEK))
            raw.seek(0)
            text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
            yield csv.reader(stack.enter_context(text))


def _tables(path: Path) -> list[_Table]:
    """Each table of a file: the file itself, or every CSV in a zip."""
    if not zipfile.is_zipfile(path):
        return [_Table(path)]
    with zipfile.ZipFile(path) as archive:
        members = [name for name in archive.namelist() if name.lower().endswith(".csv")]
    return [_Table(path, member) for member in members]


def _encoding(beginning: bytes) -> str:
    try:
        beginning[: beginning.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8-sig"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
