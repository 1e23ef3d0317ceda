#!/usr/bin/env python3
"""Jobs: any document in, an episode with its side files out; followed, cancelled, resumed, kept apart."""
import hashlib
import http.client
import io
import json
import os
import pathlib
import signal
import sqlite3
import time
import unittest
import urllib.parse
import zipfile

from service import Case, Service, main

NEWS = "# 早间新闻\n\n各位听众，早上好。\n\n## 经济\n\n全市生产总值增长3.2%。\n\n## 天气\n\n今天多云，最高气温28℃。\n"
LONG = "今天天气很好，大家都很高兴。" * 300


def finish(service, job_id, seconds=400):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = service.get(f"/v1/jobs/{job_id}").json
        if job["status"] not in ("queued", "running"):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job['status']}: {job}")


def upload(service, data, name, query="", headers=None):
    return service.ask("POST", "/v1/jobs" + query, data, {
        "Content-Type": "application/octet-stream", "X-Filename": urllib.parse.quote(name), **(headers or {})})


def change(service, sql, *values):
    """Changes the ledger of a service that has been stopped."""
    with sqlite3.connect(service.path / "state/boyin/service/.boyin/ledger.sqlite") as ledger:
        ledger.execute(sql, values)
    ledger.close()


class Jobs(Case):
    def make(self, reply):
        self.assertEqual(reply.status, 202, reply.body)
        self.assertEqual(reply.headers["Location"], "/v1/jobs/" + reply.json["id"])
        job = finish(self.service, reply.json["id"])
        self.assertEqual(job["status"], "done", job)
        return job

    def file(self, job, suffix, **headers):
        url = next(f["url"] for f in job["files"] if f["name"].endswith(suffix))
        return self.service.get(url, headers)

    def test_a_document_becomes_an_episode_with_all_its_files(self):
        job = self.make(upload(self.service, NEWS.encode(), "晨报.md"))
        self.assertEqual(job["characters"], len("早间新闻各位听众，早上好。经济全市生产总值增长3.2%。天气今天多云，最高气温28℃。"))
        self.assertEqual(job["progress"], 1)
        names = {f["name"] for f in job["files"]}
        self.assertEqual(names, {"晨报" + s for s in (".mp3", ".vtt", ".srt", ".json", ".txt", ".chapters.json",
                                                     ".epub", ".html", ".report.json", ".jpg")})
        sound = self.service.get(job["result"])
        self.assertEqual(sound.headers["Content-Type"], "audio/mpeg")
        seconds, codec = self.probe(sound.body, "mp3")
        self.assertEqual(codec, "mp3")
        self.assertAlmostEqual(seconds, job["duration_s"], delta=0.1)
        self.assertEqual(self.service.get(f"/v1/jobs/{job['id']}/result").body, sound.body)
        self.assertIn("百分之三点二", self.file(job, ".report.json").body.decode())
        self.assertTrue(self.file(job, ".vtt").body.decode().startswith("WEBVTT"))
        self.assertEqual([c["title"] for c in self.file(job, ".chapters.json").json["chapters"]],
                         ["早间新闻", "经济", "天气"])
        with zipfile.ZipFile(io.BytesIO(self.file(job, ".epub").body)) as book:
            self.assertIsNone(book.testzip())
        page = self.file(job, ".html")
        self.assertIn("sandbox", page.headers["Content-Security-Policy"])
        for f in job["files"]:
            self.assertEqual(int(self.service.ask("HEAD", f["url"]).headers["Content-Length"]), f["bytes"])

    def test_texts_and_ssml(self):
        job = self.make(self.service.ask("POST", "/v1/jobs", {
            "input": "<b>不是网页</b>，是文字。", "title": "标题/一", "voice": "nova", "response_format": "opus", "speed": 1.5}))
        self.assertEqual(job["voice"], "boyin-f")
        self.assertTrue(job["files"][0]["name"].endswith(".opus"))
        self.assertIn("不是网页", self.file(job, ".txt").body.decode())
        ssml = '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="zh-CN">你好<break time="900ms"/>世界。</speak>'
        job = self.make(self.service.ask("POST", "/v1/jobs", {"input": ssml}))
        self.assertNotIn("speak", self.file(job, ".txt").body.decode())

    def test_an_archive_gives_an_episode_for_each_document(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("一.txt", "第一篇文章。")
            archive.writestr("二/一.txt", "第二篇文章。")
        job = self.make(upload(self.service, data.getvalue(), "两篇.zip", "?response_format=wav"))
        self.assertEqual([f["name"] for f in job["files"] if f["name"].endswith(".wav")], ["一.wav", "一-2.wav"])

    def test_what_is_made_of_an_archive_can_be_heard_while_the_rest_is_made(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("1.txt", "第一篇。")
            archive.writestr("2.txt", LONG)
        job = upload(self.service, data.getvalue(), "两篇.zip").json["id"]
        events = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        events.request("GET", f"/v1/jobs/{job}/events")
        reply = events.getresponse()
        now = {}
        while not now.get("files"):
            line = reply.readline()
            self.assertTrue(line, now)
            if line.startswith(b"data: "):  # not that it is alive
                now = json.loads(line[6:])
        self.assertEqual(now["status"], "running")
        self.assertIsNone(now["result"])
        self.assertEqual(now["files"][0]["name"], "1.mp3")
        self.assertEqual(len(self.service.get(now["files"][0]["url"]).body), now["files"][0]["bytes"])
        self.assertEqual(self.service.get(f"/v1/jobs/{job}/result").status, 409)
        part = self.service.get(f"/v1/jobs/{job}/archive").body
        self.assertIn("1.mp3", zipfile.ZipFile(io.BytesIO(part)).namelist())
        self.assertEqual(self.service.ask("POST", f"/v1/jobs/{job}/cancel").json["status"], "cancelled")
        events.close()

    def test_all_files_as_one_archive(self):
        first = self.make(upload(self.service, NEWS.encode(), "晨报.md"))
        second = self.make(self.service.ask("POST", "/v1/jobs", {"input": "好。", "title": "晨报", "label": "spoken"}))
        self.assertIn("人工智能", self.file(second, ".json").body.decode())
        reply = self.service.get(f"/v1/jobs/{first['id']}/archive")
        self.assertEqual(reply.headers["Content-Type"], "application/zip")
        self.assertIn("filename*=UTF-8''%E6%99%A8%E6%8A%A5.zip", reply.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist(), [f["name"] for f in first["files"]])
            for f in first["files"]:
                self.assertEqual(archive.read(f["name"]), self.service.get(f["url"]).body)
        both = self.service.get(f"/v1/archive?jobs={first['id']},{second['id']}").body
        with zipfile.ZipFile(io.BytesIO(both)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual({name.split("/")[0] for name in archive.namelist()}, {"晨报", "晨报-2"})
        for path, status in [("/v1/archive", 400), ("/v1/archive?jobs=none", 404), ("/v1/jobs/none/archive", 404),
                             ("/v1/archive?jobs=" + ",".join([first["id"]] * 201), 400)]:
            self.assertEqual(self.service.get(path).status, status, path)
        self.assertEqual(self.service.ask("POST", "/v1/jobs", {"input": "好。", "label": "none"}).status, 400)

    def test_an_archive_whose_file_is_gone_breaks_off(self):
        job = self.make(self.service.ask("POST", "/v1/jobs", {"input": "好。"}))
        (self.service.path / "state/boyin/service" / job["id"] / "files/speech.srt").unlink()
        with self.assertRaises(http.client.IncompleteRead):
            self.service.get(f"/v1/jobs/{job['id']}/archive")

    def form(self, path, language="zh-CN", **fields):
        return self.service.ask("POST", path, urllib.parse.urlencode(fields).encode(), {
            "Content-Type": "application/x-www-form-urlencoded", "Accept-Language": language})

    def test_the_page_without_a_script_makes_jobs(self):
        reply = self.form("/jobs", text="第一句。", title="<b>标题", voice="alloy", speed="1.2", format="aac")
        self.assertEqual(reply.status, 303, reply.body)
        place = reply.headers["Location"]
        job = finish(self.service, place.rsplit("/", 1)[1])
        self.assertEqual((job["response_format"], job["speed"], job["title"]), ("m4a", 1.2, "<b>标题"))
        page = self.service.get(place, {"Accept-Language": "zh-CN"}).body.decode()
        self.assertIn("已完成", page)
        self.assertIn(f'href="{job["files"][0]["url"]}"', page)
        self.assertNotIn("<b>标题", page)
        self.assertIn("&lt;b&gt;标题", self.service.get("/jobs", {"Accept-Language": "en"}).body.decode())
        self.assertEqual(self.form(place + "/cancel").status, 303)
        self.assertEqual(self.form(place + "/delete").headers["Location"], "/jobs")
        gone = self.service.get(place, {"Accept-Language": "en-GB"})
        self.assertEqual(gone.status, 404)
        self.assertIn("there is no such job", gone.body.decode())
        evil = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"}
        self.assertEqual(self.service.ask("POST", "/jobs", b"text=a", evil).status, 403)

    def test_the_form_answers_in_html(self):
        for path, fields, told in [("/speak", dict(text="", voice="alloy"), "是空文件"), ("/speak", dict(text="好", voice="<i>"), "没有声音“&lt;i&gt;”"),
                                   ("/speak", dict(text="好</textarea>" * 20000, voice="alloy"), "做成任务"), ("/proof", dict(text="好" * 20001), "文字太长"),
                                   ("/jobs", dict(text=" "), "没有可朗读的文字"), ("/jobs", dict(text="好", speed="x"), "语速")]:
            with self.subTest(path, told=told):
                reply = self.form(path, **fields)
                self.assertEqual(reply.status, 400)
                self.assertEqual(reply.headers["Content-Type"], "text/html; charset=utf-8")
                self.assertIn("default-src 'none'", reply.headers["Content-Security-Policy"])
                page = reply.body.decode()
                self.assertIn(told, page)
                self.assertIn('lang="zh-CN"', page)
                self.assertLessEqual(page.count("</textarea>"), 2)  # what was sent ends none
        self.assertIn('lang="en"', self.form("/jobs", "en-US,en;q=0.9", text=" ").body.decode())

    def test_events_tell_what_happens(self):
        job = self.service.ask("POST", "/v1/jobs", {"input": LONG}).json
        reply = self.service.get(f"/v1/jobs/{job['id']}/events")
        self.assertEqual(reply.headers["Content-Type"], "text/event-stream")
        events = [json.loads(b[6:]) for b in reply.body.decode().split("\n\n") if b.startswith("data: ")]
        self.assertEqual(events[-1]["status"], "done")
        self.assertEqual(events[-1], self.service.get(f"/v1/jobs/{job['id']}").json)
        progress = [e["progress"] for e in events]
        self.assertEqual(progress, sorted(progress))
        self.assertGreater(len([e for e in events if e["status"] == "running"]), 1)
        again = self.service.get(f"/v1/jobs/{job['id']}/events").body.decode()
        self.assertEqual(json.loads(again[6:]), events[-1])

    def test_cancel_and_remove(self):
        first, second = (self.service.ask("POST", "/v1/jobs", {"input": LONG}).json["id"] for _ in range(2))
        self.assertEqual(self.service.get(f"/v1/jobs/{second}/result").status, 409)
        for job in (second, first):
            self.assertEqual(self.service.ask("POST", f"/v1/jobs/{job}/cancel").json["status"], "cancelled")
            self.assertEqual(finish(self.service, job)["status"], "cancelled")
        self.make(self.service.ask("POST", "/v1/jobs", {"input": "下一个。"}))
        listed = [j["id"] for j in self.service.get("/v1/jobs").json["data"]]
        self.assertIn(first, listed)
        self.assertTrue(self.service.ask("DELETE", f"/v1/jobs/{first}").json["deleted"])
        self.assertEqual(self.service.get(f"/v1/jobs/{first}").status, 404)
        folder = self.service.path / "state/boyin/service" / first
        end = time.monotonic() + 30
        while folder.exists():  # what was just being written goes with the end of the work
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def test_what_cannot_be_is_refused_or_fails_by_itself(self):
        ask = self.service.ask
        for body, param in [({"input": "好", "voice": "nobody"}, "voice"), ({"input": "好", "response_format": "aiff"}, "response_format"),
                            ({"input": "好", "speed": 9}, "speed"), ({"input": " "}, "input"), ({}, "input")]:
            reply = ask("POST", "/v1/jobs", body)
            self.assertEqual((reply.status, reply.json["error"]["param"]), (400, param))
        self.assertEqual(upload(self.service, b"x", "a.txt", "?speed=1e9").status, 400)
        self.assertEqual(ask("POST", "/v1/jobs", b"x", {"Content-Type": "text/plain"}).status, 415)
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", "零" * 100_000_000)
        entity = '<?xml version="1.0"?><!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>'
        for data, name in [(b"\x00\x01\x02\xff" * 100, "a.txt"), (bomb.getvalue(), "bomb.zip"),
                           (b"PK\x03\x04broken", "a.docx"), (entity.encode(), "a.ssml")]:
            with self.subTest(name):
                job = finish(self.service, upload(self.service, data, name).json["id"])
                self.assertEqual(job["status"], "failed", job)
                self.assertTrue(job["error"]["message"])
                self.assertNotIn("root:", json.dumps(job))
        for path in ("/v1/jobs/none", "/v1/jobs/none/events", "/v1/jobs/none/files/x", "/v1/jobs/../../etc/passwd"):
            self.assertEqual(self.service.get(path).status, 404, path)

    def test_a_name_cannot_leave_its_folder(self):
        job = self.make(upload(self.service, "你好。".encode(), "../../../../tmp/..\\.坏\x7f.txt"))
        for f in job["files"]:
            self.assertNotIn("/", f["name"])
            self.assertFalse(f["name"].startswith("."))
        for name in ("..%2Finput", "..%2Fjob.json", "job.json", "%2Fetc%2Fpasswd"):
            self.assertEqual(self.service.get(f"/v1/jobs/{job['id']}/files/{name}").status, 404)


class Restart(unittest.TestCase):
    def test_jobs_survive_a_kill_and_a_stop(self):
        service = Service("--jobs-at-once", "2")
        ids = [service.ask("POST", "/v1/jobs", {"input": f"第{i}条。" + LONG, "response_format": "wav"}).json["id"] for i in range(3)]
        for number in (signal.SIGKILL, signal.SIGTERM):
            end = time.monotonic() + 60
            while not any(service.get(f"/v1/jobs/{i}").json["status"] == "running" for i in ids):
                self.assertLess(time.monotonic(), end)
                time.sleep(0.02)
            follower = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
            follower.request("GET", f"/v1/jobs/{ids[-1]}/events")
            self.assertEqual(follower.getresponse().status, 200)
            service.stop(number)  # whoever follows does not hold it up: it has 30 s for what it must end
            follower.close()
            service.start()
        for i in ids:
            job = finish(service, i)
            self.assertEqual(job["status"], "done", job)
            sound = service.get(job["result"]).body
            self.assertEqual(len(sound), job["files"][0]["bytes"])
            self.assertTrue(sound.startswith(b"RIFF"))
        service.stop()
        service.close()


class Resumed(unittest.TestCase):
    def test_of_an_archive_only_what_is_missing_is_made_after_a_kill(self):
        service = Service()
        self.addCleanup(service.close)
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("1.txt", "第一篇文章。")
            archive.writestr("2.txt", LONG)
        job = upload(service, data.getvalue(), "两篇.zip").json["id"]
        first = service.path / "state/boyin/service" / job / "files/1.mp3"
        end = time.monotonic() + 60
        while not (first.with_suffix(".report.json").exists() and service.get(f"/v1/jobs/{job}").json["sentences"] > 3):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        made = first.stat().st_mtime_ns
        service.stop(signal.SIGKILL)
        service.start()
        ended = finish(service, job)
        self.assertEqual(ended["status"], "done", ended)
        self.assertEqual(first.stat().st_mtime_ns, made)
        self.assertEqual([f["name"] for f in ended["files"] if f["name"].endswith(".mp3")], ["1.mp3", "2.mp3"])
        # One of the first article, 300 of the second.
        self.assertEqual(ended["sentences"], 301)
        service.stop()


class Interrupted(unittest.TestCase):
    """Signals that do not mean the job."""

    def wait_for_progress(self, service, job):
        end = time.monotonic() + 60
        while service.get(f"/v1/jobs/{job}").json["progress"] == 0:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def begin(self):
        service = Service()
        self.addCleanup(service.close)
        job = service.ask("POST", "/v1/jobs", {"input": LONG}).json["id"]
        self.wait_for_progress(service, job)
        return service, job

    @staticmethod
    def children(pid, word):
        found = []
        for other in filter(str.isdigit, os.listdir("/proc")):
            try:
                line = pathlib.Path(f"/proc/{other}/cmdline").read_bytes()
                parent = int(pathlib.Path(f"/proc/{other}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid and word in line:
                found.append(int(other))
        return found

    def test_ctrl_c_at_the_terminal_leaves_the_job_for_the_next_start(self):
        service, job = self.begin()
        for pid in self.children(service.process.pid, b"boyin-engine"):
            os.kill(pid, signal.SIGINT)  # should one reach them
        self.assertEqual(service.stop(signal.SIGINT), 0)
        service.start()
        self.assertEqual(finish(service, job)["status"], "done")
        service.stop()

    def test_a_job_goes_on_when_its_engines_are_killed(self):
        service, job = self.begin()
        for pid in self.children(service.process.pid, b"boyin-engine"):
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(finish(service, job)["status"], "done")
        service.stop()

    def test_speech_and_jobs_have_one_pool_of_engines(self):
        service, job = self.begin()
        self.assertEqual(service.speak("你好。").status, 200)
        engines = self.children(service.process.pid, b"boyin-engine")
        width = len(os.sched_getaffinity(0))
        self.assertLessEqual(len(engines), 2 * width)  # of each priority one for each core
        finish(service, job)
        service.stop()

    def test_a_job_during_which_the_service_dies_each_time_is_given_up(self):
        service, job = self.begin()
        for _ in range(3):
            self.wait_for_progress(service, job)
            service.stop(signal.SIGKILL)
            service.start()
        ended = service.get(f"/v1/jobs/{job}").json
        self.assertEqual(ended["status"], "failed", ended)
        self.assertIn("the service ended", ended["error"]["message"])
        service.stop()

    def test_nothing_is_left_of_a_service_that_is_killed(self):
        service, _ = self.begin()
        engines = self.children(service.process.pid, b"boyin-engine")
        self.assertTrue(engines)
        service.stop(signal.SIGKILL)
        end = time.monotonic() + 30
        while any(os.path.exists(f"/proc/{pid}") for pid in engines):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)


class Folder(unittest.TestCase):
    def test_only_what_the_service_made_is_touched(self):
        service = Service()
        self.addCleanup(service.close)
        job = service.ask("POST", "/v1/jobs", {"input": "好。"}).json["id"]
        finish(service, job)
        folder = service.path / "state/boyin/service"
        service.stop()
        (folder / "job_notes.txt").write_text("notes")
        (folder / "job_applications").mkdir()
        (folder / "job_applications/cv.txt").write_text("cv")
        foreign = folder / ("job_" + "a" * 32)
        foreign.mkdir()
        (foreign / "x.txt").write_text("x")
        change(service, "UPDATE job SET record = '{' WHERE id = ?", job)
        service.start()
        self.assertEqual((folder / "job_applications/cv.txt").read_text(), "cv")
        self.assertEqual((folder / "job_notes.txt").read_text(), "notes")
        self.assertTrue((foreign / "x.txt").exists())
        self.assertTrue((folder / job / "files").exists())
        self.assertEqual(service.get(f"/v1/jobs/{job}").status, 404)
        told = [line for line in service.access() if line.get("event") == "job_unreadable"]
        self.assertEqual([line["where"] for line in told], [job])
        service.stop()


class Expiry(unittest.TestCase):
    def test_what_has_ended_is_kept_for_a_time_and_no_longer(self):
        service = Service("--keep-jobs", "1")
        self.addCleanup(service.close)
        old, fresh = (service.ask("POST", "/v1/jobs", {"input": text}).json["id"] for text in ("旧闻。", "新闻。"))
        for i in (old, fresh):
            job = finish(service, i)
            self.assertEqual(job["expires_at"], job["finished_at"] + 3600)
        service.stop()
        change(service, "UPDATE job SET finished = finished - 3601 WHERE id = ?", old)
        service.start()
        end = time.monotonic() + 30
        while service.get(f"/v1/jobs/{old}").status != 404 or (service.path / "state/boyin/service" / old).exists():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        self.assertEqual(service.get(finish(service, fresh)["result"]).status, 200)
        service.stop()


class Keyed(unittest.TestCase):
    def test_jobs_belong_to_their_key_and_count(self):
        folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp"))
        keys = folder / f"boyin-jobs-keys-{os.getpid()}.tsv"
        sha = lambda key: hashlib.sha256(key.encode()).hexdigest()
        keys.write_text(f"anna\t{sha('a')}\t0\t100\nbert\t{sha('b')}\t0\t0\n")
        service = Service("--keys", keys, "--most-jobs", "2", "--jobs-at-once", "1")
        try:
            a, b = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
            mine = service.ask("POST", "/v1/jobs", {"input": "安娜的稿子。"}, a).json["id"]
            self.assertEqual(service.get(f"/v1/jobs/{mine}").status, 401)
            for path in ("", "/events", "/result", "/files/speech.mp3"):
                self.assertEqual(service.get(f"/v1/jobs/{mine}{path}", b).status, 404)
            self.assertEqual(service.ask("DELETE", f"/v1/jobs/{mine}", headers=b).status, 404)
            self.assertEqual(service.get("/v1/jobs", b).json["data"], [])
            long = service.ask("POST", "/v1/jobs", {"input": "好" * 99}, a).json["id"]
            end = time.monotonic() + 60
            while (job := service.get(f"/v1/jobs/{long}", a).json)["status"] in ("queued", "running"):
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)
            self.assertEqual(job["status"], "failed")
            self.assertIn("too many characters", job["error"]["message"])
            statuses = [service.ask("POST", "/v1/jobs", {"input": LONG}, b).status for _ in range(3)]
            self.assertEqual(statuses, [202, 202, 429])
        finally:
            service.close()
            keys.unlink()


if __name__ == "__main__":
    main()
