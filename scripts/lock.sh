#!/usr/bin/env bash
# Chooses versions and locks them with hashes. Releases younger than a week are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools" && "$tools/bin/pip" install --quiet uv
newest=$(date -u -d '7 days ago' +%Y-%m-%d)
lock() { # output, inputs …
  local output=$1; shift
  "$tools/bin/uv" pip compile --quiet --generate-hashes --no-annotate --no-header --universal \
    --python-version 3.11 --exclude-newer "$newest" "$@" -o "requirements/$output"
}
lock base.txt pyproject.toml requirements/base.in
lock test.txt pyproject.toml requirements/test.in
lock node.txt requirements/node.in
lock bench.txt requirements/bench.in
