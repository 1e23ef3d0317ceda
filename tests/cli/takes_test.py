#!/usr/bin/env python3
"""Takes: sentences said otherwise, heard in the finished sound; all the others are as they were."""
import array
import json
import math
import subprocess

from boyin import Case, boyin, main

RATE = 44100
ARTICLE = """渡口早间新闻

今天上午渡口镇多云转晴。行长在会上介绍了情况。下午还有小雨。欢迎收听。

明天气温回升到二十度。欢迎收听。
"""
SENTENCES = ["渡口早间新闻", "今天上午渡口镇多云转晴。", "行长在会上介绍了情况。", "下午还有小雨。", "欢迎收听。",
             "明天气温回升到二十度。", "欢迎收听。"]


def samples(path):
    run = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1", "-ar", str(RATE), "-"],
                         capture_output=True, check=True)
    return array.array("f", run.stdout)


def likeness(a, b):
    """How far b is a, turned up or down: 1 where it is, about 0 where something else is heard. What stands at the
    ends is faded; a millisecond more or less comes of where a report rounds."""
    best = 0
    part = a[2000:len(a) - 2000:3]
    power = sum(x * x for x in part)
    for shift in range(-90, 91):
        other = b[2000 + shift:len(b)][:len(part) * 3:3]
        n = min(len(part), len(other))
        across = sum(map(lambda x, y: x * y, part[:n], other[:n]))
        best = max(best, across / math.sqrt(power * sum(y * y for y in other[:n]) or 1))
    return best


class Takes(Case):
    def setUp(self):
        super().setUp()
        self.write("a.txt", ARTICLE)

    def speak(self, name, takes=None, *options, voice="boyin-f", code=0, text="a.txt"):
        if takes is not None:
            self.write(name + ".takes.toml", takes)
            options += ("--takes", name + ".takes.toml")
        run = boyin("speak", text, "-o", f"{name}.wav", "--voice", voice, "--label", "none", "--transcript",
                    "report,vtt,srt,txt", *options, cwd=self.folder)
        self.assertEqual(run.returncode, code, run.err)
        self.err = run.err
        if code:
            return None
        report = json.loads((self.folder / f"{name}.report.json").read_text(encoding="utf8"))
        self.assertTrue(report["coverage"]["complete"])
        sound = samples(self.folder / f"{name}.wav")
        for sentence in report["sentences"]:
            sentence["sound"] = sound[round(sentence["start_s"] * RATE):round(sentence["end_s"] * RATE)]
        return report["sentences"]

    def assert_same(self, before, after, but=()):
        self.assertEqual(len(before), len(after))
        for i, (one, other) in enumerate(zip(before, after)):
            if i in but:
                continue
            with self.subTest(sentence=one["written"]):
                self.assertEqual(one["written"], other["written"])
                self.assertAlmostEqual(len(one["sound"]), len(other["sound"]), delta=90)
                self.assertGreater(likeness(one["sound"], other["sound"]), 0.99)

    def test_another_voice_and_rate_for_one_sentence(self):
        plain = self.speak("plain")
        self.assertEqual([s["written"] for s in plain], SENTENCES)
        man = self.speak("man", voice="boyin-m")
        takes = self.speak("takes", '[[take]]\nsentence = "行长在会上介绍了情况。"\nvoice = "boyin-m"\n'
                           '[[take]]\nsentence = "明天 气温回升到二十度。"\nrate = 0.8\n')
        self.assert_same(plain, takes, but=(2, 5))
        self.assertEqual([s.get("speaker") for s in takes], [None, None, "播音 男", None, None, None, None])
        self.assertGreater(likeness(man[2]["sound"], takes[2]["sound"]), 0.99)
        self.assertLess(likeness(plain[2]["sound"], takes[2]["sound"]), 0.5)
        slower = len(takes[5]["sound"]) / len(plain[5]["sound"])
        self.assertTrue(1.12 < slower < 1.4, slower)
        self.assertIn("<v 播音 男>行长在会上介绍了情况。", (self.folder / "takes.vtt").read_text(encoding="utf8"))
        self.assertEqual((self.folder / "takes.txt").read_text(encoding="utf8"),
                         (self.folder / "plain.txt").read_text(encoding="utf8"))

    def test_which_of_two_sentences_that_are_the_same(self):
        plain = self.speak("plain")
        takes = self.speak("takes", '[[take]]\nsentence = "欢迎收听。"\nnth = 2\nvoice = "boyin-m"\n')
        self.assert_same(plain, takes, but=(6,))
        self.assertEqual([s.get("speaker") for s in takes][4:], [None, None, "播音 男"])

    def test_a_recording_instead_without_the_silence_around_it(self):
        plain = self.speak("plain")
        self.speak("said", voice="anchor-m", text=str(self.write("b.txt", "行长在会上介绍了情况。\n")))
        subprocess.run(["ffmpeg", "-v", "error", "-i", "said.wav", "-af", "volume=-17dB,adelay=900,apad=pad_dur=2",
                        "-ar", "48000", "reporter.flac"], cwd=self.folder, check=True)
        takes = self.speak("takes", '[[take]]\nsentence = "行长在会上介绍了情况。"\naudio = "reporter.flac"\n'
                           'speaker = "记者 王敏"\npause_before = 900\n')
        self.assert_same(plain, takes, but=(2,))
        heard = takes[2]
        self.assertEqual((heard["written"], heard["speaker"], heard["pinyin"]), (SENTENCES[2], "记者 王敏", ""))
        said = samples(self.folder / "said.wav")
        loud = [i for i, x in enumerate(said) if abs(x) > 0.01]
        said = said[loud[0]:loud[-1]]
        self.assertAlmostEqual(len(heard["sound"]) / RATE, len(said) / RATE, delta=0.12)
        at = max(range(0, 4000, 5), key=lambda shift: likeness_at(said, heard["sound"], shift))
        self.assertGreater(likeness(said, heard["sound"][at:]), 0.98)
        self.assertAlmostEqual(heard["start_s"] - takes[1]["end_s"], 0.9, delta=0.01)
        # As loud as the announcer.
        self.assertLess(abs(level(heard["sound"]) - level(plain[2]["sound"])), 2)
        self.assertIn("<v 记者 王敏>行长在会上介绍了情况。", (self.folder / "takes.vtt").read_text(encoding="utf8"))

    def test_other_words_are_what_is_heard_shown_and_covered(self):
        plain = self.speak("plain")
        takes = self.speak("takes", '[[take]]\nsentence = "行长在会上介绍了情况。"\n'
                           'say = "{行长|xing2 zhang3}说，{|700}情况很好"\npause_after = 1500\n')
        self.assert_same(plain, takes, but=(2,))
        self.assertTrue(takes[2]["pinyin"].startswith("xing2 zhang3 shuo1"), takes[2]["pinyin"])
        shown = (self.folder / "takes.txt").read_text(encoding="utf8")
        self.assertIn("行长说，情况很好。下午还有小雨。", shown)
        self.assertNotIn("介绍", shown)
        self.assertAlmostEqual(takes[3]["start_s"] - takes[2]["end_s"], 1.5, delta=0.01)
        run = boyin("speak", "a.txt", "--explain", "--takes", "takes.takes.toml", cwd=self.folder)
        self.assertIn("行长说", run.out.replace("╱", ""))

    def test_a_take_finds_its_sentence_when_the_article_changes_and_is_named_when_it_cannot(self):
        take = '[[take]]\nsentence = "行长在会上介绍了情况。"\nvoice = "boyin-m"\n'
        self.write("b.txt", ARTICLE.replace("今天上午渡口镇多云转晴。", "现在播送新闻。今天有雨。"))
        said = self.speak("edited", take, text="b.txt")
        self.assertEqual([s["written"] for s in said if "speaker" in s], [SENTENCES[2]])
        self.write("c.txt", ARTICLE.replace("介绍了情况", "说明了情况"))
        said = self.speak("gone", take, text="c.txt")
        self.assertEqual([s for s in said if "speaker" in s], [])
        self.assertIn("gone.takes.toml:2:12: no sentence reads “行长在会上介绍了情况。”", self.err)
        self.speak("strict", take, "--strict", text="c.txt", code=3)
        self.assertFalse((self.folder / "strict.wav").exists())

    def test_only_what_changed_is_made_anew(self):
        cache = {"XDG_CACHE_HOME": str(self.folder / "cache")}
        self.write("t.toml", '[[take]]\nsentence = "下午还有小雨。"\nvoice = "boyin-m"\n')
        for name, options, made in (("one", (), 6), ("two", ("--takes", "t.toml"), 7)):
            run = boyin("speak", "a.txt", "-o", f"{name}.wav", "--voice", "boyin-f", "--cache", "all", *options,
                        cwd=self.folder, env=cache)
            self.assertEqual(run.returncode, 0, run.err)
            kept = [path for path in (self.folder / "cache").rglob("*") if path.is_file() and path.stat().st_size > 5000]
            self.assertEqual(len(kept), made)

    def test_mistakes_are_named_with_their_place(self):
        for toml, wanted in (
                ('[[take]]\nsentence = "下午还有小雨。"\nvoise = "boyin-m"\n', "t.toml:3:"),
                ('[[take]]\nsentence = "下午还有小雨。"\naudio = "none.wav"\n', "t.toml:2:12: none.wav")):
            self.write("t.toml", toml)
            run = boyin("speak", "a.txt", "-o", "x.wav", "--takes", "t.toml", cwd=self.folder)
            self.assertEqual(run.returncode, 3, run.err)
            self.assertIn(wanted, run.err)
        run = boyin("speak", "a.txt", "a.txt", "--takes", "t.toml", cwd=self.folder)
        self.assertEqual(run.returncode, 2, run.err)

    def test_a_bulletin_in_its_slot_with_a_take_of_a_headline_and_of_a_story(self):
        self.write("r.toml", 'title = "测试新闻"\nlength = "0:25"\n[voices]\na = "boyin-f"\n[opening]\ntext = "早上好。"\n'
                   '[headlines]\ntext = "首先是提要。"\n[[item]]\nfile = "a.txt"\ntitle = "渡口天气"\n')
        self.write("t.toml", '[[take]]\nsentence = "早上好。"\nsay = "各位听众，早上好！"\n'
                   '[[take]]\nsentence = "渡口天气。"\nvoice = "boyin-m"\n'
                   '[[take]]\nsentence = "下午还有小雨。"\nsay = "下午还有阵雨。"\nvoice = "boyin-m"\n'
                   '[[take]]\nsentence = "昨天有雪。"\nlocked = true\n')
        run = boyin("bulletin", "r.toml", "-o", "out", "--date", "2026-11-22", "-f", "wav", "--takes", "t.toml",
                    "--transcript", "report,vtt", cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("t.toml:12:12: no sentence reads “昨天有雪。”", run.err)
        report = json.loads((self.folder / "out/r-2026-11-22.report.json").read_text(encoding="utf8"))
        self.assertTrue(report["coverage"]["complete"])
        said = [(s["written"], s.get("speaker")) for s in report["sentences"]]
        self.assertEqual(said[0], ("各位听众，早上好！", None))
        self.assertEqual([written for written, speaker in said if speaker], ["渡口天气。", "下午还有阵雨。"])
        self.assertEqual(len(samples(self.folder / "out/r-2026-11-22.wav")), 25 * RATE)
        run = boyin("bulletin", "r.toml", "-o", "no", "--takes", "t.toml", "--strict", cwd=self.folder)
        self.assertEqual(run.returncode, 3, run.err)


def likeness_at(a, b, shift):
    part, other = a[4000:20000:7], b[4000 + shift:20000 + shift:7]
    return sum(map(lambda x, y: x * y, part, other))


def level(sound):
    return 10 * math.log10(sum(x * x for x in sound) / len(sound))


if __name__ == "__main__":
    main()
