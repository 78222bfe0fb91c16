"""A home and its database, and the commands an operator types there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE_S

MAIN = "from tdpf.cli.main import main; main(prog_name='tdpf')"


@dataclass(frozen=True)
class Place:
    home: Path
    database: str = ""
    path: str = os.environ["PATH"]

    @property
    def environ(self) -> dict[str, str]:
        told = {"TDPF_HOME": str(self.home), "TDPF_DATABASE": self.database, "PATH": self.path}
        return os.environ | told

    def start(self, *words: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *map(str, words)],
            env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def tdpf(self, *words: object, status: int = 0) -> str:
        process = self.start("-c", MAIN, *words)
        out, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == status, out + err
        assert "Traceback" not in err
        return out + err

    def publish(self, file: Path, *words: str) -> dict[str, Any]:
        told = self.tdpf("publish", file, "--publisher", "131130", "--workers", "1", "--json",
                         *words)  # fmt: skip
        answer: dict[str, Any] = json.loads(told.splitlines()[0])
        return answer

    def is_sound(self) -> bool:
        found = json.loads(self.tdpf("verify", "--json"))
        return (found["damages"], found["stale"]) == ([], [])
