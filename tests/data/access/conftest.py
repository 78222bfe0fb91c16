"""The city whose tables are not the same for everybody, made once for all that ask it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def limited_city(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("limited")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    subprocess.run(
        [sys.executable, "-m", "tests.data.access.limited_city", str(folder)],
        check=True,
        env=plain | {"TDPF_HOME": str(folder / "home")},
        cwd=Path(__file__).parents[3],
        stdout=subprocess.DEVNULL,
    )
    return json.loads((folder / "told.json").read_text()) | {"home": str(folder / "home")}
