#!/bin/sh
# From a fresh Debian 12 machine to a finished MP3: installs what is needed, builds, speaks.
#   ./quickstart.sh [ARTICLE…]        the article in seeds/ where none is named
# Run again, it costs only the conversion.
set -eu
cd "$(dirname "$0")"
. .ci/packages.sh
install_packages $BUILD_PACKAGES
if [ ! -f build/build.ninja ]; then
  cmake -G Ninja -B build -DCMAKE_BUILD_TYPE=Release -DBOYIN_TESTS=OFF >/dev/null
fi
ninja --quiet -C build boyin
if [ "$#" -eq 0 ]; then
  set -- seeds/*.txt
fi
exec build/boyin speak "$@" -o out/
