#!/usr/bin/env python3
"""A document that breaks or takes over its reader fails alone; no door parses one in its own process."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from boyin import BOYIN, SANITIZED, Case, main  # noqa: E402

BUILD = pathlib.Path(BOYIN).parent
# With a sanitizer a reader is not shut in (src/reader/sandbox.cc), and can do what it likes.
TAKEN_OVER = () if SANITIZED else ("socket", "write", "exec")
HOSTILE = ("crash", "abort", *TAKEN_OVER, "nonsense", "climb")


class Hostile(Case):
    """With the reader of tests/reader/hostile_main.cc in the place of our own: it does what a file says."""

    def setUp(self):
        super().setUp()
        self.programs = self.folder / "bin"
        self.programs.mkdir()
        for name in ("boyin", "boyin-studio", "boyin-engine"):
            shutil.copy2(BUILD / name, self.programs)
        shutil.copy2(BUILD / "test_hostile_reader", self.programs / "boyin-reader")

    def run_boyin(self, *args):
        return subprocess.run([self.programs / "boyin", *map(str, args)], capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=300)

    def test_a_batch_goes_on(self):
        for name in HOSTILE:
            self.write(f"in/{name}.txt", name)
        for name in ("a", "m", "z"):
            self.write(f"in/{name}.txt", "今天多云。")
        run = self.run_boyin("batch", self.folder / "in", "-o", self.folder / "out", "-f", "wav", "--json")
        self.assertEqual(run.returncode, 6, run.stderr)
        told = {pathlib.Path(line["input"]).stem: line for line in map(json.loads, run.stdout.splitlines())}
        for name in HOSTILE:
            self.assertEqual(told[name]["state"], "failed", name)
            self.assertIn(f"{name}.txt", told[name]["error"])
        for name in ("a", "m", "z"):
            self.assertEqual(told[name]["state"], "done", name)
        self.assertEqual({path.name for path in (self.folder / "out").glob("*")} - {".boyin"},
                         {"a.wav", "m.wav", "z.wav"})
        self.assertFalse(pathlib.Path("/tmp/boyin-hostile").exists())

    def test_every_door(self):
        text = self.write("crash.txt", "crash")
        out = self.folder / "out.wav"
        speak = self.run_boyin("speak", text, "-o", out)
        self.assertEqual(speak.returncode, 3, speak.stderr)
        self.assertIn("crash.txt: cannot be read: it breaks its reader", speak.stderr)
        proof = self.run_boyin("proof", text, "-o", self.folder / "out.html")
        self.assertEqual(proof.returncode, 3, proof.stderr)
        self.write("day.toml", 'title = "今日"\n[[item]]\nfile = "crash.txt"\noptional = false\n')
        bulletin = self.run_boyin("bulletin", self.folder / "day.toml", "-o", out)
        self.assertEqual(bulletin.returncode, 3, bulletin.stderr)
        self.assertIn("crash.txt", bulletin.stderr)
        self.assertFalse(out.exists() or (self.folder / "out.html").exists())

    def test_without_the_reader_nothing_is_read(self):
        (self.programs / "boyin-reader").unlink()
        text = self.write("a.txt", "今天多云。")
        run = self.run_boyin("speak", text, "-o", self.folder / "a.wav")
        self.assertEqual(run.returncode, 1)
        self.assertIn("boyin-reader: this part of boyin is missing", run.stderr)
        self.assertFalse((self.folder / "a.wav").exists())


if __name__ == "__main__":
    main()
