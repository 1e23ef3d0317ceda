#!/bin/sh
# Installs what testing needs, builds, runs tests, and says at the end what was skipped and why.
#   ./test.sh                          every test
#   ./test.sh --all                    the same, and it fails where anything is skipped
#   ./test.sh quick                    the minute's: units and goldens, no sound, no browser
#   ./test.sh [arguments for ctest]    -R '^normalise$'
set -eu
cd "$(dirname "$0")"
. .ci/packages.sh
quick=""
strict=""
case "${1:-}" in
  quick)
    quick=yes
    shift
    ;;
  --all)
    strict=--strict
    shift
    ;;
esac
install_packages $BUILD_PACKAGES $TEST_PACKAGES
cmake -G Ninja -B build -DCMAKE_BUILD_TYPE=Release -DBOYIN_TESTS=ON >/dev/null
if [ -n "$quick" ]; then
  build_with_progress build quick
  set -- -L '^(unit|golden)$' "$@"
else
  build_with_progress build all
  tests/web/install.sh build
  tests/server/install.sh build
fi
status=0
ctest --test-dir build --output-on-failure -j "$(nproc)" --output-junit tests.xml --test-output-size-passed 1000000 \
  "$@" || status=$?
python3 tests/skipped.py $strict build/tests.xml || status=$?
exit "$status"
