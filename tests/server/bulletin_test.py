#!/usr/bin/env python3
"""Bulletins by HTTP: a rundown and its stories in, a programme with all its files out; nothing else is read."""
import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import time
import unittest

from service import ROOT, Case, Service, main

FRAME = """title = "测试新闻"
[voices]
a = "anchor-f"
b = "anchor-m"
[opening]
text = "今天是{date}，{weekday}。"
[headlines]
text = "首先是提要。"
[sign_off]
text = "感谢收听。"
"""
BODY = "各位代表，全市经济稳中向好。生产总值比上年增长百分之%s。居民收入继续增加。社会大局保持稳定。\n"
TEXTS = {f"{i}.txt": BODY % "一二三"[i] for i in range(3)}
ITEMS = "".join(f'[[item]]\nfile = "{i}.txt"\ntitle = "第{i}条"\n' for i in range(3))
DATED = FRAME.replace("[voices]", "date = 2026-11-22\n[voices]")
LONG = "[[item]]\ntext = \"" + "今天天气很好，大家都很高兴。" * 300 + "\"\n"


def finish(service, job_id, seconds=400, headers=None):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = service.get(f"/v1/jobs/{job_id}", headers).json
        if job["status"] not in ("queued", "running"):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job['status']}: {job}")


def parts(rundown, files=(), name="晨报.toml", **fields):
    """Body and head of a form, as curl -F sends it."""
    body = b""
    def add(head, data):
        nonlocal body
        body += f"--boyin\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
    add(f'name="rundown"; filename="{name}"', rundown.encode())
    for file, data in files:
        add(f'name="files"; filename="{file}"', data if isinstance(data, bytes) else data.encode())
    for field, value in fields.items():
        add(f'name="{field}"', value.encode())
    return body + b"--boyin--\r\n", {"Content-Type": "multipart/form-data; boundary=boyin"}


def send(service, rundown, files=(), path="/v1/jobs", headers=None, **fields):
    body, head = parts(rundown, files, **fields)
    return service.ask("POST", path, body, {**head, **(headers or {})})


class Bulletins(Case):
    def make(self, reply):
        self.assertEqual(reply.status, 202, reply.body)
        job = finish(self.service, reply.json["id"])
        self.assertEqual(job["status"], "done", job)
        return job

    def file(self, job, suffix):
        return self.service.get(next(f["url"] for f in job["files"] if f["name"].endswith(suffix)))

    def probed(self, job):
        path = self.service.path / job["files"][0]["name"]
        path.write_bytes(self.service.get(job["result"]).body)
        run = subprocess.run(["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", str(path)],
                             capture_output=True, check=True)
        return json.loads(run.stdout)

    def test_a_rundown_and_its_files_become_a_programme(self):
        job = self.make(send(self.service, DATED + '[music]\nopening = "chime"\n' + ITEMS, TEXTS.items()))
        self.assertTrue(job["bulletin"])
        self.assertEqual((job["name"], job["title"], job["left_out"]), ("晨报.toml", "测试新闻", []))
        self.assertEqual({f["name"] for f in job["files"]},
                         {"晨报-2026-11-22" + s for s in (".mp3", ".vtt", ".srt", ".json", ".txt", ".chapters.json", ".epub",
                                                        ".html", ".report.json", ".jpg", ".bulletin.json")})
        self.assertEqual(job["characters"], sum(len(text.strip()) for text in TEXTS.values()))
        seen = self.probed(job)
        titles = ["测试新闻", "内容提要", "第0条", "第1条", "第2条", "结束语"]
        self.assertEqual([c["tags"]["title"] for c in seen["chapters"]], titles)
        self.assertAlmostEqual(float(seen["format"]["duration"]), job["duration_s"], delta=0.1)
        tags = {name.lower(): value for name, value in seen["format"]["tags"].items()}
        self.assertEqual(tags["album"], "测试新闻")
        self.assertIn("AIGC", json.dumps(seen["format"]["tags"]))
        report = self.file(job, ".report.json").json
        said = [s["written"] for s in report["sentences"]]
        self.assertEqual(said[0], "今天是十一月二十二日，星期日。")
        self.assertEqual(sum("百分之" in s for s in said), 3)
        self.assertIn("播音员 男", {s.get("speaker") for s in report["sentences"]})
        self.assertEqual(self.file(job, ".bulletin.json").json["programme"], "测试新闻")
        self.assertNotIn(str(self.service.path), json.dumps(job) + json.dumps(report["sentences"]))

    def test_json_with_texts_and_a_slot_to_the_sample(self):
        slot = DATED.replace("[voices]", 'length = "0:40"\n[voices]') + '[music]\nfill = "bed"\n'
        story = '[[item]]\nfile = "今日/0.txt"\ntitle = "一"\n[[item]]\ntext = "' + (BODY % "九").strip() * 3 + '"\ntitle = "二"\ndrop = 1\n'
        job = self.make(self.service.ask("POST", "/v1/jobs", {
            "rundown": slot + story + story.replace("二", "三"), "files": {"今日/0.txt": TEXTS["0.txt"]}, "response_format": "wav", "label": "tone"}))
        self.assertEqual(job["files"][0]["name"], "bulletin-2026-11-22.wav")
        sound = self.service.get(job["result"]).body
        self.assertAlmostEqual(self.probe(sound, "wav")[0], 40, delta=0.011)
        self.assertTrue(job["left_out"])
        self.assertLess(set(job["left_out"]), {"二", "三", "一"})

    def test_a_folder_and_what_cannot_be_read_of_it(self):
        files = [("内页/a.txt", BODY % "五"), ("内页/b.docx", b"PK\x03\x04broken"), ("内页/深/c.txt", "不读。")]
        job = self.make(send(self.service, DATED + '[[item]]\nfolder = "内页"\n', files))
        self.assertEqual(len(job["left_out"]), 1)
        self.assertIn("内页/b.docx", job["left_out"][0])
        said = self.file(job, ".txt").body.decode()
        self.assertIn("百分之五", said)
        self.assertNotIn("不读", said)

    def test_what_a_rundown_reaches_for_beyond_it_is_refused_at_its_line(self):
        kept = sorted(os.listdir(self.service.path / "state/boyin/service"))
        secret = self.service.path / "secret.txt"
        secret.write_text("秘密。")
        head = len(DATED.splitlines())
        for item, word in [(f'file = "{secret}"', "leads out"), ('file = "../../../secret.txt"', "leads out"), ('file = "b.txt"', "was not sent"),
                           ('file = "-"', "was not sent"), ('folder = "."', "leads out"), ('folder = "/etc"', "leads out"),
                           ('weather = "/etc/hostname"', "leads out"), ('feed = "https://a.example/feed.xml"', "addresses are not fetched"),
                           ('url = "https://a.example/"', "nothing is fetched"), ('text = "好"\ncommand = "touch /tmp/x"', "nothing is fetched"),
                           ('audio = "a.txt"', "not taken"), ('text = "好"\nsting = "/dev/zero"', "not taken"),
                           ('fil = "a.txt"', "unknown key"), ('text = "好"\nvoice = "nobody"', "neither a role nor a voice")]:
            with self.subTest(item):
                reply = send(self.service, DATED + "[[item]]\n" + item + "\n", [("a.txt", "好。")])
                self.assertEqual(reply.status, 400, reply.body)
                error = reply.json["error"]
                self.assertRegex(error["message"], rf"^晨报\.toml:{head + 2 + item.count(chr(10))}:\d+: .*{word}")
                self.assertRegex(error["message_zh"], "^晨报.toml:")
        self.assertEqual(sorted(os.listdir(self.service.path / "state/boyin/service")), kept)

    def test_forms_that_are_none(self):
        good = DATED + '[[item]]\ntext = "好。"\n'
        for files in ([("../a.txt", "x")], [("/etc/a", "x")], [(".a", "x")], [("a.txt", "x"), ("a.txt", "y")], [("a", "x"), ("a/b", "y")],
                      [("", "x")], [("a\\b.txt", "x")], [(f"{i}.txt", "x") for i in range(201)]):
            self.assertEqual(send(self.service, good, files).status, 400, files)
        self.assertEqual(send(self.service, good, nothing="x").json["error"]["param"], "files")
        self.assertEqual(send(self.service, good, response_format="aiff").json["error"]["param"], "response_format")
        self.assertEqual(send(self.service, good, label="none").json["error"]["param"], "label")
        self.assertEqual(send(self.service, "title = ").status, 400)
        self.assertEqual(send(self.service, "\xff" * 10).status, 400)
        head = {"Content-Type": "multipart/form-data; boundary=boyin"}
        for body in (b"", b"--boyin--", b"--boyin\r\n", b"--boyin\r\n\r\nx\r\n--boyin--"):
            self.assertEqual(self.service.ask("POST", "/v1/jobs", body, head).status, 400, body)
        ask = lambda **body: self.service.ask("POST", "/v1/jobs", body)
        self.assertEqual(ask(rundown=good, input="好").json["error"]["param"], "input")
        self.assertEqual(ask(rundown=good, voice="anchor-m").json["error"]["param"], "voice")
        self.assertEqual(ask(rundown=good, files={"a.txt": 1}).json["error"]["param"], "files")
        self.assertEqual(ask(rundown=good, files=["a.txt"]).json["error"]["param"], "files")
        # Of another site's page, none of this.
        body, head = parts(good)
        for path in ("/v1/jobs", "/bulletin"):
            self.assertEqual(self.service.ask("POST", path, body, {**head, "Origin": "https://a.example"}).status, 403)
        self.assertEqual(self.service.ask("POST", "/v1/documents", body, head).status, 415)

    def test_the_command_of_the_documentation(self):
        page = (ROOT / "docs/service.md").read_text(encoding="utf8")
        command = re.search(r"```\n(curl -F rundown.*?)```", page, re.S).group(1)
        rundown = DATED + '[[item]]\nfile = "news.txt"\n[[item]]\nweather = "today/weather.tsv"\n'
        for name, text in [("morning.toml", rundown), ("news.txt", TEXTS["0.txt"]), ("weather.tsv", "盐城\t晴\t1\t8\t东风3级\n")]:
            (self.service.path / name).write_text(text)
        run = subprocess.run(["bash", "-c", command.replace("127.0.0.1:8080", f"127.0.0.1:{self.service.port}")],
                             cwd=self.service.path, capture_output=True, check=True)
        job = finish(self.service, json.loads(run.stdout)["id"])
        self.assertEqual(job["status"], "done", job)
        self.assertIn("morning-2026-11-22.mp3", {f["name"] for f in job["files"]})

    def test_a_rundown_is_shown_or_its_mistake_told(self):
        more = '[speakers]\n"记者" = "b"\n[fit]\nrate = [0.9, 1.2]\n'
        shown = self.service.ask("POST", "/v1/rundown", {"rundown": 'time = "8:05"\n' + DATED + more + ITEMS}).json
        self.assertEqual(shown["title"], "测试新闻")
        self.assertEqual(shown["voices"], [{"role": "a", "voice": "anchor-f"}, {"role": "b", "voice": "anchor-m"}])
        self.assertEqual([i["source"] for i in shown["items"]], ["0.txt", "1.txt", "2.txt"])
        self.assertEqual(shown["not_shown"], ["file"])
        self.assertEqual(shown["kept"], {"date": "2026-11-22", "time": "8:05", "speakers": {"记者": "anchor-m"},
                                         "fit": {"pauses": [0.7, 1.4], "rate": [0.9, 1.2], "fill_most": "1:00"}})
        wrong = self.service.ask("POST", "/v1/rundown", {"rundown": DATED + "[[item]]\ntxt = 1\n", "name": "我的.toml"})
        self.assertEqual(wrong.status, 400)
        self.assertIn("我的.toml", wrong.json["error"]["message"])

    def test_the_page_s_form_without_a_script(self):
        reply = send(self.service, DATED + '[[item]]\nfile = "a.txt"\n', [("a.txt", "好。")], path="/bulletin")
        self.assertEqual(reply.status, 303)
        job = finish(self.service, reply.headers["Location"].rsplit("/", 1)[1])
        self.assertEqual(job["status"], "done", job)
        reply = send(self.service, DATED + '[[item]]\nfile = "a.txt"\n', [("", b"")], path="/bulletin", headers={"Accept-Language": "zh-CN"})
        self.assertEqual(reply.status, 400)
        self.assertIn("没有收到“a.txt”", reply.body.decode())

    def test_a_slot_that_cannot_be_met_fails_with_place_and_mend(self):
        reply = send(self.service, DATED.replace("[voices]", 'length = "30:00"\n[voices]') + ITEMS, TEXTS.items())
        job = finish(self.service, reply.json["id"])
        self.assertEqual(job["status"], "failed")
        self.assertRegex(job["error"]["message"], r"^晨报\.toml:3:10: does not fill 30:00.*add an item")

    def test_a_bulletin_is_cancelled(self):
        job = send(self.service, DATED + LONG).json["id"]
        end = time.monotonic() + 60
        while self.service.get(f"/v1/jobs/{job}").json["progress"] == 0:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        self.assertEqual(self.service.ask("POST", f"/v1/jobs/{job}/cancel").json["status"], "cancelled")
        self.make(self.service.ask("POST", "/v1/jobs", {"input": "下一个。"}))


class Interrupted(unittest.TestCase):
    def wait_for_progress(self, service, job):
        end = time.monotonic() + 60
        while service.get(f"/v1/jobs/{job}").json["progress"] == 0:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def children(self, pid, word):
        for other in filter(str.isdigit, os.listdir("/proc")):
            try:
                line = pathlib.Path(f"/proc/{other}/cmdline").read_bytes()
                parent = int(pathlib.Path(f"/proc/{other}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid and word in line:
                yield int(other)

    def test_a_bulletin_survives_its_engines_a_kill_and_a_stop(self):
        service = Service()
        self.addCleanup(service.close)
        job = send(service, DATED + LONG + ITEMS, TEXTS.items()).json["id"]
        self.wait_for_progress(service, job)
        for pid in self.children(service.process.pid, b"boyin-engine"):
            os.kill(pid, signal.SIGKILL)
        for number in (signal.SIGKILL, signal.SIGTERM):
            self.wait_for_progress(service, job)
            service.stop(number)
            service.start()
        ended = finish(service, job)
        self.assertEqual(ended["status"], "done", ended)
        self.assertEqual(len(service.get(ended["result"]).body), ended["files"][0]["bytes"])
        folder = service.path / "state/boyin/service" / job
        self.assertEqual({f.name for f in (folder / "files").iterdir()}, {f["name"] for f in ended["files"]})
        service.stop()
        service.start()
        again = service.get(f"/v1/jobs/{job}").json
        self.assertEqual(again, ended)
        service.stop()


class Limits(unittest.TestCase):
    def test_quotas_and_owners_are_those_of_jobs(self):
        keys = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"boyin-bulletin-keys-{os.getpid()}.tsv"
        sha = lambda key: hashlib.sha256(key.encode()).hexdigest()
        keys.write_text(f"anna\t{sha('a')}\t0\t100\nbert\t{sha('b')}\t0\t0\n")
        service = Service("--keys", keys, "--most-jobs", "2", "--most-kept-mb", "1")
        try:
            a, b = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
            self.assertEqual(send(service, DATED + ITEMS, TEXTS.items()).status, 401)
            job = send(service, DATED + ITEMS, TEXTS.items(), headers=a).json["id"]
            self.assertEqual(service.get(f"/v1/jobs/{job}", b).status, 404)
            ended = finish(service, job, headers=a)
            self.assertIn("too many characters", ended["error"]["message"])
            big = send(service, DATED + ITEMS, [*TEXTS.items(), ("big.txt", "好" * 400_000)], headers=b)
            self.assertEqual((big.status, big.json["error"]["code"]), (429, "too_many_bytes"))
            statuses = [send(service, DATED + LONG, headers=b).status for _ in range(3)]
            self.assertEqual(statuses, [202, 202, 429])
        finally:
            service.close()
            keys.unlink()


if __name__ == "__main__":
    main()
