"""The progress bar of all commands: on standard error, so that output can be piped."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def progress_bar(*, stays: bool = False, is_quiet: bool = False) -> Progress:
    """A bar that counts done of all; it goes away at the end unless it `stays`."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=not stays,
        disable=is_quiet,
    )
