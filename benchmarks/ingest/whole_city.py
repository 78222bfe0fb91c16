"""Publish 62 municipalities × 27 sets: the demo city, with each gap filled by a neighbour's file.

A program of its own, so that its CPU and memory can be told: `whole_city CITY HOME WORKERS`.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def requests(city: Path) -> list[Any]:
    """One file for each municipality and set; a set without files takes those of another."""
    from tdpf.apps.publishing.service import PublishRequest
    from tdpf.core.places import TOKYO
    from tdpf.core.standards import standards

    entries = json.loads((city / "index.json").read_text(encoding="utf-8"))
    by_set: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        by_set[entry["standard"] or ""].append(entry)
    stand_ins = by_set["public_toilet"]
    found = []
    for standard in standards():
        own = {entry["publisher"]: entry for entry in by_set[standard]}
        others = by_set[standard] or stand_ins
        for place, municipality in enumerate(TOKYO):
            entry = own.get(municipality.code6) or others[place % len(others)]
            found.append(
                PublishRequest(
                    path=city / entry["path"],
                    publisher=municipality.code6,
                    dataset=f"{municipality.code6}-{standard.replace('_', '-')}",
                    standard=standard,
                    is_synthetic=True,
                    personal_data_checked=True,
                )
            )
    return found


def main() -> None:
    city, workers = Path(sys.argv[1]), int(sys.argv[2])
    from tdpf.cli.boot import start_django

    start_django()
    from tdpf.apps.publishing.service import heads, publish, stale_sets

    outcomes = publish(requests(city), at=datetime.now(UTC), actor="benchmark", workers=workers)
    bad = [outcome.message.en for outcome in outcomes if not outcome.is_good]
    merged = list(heads(is_merged=True))
    print(
        json.dumps(
            {
                "files": len(outcomes),
                "rows": sum(outcome.rows for outcome in outcomes),
                "merged": len(merged),
                "merged_rows": sum(head.version.rows for head in merged),
                "stale": sorted(stale_sets()),
                "bad": bad,
            }
        )
    )


if __name__ == "__main__":
    main()
