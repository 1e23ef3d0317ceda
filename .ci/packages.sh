# The packages that boyin is built with on Debian 12 and later and on Ubuntu 24.04, and a function that
# installs what is missing.
# Read by quickstart.sh, test.sh and .ci/run; run by nobody.
BUILD_PACKAGES="
  cmake
  espeak-ng-data
  fonts-wqy-microhei
  g++
  gettext
  libarchive-dev
  libavcodec-dev
  libavformat-dev
  libavutil-dev
  libboost-dev
  libcli11-dev
  libcmark-gfm-dev libcmark-gfm-extensions-dev
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
  fish
  mandoc
  nats-server
  nginx-light
  openssl
  opencc
  python3
  python3-mutagen
  python3-speechd
  speech-dispatcher
  valgrind
  zsh
"
# Debian's npm brings hundreds of packages: it comes only where there is none.
command -v node >/dev/null || TEST_PACKAGES="$TEST_PACKAGES nodejs"
command -v npm >/dev/null || TEST_PACKAGES="$TEST_PACKAGES npm"
LINT_PACKAGES="
  ccache
  clang-format
  python3-pyflakes
  shellcheck
"
CLANG_PACKAGES="
  clang
  clang-tidy
  libclang-rt-dev
"

# What apt knows no version of (Ubuntu has Chromium only as a snap) is named and left out: cmake says
# where the build needs it, ctest which tests are skipped without it.
install_packages() {
  missing=""
  for package in "$@"; do
    case "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" in
      "install ok installed") ;;
      *) missing="$missing $package" ;;
    esac
  done
  [ -n "$missing" ] || return 0
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  log=$(mktemp)
  $as_root apt-get update >"$log" 2>&1 || packages_failed
  known=""
  for package in $missing; do
    if LC_ALL=C apt-cache policy "$package" | grep -q '^  Candidate: [0-9]'; then
      known="$known $package"
    else
      echo "this system has no package $package"
    fi
  done
  if [ -z "$known" ]; then
    rm -f "$log"
    return 0
  fi
  echo "installing $(echo $known | wc -w) packages, some minutes:$known"
  if ! {
    { $as_root env LC_ALL=C apt-get install --assume-no --no-install-recommends $known || true; } |
      sed -n 's/^Need to get/fetching/p; s/^After this operation, \(.*\) of additional.*/taking \1 of the disk/p' >&3 &&
      $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $known
  } 3>&1 >"$log" 2>&1; then
    packages_failed
  fi
  rm -f "$log"
}

packages_failed() {
  cat "$log"
  echo "the packages above could not be installed" >&2
  exit 1
}

# build_with_progress DIR TARGET: what ninja does, how far it is, and about how long it will still take.
build_with_progress() {
  left=$(ninja -C "$1" -n "$2" 2>/dev/null | grep -c '^\[') || left=0
  if [ "$left" -eq 0 ]; then
    echo "nothing to build"
    return 0
  fi
  # Measured: 4 s of one core for a step (bench/log).
  echo "$left steps, about $(((left * 4 / $(nproc) + 59) / 60)) minutes on this machine's $(nproc) cores"
  # A terminal has one line that is redrawn; elsewhere every tenth part is a line.
  redraw=0
  [ ! -t 1 ] || redraw=1
  failed=$(mktemp -u)
  { NINJA_STATUS='[%f %t %e] ' ninja -C "$1" "$2" || touch "$failed"; } | awk -v redraw="$redraw" '
    /^\[[0-9]+ [0-9]+ [0-9.]+\] / {
      done = substr($1, 2); all = $2; gone = $3 + 0
      tenth = int(10 * done / all)
      if (!redraw && tenth == last) next
      last = tenth
      left = gone * (all - done) / done
      line = sprintf("%d of %d, %d min %02d s gone, about %d min %02d s left", done, all, gone / 60, gone % 60, left / 60, left % 60)
      if (redraw) printf "\r\033[K%s", line; else print line
      fflush()
      next
    }
    /^ninja: (Entering|no work)/ { next }
    { if (redraw) printf "\r\033[K"; print }
    END { if (redraw) printf "\r\033[K" }'
  if [ -e "$failed" ]; then
    rm -f "$failed"
    exit 1
  fi
}
