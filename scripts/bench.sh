#!/usr/bin/env bash
# Every measurement, one after the other; peers live in .venv-bench. Arguments choose: scripts/bench.sh records
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -x .venv-bench/bin/datasette ]; then
  python3 -m venv .venv-bench
  .venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
fi
for name in ${*:-accuracy answers geocode ingest search records tiles}; do
  printf '\n== %s\n' "$name"
  .venv/bin/python -m "benchmarks.$name"
done
