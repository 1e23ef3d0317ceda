#!/usr/bin/env python3
"""Each case of docs/examples, its commands as printed, in folders and on ports of the test's own."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest
import xml.etree.ElementTree

from boyin import BOYIN, Case, ROOT, main, probe

EXAMPLES = ROOT / "docs" / "examples"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
NEWS = "市图书馆今天起延长开放时间。\n\n每天9:00—21:00开放，预计全年接待读者120万人次。\n"


def free_port():
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        return probe_socket.getsockname()[1]


class Examples(Case):
    def setUp(self):
        super().setUp()
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        (self.bin / "boyin").symlink_to(BOYIN)
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "PATH": f"{self.bin}:{os.environ['PATH']}",
                    "XDG_CONFIG_HOME": str(self.folder / "config"), "XDG_STATE_HOME": str(self.folder / "state")}

    def case(self, name):
        folder = self.folder / name
        shutil.copytree(EXAMPLES / name, folder)
        return folder

    def printed(self, name):
        return re.findall(r"```sh\n(.*?)```", (EXAMPLES / name / "README.md").read_text(encoding="utf8"), re.S)

    def cover(self, folder):
        folder.mkdir(exist_ok=True)
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=c=0xA02C22:s=1400x1400", "-frames:v", "1",
                        folder / "cover.jpg"], check=True)

    def run_in(self, folder, command, status=0):
        run = subprocess.run(["bash", "-e", "-c", command], cwd=folder, env=self.env, capture_output=True, text=True,
                             timeout=300)
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)
        return run

    def test_every_case_is_in_the_map_and_tried(self):
        map_ = (EXAMPLES / "README.md").read_text(encoding="utf8")
        for folder in EXAMPLES.iterdir():
            if folder.is_dir():
                self.assertIn(f"]({folder.name}/)", map_)
                self.assertTrue(hasattr(self, f"test_{folder.name.replace('-', '_')}"), folder.name)

    def test_morning_bulletin(self):
        folder = self.case("morning-bulletin")
        (folder / "today").mkdir()
        (folder / "today/a.txt").write_text(NEWS, encoding="utf8")
        self.cover(folder / "show")
        unit = (folder / "bulletin.service").read_text()
        commands = re.findall(r"^ExecStart=/usr/bin/(.*)$", unit, re.M)
        self.assertEqual(len(commands), 2)
        for command in commands:
            self.run_in(folder, command)
        sounds = list((folder / "show").glob("morning-*.mp3"))
        self.assertEqual(len(sounds), 1)
        self.assertGreater(float(probe(sounds[0])["format"]["duration"]), 8)
        feed = xml.etree.ElementTree.parse(folder / "show/feed.xml")
        self.assertEqual([e.get("url").rsplit("/", 1)[1] for e in feed.iter("enclosure")], [sounds[0].name])
        if not shutil.which("systemd-analyze"):
            self.skipTest("no systemd-analyze: the units were not checked")
        (folder / "bulletin.service").write_text(unit.replace("/usr/bin/boyin", str(BOYIN)))
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", "./bulletin.service", "./bulletin.timer"],
                             cwd=folder, capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_cms_export(self):
        folder = self.case("cms-export")
        (command,) = self.printed("cms-export")
        self.assertIn("2 done", self.run_in(folder, command).stdout)
        for name in ("1204.mp3", "1204.vtt", "1205.mp3", "1205.report.json"):
            self.assertTrue((folder / "archive" / name).exists(), name)
        report = json.loads((folder / "archive/1204.report.json").read_text(encoding="utf8"))
        self.assertIn("市图书馆延长开放时间", json.dumps(report, ensure_ascii=False))
        export = (folder / "export.json").read_text(encoding="utf8")
        (folder / "export.json").write_text(export.replace("3.6公里", "3.8公里"), encoding="utf8")
        self.assertIn("1 done, 1 unchanged", self.run_in(folder, command).stdout)

    def test_rivendell(self):
        folder = self.case("rivendell")
        (folder / "news").mkdir()
        (command,) = self.printed("rivendell")
        batch = subprocess.Popen(["bash", "-c", "exec " + command.strip() + " --quiet 0.5"], cwd=folder, env=self.env,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(batch.stderr.close)
        self.addCleanup(lambda: (batch.kill(), batch.wait()))
        (folder / "news/a.txt").write_text(NEWS, encoding="utf8")
        deadline = time.monotonic() + 120
        while not (folder / "news/done/a.txt").exists():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        batch.send_signal(signal.SIGTERM)
        self.assertEqual(batch.wait(timeout=60), 0)
        sound = (folder / "dropbox/a.wav").read_bytes()
        for chunk in (b"bext", b"cart", b"Yancheng FM"):
            self.assertIn(chunk, sound)
        self.assertIn("NEWS", (folder / "dropbox/a.xml").read_text(encoding="utf8"))

    @unittest.skipUnless(os.path.exists(NGINX), "nginx is not installed")
    def test_feed_on_nginx(self):
        folder = self.case("feed-on-nginx")
        show = folder / "show"
        self.cover(show)
        self.write("news.txt", NEWS)
        self.run_in(folder, f"boyin speak ../news.txt -o {show}/ --bundle")
        port = free_port()
        server = (folder / "show.conf").read_text().replace("8088", f"127.0.0.1:{port}").replace("/srv/show", str(show))
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\n"
                                           f"error_log {folder}/error.log;\nevents {{}}\n"
                                           f"http {{\naccess_log off;\n{temporary}{server}}}\n")
        feed, lint = self.printed("feed-on-nginx")[0].replace("/srv/show", str(show)).replace("8088", str(port)).split("\n")[:2]
        self.run_in(folder, feed)
        nginx = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (nginx.terminate(), nginx.wait()))
        deadline = time.monotonic() + 20
        while True:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            self.assertLess(time.monotonic(), deadline, "nginx does not answer")
            time.sleep(0.05)
        self.run_in(folder, f"curl -sf -o got.mp3 http://127.0.0.1:{port}/show/news.mp3")
        self.assertEqual((folder / "got.mp3").read_bytes(), (show / "news.mp3").read_bytes())
        run = self.run_in(folder, lint)
        self.assertNotIn("error", run.stdout)

    def test_home_assistant(self):
        folder = self.case("home-assistant")
        port = free_port()
        service = subprocess.Popen([BOYIN, "serve", "--port", str(port), "--allow-host", "boyin.local"], env=self.env,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(service.stderr.close)
        self.addCleanup(lambda: (service.terminate(), service.wait()))
        self.assertIn("listening at", service.stderr.readline())
        (command,) = self.printed("home-assistant")
        self.run_in(folder, command.replace("8080", str(port)))
        self.assertEqual(probe(folder / "washing.mp3")["format"]["format_name"], "mp3")
        self.run_in(folder, f"sh say.sh http://127.0.0.1:{port} quoted.mp3 '他说\"好\"，用了 \\\\ 号。'")
        self.assertGreater((folder / "quoted.mp3").stat().st_size, 5000)
        self.assertFalse(list(folder.glob("*.part")))
        configuration = (folder / "configuration.yaml").read_text(encoding="utf8")
        self.assertIn("/config/say.sh", configuration)


main()
