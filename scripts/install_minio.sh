#!/usr/bin/env bash
# Builds MinIO, the S3 server of the tests, unless it is there. Takes some minutes; needs Go.
# It is for tests alone (AGPL): nothing of it is part of the package.
set -euo pipefail
version=v0.0.0-20260212201848-7aac2a2c5b7c
folder=${FMCG_CACHE:-$HOME/.cache/fmcg_assets}/bin

if [[ -x $folder/minio ]]; then
    exit
fi
if ! command -v go >/dev/null; then
    echo "MinIO is built from source, and that needs Go 1.21 or newer (it fetches a newer one" \
        "where it has to): https://go.dev/dl/" >&2
    exit 1
fi

mkdir -p "$folder"
# Beside its place: a build that is cut off must not look like the server.
built=$(mktemp -d "$folder/.minio.XXXXXX")
trap 'rm -rf "$built"' EXIT
echo "Building MinIO $version into $folder"
GOBIN=$built go install -ldflags="-s -w" "github.com/minio/minio@$version"
mv "$built/minio" "$folder/minio"
