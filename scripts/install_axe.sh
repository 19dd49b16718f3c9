#!/usr/bin/env bash
# Fetches axe-core, which judges the dashboard's accessibility in the browser tests, unless it is
# there. Needs npm. It is for tests alone (MPL 2.0): nothing of it is part of the package.
set -euo pipefail
version=4.11.0
sha512=ilYanEU8vxxBexpJd8cWM4ElSQq4QctCLKih0TSfjIfCQTeyH/6zVrmIJfLPrKTKJRbiG+cfnZbQIjAlJmF1jQ==
folder=${FMCG_CACHE:-$HOME/.cache/fmcg_assets}/axe

if [[ -f $folder/axe-$version.min.js ]]; then
    exit
fi
if ! command -v npm >/dev/null; then
    echo "axe-core comes from npm: https://nodejs.org (Debian: apt-get install npm)" >&2
    exit 1
fi

mkdir -p "$folder"
fetched=$(mktemp -d "$folder/.axe.XXXXXX")
trap 'rm -rf "$fetched"' EXIT
(cd "$fetched" && npm pack --silent "axe-core@$version" >/dev/null)
found=$(openssl dgst -sha512 -binary "$fetched/axe-core-$version.tgz" | base64 --wrap=0)
if [[ $found != "$sha512" ]]; then
    echo "axe-core $version is not what it should be: sha512 $found" >&2
    exit 1
fi
tar -xzf "$fetched/axe-core-$version.tgz" -C "$fetched" package/axe.min.js
mv "$fetched/package/axe.min.js" "$folder/axe-$version.min.js"
