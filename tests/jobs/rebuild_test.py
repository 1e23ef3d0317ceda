#!/usr/bin/env python3
"""A boyin with other tables built in looks at every article again, and speaks what sounds different."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from boyin import BOYIN, Case, main  # noqa: E402

OLD, NEW = "平方公里".encode(), "平方千米".encode()


class Rebuild(Case):
    def batch(self, program):
        run = subprocess.run([program, "batch", self.folder / "in", "-o", self.folder / "out", "--json"],
                             capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(run.returncode, 0, run.stderr)
        return {pathlib.Path(json.loads(line)["input"]).name: json.loads(line)["state"]
                for line in run.stdout.splitlines()}

    def test_changed_tables_change_what_is_made(self):
        programs = self.folder / "bin"
        programs.mkdir()
        for name in ("boyin", "boyin-studio", "boyin-engine", "boyin-reader"):
            shutil.copy2(pathlib.Path(BOYIN).parent / name, programs)
        self.write("in/area.txt", "面积是3km²。")
        self.write("in/other.txt", "今天多云。")
        mine = programs / "boyin"
        self.assertEqual(set(self.batch(mine).values()), {"done"})
        self.assertEqual(set(self.batch(mine).values()), {"unchanged"})
        studio = programs / "boyin-studio"
        bytes_ = studio.read_bytes()
        self.assertIn(OLD, bytes_)
        studio.write_bytes(bytes_.replace(OLD, NEW))
        self.assertEqual(self.batch(mine), {"area.txt": "done", "other.txt": "unchanged"})
        self.assertEqual(set(self.batch(mine).values()), {"unchanged"})


if __name__ == "__main__":
    main()
