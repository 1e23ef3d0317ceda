#!/bin/sh
# Installs what testing needs, builds, and runs tests.
#   ./test.sh                          every test
#   ./test.sh quick                    the minute's: units and goldens, no sound, no browser
#   ./test.sh [arguments for ctest]    -R '^normalise$'
set -eu
cd "$(dirname "$0")"
. .ci/packages.sh
quick=""
if [ "${1:-}" = quick ]; then
  quick=yes
  shift
fi
install_packages $BUILD_PACKAGES $TEST_PACKAGES
cmake -G Ninja -B build -DCMAKE_BUILD_TYPE=Release -DBOYIN_TESTS=ON >/dev/null
if [ -n "$quick" ]; then
  build_with_progress build quick
  exec ctest --test-dir build --output-on-failure -j "$(nproc)" -L '^(unit|golden)$' "$@"
fi
build_with_progress build all
tests/web/install.sh build
exec ctest --test-dir build --output-on-failure -j "$(nproc)" "$@"
