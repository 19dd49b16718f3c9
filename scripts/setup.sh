#!/usr/bin/env bash
# Makes .venv with exactly the pinned packages and the project itself, editable.
# Uses uv where it is installed, else the venv and pip that come with Python.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3}

"$python" - <<'PY'
import sys
if sys.version_info < (3, 11):
    sys.exit(f"fmcg_assets needs Python 3.11 or newer, found {sys.version.split()[0]}: make PYTHON=…")
PY

# Bytecode at once, as pip does: where Python may not write it later, every start would take 10 s.
if command -v uv >/dev/null; then
    uv venv --quiet --clear --python "$python" .venv
    uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.lock
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    "$python" -m venv --clear .venv
    pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps)
    # The lock is complete; resolving it again, pip would ask for a hash of "gql[requests]".
    "${pip[@]}" --require-hashes -r requirements.lock
    "${pip[@]}" --no-build-isolation -e .
fi
