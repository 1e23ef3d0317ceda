#!/bin/sh
# Installs what the browser tests need (package.json) into the build folder, where ctest finds it.
#   tests/web/install.sh build
# Where npm or the network does not answer, those tests are skipped: that is said and no error.
set -eu
from=$(cd "$(dirname "$0")" && pwd)
to="$1/web"
cmp -s "$from/package-lock.json" "$to/installed.json" && exit 0
command -v npm >/dev/null || { echo "no npm: the browser tests will be skipped"; exit 0; }
mkdir -p "$to"
cp "$from/package.json" "$from/package-lock.json" "$to/"
if (cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline) >"$to/npm.log" 2>&1; then
  cp "$from/package-lock.json" "$to/installed.json"
else
  echo "npm could not install the packages ($to/npm.log): the browser tests will be skipped"
fi
