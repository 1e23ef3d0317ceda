#!/usr/bin/env python3
"""A release is made only of what is written down, and made twice it is the same.

usage: release_test.py ROOT
"""
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv[1])


class Release(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory(prefix="boyin-release-")
        self.addCleanup(held.cleanup)
        self.tree = pathlib.Path(held.name) / "tree"
        # A tree of its own with what stands here now, small: none of the tests' recordings are needed.
        shutil.copytree(ROOT / ".ci", self.tree / ".ci")
        for name in ("CMakeLists.txt", "CHANGELOG.md", ".gitattributes", "cmake", "debian", "src/cli"):
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, self.tree / name)
        self.git("init", "-q")
        self.version = re.search(r"project\(boyin VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
        self.changes("## Unreleased\n\n## 0.9.9\n- x\n")
        self.commit()

    def git(self, *words):
        return subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "core.hooksPath=/dev/null",
                               *words], cwd=self.tree, check=True, capture_output=True, text=True).stdout

    def changes(self, text):
        (self.tree / "CHANGELOG.md").write_text("# Changes\n\n" + text, encoding="utf8")

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-qm", "x", "--date", "2026-11-30T00:00:00Z")

    def release(self, version=None):
        return subprocess.run([self.tree / ".ci/release", "--source-only", version or self.version, self.tree.parent / "out"],
                              capture_output=True, text=True)

    def refused(self, run, why):
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertIn(why, run.stderr)

    def test_what_is_refused(self):
        self.refused(self.release("9.9.9"), "CMakeLists.txt is not of version 9.9.9")
        self.refused(self.release(), f'no entry "## {self.version}"')
        self.changes(f"## Unreleased\n- new\n\n## {self.version}\n- x\n")
        self.refused(self.release(), "not committed")
        self.commit()
        self.refused(self.release(), "Unreleased")

    def test_what_is_made(self):
        self.changes(f"## Unreleased\n\n## {self.version}\n- x\n")
        self.commit()
        run = self.release()
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        out = self.tree.parent / "out"
        sums = dict(reversed(line.split()) for line in (out / "SHA256SUMS").read_text().splitlines())
        self.assertEqual(len(sums), 2)
        for name, wanted in sums.items():
            self.assertEqual(hashlib.sha256((out / name).read_bytes()).hexdigest(), wanted)
        head = self.git("rev-parse", "HEAD").strip()
        with tarfile.open(out / f"boyin-{self.version}.tar.gz") as archive:
            noted = archive.extractfile(f"boyin-{self.version}/cmake/commit.txt").read().decode().strip()
            archive.extractall(out)
        self.assertEqual(noted, head)
        # The program built of the archive tells the commit, although there is no git tree.
        source, told = out / f"boyin-{self.version}", out / "commit.cc"
        subprocess.run(["cmake", f"-DSOURCE={source}", f"-DOUT={told}", "-P", source / "cmake/boyin_commit.cmake"], check=True)
        self.assertIn(f'"{head[:12]}"', told.read_text())
        bill = json.loads((out / f"boyin-{self.version}.spdx.json").read_text(encoding="utf8"))
        self.assertEqual(bill["spdxVersion"], "SPDX-2.3")
        names = {part["name"] for part in bill["packages"]}
        self.assertLessEqual({"boyin", "libopencc-dev", "libespeak-ng-dev"}, names)
        self.assertEqual(len({part["SPDXID"] for part in bill["packages"]}), len(bill["packages"]))


unittest.main(argv=[sys.argv[0], "-v"])
