#!/usr/bin/env python3
"""One article, side by side with the naive chain, in seconds of audio per second of wall time.

usage: one_article.py [ARTICLE] [--rounds N]

The chain is `opencc | espeak-ng -v cmn-latn-pinyin | ffmpeg`, with and without loudnorm, at boyin's
encoder settings (MP3, mono, 44.1 kHz, 96 kbit/s). Rounds alternate, the median is printed. Seconds of
audio, not articles, so that a faster talker gains nothing.
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]


def duration(path):
    run = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
                          "csv=p=0", path], capture_output=True, text=True, check=True)
    return float(run.stdout)


def commands(article, folder):
    chain = (f"opencc -c t2s.json -i '{article}' | espeak-ng -v cmn-latn-pinyin --stdin --stdout | "
             f"ffmpeg -hide_banner -loglevel error -y -i - {{}} -ac 1 -ar 44100 -b:a 96k {{}}")
    return {
        "boyin": (f"'{ROOT}/build/boyin' speak '{article}' -o {folder}/boyin.mp3", "boyin.mp3"),
        "chain with loudnorm": (chain.format("-af loudnorm", f"{folder}/norm.mp3"), "norm.mp3"),
        "chain without": (chain.format("", f"{folder}/plain.mp3"), "plain.mp3"),
    }


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 5
    if "--rounds" in sys.argv:
        args.remove(str(rounds))
    article = pathlib.Path(args[0] if args else ROOT / "seeds" / "yancheng-2017-02.txt").resolve()
    with tempfile.TemporaryDirectory() as folder:
        runs = commands(article, folder)
        speeds = {name: [] for name in runs}
        for _ in range(rounds):
            for name, (command, made) in runs.items():
                start = time.monotonic()
                subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)
                wall = time.monotonic() - start
                speeds[name].append(duration(f"{folder}/{made}") / wall)
    ours = statistics.median(speeds["boyin"])
    print("seconds of audio per second of wall time (median)")
    for name, values in speeds.items():
        middle = statistics.median(values)
        print(f"{name:22}{middle:8.0f}   boyin is {ours / middle:5.2f} x")


main()
