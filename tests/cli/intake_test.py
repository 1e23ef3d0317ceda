#!/usr/bin/env python3
"""What the command line says of articles, fetches and splits."""
import http.server
import threading

from boyin import Case, boyin, main

PAGE = ("<html><head><title>桥通车了_海滨网</title></head><body><h1>桥通车了</h1>"
        "<p>海滨日报11月24日讯（记者 张三）跨海大桥今天正式通车，全长三十公里。</p>"
        "<p>大桥的建成使两岸的行车时间缩短到二十分钟，沿线居民的出行将更加方便。</p>"
        "<p>责任编辑：李四</p></body></html>")
NOVEL = "渡口\n\n第一章 起\n\n船来了。\n\n第二章 承\n\n船走了。\n"


class Handler(http.server.BaseHTTPRequestHandler):
    robots = "User-agent: *\nDisallow: /closed/\nAllow: /closed/open\n"
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        if self.path == "/robots.txt":
            return self.answer(200, self.robots, "text/plain")
        if self.path.startswith("/round"):
            return self.answer(302, "", "text/plain", {"Location": "/round"})
        if self.path == "/moved":
            return self.answer(302, "", "text/plain", {"Location": "/closed/page"})
        if self.path == "/inside":
            return self.answer(302, "", "text/plain", {"Location": "http://10.0.0.1/"})
        if self.path == "/long":
            return self.answer(200, "长" * 10_000_000, "text/plain; charset=utf-8")
        if self.path == "/gbk":
            return self.answer(200, PAGE.encode("gbk"), "text/html; charset=gbk")
        if self.path == "/absent":
            return self.answer(404, "", "text/html")
        return self.answer(200, PAGE, "text/html; charset=utf-8")

    def answer(self, status, body, kind, headers=None):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:  # who reads enough leaves
            pass

    def log_message(self, *_):
        pass


class Intake(Case):
    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.site = f"http://127.0.0.1:{self.server.server_port}"

    def explain(self, path, allowed=True):
        return boyin("speak", "--explain-intake", "--fetch", self.site + path,
                     env={"BOYIN_FETCH_LOOPBACK": "1" if allowed else "0"})

    def test_what_won_is_told_with_what_lost(self):
        run = boyin("speak", "--explain-intake", self.write("a.html", PAGE))
        self.assertEqual(run.returncode, 0, run.err)
        for line in ("title: 桥通车了", "author: 张三", "* 张三 · dateline", "- 桥通车了 · <title>",
                     "editor (1)", "- 责任编辑：李四"):
            self.assertIn(line, run.out)

    def test_a_file_for_each_chapter(self):
        run = boyin("speak", self.write("渡口.txt", NOVEL), "--split", "chapter", "-o", f"{self.folder}/out/")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertEqual(sorted(path.name for path in (self.folder / "out").glob("*.mp3")),
                         ["渡口-01.mp3", "渡口-02.mp3"])

    def test_an_article_is_fetched(self):
        run = self.explain("/news/1.html")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("title: 桥通车了", run.out)
        self.assertIn("/robots.txt", Handler.asked)
        self.assertIn("title: 桥通车了", self.explain("/gbk").out)
        self.assertEqual(self.explain("/closed/open").returncode, 0)

    def test_what_is_not_fetched_and_why(self):
        for path, why in (("/closed/page", "robots.txt"), ("/moved", "robots.txt"), ("/round", "redirected"),
                          ("/inside", "open Internet"), ("/long", "20 MB"), ("/absent", "404")):
            with self.subTest(path=path):
                run = self.explain(path)
                self.assertEqual((run.returncode, run.out), (3, ""), run.err)
                self.assertIn(why, run.err)

    def test_this_machine_is_no_open_internet(self):
        run = self.explain("/news/1.html", allowed=False)
        self.assertIn("open Internet", run.err)
        self.assertNotEqual(run.returncode, 0)

    def test_nothing_is_fetched_unasked(self):
        before = len(Handler.asked)
        run = boyin("speak", self.site, env={"BOYIN_FETCH_LOOPBACK": "1"})
        self.assertIn("--fetch", run.err)
        self.assertEqual(len(Handler.asked), before)


main()
