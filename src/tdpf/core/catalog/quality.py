"""What each part of a quality score is called."""

from __future__ import annotations

from tdpf.core.findings import Text

METRICS: dict[str, Text] = {
    "score": Text(ja="品質スコア(0〜100)", en="Quality score (0–100)"),
    "completeness": Text(ja="記入率", en="Completeness"),
    "required_filled": Text(ja="必須項目の記入率", en="Required items filled"),
    "validity": Text(ja="形式の正しさ", en="Validity"),
    "located": Text(ja="位置がわかる行の割合", en="Rows with a position"),
    "freshness": Text(ja="新しさ", en="Freshness"),
}
