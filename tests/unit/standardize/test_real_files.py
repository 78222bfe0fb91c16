"""Real files of municipalities with the answers people wrote down."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy.__main__ import own_words
from benchmarks.accuracy.compare import Score, measure
from benchmarks.accuracy.gold import read_gold

pytestmark = [pytest.mark.shared_data, pytest.mark.timeout(300)]


def shares(scores: list[Score]) -> dict[str, float]:
    right, wrong, missed = (
        sum(getattr(s, n) for s in scores) for n in ("right", "wrong", "missed")
    )
    return {
        "recognition": sum(s.is_recognised for s in scores) / len(scores),
        "header": sum(s.is_header_right for s in scores) / len(scores),
        "rows": sum(s.is_row_count_right for s in scores) / len(scores),
        "F1": 2 * right / (2 * right + wrong + missed),
        "cells": sum(s.cells_right for s in scores) / sum(s.cells for s in scores),
    }


def test_the_answers_are_those_that_people_gave(shared: Path) -> None:
    data = shared / "data" / "municipal"
    found = shares([measure(gold, data) for gold in read_gold(data / "gold")])
    assert found["recognition"] >= 0.98
    assert found["header"] == 1.0
    assert found["rows"] >= 0.99
    assert found["F1"] >= 0.97
    assert found["cells"] >= 0.97


def test_a_publisher_we_never_saw_is_understood_nearly_as_well(shared: Path) -> None:
    data = shared / "data" / "municipal"
    golds = list(read_gold(data / "gold"))
    hidden = own_words(golds)
    nothing: frozenset[str] = frozenset()
    scores = [
        measure(gold, data, without=hidden.get(gold.publisher or gold.file, nothing))
        for gold in golds
    ]
    found = shares(scores)
    assert found["recognition"] >= 0.93
    assert found["F1"] >= 0.90
