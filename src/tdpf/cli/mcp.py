"""`tdpf mcp`: the same tools for an assistant on this machine, over standard input and output."""

from __future__ import annotations

import asyncio

import click

from tdpf.cli.boot import check_readable
from tdpf.settings import SettingsError, settings


@click.command()
def mcp() -> None:
    """Answer an AI assistant on standard input and output (MCP).

    The assistant starts this command by itself. In its settings: command `tdpf`, arguments `mcp`,
    environment `TDPF_HOME`. Over the network the same tools are at /mcp of a running site.

    \b
    TDPF_HOME=/srv/tdpf tdpf mcp
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    try:
        ours = settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    if not ours.database and not ours.sqlite_path.exists():
        raise click.ClickException(
            f"{ours.home} には何も公開されていません。先に tdpf publish を実行してください。\n"
            f"Nothing is published in {ours.home}. Run tdpf publish first."
        )
    check_readable(ours)
    from tdpf.data.app import create_context
    from tdpf.data.mcp.server import build

    context = create_context(ours)
    asyncio.run(build(context).run_stdio_async())
