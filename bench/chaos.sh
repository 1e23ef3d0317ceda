#!/bin/bash
# The chaos test at its full size: a batch of 300 articles, 50 kills; 150 articles over a cluster of
# three, 40 kills of workers, servers and the batch. usage: bench/chaos.sh [SEED]
set -eu
cd "$(dirname "$0")/.."
BOYIN_BINARY="$PWD/build/boyin" exec python3 tests/jobs/chaos_test.py \
  --articles 300 --kills 50 --cluster-kills 40 --seed "${1:-1}"
