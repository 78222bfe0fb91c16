"""The examples of a page: blocks of shell or Python, each with the lines it promises to print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(
    r"^```(bash|python)\n(.*?)^```(?:\n+```text\n(.*?)^```)?", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Block:
    page: str
    number: int
    language: str
    code: str
    promised: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.page}-{self.number}-{self.language}"


def blocks(page: str) -> list[Block]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [
        Block(page, number, language, code, tuple(filter(None, map(str.strip, told.splitlines()))))
        for number, (language, code, told) in enumerate(_BLOCK.findall(text), start=1)
    ]


def run(block: Block, folder: Path, *, port: int | None = None, home: Path | None = None) -> str:
    """What the block prints, run in the folder; port 8000 of the page becomes the given one."""
    code = block.code if port is None else block.code.replace("8000", str(port))
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TDPF_")},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "COLUMNS": "120",
        "PYTHONUTF8": "1",
    }
    if home is not None:
        environ["TDPF_HOME"] = str(home)
    command = (
        ["bash", "-euo", "pipefail", "-c", code]
        if block.language == "bash"
        else [sys.executable, "-c", code]
    )
    ran = subprocess.run(
        command, check=False, cwd=folder, env=environ, capture_output=True, text=True
    )
    assert ran.returncode == 0, f"{code}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
    return ran.stdout


def keeps_its_promise(block: Block, printed: str) -> None:
    for line in block.promised:
        assert line in printed, (
            f"after\n{block.code}\nwe promised\n{line}\nbut it printed\n{printed}"
        )
