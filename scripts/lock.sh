#!/usr/bin/env bash
# Pins every package with its hashes, for all platforms and no particular index. Needs uv.
# Pins that the output file has are kept where they still fit.
set -euo pipefail
cd "$(dirname "$0")/.."
uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
    --quiet --output-file "${1:-requirements.lock}"
