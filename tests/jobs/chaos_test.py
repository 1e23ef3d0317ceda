#!/usr/bin/env python3
"""Processes killed by pid at random moments, full disks, jumping clocks: every article once, whole.

usage: chaos_test.py [--articles N] [--kills N] [--cluster-kills N] [--seed N]

As a test it is small; at its full size (300 articles, 50 kills) bench/chaos.sh runs it.
"""
import argparse
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import nats
from boyin import BOYIN, Case, SANITIZED, main

ASK = argparse.ArgumentParser()
ASK.add_argument("--articles", type=int, default=40)
ASK.add_argument("--kills", type=int, default=8)
ASK.add_argument("--cluster-kills", type=int, default=4)
ASK.add_argument("--seed", type=int, default=20261126)
SIZE, _ = ASK.parse_known_args()


def children(pid):
    """All processes below this one: engines and what they start."""
    found = []
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *children(int(child))]
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def slay(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Chaos(Case):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(SIZE.seed)
        self.store = self.folder / "store"
        (self.store / "in").mkdir(parents=True)

    def articles(self, count, sentences=3):
        for i in range(count):
            text = "".join(f"这是第{i}条消息的第{j}句，增长百分之{i + j}。" for j in range(sentences))
            (self.store / f"in/n{i:04}.txt").write_text(text + "\n", encoding="utf8")

    def check_outputs(self, count):
        """Exactly one output for each article, all decodable, no two alike, nothing beside them."""
        out = self.store / "out"
        made = sorted(p.name for p in out.iterdir() if p.name != ".boyin")
        self.assertEqual(made, [f"n{i:04}.mp3" for i in range(count)])
        hashes = set()
        for name in made:
            run = subprocess.run(["ffmpeg", "-v", "error", "-xerror", "-i", str(out / name), "-f",
                                  "md5", "-"], capture_output=True, text=True)
            self.assertEqual((run.returncode, run.stderr), (0, ""), name)
            hashes.add(run.stdout)
        self.assertEqual(len(hashes), count)

    def check_report(self, count):
        report = json.loads((self.store / "out/.boyin/report.json").read_text(encoding="utf8"))
        self.assertEqual((report["failed"], len(report["articles"])), (0, count))
        self.assertEqual(report["done"] + report["unchanged"], count)
        for article in report["articles"]:
            self.assertGreater(article["duration_s"], 0.5)
            self.assertTrue((self.store / article["output"]).exists())

    def run_batch(self, *args, **more):
        return subprocess.Popen([BOYIN, "batch", "in", "-o", "out", *args], cwd=self.store,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)

    def end(self, run, status=0):
        _, err = run.communicate(timeout=1200)
        self.assertEqual(run.returncode, status, err.decode())

    def sleep(self, most):
        time.sleep(self.chance.uniform(0.05, most) * (5 if SANITIZED else 1))

    def test_engines_and_the_batch_itself_are_killed(self):
        self.articles(SIZE.articles)
        run = self.run_batch("--jobs", "2")
        killed = 0
        while killed < SIZE.kills:
            self.sleep(0.6)
            if run.poll() is not None:  # done before its time: some outputs are taken away again
                self.end(run)
                for name in self.chance.sample(range(SIZE.articles), SIZE.articles // 2):
                    (self.store / f"out/n{name:04}.mp3").unlink()
                run = self.run_batch("--jobs", "2")
                continue
            below = children(run.pid)
            if below and self.chance.random() < 0.6:
                slay(self.chance.choice(below))
            else:
                run.kill()
                run.communicate()
                run = self.run_batch("--jobs", "2")
            killed += 1
        run.communicate()  # an engine killed three times over one sentence fails its article:
        self.end(self.run_batch())  # then the next run makes it
        self.check_outputs(SIZE.articles)
        self.check_report(SIZE.articles)

    def test_a_cluster_loses_its_leader_and_workers(self):
        if not os.path.exists(nats.SERVER):
            self.skipTest("nats-server is not installed")
        count = SIZE.articles // 2
        self.articles(count)
        cluster = nats.Cluster(self.folder, 3)
        self.addCleanup(cluster.stop)
        queue = ["--queue", cluster.url, "--lease", "4"]
        worker = lambda: subprocess.Popen(
            [BOYIN, "worker", *queue, "--store", self.store, "--jobs", "1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        workers = [worker(), worker()]
        self.addCleanup(lambda: [(w.kill(), w.wait()) for w in workers])
        follow = ["--queue", cluster.url, "--reconcile", "3"]
        run = self.run_batch(*follow)
        results = self.store / "out/.boyin/results"
        while run.poll() is None and not results.exists():
            time.sleep(0.1)
        for turn in range(SIZE.cluster_kills):
            self.sleep(2)
            if turn % 4 == 1:  # the stream's leader; it comes back
                node = cluster.leader()
                node.kill()
                time.sleep(1)
                node.start()
            elif turn % 4 == 3:
                run.kill()
                run.communicate()
                run = self.run_batch(*follow)
            else:
                victim = self.chance.randrange(len(workers))
                workers[victim].kill()
                workers[victim].wait()
                workers[victim] = worker()
        self.end(run)
        self.check_outputs(count)
        self.check_report(count)

    def test_a_disk_that_fills_is_told_and_made_good(self):
        disk = self.folder / "store/out"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)],
                                 capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("mounting is not permitted here")
        self.addCleanup(subprocess.run, ["umount", str(disk)])
        self.articles(12)
        run = self.run_batch()
        _, err = run.communicate(timeout=600)
        self.assertIn(run.returncode, (4, 6), err.decode())
        self.assertTrue(b"space" in err or b"full" in err, err.decode())
        made = [p for p in disk.iterdir() if p.name != ".boyin"]
        self.assertFalse([p.name for p in made if p.name.startswith(".")])
        for path in made:
            subprocess.run(["ffmpeg", "-v", "error", "-xerror", "-i", str(path), "-f", "null", "-"],
                           check=True)
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        self.end(self.run_batch())
        self.check_outputs(12)
        self.check_report(12)

    def test_a_clock_that_jumps(self):
        faketime = shutil.which("faketime")
        if not faketime or SANITIZED:
            self.skipTest("faketime is not installed, or not for sanitizers")
        self.articles(6)
        for when in ("2020-01-01 12:00:00", "2038-01-20 00:00:00", "1999-12-31 23:59:59"):
            (self.store / "in/n0000.txt").write_text(f"今天是{when[:4]}年。\n", encoding="utf8")
            run = subprocess.run([faketime, "-f", f"@{when}", BOYIN, "batch", "in", "-o", "out",
                                  "--json"], cwd=self.store, capture_output=True, timeout=300,
                                 env={**os.environ, "NO_FAKE_STAT": "1"})
            self.assertEqual(run.returncode, 0, run.stderr.decode())
            states = [json.loads(line) for line in run.stdout.splitlines()]
            done = {s["input"] for s in states if s["state"] == "done"}
            self.assertIn("in/n0000.txt", done)
            if when[:4] != "2020":
                self.assertEqual(done, {"in/n0000.txt"})
        self.check_outputs(6)
        self.check_report(6)

    def test_inputs_that_cannot_be_written_to(self):
        self.articles(3)
        before = {p: p.stat().st_mtime_ns for p in (self.store / "in").iterdir()}
        for path in before:
            path.chmod(0o444)
        (self.store / "in").chmod(0o555)
        self.addCleanup((self.store / "in").chmod, 0o755)
        self.end(self.run_batch())
        self.assertEqual({p: p.stat().st_mtime_ns for p in (self.store / "in").iterdir()}, before)
        self.check_outputs(3)

    def test_files_may_only_be_small(self):
        """The kernel refuses to let any file grow: an error as any other, and no half output."""
        self.articles(4, sentences=8)
        limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                         resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)))
        run = self.run_batch(preexec_fn=limit)
        run.communicate(timeout=300)
        self.assertNotEqual(run.returncode, 0)
        self.assertEqual([p.name for p in (self.store / "out").iterdir() if p.suffix == ".mp3"], [])
        self.end(self.run_batch())
        self.check_outputs(4)


sys.argv = sys.argv[:1]
main()
