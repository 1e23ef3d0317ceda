#!/usr/bin/env python3
"""Runs the fuzzers side by side until each has had its share of CPU time.

usage: run.py BUILD [--seconds 3600] [--jobs 2] [--slice 120] [TARGET…]

BUILD is the folder of `cmake --preset fuzz`; targets are named as their files are, without _fuzz.cc: all, if none
is named. What is found of new ways is kept in BUILD/corpus/TARGET, and the seconds of CPU and of the clock beside
it, so a run that was stopped goes on. The words in double quotes of the room's sources are its dictionary. A target
with a finding stops there, with the input in BUILD/findings, and the status is 1. A minute for one input is a
finding too: less, on a busy machine, is only waiting.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def dictionary(build, room):
    words = set()
    for path in (ROOT / "src" / room).rglob("*"):
        if path.suffix in (".cc", ".h"):
            words.update(re.findall(r'(?<!include )"([^"\\\n]{2,30})"', path.read_text(encoding="utf8")))
    name = build / f"{room}.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in sorted(words))
    name.write_text("".join(f'"{word}"\n' for word in escaped))
    return name


class Target:
    def __init__(self, build, name):
        self.name, self.build = name, build
        self.corpus = build / "corpus" / name
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.state = build / "corpus" / f"{name}.json"
        self.done = {"cpu_s": 0.0, "wall_s": 0.0, "runs": 0}
        if self.state.exists():
            self.done.update(json.loads(self.state.read_text(encoding="utf8")))
        self.words = dictionary(build, name.split("_")[0])
        self.finding = None

    def go_on(self, seconds):
        """A slice of wall time; what it took of CPU time is counted."""
        findings = self.build / "findings"
        findings.mkdir(exist_ok=True)
        seeds = HERE / "corpus" / self.name
        command = [self.build / f"fuzz_{self.name}", f"-max_total_time={seconds}", "-timeout=60", "-rss_limit_mb=2500",
                   "-max_len=6000", "-print_final_stats=1", f"-dict={self.words}",
                   f"-artifact_prefix={findings}/{self.name}-", self.corpus, seeds]
        log = findings / f"{self.name}.log"
        start = time.monotonic()
        with log.open("w") as out:
            process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
        told = log.read_text(encoding="utf8", errors="replace")
        runs = re.search(r"number_of_executed_units: (\d+)", told)
        self.done["wall_s"] += time.monotonic() - start
        self.done["cpu_s"] += usage.ru_utime + usage.ru_stime
        self.done["runs"] += int(runs.group(1)) if runs else 0
        self.state.write_text(json.dumps(self.done), encoding="utf8")
        if status != 0:
            self.finding = log


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=float, default=3600, help="of CPU for each target")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--slice", type=int, default=120, help="seconds until another target has its turn")
    args = parser.parse_intermixed_args()
    names = args.targets or sorted(path.stem.removesuffix("_fuzz") for path in HERE.glob("*_fuzz.cc"))
    targets = [Target(args.build.resolve(), name) for name in names]
    turn, running = threading.Lock(), set()

    def work():
        while True:
            with turn:
                waiting = [t for t in targets
                           if t.name not in running and not t.finding and t.done["cpu_s"] < args.seconds]
                if not waiting:
                    return
                target = min(waiting, key=lambda t: t.done["cpu_s"])
                running.add(target.name)
            target.go_on(args.slice)
            with turn:
                running.discard(target.name)
                done = target.done
                print(f"{target.name:20} {done['cpu_s']:7.0f} s CPU {done['wall_s']:7.0f} s {done['runs']:10} runs"
                      + (f"  FINDING: {target.finding}" if target.finding else ""), flush=True)

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for job in [pool.submit(work) for _ in range(args.jobs)]:
            job.result()
    sys.exit(1 if any(t.finding for t in targets) else 0)


main()
