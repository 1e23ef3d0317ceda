#!/usr/bin/env python3
"""Every format, decoded back; the choices of a user."""
import json

from boyin import Case, boyin, loudness, main, probe

TEXT = "各位听众，早上好。现在播送新闻。今年前三季度，全市生产总值同比增长6.3%，新增就业15万人。\n来源：测试社\n"
CODECS = {"mp3": "mp3", "m4a": "aac", "m4b": "aac", "opus": "opus", "ogg": "vorbis", "flac": "flac",
          "wav": "pcm_s16le", "mp2": "mp2"}


class Formats(Case):
    def test_every_format_decodes_back(self):
        article = self.write("a.txt", TEXT)
        for extension, codec in CODECS.items():
            with self.subTest(extension):
                out = self.folder / f"a.{extension}"
                run = boyin("speak", article, "-o", out, "--title", "早间新闻", "--json")
                self.assertEqual(run.returncode, 0, run.err)
                told = json.loads(run.out)
                facts = probe(out)
                self.assertEqual(facts["streams"][0]["codec_name"], codec)
                self.assertAlmostEqual(float(facts["format"]["duration"]), told["duration_s"],
                                       delta=0.06)
                lufs, peak = loudness(out)
                self.assertAlmostEqual(lufs, -16, delta=0.6)
                self.assertLessEqual(peak, -0.9)
                if extension == "m4b":  # what makes players keep the place in it
                    self.assertEqual((facts["format"]["tags"]["major_brand"], facts["format"]["tags"]["media_type"]),
                                     ("M4B ", "2"))
                if extension != "mp2":
                    tags = {**facts["format"].get("tags", {}), **facts["streams"][0].get("tags", {})}
                    tags = {k.lower(): v for k, v in tags.items()}
                    self.assertEqual(tags.get("title"), "早间新闻", tags)

    def test_choices(self):
        article = self.write("a.txt", TEXT)
        run = boyin("speak", article, "-o", f"{self.folder}/", "-f", "flac", "--voice", "anchor-m",
                    "--rate", "1.3", "--channels", "2", "--sample-rate", "48000", "--loudness", "ebu",
                    "--credit", "skip", "--label", "none")
        self.assertEqual(run.returncode, 0, run.err)
        facts = probe(self.folder / "a.flac")
        self.assertEqual(facts["streams"][0]["sample_rate"], "48000")
        self.assertEqual(facts["streams"][0]["channels"], 2)
        self.assertNotIn("AIGC", json.dumps(facts))
        self.assertAlmostEqual(loudness(self.folder / "a.flac")[0], -23, delta=0.6)

    def test_rate_credit_and_label_change_what_is_heard(self):
        article = self.write("a.txt", TEXT)

        def sentences(*options):
            report = self.folder / "r.json"
            run = boyin("speak", article, "-o", self.folder / "a.wav", "--report", report, *options)
            self.assertEqual(run.returncode, 0, run.err)
            told = json.loads(report.read_text(encoding="utf8"))
            return [s["spoken"] for s in told["sentences"]], told["file"]["duration_s"], told

        plain, plain_s, _ = sentences()
        self.assertEqual(plain[-1], "来源：测试社")
        _, fast_s, _ = sentences("--rate", "1.5")
        self.assertAlmostEqual(plain_s / fast_s, 1.5, delta=0.25)
        skipped, _, told = sentences("--credit", "skip")
        self.assertEqual(skipped, plain[:-1])
        self.assertIn("credit line", [r["reason"] for r in told["coverage"]["skipped_ranges"]])
        labelled, _, told = sentences("--label", "spoken")
        self.assertIn("本音频由人工智能语音合成。", labelled)  # clause 5.3: intelligence, generating
        self.assertTrue(told["coverage"]["complete"])
        _, tone_s, _ = sentences("--label", "tone")
        self.assertGreater(tone_s, plain_s + 0.5)

    def test_standard_input_default_folder_and_lexicon(self):
        lexicon = self.write("l.tsv", "written\tspoken\tpinyin\tscope\tuntil\n朝阳\t\tzhao1 yang2\t\t\n")
        run = boyin("speak", "-", "--lexicon", lexicon, "-f", "wav", stdin="我们在朝阳见面。",
                    cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertTrue((self.folder / "out" / "stdin.wav").exists())
        run = boyin("pinyin", "--lexicon", lexicon, stdin="我们在朝阳见面。\n")
        self.assertIn("zhao1 yang2", run.out)

    def test_several_inputs(self):
        names = [self.write(f"{n}.txt", f"第{n}条新闻。") for n in (1, 2)]
        bad = self.write("bad.txt", b"\x89PNG....")
        run = boyin("speak", names[0], bad, names[1], "-o", f"{self.folder}/made/", "-f", "wav")
        self.assertEqual(run.returncode, 3)
        self.assertIn("PNG", run.err)
        self.assertEqual(sorted(p.name for p in (self.folder / "made").iterdir()), ["1.wav", "2.wav"])


main()
