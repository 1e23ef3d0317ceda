#!/usr/bin/env python3
"""Command line before environment before settings file before default; docs/settings.md is true."""
import re

from boyin import Case, ROOT, boyin, main, probe


class Settings(Case):
    def explained(self, *args, config="", **variables):
        env = dict(variables)
        if config:
            env["BOYIN_CONFIG"] = str(self.write("config.toml", config))
        run = boyin("speak", "--explain-settings", *args, env={"HOME": str(self.folder), **env})
        self.assertEqual(run.returncode, 0, run.err)
        return {line.split()[0]: re.split(r" {2,}", line)[1:] for line in run.out.splitlines()}

    def test_precedence(self):
        config = 'voice = "anchor-m"\nrate = 1.1\nloudness = "ebu"\n[speak]\nrate = 1.2\n'
        got = self.explained("--voice", "clear", config=config, BOYIN_VOICE="brisk", BOYIN_RATE="1.3")
        self.assertEqual(got["voice"][:2], ["clear", "command line"])
        self.assertEqual(got["rate"][:2], ["1.3", "BOYIN_RATE"])
        self.assertEqual(got["loudness"][0], "ebu")
        self.assertTrue(got["loudness"][1].endswith("config.toml:3:12"), got["loudness"])
        self.assertEqual(got["channels"][:2], ["1", "default"])
        got = self.explained(config=config)
        self.assertEqual(got["rate"][0], "1.2")
        self.assertTrue(got["rate"][1].endswith(":5:8"), got["rate"])

    def test_nothing_is_left_at_home_and_among_the_temporary_files(self):
        for folder in ("home", "tmp"):
            (self.folder / folder).mkdir()
        env = {"HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp")}
        run = boyin("speak", self.write("a.txt", "各位听众，早上好。\n"), "-o", self.folder / "a.wav", env=env)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertNotIn("Failed", run.err)
        for folder in ("home", "tmp"):
            self.assertEqual(list((self.folder / folder).iterdir()), [])

    def test_the_values_are_used(self):
        self.write("a.tsv", "written\tspoken\tpinyin\tscope\tuntil\nXYZ\t小宇宙\t\t\t\n")
        self.write("b.tsv", "written\tspoken\tpinyin\tscope\tuntil\nQQQ\t大宇宙\t\t\t\n")
        config = self.write("c.toml", '[speak]\nformat = "flac"\nchannels = 2\ntitle = "晨间"\n'
                            'lexicon = ["a.tsv", "b.tsv"]\n')
        self.write("n.txt", "探索XYZ和QQQ。\n")
        run = boyin("speak", "n.txt", "--report", "r.json", cwd=self.folder,
                    env={"BOYIN_CONFIG": str(config), "BOYIN_TITLE": "晚间"})
        self.assertEqual(run.returncode, 0, run.err)
        made = probe(self.folder / "out/n.flac")
        self.assertEqual(made["streams"][0]["channels"], 2)
        self.assertEqual({k.lower(): v for k, v in made["format"]["tags"].items()}["title"], "晚间")
        report = (self.folder / "r.json").read_text(encoding="utf8")
        self.assertIn("探索小宇宙和大宇宙", report)

    def test_a_wrong_file_says_where(self):
        for text, place, word in (("rate = 9\n", ":1:8", "9"), ('\nvioce = "x"\n', ":2:9", "vioce"),
                                  ("rate = \n", ":1:", "parsing"), ("[speek]\nrate=1\n", ":1:", "speek")):
            path = self.write("config.toml", text)
            run = boyin("speak", "n.txt", env={"BOYIN_CONFIG": str(path)})
            self.assertEqual(run.returncode, 2, run.err)
            self.assertIn(f"{path}{place}", run.err)
            self.assertIn(word, run.err)
        run = boyin("speak", "n.txt", env={"BOYIN_CONFIG": str(self.folder / "none.toml")})
        self.assertEqual(run.returncode, 3)
        self.assertIn("none.toml", run.err)

    def test_the_documentation_names_every_setting(self):
        page = (ROOT / "docs/settings.md").read_text(encoding="utf8")
        documented = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.M))
        self.assertEqual(documented, set(self.explained()))


main()
