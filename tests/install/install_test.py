#!/usr/bin/env python3
"""libboyin and the programs from an installed tree that was moved: the programs of docs/library.md, built by CMake and
by pkg-config, shared and static; the installed programs find each other, and say so where one is missing or of
another version.

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
SAID = ("二零二四年增长百分之三点五。", "er4 ling2 er4 si4 nian2 zeng1 zhang2 bai3 fen1 zhi1 san1 dian2 wu3")
if os.environ.get("BOYIN_SANITIZED"):
    print("skipped: a sanitized library wants a sanitized program")
    sys.exit(77)


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.held = tempfile.TemporaryDirectory(prefix="boyin-install-")
        cls.folder = pathlib.Path(cls.held.name)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", cls.folder / "first"], check=True, capture_output=True)
        cls.tree = cls.folder / "moved" / "here"
        cls.tree.parent.mkdir()
        shutil.move(cls.folder / "first", cls.tree)
        cls.library = next(cls.tree.rglob("libboyin.a")).parent
        page = (ROOT / "docs/library.md").read_text(encoding="utf8")
        cls.reading, cls.rendering = re.findall(r"```cpp\n(.*?)```", page, re.S)
        cls.article = cls.folder / "a.txt"
        cls.article.write_text("各位听众，早上好。", encoding="utf8")

    @classmethod
    def tearDownClass(cls):
        cls.held.cleanup()

    def run_in_tree(self, *command, **more):
        env = {**os.environ, "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": str(self.library),
               "XDG_CONFIG_HOME": str(self.folder / "config"), **more}
        return subprocess.run([str(word) for word in command], capture_output=True, text=True, env=env)

    def says(self, program):
        run = self.run_in_tree(program)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(tuple(line.strip() for line in run.stdout.splitlines()), SAID)

    def test_by_cmake(self):
        for target in ("boyin", "static"):
            with self.subTest(target):
                project = self.folder / f"by-{target}"
                project.mkdir()
                (project / "news.cc").write_text(self.reading, encoding="utf8")
                (project / "CMakeLists.txt").write_text(
                    "cmake_minimum_required(VERSION 3.25)\nproject(news CXX)\nfind_package(boyin 0.1 REQUIRED)\n"
                    f"add_executable(news news.cc)\ntarget_link_libraries(news PRIVATE boyin::{target})\n")
                for command in (["cmake", "-B", "out", f"-DCMAKE_PREFIX_PATH={self.tree}"], ["cmake", "--build", "out"]):
                    run = subprocess.run(command, cwd=project, capture_output=True, text=True)
                    self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                self.says(project / "out" / "news")

    def built_by_pkg_config(self, name, source):
        env = {**os.environ, "PKG_CONFIG_PATH": str(self.library / "pkgconfig")}
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "boyin"], env=env, check=True, capture_output=True,
                               text=True).stdout.split()
        file = self.folder / f"{name}.cc"
        file.write_text(source, encoding="utf8")
        run = subprocess.run(["c++", file, *flags, "-o", self.folder / name], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        return self.folder / name

    def test_by_pkg_config(self):
        self.says(self.built_by_pkg_config("news", self.reading))

    def test_a_program_of_others_speaks(self):
        run = self.run_in_tree(self.built_by_pkg_config("speak", self.rendering), self.article, self.folder / "said.mp3")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertGreater(float(run.stdout.split()[0]), 1)
        self.assertEqual((self.folder / "said.mp3").read_bytes()[:3], b"ID3")

    def test_the_programs_find_each_other(self):
        run = self.run_in_tree(self.tree / "bin" / "boyin", "speak", self.article, "-o", self.folder / "a.wav")
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_a_copy_of_boyin_alone(self):
        alone = self.folder / "alone" / "boyin"
        alone.parent.mkdir(exist_ok=True)
        shutil.copy(self.tree / "bin" / "boyin", alone)
        run = subprocess.run([alone, "pinyin"], input="银行", capture_output=True, text=True,
                             env={**os.environ, "XDG_CONFIG_HOME": str(self.folder / "config")})
        self.assertEqual((run.returncode, run.stdout.strip()), (0, "yin2 hang2"), run.stderr)
        run = self.run_in_tree(alone, "speak", self.article, "-o", self.folder / "b.wav")
        if run.returncode != 0:  # else boyin is installed on this machine as well, and was found
            self.assertIn("boyin-studio: this part of boyin is missing; looked in", run.stderr.splitlines()[0])
            self.assertIn("install boyin as a whole", run.stderr)

    def test_programs_of_two_versions(self):
        studio = next(self.tree.rglob("boyin-studio"))
        run = self.run_in_tree(studio, "voices", BOYIN_STARTED_BY="0.0.9")
        self.assertEqual(run.returncode, 1)
        self.assertIn("boyin is 0.0.9", run.stderr)
        self.assertEqual(self.run_in_tree(studio, "voices").returncode, 0)

    def test_what_is_installed_beside(self):
        for name in ("share/bash-completion/completions/boyin", "share/zsh/vendor-completions/_boyin",
                     "share/fish/vendor_completions.d/boyin.fish", "share/man/man1/boyin.1",
                     "share/man/man1/boyin-speak.1"):
            self.assertGreater((self.tree / name).stat().st_size, 100, name)
        version = self.run_in_tree(self.tree / "bin" / "boyin", "--version").stdout
        self.assertRegex(version.splitlines()[0], r"^boyin [\d.]+ \(([0-9a-f]{12}( and changes)?|of no commit)\)$")
        self.assertIn("OpenCC", version)


unittest.main(argv=[sys.argv[0], "-v"])
