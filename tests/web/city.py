"""A very small city, published through the command line and looked at by the tests of the pages.

Two wards and a city with clean lists, a list with faults, a table that is no standard set, a
text that is no table, and words that try to break out of the page.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

SHIBUYA, SHINAGAWA, HACHIOJI = "131130", "131091", "132012"
HOSTILE = "</script><script>alert('ｘ')</script>"
TOILET = [
    "名称",
    "所在地_連結表記",
    "緯度",
    "経度",
    "男性トイレ数（小便器）",
    "車椅子使用者用トイレ有無",
    "URL",
]
AED = ["名称", "所在地_連結表記", "緯度", "経度", "設置位置", "電話番号"]


def write(folder: Path) -> Path:
    """The files and their index.json, as `tdpf publish FOLDER` takes them."""
    shinagawa = [_toilet("品川区", n, 35.609, 139.730 + n / 1000) for n in range(1, 9)]
    toilets = [_toilet("渋谷区", n, 35.658 + n / 2000, 139.701 + n / 2000) for n in range(1, 16)]
    toilets[3][2:4] = toilets[3][3], toilets[3][2]  # swapped
    toilets[5][2:4] = "", ""
    toilets[6][0] = f"<img src=x onerror=alert(1)>{HOSTILE}"
    toilets[7][6] = "javascript:alert(1)"
    files = [
        (SHIBUYA, "131130-public-toilet", "渋谷区 公衆トイレ一覧", "131130_public_toilet.csv",
         _table(TOILET, toilets).encode("cp932", "xmlcharrefreplace")),
        (SHINAGAWA, "131091-public-toilet", "品川区 公衆トイレ一覧", "131091_public_toilet.csv",
         _table(TOILET, shinagawa).encode("utf-8-sig")),
        (SHIBUYA, "131130-aed", "渋谷区 AED設置箇所一覧", "131130_aed.csv",
         _table(AED, [_aed(n) for n in range(1, 6)]).encode()),
        (HACHIOJI, "132012-budget", f"八王子市 予算 {HOSTILE}", "132012_budget.csv",
         _table(["款", "金額"], [["総務費", "1200"], ["民生費", "3400"]]).encode()),
    ]  # fmt: skip
    index = []
    for publisher, dataset, title, name, content in files:
        (folder / name).write_bytes(content)
        index.append(
            {
                "path": name,
                "publisher": publisher,
                "dataset": dataset,
                "title": title,
                "notes": f"{title}です。{HOSTILE}",
                "licence": "cc-by-4.0",
                "frequency": "毎月",
                "modified": "2026-04-01",
                "is_synthetic": publisher != HACHIOJI,
            }
        )
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
    return folder


def _toilet(city: str, n: int, lat: float, lon: float) -> list[str]:
    address = f"東京都{city}中央{n}-2-3"
    return [f"中央{n}丁目公衆トイレ", address, f"{lat:.5f}", f"{lon:.5f}", str(n % 3), "有", ""]


def _aed(n: int) -> list[str]:
    return [
        f"第{n}出張所",
        f"東京都渋谷区本町{n}-1-1",
        "35.67",
        f"{139.68 + n / 1000:.4f}",
        "1階",
        "",
    ]


def _table(header: list[str], rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([header, *rows])
    return text.getvalue()


def publish(source: Path, home: Path) -> None:
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    command = [sys.executable, "-c", main, "publish", str(source), "--workers", "1"]
    environ = {**os.environ, "TDPF_HOME": str(home)}
    subprocess.run(command, check=True, env=environ, capture_output=True)
