"""How many addresses are placed, how far from the truth, how fast, in how much memory.

python benchmarks/geocode/measure.py --dictionary tokyo_towns.csv --pairs geocode_pairs.csv

The pairs file has the columns code6, address, lat, lng: a published address with the position its
publisher gave. Each address is asked with its publisher's code, as the standardiser does.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tdpf.core.places import Gazetteer, Geocoder, Level
from tdpf.core.places.install import install
from tdpf.core.places.positions import distance_m

HERE = Path(__file__).resolve()
DATA = HERE.parents[3] / "shared" / "data"
ROUNDS = 5
AT_LEAST = 100_000


def peak_mb() -> float:
    """Peak memory of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dictionary", type=Path, nargs="*", default=[])
    parser.add_argument("--pairs", type=Path, default=DATA / "municipal" / "geocode_pairs.csv")
    parser.add_argument("--misses", action="store_true", help="list addresses that were not placed")
    parser.add_argument("--far", type=int, default=0, help="list the farthest answers")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    files = wanted.dictionary or [DATA / "geo" / "tokyo_towns.csv"]
    with wanted.pairs.open(encoding="utf-8-sig", newline="") as source:
        pairs = list(csv.DictReader(source))
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        install(Path(folder), files)
        built = time.perf_counter() - begin
        before = peak_mb()
        result = measure(Geocoder(Gazetteer.open(Path(folder))), pairs, wanted)
    result |= {
        "dictionary_build_s": round(built, 2),
        "peak_mb": round(peak_mb(), 1),
        "peak_before_geocoding_mb": round(before, 1),
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


def measure(
    geocoder: Geocoder, pairs: list[dict[str, str]], wanted: argparse.Namespace
) -> dict[str, object]:
    levels: Counter[str] = Counter()
    distances: list[tuple[float, str, str]] = []
    slowest = 0.0
    for pair in pairs:
        begin = time.process_time()
        place = geocoder.find(pair["address"], publisher=pair["code6"])
        slowest = max(slowest, time.process_time() - begin)
        levels[place.level if place else "none"] += 1
        if place is None or place.level is Level.CITY:
            if wanted.misses:
                print(pair["code6"], pair["address"], place and place.unmatched, file=sys.stderr)
            continue
        truth = (float(pair["lng"]), float(pair["lat"]))
        metres = distance_m(truth, (place.lon, place.lat))
        distances.append((metres, pair["address"], place.matched))
    for metres, address, matched in sorted(distances, reverse=True)[: wanted.far]:
        print(f"{metres:8.0f} m  {address} → {matched}", file=sys.stderr)
    lengths = sorted(metres for metres, _, _ in distances)
    rounds = max(ROUNDS, AT_LEAST // max(1, len(pairs)))
    return {
        "pairs": len(pairs),
        "placed_percent": round(100 * len(lengths) / len(pairs), 2),
        "median_m": round(statistics.median(lengths)),
        "p90_m": round(lengths[int(0.9 * len(lengths))]),
        "levels": dict(levels),
        "addresses_per_second": round(speed(geocoder, pairs, rounds)),
        "slowest_ms": round(1000 * slowest, 2),
    }


def speed(geocoder: Geocoder, pairs: list[dict[str, str]], rounds: int) -> float:
    """Addresses per CPU second on one core, the best of the rounds."""
    asked = [(pair["address"], pair["code6"]) for pair in pairs]
    best = 0.0
    for _ in range(rounds):
        begin = time.process_time()
        for address, publisher in asked:
            geocoder.find(address, publisher=publisher)
        best = max(best, len(asked) / (time.process_time() - begin))
    return best


if __name__ == "__main__":
    raise SystemExit(main())
