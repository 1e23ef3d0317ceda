#!/bin/sh
# Installs what testing needs, builds, and runs every test.
#   ./test.sh [arguments for ctest]
set -eu
cd "$(dirname "$0")"
. .ci/packages.sh
install_packages $BUILD_PACKAGES $TEST_PACKAGES
cmake -G Ninja -B build -DCMAKE_BUILD_TYPE=Release -DBOYIN_TESTS=ON >/dev/null
ninja --quiet -C build
tests/web/install.sh build
exec ctest --test-dir build --output-on-failure -j "$(nproc)" "$@"
