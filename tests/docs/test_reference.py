import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_generated_pages_say_what_the_code_says_and_no_link_is_broken() -> None:
    run = subprocess.run(
        [sys.executable, "scripts/docs.py", "--check"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
