"""Damage files at random and read them: no crash, no hang, no memory beyond a limit.

    python -m benchmarks.fuzz_reader [--count 20000] [--seed 1] [FILE_OR_FOLDER ...]

Files are cut, overwritten, spliced, repeated and renamed. Without arguments only generated files
are damaged; real files make better food. Each damaged file is read in a worker process whose CPU
time and memory are watched. The worst ones are named by seed: each can be made again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

MOST_SECONDS = 2.0
MOST_BYTES = 500 << 20
LARGEST_FOOD = 400_000
NAMES = ("a.csv", "a.xlsx", "a.xls", "a.ods", "a.json", "a.geojson", "a.zip", "a.tsv")
TOKENS = (
    b'"', b"'", b"\\", b",", b"\t", b"\r", b"\n", b"\0", b"\xff", b"\x1b$B", b"\x1b(B",
    b"{", b"[", b"]", b'<row r="1048576">', b'r="XFD1048576"', b"PK\x03\x04",
    b"\xef\xbb\xbf", b"\xff\xfe", "合計".encode(), b"=1+1",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    seed: int
    seconds: float
    answer: str


def generated() -> list[bytes]:
    """A few good files of every kind, made here."""
    import xlsxwriter

    rows = [["名称", "住所", "緯度", "経度", "備考"]]
    rows += [[f"施設{n}", f"渋谷区神南{n}", f"35.{n}", f"139.{n}", 'a "b", c'] for n in range(60)]
    text = "\r\n".join(
        ",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows
    )
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        workbook.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        sheet = workbook.add_worksheet("一覧")
        sheet.merge_range("A1:C1", "施設一覧")
        for number, row in enumerate(rows):
            sheet.write_row(number + 2, 1, row)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.csv"), text.encode("cp932"))
        archive.writestr(zipfile.ZipInfo("b.xlsx"), book.getvalue())
    features = [
        {"type": "Feature", "properties": dict(zip(rows[0], row, strict=True)), "geometry": None}
        for row in rows[1:]
    ]
    collection = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    texts = [
        text.encode(encoding) for encoding in ("utf-8", "cp932", "utf-16", "euc_jp", "iso2022_jp")
    ]
    return [*texts, book.getvalue(), packed.getvalue(), collection]


def food(paths: list[Path]) -> list[bytes]:
    files = [
        file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*")))
    ]
    small = [file for file in files if file.is_file() and file.stat().st_size <= LARGEST_FOOD]
    return generated() + [file.read_bytes() for file in small]


def damaged(foods: list[bytes], seed: int) -> tuple[bytes, str]:
    """The damaged file of this seed and the name it goes by."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(foods))
    if data[:2] == b"PK" and chance.random() < 0.5:
        data = bytearray(_damaged_inside(bytes(data), chance))
    else:
        _damage(data, chance, foods)
    return bytes(data), chance.choice(NAMES)


def _damage(data: bytearray, chance: random.Random, foods: list[bytes]) -> None:
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        place = chance.randrange(len(data) + 1)
        length = chance.choice((1, 1, 2, 8, 64, 1024))
        match chance.randrange(7):
            case 0:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                data[place:place] = chance.choice(TOKENS)
            case 2:
                del data[place : place + length]
            case 3:
                data[place:place] = data[place : place + length] * chance.choice((1, 2, 50))
            case 4:
                other = chance.choice(foods)
                start = chance.randrange(len(other))
                data[place : place + length] = other[start : start + length]
            case 5:
                data[place : place + length] = chance.choice(TOKENS) * length
            case 6:
                if chance.random() < 0.2:
                    del data[place:]
        if len(data) > 3_000_000:
            del data[3_000_000:]


def _damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A valid archive with damaged members: what a checksum would otherwise hide."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            member = bytearray(source.read(name))
            if chance.random() < 0.5:
                _damage(member, chance, [bytes(member) or b"x"])
            target.writestr(zipfile.ZipInfo(name), bytes(member))
    return out.getvalue()


def read_one(data: bytes, path: Path) -> str:
    from tdpf.core.tabular import TextTable, infer_types, read_file

    path.write_bytes(data)
    answers = []
    for table in read_file(path):
        if isinstance(table, TextTable):
            rows = sum(batch.height for batch in infer_types(table).batches())
            if rows != table.row_count:
                raise AssertionError(f"{rows} rows came, {table.row_count} were promised")
            answers.append("table")
        else:
            answers.append(table.finding.code)
    return "+".join(sorted(set(answers)))


def work(paths: list[Path], seeds: range, results: multiprocessing.Queue[Result]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    foods = food(paths)
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            data, name = damaged(foods, seed)
            results.put(Result(seed, -1, "started"))
            begun = time.process_time()
            try:
                answer = read_one(data, Path(folder) / name)
            except Exception as error:  # noqa: BLE001 — finding these is what the program is for
                place = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{Path(place.filename).name}:{place.lineno}"
                answer = f"CRASH {where} {type(error).__name__}: {error}"
            results.put(Result(seed, time.process_time() - begun, answer))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    results.put(Result(-1, peak, "peak"))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    queue: multiprocessing.Queue[Result] = multiprocessing.Queue()
    seeds = range(options.seed, options.seed + options.count)
    worker = multiprocessing.Process(target=work, args=(options.paths, seeds, queue))
    worker.start()
    done, answers, peak, current = [], Counter[str](), 0.0, -1
    while True:
        try:
            result = queue.get(timeout=MOST_SECONDS * 10)
        except Exception:  # noqa: BLE001 — Empty: the worker hangs or is gone
            print(f"seed {current}: no answer, exit code {worker.exitcode}")
            worker.terminate()
            return 1
        if result.answer == "peak":
            peak = result.seconds
            break
        current = result.seed
        if result.answer != "started":
            done.append(result)
            answers[result.answer if "CRASH" not in result.answer else "CRASH"] += 1
    worker.join()
    bad = [one for one in done if "CRASH" in one.answer or one.seconds > MOST_SECONDS]
    for one in bad[:20]:
        print(f"seed {one.seed}: {one.seconds:.2f} CPU s {one.answer}")
    slowest = max(done, key=lambda one: one.seconds)
    print(f"{len(done)} files: {dict(answers.most_common())}")
    print(
        f"slowest {slowest.seconds:.2f} CPU s (seed {slowest.seed}), memory {peak / 2**20:.0f} MB"
    )
    return 1 if bad or peak > MOST_BYTES else 0


if __name__ == "__main__":
    sys.exit(main())
