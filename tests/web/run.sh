#!/bin/sh
# run.sh TEST.mjs BOYIN: runs a browser test, or says that it is skipped (77).
command -v node >/dev/null || { echo "no node"; exit 77; }
command -v chromium >/dev/null || { echo "no chromium"; exit 77; }
[ -d "${BOYIN_WEB_MODULES:-}/node_modules/playwright-core" ] || {
  echo "BOYIN_WEB_MODULES names no folder with playwright-core and axe-core"
  exit 77
}
exec node "$@"
