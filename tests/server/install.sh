#!/bin/sh
# Installs the Wyoming client that Home Assistant uses into the build folder, where ctest finds it.
#   tests/server/install.sh build
# Where pip or the network does not answer, its test is skipped: that is said and no error.
set -eu
to="$1/python"
[ -e "$to/wyoming/__init__.py" ] && exit 0
python3 -m pip --version >/dev/null 2>&1 || { echo "no pip: the test with Wyoming's client will be skipped"; exit 0; }
mkdir -p "$to"
python3 -m pip install --quiet --disable-pip-version-check --target "$to" wyoming==1.10.2 >"$to/pip.log" 2>&1 ||
  echo "pip could not install wyoming ($to/pip.log): its test will be skipped"
