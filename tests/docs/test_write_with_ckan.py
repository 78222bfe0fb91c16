"""The page about writing with CKAN's clients is true: its examples run in order on a new site."""

from __future__ import annotations

from pathlib import Path

from tests.data.server import serving
from tests.docs.blocks import blocks, keeps_its_promise, run


def test_the_examples_run_from_top_to_bottom(tmp_path: Path) -> None:
    token, *examples = blocks("howto/write-with-ckan.md")
    assert len(examples) == 2
    keeps_its_promise(token, run(token, tmp_path))
    secret = {"TDPF_OPERATOR_TOKEN_FILE": str(tmp_path / "operator-token"), "TDPF_WORKER": "0"}
    with serving(tmp_path / "home", **secret) as server:
        for block in examples:
            keeps_its_promise(block, run(block, tmp_path, port=server.port))
