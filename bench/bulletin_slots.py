#!/usr/bin/env python3
"""The sample bulletin of docs/bulletin.md made for many slots: how long the decoded file is, and what
was done for it. Prints a Markdown table.

usage: bulletin_slots.py [BINARY]      default: build/boyin
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
SLOTS = ["4:40", "5:00", "5:30", "6:00", "6:45", "7:30", "7:50", "8:10", "8:30", "8:45", "9:00", "9:30"]


def decoded_s(path):
    run = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar",
                          "44100", "-"], capture_output=True, check=True)
    return len(run.stdout) / 2 / 44100


def seconds(slot):
    minutes, rest = slot.split(":")
    return int(minutes) * 60 + int(rest)


def main():
    boyin = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/boyin").resolve())
    print("| slot | decoded − slot, ms | pauses × | rate × | music at the end, s | left out | LUFS | dBTP |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "seeds", pathlib.Path(folder) / "seeds")
        subprocess.run([boyin, "bulletin", "new", "a.toml"], cwd=folder, check=True, capture_output=True)
        for slot in SLOTS:
            run = subprocess.run([boyin, "bulletin", "a.toml", "--length", slot, "--json"], cwd=folder,
                                 capture_output=True, text=True)
            if run.returncode:
                print(f"| {slot} | refused: {run.stderr.splitlines()[0].split(': ', 2)[2]} | | | | | | |")
                continue
            made = json.loads(run.stdout)
            off = (decoded_s(pathlib.Path(folder) / made["file"]) - seconds(slot)) * 1000
            print(f"| {slot} | {off:+.1f} | {made['pauses']:.3f} | {made['rate']:.3f} | {made['fill_s']:.1f} | "
                  f"{len(made['left_out'])} | {made['integrated_lufs']:.2f} | {made['true_peak_dbtp']:.2f} |",
                  flush=True)


main()
