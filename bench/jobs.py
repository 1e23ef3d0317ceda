#!/usr/bin/env python3
"""What batches cost.

usage: jobs.py cache  [ARTICLES]     eSpeak with and without kept sentences, CPU seconds
       jobs.py resume [ARTICLES]     a finished batch run again, wall and CPU seconds
       jobs.py growth [ARTICLES]     cost and memory of batches of 1, 10, 100 … articles, as SVG and table
       jobs.py busy   [ARTICLES]     both cores' share of work; CPU beside the sum of the parts alone
       jobs.py queue  [ARTICLES]     here, and through nats-server with 1, 2 and 4 workers

Articles are made: news of some sentences, no two alike. CPU seconds count all children, so that a busy machine
disturbs them least. Needs build/boyin; `busy` needs ffmpeg and espeak-ng, `queue` nats-server.
"""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BOYIN = os.environ.get("BOYIN_BINARY", str(ROOT / "build/boyin"))
SENTENCES = ["全市生产总值增长百分之{n}，达到{m}亿元。", "第{n}届书法展今天开幕，展出作品{m}件。",
             "气象台预计，明天最高气温{n}摄氏度，风力{k}级。", "记者从交通局获悉，{n}路公交线将延长{k}公里。",
             "农业农村局表示，秋粮收购已经完成{m}吨。"]


def articles(folder, count, sentences):
    folder.mkdir(parents=True)
    for i in range(count):
        text = "".join(SENTENCES[(i + j) % 5].format(n=i % 97 + j, m=i * 7 + j + 1, k=j + 2)
                       for j in range(sentences))
        (folder / f"n{i:06}.txt").write_text(f"{text}\n", encoding="utf8")


class Run:
    """A command with what it cost, its children included, and the most memory of its first process."""

    def __init__(self, *args, cwd=None):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        process = subprocess.Popen([BOYIN, *map(str, args)], cwd=cwd, stdout=subprocess.DEVNULL)
        self.peak_mb = 0
        ended = threading.Event()
        watcher = threading.Thread(target=self.watch, args=(process.pid, ended))
        watcher.start()
        status = process.wait()
        self.wall = time.monotonic() - start
        ended.set()
        watcher.join()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if status != 0:
            raise RuntimeError(f"{args}: status {status}")

    def watch(self, pid, ended):
        while not ended.wait(0.05):
            try:
                for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmHWM"):
                        self.peak_mb = int(line.split()[1]) / 1024
            except OSError:
                return


def spoken_s(out):
    report = json.loads((out / ".boyin/report.json").read_text(encoding="utf8"))
    return sum(article["duration_s"] for article in report["articles"])


def cache(top, count):
    articles(top / "in", count, 12)
    rows = {}
    for turn in range(3):
        for name, option, fresh in (("spoken, nothing kept", "none", True),
                                    ("spoken and kept", "all", True),
                                    ("taken from the cache", "all", False)):
            out = top / f"out-{option}"
            for path in out.glob("*.mp3"):
                path.unlink()
            if fresh:
                subprocess.run(["rm", "-rf", out], check=True)
            rows.setdefault(name, []).append(Run("batch", top / "in", "-o", out, "--cache", option).cpu)
    size = sum(p.stat().st_size for p in (top / "out-all/.boyin/sentences").rglob("*.clip"))
    minutes = spoken_s(top / "out-all") / 60
    print(f"{count} articles, {minutes:.1f} min of speech; CPU seconds, median of 3")
    for name, values in rows.items():
        print(f"{name:24}{statistics.median(values):8.2f}")
    print(f"kept: {size / 1e6 / minutes:.1f} MB a minute of speech")


def resume(top, count):
    articles(top / "in", count, 1)
    first = Run("batch", top / "in", "-o", top / "out")
    again = [Run("batch", top / "in", "-o", top / "out") for _ in range(3)]
    print(f"{count} articles: made in {first.wall:.1f} s; again in "
          f"{statistics.median(r.wall for r in again):.2f} s wall, "
          f"{statistics.median(r.cpu for r in again):.2f} s CPU; peak {again[0].peak_mb:.0f} MB")


def svg(rows, path):
    """Articles against CPU seconds and megabytes, both axes logarithmic."""
    import math
    x = lambda n: 60 + 110 * math.log10(n)
    y = lambda v: 300 - 60 * math.log10(max(v, 0.1) / 0.1)
    line = lambda key, colour: (
        f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
        + " ".join(f"{x(r[0]):.0f},{y(r[key]):.0f}" for r in rows) + '"/>')
    marks = "".join(f'<text x="{x(r[0]):.0f}" y="318" font-size="11" text-anchor="middle">{r[0]}</text>'
                    for r in rows)
    scale = "".join(f'<text x="52" y="{y(v):.0f}" font-size="11" text-anchor="end">{v:g}</text>'
                    for v in (0.1, 1, 10, 100, 1000))
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="340" '
                    f'font-family="sans-serif"><rect width="560" height="340" fill="#fff"/>{scale}{marks}'
                    f'{line(1, "#06c")}{line(2, "#c30")}<text x="70" y="20" font-size="12" fill="#06c">'
                    f'CPU seconds</text><text x="170" y="20" font-size="12" fill="#c30">peak MB</text>'
                    f'<text x="300" y="335" font-size="12">articles</text></svg>\n', encoding="utf8")


def growth(top, count):
    rows, size = [], 1
    while size <= count:
        articles(top / f"in{size}", size, 1)
        run = Run("batch", top / f"in{size}", "-o", top / f"out{size}")
        rows.append((size, run.cpu, run.peak_mb))
        print(f"{size:8} articles {run.cpu:8.1f} s CPU {1000 * run.cpu / size:8.1f} ms each "
              f"{run.peak_mb:6.0f} MB", flush=True)
        size *= 10
    svg(rows, ROOT / "bench/log/2026-11-26-jobs.svg")


def parts(top):
    """CPU seconds of each part alone, on the PCM of what the batch made."""
    wav = top / "all.wav"
    cost = {}

    def alone(name, command):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cost[name] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    ff = "ffmpeg -hide_banner -loglevel error -y"
    listing = top / "list.txt"
    listing.write_text("".join(f"file '{p}'\n" for p in sorted((top / "out").glob("*.wav"))))
    subprocess.run(f"{ff} -f concat -safe 0 -i {listing} -ar 44100 {wav}", shell=True, check=True)
    subprocess.run(f"{ff} -i {wav} -ar 22050 {top}/low.wav", shell=True, check=True)
    text = top / "all.pinyin"
    pinyin = subprocess.run([BOYIN, "pinyin", "/dev/stdin"], capture_output=True, check=True,
                            input=b"".join(p.read_bytes() for p in sorted((top / "in").glob("*.txt"))))
    text.write_bytes(pinyin.stdout)
    alone("espeak", f"espeak-ng -v cmn-latn-pinyin -f {text} -w /dev/null")
    alone("reading", f"{ff} -i {wav} -f null -")
    alone("resampling", f"{ff} -i {top}/low.wav -ar 44100 -f null -")
    alone("r128", f"{ff} -nostats -i {wav} -af ebur128=peak=true -f null -")
    alone("mp3", f"{ff} -i {wav} -b:a 96k -compression_level 7 {top}/all.mp3")
    for name in ("resampling", "r128", "mp3"):  # each reads the file first
        cost[name] = max(0.0, cost[name] - cost["reading"])
    del cost["reading"]
    return cost


def busy(top, count):
    articles(top / "in", count, 12)
    run = Run("batch", top / "in", "-o", top / "out")
    cores = len(os.sched_getaffinity(0))
    print(f"{count} articles, {spoken_s(top / 'out') / 60:.1f} min: {run.wall:.1f} s wall, {run.cpu:.1f} s CPU: "
          f"cores {100 * run.cpu / run.wall / cores:.0f} % busy")
    for path in (top / "out").glob("*.mp3"):
        path.unlink()
    Run("batch", top / "in", "-o", top / "out", "-f", "wav")
    cost = parts(top)
    print("alone, CPU s: " + ", ".join(f"{name} {value:.1f}" for name, value in cost.items()))
    print(f"whole / sum of the parts: {run.cpu / sum(cost.values()):.2f}")


def queue(top, count):
    sys.path.insert(0, str(ROOT / "tests/jobs"))
    os.environ.setdefault("BOYIN_BINARY", BOYIN)
    import nats
    articles(top / "in", count, 4)
    cluster = nats.Cluster(top)
    try:
        local = Run("batch", "in", "-o", "local", "--jobs", "2", cwd=top)
        print(f"{count} articles, here: {local.wall:.1f} s wall, {local.cpu:.1f} s CPU")
        for width in (1, 2, 4):
            command = [BOYIN, "worker", "--queue", cluster.url, "--store", top, "--jobs", "1"]
            workers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(width)]
            time.sleep(1)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            batch = Run("batch", "in", "-o", f"out{width}", "--queue", cluster.url, cwd=top)
            for worker in workers:
                worker.terminate()
                worker.wait()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            server = pathlib.Path(f"/proc/{cluster.nodes[0].process.pid}/stat").read_text().split()
            ticks = (int(server[13]) + int(server[14])) / os.sysconf("SC_CLK_TCK")
            both = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"{width} workers: {batch.wall:.1f} s wall, {both:.1f} s CPU of batch and workers "
                  f"({1000 * batch.cpu / count:.1f} ms an article for the batch), "
                  f"nats-server {ticks:.1f} s so far", flush=True)
    finally:
        cluster.stop()


def main():
    verbs = {"cache": (cache, 40), "resume": (resume, 10_000), "growth": (growth, 10_000),
             "busy": (busy, 500), "queue": (queue, 200)}
    if len(sys.argv) < 2 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verb, count = verbs[sys.argv[1]]
    with tempfile.TemporaryDirectory(prefix="boyin-bench-", dir="/var/tmp") as folder:
        verb(pathlib.Path(folder), int(sys.argv[2]) if len(sys.argv) > 2 else count)


main()
