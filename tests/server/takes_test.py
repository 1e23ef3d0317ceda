#!/usr/bin/env python3
"""Takes by HTTP: single sentences said otherwise, at once and in jobs; all others stay as they were made."""
import base64
import contextlib
import json
import time

from service import Case, Service, main

SENTENCES = ["各位听众，早上好。", "今天是6·23一周年。", "全市生产总值增长3.2%。", "大家都很努力。", "大家都很努力。", "感谢收听。"]
TEXT = "".join(SENTENCES[:3]) + "\n\n" + "".join(SENTENCES[3:])


def take(sentence, **keys):
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in keys.items()]
    return "\n".join(["[[take]]", f"sentence = {json.dumps(sentence, ensure_ascii=False)}", *lines, ""])


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

    def said(self, reply):
        self.assertEqual(reply.status, 202, reply.body)
        url = f"/v1/jobs/{reply.json['id']}"
        self.service.get(url + "/events")  # until it has ended
        job = self.service.get(url).json
        self.assertEqual(job["status"], "done", job)
        report = next(f["url"] for f in job["files"] if f["name"].endswith(".report.json"))
        return self.service.get(report).json["sentences"]

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
