"""Every finding the code can utter stands in the reference page, and a test makes it happen."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tdpf.core.standardize.quality import WEIGHTS

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "docs" / "reference"
CORE = ROOT / "src" / "tdpf" / "core"
ROOMS = sorted(path.parent for path in CORE.glob("*/messages.py"))


def _catalogues() -> Iterator[tuple[str, Any]]:
    for room in ROOMS:
        module = importlib.import_module(f"tdpf.core.{room.name}.messages")
        yield from (getattr(module, "CATALOGUE", None) or module.MESSAGES).items()


CODES = sorted(code for code, _ in _catalogues())
SENTENCES = dict(_catalogues())
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _said(tree: ast.AST) -> Iterator[str]:
    """Codes given literally to what makes findings: say("…"), add("…"), Finding("…")."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name.lstrip("_") in {"say", "add", "Finding", "text"}:
            for value in node.args[:1]:
                yield from _texts(value)


def _uttered() -> set[str]:
    """The codes in forms and checks, which are nothing but codes, and in calls elsewhere."""
    found: set[str] = set()
    for path in [path for room in ROOMS for path in room.rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = _texts if path.parent.name in {"forms", "checks"} else _said
        found |= {text for text in texts(tree) if CODE.fullmatch(text)}
    return found


def _quoted(*folders: str, but: Path) -> str:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.name != but.name]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def tests() -> str:
    return _quoted("tests", but=Path(__file__))


def test_a_code_has_one_meaning() -> None:
    assert len(CODES) == len(SENTENCES)
    assert {"tabular", "standardize"} <= {room.name for room in ROOMS}


def test_every_code_that_the_code_utters_is_in_a_catalogue() -> None:
    uttered = _uttered()
    assert len(uttered) > 60, "the search through the code finds the codes"
    assert uttered - set(CODES) == set()


def test_no_catalogue_holds_a_code_that_nothing_utters() -> None:
    code = _quoted("src/tdpf/core", but=Path("messages.py"))
    makers = {"not-a-table", "too-large"}  # tabular.messages has a function for each of them
    assert [one for one in CODES if f'"{one}"' not in code and one not in makers] == []


def test_every_code_stands_in_the_reference_page_with_both_sentences() -> None:
    page = (REFERENCE / "findings.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE)
    assert sorted(listed) == CODES
    blocked = [code for code in listed if code.startswith("personal-")]
    assert blocked


@pytest.mark.parametrize("code", CODES)
def test_a_test_makes_it_happen(code: str, tests: str) -> None:
    assert f'"{code}"' in tests, f"write a test that reads data and expects “{code}”"


@pytest.mark.parametrize("code", CODES)
def test_each_sentence_is_there_in_both_languages_with_the_same_values(code: str) -> None:
    message = SENTENCES[code]
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", message.ja)
    assert re.search(r"[A-Za-z]{3}", message.en)
    assert message.ja.rstrip()[-1] == "。"
    assert message.en.rstrip()[-1] == "."


def test_the_formula_in_words_has_the_weights_that_the_code_uses() -> None:
    page = (REFERENCE / "quality.md").read_text(encoding="utf-8")
    told = re.search(r"score = 100 × \((.*)\)", page)
    assert told is not None
    parts = (part.split() for part in told[1].split(" + "))
    assert {name: float(weight) for weight, name in parts} == WEIGHTS
    assert sum(WEIGHTS.values()) == pytest.approx(1)
