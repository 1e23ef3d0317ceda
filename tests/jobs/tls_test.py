#!/usr/bin/env python3
"""A batch and its worker through a nats-server that speaks TLS alone and asks both for certificates."""
import shutil
import signal
import subprocess
import sys

import nats

nats.need_server()
OPENSSL = shutil.which("openssl")
if OPENSSL is None:
    print("openssl is not installed: skipped")
    sys.exit(77)
from boyin import BOYIN, Case, boyin, main  # noqa: E402


class Papers:
    """An authority, and certificates that it has signed."""

    def __init__(self, folder, name):
        self.folder = folder
        self.name = name
        self.ca = folder / f"{name}.pem"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", self.ca)

    def openssl(self, *args):
        subprocess.run([OPENSSL, *args], cwd=self.folder, check=True, capture_output=True)

    def sign(self, who):
        """The certificate and its key."""
        stem = f"{self.name}-{who}"
        (self.folder / f"{stem}.ext").write_text("subjectAltName = DNS:localhost, IP:127.0.0.1\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-subj", f"/CN={who}", "-keyout", f"{stem}.key", "-out", f"{stem}.csr")
        self.openssl("x509", "-req", "-in", f"{stem}.csr", "-CA", self.ca, "-CAkey", f"{self.name}.key",
                     "-CAcreateserial", "-days", "2", "-extfile", f"{stem}.ext", "-out", f"{stem}.pem")
        return self.folder / f"{stem}.pem", self.folder / f"{stem}.key"


class Tls(Case):
    def setUp(self):
        super().setUp()
        self.papers = Papers(self.folder, "station")
        certificate, key = self.papers.sign("server")
        self.cluster = nats.Cluster(
            self.folder, extra=f'tls {{ cert_file: "{certificate}", key_file: "{key}", '
                               f'ca_file: "{self.papers.ca}", verify: true, timeout: 5 }}')
        self.addCleanup(self.cluster.stop)
        self.url = self.cluster.url.replace("nats://", "tls://")
        self.store = self.folder / "store"
        (self.store / "in").mkdir(parents=True)
        for i in range(3):
            (self.store / f"in/n{i}.txt").write_text(f"这是第{i}条消息。\n", encoding="utf8")
        self.client = self.papers.sign("client")

    def queue(self, ca=None, client=None):
        certificate, key = client or self.client
        return ["--queue", self.url, "--queue-ca", ca or self.papers.ca, "--queue-cert", certificate,
                "--queue-key", key]

    def test_a_batch_through_tls(self):
        worker = subprocess.Popen([BOYIN, "worker", *self.queue(), "--store", self.store, "--jobs", "1"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (worker.kill(), worker.wait(), worker.stderr.close()))
        run = boyin("batch", "in", "-o", "out", *self.queue(), "--reconcile", "1", cwd=self.store)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertEqual(sorted(p.name for p in (self.store / "out").glob("*.mp3")),
                         ["n0.mp3", "n1.mp3", "n2.mp3"])
        status = boyin("queue", "status", *self.queue())
        self.assertEqual(status.returncode, 0, status.err)
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(worker.wait(timeout=60), 0)

    def test_whoever_cannot_be_trusted_is_refused(self):
        stranger = Papers(self.folder, "stranger")
        port = self.cluster.nodes[0].port
        cases = {
            "an authority that did not sign the server": self.queue(ca=stranger.ca),
            "a client of another authority": self.queue(client=stranger.sign("client")),
            "no certificate": ["--queue", self.url, "--queue-ca", self.papers.ca],
            "no TLS": ["--queue", f"nats://127.0.0.1:{port}"],
        }
        for what, options in cases.items():
            with self.subTest(what):
                run = boyin("batch", "in", "-o", "out", *options, cwd=self.store, timeout=60)
                self.assertEqual(run.returncode, 4, run.err)
                self.assertIn(str(port), run.err)
                self.assertEqual(list((self.store / "out").glob("*.mp3")), [])

    def test_papers_that_cannot_be_read(self):
        missing = self.folder / "missing.pem"
        for options in (self.queue(ca=missing), self.queue(client=(missing, self.client[1])),
                        self.queue(client=(self.client[0], missing))):
            run = boyin("queue", "status", *options, timeout=60)
            self.assertEqual(run.returncode, 3, run.err)
            self.assertIn("missing.pem", run.err)


main()
