#!/usr/bin/env python3
"""Wyoming beside HTTP: what Home Assistant's own client hears, what strangers may not do, how it ends."""
import asyncio
import contextlib
import hashlib
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

from service import BOYIN, Service, main

sys.path.insert(0, os.environ.get("BOYIN_PYTHON_MODULES", ""))
try:
    from wyoming.audio import AudioChunk, AudioStart, AudioStop
    from wyoming.client import AsyncTcpClient
    from wyoming.error import Error
    from wyoming.info import Describe, Info
    from wyoming.ping import Ping, Pong
    from wyoming.tts import (Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped,
                             SynthesizeVoice)
except ImportError:
    AsyncTcpClient = None

TEXT = "各位听众，早上好。今天天气很好。大家都很高兴。"


class Talking(Service):
    """With the port of Wyoming in .wyoming."""

    def __init__(self, *args):
        super().__init__("--voice", "anchor-f", "--wyoming", "0", *args)

    def start(self):
        super().start()
        line = self.process.stderr.readline().decode()
        self.wyoming = int(re.search(r"tcp://[^/]*:(\d+)", line).group(1))

    def connect(self, seconds=20):
        return socket.create_connection(("127.0.0.1", self.wyoming), timeout=seconds)

    def send(self, data, seconds=20):
        """All that comes back to a client that sends this and no more, until the service closes the connection."""
        with self.connect(seconds) as s:
            got = b""
            with contextlib.suppress(ConnectionError):
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
                while piece := s.recv(65536):
                    got += piece
            return got


def event(kind, **data):
    return json.dumps({"type": kind, "data": data}).encode() + b"\n"


@unittest.skipIf(AsyncTcpClient is None, "no package wyoming: run tests/server/install.sh BUILD-FOLDER")
class Client(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Talking()

    @classmethod
    def tearDownClass(cls):
        cls.service.close()

    def talk(self, *events, until=()):
        """What the client reads after it has sent `events`, up to one of the kinds in `until`."""
        async def run():
            async with AsyncTcpClient("127.0.0.1", self.service.wyoming) as client:
                for one in events:
                    await client.write_event(one.event())
                got = []
                while (heard := await asyncio.wait_for(client.read_event(), 120)) is not None:
                    got.append(heard)
                    if any(kind.is_type(heard.type) for kind in until):
                        break
                return got
        return asyncio.run(run())

    def sound(self, events):
        chunks = [AudioChunk.from_event(e) for e in events if AudioChunk.is_type(e.type)]
        self.assertEqual({(c.rate, c.width, c.channels) for c in chunks}, {(24000, 2, 1)})
        return b"".join(c.audio for c in chunks)

    def test_it_says_what_it_is(self):
        info = Info.from_event(self.talk(Describe(), until=(Info,))[-1])
        (program,) = info.tts
        self.assertTrue(program.installed and program.supports_synthesize_streaming)
        voices = {voice.name: voice for voice in program.voices}
        self.assertIn("anchor-f", voices)
        self.assertIn("zh-CN", voices["anchor-f"].languages)
        pong = Pong.from_event(self.talk(Ping("a\"b"), until=(Pong,))[-1])
        self.assertEqual(pong.text, "a\"b")

    def test_a_text_is_spoken_as_over_http(self):
        events = self.talk(Synthesize(TEXT, voice=SynthesizeVoice(name="anchor-m")), until=(AudioStop,))
        self.assertTrue(AudioStart.is_type(events[0].type))
        self.assertTrue(AudioStop.is_type(events[-1].type))
        start = AudioStart.from_event(events[0])
        self.assertEqual((start.rate, start.width, start.channels), (24000, 2, 1))
        whole = self.service.speak(TEXT, voice="anchor-m", response_format="pcm").body
        self.assertEqual(self.sound(events), whole)

    def test_a_text_still_being_written_is_spoken_sentence_by_sentence(self):
        async def run():
            async with AsyncTcpClient("127.0.0.1", self.service.wyoming) as client:
                await client.write_event(SynthesizeStart(voice=SynthesizeVoice(name="anchor-f")).event())
                for piece in ("各位听", "众，早上好。今天", "天气"):
                    await client.write_event(SynthesizeChunk(piece).event())
                # The first sentence is heard before the rest is written.
                heard = [await asyncio.wait_for(client.read_event(), 120) for _ in range(2)]
                self.assertTrue(AudioStart.is_type(heard[0].type) and AudioChunk.is_type(heard[1].type))
                await client.write_event(SynthesizeChunk("很好。").event())
                await client.write_event(Synthesize("各位听众，早上好。今天天气很好。").event())  # for others, not for us
                await client.write_event(SynthesizeStop().event())
                while not SynthesizeStopped.is_type((heard := heard + [await asyncio.wait_for(client.read_event(), 120)])[-1].type):
                    pass
                return heard
        events = asyncio.run(run())
        self.assertEqual([e.type for e in events if e.type != "audio-chunk"], ["audio-start", "audio-stop", "synthesize-stopped"])
        whole = self.service.speak("各位听众，早上好。今天天气很好。", voice="anchor-f", response_format="pcm").body
        self.assertAlmostEqual(len(self.sound(events)) / len(whole), 1, delta=0.15)

    def test_several_texts_on_one_connection(self):
        async def run():
            async with AsyncTcpClient("127.0.0.1", self.service.wyoming) as client:
                for _ in range(2):
                    await client.write_event(Synthesize("你好。").event())
                stops = 0
                while stops < 2:
                    stops += AudioStop.is_type((await asyncio.wait_for(client.read_event(), 120)).type)
        asyncio.run(run())

    def test_what_cannot_be_is_an_error_and_the_end(self):
        for asked, told in [(Synthesize("你好", voice=SynthesizeVoice(name="nobody")), "no voice"),
                            (Synthesize("好" * 20001), "20000 may be spoken"),
                            (Synthesize("<speak>好</speak>", text_format="ssml"), "plain text")]:
            events = self.talk(asked)
            self.assertEqual(len(events), 1)
            self.assertIn(told, Error.from_event(events[0]).text)
        events = self.talk(SynthesizeStart(), *[SynthesizeChunk("好" * 5000)] * 5)
        self.assertIn("too long", Error.from_event(events[-1]).text)


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Talking()

    @classmethod
    def tearDownClass(cls):
        cls.service.close()

    def alive(self):
        self.assertIn(b'"audio-stop"', self.service.send(event("synthesize", text="你好。")))

    def test_what_is_no_event_ends_the_connection(self):
        for data in [b"\x00" * 100 + b"\n", b"[]\n", b"{}\n", b'{"type":7}\n', b'{"type":"describe","data":7,"data_length":2}\n{}',
                     b'{"type":"describe","data_length":-1}\n', b'{"type":"describe","data_length":1e9}\n', b'{"type":"x","data_length":99999999}\n',
                     b'{"type":"x","data_length":4}\n[[[[', b"[" * 300_000, b"x" * 300_000, b'{"type":"x","payload_length":99999999}\n',
                     b"POST / HTTP/1.1\r\nHost: a\r\n\r\n" + event("synthesize", text="你好。")]:
            with self.subTest(data[:40]):
                got = self.service.send(data)
                self.assertEqual(json.loads(got.split(b"\n")[0] or b'{"type":"error"}')["type"], "error")
                self.assertNotIn(b"audio", got)
        self.alive()

    def test_odd_fields_are_no_text(self):
        got = self.service.send(event("synthesize", text=7) + event("unknown"))
        self.assertIn(b'"audio-stop"', got)
        self.assertNotIn(b"audio-chunk", got)
        self.alive()

    def test_one_address_has_so_many_connections(self):
        many = [self.service.connect() for _ in range(16)]
        try:
            for s in many:  # each is taken
                s.sendall(event("ping"))
                self.assertTrue(s.recv(100))
            with self.service.connect() as one:
                with contextlib.suppress(ConnectionError):
                    one.sendall(event("ping"))
                    self.assertEqual(one.recv(100), b"")
        finally:
            for s in many:
                s.close()
        time.sleep(0.2)
        self.alive()

    def test_who_leaves_costs_no_more(self):
        for _ in range(5):
            with self.service.connect() as s:
                s.sendall(event("synthesize", text=TEXT * 300))
                s.recv(1000)
        end = time.monotonic() + 60
        while self.service.metric("boyin_active_readings") > 0:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)

    def test_who_listens_slowly_costs_little(self):
        with self.service.connect() as s:
            s.sendall(event("synthesize", text=TEXT * 300))
            s.recv(1000)
            time.sleep(2)
            memory = int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.service.process.pid}/status").read_text()).group(1))
            self.assertLess(memory, 400_000)

    def test_the_log_says_so_without_words(self):
        self.alive()
        end = time.monotonic() + 10
        while not (told := [line for line in self.service.access() if line.get("method") == "WYOMING" and line["status"] == 200]):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        self.assertEqual(told[0]["peer"], "127.0.0.1")
        self.assertNotIn("你好", (self.service.path / "access.log").read_text())


class Rules(unittest.TestCase):
    def run_serve(self, *args):
        run = subprocess.run([BOYIN, "serve", "--port", "0", "--wyoming", "0", *map(str, args)], capture_output=True, text=True,
                             timeout=60, env={**os.environ, "LC_ALL": "C.UTF-8"})
        return run.returncode, run.stderr

    def test_beside_keys_it_must_be_meant(self):
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as keys:
            keys.write(f"anna\t{hashlib.sha256(b'a').hexdigest()}\t0\t0\n")
            keys.flush()
            status, told = self.run_serve("--keys", keys.name)
        self.assertEqual(status, 2)
        self.assertIn("--open", told)

    def test_beyond_this_machine_it_must_be_meant(self):
        status, told = self.run_serve("--host", "0.0.0.0")
        self.assertEqual(status, 2)
        self.assertIn("--open", told)

    def test_what_has_begun_is_done_when_the_service_ends(self):
        service = Talking()
        self.addCleanup(service.close)
        with service.connect(60) as s, service.connect() as idle:
            idle.sendall(event("ping"))
            idle.recv(100)
            s.sendall(event("synthesize", text=TEXT))
            got = s.recv(1000)
            service.process.send_signal(signal.SIGTERM)
            while piece := s.recv(65536):
                got += piece
            self.assertIn(b'"audio-stop"', got)
        self.assertEqual(service.process.wait(40), 0)


if __name__ == "__main__":
    main()
