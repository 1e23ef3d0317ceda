#!/usr/bin/env python3
"""The neural voices as installed in the folder that BOYIN_MODELS names; skipped (77) where they are not."""
import array
import base64
import contextlib
import ctypes.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import wave

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "server"))

from boyin import BOYIN, SANITIZED, Case, boyin, loudness, main
from service import Service

MODELS = pathlib.Path(os.environ.get("BOYIN_MODELS", "/nonexistent"))
if not (MODELS / "kokoro" / "model.onnx").exists() or SANITIZED:
    print("skipped: no neural voices in the folder that BOYIN_MODELS names")
    sys.exit(77)

NEWS = "各位听众，早上好。今天是6月23日，银行行长在重庆会见了WTO代表。\n"


def samples(path):
    with wave.open(str(path)) as sound:
        return sound.getframerate(), array.array("h", sound.readframes(sound.getnframes()))


def engines_of(pid):
    """The processes of a boyin that speak; it has others, which read."""
    children = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        children += (task / "children").read_text().split()
    return [child for child in children
            if pathlib.Path(f"/proc/{child}/comm").read_text(encoding="utf8").strip() == "boyin-engine"]


class Neural(Case):
    def speak(self, name, text, *args, env=None):
        out = self.folder / name
        run = boyin("speak", self.write("news.txt", text), "-o", out, "--report", self.folder / "news.json",
                    "--cache", "none", *args, env=env)
        self.assertEqual(run.returncode, 0, run.err)
        return out, json.loads((self.folder / "news.json").read_text(encoding="utf8")), run

    def test_a_bulletin_sentence_is_whole_loud_and_without_gaps(self):
        out, report, _ = self.speak("news.wav", NEWS, "--voice", "xiaobei")
        self.assertAlmostEqual(loudness(out)[0], -16, delta=0.7)
        self.assertTrue(report["coverage"]["complete"])
        self.assertNotIn("fallback", report["sentences"][0])
        rate, pcm = samples(out)
        syllables = sum(len(s["pinyin"].split()) for s in report["sentences"])
        self.assertTrue(150 < 60 * syllables / (len(pcm) / rate) < 320)
        for sentence in report["sentences"]:
            sound = pcm[int(sentence["start_s"] * rate):int(sentence["end_s"] * rate)]
            longest = run = 0
            for sample in sound:
                run = run + 1 if abs(sample) < 60 else 0
                longest = max(longest, run)
            self.assertLess(longest / rate, 0.6)
            # No click where it begins or ends.
            self.assertLess(max(map(abs, sound[:rate // 1000])), 600)
            self.assertLess(max(map(abs, sound[-rate // 1000:])), 600)

    def test_a_short_last_syllable_is_not_taken_for_one_that_hangs(self):
        _, report, _ = self.speak("short.wav", "今天召开会议。\n这有意义。\n", "--voice", "xiaobei")
        self.assertEqual(len(report["sentences"]), 2)
        for sentence in report["sentences"]:
            self.assertEqual(sentence.get("remade", 0), 0)
            self.assertNotIn("fallback", sentence)

    def test_workers_killed_in_the_midst_cost_no_sentence(self):
        text = "".join(f"第{i}条消息，今天天气很好。\n" for i in range(1, 5))
        out = self.folder / "killed.wav"
        run = subprocess.Popen([BOYIN, "speak", str(self.write("a.txt", text)), "-o", str(out), "--voice",
                                "yunyang", "--cache", "none", "--report", str(self.folder / "a.json")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        killed = 0
        for _ in range(3000):
            try:
                pids = engines_of(run.pid)
            except OSError:  # one ended while it was looked at
                pids = []
            if pids and time.sleep(1) is None:
                os.kill(int(pids[0]), signal.SIGKILL)
                killed += 1
                break
            time.sleep(0.01)
        self.assertEqual(run.wait(timeout=600), 0, run.stderr.read())
        run.stderr.close()
        self.assertEqual(killed, 1)
        whole = self.folder / "whole.wav"
        boyin("speak", self.folder / "a.txt", "-o", whole, "--voice", "yunyang")
        self.assertEqual(samples(out), samples(whole))
        self.assertEqual(json.loads((self.folder / "a.json").read_text())["engine"]["restarts"], 1)

    def test_it_installs_from_another_machines_folder_and_from_an_archive_of_it(self):
        archive = self.folder / "kokoro.tar"
        with tarfile.open(archive, "w") as packed:
            packed.add(MODELS / "kokoro", "backup/kokoro")
        for source in (MODELS / "kokoro", archive):
            env = {"BOYIN_MODELS": str(self.folder / "models")}
            run = boyin("voices", "install", "kokoro", "--from", source, env=env)
            self.assertEqual(run.returncode, 0, run.err)
            for name in ("libonnxruntime.so", "model.onnx", "voices/zm_yunxi.bin"):
                self.assertEqual((self.folder / "models/kokoro" / name).stat().st_size,
                                 (MODELS / "kokoro" / name).stat().st_size)
            self.assertEqual(os.listdir(self.folder / "models"), ["kokoro"])
            shutil.rmtree(self.folder / "models")

    def test_a_full_disk_leaves_what_was_there_and_nothing_else(self):
        old = self.write("models/kokoro/model.onnx", "the old one")
        run = subprocess.run(["bash", "-c", 'ulimit -f 40000; exec "$@"', "-", BOYIN, "voices", "install", "kokoro",
                              "--from", MODELS / "kokoro"], capture_output=True, text=True,
                             env={**os.environ, "LC_ALL": "C.UTF-8", "BOYIN_MODELS": str(self.folder / "models")})
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("model.onnx", run.stderr)
        self.assertIn("BOYIN_MODELS", run.stderr)
        self.assertEqual(old.read_text(), "the old one")
        self.assertEqual(os.listdir(self.folder / "models"), ["kokoro"])

    def test_the_service_begins_with_a_piece_and_says_every_word(self):
        text = "他说，" + "我国经济社会发展取得了来之不易的新成绩，人民生活水平进一步提高，" * 2 + "大家都很高兴。"
        with contextlib.closing(Service()) as service:
            reply = service.speak(text, voice="xiaobei", response_format="pcm", stream_format="sse", cues=True)
        self.assertEqual(reply.status, 200)
        events = [json.loads(line[6:]) for line in reply.body.decode().splitlines() if line.startswith("data: ")]
        cues = [event for event in events if event["type"] == "speech.cue"]
        self.assertEqual("".join(text[cue["begin"]:cue["end"]] for cue in cues), text)
        self.assertLess(len(cues[0]["text"]), 20)
        self.assertGreater(len(cues), 3)
        sound = b"".join(base64.b64decode(e["audio"]) for e in events if e["type"] == "speech.audio.delta")
        whole, _, _ = self.speak("whole.wav", text, "--voice", "xiaobei")
        rate, wanted = samples(whole)
        self.assertAlmostEqual(len(sound) / 2 / 24000, len(wanted) / rate, delta=0.15 * len(wanted) / rate)

    def test_the_systems_runtime_serves_where_none_was_installed(self):
        env = {"BOYIN_MODELS": str(self.folder / "models"), "LD_LIBRARY_PATH": str(self.folder / "system")}
        run = boyin("voices", "install", "kokoro", "--no-runtime", "--from", MODELS / "kokoro", env=env)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertFalse((self.folder / "models/kokoro/libonnxruntime.so").exists())
        if ctypes.util.find_library("onnxruntime"):
            self.skipTest("this system has a runtime of its own")
        none = boyin("speak", self.write("a.txt", "你好。\n"), "-o", self.folder / "a.wav", "--voice", "yunxi",
                     env={**env, "LD_LIBRARY_PATH": ""})
        self.assertEqual(none.returncode, 5)
        (self.folder / "system").mkdir()
        os.symlink(MODELS / "kokoro/libonnxruntime.so", self.folder / "system/libonnxruntime.so")
        self.speak("b.wav", "你好。\n", "--voice", "yunxi", env=env)


main()
