#!/usr/bin/env bash
# What the data server promises, beside its peers, which live in .venv-bench; --quick is the short run.
# Names choose other measurements: scripts/bench.sh accuracy answers geocode ingest search records tiles ogc
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -x .venv-bench/bin/datasette ] || [ ! -x .venv-bench/bin/pygeoapi ]; then
  python3 -m venv .venv-bench
  .venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
fi
names=() options=()
for word in "$@"; do
  case $word in -*) options+=("$word") ;; *) names+=("$word") ;; esac
done
for name in "${names[@]:-server}"; do
  printf '\n== %s\n' "$name"
  .venv/bin/python -m "benchmarks.$name" ${options[@]+"${options[@]}"}
done
