#!/usr/bin/env python3
"""Signals and processes: who is reached by Ctrl-C, who is left when boyin is killed, what nohup means."""
import os
import pathlib
import shutil
import signal
import subprocess
import time

from boyin import BOYIN, Case, main

LONG = "各位听众，今天的新闻到此结束，感谢收听。"


def descendants(pid):
    """Pids below `pid` by their parents."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found, waiting = set(), [pid]
    while waiting:
        parent = waiting.pop()
        for child, its in parents.items():
            if its == parent and child not in found:
                found.add(child)
                waiting.append(child)
    return found


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Processes(Case):
    def start(self, *prefix, **more):
        article = self.write("a.txt", LONG * 4000)
        run = subprocess.Popen([*prefix, BOYIN, "speak", article, "-o", self.folder / "x.wav"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **more)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        for _ in range(600):
            below = descendants(run.pid)
            if len(below) >= 2:
                return run, below
            time.sleep(0.05)
        self.fail("no engine was started")

    def gone(self, pids):
        for _ in range(300):
            if not any(map(alive, pids)):
                return True
            time.sleep(0.01)
        return False

    def test_engines_have_groups_of_their_own(self):
        run, below = self.start()
        groups = {os.getpgid(pid) for pid in below if alive(pid)}
        self.assertNotIn(os.getpgid(run.pid), groups)

    def test_nothing_is_left_three_seconds_after_it_was_killed(self):
        for what in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
            with self.subTest(what):
                run, below = self.start()
                run.send_signal(what)
                run.wait()
                self.assertTrue(self.gone(below), below)
                self.assertEqual([p for p in self.left_over("a.txt") if what != signal.SIGKILL], [])

    def test_nohup_is_not_undone(self):
        run, _ = self.start("nohup", stdin=subprocess.DEVNULL)
        run.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        self.assertIsNone(run.poll())

    def test_a_program_alone_says_what_is_missing(self):
        alone = self.folder / "boyin"
        shutil.copy(BOYIN, alone)
        text = self.write("b.txt", "2024年")
        read = subprocess.run([alone, "normalise", text], capture_output=True, text=True)
        self.assertEqual((read.returncode, read.stdout), (0, "二零二四年\n"), read.stderr)
        spoken = subprocess.run([alone, "speak", text], capture_output=True, text=True, cwd=self.folder,
                                env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(spoken.returncode, 1)
        self.assertIn("boyin-studio: this part of boyin is missing", spoken.stderr)
        # Moved as a whole, as it is installed, it works.
        for name, place in (("boyin", "bin"), ("boyin-studio", "libexec/boyin"), ("boyin-engine", "libexec/boyin"),
                            ("boyin-reader", "libexec/boyin")):
            (self.folder / "moved" / place).mkdir(parents=True, exist_ok=True)
            shutil.copy(pathlib.Path(BOYIN).parent / name, self.folder / "moved" / place / name)
        spoken = subprocess.run([self.folder / "moved/bin/boyin", "speak", text, "-o", self.folder / "b.wav"],
                                capture_output=True, text=True)
        self.assertEqual(spoken.returncode, 0, spoken.stderr)


if __name__ == "__main__":
    main()
