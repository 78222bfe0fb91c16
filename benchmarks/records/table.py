"""The measured table: 20 columns in the manner of a municipal list of facilities."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import polars as pl

CITIES = ("千代田区", "渋谷区", "世田谷区", "八王子市", "調布市", "奥多摩町", "大島町", "檜原村")
KINDS = ("公衆トイレ", "図書館", "児童館", "公園", "保育所", "避難所", "駐輪場", "体育館")
STREETS = ("中央", "本町", "緑が丘", "若葉台", "桜丘", "南平台", "富士見", "宮下")


def make(rows: int, *, seed: int = 1) -> pl.DataFrame:
    """Deterministic rows; the words repeat as they do in real lists."""
    rnd = random.Random(seed)
    numbers = range(1, rows + 1)
    city = [CITIES[rnd.randrange(8)] for _ in numbers]
    kind = [KINDS[rnd.randrange(8)] for _ in numbers]
    street = [STREETS[rnd.randrange(8)] for _ in numbers]
    block = [
        f"{rnd.randrange(1, 8)}-{rnd.randrange(1, 30)}-{rnd.randrange(1, 20)}" for _ in numbers
    ]
    opened = dt.date(1960, 1, 1)
    return pl.DataFrame(
        {
            "管理番号": [f"{n:07}" for n in numbers],
            "施設名": [
                f"{s}{k}第{n % 97}号" for n, s, k in zip(numbers, street, kind, strict=True)
            ],
            "種別": kind,
            "所在地": [f"東京都{c}{s}{b}" for c, s, b in zip(city, street, block, strict=True)],
            "市区町村": city,
            "町名": street,
            "地番": block,
            "緯度": [round(35.5 + rnd.random() * 0.4, 6) for _ in numbers],
            "経度": [round(139.0 + rnd.random() * 0.9, 6) for _ in numbers],
            "電話": [
                f"(03){rnd.randrange(1000, 9999)}-{rnd.randrange(1000, 9999)}" for _ in numbers
            ],
            "開設日": [opened + dt.timedelta(days=rnd.randrange(22_000)) for _ in numbers],
            "面積": [round(rnd.random() * 5000, 1) for _ in numbers],
            "定員": [rnd.randrange(5, 500) for _ in numbers],
            "階数": [rnd.randrange(1, 12) for _ in numbers],
            "車椅子": [rnd.choice(("有", "無", None)) for _ in numbers],
            "オストメイト": [rnd.choice(("有", "無")) for _ in numbers],
            "開始時間": [f"{rnd.randrange(6, 11):02}:00" for _ in numbers],
            "終了時間": [f"{rnd.randrange(16, 23):02}:30" for _ in numbers],
            "URL": [f"https://city.example/facilities/{n}" for n in numbers],
            "備考": [None if n % 5 else "改修のため一部利用できません" for n in numbers],
        }
    )


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    frame.write_csv(path)
