"""`python -m benchmarks.accuracy [--leave-one-out] GOLD_DIR DATA_DIR`: how right, and where not.

With --leave-one-out each publisher's files are judged without the words of the vocabulary that, in
these files, only that publisher uses: what would happen had we never seen the publisher.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks.accuracy.compare import Score, measure
from benchmarks.accuracy.gold import Gold, read_gold
from tdpf.core.standards import fold

WORST = 12


DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "municipal"


def own_words(golds: Iterable[Gold]) -> dict[str, frozenset[str]]:
    """Publisher → folded headers that stand in its files and in nobody else's."""
    users: dict[str, set[str]] = defaultdict(set)
    for gold in golds:
        for header in gold.headers:
            users[fold(header)].add(_publisher(gold))
    words: dict[str, set[str]] = defaultdict(set)
    for header, publishers in users.items():
        if header and len(publishers) == 1:
            words[next(iter(publishers))].add(header)
    return {publisher: frozenset(headers) for publisher, headers in words.items()}


def _publisher(gold: Gold) -> str:
    return gold.publisher or gold.file


def _share(values: Iterable[bool]) -> str:
    flags = list(values)
    return f"{sum(flags) / len(flags):.4f} ({sum(flags)} of {len(flags)})" if flags else "no files"


def _print(scores: list[Score]) -> None:
    right, wrong, missed = (
        sum(getattr(s, name) for s in scores) for name in ("right", "wrong", "missed")
    )
    cells, cells_right = sum(s.cells for s in scores), sum(s.cells_right for s in scores)
    print(f"recognition   {_share(s.is_recognised for s in scores)}")
    print(f"  best set    {_share(s.is_best_set for s in scores)}")
    print(f"header row    {_share(s.is_header_right for s in scores)}")
    print(f"row counts    {_share(s.is_row_count_right for s in scores)}")
    print(f"encoding      {_share(s.is_encoding_right for s in scores)}")
    print(f"publisher     {_share(s.is_publisher_right for s in scores)}")
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    print(f"mapping       precision {precision:.4f}, recall {recall:.4f}, "
          f"F1 {2 * right / max(1, 2 * right + wrong + missed):.4f} ({right} items)")  # fmt: skip
    print(f"cells         {cells_right / max(1, cells):.4f} ({cells_right} of {cells})")
    for score in sorted(scores, key=lambda one: -one.faults)[:WORST]:
        if score.reasons:
            print(f"\n{score.file}")
            print("\n".join(f"  {reason}" for reason in score.reasons))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--leave-one-out", action="store_true")
    parser.add_argument("gold", type=Path, nargs="?", default=DATA / "gold")
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    options = parser.parse_args()
    golds = list(read_gold(options.gold))
    hidden = own_words(golds) if options.leave_one_out else {}
    nothing: frozenset[str] = frozenset()
    _print(
        [measure(one, options.data, without=hidden.get(_publisher(one), nothing)) for one in golds]
    )


if __name__ == "__main__":
    main()
