#!/usr/bin/env python3
"""What batches cost.

usage: jobs.py cache  [ARTICLES]     eSpeak with and without kept sentences, CPU seconds
       jobs.py resume [ARTICLES]     a finished batch run again, wall and CPU seconds
       jobs.py growth [ARTICLES]     cost and memory of batches of 1, 10, 100 … articles
       jobs.py memory [ARTICLES]     memory of one batch while it goes on
       jobs.py text   [KILOBYTES]    cost and memory of one text of 1, 10, 100 … kB
       jobs.py busy   [ARTICLES]     both cores' share of work; CPU beside the sum of the parts alone
       jobs.py queue  [ARTICLES]     here, and through nats-server with 1, 2 and 4 workers

Articles are made: news of some sentences, no two alike. CPU seconds count all children, so that a busy machine
disturbs them least; `others` is what everybody else took of the machine meanwhile: above some per cent a wall
time says nothing. growth, text and queue leave a plot in bench/log. Needs build/boyin; `busy` needs ffmpeg and
espeak-ng, `queue` nats-server.
"""
import json
import math
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


CORES = len(os.sched_getaffinity(0))


def machine_s():
    """CPU seconds that the whole machine has worked."""
    ticks = [int(field) for field in pathlib.Path("/proc/stat").read_text().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def children_s():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Run:
    """A command with what it cost, its children included, and the most memory of its first process."""

    def __init__(self, *args, cwd=None):
        before = children_s()
        machine = machine_s()
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
        self.cpu = children_s() - before
        self.others = max(0.0, (machine_s() - machine - self.cpu) / self.wall / CORES)
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


def svg(name, axis, curves):
    """Curves {label: [(x, y), …]} over one axis, both logarithmic, into bench/log."""
    points = [point for curve in curves.values() for point in curve]
    left, right = (pick(math.log10(p[0]) for p in points) for pick in (min, max))
    low = math.floor(min(math.log10(max(p[1], 0.01)) for p in points))
    high = math.ceil(max(math.log10(max(p[1], 0.01)) for p in points))
    x = lambda n: 60 + 440 * (math.log10(n) - left) / max(right - left, 0.1)
    y = lambda v: 300 - 260 * (math.log10(max(v, 0.01)) - low) / max(high - low, 1)
    text = lambda at, down, anchor, what: (
        f'<text x="{at:.0f}" y="{down:.0f}" font-size="11" text-anchor="{anchor}">{what}</text>')
    body = "".join(text(x(n), 318, "middle", f"{n:g}") for n in sorted({p[0] for p in points}))
    body += "".join(text(52, y(10 ** v) + 4, "end", f"{10 ** v:g}") for v in range(low, high + 1))
    body += text(280, 335, "middle", axis)
    for place, (label, curve) in enumerate(curves.items()):
        colour = ("#06c", "#c30", "#393", "#93c")[place % 4]
        line = " ".join(f"{x(n):.0f},{y(v):.0f}" for n, v in curve)
        body += (f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{line}"/>'
                 f'<text x="{70 + 130 * place}" y="20" font-size="12" fill="{colour}">{label}</text>')
    (ROOT / f"bench/log/{time.strftime('%Y-%m-%d')}-jobs-{name}.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="340" font-family="sans-serif">'
        f'<rect width="560" height="340" fill="#fff"/>{body}</svg>\n', encoding="utf8")


def sizes(most):
    return [10 ** i for i in range(int(math.log10(most)) + 1)]


def growth(top, count):
    rows = []
    for size in sizes(count):
        articles(top / f"in{size}", size, 1)
        run = Run("batch", top / f"in{size}", "-o", top / f"out{size}")
        rows.append((size, run.cpu, run.peak_mb))
        print(f"{size:8} articles {run.cpu:8.1f} s CPU {1000 * run.cpu / size:8.1f} ms each "
              f"{run.peak_mb:6.0f} MB", flush=True)
        svg("growth", "articles", {"CPU seconds": [(n, cpu) for n, cpu, _ in rows],
                                   "peak MB": [(n, mb) for n, _, mb in rows]})


def memory(top, count):
    folder = top / "in"
    folder.mkdir()
    for i in range(count):
        (folder / f"n{i:06}.txt").write_text(f"第{i}号，晴。\n", encoding="utf8")
    told = {10 ** i for i in range(9)} | set(range(10_000, count, 10_000)) | {count}
    before = children_s()
    process = subprocess.Popen([BOYIN, "batch", folder, "-o", top / "out", "--json"], stdout=subprocess.PIPE)
    done = 0
    for line in process.stdout:
        done += json.loads(line)["state"] == "done"
        if done in told:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            resident = next(row.split()[1] for row in status.splitlines() if row.startswith("VmRSS"))
            print(f"{done:8} done {int(resident) / 1024:6.1f} MB", flush=True)
    if process.wait() != 0 or done != count:
        sys.exit(f"{done} of {count} done, status {process.returncode}")
    outputs = sum(1 for _ in (top / "out").glob("*.mp3"))
    print(f"{outputs} outputs, {1000 * (children_s() - before) / count:.1f} ms of CPU each")


def text(top, kilobytes):
    rows = []
    for size in sizes(kilobytes):
        name = top / f"{size}kB.txt"
        length, lines = 0, []
        while length < size * 1000:  # paragraphs as in an article
            i = len(lines)
            lines.append("".join(SENTENCES[(i + j) % 5].format(n=i % 97 + j, m=i * 7 + j + 1, k=j + 2)
                                 for j in range(3)))
            length += len(lines[-1].encode()) + 1
        name.write_text("\n".join(lines) + "\n", encoding="utf8")
        # Ten megabytes are ten days of speech, which wait as samples on disk: at 44.1 kHz 81 GB.
        run = Run("speak", name, "-o", top / "text.mp3", "--sample-rate", "22050")
        rows.append((size, run.cpu, run.peak_mb))
        print(f"{size:8} kB {run.cpu:8.1f} s CPU {1000 * run.cpu / size:8.1f} ms a kB "
              f"{run.peak_mb:6.0f} MB", flush=True)
        svg("text", "kB of text", {"CPU seconds": [(n, cpu) for n, cpu, _ in rows],
                                   "peak MB": [(n, mb) for n, _, mb in rows]})


METER = """
import ctypes, sys, wave
meter, file = ctypes.CDLL("libebur128.so.1"), wave.open(sys.argv[1])
meter.ebur128_init.restype = ctypes.c_void_p
state = ctypes.c_void_p(meter.ebur128_init(1, ctypes.c_ulong(file.getframerate()), 0b110101))  # I, true peak
while frames := file.readframes(1 << 16):
    if len(sys.argv) == 2:
        meter.ebur128_add_frames_short(state, frames, ctypes.c_size_t(len(frames) // 2))
"""


def parts(top):
    """CPU seconds of each part alone, on the PCM of what a batch made in out/, at boyin's own settings."""
    wav = top / "all.wav"
    cost = {}

    def alone(name, command):
        before = children_s()
        subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        cost[name] = children_s() - before

    ff = "ffmpeg -hide_banner -loglevel error -y -threads 1"
    listing = top / "list.txt"
    listing.write_text("".join(f"file '{p}'\n" for p in sorted((top / "out").glob("*.wav"))))
    subprocess.run(f"{ff} -f concat -safe 0 -i {listing} -ar 44100 {wav}", shell=True, check=True)
    subprocess.run(f"{ff} -i {wav} -ar 22050 {top}/low.wav", shell=True, check=True)
    spoken = top / "all.pinyin"
    pinyin = subprocess.run([BOYIN, "pinyin", "/dev/stdin"], capture_output=True, check=True,
                            input=b"".join(p.read_bytes() for p in sorted((top / "in").glob("*.txt"))))
    spoken.write_bytes(pinyin.stdout)
    alone("espeak", f"espeak-ng -v cmn-latn-pinyin -f {spoken} -w /dev/null")
    alone("reading", f"{ff} -i {wav} -f null -")
    alone("resampling", f"{ff} -i {top}/low.wav -ar 44100 -f null -")
    alone("r128", f"{ff} -nostats -i {wav} -af ebur128=peak=true -f null -")
    alone("libebur128", f"{sys.executable} -c '{METER}' {wav}")
    alone("no meter", f"{sys.executable} -c '{METER}' {wav} -")
    cost["libebur128"] -= cost.pop("no meter")
    alone("mp3", f"{ff} -i {wav} -c:a libmp3lame -compression_level 7 -reservoir 0 -b:a 96k {top}/all.mp3")
    for name in ("resampling", "r128", "mp3"):  # each reads the file first
        cost[name] = max(0.0, cost[name] - cost["reading"])
    del cost["reading"]
    return cost


PARTS = 60  # articles whose parts are done alone: more would take longer than the batch


def busy(top, count):
    articles(top / "in", count, 12)
    run = Run("batch", top / "in", "-o", top / "out")
    all_s = spoken_s(top / "out")
    print(f"{count} articles, {all_s / 60:.1f} min: {run.wall:.1f} s wall, {run.cpu:.1f} s CPU: "
          f"cores {100 * run.cpu / run.wall / CORES:.1f} % busy, others {100 * run.others:.1f} %", flush=True)
    few = top / "few"
    articles(few / "in", min(count, PARTS), 12)
    Run("batch", few / "in", "-o", few / "out", "-f", "wav")
    share = all_s / spoken_s(few / "out")
    cost = {name: value * share for name, value in parts(few).items()}
    print("alone, CPU s: " + ", ".join(f"{name} {value:.1f}" for name, value in cost.items())
          + f" ({min(count, PARTS)} articles, times {share:.2f})")
    for meter, other in (("r128", "libebur128"), ("libebur128", "r128")):
        total = sum(value for name, value in cost.items() if name != other)
        print(f"whole / sum of the parts with {meter}: {run.cpu / total:.2f}")


def queue(top, count):
    sys.path.insert(0, str(ROOT / "tests/jobs"))
    os.environ.setdefault("BOYIN_BINARY", BOYIN)
    import nats
    articles(top / "in", count, 4)
    cluster = nats.Cluster(top)
    rows = {}

    def turn_of(name, width, out):
        command = [BOYIN, "worker", "--queue", cluster.url, "--store", top, "--jobs", "1"]
        workers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(width)]
        time.sleep(1 if width else 0)
        before = children_s()
        more = ["--queue", cluster.url] if width else ["--jobs", "2"]
        batch = Run("batch", "in", "-o", out, *more, cwd=top)
        for worker in workers:
            worker.terminate()
            worker.wait()
        cpu = children_s() - before
        others = batch.others - (cpu - batch.cpu) / batch.wall / CORES
        rows.setdefault(name, []).append((batch.wall, cpu, batch.cpu, max(0.0, others)))

    try:
        for turn in range(3):
            for width in (0, 2, 1, 4):
                turn_of(f"{width} workers" if width else "here", width, f"out{width}-{turn}")
        server = pathlib.Path(f"/proc/{cluster.nodes[0].process.pid}/stat").read_text().split()
    finally:
        cluster.stop()
    print(f"{count} articles, median of 3; CPU of the batch, its workers and engines")
    for name, values in rows.items():
        wall, cpu, batch, others = (statistics.median(v) for v in zip(*values))
        print(f"{name:10} {wall:6.1f} s wall ({', '.join(f'{v[0]:.1f}' for v in values)}) {cpu:6.1f} s CPU, "
              f"the batch {1000 * batch / count:6.1f} ms an article, others {100 * others:.0f} %")
    ticks = (int(server[13]) + int(server[14])) / os.sysconf("SC_CLK_TCK")
    print(f"nats-server: {1000 * ticks / (9 * count):.2f} ms CPU a job")
    served = {int(name[0]): values for name, values in rows.items() if name != "here"}
    median = lambda width, at: statistics.median(v[at] for v in served[width])
    svg("queue", "workers", {"wall s": [(n, median(n, 0)) for n in sorted(served)],
                             "CPU s": [(n, median(n, 1)) for n in sorted(served)],
                             "here: wall s": [(n, statistics.median(v[0] for v in rows["here"]))
                                              for n in sorted(served)]})


def main():
    verbs = {"cache": (cache, 40), "resume": (resume, 10_000), "growth": (growth, 10_000),
             "memory": (memory, 100_000), "text": (text, 10_000), "busy": (busy, 500), "queue": (queue, 200)}
    if len(sys.argv) < 2 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verb, count = verbs[sys.argv[1]]
    with tempfile.TemporaryDirectory(prefix="boyin-bench-", dir="/var/tmp") as folder:
        verb(pathlib.Path(folder), int(sys.argv[2]) if len(sys.argv) > 2 else count)


main()
