#!/usr/bin/env python3
"""The unit: systemd takes it, and calls it safe; the container has every library that the program needs."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Deploy(unittest.TestCase):
    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze")
    def test_the_units_are_sandboxed(self):
        for name in ("boyin.service", "boyin-worker.service"):
            with self.subTest(name):
                run = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                                      ROOT / "deploy" / name],
                                     capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
                found = re.search(rf"exposure level for {name}: ([\d.]+)", run.stdout)
                self.assertIsNotNone(found, run.stdout + run.stderr)
                self.assertLess(float(found.group(1)), 2)

    def test_a_stop_signals_the_service_alone(self):
        for name in ("boyin.service", "boyin-worker.service"):
            self.assertIn("\nKillMode=mixed\n", (ROOT / "deploy" / name).read_text(), name)

    @unittest.skipUnless(shutil.which("dpkg") and shutil.which("ldd"), "no dpkg")
    @unittest.skipIf(os.environ.get("BOYIN_SANITIZED"), "a sanitized program is linked with more")
    def test_the_container_has_every_library(self):
        text = (ROOT / "deploy" / "Containerfile").read_text()
        named = set(re.search(r"--no-install-recommends \\\n(.*?) &&", text, re.S).group(1).replace("\\", " ").split())
        paths = set()
        for part in ("", "-studio", "-engine"):
            program = os.environ["BOYIN_BINARY"] + part
            needed = subprocess.run(["objdump", "-p", program], capture_output=True, text=True, check=True)
            linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
            for library in re.findall(r"NEEDED\s+(\S+)", needed.stdout):
                path = re.search(re.escape(library) + r" => (\S+)", linked)
                if path and "san.so" not in library:
                    real = os.path.realpath(path.group(1))
                    paths |= {real, real.removeprefix("/usr")}  # /lib is /usr/lib; dpkg knows one of them
        owners = subprocess.run(["dpkg", "-S", *paths], capture_output=True, text=True).stdout
        packages = {line.split(":")[0] for line in owners.splitlines()}
        self.assertGreater(len(packages), 10)
        in_every_debian = {"libc6", "libgcc-s1", "libstdc++6"}
        self.assertEqual(packages - named - in_every_debian, set(), "name them in deploy/Containerfile")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
