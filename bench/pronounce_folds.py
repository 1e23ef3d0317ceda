#!/usr/bin/env python3
"""Held-out accuracy of the whole program: CPP by five folds, and g2pL dev.

usage: bench/pronounce_folds.py BUILD_FOLDER G2PL_TRAIN G2PL_DEV CPP_DEV SILVER SCORER

For each fold the model is trained without it and built into the program, whose readings SCORER (a
program that takes a command and a file of rows) counts. The trained files have simplified characters.
The model of the tree is put back at the end.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src/pronounce/data/polyphone.bin"
FOLDS = 5


def rows(path):
    return [line for line in Path(path).read_text(encoding="utf8").split("\n") if line]


def score(build, train, silver, test, scorer):
    """Rows right and rows in all, with a model that never saw `test`."""
    subprocess.run([build / "train_polyphone", "--train", *train, "--silver", silver,
                    "--record", "tools/polyphone/record.txt", "--out", MODEL], check=True, cwd=ROOT)
    subprocess.run(["ninja", "--quiet", "-C", build, "boyin"], check=True)
    run = subprocess.run([scorer, f"{build}/boyin pinyin --json --citation", test], check=True,
                         capture_output=True, text=True)
    right, total = run.stdout.split("\t")[1].split("/")
    return int(right), int(total)


def main():
    build = Path(sys.argv[1]).resolve()
    g2pl_train, g2pl_dev, cpp, silver, scorer = (Path(a).resolve() for a in sys.argv[2:7])
    kept = MODEL.read_bytes()
    try:
        right, total = score(build, [g2pl_train, cpp], silver, g2pl_dev, scorer)
        print(f"g2pL dev\t{right}/{total}\t{100 * right / total:.2f}", flush=True)
        right = total = 0
        with tempfile.TemporaryDirectory() as folder:
            for fold in range(FOLDS):
                held, seen = Path(folder) / "held.tsv", Path(folder) / "seen.tsv"
                every = rows(cpp)
                held.write_text("\n".join(every[fold::FOLDS]) + "\n", encoding="utf8")
                seen.write_text("\n".join(r for i, r in enumerate(every) if i % FOLDS != fold) + "\n",
                                encoding="utf8")
                hits, count = score(build, [g2pl_train, g2pl_dev, seen], silver, held, scorer)
                right, total = right + hits, total + count
        print(f"CPP, five folds\t{right}/{total}\t{100 * right / total:.2f}")
    finally:
        MODEL.write_bytes(kept)
        subprocess.run(["ninja", "--quiet", "-C", build, "boyin"], check=True)


if __name__ == "__main__":
    main()
