"""How many addresses are placed, how far from the truth, how fast, in how much memory.

python -m benchmarks.geocode
python -m benchmarks.geocode --dictionary towns.csv blocks.csv --pairs pairs.csv --json

The pairs file has the columns code6, address, lat, lng: a published address with the position its
publisher gave. Each address is asked with its publisher's code, as the standardiser does.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tdpf.core.places import Gazetteer, Geocoder, Level, Place, distance_m
from tdpf.core.places.install import install

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
AT_LEAST = 100_000
AIMS = {
    "placed_percent": "≥ 99.5",
    "median_m": "≤ 200",
    "p90_m": "≤ 600",
    "addresses_per_second": "≥ 40000",
    "slowest_ms": "≤ 10",
    "peak_mb": "≤ 150",
}

Pair = dict[str, str]


def main() -> int:
    wanted = _arguments()
    files = wanted.dictionary or [DATA / "geo" / "tokyo_towns.csv"]
    if missing := [str(path) for path in (*files, wanted.pairs) if not path.is_file()]:
        print(f"nothing measured: no file {', '.join(missing)} (--dictionary, --pairs)")
        return 0
    with wanted.pairs.open(encoding="utf-8-sig", newline="") as source:
        pairs = list(csv.DictReader(source))
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        install(Path(folder), files)
        built = time.perf_counter() - begin
        geocoder = Geocoder(Gazetteer.open(Path(folder)))
        found = [_ask(geocoder, pair) for pair in pairs]
        result = _accuracy(pairs, [place for place, _ in found], wanted)
        result["addresses_per_second"] = round(_speed(geocoder, pairs))
        result["slowest_ms"] = round(max(ms for _, ms in found), 2)
    result |= {"dictionary_build_s": round(built, 2), "peak_mb": round(_peak_mb(), 1)}
    if wanted.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for name, value in result.items():
            print(f"{name:<22}{value!s:>10}   {AIMS.get(name, '')}".rstrip())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dictionary", type=Path, nargs="*", default=[])
    parser.add_argument("--pairs", type=Path, default=DATA / "municipal" / "geocode_pairs.csv")
    parser.add_argument("--misses", action="store_true", help="list addresses without a town")
    parser.add_argument("--far", type=int, default=0, help="list so many farthest answers")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _ask(geocoder: Geocoder, pair: Pair) -> tuple[Place | None, float]:
    """The answer and the CPU milliseconds it took, the first look into a municipality included."""
    gc.disable()  # a collection of what this program keeps is not the geocoder's time
    begin = time.process_time()
    place = geocoder.find(pair["address"], publisher=pair["code6"])
    spent = 1000 * (time.process_time() - begin)
    gc.enable()
    return place, spent


def _accuracy(
    pairs: list[Pair], places: list[Place | None], wanted: argparse.Namespace
) -> dict[str, object]:
    levels = Counter(str(place.level) if place else "–" for place in places)
    distances = []
    for pair, place in zip(pairs, places, strict=True):
        if place is None or place.level is Level.CITY:
            if wanted.misses:
                print(pair["code6"], pair["address"], file=sys.stderr)
            continue
        truth = (float(pair["lng"]), float(pair["lat"]))
        metres = distance_m(truth, (place.lon, place.lat))
        distances.append((metres, pair["address"], place.matched))
    for metres, address, matched in sorted(distances, reverse=True)[: wanted.far]:
        print(f"{metres:8.0f} m  {address} → {matched}", file=sys.stderr)
    lengths = [metres for metres, _, _ in distances]
    return {
        "pairs": len(pairs),
        "placed_percent": round(100 * len(lengths) / len(pairs), 2),
        "median_m": round(statistics.median(lengths)),
        "p90_m": round(statistics.quantiles(lengths, n=10)[-1]),
        "levels": " ".join(f"{level} {count}" for level, count in levels.most_common()),
    }


def _speed(geocoder: Geocoder, pairs: list[Pair]) -> float:
    """Addresses per CPU second on one core, the best of several rounds."""
    asked = [(pair["address"], pair["code6"]) for pair in pairs]
    best = 0.0
    for _ in range(max(5, AT_LEAST // len(asked))):
        begin = time.process_time()
        for address, publisher in asked:
            geocoder.find(address, publisher=publisher)
        best = max(best, len(asked) / (time.process_time() - begin))
    return best


def _peak_mb() -> float:
    """Peak memory of this process, which installed the dictionary as well."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    raise SystemExit(main())
