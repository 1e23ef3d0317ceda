#!/usr/bin/env python3
"""Analyses a corpus: for each part PART.s16 and PART.tsv a file PART.npy of frames. What is there stays.

usage: analyse.py CORPUS [--floor 60] [--ceiling 400] [--follow]

--follow goes on while the corpus grows, until a file CORPUS/whole appears.
"""
import argparse
import pathlib
import time

import numpy as np

import acoustics


def analyse_new(folder, floor, ceiling):
    made = 0
    for rows in sorted(folder.glob("*.tsv")):
        frames, sound = rows.with_suffix(".npy"), rows.with_suffix(".s16")
        if frames.exists() or not sound.exists():
            continue
        samples = np.fromfile(sound, np.int16) / 32768
        np.save(frames.with_suffix(".new.npy"), acoustics.analyse(samples, floor, ceiling))
        frames.with_suffix(".new.npy").rename(frames)
        made += 1
    return made


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--floor", type=float, default=60)
    parser.add_argument("--ceiling", type=float, default=400)
    parser.add_argument("--follow", action="store_true")
    args = parser.parse_args()
    while True:
        whole = not args.follow or (args.corpus / "whole").exists()
        made = analyse_new(args.corpus, args.floor, args.ceiling)
        print(f"{made} parts analysed", flush=True)
        if whole and not made:
            return
        if not made:
            time.sleep(20)


if __name__ == "__main__":
    main()
