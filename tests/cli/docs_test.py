#!/usr/bin/env python3
"""Every boyin command that the documentation shows is run; pages that are linked exist."""
import os
import re
import shutil
import subprocess

from boyin import BOYIN, Case, ROOT, main

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shown_commands():
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf8"), re.S):
            for line in block.splitlines():
                if "build/boyin" in line and not line.lstrip().startswith("#"):
                    yield page.name, line.split("  #")[0].strip()


class Docs(Case):
    def test_commands_run_as_printed(self):
        (self.folder / "build").mkdir()
        os.symlink(BOYIN, self.folder / "build" / "boyin")
        shutil.copytree(ROOT / "seeds", self.folder / "seeds")
        shutil.copytree(ROOT / "voices", self.folder / "voices")
        self.write("page.html", "<h1>渡口</h1><p>船来了，人们走上岸，天色也亮了起来。</p><table><tr><th>船</th>"
                   "<th>客</th></tr><tr><td>一号</td><td>30人</td></tr></table>")
        self.write("novel.txt", "渡口\n\n第一章 起\n\n船来了。\n\n第二章 承\n\n船走了。\n")
        for name in ("news.txt", "a.txt", "b.txt"):
            self.write(name, "早间新闻\n今天是6·23一周年，全市生产总值增长3.5%。\n来源：测试社\n")
        readme = (ROOT / "README.md").read_text(encoding="utf8")
        table = re.search(r"```\n(written\tspoken.*?)```", readme, re.S).group(1)
        self.write("station.tsv", table)
        feed = (ROOT / "docs/feed.md").read_text(encoding="utf8")
        self.write("feed.toml", re.search(r"```toml\n(.*?)```", feed, re.S).group(1))
        takes = (ROOT / "docs/takes.md").read_text(encoding="utf8")
        self.write("news.takes.toml", re.search(r"```toml\n(.*?)```", takes, re.S).group(1))
        count = 0
        for page, command in shown_commands():
            with self.subTest(page=page, command=command):
                run = subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True,
                                     text=True, stdin=subprocess.DEVNULL, timeout=300)
                self.assertEqual(run.returncode, 0, run.stderr)
                count += 1
        self.assertGreaterEqual(count, 9)

    def test_systemd_accepts_the_units_of_a_bulletin(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("no systemd-analyze")
        page = (ROOT / "docs/bulletin.md").read_text(encoding="utf8")
        units = re.findall(r"`/etc/systemd/system/([\w.]+)`:\n\n```ini\n(.*?)```", page, re.S)
        self.assertEqual([name for name, _ in units], ["bulletin.service", "bulletin.timer"])
        for name, text in units:
            self.write(name, text.replace("/usr/local/bin/boyin", str(BOYIN)))
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", *(f"./{name}" for name, _ in units)],
                             cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_pages_that_are_linked_exist(self):
        for page in PAGES:
            prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf8"), flags=re.S)  # a lambda looks like a link
            for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", prose):
                self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")


main()
