#!/usr/bin/env bash
# Makes .venv from locked requirements and fetches front-end files. Usage: scripts/install.sh [base|test]
# Nothing needs root. A second run with the same locks does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-base}

say() { printf '%s\n' "$@" >&2; }

[ -w . ] || { say "This folder is read-only: copy it to a place you may write to, then try again." \
                  "このフォルダには書き込めません。書き込める場所にコピーしてから、もう一度実行してください。"; exit 1; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3} python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null &&
       "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"; return
    fi
  done
}
python=$(find_python)
[ -n "$python" ] || { say "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv" \
                          "Python 3.11以上が必要です（Debianでは apt-get install python3 python3-venv）。"; exit 1; }

wanted=$(cat "requirements/$kind.txt" pyproject.toml package-lock.json scripts/install.sh | sha256sum | cut -d' ' -f1)
mark=.venv/installed-$kind
installed() { [ -x .venv/bin/tdpf ] && [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

if ! installed "$mark" "$wanted"; then
  if [ ! -x .venv/bin/pip ]; then
    rm -rf .venv
    "$python" -m venv .venv 2>/dev/null || {
      rm -rf .venv
      say "Python cannot make virtual environments. On Debian: apt-get install python3-venv" \
          "仮想環境を作れません（Debianでは apt-get install python3-venv）。"; exit 1; }
  fi
  say "Installing packages ($kind) …"
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$kind.txt"
  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  .venv/bin/python scripts/vendor.py
  printf '%s' "$wanted" > "$mark"
fi
.venv/bin/python scripts/translations.py compile
