"""Checks that no ready-made tool does for us: templates, migrations, secrets, machine paths."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----": "a private key",
    r"\bAKIA[0-9A-Z]{16}\b": "a cloud access key",
    r"(?<![\w.])/(?:home|root|Users)/[\w.-]+/": "a path of somebody's machine",
    r"<<<<<<< |>>>>>>> ": "a merge that was not finished",
}
INLINE = re.compile(r"<(?:script(?![^>]*\bsrc=)|style)[\s>]|\sstyle=\"|\son[a-z]+=\"")
DATA_SCRIPT = re.compile(r"<script type=\"application/(?:ld\+)?json\"")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def secret_faults() -> Iterator[str]:
    for path in tracked():
        if path == Path(__file__).resolve():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for pattern, what in FORBIDDEN.items():
            if found := re.search(pattern, text):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path.relative_to(ROOT)}:{line}: {what}"


def template_faults() -> Iterator[str]:
    """Every template compiles, and nothing in it needs `unsafe-inline`."""
    from django.template import TemplateSyntaxError, engines

    engine = engines["django"]
    for path in tracked("src/**/templates/**"):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(ROOT)
        try:
            engine.from_string(text)
        except TemplateSyntaxError as error:
            yield f"{where}: {error}"
        if path.suffix == ".html":
            for number, line in enumerate(text.splitlines(), 1):
                if INLINE.search(line) and not DATA_SCRIPT.search(line):
                    yield f"{where}:{number}: inline script or style, which our CSP refuses"


def migration_faults() -> Iterator[str]:
    from django.core.management import call_command

    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    except SystemExit:
        yield "models and migrations differ: run django-admin makemigrations"


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["TDPF_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "tdpf.portal.settings"
        import django

        django.setup()
        faults = [*secret_faults(), *template_faults(), *migration_faults()]
    print("\n".join(faults) or "templates, migrations, secrets, paths: right")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
