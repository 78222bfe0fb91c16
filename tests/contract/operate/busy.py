"""Publishes one list after the other until a file named `stop` stands beside it: busy.py FOLDER.

Prints the number of each version when it is published.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tdpf.cli.boot import start_django


def main(folder: Path) -> None:
    start_django()
    from tdpf.apps.publishing.service import PublishRequest, publish

    number, stop, file = 0, folder / "stop", folder / "131130.csv"
    while not stop.exists():
        number += 1
        file.write_text(f"品目,値段\n林檎,{number}\n蜜柑,{number + 1}\n", encoding="utf-8")
        request = PublishRequest(path=file, publisher="131130", dataset="fruit")
        (outcome,) = publish([request], at=datetime.now(UTC), actor="busy", workers=1)
        assert outcome.status == "published", outcome
        print(outcome.version, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
