#!/usr/bin/env python3
"""Many articles, each converted once, whatever fails on the way."""
import json
import os
import random
import subprocess
import time
import zipfile

from boyin import BOYIN, Case, SANITIZED, boyin, main, probe


class Batch(Case):
    def articles(self, count):
        folder = self.folder / "in"
        folder.mkdir()
        for i in range(count):
            (folder / f"n{i:03}.txt").write_text(f"这是第{i}条消息。\n", encoding="utf8")
        return folder

    def batch(self, *args):
        run = boyin("batch", self.folder / "in", "-o", self.folder / "out", "--json", *args)
        lines = [json.loads(line) for line in run.out.splitlines()]
        return run.returncode, {line["input"].split("/in/")[1]: line for line in lines}

    def states(self, *args):
        status, lines = self.batch(*args)
        return status, {name: line["state"] for name, line in lines.items()}

    def test_only_what_changed_is_spoken_again(self):
        folder = self.articles(4)
        status, states = self.states()
        self.assertEqual((status, set(states.values())), (0, {"done"}))
        self.assertEqual(self.states(), (0, {name: "unchanged" for name in states}))
        (folder / "n000.txt").write_text("改过的消息。\n", encoding="utf8")
        os.utime(folder / "n001.txt")  # touched, the same bytes
        (self.folder / "out" / "n002.mp3").unlink()
        status, states = self.states()
        self.assertEqual(states, {"n000.txt": "done", "n001.txt": "unchanged", "n002.txt": "done",
                                  "n003.txt": "unchanged"})
        lexicon = self.write("l.tsv", "written\tspoken\tpinyin\tscope\tuntil\n第3条\t三号\t\t\t\n")
        status, states = self.states("--lexicon", str(lexicon))
        self.assertEqual([n for n, s in states.items() if s == "done"], ["n003.txt"])
        status, states = self.states("--lexicon", str(lexicon), "--voice", "anchor-m")
        self.assertEqual(set(states.values()), {"done"})

    def test_failures_stop_nobody_and_can_be_tried_again(self):
        folder = self.articles(3)
        (folder / "n001.txt").write_bytes(b"\0\1\2\3" * 100)
        (folder / "sub").mkdir()
        (folder / "sub" / "empty.txt").write_text("\n")
        status, states = self.states()
        self.assertEqual(status, 6)
        self.assertEqual(states, {"n000.txt": "done", "n001.txt": "failed", "n002.txt": "done",
                                  "sub/empty.txt": "failed"})
        report = json.loads((self.folder / "out/.boyin/report.json").read_text(encoding="utf8"))
        self.assertEqual((report["done"], report["failed"]), (2, 2))
        bad = next(a for a in report["articles"] if a["input"].endswith("n001.txt"))
        self.assertIn("binary", bad["error"])
        self.assertIn("n001.txt", (self.folder / "out/.boyin/report.html").read_text(encoding="utf8"))
        (folder / "n001.txt").write_text("修好了。\n", encoding="utf8")
        (folder / "n000.txt").write_text("不该动。\n", encoding="utf8")
        status, states = self.states("--retry")
        self.assertEqual(states["n001.txt"], "done")
        self.assertEqual(states["n000.txt"], "unchanged")

    def test_retry_needs_no_list_of_inputs(self):
        folder = self.articles(2)
        (folder / "n001.txt").write_bytes(b"\0\1\2\3" * 100)
        self.assertEqual(self.states()[0], 6)
        (folder / "n001.txt").write_text("修好了。\n", encoding="utf8")
        (folder / "n000.txt").write_text("不该动。\n", encoding="utf8")
        run = boyin("batch", "retry", "-o", self.folder / "out", "--json")
        self.assertEqual(run.returncode, 0)
        [line] = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual((line["state"], line["input"][-8:]), ("done", "n001.txt"))
        self.assertTrue((self.folder / "out/n001.mp3").exists())
        self.assertEqual(boyin("batch", "retry", "-o", self.folder / "out").returncode, 0)
        run = boyin("batch", "retry", "-o", self.folder / "elsewhere")
        self.assertEqual(run.returncode, 3)
        self.assertIn("elsewhere", run.err)

    def test_an_archive_is_a_folder_of_articles(self):
        folder = self.articles(1)
        with zipfile.ZipFile(folder / "day.zip", "w") as archive:
            archive.writestr("a.txt", "第一篇。")
            archive.writestr("sub/b.md", "# 第二篇\n\n正文。")
            archive.writestr("sub/c.txt", "")
            archive.writestr("photo.jpg", b"\xff\xd8")
        status, states = self.states()
        self.assertEqual(status, 6)
        self.assertEqual(states, {"n000.txt": "done", "day.zip/a.txt": "done",
                                  "day.zip/sub/b.md": "done", "day.zip/sub/c.txt": "failed"})
        for made in ("day/a.mp3", "day/sub/b.mp3"):
            self.assertGreater(float(probe(self.folder / "out" / made)["format"]["duration"]), 0.5)
        with zipfile.ZipFile(folder / "day.zip", "w") as archive:
            archive.writestr("a.txt", "第一篇。")
            archive.writestr("sub/b.md", "# 第二篇\n\n正文改过。")
            archive.writestr("sub/c.txt", "现在有了。")
        run = boyin("batch", "retry", "-o", self.folder / "out", "--json")
        self.assertEqual([json.loads(line)["input"][-17:] for line in run.out.splitlines()],
                         ["day.zip/sub/c.txt"])
        status, states = self.states()
        self.assertEqual((status, states["day.zip/a.txt"], states["day.zip/sub/b.md"]),
                         (0, "unchanged", "done"))
        (folder / "day").mkdir()
        (folder / "day/a.md").write_text("同名。\n", encoding="utf8")
        self.assertEqual(boyin("batch", folder, "-o", self.folder / "out").returncode, 2)

    def test_the_folder_may_be_spelt_otherwise(self):
        self.articles(2)
        self.assertEqual(set(self.states()[1].values()), {"done"})
        for spelt in ("./out/", "../%s/out" % self.folder.name, "out/../out"):
            run = boyin("batch", "in", "-o", spelt, "--json", cwd=self.folder)
            self.assertEqual({json.loads(line)["state"] for line in run.out.splitlines()},
                             {"unchanged"}, spelt)

    def test_all_that_speak_writes_beside_the_sound(self):
        folder = self.articles(2)
        (folder / "long.txt").write_text("题目\n\n请拨打电话13912345678。\n", encoding="utf8")
        self.assertEqual(self.states()[0], 0)
        status, states = self.states("--bundle", "--number-safety")
        self.assertEqual((status, set(states.values())), (0, {"done"}))
        out = self.folder / "out"
        for name in ("n000", "n001", "long"):
            for suffix in ("mp3", "vtt", "srt", "json", "txt", "chapters.json", "epub", "html",
                           "report.json", "jpg"):
                self.assertTrue((out / f"{name}.{suffix}").exists(), (name, suffix))
        self.assertIn("重复一遍", (out / "long.report.json").read_text(encoding="utf8"))
        self.assertEqual(set(self.states("--bundle", "--number-safety")[1].values()), {"unchanged"})
        self.assertEqual(set(self.states("--bundle")[1].values()), {"done"})
        run = boyin("batch", folder, "-o", out, "-f", "wav", "--transcript", "epub,vtt")
        self.assertEqual(run.returncode, 0)
        self.assertIn("no .epub", run.err)
        self.assertEqual(run.err.count("no .epub"), 1)

    def test_for_the_automation_of_a_station(self):
        folder = self.articles(2)
        radio = self.write("radio.toml", 'sidecar = true\n[cart]\ncategory = "NEWS"\n')
        run = boyin("batch", folder, "-o", self.folder / "out", "-f", "wav", "--radio", radio)
        self.assertEqual(run.returncode, 0, run.err)
        for name in ("n000", "n001"):
            self.assertIn(b"cart", (self.folder / "out" / f"{name}.wav").read_bytes()[:4096])
            self.assertTrue((self.folder / "out" / f"{name}.xml").exists())
        radio.write_text('[cart]\ncut_id = "10001"\n', encoding="utf8")
        run = boyin("batch", folder, "-o", self.folder / "out", "-f", "wav", "--radio", radio)
        self.assertEqual(run.returncode, 2)
        self.assertIn("cut_id", run.err)

    def test_two_inputs_for_one_output_are_refused_before_any_work(self):
        folder = self.articles(1)
        (folder / "n000.md").write_text("同名。\n", encoding="utf8")
        run = boyin("batch", folder, "-o", self.folder / "out")
        self.assertEqual(run.returncode, 2)
        self.assertIn("n000.md", run.err)
        self.assertIn("n000.txt", run.err)
        self.assertFalse((self.folder / "out").exists())

    def test_a_second_batch_in_the_folder_is_refused(self):
        self.articles(60)
        args = [BOYIN, "batch", self.folder / "in", "-o", self.folder / "out"]
        first = subprocess.Popen(args, stdout=subprocess.DEVNULL)
        while not (self.folder / "out/.boyin/ledger.sqlite").exists():
            time.sleep(0.01)
        run = boyin(*map(str, args[1:]))
        if first.poll() is None:
            self.assertEqual(run.returncode, 2)
            self.assertIn("another batch", run.err)
        self.assertEqual(first.wait(), 0)

    def test_killed_at_any_moment_nothing_is_lost(self):
        self.articles(40)
        args = [BOYIN, "batch", self.folder / "in", "-o", self.folder / "out"]
        chance = random.Random(7)
        for _ in range(8):
            run = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.05, 0.6) * (5 if SANITIZED else 1))
            run.kill()
            run.wait()
            for path in (self.folder / "out").glob("*.mp3"):
                if not path.name.startswith("."):
                    self.assertGreater(float(probe(path)["format"]["duration"]), 1)
        status, states = self.states()
        self.assertEqual(status, 0)
        self.assertEqual(len(states), 40)
        self.assertLessEqual(set(states.values()), {"done", "unchanged"})
        made = sorted(p.name for p in (self.folder / "out").iterdir() if p.name != ".boyin")
        self.assertEqual(made, [f"n{i:03}.mp3" for i in range(40)])
        for name in made:
            self.assertGreater(float(probe(self.folder / "out" / name)["format"]["duration"]), 1)
        self.assertEqual(set(self.states()[1].values()), {"unchanged"})


main()
