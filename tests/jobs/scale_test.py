#!/usr/bin/env python3
"""docs/scale.md is true: its cluster runs as written, with its user's rights, and its unit is one."""
import configparser
import json
import re
import shutil
import subprocess

import nats

nats.need_server()
from boyin import BOYIN, Case, ROOT, boyin, main, probe  # noqa: E402

PAGE = (ROOT / "docs/scale.md").read_text(encoding="utf8")


def block(kind):
    return re.search(rf"```{kind}\n(.*?)```", PAGE, re.S).group(1)


class Documented(nats.Node):
    """A server with the configuration of the page: only name, ports and folder are the test's."""

    def __init__(self, folder, index, ports):
        text = block("conf").replace("server_name: a", f"server_name: n{index}")
        text = text.replace('"/var/lib/nats"', f'"{folder}/n{index}"')
        text = text.replace("127.0.0.1:4222", f"127.0.0.1:{ports[index]}")
        text = text.replace('listen: "127.0.0.1:6222"', f'listen: "127.0.0.1:{ports[3 + index]}"')
        for at in range(3):
            text = text.replace(f"nats://127.0.0.1:{6222 + at}", f"nats://127.0.0.1:{ports[3 + at]}")
        self.port = ports[index]
        self.config, self.log = folder / f"n{index}.conf", folder / f"n{index}.log"
        self.config.write_text(text)
        self.start()


class Scale(Case):
    def test_the_cluster_of_the_page_carries_a_batch(self):
        ports = nats.free_ports(6)
        nodes = [Documented(self.folder, index, ports) for index in range(3)]
        for node in nodes:
            self.addCleanup(node.kill)
        url = ",".join(f"nats://boyin:change-me@127.0.0.1:{node.port}" for node in nodes)
        store = self.folder / "store"
        (store / "in").mkdir(parents=True)
        (store / "in/a.txt").write_text("集群里的消息。\n", encoding="utf8")
        worker = subprocess.Popen([BOYIN, "worker", "--store", store, "--jobs", "1"],
                                  env={"BOYIN_QUEUE": url}, stdout=subprocess.DEVNULL)
        self.addCleanup(lambda: (worker.kill(), worker.wait()))
        run = boyin("batch", "in", "-o", "out", "--queue", url, cwd=store)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertGreater(float(probe(store / "out/a.mp3")["format"]["duration"]), 0.5)
        status = json.loads(boyin("queue", "status", "--json", "--queue", url).out)
        self.assertEqual(status["buried"], [])
        refused = boyin("queue", "status", "--queue", url.replace("change-me", "guess"))
        self.assertEqual(refused.returncode, 4)
        self.assertNotIn("guess", refused.err)

    def test_the_unit(self):
        unit = configparser.ConfigParser(strict=False)
        unit.optionxform = str
        written = (ROOT / "deploy/boyin-worker.service").read_text(encoding="utf8")
        unit.read_string(written)
        options = set(re.findall(r"--[a-z-]+", unit["Service"]["ExecStart"]))
        self.assertLessEqual(options, set(re.findall(r"--[a-z-]+", boyin("help", "worker").out)))
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not installed: only the options were checked")
        text = written.replace("/usr/bin/boyin", BOYIN).replace("User=boyin", "User=root")
        path = self.write("boyin-worker.service", text)
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True,
                             text=True)
        self.assertNotIn("boyin-worker.service:", run.stderr)


main()
