#!/usr/bin/env python3
"""Batches whose articles are converted by workers, joined by a real nats-server."""
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time
import urllib.request

import nats

nats.need_server()
from boyin import BOYIN, SANITIZED, Case, boyin, main, probe  # noqa: E402


class Queue(Case):
    def setUp(self):
        super().setUp()
        self.cluster = nats.Cluster(self.folder)
        self.addCleanup(self.cluster.stop)
        self.store = self.folder / "store"
        (self.store / "in").mkdir(parents=True)

    def articles(self, count, sentences=1):
        for i in range(count):
            (self.store / f"in/n{i:03}.txt").write_text(f"这是第{i}条消息。\n" * sentences,
                                                        encoding="utf8")

    def worker(self, *args, store=None):
        run = subprocess.Popen([BOYIN, "worker", "--queue", self.cluster.url, "--store",
                                store or self.store, "--jobs", "1", "--lease", "3", *args],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (run.kill(), run.wait(), run.stdout.close(), run.stderr.close()))
        return run

    def ready(self, run):
        """Waits until the process holds SIGTERM back to end in good order: before, it just ends."""
        held = 1 << (signal.SIGTERM - 1)

        def holds():
            self.assertIsNone(run.poll())
            status = pathlib.Path(f"/proc/{run.pid}/status").read_text()
            blocked = next(line for line in status.splitlines() if line.startswith("SigBlk:"))
            return int(blocked.split()[1], 16) & held

        self.until(holds, "the worker is ready")

    def command(self, *args, out="out"):
        return ["batch", "in", "-o", out, "--queue", self.cluster.url, "--reconcile", "1", "--json",
                *args]

    def batch(self, *args, out="out"):
        run = boyin(*self.command(*args, out=out), cwd=self.store)
        return run.returncode, {json.loads(line)["input"]: json.loads(line)
                                for line in run.out.splitlines()}, run.err

    def begin(self, *args):
        run = subprocess.Popen([BOYIN, *self.command(*args)], cwd=self.store,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (run.kill(), run.wait(), run.stdout.close(), run.stderr.close()))
        return run

    def status(self):
        run = boyin("queue", "status", "--queue", self.cluster.url, "--json")
        self.assertEqual(run.returncode, 0, run.err)
        return json.loads(run.out)

    def until(self, true, what):
        deadline = time.monotonic() + 120
        while not true():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.1)

    def counter(self):
        """Of all engines together: whose jobs they are is the default voice's affair."""
        engines = self.status()["engines"]
        return {"waiting": sum(e["waiting"] for e in engines),
                "at_work": sum(e["at_work"] for e in engines),
                "ids": [one for e in engines for one in e["ids"]]}

    def test_a_batch_of_workers_is_as_one_of_here(self):
        self.articles(6)
        (self.store / "in/bad.txt").write_bytes(b"\0\1\2\3" * 100)
        (self.store / "l.tsv").write_text("written\tspoken\tpinyin\tscope\tuntil\n第3条\t三号\t\t\t\n",
                                          encoding="utf8")
        first, second = self.worker(), self.worker()
        status, lines, err = self.batch("--lexicon", "l.tsv")
        self.assertEqual(status, 6, err)
        self.assertEqual({n: line["state"] for n, line in lines.items()},
                         {"in/bad.txt": "failed", **{f"in/n{i:03}.txt": "done" for i in range(6)}})
        self.assertIn("binary", lines["in/bad.txt"]["error"])
        # The same ledger and the same names as a batch here: nothing is left to do for it, and the
        # station's readings had gone along.
        run = boyin("batch", "in", "-o", "out", "--json", "--lexicon", "l.tsv", cwd=self.store)
        states = {json.loads(line)["input"]: json.loads(line)["state"]
                  for line in run.out.splitlines()}
        self.assertEqual([n for n, s in states.items() if s != "unchanged"], ["in/bad.txt"], states)
        alone = boyin("speak", "in/n003.txt", "-o", "alone.mp3", "--lexicon", "l.tsv", cwd=self.store)
        self.assertEqual(alone.returncode, 0, alone.err)
        duration = lambda path: float(probe(self.store / path)["format"]["duration"])
        self.assertAlmostEqual(duration("alone.mp3"), duration("out/n003.mp3"), places=3)
        self.assertEqual(list((self.store / "out/.boyin/results").iterdir()), [])
        self.assertEqual(self.status()["buried"], [])
        # Drained, both finish and leave with success.
        self.assertEqual(boyin("queue", "drain", "--queue", self.cluster.url).returncode, 0)
        for run in (first, second):
            self.assertEqual(run.wait(timeout=30), 0)

    def test_a_killed_worker_loses_nothing_and_a_terminated_one_finishes(self):
        # Long enough that one is at work when the worker is killed.
        self.articles(8, sentences=20 if SANITIZED else 80)
        batch = self.begin()
        victim = self.worker()
        self.until(lambda: self.counter()["at_work"] > 0, "work begins")
        victim.kill()
        self.assertIsNone(batch.poll())
        polite = self.worker("--most-jobs", "2")  # renewed every two jobs
        self.ready(polite)
        self.assertEqual(batch.wait(timeout=200), 0, batch.stderr.read())
        made = sorted(p.name for p in (self.store / "out").glob("*.mp3"))
        self.assertEqual(made, [f"n{i:03}.mp3" for i in range(8)])
        polite.send_signal(signal.SIGTERM)
        self.assertEqual(polite.wait(timeout=60), 0, polite.stderr.read())

    def test_a_worker_may_be_told_to_stop_at_any_moment_of_its_renewals(self):
        self.articles(500)
        batch = self.begin()
        chance = random.Random(5)
        for _ in range(4 if SANITIZED else 12):
            self.assertIsNone(batch.poll(), "there is work for a renewal")
            polite = self.worker("--most-jobs", "1")
            self.ready(polite)
            time.sleep(chance.uniform(0, 0.8) * (5 if SANITIZED else 1))
            polite.send_signal(signal.SIGTERM)
            self.assertEqual(polite.wait(timeout=120), 0, polite.stderr.read())
        batch.send_signal(signal.SIGTERM)
        self.assertEqual(batch.wait(timeout=120), 130)

    def test_a_killed_batch_takes_in_what_was_made_meanwhile(self):
        self.articles(5)
        batch = self.begin()
        self.until(lambda: self.counter()["waiting"] == 5, "five jobs wait")
        batch.kill()
        batch.wait()
        worker = self.worker()
        results = self.store / "out/.boyin/results"
        self.until(lambda: len(list(results.glob("*.json"))) == 5, "five results")
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=60)
        status, lines, err = self.batch()  # nobody works now: it needs nobody
        self.assertEqual(status, 0, err)
        self.assertEqual({line["state"] for line in lines.values()}, {"done"})
        self.assertEqual(len(list((self.store / "out").glob("*.mp3"))), 5)

    def test_jobs_that_the_queue_lost_are_published_again(self):
        self.articles(4)
        batch = self.begin()
        results = self.store / "out/.boyin/results"
        self.until(results.exists, "the batch begins")
        time.sleep(1)
        # A power cut: the server never synced.
        node = self.cluster.nodes[0]
        node.kill()
        for path in sorted((self.folder / "n0").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        node.start()
        self.worker()
        self.assertEqual(batch.wait(timeout=200), 0, batch.stderr.read())
        self.assertEqual(len(list((self.store / "out").glob("*.mp3"))), 4)

    def test_what_leads_out_of_the_store_is_refused_and_buried(self):
        self.articles(1)
        secret = self.write("secret.txt", "库外的秘密。\n")
        # The batch's own store is wider than the worker's, and a link leads out of the latter.
        os.symlink(secret, self.store / "in/link.txt")
        worker = self.worker()
        status, lines, err = self.batch()
        self.assertEqual(status, 6, err)
        self.assertEqual(lines["in/n000.txt"]["state"], "done")
        self.assertIn("link that leads out of its folder", lines["in/link.txt"]["error"])
        run = boyin("batch", "in", "-o", self.folder / "outside", "--queue", self.cluster.url,
                    cwd=self.store)
        self.assertEqual(run.returncode, 2)
        self.assertIn("is not in the store", run.err)
        batch = subprocess.Popen([BOYIN, "batch", secret, "-o", self.folder / "elsewhere", "--store",
                                  self.folder, "--queue", self.cluster.url, "--reconcile", "1"],
                                 stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        out, err = batch.communicate(timeout=120)
        self.assertEqual(batch.returncode, 6, err)
        self.assertFalse((self.folder / "elsewhere/secret.mp3").exists())
        self.assertIn("gave it up", err)
        buried = self.status()["buried"]
        self.assertEqual(len(buried), 1, buried)
        self.assertEqual(buried[0]["input"], "secret.txt")
        self.assertIsNone(worker.poll())
        # A worker of the wider store does it when it is put back.
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=60)
        run = boyin("queue", "requeue", "--queue", self.cluster.url)
        self.assertEqual((run.returncode, run.out), (0, "1\n"), run.err)
        self.worker(store=self.folder)
        notes = self.folder / "elsewhere/.boyin/results"
        self.until(lambda: list(notes.glob("*.json")), "it is made")
        self.assertEqual(self.status()["buried"], [])

    def test_a_forged_job_overwrites_no_finished_sound(self):
        self.articles(1)
        worker = self.worker()
        self.assertEqual(self.batch()[0], 0)
        sound = self.store / "out/n000.mp3"
        before = sound.read_bytes()
        text = next((self.store / "out/.boyin/settings").iterdir())
        # As a batch writes it, but the result would lie over what is finished.
        forged = {"input": "in/n000.txt", "input_hash": "", "output": "n000.mp3", "member": "",
                  "instructions": str(text.relative_to(self.store)), "results": "out"}
        self.publish("boyin.jobs.espeak.n000", json.dumps(forged))
        self.until(lambda: self.status()["buried"], "it is buried")
        self.assertIn("no folder for results", self.status()["buried"][0]["reason"])
        self.assertEqual(sound.read_bytes(), before)
        self.assertFalse((self.store / "out/n000.json").exists())
        self.assertIsNone(worker.poll())

    def test_a_worker_with_a_key_takes_signed_jobs_only(self):
        self.articles(2)
        key = self.store.parent / f"{self.store.name}.key"
        key.write_text("5c" * 32 + "\n")
        key.chmod(0o640)
        self.addCleanup(key.unlink)
        worker = self.worker("--queue-signing-key", key)
        status, lines, err = self.batch("--queue-signing-key", key)
        self.assertEqual(status, 0, err)
        self.assertEqual({line["state"] for line in lines.values()}, {"done"})
        # Without it, or with another, nothing is made, and the batch and the operator are told.
        other = self.store.parent / f"{self.store.name}.other"
        other.write_text("5d" * 32)
        other.chmod(0o600)
        self.addCleanup(other.unlink)
        for words in ((), ("--queue-signing-key", other)):
            self.articles(2, sentences=2 + len(words))
            status, lines, err = self.batch(*words, out="out2")
            self.assertEqual(status, 6, err)
            self.assertEqual({line["state"] for line in lines.values()}, {"failed"})
            self.assertIn("not signed with this worker's key", self.status()["buried"][-1]["reason"])
        self.assertFalse(list((self.store / "out2").glob("*.mp3")))
        self.assertIsNone(worker.poll())
        # A secret that everybody may read is none.
        key.chmod(0o644)
        run = boyin(*self.command("--queue-signing-key", key), cwd=self.store)
        self.assertEqual(run.returncode, 3, run.err)
        self.assertIn("everybody on this machine may read", run.err)

    def test_what_lies_beside_the_sound_comes_back_with_it(self):
        self.articles(2)
        self.worker()
        status, lines, err = self.batch("--bundle")
        self.assertEqual(status, 0, err)
        self.assertEqual({line["state"] for line in lines.values()}, {"done"})
        run = boyin("batch", "in", "-o", "here", "--bundle", "--json", cwd=self.store)
        self.assertEqual(run.returncode, 0, run.err)
        names = lambda folder: sorted(p.name for p in (self.store / folder).iterdir() if p.is_file())
        self.assertEqual(names("out"), names("here"))
        self.assertEqual(len(names("out")), 20)
        for name in ("n001.vtt", "n001.txt", "n001.chapters.json"):
            self.assertEqual((self.store / "out" / name).read_bytes(), (self.store / "here" / name).read_bytes(), name)
        # As it was made here, nothing is left to do.
        run = boyin("batch", "in", "-o", "out", "--bundle", "--json", cwd=self.store)
        self.assertEqual({json.loads(line)["state"] for line in run.out.splitlines()}, {"unchanged"}, run.out)

    def test_a_worker_that_cannot_open_the_queue_waits_and_says_so(self):
        boyin("queue", "status", "--queue", self.cluster.url)  # makes the streams
        # A consumer of its name that is none of ours, and cannot be made one.
        self.publish("$JS.API.CONSUMER.DURABLE.CREATE.BOYIN_JOBS.espeak", json.dumps(
            {"stream_name": "BOYIN_JOBS", "config": {"durable_name": "espeak", "deliver_subject": "elsewhere",
                                                     "ack_policy": "explicit", "filter_subject": "boyin.jobs.espeak.*"}}))

        def messages():
            with urllib.request.urlopen(f"http://127.0.0.1:{self.cluster.monitors[0]}/varz", timeout=10) as answer:
                return json.load(answer)["in_msgs"]
        before = messages()
        worker = self.worker()
        time.sleep(5)
        self.assertIsNone(worker.poll())
        self.assertLess(messages() - before, 500)  # it asks for the streams each time
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(worker.wait(timeout=60), 0)
        told = worker.stderr.read()
        self.assertIn("queue", told)
        self.assertLess(len(told.splitlines()), 40)

    def publish(self, subject, body):
        """As any client of NATS does."""
        body = body.encode()
        with socket.create_connection(("127.0.0.1", self.cluster.nodes[0].port), timeout=10) as s:
            s.sendall(b'CONNECT {"verbose":false}\r\n')
            s.sendall(b"PUB %s %d\r\n%s\r\nPING\r\n" % (subject.encode(), len(body), body))
            got = b""
            while b"PONG" not in got:
                got += s.recv(1000)

    def test_a_waiting_job_can_be_buried_by_hand(self):
        self.articles(2)
        batch = self.begin()
        self.until(lambda: self.counter()["waiting"] == 2, "two jobs wait")
        bury = lambda name: boyin("queue", "bury", name, "--queue", self.cluster.url)
        self.assertEqual(bury("0" * 32).returncode, 3)
        run = bury(self.counter()["ids"][0])
        self.assertEqual(run.returncode, 0, run.err)
        self.worker()
        self.assertEqual(batch.wait(timeout=120), 6)
        self.assertEqual(len(self.status()["buried"]), 1)
        # A new batch is a new try.
        status, lines, err = self.batch()
        self.assertEqual(status, 0, err)
        self.assertEqual(sorted(line["state"] for line in lines.values()), ["done", "unchanged"])
        self.assertEqual(self.status()["buried"], [])

    def test_names_of_any_bytes(self):
        names = [b"\xff\xfe 100%.txt", b"a\nb.txt", "空 格\"'.txt".encode(), b"-o.txt"]
        for name in names:
            (self.store / "in" / os.fsdecode(name)).write_text("今天。\n", encoding="utf8")
        self.worker()
        status, _, err = self.batch()
        self.assertEqual(status, 0, err)
        made = {os.fsencode(path.name) for path in (self.store / "out").glob("*.mp3")}
        self.assertEqual(made, {name.replace(b".txt", b".mp3") for name in names})

    def test_a_queue_that_is_not_there(self):
        self.articles(1)
        port, = nats.free_ports(1)
        run = boyin("batch", "in", "-o", "out", "--queue", f"nats://127.0.0.1:{port}", cwd=self.store)
        self.assertEqual(run.returncode, 4)
        self.assertIn(str(port), run.err)


if __name__ == "__main__":
    main()
