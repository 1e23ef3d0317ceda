"""What the tests of the service share: start it, talk to it, look at what it says."""
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOYIN = os.environ["BOYIN_BINARY"]
SEED = (ROOT / "seeds" / "yancheng-2017-02.txt").read_text(encoding="utf8")


class Service:
    """boyin serve on a port of its own, with a folder of its own."""

    def __init__(self, *args, env=None):
        self.folder = tempfile.TemporaryDirectory(prefix="boyin-service-")
        self.path = pathlib.Path(self.folder.name)
        self.args = args
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": str(self.path / "state"),
                    "XDG_CONFIG_HOME": str(self.path / "config"), **(env or {})}
        try:
            self.start()
        except (OSError, RuntimeError):
            self.close()
            raise

    def start(self):
        self.log = open(self.path / "access.log", "ab")
        self.process = subprocess.Popen([BOYIN, "serve", "--port", "0", *map(str, self.args)],
                                        stdout=self.log, stderr=subprocess.PIPE, env=self.env)
        told = ""
        while not (found := re.search(r"http://[^/]*:(\d+)/", told)):  # warnings may stand before it
            line = self.process.stderr.readline().decode()
            if not line:
                raise RuntimeError(told)
            told += line
        self.port = int(found.group(1))
        self.wait("/readyz", 200)

    def has_ended(self, seconds=2):
        """Whether the process is gone, or is about to be."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.poll() is not None

    def wait(self, path, status, seconds=60):
        end = time.monotonic() + seconds
        while self.get(path).status != status:
            if time.monotonic() > end:
                raise RuntimeError(f"{path} never gave {status}")
            time.sleep(0.02)

    def ask(self, method, path, body=None, headers=None, timeout=120):
        """The reply, with its body in .body and, where it is JSON, in .json."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        reply.body = reply.read()
        connection.close()
        reply.json = None
        if (reply.headers["Content-Type"] or "").startswith("application/json") and reply.body:
            reply.json = json.loads(reply.body)
        return reply

    def get(self, path, headers=None):
        return self.ask("GET", path, headers=headers)

    def speak(self, text, **more):
        return self.ask("POST", "/v1/audio/speech",
                        {"model": "tts-1", "input": text, "voice": "alloy", **more})

    def raw(self, data, seconds=10, close=False):
        """Sends bytes as they are; all that comes back until the other side closes or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as s:
            with contextlib.suppress(OSError):  # it may have answered and gone already
                s.sendall(data)
                if close:
                    s.shutdown(socket.SHUT_WR)
            got = b""
            with contextlib.suppress(TimeoutError, ConnectionError):
                while piece := s.recv(65536):
                    got += piece
            return got

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def metric(self, name):
        for line in self.get("/metrics").body.decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        return None

    def access(self):
        return [json.loads(line) for line in (self.path / "access.log").read_text().splitlines()]

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        status = self.process.wait(60)
        self.process.stderr.close()
        self.log.close()
        return status

    def close(self):
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)
        for _ in range(100):  # its children end a moment after it
            with contextlib.suppress(OSError):
                self.folder.cleanup()
                return
            time.sleep(0.05)


class Case(unittest.TestCase):
    """Tests that share one service."""
    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.service = Service(*cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.service.close()

    def probe(self, data, suffix):
        """Seconds and codec of sound, as FFmpeg decodes it."""
        path = self.service.path / ("sound." + suffix)
        path.write_bytes(data)
        run = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-f", "null", "-"],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        hours, minutes, seconds = re.findall(r"time=(\d+):(\d+):([\d.]+)", run.stderr)[-1]
        codec = re.search(r"Audio: (\w+)", run.stderr).group(1)
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds), codec


def main():
    unittest.main(argv=[sys.argv[0], "-v"])
