#!/usr/bin/env python3
"""Finished episodes: the feed, its files in whole and in parts, and the linter that asks the server."""
import http.client
import pathlib
import subprocess
import tempfile
import urllib.parse

from service import BOYIN, Case, Service, main

FEED = '''title = "早间新闻"
link = "https://news.example/"
feed_url = "http://127.0.0.1/feed.xml"
media_url = "http://127.0.0.1/episodes/"
description = "每天的新闻。"
author = "测试台"
email = "radio@news.example"
image = "第一集.jpg"
category = ["News", "Daily News"]
'''


class Episodes(Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="boyin-episodes-")
        cls.path = pathlib.Path(cls.folder.name)
        show = cls.path / "show"
        for name, text in [("第一集", "各位听众，早上好。"), ("second", "今天多云。")]:
            (cls.path / f"{name}.txt").write_text(text, encoding="utf8")
            subprocess.run([BOYIN, "speak", cls.path / f"{name}.txt", "-o", f"{show}/", "--bundle"],
                           check=True, capture_output=True)
        (cls.path / "feed.toml").write_text(FEED, encoding="utf8")
        subprocess.run([BOYIN, "feed", show, "--config", cls.path / "feed.toml"], check=True, capture_output=True)
        cls.service = Service("--episodes", show)
        cls.show = show

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def url(self, name):
        return "/episodes/" + urllib.parse.quote(name)

    def test_the_feed_and_every_file(self):
        feed = self.service.get("/feed.xml")
        self.assertEqual(feed.headers["Content-Type"], "application/rss+xml; charset=utf-8")
        self.assertEqual(feed.body, (self.show / "feed.xml").read_bytes())
        for file in self.show.iterdir():
            reply = self.service.get(self.url(file.name))
            self.assertEqual((reply.status, reply.body), (200, file.read_bytes()), file.name)
            head = self.service.ask("HEAD", self.url(file.name))
            self.assertEqual((head.status, head.body), (200, b""))
            self.assertEqual(int(head.headers["Content-Length"]), file.stat().st_size)

    def test_parts_join_to_the_whole(self):
        data = (self.show / "第一集.mp3").read_bytes()
        url = self.url("第一集.mp3")
        whole = self.service.get(url)
        self.assertEqual(whole.headers["Accept-Ranges"], "bytes")
        tag = whole.headers["ETag"]
        got = b""
        while len(got) < len(data):
            part = self.service.get(url, {"Range": f"bytes={len(got)}-{len(got) + 9999}", "If-Range": tag})
            self.assertEqual(part.status, 206)
            self.assertEqual(part.headers["Content-Range"],
                             f"bytes {len(got)}-{len(got) + len(part.body) - 1}/{len(data)}")
            got += part.body
        self.assertEqual(got, data)
        self.assertEqual(self.service.get(url, {"If-None-Match": tag}).status, 304)
        self.assertEqual(self.service.get(url, {"Range": "bytes=-5"}).body, data[-5:])
        past = self.service.get(url, {"Range": f"bytes={len(data)}-"})
        self.assertEqual((past.status, past.headers["Content-Range"]), (416, f"bytes */{len(data)}"))

    def test_a_file_replaced_while_it_is_read_is_not_mixed(self):
        file = self.show / "big.flac"
        file.write_bytes(b"A" * (64 << 20))
        self.addCleanup(file.unlink)
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        connection.request("GET", self.url("big.flac"))
        reply = connection.getresponse()
        got = reply.read(1000)
        other = self.show / ".big.new"
        other.write_bytes(b"B" * (64 << 20))
        other.rename(file)
        got += reply.read()
        connection.close()
        self.assertEqual(got.count(b"A"), 64 << 20)

    def test_a_report_that_is_odd_costs_its_title_only(self):
        report = self.show / "second.report.json"
        good = report.read_bytes()
        for odd in (b'{"title":5}', b'{"title":null}', b'[]', b'{"title":"\xff"}', b"[" * 100_000):
            with self.subTest(odd[:20]):
                report.write_bytes(odd)
                listed = self.service.get("/v1/episodes")
                self.assertEqual(listed.status, 200)
                self.assertEqual(len(listed.json["episodes"]), 2)
        report.write_bytes(good)

    def test_abuse_of_ranges_gets_the_whole_or_416(self):
        size = (self.show / "second.mp3").stat().st_size
        for field in ["bytes=" + ",".join(f"{i}-{i}" for i in range(1000)), "bytes=5-2", "bytes=a-b", "items=0-1",
                      "bytes=--1", "bytes=18446744073709551616-", "bytes=0-1;x"]:
            reply = self.service.get(self.url("second.mp3"), {"Range": field})
            self.assertEqual((reply.status, len(reply.body)), (200, size), field)
        for field in ["bytes=18446744073709551615-", "bytes=-0"]:
            self.assertEqual(self.service.get(self.url("second.mp3"), {"Range": field}).status, 416, field)

    def test_nothing_outside_is_served(self):
        (self.show / "link.txt").symlink_to("/etc/passwd")
        try:
            for path in ["/episodes/../feed.toml", "/episodes/%2e%2e/feed.toml", "/episodes/..%2ffeed.toml",
                         "/episodes/link.txt", "/episodes//etc/passwd", "/episodes/", "/episodes/none.mp3"]:
                self.assertEqual(self.service.get(path).status, 404, path)
        finally:
            (self.show / "link.txt").unlink()

    def test_the_list_that_the_page_shows(self):
        episodes = self.service.get("/v1/episodes").json["episodes"]
        self.assertEqual({e["title"] for e in episodes}, {"第一集", "second"})
        first = next(e for e in episodes if e["title"] == "第一集")
        self.assertEqual(first["url"], self.url("第一集.mp3"))
        self.assertEqual(first["bytes"], (self.show / "第一集.mp3").stat().st_size)
        for part in ["transcript", "page", "subtitles", "book"]:
            self.assertEqual(self.service.get(first[part]).status, 200)

    def test_a_player_for_other_pages(self):
        for name in ("第一集", "第一集.mp3"):
            reply = self.service.get("/embed?episode=" + urllib.parse.quote(name), {"Accept-Language": "zh-CN"})
            self.assertEqual(reply.status, 200)
            page = reply.body.decode()
            self.assertIn(f'src="{self.url("第一集.mp3")}"', page)
            self.assertIn("各位听众，早上好。</button>", page)
            self.assertIn("人工智能", page)
            policy = reply.headers["Content-Security-Policy"]
            self.assertTrue(policy.startswith("sandbox allow-scripts allow-same-origin; default-src 'none'"))
            self.assertIn("frame-ancestors *", policy)
            self.assertIsNone(reply.headers["X-Frame-Options"])
        self.assertEqual(self.service.get("/").headers["X-Frame-Options"], "DENY")
        for name in ("none", "", "../feed.toml", "..%2Ffeed", "feed.xml", "%2Fetc%2Fpasswd", ".", "第一集.json"):
            self.assertEqual(self.service.get("/embed?episode=" + urllib.parse.quote(name, safe="%")).status, 404, name)
        # Whatever has been put beside the sound, the page stays a page.
        report, transcript = self.show / "second.report.json", self.show / "second.json"
        kept = report.read_bytes(), transcript.read_bytes()
        try:
            report.write_text('{"title": "<script>alert(1)</script>"}')
            for odd in ('{"segments": [{"body": "</ol><script>", "startTime": "x"}, 7, {}]}', '{"segments": 7}', "[]", "{", '{"segments": [{"body": "a", "startTime": null}]}'):
                transcript.write_text(odd)
                page = self.service.get("/embed?episode=second").body.decode()
                self.assertEqual(page.count("<script"), 1, odd)
        finally:
            report.write_bytes(kept[0])
            transcript.write_bytes(kept[1])

    def test_the_linter_finds_nothing_wrong_with_the_server(self):
        run = subprocess.run([BOYIN, "feed", "lint", self.show, "--base-url",
                              f"http://127.0.0.1:{self.service.port}/episodes/"], capture_output=True, text=True)
        self.assertNotIn("server-", run.stdout + run.stderr)
        self.assertIn(run.returncode, (0, 3))


class Without(Case):
    def test_a_service_without_episodes_says_so(self):
        self.assertEqual(self.service.get("/feed.xml").status, 404)
        self.assertEqual(self.service.get("/episodes/a.mp3").status, 404)
        self.assertEqual(self.service.get("/v1/episodes").json, {"episodes": []})


if __name__ == "__main__":
    main()
