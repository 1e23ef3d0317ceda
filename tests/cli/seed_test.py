#!/usr/bin/env python3
"""The user's own article, from the text to the decoded file."""
import json
import resource

from boyin import Case, ROOT, SANITIZED, SEED, boyin, loudness, main, probe, silences

GOLDEN = ROOT / "tests" / "golden"


class Seed(Case):
    def test_spoken_text_and_pinyin_are_golden(self):
        for command, name in (("normalise", "seed-spoken.txt"), ("pinyin", "seed-pinyin.txt")):
            run = boyin(command, SEED)
            self.assertEqual(run.returncode, 0, run.err)
            wanted = (GOLDEN / name).read_text(encoding="utf8")
            for line, (said, expected) in enumerate(zip(run.out.split("\n"), wanted.split("\n")), 1):
                self.assertEqual(said, expected, f"{command}, line {line}")
            self.assertEqual(run.out, wanted)

    def test_the_mp3(self):
        out, report = self.folder / "seed.mp3", self.folder / "seed.json"
        run = boyin("speak", SEED, "-o", out, "--report", report)
        self.assertEqual(run.returncode, 0, run.err)
        if not SANITIZED:
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            self.assertLess(peak, 200, "peak memory, MB")
        told = json.loads(report.read_text(encoding="utf8"))
        self.check_sound(out)
        self.check_tags(out)
        self.check_report(told)

    def check_sound(self, out):
        facts = probe(out)
        stream = facts["streams"][0]
        self.assertEqual((stream["codec_name"], stream["channels"], stream["sample_rate"]),
                         ("mp3", 1, "44100"))
        self.assertAlmostEqual(float(stream["bit_rate"]), 96000, delta=2000)
        self.assertTrue(7 * 60 <= float(facts["format"]["duration"]) <= 9 * 60, facts["format"])
        lufs, peak = loudness(out)
        self.assertAlmostEqual(lufs, -16, delta=0.5)
        self.assertLessEqual(peak, -1.0)
        self.assertEqual(silences(out, 1.5), [])

    def check_tags(self, out):
        tags = {k.lower(): v for k, v in probe(out)["format"]["tags"].items()}
        self.assertEqual(tags["title"], "yancheng-2017-02")
        self.assertEqual(tags["artist"], "鹽阜大眾報")
        self.assertIn("来源：鹽阜大眾報", tags["comment"])
        self.assertIn("album", tags)
        self.assertIn("date", tags)
        self.assertEqual(json.loads(tags["aigc"])["Label"], "1")
        self.assertEqual(out.read_bytes()[:4], b"ID3\x03")

    def check_report(self, told):
        text = SEED.read_text(encoding="utf8").encode()
        coverage = told["coverage"]
        self.assertTrue(coverage["complete"])
        self.assertEqual(coverage["characters"], len(text.decode()))
        reasons = {r["reason"] for r in coverage["skipped_ranges"]}
        self.assertGreaterEqual(sum("gloss" in r["reason"] for r in coverage["skipped_ranges"]), 90,
                                reasons)
        sentences = told["sentences"]
        self.assertEqual(sentences[-1]["spoken"], "来源：盐阜大众报")
        end = 0
        for s in sentences:
            self.assertEqual(text[s["begin"]:s["end"]].decode(), s["written"])
            self.assertLessEqual(end, s["start_s"])
            syllables = len(s["pinyin"].split())
            self.assertTrue(0.1 < (s["end_s"] - s["start_s"]) / syllables < 0.4, s)
            end = s["end_s"]
        self.assertLess(end, told["file"]["duration_s"])
        spoken = "".join(s["spoken"] for s in sentences)
        golden = (GOLDEN / "seed-spoken.txt").read_text(encoding="utf8").replace("\n", "")
        self.assertEqual(spoken.replace(" ", ""), golden.replace(" ", ""))


main()
