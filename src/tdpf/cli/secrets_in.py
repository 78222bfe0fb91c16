"""Secrets for commands: asked for without an echo, or read from a file; never an argument."""

from __future__ import annotations

from pathlib import Path

import click


def new_password(file: Path | None) -> str:
    """A password for an account, asked for twice; or the first line of a file (`-` is stdin)."""
    if file is None:
        words = "新しいパスワード New password"
        told: str = click.prompt(words, hide_input=True, confirmation_prompt=True)
        return told
    with click.open_file(str(file), encoding="utf-8") as opened:
        return str(opened.readline()).rstrip("\r\n")
