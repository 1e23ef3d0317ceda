#!/usr/bin/env python3
"""The configuration of nginx in docs/service.md, as printed: TLS outside, sound as it is made."""
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import unittest

from service import ROOT, SEED, Service

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
if not os.path.exists(NGINX) or not shutil.which("openssl"):
    print("skipped: nginx or openssl is not installed")
    sys.exit(77)


class Proxy(unittest.TestCase):
    def setUp(self):
        self.service = Service("--allow-host", "speech.example", "--trust-proxy", "127.0.0.1")
        self.addCleanup(self.service.close)
        folder = self.service.path
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=speech.example", "-addext", "subjectAltName=DNS:speech.example", "-keyout",
                        folder / "speech.key", "-out", folder / "speech.pem"], check=True, capture_output=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        page = (ROOT / "docs" / "service.md").read_text(encoding="utf8")
        server = re.search(r"```nginx\n(.*?)```", page, re.S).group(1)
        server = server.replace("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl")
        server = server.replace("/etc/ssl/", f"{folder}/").replace("127.0.0.1:8080", f"127.0.0.1:{self.service.port}")
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\n"
                                           f"error_log {folder}/error.log;\nevents {{}}\n"
                                           f"http {{\naccess_log off;\n{temporary}{server}}}\n")
        self.nginx = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"],
                                      stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (self.nginx.terminate(), self.nginx.wait()))
        self.context = ssl.create_default_context(cafile=folder / "speech.pem")
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        self.fail((folder / "error.log").read_text())

    def connect(self):
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection = http.client.HTTPSConnection("speech.example", timeout=60)
        connection.sock = self.context.wrap_socket(raw, server_hostname="speech.example")
        return connection

    def test_the_page_and_the_api(self):
        for path, kind in (("/", "text/html"), ("/v1/models", "application/json"), ("/healthz", "")):
            connection = self.connect()
            connection.request("GET", path)
            reply = connection.getresponse()
            self.assertEqual(reply.status, 200, path)
            self.assertTrue((reply.headers["Content-Type"] or "").startswith(kind), path)
            connection.close()

    def test_sound_comes_while_it_is_made(self):
        connection = self.connect()
        body = json.dumps({"model": "tts-1", "voice": "alloy", "input": SEED * 5, "response_format": "mp3"})
        connection.request("POST", "/v1/audio/speech", body.encode(), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "audio/mpeg"))
        self.assertGreater(len(reply.read(4096)), 1000)
        # Half an hour of speech is not finished yet.
        active = self.service.get("/metrics").body.decode()
        self.assertIn("boyin_active_readings 1\n", active)
        connection.close()

    def test_events_come_one_by_one(self):
        connection = self.connect()
        body = json.dumps({"model": "tts-1", "voice": "alloy", "input": SEED * 5, "stream_format": "sse"})
        connection.request("POST", "/v1/audio/speech", body.encode(), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        self.assertTrue(reply.headers["Content-Type"].startswith("text/event-stream"))
        event = json.loads(reply.readline().removeprefix(b"data: "))
        self.assertEqual(event["type"], "speech.audio.delta")
        self.assertIn("boyin_active_readings 1\n", self.service.get("/metrics").body.decode())
        connection.close()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
