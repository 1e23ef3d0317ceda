#!/usr/bin/env python3
"""The contract of normalise and pinyin: one line out for each line in, ranges of the line as given."""
import json
import os
import pathlib
import subprocess
import tempfile

from boyin import BOYIN, Case, boyin, main


class Lines(Case):
    def test_one_line_out_for_each_line_in(self):
        for text, count in (("", 0), ("\n", 1), ("\n\n你好\n", 3), ("你好", 1), ("a\r\nb\r\n", 2)):
            for command in (["normalise"], ["pinyin"], ["normalise", "--json"], ["pinyin", "--json"]):
                run = boyin(*command, stdin=text)
                self.assertEqual(run.returncode, 0, run.err)
                self.assertEqual(run.out.count("\n"), count, (command, text))
        self.assertEqual(boyin("normalise", stdin="15位\r\n\r\n3.5%").out, "十五位\n\n百分之三点五\n")

    def test_invalid_utf8_names_the_byte(self):
        run = boyin("normalise", stdin="你好\n世".encode() + b"\xff\n")
        self.assertEqual(run.returncode, 3)
        self.assertIn("byte 10", run.err)

    def test_credits_stay_debris_goes(self):
        self.assertEqual(boyin("normalise", stdin="来源：新华社\n").out, "来源：新华社\n")
        self.assertEqual(boyin("normalise", stdin="（责任编辑：王某）\n【下一页】\n").out, "\n\n")

    def test_spans_and_skipped_tile_the_line(self):
        line = "抗擊“6•23”，15位企業(yè)家[1]、PM2.5約3.5%。"
        told = json.loads(boyin("normalise", "--json", stdin=line + "\n").out)
        self.assertEqual(told["text"], line)
        raw, spoken = line.encode(), told["spoken"].encode()
        tiles = sorted([(s["begin"], s["end"]) for s in told["spans"] + told["skipped"]])
        at = 0
        for begin, end in tiles:
            self.assertEqual(begin, at)
            at = end
        self.assertEqual(at, len(raw))
        at = 0
        for s in told["spans"]:
            self.assertEqual(s["spoken_begin"], at)
            at = s["spoken_end"]
            self.assertEqual(raw[s["begin"]:s["end"]].decode(), s["written"])
            self.assertEqual(spoken[s["spoken_begin"]:s["spoken_end"]].decode(), s["spoken"])
            self.assertTrue(0 < s["confidence"] <= 1)
        self.assertEqual(at, len(spoken))
        self.assertTrue(all(s["reason"] for s in told["skipped"]))

    def test_syllables_point_at_the_line(self):
        line = "2016年度，行长在重庆花儿开了，GDP增长。"
        told = json.loads(boyin("pinyin", "--json", stdin=line + "\n").out)
        raw = line.encode()
        self.assertEqual(told["text"], line)
        first = told["syllables"][0]
        self.assertEqual((first["char"], first["begin"], first["end"]), ("二", 0, 4))
        readings = {s["char"]: s["pinyin"] for s in told["syllables"]}
        self.assertEqual([readings[c] for c in "行重"], ["hang2", "chong2"])
        er = [s for s in told["syllables"] if s["char"] == "儿"][0]
        self.assertEqual((er["pinyin"], er["surface"]), ("r5", ""))
        self.assertIn("huar1", [s["surface"] for s in told["syllables"]])
        breaks = [s["break"] for s in told["syllables"]]
        self.assertTrue(all(level in range(5) for level in breaks), breaks)
        self.assertEqual(breaks[-1], 4)
        for s in told["syllables"]:
            if len(s["char"].encode()) == s["end"] - s["begin"]:
                self.assertEqual(raw[s["begin"]:s["end"]].decode(), s["char"])
        foreign = told["foreign"][0]
        self.assertEqual(raw[foreign["begin"]:foreign["end"]], b"GDP")
        self.assertEqual(foreign["text"], "GDP")

    def test_a_program_may_talk_line_by_line(self):
        with subprocess.Popen([BOYIN, "normalise"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as talk:
            for written, spoken in (("3个", "三个"), ("4%", "百分之四")):
                talk.stdin.write(f"{written}\n".encode())
                talk.stdin.flush()
                self.assertEqual(talk.stdout.readline().decode(), spoken + "\n")
            talk.stdin.close()

    def test_other_commands(self):
        voices = json.loads(boyin("voices", "--json").out)
        self.assertLessEqual({"anchor-f", "anchor-m"}, {v["name"] for v in voices})
        self.assertLessEqual({"female", "male"}, {v["gender"] for v in voices})
        self.assertIn("anchor-f", boyin("voices").out)
        version = boyin("--version").out
        for library in ("boyin", "espeak", "libavcodec", "libsndfile", "opencc"):
            self.assertIn(library, version.lower())
        self.assertIn("--voice", boyin("help", "speak").out)
        self.assertIn("speak", boyin("help").out)
        chinese = boyin("speak", "没有.txt", env={"LC_ALL": "zh_CN.UTF-8"})
        self.assertIn("没有这个文件", chinese.err)

    def test_reading_loads_no_library_of_sound_or_pages(self):
        run = subprocess.run([BOYIN, "pinyin"], input="你好\n", capture_output=True, text=True,
                             env={**os.environ, "LD_DEBUG": "files"})
        self.assertEqual(run.stdout, "ni2 hao3\n")
        self.assertIn("libopencc", run.stderr)
        for library in ("libavcodec", "libpango", "libcurl", "libsqlite3"):
            self.assertNotIn(library, run.stderr)

    def test_reading_obeys_the_settings_file(self):
        with tempfile.TemporaryDirectory() as folder:
            table, config = pathlib.Path(folder, "own.tsv"), pathlib.Path(folder, "config.toml")
            table.write_text("朴槿\t\tpo4 jin3\n", encoding="utf8")
            config.write_text(f'[pinyin]\nlexicon = ["{table}"]\n', encoding="utf8")
            run = boyin("pinyin", stdin="朴槿\n", env={"BOYIN_CONFIG": str(config)})
            self.assertEqual(run.out, "po4 jin3\n")


main()
