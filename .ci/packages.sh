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
  libicu-dev
  libkissfft-dev
  libnats-dev
  libnova-dev
  libopencc-data
  libopencc-dev
  libpango1.0-dev
  libprotobuf-dev
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
  openssl
  opencc
  python3
  python3-mutagen
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
  echo "installing:$missing"
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
