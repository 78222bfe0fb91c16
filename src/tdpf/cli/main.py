"""`tdpf …`: the officer's and operator's door. A command is a module, loaded when it is called."""

from __future__ import annotations

import importlib

import click

from tdpf.core.os_errors import NO_ROOM, is_no_room

COMMANDS: dict[str, tuple[str, str]] = {
    "standardize": (
        "tdpf.cli.standardize:standardize",
        "Turn municipal files into the standard open data sets.",
    ),
    "publish": ("tdpf.cli.publish:publish", "Publish files: a new version of their tables."),
    "mapping": (
        "tdpf.cli.mapping:mapping",
        "Keep what a publisher's columns mean, once and for all.",
    ),
    "personal-data": (
        "tdpf.cli.personal_data:personal_data",
        "Show and take back decisions about columns that may hold personal data.",
    ),
    "harvest": ("tdpf.cli.harvest:harvest", "Read other catalogues, lists and folders."),
    "import-ckan": ("tdpf.cli.import_ckan:import_ckan", "Take over an existing CKAN."),
    "jobs": ("tdpf.cli.jobs:jobs", "Show and steer work in the background."),
    "links": ("tdpf.cli.notify:links", "Look whether addresses of datasets still answer."),
    "notify": ("tdpf.cli.notify:notify", "Tell publishers what is overdue or broken."),
    "worker": ("tdpf.cli.jobs:worker", "Do the work that waits in the background."),
    "history": ("tdpf.cli.shelf:history", "Show the versions of a table."),
    "rollback": ("tdpf.cli.shelf:rollback", "Make an earlier version current again."),
    "verify": ("tdpf.cli.shelf:verify", "Check every file on the shelf against its hash."),
    "report": ("tdpf.cli.report:report", "Tell how good the published files are."),
    "freshness": ("tdpf.cli.freshness:freshness", "List datasets whose update is overdue."),
    "backup": ("tdpf.cli.backup:backup", "Copy all that is needed to restore the site."),
    "gc": ("tdpf.cli.shelf:gc", "Remove files that nothing refers to any more."),
    "geocode": ("tdpf.cli.geocode:geocode", "Add positions to a CSV of addresses."),
    "places": ("tdpf.cli.places:places", "Install and list dictionaries of places."),
    "demo-data": ("tdpf.cli.demo_data:demo_data", "Write the demo city: synthetic, dirty files."),
    "demo": ("tdpf.cli.demo:demo", "Build the demo city and serve it."),
    "serve": ("tdpf.cli.serve:serve", "Serve pages and APIs."),
    "mcp": ("tdpf.cli.mcp:mcp", "Answer an AI assistant on standard input and output."),
    "search": ("tdpf.cli.search:search", "Search the catalogue, or rebuild its index."),
    "move-to-postgresql": ("tdpf.cli.move:move", "Copy the catalogue from SQLite to PostgreSQL."),
    "user": ("tdpf.cli.user:user", "Add, list and disable accounts."),
    "member": ("tdpf.cli.member:member", "Give people roles in organisations."),
    "access": ("tdpf.cli.access:access", "Decide who sees which tables, columns and rows."),
    "token": ("tdpf.cli.token:token", "Make and revoke keys for programs."),
    "settings": ("tdpf.cli.settings:show", "List all settings with their meaning and value."),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it runs, so `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """The command; a full disk is no fault of it, whatever it was about to write."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if isinstance(error, click.ClickException) or not is_no_room(error):
                raise
            raise click.ClickException(f"{NO_ROOM.ja}\n{NO_ROOM.en}") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tdpf")
def main() -> None:
    """City data platform: from a messy spreadsheet to a typed, searchable, mapped service.

    \b
    tdpf standardize list.csv --out out/
    tdpf publish list.csv --publisher 131130
    tdpf serve
    """  # noqa: D301 — \b is click's mark for text it must not wrap
