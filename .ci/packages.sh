# The Debian 12 packages that boyin is built with, and a function that installs what is missing.
# Read by quickstart.sh, test.sh and .ci/run; run by nobody.
BUILD_PACKAGES="
  cmake
  espeak-ng-data
  fonts-wqy-microhei
  g++
  libarchive-dev
  libavcodec-dev
  libavformat-dev
  libavutil-dev
  libboost-dev
  libcli11-dev
  libcmark-dev
  libcurl4-openssl-dev
  libebur128-dev
  libespeak-ng-dev
  libexpected-dev
  libfmt-dev
  libgsf-1-dev
  libicu-dev
  libkissfft-dev
  libnats-dev
  libnova-dev
  libopencc-data
  libopencc-dev
  libpango1.0-dev
  libpoppler-cpp-dev
  libprotobuf-dev
  libseccomp-dev
  libsndfile1-dev
  libsodium-dev
  libsqlite3-dev
  libswresample-dev
  libtag1-dev
  libtomlplusplus-dev
  libturbojpeg0-dev
  libxml2-dev
  libxxhash-dev
  libzip-dev
  ninja-build
  nlohmann-json3-dev
  pkg-config
  prometheus-cpp-dev
  protobuf-compiler
  uuid-dev
"
TEST_PACKAGES="
  chromium
  doctest-dev
  epubcheck
  espeak-ng
  faketime
  ffmpeg
  nats-server
  nginx-light
  openssl
  opencc
  python3
  python3-mutagen
  speech-dispatcher
"
# Debian's npm brings hundreds of packages: it comes only where there is none.
command -v node >/dev/null || TEST_PACKAGES="$TEST_PACKAGES nodejs"
command -v npm >/dev/null || TEST_PACKAGES="$TEST_PACKAGES npm"
LINT_PACKAGES="
  ccache
  clang
  clang-format
  clang-tidy
  libclang-rt-14-dev
  python3-pyflakes
  shellcheck
"

install_packages() {
  missing=""
  for package in "$@"; do
    case "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" in
      "install ok installed") ;;
      *) missing="$missing $package" ;;
    esac
  done
  [ -n "$missing" ] || return 0
  echo "installing $(echo $missing | wc -w) packages, some minutes:$missing"
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  log=$(mktemp)
  if ! { $as_root apt-get update &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
  } >"$log" 2>&1; then
    cat "$log"
    echo "the packages above could not be installed" >&2
    exit 1
  fi
  rm -f "$log"
}

# build_with_progress DIR TARGET: what ninja does, how far it is, and about how long it will take.
build_with_progress() {
  left=$(ninja -C "$1" -n "$2" 2>/dev/null | grep -c '^\[') || left=0
  if [ "$left" -eq 0 ]; then
    echo "nothing to build"
    return 0
  fi
  # Measured: 4 s of one core for a step (bench/log).
  echo "$left steps, about $(((left * 4 / $(nproc) + 59) / 60)) minutes on this machine's $(nproc) cores"
  log=$(mktemp)
  if [ -t 1 ]; then
    NINJA_STATUS='[%f of %t, %e s] ' ninja -C "$1" "$2" || exit 1
  else
    # No terminal to redraw a line on: every tenth part.
    status=0
    { NINJA_STATUS='[%f of %t, %e s] ' ninja -C "$1" "$2" || echo failed >"$log.failed"; } | tee "$log" |
      awk -v every="$((left / 10 + 1))" '/^\[/ { if (++n % every == 0) print; next } /^ninja: / { next } { print }'
    [ ! -e "$log.failed" ] || status=1
    rm -f "$log" "$log.failed"
    [ "$status" -eq 0 ] || exit 1
  fi
  rm -f "$log"
}
