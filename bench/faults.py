#!/usr/bin/env python3
"""Makes every write, fsync, rename, fork, mmap and allocation of a small batch, a bulletin and a served job fail in turn.

usage: BOYIN_BINARY=build/boyin faults.py [MOST [SCENE…]]

MOST is how many places of each kind in each program (default: 1000000, all). Prints each run and what broke; the
status is 1 where anything did."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "fault"))
from faults import SCENES, inject  # noqa: E402

most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
scenes = [scene for scene in SCENES if not sys.argv[2:] or scene.name in sys.argv[2:]]
injected, broken = inject(most, scenes, lambda line: print(line, flush=True))
print(f"{injected} faults injected, {len(broken)} broke a law")
sys.exit(1 if broken else 0)
