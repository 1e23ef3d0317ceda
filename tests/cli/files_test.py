#!/usr/bin/env python3
"""What is written and where: devices, pipes, links, long names, permissions, a full disk and a full
standard output; no input and no other output is ever overwritten."""
import json
import os
import socket
import stat
import subprocess

from boyin import BOYIN, Case, boyin, main

TEXT = "今天天气很好。"


class Outputs(Case):
    def setUp(self):
        super().setUp()
        self.article = self.write("a.txt", TEXT)

    def run_ok(self, *args, **more):
        run = boyin(*args, **more)
        self.assertEqual(run.returncode, 0, run.err)
        return run

    def test_devices_are_written_through(self):
        null = self.folder / "null"  # one of our own: a fault must not cost the machine its /dev/null
        try:
            os.mknod(null, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        except PermissionError:
            self.skipTest("needs root to make a device")
        for option in ("-o", "--report"):
            with self.subTest(option):
                others = [] if option == "-o" else ["-o", self.folder / "x.wav"]
                self.run_ok("speak", self.article, "-f", "wav", option, null, *others)
                self.assertTrue(stat.S_ISCHR(null.stat().st_mode))

    def test_pipes_are_written_through(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        # Open for reading and writing: whoever opens it next does not wait, and nor do we.
        ours = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, ours)
        self.run_ok("speak", self.article, "-o", pipe, "-f", "opus", "--bitrate", "16", timeout=60)
        self.assertEqual(os.read(ours, 4), b"OggS")
        self.assertTrue(stat.S_ISFIFO(pipe.stat().st_mode))

    def test_no_input_and_no_other_output_is_overwritten(self):
        (self.folder / "link.json").symlink_to(self.article)
        sound = self.folder / "a.wav"
        for extra in (["--report", self.article], ["--report", sound], ["--report", self.folder / "link.json"],
                      ["--bundle", "--report", self.folder / "a.report.json"],
                      ["--transcript", "json", "--report", self.folder / "." / "a.json"]):
            with self.subTest(extra[-1]):
                run = boyin("speak", self.article, "-o", sound, *extra)
                self.assertEqual(run.returncode, 2, run.err)
                self.assertEqual(self.article.read_text(), TEXT)
                self.assertEqual(self.left_over("a.txt", "link.json"), [])
        for args in (["speak", self.article, "-o", self.article, "-f", "wav"],
                     ["proof", self.article, "-o", self.article],
                     ["proof", self.article, "-o", self.folder / "link.json"]):
            run = boyin(*args)
            self.assertEqual(run.returncode, 2, run.err)
            self.assertEqual(self.article.read_text(), TEXT)

    def test_permissions_and_links(self):
        out = self.folder / "x.wav"
        subprocess.run(["sh", "-c", 'umask 077; exec "$@"', "-", BOYIN, "speak", self.article, "-o", out],
                       check=True, capture_output=True)
        self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o600)
        out.chmod(0o640)
        link = self.folder / "link.wav"
        link.symlink_to(out)
        self.run_ok("speak", self.article, "-o", link)
        self.assertTrue(link.is_symlink())
        self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o640)

    def test_long_names(self):
        name = "报" * 82
        self.run_ok("speak", self.article, "-o", self.folder / (name + ".mp3"))
        self.assertEqual(self.left_over("a.txt"), [name + ".mp3"])

    def test_names_that_are_no_utf8(self):
        path = os.fsencode(self.folder) + b"/\xff.txt"
        with open(path, "wb") as file:
            file.write(TEXT.encode())
        run = subprocess.run([BOYIN, "speak", path, "-o", self.folder / "x.wav", "--json"], capture_output=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(json.loads(run.stdout)["sentences"], 1)

    def test_standard_output_that_is_full(self):
        for args in (["voices"], ["speak", self.article, "-o", self.folder / "x.wav"], ["--version"],
                     ["normalise", self.article], ["voices", "--json"]):
            with self.subTest(args[0]), open("/dev/full", "w") as full:
                run = subprocess.run([BOYIN, *args], stdout=full, stderr=subprocess.PIPE, text=True)
                self.assertEqual(run.returncode, 4, run.stderr)
                self.assertIn("standard output", run.stderr)

    def test_standard_input_that_is_a_socket(self):
        ours, theirs = socket.socketpair()
        ours.sendall(TEXT.encode())
        ours.close()
        run = subprocess.run([BOYIN, "speak", "-", "-o", self.folder / "x.wav"], stdin=theirs, capture_output=True)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_a_sparse_file_is_refused_before_it_is_read(self):
        big = self.folder / "big.txt"
        with open(big, "wb") as file:
            file.truncate(1 << 40)
        run = boyin("speak", big, "-o", self.folder / "x.wav")
        self.assertEqual(run.returncode, 3, run.err)
        self.assertIn("big.txt", run.err)


if __name__ == "__main__":
    main()
