#!/usr/bin/env python3
"""One word changed, one sentence spoken; what is kept never changes what is heard."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from boyin import Case, boyin, main  # noqa: E402

TEXT = "".join(f"第{i}条消息说，今年产量增长{i}个百分点。" for i in range(1, 9)) + "\n"


def pcm(path):
    return subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-"],
                          capture_output=True, check=True).stdout


class Cache(Case):
    def batch(self, *args):
        run = boyin("batch", self.folder / "in", "-o", self.folder / "out", "-f", "wav", *args)
        self.assertEqual(run.returncode, 0, run.err)
        report = json.loads((self.folder / "out/.boyin/report.json").read_text(encoding="utf8"))
        return report["sentences"]

    def setUp(self):
        super().setUp()
        (self.folder / "in").mkdir()
        self.article = self.folder / "in/news.txt"
        self.article.write_text(TEXT, encoding="utf8")

    def test_one_word_changed_is_one_sentence_spoken(self):
        first = self.batch("--cache", "all")
        self.assertEqual(first["recalled"], 0)
        count = first["spoken"]
        self.assertEqual(count, 8)
        # Longer than before: every sentence behind it moves, in the text and in the sound.
        self.article.write_text(TEXT.replace("第3条消息", "第3条重要的消息"), encoding="utf8")
        self.assertEqual(self.batch("--cache", "all"), {"spoken": 1, "recalled": count - 1})
        kept = pcm(self.folder / "out/news.wav")
        (self.folder / "out/news.wav").unlink()
        self.assertEqual(self.batch("--cache", "none"), {"spoken": count, "recalled": 0})
        self.assertEqual(pcm(self.folder / "out/news.wav"), kept)

    def test_spoiled_entries_are_made_again(self):
        self.batch("--cache", "all")
        right = pcm(self.folder / "out/news.wav")
        clips = sorted((self.folder / "out/.boyin/sentences").rglob("*.clip"))
        self.assertEqual(len(clips), 8)
        clips[0].write_bytes(clips[0].read_bytes()[:-7])
        body = bytearray(clips[1].read_bytes())
        body[-1] ^= 1
        clips[1].write_bytes(bytes(body))
        clips[2].write_bytes(clips[3].read_bytes())
        (self.folder / "out/news.wav").unlink()
        self.assertEqual(self.batch("--cache", "all"), {"spoken": 3, "recalled": 5})
        self.assertEqual(pcm(self.folder / "out/news.wav"), right)

    def test_by_default_a_fast_engine_keeps_nothing(self):
        self.batch()
        self.assertFalse((self.folder / "out/.boyin/sentences").exists())
        self.assertEqual(boyin("batch", "x", "-o", "y", "--cache", "some").returncode, 2)


main()
