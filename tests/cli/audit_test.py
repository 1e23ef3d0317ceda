#!/usr/bin/env python3
"""boyin audit: finished sound with faults planted in it, and without."""
import http.server
import io
import json
import random
import sys
import threading
import wave

from boyin import Case, ROOT, boyin, main

sys.path.insert(0, str(ROOT / "bench"))
import audit_faults  # noqa: E402

ARTICLE = """城南新桥通车

本报讯 昨天上午九点，城南新桥正式通车。新桥全长八百六十米，双向六车道，两侧有自行车道。
记者在现场看到，不少市民早早赶来，拿着手机拍照。家住桥边的王先生说，以前过江要绕半小时，现在五分钟就到。
据市交通局介绍，大桥去年三月开工，总投资4.6亿元。施工期间，工人们克服了汛期水位高的困难。
下一步，公交公司将开通两条过桥线路。票价仍为两元，首班车早上六点发车。
来源：城南晚报
"""


VOICE = """name = "far"
engine = "openai"
language = "zh-CN"
gender = "female"
variant = "someone"
[remote]
base_url = "http://127.0.0.1:{port}/v1"
model = "any"
"""


def without_the_middle(sound):
    """A WAV that lost 0.6 s."""
    with wave.open(io.BytesIO(sound)) as file:
        parameters, frames = file.getparams(), file.readframes(file.getnframes())
    middle, gone = len(frames) // 4 * 2, int(parameters.framerate * 0.3) * 2
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams(parameters)
        file.writeframes(frames[:middle - gone] + frames[middle + gone:])
    return out.getvalue()


class Server(http.server.ThreadingHTTPServer):
    """A speech server that speaks as boyin-f does; words of `faults` go wrong so often."""

    def __init__(self, folder, faults):
        self.folder, self.faults = folder, faults
        self.asked = []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
        self.server.asked.append(text)
        out = self.server.folder / f"said-{len(self.server.asked)}.wav"
        run = boyin("speak", "-", "-o", out, "--voice", "boyin-f", "--loudness", "none", stdin=text)
        assert run.returncode == 0, run.err
        reply = out.read_bytes()
        for word in self.server.faults:
            if word in text and self.server.faults[word] > 0:
                self.server.faults[word] -= 1
                reply = without_the_middle(reply)
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


class Audit(Case):
    def spoken_far(self, faults):
        server = Server(self.folder, faults)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.write("voices/far.toml", VOICE.format(port=server.server_address[1]))
        report = self.folder / "far.json"
        run = boyin("speak", self.write("news.txt", ARTICLE), "-o", self.folder / "far.mp3", "--voice", "far", "--audit",
                    "--report", report, "--json", env={"BOYIN_VOICES": str(self.folder / "voices"),
                                                       "XDG_CACHE_HOME": str(self.folder / "cache")})
        return run, json.loads(report.read_text(encoding="utf8")), server.asked

    def test_a_sentence_that_came_out_wrong_is_made_again_it_alone(self):
        run, report, asked = self.spoken_far({"手机": 1})
        self.assertEqual(run.returncode, 0, run.err)
        again = [text for text in set(asked) if asked.count(text) > 1]
        self.assertEqual(len(again), 1, asked)
        self.assertIn("手机", again[0])
        self.assertEqual(report["audit"]["findings"], [])
        self.assertEqual([s.get("remade", 0) for s in report["sentences"] if "手机" in s["spoken"]], [1])
        self.assertEqual(json.loads(run.out)["audit"], report["audit"])

    def test_what_stays_wrong_is_told(self):
        run, report, asked = self.spoken_far({"手机": 9})
        self.assertEqual(run.returncode, 8, run.err)
        self.assertEqual(len(asked), len(report["sentences"]) + 1)
        found = report["audit"]["findings"]
        self.assertIn("dropped", {f["check"] for f in found})
        self.assertTrue(all("手机" in f["written"] for f in found))

    def test_a_batch_and_a_bulletin_are_listened_to(self):
        self.write("in/a.txt", ARTICLE)
        out = self.folder / "out"
        run = boyin("batch", self.folder / "in", "-o", out, "--audit", "--voice", "anchor-f")
        self.assertEqual(run.returncode, 0, run.out + run.err)
        audit = json.loads((out / "a.report.json").read_text(encoding="utf8"))["audit"]
        self.assertEqual((audit["flagged"], audit["compared"]), (0, audit["sentences"]))
        self.write("day.toml", 'title = "早间新闻"\n[[item]]\nfile = "in/a.txt"\n')
        run = boyin("bulletin", self.folder / "day.toml", "-o", self.folder / "show", "--audit", "--json")
        self.assertIn(run.returncode, (0, 8), run.out + run.err)
        audit = json.loads(run.out.splitlines()[-1])["audit"]
        self.assertGreater(audit["compared"], 8)
        self.assertEqual(audit["findings"], [])
        run = boyin("batch", self.folder / "in", "-o", out, "--audit", "--queue", "nats://127.0.0.1:1")
        self.assertEqual(run.returncode, 2, run.err)

    def made(self, voice, name="news"):
        article = self.write("news.txt", ARTICLE)
        sound = self.folder / f"{name}.mp3"
        run = boyin("speak", article, "-o", sound, "--voice", voice, "--transcript", "words,report")
        self.assertEqual(run.returncode, 0, run.err)
        return sound

    def report_of(self, sound):
        path = sound.with_suffix(".report.json")
        return path, json.loads(path.read_text(encoding="utf8"))

    def audited(self, sound, *options, status=0):
        run = boyin("audit", sound, "--json", *options)
        self.assertEqual(run.returncode, status, run.out + run.err)
        return json.loads(run.out.splitlines()[-1])

    def test_nothing_is_found_in_what_boyin_made(self):
        for voice in ("anchor-m", "boyin-f"):
            with self.subTest(voice=voice):
                result = self.audited(self.made(voice))
                self.assertEqual(result["findings"], [])
                self.assertEqual(result["compared"], result["sentences"])
                self.assertGreater(result["sentences"], 8)

    def test_planted_faults_are_found_where_they_are(self):
        for voice in ("anchor-m", "boyin-f"):
            sound = self.made(voice)
            _, report = self.report_of(sound)
            samples = audit_faults.samples_of(sound)
            words = [(int(b * audit_faults.RATE), int(e * audit_faults.RATE), text)
                     for b, e, text in audit_faults.words_of(sound.with_suffix(".vtt"))]
            places = {1: "dropped", 3: "doubled", 5: "wrong", 7: "truncated"}
            changed, told, planted = audit_faults.faulty(samples, report, words, places, random.Random(4))
            self.assertEqual(planted, places)
            faulty = self.folder / "faulty.mp3"
            audit_faults.encode(changed, faulty)
            self.write("faulty.report.json", json.dumps(told))
            with self.subTest(voice=voice):
                result = self.audited(faulty, status=8)
                self.assertEqual({f["sentence"] for f in result["findings"]}, set(places))
                checks = {(f["sentence"], f["check"]) for f in result["findings"]}
                self.assertIn((1, "dropped"), checks)
                self.assertIn((3, "added"), checks)
                self.assertIn((7, "dropped"), checks)
                for finding in result["findings"]:
                    sentence = told["sentences"][finding["sentence"]]
                    self.assertGreaterEqual(finding["start_s"], sentence["start_s"] - 0.3)
                    self.assertLessEqual(finding["end_s"], sentence["end_s"] + 0.3)
                    self.assertEqual(finding["written"], sentence["written"])

    def test_a_crack_in_a_pause_and_a_file_that_ends_early(self):
        sound = self.made("boyin-f")
        path, report = self.report_of(sound)
        samples = audit_faults.samples_of(sound)
        third = report["sentences"][2]
        at = int((third["end_s"] + 0.05) * audit_faults.RATE)
        samples[at] = 20000
        audit_faults.encode(samples[:int(report["sentences"][-2]["start_s"] * audit_faults.RATE)], sound)
        result = self.audited(sound, status=8)
        found = {(f["sentence"], f["check"]) for f in result["findings"]}
        last = len(report["sentences"]) - 1
        self.assertEqual(found, {(2, "click"), (last - 1, "missing"), (last, "missing")})

    def test_what_was_found_goes_into_the_report(self):
        sound = self.made("boyin-f")
        path, before = self.report_of(sound)
        result = self.audited(sound, "--save")
        _, after = self.report_of(sound)
        audit = after.pop("audit")
        self.assertEqual(after, before)
        self.assertEqual(audit, {key: result[key] for key in ("sentences", "compared", "flagged", "findings")})
        moved = path.rename(self.folder / "elsewhere.json")
        self.assertEqual(self.audited(sound, "--report", moved), result)

    def test_a_lexicon_that_the_sound_was_made_with(self):
        article = self.write("a.txt", "他去乐清看桥，桥很长。大家都说好看。\n")
        lexicon = self.write("station.tsv", "written\tspoken\tpinyin\tscope\tuntil\n大家\t\tda4 gu1\tstation\t\n")
        sound = self.folder / "a.mp3"
        run = boyin("speak", article, "-o", sound, "--lexicon", lexicon, "--transcript", "report", "--voice", "boyin-f")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertEqual(self.audited(sound, "--lexicon", lexicon)["compared"], 2)
        self.assertEqual(self.audited(sound)["compared"], 1)

    def listener(self, *answers):
        """A program that answers that, sentence for sentence."""
        path = self.write("listen.py", f"""#!{sys.executable}
import json, socket, struct
sock, answers = socket.socket(fileno=3), {list(answers)!r}
read = lambda count: sock.recv(count, socket.MSG_WAITALL)
while len(size := read(4)) == 4:
    body = read(struct.unpack("<I", size)[0])
    assert struct.unpack("<I", body[:4])[0] == 44100 and len(body) > 44100
    reply = json.dumps(answers.pop(0) if answers else {{}}).encode()
    sock.sendall(struct.pack("<I", len(reply)) + reply)
""")
        path.chmod(0o755)
        return path

    def test_what_a_recogniser_hears_is_compared_by_pinyin(self):
        article = self.write("a.txt", "今天的天气很好。\n我们去公园看花。\n明天再来。\n")
        sound = self.folder / "a.mp3"
        run = boyin("speak", article, "-o", sound, "--transcript", "report", "--voice", "boyin-f")
        self.assertEqual(run.returncode, 0, run.err)
        same = self.listener({"text": "金天的天汽很好"}, {"text": "我们去公园看花！"}, {"text": "明天在来"})
        self.assertEqual(self.audited(sound, "--listener", same)["findings"], [])
        other = self.listener({"text": "今天的天气很好"}, {"text": "我们去吃饭了看花"}, {"text": "明天再来"})
        result = self.audited(sound, "--listener", other)
        finding, = result["findings"]
        self.assertEqual((finding["sentence"], finding["check"], finding["always"]), (1, "misheard", True))
        self.assertTrue(finding["words"].startswith("gong yuan → "), finding)
        self.assertEqual(result["flagged"], 0)
        # Not compared, nobody knows whether the voice always says it so.
        finding, = self.audited(sound, "--listener", other, "--beside", "none", status=8)["findings"]
        self.assertFalse(finding["always"])

    def test_what_the_voice_always_says_so_is_not_made_again(self):
        article, sound = self.write("a.txt", "今天的天气很好。\n我们去公园看花。\n明天再来。\n"), self.folder / "a.mp3"
        other = self.listener({"text": "今天的天气很好"}, {"text": "我们去吃饭了看花"}, {"text": "明天再来"})
        said = [boyin("speak", article, "-o", sound, "--report", self.folder / "a.json", "--voice", "boyin-f", *options)
                for options in ([], ["--audit", "--listener", other])]
        self.assertEqual([run.returncode for run in said], [0, 0], said[1].err)
        self.assertIn("1 heard otherwise that this voice always says so", said[1].out)
        report = json.loads((self.folder / "a.json").read_text(encoding="utf8"))
        self.assertEqual([s.get("remade", 0) for s in report["sentences"]], [0, 0, 0])
        self.assertEqual([f["always"] for f in report["audit"]["findings"]], [True])

    def test_a_listener_that_falls_or_talks_nonsense_is_an_error_that_names_it(self):
        sound = self.made("anchor-f")
        for command, said in ((self.listener(), "listen.py"), (self.listener({"error": "no network"}), "no network"),
                              ("/nonexistent/listen", "/nonexistent/listen")):
            run = boyin("audit", sound, "--listener", command)
            self.assertEqual(run.returncode, 5, run.err)
            self.assertIn(said, run.err)
        models = self.write("models/listener/listen", "#!/bin/sh\nexit 1\n").parents[1]
        (models / "listener/listen").chmod(0o755)
        run = boyin("audit", sound, env={"BOYIN_MODELS": str(models)})
        self.assertEqual(run.returncode, 5, run.err)
        self.assertEqual(boyin("audit", sound, "--listener", "none", env={"BOYIN_MODELS": str(models)}).returncode, 0)

    def test_a_listener_that_falls_costs_nothing_of_what_was_made(self):
        article, sound = self.write("a.txt", "今天的天气很好。\n明天再来。\n"), self.folder / "b.mp3"
        run = boyin("speak", article, "-o", sound, "--bundle", "--audit", "--voice", "anchor-f",
                    "--listener", self.listener({"error": "no network"}))
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("no network", run.err)
        report = json.loads(sound.with_suffix(".report.json").read_text(encoding="utf8"))
        self.assertEqual((report["audit"]["sentences"], report["audit"]["compared"]), (2, 2))
        self.assertTrue(sound.with_suffix(".vtt").exists())

    def test_what_cannot_be_audited_is_refused_by_name(self):
        sound = self.made("anchor-f")
        path, _ = self.report_of(sound)
        noise = self.write("noise.mp3", b"no sound at all" * 100)
        for arguments, status, named in (([noise], 3, "noise.report.json"), ([noise, "--report", path], 3, "noise.mp3"),
                                         ([sound, "--report", sound.with_suffix(".vtt")], 3, "news.vtt"),
                                         ([sound, noise, "--report", path], 2, "news.report.json")):
            with self.subTest(arguments=arguments):
                run = boyin("audit", *arguments)
                self.assertEqual(run.returncode, status, run.err)
                self.assertIn(named, run.err)

    def test_people_are_told_in_a_line(self):
        sound = self.made("anchor-f")
        run = boyin("audit", sound)
        self.assertRegex(run.out, r"news\.mp3 +\d+ sentences, \d+ compared, 0 with findings\n")
        run = boyin("audit", sound, env={"LC_ALL": "zh_CN.UTF-8"})
        self.assertIn("0 句有问题", run.out)


main()
