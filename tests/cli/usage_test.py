#!/usr/bin/env python3
"""What people mistype and what programs read: suggestions, --json of failures, a clean terminal."""
import json

from boyin import Case, boyin, main


class Usage(Case):
    def test_suggestions(self):
        article = self.write("a.txt", "你好。")
        for words, hint in ((["spaek", article], "did you mean boyin speak?"),
                            ([article], f"did you mean boyin speak {article}?"),
                            (["speak", article, "--vioce", "x"], "did you mean --voice?"),
                            (["normalise", "--jsn"], "did you mean --json?"),
                            (["speak"], "boyin speak --help")):
            run = boyin(*words)
            self.assertEqual(run.returncode, 2, run.err)
            self.assertTrue(run.err.startswith("boyin: "), run.err)
            self.assertIn(hint, run.err)
        run = boyin("spaek", env={"LC_ALL": "zh_CN.UTF-8"})
        self.assertIn("是不是 boyin speak？", run.err)

    def test_the_parser_speaks_as_boyin_does(self):
        article = self.write("a.txt", "你好。")
        for words, english, simplified in (
                (["speak"], "input is missing", "缺少 input"),
                (["speak", article, "--rate", "9"], "--rate: 9 is not from 0.5 to 3", "--rate：9 不在 0.5 到 3 之间"),
                (["speak", article, "--credit", "x"], "--credit: “x” is none of last, skip",
                 "--credit：“x”不在可选的值之中：last, skip"),
                (["speak", article, "--channels", "3"], "--channels: “3” is none of 1, 2", "可选的值之中：1, 2"),
                (["speak", article, "--rate"], "--rate: a value is missing", "--rate：缺少值"),
                (["speak", article, "--cache-mb", "many"], "--cache-mb: many is not from 1 to", "--cache-mb：many 不在 1 到"),
                (["speak", article, "--nonsense"], "unknown argument: --nonsense", "不认识的参数：--nonsense"),
                (["queue"], "a command is missing", "缺少命令")):
            run = boyin(*words)
            self.assertEqual(run.returncode, 2, run.err)
            self.assertIn(english, run.err)
            self.assertIn(simplified, boyin(*words, env={"LC_ALL": "zh_CN.UTF-8"}).err)
        help = boyin("normalise", "--help", env={"LC_ALL": "zh_CN.UTF-8"}).out
        for word in ("用法:", "选项:", "显示本帮助"):
            self.assertIn(word, help)
        for word in ("Usage", "Options", "TEXT", "Print"):
            self.assertNotIn(word, help)

    def test_traditional_chinese(self):
        run = boyin("speak", "no.txt", env={"LC_ALL": "", "LANG": "zh_TW.UTF-8"})
        self.assertIn("沒有這個檔案", run.err)
        # What the process in the sandbox says, too.
        broken = self.write("a.docx", "PK\3\4 but no archive")
        run = boyin("speak", broken, env={"LC_ALL": "", "LANG": "zh_TW.UTF-8"})
        self.assertIn("壓縮包已損壞", run.err)
        run = boyin("speak", "no.txt", env={"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "en"})
        self.assertIn("no such file", run.err)

    def test_version(self):
        wanted = boyin("--version")
        self.assertEqual(wanted.returncode, 0)
        self.assertTrue(wanted.out.startswith("boyin "))
        for words in (["version"], ["-V"]):
            run = boyin(*words)
            self.assertEqual((run.returncode, run.out), (0, wanted.out), run.err)

    def test_a_folder_and_an_address(self):
        run = boyin("speak", self.folder, "-o", self.folder / "x.mp3")
        self.assertEqual(run.returncode, 3)
        self.assertIn(f"boyin batch {self.folder}", run.err)
        run = boyin("speak", "https://example.org/news.html", "-o", self.folder / "x.mp3")
        self.assertEqual(run.returncode, 3)
        self.assertIn("--fetch", run.err)

    def test_every_clash_is_named(self):
        articles = [self.write(f"{folder}/{name}.txt", "你好。") for folder in "ab" for name in ("x", "y", "z")]
        run = boyin("speak", *articles, "-o", f"{self.folder}/out/")
        self.assertEqual(run.returncode, 2)
        for article in articles:
            self.assertIn(str(article), run.err)

    def test_a_batch_names_every_clash_and_skips_what_is_no_article(self):
        for name in ("a/x.txt", "b/x.txt", "a/y.txt", "b/y.txt"):
            self.write(f"in/{name}", "你好。")
        run = boyin("batch", self.folder / "in/a", self.folder / "in/b", "-o", self.folder / "out")
        self.assertEqual(run.returncode, 2, run.err)
        for name in ("a/x.txt", "b/x.txt", "a/y.txt", "b/y.txt"):
            self.assertIn(name, run.err)
        for name in ("Thumbs.db", "~$news.docx", "photo.JPG", "sound.mp3", "desktop.ini"):
            self.write(f"in/a/{name}", b"\xd0\xcf\x11\xe0")
        run = boyin("batch", self.folder / "in/a", "-o", self.folder / "out")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("2 done", run.out)

    def test_failures_as_json(self):
        for words, status in ((["speak", "none.txt", "--json"], 3), (["speak", "--json"], 2),
                              (["loudness", "none.wav", "--json"], 3), (["spaek", "--json"], 2),
                              (["feed", "none", "--config", "none.toml", "--json"], 3)):
            run = boyin(*words, cwd=self.folder)
            self.assertEqual(run.returncode, status, run.err)
            error = json.loads(run.out.splitlines()[0])["error"]
            self.assertEqual(error["status"], status)
            self.assertTrue(error["what"], error)

    def test_what_was_done_is_said(self):
        article = self.write("a.txt", "你好。\n\n再见。")
        run = boyin("proof", article, "-o", self.folder / "a.html")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("a.html", run.out)
        table = self.write("l.tsv", "written\tspoken\tpinyin\tscope\tuntil\n重庆\t\tchong2 qing4\t\t\n")
        run = boyin("lexicon", "check", table)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("no faults", run.out)

    def test_no_escape_sequence_reaches_the_terminal(self):
        escape = "\x1b]0;owned\x07"
        name = self.write(f"a{escape}.txt", "")
        for words in (["speak", name, "-o", self.folder / "x.wav"], ["normalise", name.with_name(f"b{escape}")],
                      ["speak", f"none{escape}.txt"], [f"x{escape}"]):
            run = boyin(*words)
            self.assertNotEqual(run.returncode, 0)
            self.assertNotIn("\x1b", run.out + run.err)
            self.assertIn("\\x1b", run.out + run.err)
        run = boyin("normalise", "--explain", stdin=f"<b {escape}>2024年\x9b31m\n")
        self.assertNotIn("\x1b", run.out)
        self.assertNotIn("\x9b", run.out)


if __name__ == "__main__":
    main()
