#!/usr/bin/env python3
"""Debian's Speech Dispatcher itself drives sd_boyin: the words of spd-say come out as sound in a file, and what the screen
reader Orca calls is answered as it expects."""
import collections
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's client library, with a Python of one's own
try:
    import speechd
except ImportError:
    speechd = None

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
        self.address = str(socket)
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

    def wait(self, happened, event):
        self.assertTrue(happened[event].wait(60), f"no event {event}")

    @unittest.skipUnless(speechd, "python3-speechd is not installed")
    def test_what_orca_calls(self):
        """The calls of Orca's speechdispatcherfactory, in its order: settings, a text with a mark before each word, a character,
        a key, and a stop in mid-sentence."""
        client = speechd.SSIPClient("Orca", component="default", autospawn=False,
                                    address=f"unix_socket:{self.address}")
        self.addCleanup(client.close)
        client.set_output_module("boyin")
        self.assertIn("anchor-f", [voice[0] for voice in client.list_synthesis_voices()])
        client.set_priority(speechd.Priority.MESSAGE)
        client.set_language("zh")
        client.set_synthesis_voice("anchor-f")
        client.set_rate(40)
        client.set_pitch(0)
        client.set_volume(100)
        client.set_punctuation(speechd.PunctuationMode.SOME)
        client.set_cap_let_recogn("none")
        marks, happened = [], collections.defaultdict(threading.Event)

        def called(message, _client, event, index_mark=None):
            if event == speechd.CallbackType.INDEX_MARK:
                marks.append(index_mark)
            else:
                happened[message, event].set()

        # The library's own handler drops what happens before it has noted who is called.
        client._conn.set_callback(called)

        def speak(text):
            return int(client.speak(text)[2][0])

        client.set_data_mode(speechd.DataMode.SSML)
        message = speak("<speak><mark name=\"0:2\"/>今天<mark name=\"2:4\"/>北京<mark name=\"4:5\"/>晴。</speak>")
        self.wait(happened, (message, speechd.CallbackType.BEGIN))
        self.wait(happened, (message, speechd.CallbackType.END))
        self.assertEqual(marks, ["0:2", "2:4", "4:5"])
        client.set_data_mode(speechd.DataMode.TEXT)
        for say in (lambda: client.char("好"), lambda: client.char(","), lambda: client.key("Return")):
            before = self.sound.stat().st_size
            say()
            deadline = time.monotonic() + 60
            while self.sound.stat().st_size <= before and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertGreater(self.sound.stat().st_size, before)
        message = speak("这是一句很长的话，" * 200)
        self.wait(happened, (message, speechd.CallbackType.BEGIN))
        client.stop()
        self.wait(happened, (message, speechd.CallbackType.CANCEL))
        self.assertFalse(happened[message, speechd.CallbackType.END].is_set())


unittest.main()
