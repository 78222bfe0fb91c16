"""The tutorial is true: its commands run, in order, in an empty folder, and print what it shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.lacking import lack
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-light.md"
BLOCK = re.compile(r"```bash\n(.*?)```(?:\n+```text\n(.*?)```)?", re.DOTALL)


def test_the_tutorial_runs_from_top_to_bottom(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        lack("curl", "apt-get install curl")
    blocks = BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))
    assert len(blocks) >= 5
    marks = "".join(f"{commands}\necho '@@{i}'\n" for i, (commands, _) in enumerate(blocks))
    script = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + marks
    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith("TDPF_")},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "COLUMNS": "110",
    }
    with free_port() as port:
        run = subprocess.run(
            ["bash", "-c", script.replace("8000", str(port))],
            check=False,
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
        )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    printed = re.split(r"@@\d+\n", run.stdout)
    for (commands, expected), got in zip(blocks, printed, strict=False):
        for line in filter(None, map(str.strip, expected.splitlines())):
            assert line in got, f"after\n{commands}\nwe promised\n{line}\nbut it printed\n{got}"
