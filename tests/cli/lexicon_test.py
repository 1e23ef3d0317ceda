#!/usr/bin/env python3
"""boyin lexicon: a station's own readings, and the folder where they live."""
import json

from boyin import Case, boyin, main

TABLE = "written\tspoken\tpinyin\tscope\tuntil\n重庆\t\tzhong4 qing4\n樂清\t\tle4 qing1\tepisode\t2999-01-01\n"


class Lexicon(Case):
    def test_check_names_every_fault(self):
        good = self.write("good.tsv", TABLE)
        bad = self.write("bad.tsv", "重庆\t\tchong2\n乐清\t\tyue4 qingg1\n甲\t乙\t\tworld\n")
        run = boyin("lexicon", "check", good)
        self.assertEqual((run.returncode, run.out, run.err), (0, f"{good}   no faults\n", ""))
        run = boyin("lexicon", "check", good, bad)
        self.assertEqual(run.returncode, 3)
        for line in (1, 2, 3):
            self.assertIn(f"bad.tsv:{line}", run.err)
        self.assertIn('did you mean "qing1"', run.err)
        faults = json.loads(boyin("lexicon", "check", "--json", bad).out)["faults"]
        self.assertEqual([f["where"].rsplit(":", 1)[1] for f in faults], ["1", "2", "3"])
        self.assertEqual(boyin("lexicon", "check", "missing.tsv").returncode, 3)

    def test_export_and_import_are_inverse(self):
        table = self.write("t.tsv", TABLE)
        pls = self.folder / "t.pls"
        self.assertEqual(boyin("lexicon", "export", table, "-o", pls).returncode, 0)
        self.assertIn("<grapheme>樂清</grapheme>", pls.read_text(encoding="utf8"))
        back = boyin("lexicon", "import", pls)
        self.assertEqual(sorted(back.out.split()), sorted(TABLE.split()))
        entries = json.loads(boyin("lexicon", "import", pls, "--json").out)
        self.assertEqual({e["written"]: e["scope"] for e in entries}, {"重庆": "station", "樂清": "episode"})

    def test_import_refuses_entities(self):
        pls = self.write("x.pls", '<!DOCTYPE lexicon [<!ENTITY e SYSTEM "file:///etc/hostname">]><lexicon/>')
        run = boyin("lexicon", "import", pls, "-o", self.folder / "out.tsv")
        self.assertEqual(run.returncode, 3)
        self.assertFalse((self.folder / "out.tsv").exists())

    def test_why_tells_who_decided(self):
        run = boyin("lexicon", "why", "行长", "--json", env={"XDG_CONFIG_HOME": str(self.folder)})
        told = json.loads(run.out)
        self.assertEqual([s["pinyin"] for s in told["syllables"]], ["hang2", "zhang3"])
        self.assertIn("hang2", boyin("lexicon", "why", "行長").out)
        table = self.write("t.tsv", TABLE)
        told = json.loads(boyin("lexicon", "why", "重慶", "--json", "--lexicon", table).out)
        self.assertEqual(told["syllables"][0]["by"], "station")
        self.assertEqual(told["syllables"][0]["pinyin"], "zhong4")

    def test_the_own_folder_is_read_and_the_option_wins(self):
        own = self.folder / "boyin" / "lexicon"
        own.mkdir(parents=True)
        (own / "a.tsv").write_text("重慶\t\tzhong4 qing4\n樂清\t\tle4 qing1\n", encoding="utf8")
        env = {"XDG_CONFIG_HOME": str(self.folder)}
        run = boyin("pinyin", stdin="樂清和重庆", env=env)
        self.assertEqual(run.out, "le4 qing1 he2 zhong4 qing4\n")
        table = self.write("t.tsv", "重慶\t\tchong2 qing4\n乐清\t安清\tan1 qing1\n")
        run = boyin("pinyin", "--lexicon", table, stdin="樂清和重庆", env=env)
        self.assertEqual(run.out, "an1 qing1 he2 chong2 qing4\n")
        (own / "b.tsv").write_text("甲\t\tjiaa3\n", encoding="utf8")
        run = boyin("normalise", stdin="甲", env=env)
        self.assertEqual(run.returncode, 3)
        self.assertIn("b.tsv:1", run.err)

    def test_expired_entries_are_silent(self):
        table = self.write("t.tsv", "重庆\t\tzhong4 qing4\tepisode\t2020-01-01\n")
        self.assertEqual(boyin("pinyin", "--lexicon", table, stdin="重庆").out, "chong2 qing4\n")


if __name__ == "__main__":
    main()
