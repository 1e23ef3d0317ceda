#!/usr/bin/env python3
"""A drop folder: whole files are converted and put away, files still being written left alone."""
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from boyin import BOYIN, Case, boyin, main, probe  # noqa: E402


class Watch(Case):
    def start(self, *more):
        self.drop = self.folder / "drop"
        self.drop.mkdir(exist_ok=True)
        run = subprocess.Popen([BOYIN, "batch", self.drop, "-o", self.folder / "out", "--watch",
                                "--quiet", "0.5", *more], stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.stderr.close)
        self.addCleanup(lambda: (run.kill(), run.wait()))
        return run

    def until(self, true, what):
        deadline = time.monotonic() + 120
        while not true():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)

    def test_what_is_dropped_is_converted_and_put_away(self):
        run = self.start()
        (self.drop / "sub").mkdir()
        (self.drop / "sub/a.txt").write_text("第一条消息。\n", encoding="utf8")
        (self.drop / "bad.txt").write_bytes(b"\0\1\2\3" * 100)
        (self.drop / ".hidden.txt").write_text("不该读。\n", encoding="utf8")
        self.until((self.drop / "done/sub/a.txt").exists, "a.txt is put away")
        self.assertGreater(float(probe(self.folder / "out/sub/a.mp3")["format"]["duration"]), 0.5)
        reason = self.drop / "failed/bad.txt.reason.txt"
        self.until(reason.exists, "bad.txt is put away")
        self.assertIn("binary", reason.read_text(encoding="utf8"))
        self.assertTrue((self.drop / "failed/bad.txt").exists())
        self.assertFalse((self.drop / "bad.txt").exists())
        # The same name again: the sound is the new one, both articles are kept.
        (self.drop / "sub/a.txt").write_text("更正：这是第二条消息，比第一条长得多。\n", encoding="utf8")
        self.until((self.drop / "done/sub/a~2.txt").exists, "the second a.txt is put away")
        self.assertIn("第一条", (self.drop / "done/sub/a.txt").read_text(encoding="utf8"))
        self.assertGreater(float(probe(self.folder / "out/sub/a.mp3")["format"]["duration"]), 2)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=60), 0)
        self.assertTrue((self.drop / ".hidden.txt").exists())
        self.assertFalse((self.folder / "out/.hidden.mp3").exists())

    def test_a_file_still_being_written_is_left_alone(self):
        run = self.start()
        with open(self.drop / "slow.txt", "w", encoding="utf8") as slow:
            slow.write("这是第一句。")
            slow.flush()
            # Another article passes by, twice the quiet time later: slow.txt is open, so it stays.
            time.sleep(1.2)
            (self.drop / "quick.txt").write_text("快讯。\n", encoding="utf8")
            self.until((self.drop / "done/quick.txt").exists, "quick.txt is put away")
            self.assertTrue((self.drop / "slow.txt").exists())
            self.assertFalse((self.folder / "out/slow.mp3").exists())
            slow.write("这是第二句，它也必须读出来。")
        self.until((self.drop / "done/slow.txt").exists, "slow.txt is put away")
        self.assertGreater(float(probe(self.folder / "out/slow.mp3")["format"]["duration"]), 3)
        self.assertIsNone(run.poll())

    @unittest.skipUnless(os.geteuid() == 0, "another user's file wants root")
    def test_a_slow_copy_by_another_user_is_left_alone_until_it_is_whole(self):
        self.drop = self.folder / "drop"
        self.drop.mkdir()
        for folder in (self.folder, self.drop):
            os.chmod(folder, 0o777)
        nobody = 65534
        run = subprocess.Popen([BOYIN, "batch", self.drop, "-o", self.folder / "out", "--watch", "--quiet", "0.3"],
                               stderr=subprocess.PIPE, text=True, user=nobody, group=nobody, extra_groups=[],
                               env={**os.environ, "HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder)})
        self.addCleanup(run.stderr.close)
        self.addCleanup(lambda: (run.kill(), run.wait()))
        with open(self.drop / "slow.txt", "w", encoding="utf8") as slow:
            for sentence in ("这是第一句。", "这是第二句。", "这是第三句，它也必须读出来。"):
                slow.write(sentence)
                slow.flush()
                time.sleep(1.2)  # four times the quiet time
        os.chmod(self.drop / "slow.txt", 0o644)
        self.until((self.drop / "done/slow.txt").exists, "slow.txt is archived")
        self.assertGreater(float(probe(self.folder / "out/slow.mp3")["format"]["duration"]), 4)

    def test_a_link_out_of_the_folder_is_not_read(self):
        run = self.start()
        secret = self.folder / "secret.txt"
        secret.write_text("不该读。\n", encoding="utf8")
        os.symlink(secret, self.drop / "link.txt")
        reason = self.drop / "failed/link.txt.reason.txt"
        self.until(reason.exists, "link.txt is archived")
        self.assertIn("link that leads out", reason.read_text(encoding="utf8"))
        self.assertFalse((self.folder / "out/link.mp3").exists())
        self.assertTrue(secret.exists())
        self.assertIsNone(run.poll())

    def test_no_article_takes_the_place_of_another(self):
        self.drop = self.folder / "drop"
        self.drop.mkdir()
        (self.drop / "a.txt").write_text("第一篇消息，比第二篇长得多，不能丢失。\n", encoding="utf8")
        time.sleep(0.05)
        (self.drop / "a.md").write_text("第二篇。\n", encoding="utf8")
        run = self.start()
        reason = self.drop / "failed/a.md.reason.txt"
        self.until(reason.exists, "a.md is put away")
        self.assertIn("a.txt", reason.read_text(encoding="utf8"))
        self.assertTrue((self.drop / "done/a.txt").exists())
        sound = self.folder / "out/a.mp3"
        self.assertGreater(float(probe(sound)["format"]["duration"]), 3)
        # Once the sound has been fetched, the name is free.
        sound.unlink()
        (self.drop / "a.md").write_text("第三篇。\n", encoding="utf8")
        self.until((self.drop / "done/a.md").exists, "the second a.md is put away")
        self.assertLess(float(probe(sound)["format"]["duration"]), 3)
        self.assertIsNone(run.poll())

    def test_an_archive_is_put_away_when_all_in_it_is_done(self):
        run = self.start()
        for name, last in (("good.zip", "第二篇。"), ("bad.zip", "")):
            with zipfile.ZipFile(self.folder / name, "w") as archive:
                archive.writestr("a.txt", "第一篇。")
                archive.writestr("sub/b.txt", last)
            (self.folder / name).rename(self.drop / name)
        self.until((self.drop / "done/good.zip").exists, "good.zip is put away")
        self.until((self.drop / "failed/bad.zip.reason.txt").exists, "bad.zip is put away")
        self.assertIn("b.txt", (self.drop / "failed/bad.zip.reason.txt").read_text(encoding="utf8"))
        for made in ("good/a.mp3", "good/sub/b.mp3", "bad/a.mp3"):
            self.assertGreater(float(probe(self.folder / "out" / made)["format"]["duration"]), 0.5)
        self.assertIsNone(run.poll())

    def test_killed_and_started_again_nothing_is_lost(self):
        self.drop = self.folder / "drop"
        self.drop.mkdir()
        names = {f"n{i:02}.txt" for i in range(12)}
        for name in names:
            (self.drop / name).write_text(f"这是{name[1:3]}号消息。\n", encoding="utf8")
        for pause in (0.9, 1.2):
            run = self.start()
            time.sleep(pause)
            run.kill()
            run.wait()
        self.start()
        self.until(lambda: {p.name for p in self.drop.glob("done/*")} == names, "all are put away")
        made = {p.stem for p in (self.folder / "out").glob("*.mp3") if not p.name.startswith(".")}
        self.assertEqual(made, {name[:3] for name in names})

    def test_a_changed_table_of_readings_holds_for_the_next_article(self):
        table = self.folder / "own.tsv"
        table.write_text("播音\t播\tbo1\n", encoding="utf8")
        run = self.start("--lexicon", table)

        def length(name):
            (self.drop / f"{name}.txt").write_text("这里是播音。\n", encoding="utf8")
            self.until((self.drop / f"done/{name}.txt").exists, f"{name}.txt is put away")
            return float(probe(self.folder / f"out/{name}.mp3")["format"]["duration"])

        short = length("a")
        table.write_text("播音\t中央人民广播电台全天播音\t\n", encoding="utf8")
        long = length("b")
        self.assertGreater(long, short + 1)
        # A fault is told, and what was read before stays.
        table.write_text("播音\t播\tbo9\n", encoding="utf8")
        self.assertAlmostEqual(length("c"), long, delta=0.1)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=60), 0)
        self.assertIn("own.tsv:1", run.stderr.read())

    def test_a_file_is_no_folder(self):
        self.write("a.txt", "消息。")
        run = boyin("batch", self.folder / "a.txt", "-o", self.folder / "out", "--watch")
        self.assertEqual(run.returncode, 2)


if __name__ == "__main__":
    main()
