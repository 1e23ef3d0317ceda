#!/usr/bin/env python3
"""Jobs of the service made by workers of a cluster, joined by a real nats-server."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "jobs"))
import nats  # noqa: E402

nats.need_server()
from jobs_test import NEWS, finish, upload  # noqa: E402
from service import BOYIN, Service, main  # noqa: E402


class Queue(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="boyin-queue-")
        self.addCleanup(folder.cleanup)
        self.store = pathlib.Path(folder.name) / "store"
        self.store.mkdir()
        self.cluster = nats.Cluster(folder.name)
        self.addCleanup(self.cluster.stop)
        self.service = Service("--queue", self.cluster.url, "--store", self.store, "--folder",
                               self.store / "service", "--jobs-at-once", "2")
        self.addCleanup(self.service.close)

    def worker(self, *args):
        run = subprocess.Popen([BOYIN, "worker", "--queue", self.cluster.url, "--store", self.store, "--jobs", "1",
                                "--lease", "3", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (run.kill(), run.wait(), run.stdout.close(), run.stderr.close()))
        return run

    def waiting(self):
        run = subprocess.run([BOYIN, "queue", "status", "--queue", self.cluster.url, "--json"],
                             capture_output=True, text=True, check=True)
        return sum(e["waiting"] + e["at_work"] for e in json.loads(run.stdout)["engines"])

    def until(self, true, what):
        end = time.monotonic() + 120
        while not true():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    def test_workers_make_what_the_service_would_make_itself(self):
        self.worker()
        local = Service()
        self.addCleanup(local.close)
        jobs = [finish(s, upload(s, NEWS.encode(), "晨报.md", "?title=%E6%97%A9%E9%97%B4").json["id"]) for s in (self.service, local)]
        for job in jobs:
            self.assertEqual(job["status"], "done", job)
        ours, theirs = jobs
        self.assertEqual([f["name"] for f in ours["files"]], [f["name"] for f in theirs["files"]])
        for key in ("characters", "sentences", "doubts", "title"):
            self.assertEqual(ours[key], theirs[key], key)
        self.assertAlmostEqual(ours["duration_s"], theirs["duration_s"], places=3)
        for name in (".vtt", ".txt", ".chapters.json"):
            files = [next(f["url"] for f in job["files"] if f["name"].endswith(name)) for job in jobs]
            self.assertEqual(self.service.get(files[0]).body, local.get(files[1]).body, name)
        text = self.service.ask("POST", "/v1/jobs", {"input": "<b>不是网页</b>，是文字。"}).json["id"]
        self.assertEqual(finish(self.service, text)["status"], "done")
        self.assertEqual(list((self.store / "service" / text / ".boyin/results").iterdir()), [])

    def test_the_service_may_be_killed_and_the_job_is_taken_in_later(self):
        job = self.service.ask("POST", "/v1/jobs", {"input": NEWS}).json["id"]
        self.until(lambda: self.waiting() == 1, "it waits for a worker")
        self.service.stop(9)
        self.worker()
        results = self.store / "service" / job / ".boyin/results"
        self.until(lambda: any(results.glob("*.json")), "a worker has made it")
        self.service.start()
        self.assertEqual(finish(self.service, job)["status"], "done")

    def test_what_is_cancelled_leaves_the_queue(self):
        job = self.service.ask("POST", "/v1/jobs", {"input": NEWS}).json["id"]
        self.until(lambda: self.waiting() == 1, "it waits for a worker")
        self.assertEqual(self.service.ask("POST", f"/v1/jobs/{job}/cancel").json["status"], "cancelled")
        self.until(lambda: self.waiting() == 0, "it waits no longer")

    def test_a_folder_that_the_workers_cannot_see_is_refused(self):
        run = subprocess.run([BOYIN, "serve", "--port", "0", "--queue", self.cluster.url, "--store", self.store,
                              "--folder", self.store.parent / "elsewhere"], capture_output=True, text=True,
                             env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(run.returncode, 2, run.stderr)
        self.assertIn("--store", run.stderr)


if __name__ == "__main__":
    main()
