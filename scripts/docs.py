"""Writes the reference pages that code can tell best, and checks every link between pages.

`python scripts/docs.py` writes; `python scripts/docs.py --check` only says what differs.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

os.environ["TDPF_HOME"] = tempfile.gettempdir()

import click
from reference import api_page, fields_page, findings_page, problems_page, quality_page, rows_page

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- written by scripts/docs.py: `make docs` -->\n\n"
INTRODUCTION = (
    "Read once at start from the environment. A value may stand in a file:"
    " `TDPF_SECRET_KEY_FILE=/run/secrets/key`. An unknown name that begins with"
    " `TDPF_` stops the start."
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def settings_page() -> str:
    from tdpf.settings import PREFIX, Settings

    rows = [
        f"| `{PREFIX}{f.name.upper()}` | `{f.default}` | {f.metadata['help']} |"
        for f in fields(Settings)
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            INTRODUCTION,
            "",
            "| name | default | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def commands() -> Iterator[tuple[str, click.Command]]:
    from tdpf.cli.main import main

    context = click.Context(main, info_name="tdpf")
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=name, parent=context)
            for below in command.list_commands(inner):
                sub = command.get_command(inner, below)
                assert sub is not None
                yield f"{name} {below}", sub


def cli_page() -> str:
    parts = ["# Command line\n"]
    for name, command in commands():
        context = click.Context(command, info_name=f"tdpf {name}", max_content_width=96)
        context.terminal_width = 96
        parts.append(f"## tdpf {name}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "cli.md": cli_page,
    "findings.md": findings_page,
    "quality.md": quality_page,
    "rows.md": rows_page,
    "problems.md": problems_page,
    "openapi.md": api_page,
    "fields.md": fields_page,
}


def broken_links() -> Iterator[str]:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            path = target.partition("#")[0]
            if not path or "://" in path or path.startswith(("mailto:", "/")):
                continue
            if not (page.parent / path).exists():
                yield f"{page.relative_to(ROOT)}: {target} leads nowhere"


def outdated(*, write: bool) -> Iterator[str]:
    for name, make in PAGES.items():
        path, text = REFERENCE / name, MADE + make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
        else:
            yield f"{path.relative_to(ROOT)} is not what the code says: run `make docs`"


def main() -> int:
    faults = [*outdated(write="--check" not in sys.argv[1:]), *broken_links()]
    print("\n".join(faults) or "docs: right")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
