#!/usr/bin/env python3
"""Takes by HTTP: single sentences said otherwise, at once and in jobs; all others stay as they were made."""
import base64
import contextlib
import io
import json
import math
import signal
import struct
import time
import wave

from service import Case, Service, main

SENTENCES = ["各位听众，早上好。", "今天是6·23一周年。", "全市生产总值增长3.2%。", "大家都很努力。", "大家都很努力。", "感谢收听。"]
TEXT = "".join(SENTENCES[:3]) + "\n\n" + "".join(SENTENCES[3:])


def take(sentence, **keys):
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in keys.items()]
    return "\n".join(["[[take]]", f"sentence = {json.dumps(sentence, ensure_ascii=False)}", *lines, ""])


def tone(seconds=1.5, rate=44100, channels=1, silence=0.5):
    """A WAV of a hum between two silences."""
    frames = []
    for i in range(int(rate * (seconds + 2 * silence))):
        at = i / rate - silence
        level = 6000 * (math.sin(2 * math.pi * 220 * at) + 0.5 * math.sin(2 * math.pi * 1400 * at)) if 0 <= at < seconds else 0
        frames.append(struct.pack("<h", int(level)) * channels)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(b"".join(frames))
    return file.getvalue()


def form(request, files):
    """Body and head of a form with a request and its recordings."""
    body = b""
    for head, data in [('name="request"', request if isinstance(request, bytes) else json.dumps(request).encode()),
                       *((f'name="files"; filename="{name}"', data) for name, data in files)]:
        body += f"--boyin\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
    return body + b"--boyin--\r\n", {"Content-Type": "multipart/form-data; boundary=boyin"}


class Takes(Case):
    def events(self, text, takes, voice="anchor-f", service=None):
        reply = (service or self.service).speak(text, takes=takes, voice=voice, response_format="pcm", stream_format="sse", cues=True)
        self.assertEqual(reply.status, 200, reply.body)
        return [json.loads(block[6:]) for block in reply.body.decode().split("\n\n") if block]

    @staticmethod
    def sound(events):
        return b"".join(base64.b64decode(e["audio"]) for e in events if e["type"] == "speech.audio.delta")

    @staticmethod
    def cues(events):
        return [e for e in events if e["type"] == "speech.cue"]

    def test_a_file_is_shown_or_its_mistake_told_at_its_place(self):
        toml = take(SENTENCES[0], say="各位，早上好。", rate=0.9) + take(SENTENCES[3], nth=2, pause_after=300, locked=True)
        shown = self.service.ask("POST", "/v1/takes", {"takes": toml}).json["takes"]
        self.assertEqual([t["sentence"] for t in shown], [SENTENCES[0], SENTENCES[3]])
        self.assertEqual((shown[0]["say"], shown[0]["rate"], shown[0]["pause_after"]), ("各位，早上好。", 0.9, None))
        self.assertEqual((shown[1]["nth"], shown[1]["pause_after"], shown[1]["locked"]), (2, 300, True))
        self.assertEqual(self.service.ask("POST", "/v1/takes", {"takes": ""}).json["takes"], [])
        for path, more in [("/v1/takes", {}), ("/v1/audio/speech", {"model": "boyin", "input": TEXT, "voice": "alloy"}),
                           ("/v1/jobs", {"input": TEXT})]:
            for wrong, word in [("[[take]]\nsentense = 3\n", "unknown key"), (take("好。", voice="nobody"), "unknown voice"),
                                ("[[take", "takes.toml:1"), (take("好。") * 2, "two takes"), (take("好。", rate=9), "0.5")]:
                with self.subTest(path=path, wrong=wrong):
                    reply = self.service.ask("POST", path, {"takes": wrong, **more})
                    self.assertEqual((reply.status, reply.json["error"]["param"]), (400, "takes"), reply.body)
                    self.assertRegex(reply.json["error"]["message"], rf"^takes\.toml:\d+:\d+: .*|{word}")
                    self.assertIn(word, reply.json["error"]["message"])
                    self.assertRegex(reply.json["error"]["message_zh"], "[一-鿿]")
        many = "".join(take(f"第{i}句。") for i in range(1001))
        self.assertEqual(self.service.speak(TEXT, takes=many).status, 400)
        self.assertEqual(self.service.speak(TEXT, takes=3).status, 400)

    def test_the_text_is_told_as_its_takes_leave_it(self):
        toml = take(SENTENCES[3], nth=2, say="我们都很努力") + take("不在。") + take(SENTENCES[1], voice="anchor-m")
        events = self.events(TEXT, toml)
        text = next(e for e in events if e["type"] == "speech.text")
        self.assertEqual(events.index(text), 0)
        self.assertEqual(text["text"].replace("\n", ""), "".join(SENTENCES).replace("大家都很努力。感", "我们都很努力。感"))
        said = [text["text"][s["begin"]:s["end"]] for s in text["sentences"]]
        self.assertEqual(said, SENTENCES[:4] + ["我们都很努力。"] + SENTENCES[5:])
        self.assertEqual([s.get("take") for s in text["sentences"]], [None, 2, None, None, 0, None])
        heard = "".join(text["text"][c["begin"]:c["end"]] for c in self.cues(events))
        self.assertEqual(heard, text["text"].replace("\n", ""))

    def test_without_takes_the_text_is_told_after_the_first_sound(self):
        events = self.events(TEXT, "")
        kinds = [e["type"] for e in events]
        self.assertLess(kinds.index("speech.audio.delta"), kinds.index("speech.text"))
        text = events[kinds.index("speech.text")]
        self.assertEqual([text["text"][s["begin"]:s["end"]] for s in text["sentences"]], SENTENCES)
        self.assertFalse(any("take" in s for s in text["sentences"]))
        plain = self.service.speak(TEXT, voice="anchor-f", response_format="pcm", stream_format="sse", cues=True)
        self.assertNotIn(b"speech.text", plain.body)

    def test_what_comes_before_a_take_sounds_as_before_and_the_rest_moves(self):
        plain = self.events(TEXT, "")
        other = self.events(TEXT, take(SENTENCES[2], rate=0.5, pause_before=1500, pause_after=2000))
        before, after = self.cues(plain), self.cues(other)
        self.assertEqual([c["text"] for c in before], [c["text"] for c in after])
        at = next(i for i, c in enumerate(after) if c["text"].startswith("全市"))
        self.assertAlmostEqual(after[at]["start"] - after[at - 1]["stop"], 1.5, delta=0.01)
        self.assertAlmostEqual(after[at + 1]["start"] - after[at]["stop"], 2.0, delta=0.01)
        length = [c["stop"] - c["start"] for c in (before[at], after[at])]
        self.assertGreater(length[1], 1.5 * length[0])
        same = int(before[at - 1]["stop"] * 24000 - 2400) * 2
        self.assertGreater(same, 48000)
        self.assertEqual(self.sound(plain)[:same], self.sound(other)[:same])
        for one, two in zip(before[at + 1:], after[at + 1:]):
            self.assertAlmostEqual(one["stop"] - one["start"], two["stop"] - two["start"], delta=0.001)

    def test_only_what_changed_is_made_anew(self):
        for voice, other in [("boyin-f", "boyin-m"), ("anchor-f", "anchor-m")]:
            with contextlib.closing(Service("--cache", "all", "--jobs", "1")) as service, self.subTest(voice):
                def made():
                    return [int(service.metric(f"boyin_sentences_{how}")) for how in ("spoken", "recalled")]
                def reread(toml):
                    """How many sentences were made for it, and how many had been."""
                    old = made()
                    cues = self.cues(self.events(TEXT, toml, voice, service))
                    new = made()
                    self.assertEqual(new[0] - old[0] + new[1] - old[1], len(cues))
                    return new[0] - old[0], new[1] - old[1]
                while sum(made()) < 2:  # the engines are warmed up
                    time.sleep(0.02)
                count = sum(reread(""))
                self.assertEqual(reread(""), (0, count))
                for toml in [take(SENTENCES[2], voice=other), take(SENTENCES[5], say="再见。"),
                             take(SENTENCES[3], nth=2, rate=0.9), take(SENTENCES[2], say="全市{生产|sheng1 chan2}总值增长3.2%。")]:
                    self.assertEqual(reread(toml), (1, count - 1), toml)
                    self.assertEqual(reread(toml), (0, count), toml)
                self.assertEqual(reread(take(SENTENCES[5], pause_before=900, locked=True)), (0, count))

    def test_a_job_is_made_with_them(self):
        toml = take(SENTENCES[3], nth=2, say="我们都很努力。", voice="anchor-m") + take("不在。", say="无。")
        reply = self.service.ask("POST", "/v1/jobs", {"input": TEXT, "takes": toml, "voice": "anchor-f"})
        said = self.said(reply)
        self.assertEqual([s["written"] for s in said], SENTENCES[:4] + ["我们都很努力。"] + SENTENCES[5:])
        self.assertEqual([s.get("speaker") for s in said], [None] * 4 + ["播音员 男", None])

    def test_a_bulletin_is_made_with_them(self):
        rundown = 'title = "新闻"\n[voices]\na = "anchor-f"\n[opening]\ntext = "欢迎收听。"\n[[item]]\ntext = "今天多云。明天有雨。"\n'
        toml = take("欢迎收听。", say="欢迎您收听。") + take("明天有雨。", rate=0.8)
        said = self.said(self.service.ask("POST", "/v1/jobs", {"rundown": rundown, "takes": toml}))
        self.assertEqual([s["written"] for s in said][0], "欢迎您收听。")
        self.assertIn("明天有雨。", [s["written"] for s in said])

    def send(self, path, request, *files):
        return self.service.ask("POST", path, *form(request, files))

    def test_a_recording_is_heard_in_its_place(self):
        toml = take(SENTENCES[2], audio="王敏.wav", say="全市生产总值增长了3.2%。", pause_after=700)
        request = {"model": "boyin", "input": TEXT, "voice": "anchor-f", "takes": toml, "response_format": "pcm",
                   "stream_format": "sse", "cues": True}
        for sound in (tone(), tone(channels=2), tone(rate=8000), tone(rate=48000)):
            reply = self.send("/v1/audio/speech", request, ("王敏.wav", sound))
            self.assertEqual(reply.status, 200, reply.body[:300])
            events = [json.loads(block[6:]) for block in reply.body.decode().split("\n\n") if block]
            cues = self.cues(events)
            at = next(i for i, c in enumerate(cues) if c["text"].startswith("全市"))
            self.assertEqual(cues[at]["text"], "全市生产总值增长了3.2%。")
            self.assertAlmostEqual(cues[at]["stop"] - cues[at]["start"], 1.58, delta=0.05)  # the silence is gone
            self.assertAlmostEqual(cues[at + 1]["start"] - cues[at]["stop"], 0.7, delta=0.01)
            self.assertEqual([c["text"] for c in cues[at + 1:]], [c["text"] for c in self.cues(self.events(TEXT, ""))][at + 1:])
            pcm = self.sound(events)
            def loudness(cue):
                part = struct.unpack(f"<{int((cue['stop'] - cue['start']) * 24000)}h",
                                     pcm[int(cue["start"] * 24000) * 2:][:int((cue["stop"] - cue["start"]) * 24000) * 2])
                return 10 * math.log10(sum(v * v for v in part) / len(part))
            self.assertAlmostEqual(loudness(cues[at]), loudness(cues[at - 1]), delta=4)

    def test_a_recording_first_of_all(self):
        request = {"model": "boyin", "input": TEXT, "voice": "anchor-f", "takes": take(SENTENCES[0], audio="a.wav")}
        reply = self.send("/v1/audio/speech", {**request, "response_format": "wav"}, ("a.wav", tone()))
        self.assertEqual(reply.status, 200)
        self.assertGreater(self.probe(reply.body, "wav")[0], 8)

    def test_jobs_and_bulletins_have_recordings_too(self):
        toml = take(SENTENCES[5], audio="a.wav", speaker="记者 王敏")
        said = self.said(self.send("/v1/jobs", {"input": TEXT, "takes": toml, "voice": "anchor-f"}, ("a.wav", tone())))
        self.assertEqual([s.get("speaker") for s in said], [None] * 5 + ["记者 王敏"])
        self.assertAlmostEqual(said[5]["end_s"] - said[5]["start_s"], 1.58, delta=0.05)
        rundown = 'title = "新闻"\n[voices]\na = "anchor-f"\n[[item]]\ntext = "今天多云。明天有雨。"\n'
        body, head = form(rundown.encode(), [("a.wav", tone())])
        fields = f'--boyin\r\nContent-Disposition: form-data; name="takes"\r\n\r\n{take("明天有雨。", audio="a.wav")}\r\n'.encode()
        body = fields + body.replace(b'name="request"', b'name="rundown"; filename="r.toml"')
        said = self.said(self.service.ask("POST", "/v1/jobs", body, head))
        self.assertIn("a", [s.get("speaker") for s in said])

    def test_what_is_no_recording_is_refused(self):
        good = tone(0.3)
        for sound, word in [(b"", "no WAV"), (b"RIFF", "no WAV"), (b"ID3" + bytes(2000), "no WAV"), (good[:40], "no WAV"),
                            (good[:20] + b"\x03" + good[21:], "no WAV"), (good[:34] + b"\x18" + good[35:], "no WAV"),
                            (good[:22] + b"\x09" + good[23:], "no WAV"), (good[:24] + bytes(4) + good[28:], "no WAV"),
                            (tone(0.01, silence=0), "too short"), (tone(0, silence=1), "nothing to hear"),
                            (tone(1, 8000, silence=0) * 1 + bytes(8000 * 2 * 125), "RIFF")]:
            with self.subTest(word=word, size=len(sound)):
                if word == "RIFF":  # a length that covers what follows
                    size = len(sound) - 44
                    sound = sound[:40] + struct.pack("<I", size) + sound[44:]
                    word = "120 s"
                for path, more in [("/v1/audio/speech", {"model": "boyin", "voice": "anchor-f"}), ("/v1/jobs", {})]:
                    reply = self.send(path, {"input": TEXT, "takes": take(SENTENCES[0], audio="a.wav"), **more}, ("a.wav", sound))
                    self.assertEqual((reply.status, reply.json["error"]["param"]), (400, "takes"), reply.body)
                    self.assertRegex(reply.json["error"]["message"], rf"^takes\.toml:2:12: a\.wav: .*{word}")

    def test_forms_that_are_none(self):
        request = {"model": "boyin", "input": TEXT, "voice": "anchor-f", "takes": take(SENTENCES[0], audio="a.wav")}
        path = "/v1/audio/speech"
        sound = tone(0.3)
        self.assertIn("was not sent", self.service.ask("POST", path, request).json["error"]["message"])
        self.assertIn("was not sent", self.send(path, request, ("b.wav", sound)).json["error"]["message"])
        for name in ("../a.wav", "/etc/passwd", ".a.wav", "", "a\\b.wav"):
            reply = self.send(path, {**request, "takes": take(SENTENCES[0], audio=name or "a.wav")}, (name, sound))
            self.assertEqual(reply.status, 400, name)
        twice = self.send(path, request, ("a.wav", sound), ("a.wav", sound))
        self.assertEqual(twice.status, 400)
        self.assertEqual(self.send(path, b"x" * (1 << 20) + b"x", ("a.wav", sound)).status, 413)
        self.assertEqual(self.send(path, b"{", ("a.wav", sound)).status, 400)
        self.assertEqual(self.send(path, request, *[(f"{i}.wav", b"") for i in range(201)]).status, 400)
        body, head = form(request, [("a.wav", sound)])
        self.assertEqual(self.service.ask("POST", path, body.replace(b'name="request"', b'name="other"'), head).status, 400)
        self.assertEqual(self.service.ask("POST", path, body[:-40], head).status, 400)
        self.assertEqual(self.service.ask("POST", path, body, {**head, "Origin": "https://other.example"}).status, 403)

    def test_marks_in_the_text_keep_its_takes(self):
        marked = TEXT.replace("生产", "{生产|sheng1 chan2}").replace("3.2%", "{3.2%|百分之三点二}")
        text = next(e for e in self.events(marked, take(SENTENCES[2], rate=0.9)) if e["type"] == "speech.text")
        self.assertEqual([s.get("take") for s in text["sentences"]], [None, None, 0, None, None, None])
        one = text["sentences"][2]
        self.assertEqual(marked[one["input_begin"]:one["input_end"]], "全市{生产|sheng1 chan2}总值增长{3.2%|百分之三点二}。")

    def test_a_job_with_a_recording_survives_a_kill(self):
        with contextlib.closing(Service()) as service:
            long = "今天天气很好，大家都很高兴。" * 300 + SENTENCES[5]
            body = form({"input": long, "takes": take(SENTENCES[5], audio="a.wav", speaker="王敏"), "voice": "anchor-f"}, [("a.wav", tone())])
            job = service.ask("POST", "/v1/jobs", *body).json["id"]
            end = time.monotonic() + 60
            while service.get(f"/v1/jobs/{job}").json["progress"] == 0:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.02)
            service.stop(signal.SIGKILL)
            service.start()
            self.assertEqual(self.sentences(service, job)[-1].get("speaker"), "王敏")

    def said(self, reply):
        self.assertEqual(reply.status, 202, reply.body)
        return self.sentences(self.service, reply.json["id"])

    def sentences(self, service, job):
        service.get(f"/v1/jobs/{job}/events")  # until it has ended
        job = service.get(f"/v1/jobs/{job}").json
        self.assertEqual(job["status"], "done", job)
        report = next(f["url"] for f in job["files"] if f["name"].endswith(".report.json"))
        return service.get(report).json["sentences"]

    def test_the_readings_of_a_character_are_told_the_likeliest_first(self):
        line = self.service.ask("POST", "/pinyin", {"text": "行长长得高。"}).json["lines"][0]
        choices = [s.get("choices") for s in line["syllables"]]
        self.assertIsNone(choices[4])
        for some in choices[:2]:
            self.assertGreater(len(some), 1)
            shares = [c["share"] for c in some]
            self.assertEqual(shares, sorted(shares, reverse=True))
            self.assertLessEqual(sum(shares), 1.03)
        self.assertEqual(choices[0][0]["pinyin"], "hang2")


main()
