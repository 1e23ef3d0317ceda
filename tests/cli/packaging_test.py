#!/usr/bin/env python3
"""Covers, the words as lyrics, the station's chunks: what goes into a file beside its sound."""
import json
import subprocess

from boyin import Case, boyin, main, probe

TEXT = "早间新闻\n\n今天是6·23一周年，全市生产总值增长3.5%。\n来源：测试社\n"


class Packaging(Case):
    def speak(self, *options):
        return boyin("speak", self.write("news.txt", TEXT), *options)

    def picture(self, path):
        streams = [s for s in probe(path)["streams"] if s["codec_type"] == "video"]
        return (streams[0]["codec_name"], streams[0]["width"], streams[0]["height"]) if streams else None

    def test_a_cover_is_typeset_or_ones_own_or_none(self):
        for extension in ("mp3", "m4a", "opus", "flac"):
            out = self.folder / f"a.{extension}"
            run = self.speak("-o", out, "--cover", "auto")
            self.assertEqual(run.returncode, 0, run.err)
            self.assertEqual(self.picture(out), ("mjpeg", 3000, 3000), extension)
        own = self.folder / "own.png"
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v",
                        "1", str(own)], check=True)
        out = self.folder / "b.mp3"
        self.assertEqual(self.speak("-o", out, "--cover", own).returncode, 0)
        self.assertEqual(self.picture(out), ("png", 64, 64))
        self.assertEqual(self.speak("-o", out).returncode, 0)
        self.assertIsNone(self.picture(out))

    def test_what_is_said_is_in_the_lyrics_as_it_is_written(self):
        out = self.folder / "a.flac"
        self.assertEqual(self.speak("-o", out).returncode, 0)
        self.assertIn("今天是6·23一周年，全市生产总值增长3.5%。", probe(out)["format"]["tags"]["LYRICS"])

    def test_the_sound_is_the_same_whatever_goes_out_beside_it(self):
        text = self.write("book.md", f"# 一\n\n{TEXT}\n# 二\n\n气温3.5摄氏度。\n")
        for name in ("a.mp3", "a.flac"):
            alone, beside = self.folder / name, self.folder / f"beside-{name}"
            self.assertEqual(boyin("speak", text, "-o", alone).returncode, 0)
            report = self.folder / f"{name}.json"
            run = boyin("speak", text, "-o", beside, "--transcript", "words", "--report", report)
            self.assertEqual(run.returncode, 0, run.err)
            self.assertEqual(alone.read_bytes(), beside.read_bytes())
            last = json.loads(report.read_text(encoding="utf8"))["sentences"][-1]
            self.assertEqual(last["spoken"], "气温三点五摄氏度。")
            self.assertIn("wen1 san1 dian2 wu3", last["pinyin"])
            self.assertRegex((self.folder / "beside-a.vtt").read_text(encoding="utf8"), "3.5<00:.*>摄氏度")

    def test_the_station_is_told_and_a_sidecar_comes_along(self):
        radio = self.write("radio.toml", 'sidecar = true\n[cart]\ncut_id = "10001"\n[timers]\nSEGs = -2\n')
        out = self.folder / "a.wav"
        run = self.speak("-o", out, "--radio", radio)
        self.assertEqual(run.returncode, 0, run.err)
        data = out.read_bytes()
        cart = data.index(b"cart") + 8
        self.assertEqual(data[cart + 132:cart + 138], b"10001\0")
        self.assertIn(b"<TITLE>" + "早间新闻".encode() + b"</TITLE>", data)
        self.assertIn("<number>10001</number>", (self.folder / "a.xml").read_text(encoding="utf8"))

    def test_what_cannot_be_is_refused_before_the_work(self):
        text = self.write("text.toml", "[cart]\ncutid = '1'\n")
        for options, place, status in ((("--radio", text, "-o", self.folder / "a.wav"), "text.toml:2:1", 3),
                                       (("--radio", text, "-o", self.folder / "a.mp3"), "text.toml", 2),
                                       (("--cover", text, "-o", self.folder / "a.mp3"), "text.toml", 3),
                                       (("--cover", "no.jpg", "-o", self.folder / "a.mp3"), "no.jpg", 3)):
            run = self.speak(*options)
            self.assertEqual(run.returncode, status, run.err)
            self.assertIn(place, run.err)
        self.assertEqual(self.left_over("text.toml", "news.txt"), [])


main()
