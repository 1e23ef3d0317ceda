#!/bin/sh
# From a fresh Debian 12 machine to a finished MP3: installs what is needed, builds, speaks.
#   ./quickstart.sh [ARTICLE…]        the article in seeds/ where none is named
# Run again, it costs only the conversion.
set -eu
cd "$(dirname "$0")"
. .ci/packages.sh
echo "1/3 packages"
install_packages $BUILD_PACKAGES
echo "2/3 build"
if [ ! -f build/build.ninja ]; then
  cmake -G Ninja -B build -DCMAKE_BUILD_TYPE=Release -DBOYIN_TESTS=OFF >/dev/null
fi
build_with_progress build boyin
echo "3/3 speak"
if [ "$#" -eq 0 ]; then
  set -- seeds/*.txt
fi
exec build/boyin speak "$@" -o out/
