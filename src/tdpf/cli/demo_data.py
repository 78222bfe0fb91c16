"""`tdpf demo-data`: the demo city as files, for trying TDPF without anybody's data."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import click
from rich.console import Console

from tdpf.cli.progress import progress_bar
from tdpf.core.demo import SEED, Entry, write_city

MARKER = ".tdpf-demo-city"


@click.command(epilog="Example:  tdpf demo-data city/ && tdpf publish city/")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--seed", default=SEED, show_default=True, help="Another number, another city.")
@click.option(
    "--scale",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 1000, min_open=True),
    help="Longer or shorter files.",
)
def demo_data(folder: Path, *, seed: int, scale: float) -> None:
    """Write the demo city into DIR: synthetic files of Tokyo's 62 municipalities.

    All of it is invented and marked as such. A folder that holds anything else is left alone.
    """
    _make_room(folder)
    started = time.monotonic()
    with progress_bar(stays=True) as bar:
        task = bar.add_task("市区町村 / municipalities", total=None)
        index = write_city(
            folder,
            seed=seed,
            scale=scale,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    _tell(folder, index, time.monotonic() - started)


def _make_room(folder: Path) -> None:
    """An empty folder with our mark in it; an earlier demo city there is removed first."""
    try:
        if folder.exists() and any(folder.iterdir()):
            if not (folder / MARKER).is_file():
                raise click.ClickException(
                    f"{folder} は空でなく、デモ都市でもありません。別のフォルダを指定してください。"
                    f" / {folder} is not empty and is no demo city. Name another folder."
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).touch()
    except OSError as error:
        raise click.ClickException(
            f"{folder} に書き込めません（{error.strerror}）。書き込めるフォルダを指定してください。"
            f" / cannot write to {folder} ({error.strerror}). Name a folder you may write to."
        ) from error


def _tell(folder: Path, index: list[Entry], took_s: float) -> None:
    rows = sum(entry["truth"]["rows"] for entry in index)
    publishers = len({entry["publisher"] for entry in index})
    sets = len({entry["standard"] for entry in index if entry["standard"]})
    Console().print(
        f"{folder}: {len(index):,} ファイル / files, {rows:,} 行 / rows, "
        f"{publishers} 団体 / publishers, {sets} 標準データセット / standard sets, {took_s:.1f} s",
        markup=False,
        soft_wrap=True,
    )
