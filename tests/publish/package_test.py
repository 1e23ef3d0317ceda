#!/usr/bin/env python3
"""A bundle in the eyes of others: epubcheck, FFmpeg's subtitle readers, a server for the linter."""
import functools
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

BOYIN = sys.argv[1]
ARTICLE = ("# 早间要闻\n\n今天是6·23一周年，全市生产总值增长3.5%，比上年同期高出0.8个百分点，"
           "增速居全省第一位。AT&T 与 <WTO> 达成协议。\n\n## 天气\n\n明天多云，气温18℃到25℃。\n")
CONFIG = """title = "早间新闻"
link = "http://localhost/"
feed_url = "http://localhost/show/feed.xml"
description = "每天六点"
author = "测试台"
image = "one.jpg"
category = "News"
"""


class Ranged(http.server.SimpleHTTPRequestHandler):
    """Answers the first byte to who asks for it; the plain server of Python never does."""

    def do_GET(self):
        if self.headers.get("Range") == "bytes=0-0":
            self.send_response(206)
            self.send_header("Content-Length", "1")
            self.end_headers()
            self.wfile.write(b"x")
        else:
            super().do_GET()

    def log_message(self, *_):
        pass


class Plain(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def boyin(*args):
    return subprocess.run([BOYIN, *map(str, args)], capture_output=True, text=True)


def subtitles(path):
    """The packets as FFmpeg reads them: start, duration."""
    run = subprocess.run(["ffprobe", "-v", "error", "-show_packets", "-of", "json", str(path)],
                         capture_output=True, check=True, text=True)
    return [(float(p["pts_time"]), float(p["duration_time"])) for p in json.loads(run.stdout)["packets"]]


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="boyin-package-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "one.md").write_text(ARTICLE, encoding="utf8")
        (cls.folder / "feed.toml").write_text(CONFIG, encoding="utf8")
        cls.show = cls.folder / "show"
        run = boyin("speak", cls.folder / "one.md", "-o", f"{cls.show}/", "--bundle")
        assert run.returncode == 0, run.stderr
        cls.bulletin = cls.folder / "bulletin"
        rundown = pathlib.Path(__file__).parent.parent / "web/bulletin.toml"
        run = boyin("bulletin", rundown, "-o", cls.bulletin, "--date", "2017-02-03", "--bundle", "--cover", "auto")
        assert run.returncode == 0, run.stderr
        run = boyin("feed", cls.show, "--config", cls.folder / "feed.toml")
        assert run.returncode == 0, run.stderr

    def lint(self, *args):
        run = boyin("feed", "lint", self.show, "--json", *args)
        return run.returncode, [json.loads(line)["rule"] for line in run.stdout.splitlines()]

    def serve(self, handler):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                 functools.partial(handler, directory=self.show))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}/"

    def test_book_passes_epubcheck(self):
        jar = pathlib.Path("/usr/bin/epubcheck")
        if not jar.exists() or not shutil.which("java"):
            self.skipTest("no epubcheck")
        for book in (self.show / "one.epub", *self.bulletin.glob("*.epub")):
            with self.subTest(book=book.name):
                run = subprocess.run(["java", "-jar", jar, "--failonwarnings", book],
                                     capture_output=True, text=True)
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                self.assertIn("No errors or warnings detected", run.stdout + run.stderr)
        self.assertEqual(len(list(self.bulletin.glob("*.epub"))), 1)

    def test_subtitles_are_read_by_ffmpeg(self):
        vtt, srt = (subtitles(self.show / f"one.{ext}") for ext in ("vtt", "srt"))
        self.assertEqual(vtt, srt)
        self.assertGreater(len(vtt), 3)
        for (begin, length), (after, _) in zip(vtt, vtt[1:]):
            self.assertGreater(length, 0)
            self.assertLessEqual(begin + length, after + 1e-6)
        text = (self.show / "one.vtt").read_text(encoding="utf8")
        self.assertIn("AT&amp;T", text)
        self.assertIn("6·23", text)

    def test_feed_is_clean_and_stays_the_same(self):
        self.assertEqual(self.lint(), (0, []))
        old = self.folder / "old.xml"
        shutil.copy(self.show / "feed.xml", old)
        self.assertEqual(boyin("feed", self.show, "--config", self.folder / "feed.toml").returncode, 0)
        self.assertEqual(old.read_bytes(), (self.show / "feed.xml").read_bytes())
        self.assertEqual(self.lint("--previous", old), (0, []))

    def test_servers_are_asked(self):
        self.assertEqual(self.lint("--base-url", self.serve(Ranged)), (0, []))
        self.assertEqual(self.lint("--base-url", self.serve(Plain)), (3, ["server-ranges"]))
        self.assertEqual(self.lint("--base-url", self.serve(Plain) + "elsewhere/"), (3, ["server-head"]))
        self.assertEqual(self.lint("--base-url", "http://127.0.0.1:1/"), (3, ["server-head"]))

    def test_a_feed_that_cannot_be(self):
        run = boyin("feed", self.show)
        self.assertEqual(run.returncode, 2)
        run = boyin("feed", self.folder / "none", "--config", self.folder / "feed.toml")
        self.assertEqual(run.returncode, 3)
        self.assertIn("none", run.stderr)


if not shutil.which("ffprobe"):
    sys.exit(77)
unittest.main(argv=[sys.argv[0], "-v"])
