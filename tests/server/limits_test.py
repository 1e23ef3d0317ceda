#!/usr/bin/env python3
"""What a caller may take of the service, whoever else is there: memory, places, time, disk, names."""
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

from service import BOYIN, Case, Service, main

HOST = b"Host: localhost\r\n"
# A sanitizer keeps 256 MB of what was freed, to find its later use: memory is measured without it.
SANITIZED = bool(os.environ.get("BOYIN_SANITIZED"))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def peak_mb(service):
    status = pathlib.Path(f"/proc/{service.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def processor_s(service):
    fields = pathlib.Path(f"/proc/{service.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def status(reply):
    return int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.1 ") else None


class Uploads(Case):
    def begin(self, size, sent=b""):
        s = socket.create_connection(("127.0.0.1", self.service.port), timeout=60)
        s.sendall(b"POST /v1/documents HTTP/1.1\r\n" + HOST + b"Content-Type: application/octet-stream\r\n"
                  b"X-Filename: a.txt\r\nContent-Length: %d\r\n\r\n" % size + sent)
        self.addCleanup(s.close)
        return s

    def test_announced_bodies_reserve_nothing(self):
        for _ in range(40):
            self.begin(32 << 20)
        reply = self.service.ask("POST", "/v1/documents", "好".encode(),
                                 {"Content-Type": "application/octet-stream", "X-Filename": "a.txt"})
        self.assertEqual(reply.status, 200, reply.body)

    def test_bodies_are_held_within_a_budget_until_their_work_ends(self):
        body = b"\x00\x01" * (8 << 20)
        before = peak_mb(self.service)

        def upload(statuses):
            s = self.begin(len(body))
            with contextlib.suppress(OSError):
                s.sendall(body)
                s.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                statuses.append(status(s.recv(1000)))

        statuses = []
        threads = [threading.Thread(target=upload, args=(statuses,)) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertLessEqual(set(statuses), {200, 400, 503, None})
        self.assertIn(503, statuses)
        # Half of 256 MB for one caller, and two that are being parsed, with what is sent back.
        if not SANITIZED:
            self.assertLess(peak_mb(self.service) - before, 128 + 2 * 100)

    def test_json_is_small_on_every_route(self):
        body = json.dumps({"input": "好" * 1_500_000}).encode()
        for path in (b"/v1/jobs", b"/v1/documents"):
            reply = self.service.raw(b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
                                     b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.assertEqual(status(reply), 413, path)


class Framing(Case):
    def test_what_follows_an_unknown_coding_is_no_second_request(self):
        for coding in (b"xchunked", b"identity", b"gzip, chunked", b"chunked, identity"):
            with self.subTest(coding):
                reply = self.service.raw(b"POST /process HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: " + coding
                                         + b"\r\n\r\nGET /healthz HTTP/1.1\r\n" + HOST + b"\r\n", seconds=3)
                self.assertIn(status(reply), (400, 501))
                self.assertEqual(reply.count(b"HTTP/1.1 "), 1, reply)


class Left(Case):
    TEXT = "2024年3月5日，增长3.5%，共12345人。" * 700

    def post(self, path):
        body = urllib.parse.urlencode({"text": self.TEXT}).encode() if path == "/proof" else json.dumps(
            {"text": self.TEXT}).encode()
        kind = FORM["Content-Type"] if path == "/proof" else "application/json"
        return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def test_work_ends_for_those_who_left(self):
        for path in ("/normalise", "/pinyin", "/proof"):
            with self.subTest(path):
                data = self.post(path)

                def ask():
                    with socket.create_connection(("127.0.0.1", self.service.port), timeout=300) as s:
                        s.sendall(data)
                        self.assertEqual(status(s.recv(1000)), 200)
                begin = processor_s(self.service)
                for _ in range(20):
                    ask()
                one = (processor_s(self.service) - begin) / 20
                begin = processor_s(self.service)
                left = [socket.create_connection(("127.0.0.1", self.service.port)) for _ in range(300)]
                for s in left:
                    s.sendall(data)
                for s in left:
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    s.close()
                ask()
                self.assertLess(processor_s(self.service) - begin, 300 * one / 2)


class Places(Case):
    arguments = ("--most-active", "8")

    def begin(self, source):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.settimeout(60)
        s.bind((source, 0))
        s.connect(("127.0.0.1", self.service.port))
        body = json.dumps({"model": "tts-1", "voice": "alloy", "input": "今天天气很好，大家都很高兴。" * 1000,
                           "response_format": "pcm"}).encode()
        s.sendall(b"POST /v1/audio/speech HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
                  b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.addCleanup(s.close)
        return status(s.recv(100))

    def test_one_caller_leaves_places_to_others(self):
        mine = [self.begin("127.0.0.1") for _ in range(4)]
        self.assertEqual(mine, [200, 200, 429, 429])
        self.assertEqual(self.begin("127.0.0.2"), 200)


class Gathered(Case):
    def test_a_whole_wav_is_not_held_in_memory(self):
        self.service.ask("POST", "/process", "INPUT_TEXT=" + urllib.parse.quote("你好。"), FORM)
        before = peak_mb(self.service)
        reply = self.service.ask("POST", "/process", "INPUT_TEXT=" + urllib.parse.quote("㎡" * 2000), FORM)
        self.assertEqual(reply.status, 200)
        self.assertEqual(struct.unpack("<I", reply.body[4:8])[0], len(reply.body) - 8)
        self.assertEqual(struct.unpack("<I", reply.body[40:44])[0], len(reply.body) - 44)
        self.assertGreater(len(reply.body), 40e6)
        if not SANITIZED:
            self.assertLess(peak_mb(self.service) - before, 40)


class Types(Case):
    def test_a_form_without_a_type_is_one_for_programs_only(self):
        body = "INPUT_TEXT=" + urllib.parse.quote("你好。")
        for headers, wanted in (({}, 200), (FORM, 200), ({"Content-Type": "text/plain"}, 415),
                                ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Origin": "http://evil.example"}, 403)):
            with self.subTest(headers):
                self.assertEqual(self.service.ask("POST", "/process", body, headers).status, wanted)
        path = "/process?" + body
        self.assertEqual(self.service.get(path).status, 200)
        self.assertEqual(self.service.get(path, {"Sec-Fetch-Site": "none"}).status, 200)
        self.assertEqual(self.service.get(path, {"Sec-Fetch-Site": "cross-site"}).status, 403)


class Voices(Case):
    @classmethod
    def setUpClass(cls):
        cls.models = tempfile.TemporaryDirectory()
        cls.service = Service(env={"BOYIN_MODELS": cls.models.name})

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.models.cleanup()

    def test_what_is_not_installed_is_marked_and_refused_with_the_mend(self):
        voices = {v["id"]: v for v in self.service.get("/v1/audio/voices").json["voices"]}
        missing = [name for name, voice in voices.items() if not voice["installed"]]
        self.assertTrue(missing)
        self.assertTrue(voices["anchor-f"]["installed"])
        page = self.service.get("/").body.decode()
        self.assertIn('value="anchor-f"', page)
        mary = self.service.get("/voices").body.decode()
        for name in missing:
            with self.subTest(name):
                self.assertNotIn(f'value="{name}"', page)
                self.assertNotIn(name + " ", mary)
                refused = self.service.ask("POST", "/v1/takes", {"takes": f'[[take]]\nsentence = "好。"\nvoice = "{name}"\n'})
                self.assertEqual(refused.status, 400)
                self.assertIn("boyin voices install", refused.json["error"]["message"])
                for reply in (self.service.speak("好。", voice=name),
                              self.service.ask("POST", "/v1/jobs", {"input": "好。", "voice": name})):
                    self.assertEqual(reply.status, 400)
                    self.assertIn("boyin voices install", reply.json["error"]["message"])
                    self.assertEqual(reply.json["error"]["param"], "voice")


class Behind(unittest.TestCase):
    """A reverse proxy: who its clients are."""

    def begin(self, *args):
        service = Service("--allow-host", "speech.example", *args)
        self.addCleanup(service.close)
        return service

    @staticmethod
    def of(address):
        return {"Host": "speech.example", "X-Forwarded-For": address}

    def test_a_named_proxy_tells_its_clients_apart(self):
        service = self.begin("--trust-proxy", "127.0.0.1")
        job = service.ask("POST", "/v1/jobs", {"input": "好。"}, self.of("192.0.2.1")).json["id"]
        mine = service.get("/v1/jobs", self.of("192.0.2.1")).json["data"]
        self.assertEqual([j["id"] for j in mine], [job])
        # What a client writes in front of its own address is not believed.
        for other in ("192.0.2.2", "192.0.2.1, 192.0.2.2", "nonsense, 192.0.2.2"):
            self.assertEqual(service.get("/v1/jobs", self.of(other)).json["data"], [], other)
        self.assertEqual(service.access()[-1]["peer"], "192.0.2.2")

    def test_behind_a_proxy_that_is_not_named_nobody_sees_the_jobs_of_all(self):
        service = self.begin()
        job = service.ask("POST", "/v1/jobs", {"input": "好。"}, self.of("192.0.2.1")).json["id"]
        for headers in (self.of("192.0.2.2"), {"Host": "speech.example"}, {"X-Real-IP": "192.0.2.2"}):
            with self.subTest(headers):
                reply = service.get("/v1/jobs", headers)
                self.assertEqual(reply.status, 403)
                self.assertIn("--trust-proxy", reply.json["error"]["message"])
        self.assertEqual(service.get(f"/v1/jobs/{job}", self.of("192.0.2.1")).status, 200)
        self.assertEqual(service.get("/v1/jobs").status, 200)

    def test_beyond_this_machine_keys_are_asked_for(self):
        run = subprocess.run([BOYIN, "serve", "--host", "0.0.0.0", "--port", "0"], capture_output=True, text=True,
                             timeout=60, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(run.returncode, 2)
        self.assertIn("--open", run.stderr)
        service = Service("--host", "0.0.0.0", "--open")
        self.addCleanup(service.close)
        self.assertEqual(service.get("/healthz").status, 200)


class WrongKeys(unittest.TestCase):
    def test_they_are_slowed_and_the_right_ones_elsewhere_are_not(self):
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as table:
            table.write(f"anna\t{hashlib.sha256(b'a').hexdigest()}\n")
            table.flush()
            service = Service("--keys", table.name)
            self.addCleanup(service.close)
            ask = lambda key: service.get("/v1/models", {"Authorization": "Bearer " + key})
            statuses = [ask(f"wrong{i}").status for i in range(30)]
            self.assertEqual(statuses[:10], [401] * 10)
            self.assertIn(429, statuses)
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60,
                                                    source_address=("127.0.0.2", 0))
            connection.request("GET", "/v1/models", headers={"Authorization": "Bearer a"})
            self.assertEqual(connection.getresponse().status, 200)
            connection.close()


class Kept(Case):
    arguments = ("--most-kept-mb", "1")

    def test_the_jobs_of_a_caller_have_so_much_disk(self):
        big = {"Content-Type": "application/octet-stream", "X-Filename": "a.txt"}
        first = self.service.ask("POST", "/v1/jobs", ("好。" * 100_000).encode(), big)
        self.assertEqual(first.status, 202)
        second = self.service.ask("POST", "/v1/jobs", ("好。" * 100_000).encode(), big)
        self.assertEqual(second.status, 429)
        self.assertEqual(second.json["error"]["code"], "too_many_bytes")
        self.service.ask("DELETE", f"/v1/jobs/{first.json['id']}")
        self.assertEqual(self.service.ask("POST", "/v1/jobs", {"input": "好。"}).status, 202)


class Faults(Case):
    def test_a_table_that_is_wrong_is_told_in_the_log(self):
        tables = self.service.path / "config/boyin/lexicon"
        tables.mkdir(parents=True, exist_ok=True)
        (tables / "own.tsv").write_text("播音\t播\tbo9\n", encoding="utf8")
        self.addCleanup((tables / "own.tsv").unlink)
        self.service.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 30
        while not any(line.get("event") == "readings_not_reloaded" for line in self.service.access()):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def test_readings_sent_at_once_are_all_in_force(self):
        words = [f"测试{c}" for c in "甲乙丙丁戊己庚辛"]

        def send(word):
            self.assertEqual(self.service.ask("POST", "/v1/lexicon", {"written": word, "spoken": "换了"}).status, 200)

        threads = [threading.Thread(target=send, args=(word,)) for word in words]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lines = self.service.ask("POST", "/normalise", {"text": "\n".join(words)}).json["lines"]
        self.assertEqual({line["spoken"] for line in lines}, {"换了"})


if __name__ == "__main__":
    main()
