#!/usr/bin/env python3
"""What no friend sends: malformed, oversized, slow, half-open. The right status, and it lives on."""
import io
import json
import os
import pathlib
import random
import signal
import socket
import time
import zipfile

from service import Case, Service, main

HOST = b"Host: localhost\r\n"
SANITIZED = bool(os.environ.get("BOYIN_SANITIZED"))


def post(path, body, headers=b"Content-Type: application/json\r\n"):
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + headers + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body


SPEECH = post(b"/v1/audio/speech", json.dumps({"model": "tts-1", "input": "你好。", "voice": "alloy"}).encode())


def status(reply):
    return int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.1 ") else None


class Hostile(Case):
    def gives(self, data, *wanted):
        # One who shuts his side still listens.
        reply = self.service.raw(data, seconds=10, close=True)
        self.assertIn(status(reply), wanted, reply[:200])
        return reply

    def tearDown(self):
        self.assertIsNone(self.service.process.poll())
        self.assertEqual(self.service.get("/healthz").status, 200)

    def test_malformed_heads(self):
        for data in [b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", b"GET /%zz HTTP/1.1\r\n" + HOST + b"\r\n",
                     b"GET /%00 HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n",
                     b"GET http://x/ HTTP/1.1\r\n" + HOST + b"\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                     b"GET / HTTP/1.1\r\nX: a\r\n b: c\x00\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n",
                     b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                     b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     b"GET / HTTP/1.1\r\n\r\n", b"CONNECT x:1 HTTP/1.1\r\n" + HOST + b"\r\n", b"\x16\x03\x01\x02\x00\x01\x00" * 20]:
            with self.subTest(data=data[:60]):
                self.gives(data, 400, 404, 405, 421, 505)

    def test_hosts_origins_and_methods(self):
        self.gives(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421)
        self.gives(SPEECH.replace(HOST, HOST + b"Origin: http://evil.example\r\n"), 403)
        self.gives(SPEECH.replace(HOST, HOST + b"Sec-Fetch-Site: cross-site\r\n"), 403)
        self.gives(b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", 405)
        self.gives(b"DELETE /v1/models HTTP/1.1\r\n" + HOST + b"\r\n", 405)
        self.gives(SPEECH.replace(b"application/json", b"text/plain"), 415)

    def test_too_much(self):
        self.gives(b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 20000 + b"\r\n\r\n", 431)
        self.gives(b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431)
        self.gives(post(b"/v1/audio/speech", b"x" * 1_100_000), 413)
        self.gives(b"POST /v1/documents HTTP/1.1\r\n" + HOST + b"Content-Type: application/octet-stream\r\n"
                   b"Content-Length: 99999999999\r\n\r\n", 413)
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        self.gives(b"POST /pinyin HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
                   b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 20, 413)
        self.gives(post(b"/v1/audio/speech", b"[" * 500_000), 400)
        self.gives(post(b"/v1/audio/speech", b'{"a":' * 100_000 + b"1" + b"}" * 100_000), 400)

    def test_text_that_is_none(self):
        body = lambda text: b'{"model":"tts-1","voice":"anchor-f","input":"' + text + b'"}'
        for text in [b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\xf8\x88\x80\x80\x80", b" \\n\\t"]:
            with self.subTest(text):
                self.gives(post(b"/v1/audio/speech", body(text)), 400)
        for text in ["<speak>&xxe;</speak>好", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>好", "\u202e好",
                     "a" * 3000, "1" * 3000, "（" * 3000 + "好", "好" * 3000]:
            with self.subTest(text[:20]):
                self.gives(post(b"/v1/audio/speech", body(json.dumps(text)[1:-1].encode())), 200)

    def test_paths_that_climb(self):
        for path in [b"/../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"//etc/passwd", b"/page.js/../../x", b"/v1/models/..%2f..%2f"]:
            reply = self.gives(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n", 404)
            self.assertNotIn(b"root:", reply)

    def test_header_injection_and_upgrade_junk(self):
        reply = self.gives(b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-Request-Id: a%0d%0aSet-Cookie: b\r\n\r\n", 200)
        self.assertNotIn(b"Set-Cookie", reply)
        reply = self.gives(b"GET /healthz HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
                           b"Sec-WebSocket-Key: x\r\n\r\n\x81\x85\x00\x00\x00\x00hello", 200)
        self.assertEqual(reply.count(b"HTTP/1.1 200"), 1)

    def test_pipelined_requests_are_answered_in_order(self):
        one = b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-Request-Id: r%d\r\n\r\n"
        reply = self.service.raw(b"".join(one % i for i in range(20)), seconds=2)
        ids = [line.split(b": ")[1] for line in reply.split(b"\r\n") if line.startswith(b"X-Request-Id")]
        self.assertEqual(ids, [b"r%d" % i for i in range(20)])

    def test_slow_and_half_open_connections_hold_nothing(self):
        before = self.service.descriptors()
        sockets = []
        for i in range(200):
            s = socket.create_connection(("127.0.0.1", self.service.port))
            s.sendall([b"", b"GET / HT", b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                       b"application/json\r\nContent-Length: 100\r\n\r\n{"][i % 3])
            sockets.append(s)
        reader = socket.create_connection(("127.0.0.1", self.service.port))
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.sendall(SPEECH.replace("你好。".encode(), ("今天天气好。" * 2).encode()))
        self.assertEqual(self.service.speak("你好。").status, 200)
        for s in [*sockets, reader]:
            s.close()
        end = time.monotonic() + 10
        while self.service.descriptors() > before + 2 and time.monotonic() < end:
            time.sleep(0.05)
        self.assertLessEqual(self.service.descriptors(), before + 2)

    def test_a_head_that_never_ends_is_broken_off(self):
        sockets = [socket.create_connection(("127.0.0.1", self.service.port), timeout=40) for _ in range(50)]
        for i, s in enumerate(sockets):
            s.sendall(b"GET /healthz HTTP/1.1\r\nX-%d: " % i)
        for s in sockets:
            self.assertEqual(status(s.recv(1000)), 408)
            s.close()

    def test_an_upload_that_explodes_is_refused(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", "零" * 100_000_000)
        entity = b'<?xml version="1.0"?><!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>'
        laughs = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
            b'<!ENTITY a%d "%s">' % (i, b"&a%s;" % (str(i - 1).encode() if i else b"") * 10) for i in range(9)) + b"]><speak>&a8;</speak>"
        for data, name in [(bomb.getvalue(), b"bomb.zip"), (entity, b"a.ssml"), (laughs, b"b.ssml"), (b"PK\x03\x04", b"a.epub")]:
            with self.subTest(name):
                reply = self.gives(post(b"/v1/documents", data, b"Content-Type: application/octet-stream\r\nX-Filename: " + name + b"\r\n"), 400)
                self.assertNotIn(b"root:", reply)

    def test_who_leaves_ends_his_work(self):
        text = "今天天气很好，大家都很高兴。" * 1200
        body = json.dumps({"model": "tts-1", "input": text, "voice": "alloy", "response_format": "wav"}).encode()
        for leave in ["at once", "after the first sound"]:
            s = socket.create_connection(("127.0.0.1", self.service.port))
            s.sendall(post(b"/v1/audio/speech", body))
            if leave == "after the first sound":
                s.recv(1000)
            s.close()
            end = time.monotonic() + (60 if SANITIZED else 10)
            # None for half a second: a reading of one who left at once may not have begun yet.
            quiet = 0
            while quiet < 25 and time.monotonic() < end:
                quiet = quiet + 1 if self.service.metric("boyin_active_readings") == 0 else 0
                time.sleep(0.02)
            self.assertEqual(quiet, 25, leave)

    def test_mutations(self):
        chance = random.Random(20261124)
        count = int(os.environ.get("BOYIN_MUTATIONS", "600"))
        seeds = [SPEECH, b"GET /process?INPUT_TEXT=%E4%BD%A0&VOICE=clear HTTP/1.1\r\n" + HOST + b"\r\n",
                 post(b"/pinyin", '{"text":"重庆银行"}'.encode()), b"GET / HTTP/1.1\r\n" + HOST + b"Range: bytes=0-9\r\n\r\n"]
        for i in range(count):
            data = bytearray(chance.choice(seeds))
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(data))
                kind = chance.randrange(4)
                if kind == 0:
                    data[at] = chance.randrange(256)
                elif kind == 1:
                    del data[at:at + chance.randint(1, 20)]
                elif kind == 2:
                    data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
                else:
                    data[at:at] = data[at:at + chance.randint(1, 40)]
                if not data:
                    break
            reply = self.service.raw(bytes(data), seconds=20, close=True)
            if reply:
                self.assertIsNotNone(status(reply), (bytes(data), reply[:100]))
                self.assertNotEqual(status(reply), 500, (bytes(data), reply[:300]))
        self.assertIsNone(self.service.process.poll())


class Engines(Case):
    def test_killed_workers_fail_no_request(self):
        def workers():
            mine = []
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    line = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
                    parent = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
                except OSError:
                    continue
                if b"boyin-engine" in line and parent == self.service.process.pid:
                    mine.append(int(pid))
            return mine
        whole = self.service.speak("今天天气很好，大家都很高兴。" * 20, response_format="pcm").body
        for _ in range(6):
            for pid in workers():
                os.kill(pid, signal.SIGKILL)
            reply = self.service.speak("今天天气很好，大家都很高兴。" * 20, response_format="pcm")
            self.assertEqual(reply.status, 200)
            self.assertEqual(reply.body, whole)
        self.assertGreater(self.service.metric("boyin_engine_restarts"), 0)


class Ending(Case):
    def test_sigterm_lets_a_reading_end(self):
        service = Service()
        s = socket.create_connection(("127.0.0.1", service.port))
        idle = socket.create_connection(("127.0.0.1", service.port))
        s.sendall(post(b"/v1/audio/speech", json.dumps(
            {"model": "tts-1", "input": "今天天气很好，大家都很高兴。" * (6 if SANITIZED else 30), "voice": "alloy"}).encode()))
        got = s.recv(1000)
        service.process.send_signal(signal.SIGTERM)
        while piece := s.recv(65536):
            got += piece
        self.assertTrue(got.endswith(b"0\r\n\r\n"))
        self.assertEqual(service.process.wait(20), 0)
        idle.close()
        s.close()
        service.process.stderr.close()
        service.close()


main()
