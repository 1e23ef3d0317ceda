#!/usr/bin/env python3
"""What cannot be said is named, never lost, and never fails an article unless --strict asks for it."""
import json

from boyin import Case, boyin, main

# No engine has a sound for these letters; for the others there is no reading.
NO_SOUND = {"𝄞": "今天的新闻：𝄞好。", "\u13e3": "切罗基字母\u13e3就是这样写的。", "\u0378": "未定义的\u0378字符。",
            "\u13d3": "ABC\u13d3DEF都读出来。"}
NO_READING = {"\ue000": "私用区\ue000字符。", "⺀": "部首⺀在这里。", "⠓": "盲文⠓点字。", "\U000f0000": "补充私用区\U000f0000字符。"}


class Unsaid(Case):
    def speak(self, text, *options, code=0):
        article = self.write("a.txt", text)
        run = boyin("speak", article, "-o", self.folder / "a.wav", "--report", self.folder / "r.json", *options)
        self.assertEqual(run.returncode, code, run.err)
        return run, json.loads((self.folder / "r.json").read_text(encoding="utf8")) if code == 0 else None

    def test_it_is_listed_and_the_rest_is_spoken(self):
        for letter, text in {**NO_SOUND, **NO_READING}.items():
            with self.subTest(letter=letter.encode("unicode_escape")):
                run, report = self.speak(text)
                coverage = report["coverage"]
                self.assertEqual([r["text"] for r in coverage["not_said_ranges"]], [letter])
                self.assertEqual(coverage["not_said"], 1)
                self.assertFalse(coverage["complete"])
                self.assertEqual(coverage["characters"], coverage["spoken"] + coverage["punctuation"]
                                 + coverage["skipped"] + coverage["not_said"])
                self.assertIn("not said", run.err)
                self.assertIn(letter, run.err)
                begin = coverage["not_said_ranges"][0]["begin"]
                self.assertEqual(text.encode()[begin:].decode()[0], letter)
                spoken = "".join(s["pinyin"] for s in report["sentences"])
                self.assertGreater(len(spoken), 10)

    def test_every_occurrence_counts_once(self):
        _, report = self.speak("甲𝄞乙𝄞𝄞丙。电话13912345678𝄞，请拨打。", "--number-safety")
        self.assertEqual(report["coverage"]["not_said"], 4)

    def test_strict_refuses(self):
        for text in ("今天的新闻：𝄞好。", "盲文⠓点字。"):
            run, _ = self.speak(text, "--strict", code=3)
            self.assertIn("cannot be said", run.err)
            self.assertEqual(self.left_over("a.txt"), [])
        self.speak("今天的新闻很好，CPU也好。", "--strict")

    def test_nothing_else_to_say(self):
        run, _ = self.speak("𝄞。", code=3)
        self.assertIn("nothing to read aloud", run.err)

    def test_ordinary_text_is_complete(self):
        _, report = self.speak("★头条：GDP增长5%（同比）→约3℃，①第一、②第二；α、β与é，2×3=6。\n• 项目 | 说明 ※")
        self.assertEqual(report["coverage"]["not_said_ranges"], [])
        self.assertTrue(report["coverage"]["complete"])

    def test_the_proof_has_a_line(self):
        article = self.write("a.txt", "盲文⠓点字，音符𝄞在此。")
        run = boyin("proof", article, "-o", self.folder / "p.html")
        self.assertEqual(run.returncode, 0, run.err)
        html = (self.folder / "p.html").read_text(encoding="utf8")
        for letter in "⠓𝄞":
            self.assertIn(f"<li><strong>{letter}</strong>", html)


main()
