#!/usr/bin/env python3
"""Bad input: a clear message, the right exit status, nothing half-written, no crash, no hang."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from boyin import BOYIN, Case, SEED, boyin, main


class BadInput(Case):
    def refused(self, status, message, *args, **more):
        run = boyin(*args, **more)
        self.assertEqual(run.returncode, status, run.err)
        self.assertIn(message, run.err)
        self.assertTrue(run.err.startswith("boyin: ") or status == 2, run.err)
        return run

    def test_inputs_that_cannot_be_read(self):
        rows = [("empty.txt", b"", "is empty"),
                ("space.txt", " \n　\n", "nothing but white space"),
                ("marks.txt", "。。。！？……，、", "nothing to read aloud"),
                ("binary.txt", os.urandom(4096).replace(b"\0", b"\1") + b"\0", ""),
                ("image.txt", b"\x89PNG\r\n\x1a\n", "PNG image"),
                ("nul.txt", "你好\0世界", "NUL"),
                ("surrogate.txt", b"\xe4\xbd\xa0\xed\xa0\x80\xe5\xa5\xbd", "invalid UTF-8"),
                ("korean.txt", "오늘 서울의 날씨는 맑고 기온은 어제보다 조금 높겠습니다.".encode("euc-kr"), "EUC-KR")]
        for name, data, message in rows:
            with self.subTest(name):
                path = self.write(name, data)
                run = self.refused(3, message, "speak", path, "-o", self.folder / "x.mp3")
                self.assertIn(name, run.err)
                path.unlink()
                self.assertEqual(self.left_over(), [])

    def test_places_that_are_not_files(self):
        self.refused(3, "no such file", "speak", "missing.txt", "-o", self.folder / "x.mp3")
        self.refused(3, "is a directory", "speak", self.folder, "-o", self.folder / "x.mp3")
        self.refused(3, "no such file", "normalise", "missing.txt")

    def test_usage(self):
        article = self.write("a.txt", "你好。")
        self.refused(2, "", "speak")
        self.refused(2, "", "spaek", article)
        self.refused(2, "nobody", "speak", article, "--voice", "nobody",
                     "-o", self.folder / "x.mp3")
        self.refused(2, "", "speak", article, "-f", "aiff", "-o", self.folder / "x.mp3")
        self.refused(2, "", "speak", article, "-o", self.folder / "x.unknown")
        self.refused(2, "", "speak", article, article, "-o", self.folder / "x.mp3")
        self.refused(2, "", "speak", article, "--rate", "99", "-o", self.folder / "x.mp3")
        self.refused(2, "", "speak", article, "--loudness", "deafening", "-o", self.folder / "x.mp3")
        wrong = self.write("l.tsv", "written\tspoken\tpinyin\tscope\tuntil\n行长\t\thang2 zhnag3\t\t\n")
        run = boyin("speak", article, "--lexicon", wrong, "-o", self.folder / "x.mp3")
        self.assertIn("l.tsv:2", run.err)
        self.assertIn("zhang", run.err)
        self.assertEqual(self.left_over("a.txt", "l.tsv"), [])

    def test_outputs_that_cannot_be_written(self):
        article = self.write("a.txt", "你好。")
        self.refused(4, "no such file", "speak", article, "-o", self.folder / "no" / "x.mp3")
        self.refused(4, "", "speak", article, "-o", "/proc/x.mp3")
        self.refused(4, "", "speak", article, "-o", f"{article}/x.mp3")

    def test_disk_full(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to mount a small disk")
        small = self.folder / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", small],
                          capture_output=True).returncode != 0:
            self.skipTest("cannot mount here")
        try:
            article = self.write("a.txt", "今天天气很好。" * 40)
            self.refused(4, "", "speak", article, "-o", small / "x.wav")
            self.assertEqual(list(small.iterdir()), [])
            self.refused(4, "", "speak", article, "-o", self.folder / "x.mp3",
                         env={"TMPDIR": str(small)})
            self.assertEqual(self.left_over("a.txt"), [])
        finally:
            subprocess.run(["umount", small], check=True)

    def test_strange_text_is_spoken(self):
        rows = {"nested": "（" * 10000 + "好" + "）" * 10000,
                "rtl": "你好\u202e世界\u200f。\u2066再见\u2069",
                "emoji": "今天😀真好👨‍👩‍👧‍👦！🇨🇳",
                "mixed": "a\tb\u0007c 你好\u00ad好",
                "gb18030": "标题\n市委书记出席会议并讲话。".encode("gb18030"),
                "big5": "市委書記出席會議並講話。".encode("big5"),
                "utf16": "市委书记出席会议。".encode("utf-16")}
        for name, data in rows.items():
            with self.subTest(name):
                path = self.write(f"{name}.txt", data)
                run = boyin("speak", path, "-o", self.folder / f"{name}.wav", "-f", "wav")
                self.assertEqual(run.returncode, 0, run.err)

    def test_a_million_characters_without_punctuation(self):
        run = boyin("normalise", stdin="播音" * 500_000 + "\n")
        self.assertEqual(len(run.out), 1_000_001)
        run = boyin("pinyin", stdin="播音" * 500_000 + "\n")
        self.assertEqual(len(run.out.split()), 1_000_000)

    def test_espeak_data_missing(self):
        data = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True)
        folder = data.stdout.split("Data at:")[1].strip()
        empty = self.folder / "empty"
        empty.mkdir()
        article = self.write("a.txt", "你好。")
        hide = f"mount --bind '{empty}' '{folder}' && exec '{BOYIN}' speak --voice anchor-f '{article}' -o '{self.folder}/x.mp3'"
        probe = subprocess.run(["unshare", "-m", "true"], capture_output=True)
        if os.geteuid() != 0 or probe.returncode != 0:
            self.skipTest("needs root to hide the data in a mount namespace")
        run = subprocess.run(["unshare", "-m", "sh", "-c", hide], capture_output=True, text=True,
                             env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=60)
        self.assertEqual(run.returncode, 5, run.stderr)
        self.assertIn("apt install espeak-ng-data", run.stderr)
        self.assertEqual(self.left_over("a.txt"), [])

    def test_interrupt_leaves_nothing(self):
        long = self.write("long.txt", SEED.read_text(encoding="utf8") * 20)
        with tempfile.TemporaryDirectory() as out:
            process = subprocess.Popen([BOYIN, "speak", long, "-o", f"{out}/x.mp3"],
                                       stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
            deadline = time.monotonic() + 60
            while not children.read_text().split() and time.monotonic() < deadline:
                pass
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=60), 130)
            self.assertEqual(os.listdir(out), [])


main()
