#!/usr/bin/env python3
"""libboyin from an installed tree that was moved: the program of docs/library.md, built by CMake and by
pkg-config, shared and static; the installed boyin speaks.

usage: install_test.py BUILD_FOLDER
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1])
SAID = ("二零二四年增长百分之三点五。", "er4 ling2 er4 si4 nian2 zeng1 zhang3 bai3 fen1 zhi1 san1 dian2 wu3")


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.held = tempfile.TemporaryDirectory(prefix="boyin-install-")
        folder = pathlib.Path(cls.held.name)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", folder / "first"], check=True, capture_output=True)
        cls.tree = folder / "moved" / "here"
        cls.tree.parent.mkdir()
        shutil.move(folder / "first", cls.tree)
        cls.library = next(cls.tree.rglob("libboyin.a")).parent
        page = (ROOT / "docs/library.md").read_text(encoding="utf8")
        cls.source = folder / "news.cc"
        cls.source.write_text(re.search(r"```cpp\n(.*?)```", page, re.S).group(1), encoding="utf8")
        cls.folder = folder

    @classmethod
    def tearDownClass(cls):
        cls.held.cleanup()

    def says(self, program):
        run = subprocess.run([program], capture_output=True, text=True,
                             env={**os.environ, "LD_LIBRARY_PATH": str(self.library)})
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(tuple(line.strip() for line in run.stdout.splitlines()), SAID)

    def test_by_cmake(self):
        for target in ("boyin", "static"):
            with self.subTest(target):
                project = self.folder / f"by-{target}"
                project.mkdir()
                shutil.copy(self.source, project / "news.cc")
                (project / "CMakeLists.txt").write_text(
                    "cmake_minimum_required(VERSION 3.25)\nproject(news CXX)\nfind_package(boyin 0.1 REQUIRED)\n"
                    f"add_executable(news news.cc)\ntarget_link_libraries(news PRIVATE boyin::{target})\n")
                for command in (["cmake", "-B", "out", f"-DCMAKE_PREFIX_PATH={self.tree}"], ["cmake", "--build", "out"]):
                    run = subprocess.run(command, cwd=project, capture_output=True, text=True)
                    self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                self.says(project / "out" / "news")

    def test_by_pkg_config(self):
        env = {**os.environ, "PKG_CONFIG_PATH": str(self.library / "pkgconfig")}
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "boyin"], env=env, check=True, capture_output=True,
                               text=True).stdout.split()
        subprocess.run(["c++", self.source, *flags, "-o", self.folder / "news"], check=True)
        self.says(self.folder / "news")

    def test_the_programs_find_each_other(self):
        article = self.folder / "a.txt"
        article.write_text("你好。", encoding="utf8")
        run = subprocess.run([self.tree / "bin" / "boyin", "speak", article, "-o", self.folder / "a.wav"],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
