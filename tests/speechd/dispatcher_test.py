#!/usr/bin/env python3
"""Debian's Speech Dispatcher itself drives sd_boyin: spd-say's words come out as sound in a file."""
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

MODULE = pathlib.Path(os.environ["BOYIN_MODULE"])
if not shutil.which("speech-dispatcher") or not shutil.which("spd-say"):
    print("skipped: speech-dispatcher is not installed")
    sys.exit(77)


class Dispatcher(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="boyin-speechd-"))
        self.sound = self.folder / "out.raw"
        config = self.folder / "conf"
        (config / "modules").mkdir(parents=True)
        (config / "clients").mkdir()
        (config / "modules/boyin.conf").write_text("voice=anchor-m\n")
        (config / "speechd.conf").write_text(
            'LogLevel 3\nAudioOutputMethod "alsa"\nAudioALSADevice "default"\n'
            'AddModule "boyin" "sd_boyin" "boyin.conf"\nDefaultModule boyin\nDefaultLanguage "zh"\n')
        (self.folder / ".asoundrc").write_text(
            'pcm.!default { type file slave.pcm "null" file "%s" format raw }\n'
            'ctl.!default { type hw card 0 }\n' % self.sound)
        socket = self.folder / "socket"
        self.environment = dict(os.environ, HOME=str(self.folder), XDG_RUNTIME_DIR=str(self.folder),
                                SPEECHD_ADDRESS=f"unix_socket:{socket}")
        self.daemon = subprocess.Popen(
            ["speech-dispatcher", "-s", "-t", "0", "-C", str(config), "-m", str(MODULE.parent),
             "-S", str(socket), "-c", "unix_socket", "-L", str(self.folder / "log"),
             "-P", str(self.folder / "pid")],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not socket.exists() and time.monotonic() < deadline and self.daemon.poll() is None:
            time.sleep(0.05)  # nothing tells when the socket is there

    def tearDown(self):
        self.daemon.send_signal(signal.SIGTERM)
        self.daemon.wait(timeout=20)
        shutil.rmtree(self.folder)

    def say(self, *arguments):
        run = subprocess.run(["spd-say", "--wait", *arguments], env=self.environment,
                             capture_output=True, timeout=120)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_spd_say_is_heard(self):
        self.say("-o", "boyin", "-l", "zh", "今天是6·23一周年，同比增长3.5%。")
        data = self.sound.read_bytes()
        samples = struct.unpack(f"<{len(data) // 2}h", data[:len(data) // 2 * 2])
        self.assertGreater(len(samples), 40_000)
        self.assertGreater(max(map(abs, samples)), 3000)

    def test_the_voices_are_listed(self):
        run = subprocess.run(["spd-say", "-o", "boyin", "-L"], env=self.environment,
                             capture_output=True, text=True, timeout=60)
        self.assertIn("anchor-f", run.stdout)
        self.assertIn("zh-CN", run.stdout)


unittest.main()
