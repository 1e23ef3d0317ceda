#!/usr/bin/env python3
"""sd_boyin as Speech Dispatcher meets it: the protocol over two pipes, with the real engine."""
import math
import os
import struct
import subprocess
import unittest

MODULE = os.environ["BOYIN_MODULE"]


class Module:
    """One running module, and what it says."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([MODULE, *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def send(self, *lines):
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    def line(self):
        return self.process.stdout.readline().rstrip(b"\n")

    def reply(self):
        """The lines up to one with a space after its number."""
        lines = [self.line()]
        while lines[-1][3:4] == b"-":
            lines.append(self.line())
        return lines

    def start(self):
        self.send("INIT")
        return self.reply()[-1]

    def set(self, **values):
        self.send("SET")
        self.reply()
        self.send(*(f"{name}={value}" for name, value in values.items()), ".")
        return self.reply()[-1]

    def speak(self, text, kind="SPEAK"):
        self.send(kind)
        self.reply()
        self.send(*("." + line if line.startswith(".") else line for line in text.split("\n")), ".")
        return self.reply()[-1]

    def events(self):
        """Until the message ends: (names, samples, places of index marks in samples)."""
        names, samples, marks = [], [], []
        while True:
            lines = self.reply()
            number = lines[-1][:3]
            if number == b"705":
                data = next(line for line in lines if line.startswith(b"705-AUDIO\0"))[10:]
                samples.extend(decode(data))
            elif number == b"700":
                marks.append((lines[0][4:].decode(), len(samples)))
            else:
                names.append(lines[-1][4:].decode())
            if number in (b"702", b"703", b"704"):
                return names, samples, marks

    def quit(self):
        self.send("QUIT")
        last = self.line()
        self.process.communicate(timeout=20)
        return last


def decode(data):
    raw, at = bytearray(), 0
    while at < len(data):
        if data[at] == 0x7D:
            at += 1
            raw.append(data[at] ^ 0x20)
        else:
            raw.append(data[at])
        at += 1
    return struct.unpack(f"<{len(raw) // 2}h", raw)


def level(samples):
    return math.sqrt(sum(s * s for s in samples) / max(1, len(samples)))


class Speaking(unittest.TestCase):
    def setUp(self):
        self.module = Module()
        self.assertEqual(self.module.start(), b"299 OK LOADED SUCCESSFULLY")

    def tearDown(self):
        self.assertEqual(self.module.quit(), b"210 OK QUIT")
        self.assertEqual(self.module.process.returncode, 0)

    def say(self, text, kind="SPEAK"):
        self.assertEqual(self.module.speak(text, kind), b"200 OK SPEAKING")
        return self.module.events()

    def test_a_message_begins_sounds_and_ends(self):
        names, samples, _ = self.say("<speak>今天是6·23一周年，同比增长3.5%。</speak>")
        self.assertEqual(names, ["BEGIN", "END"])
        self.assertGreater(len(samples) / 22050, 2.5)
        self.assertGreater(level(samples), 1000)

    def test_index_marks_come_with_their_words(self):
        whole = "<speak>第一句在这里。<mark name='a'/>第二句在这里，<mark name='b'/>还没有完。<mark name='c'/></speak>"
        _, samples, marks = self.say(whole)
        self.assertEqual([name for name, _ in marks], ["a", "b", "c"])
        places = [at for _, at in marks]
        self.assertEqual(places, sorted(places))
        self.assertLess(abs(places[0] / len(samples) - 0.36), 0.12)
        self.assertEqual(places[2], len(samples))

    def test_rate_and_volume_are_heard(self):
        text = "中国国际广播电台正在播送新闻节目。"
        _, normal, _ = self.say(text)
        self.assertEqual(self.module.set(rate=50, volume=0), b"203 OK SETTINGS RECEIVED")
        _, fast, _ = self.say(text)
        self.assertLess(len(fast) / len(normal), 0.75)
        self.assertLess(level(fast) / level(normal), 0.65)

    def test_a_bad_value_is_refused(self):
        self.assertEqual(self.module.set(rate="fast"), b"303 ERROR INVALID PARAMETER OR VALUE")

    def test_stop_ends_it_at_once(self):
        self.assertEqual(self.module.speak("今天的新闻很长很长。" * 200), b"200 OK SPEAKING")
        self.module.send("STOP")
        names, samples, _ = self.module.events()
        self.assertEqual(names[-1], "STOP")
        self.assertLess(len(samples) / 22050, 60)
        names, _, _ = self.say("又来了。")
        self.assertEqual(names, ["BEGIN", "END"])

    def test_pause_ends_it_behind_a_sentence(self):
        self.assertEqual(self.module.speak("今天的新闻很长很长。" * 200), b"200 OK SPEAKING")
        self.module.send("PAUSE")
        self.assertEqual(self.module.events()[0][-1], "PAUSE")

    def test_characters_and_keys(self):
        _, comma, _ = self.say("，", "CHAR")
        _, space, _ = self.say("space", "CHAR")
        _, key, _ = self.say("control_Return", "KEY")
        for sound in (comma, space, key):
            self.assertGreater(len(sound) / 22050, 0.3)

    def test_marks_are_named_and_words_spelt(self):
        _, words, _ = self.say("好 逗号，好 句号，")
        _, letters, _ = self.say("G，D，P，")
        self.module.set(punctuation_mode="all")
        _, named, _ = self.say("好，好。")
        self.module.set(punctuation_mode="none", spelling_mode="on")
        _, spelt, _ = self.say("GDP")
        self.assertEqual(named, words)
        self.assertEqual(spelt, letters)

    def test_a_line_that_is_a_full_stop_is_text(self):
        names, _, _ = self.say("第一行\n.\n第二行")
        self.assertEqual(names, ["BEGIN", "END"])

    def test_voices_by_name_and_sex(self):
        self.module.send("LIST VOICES")
        reply = self.module.reply()
        self.assertIn(b"200-anchor-m\tzh-CN\tnone", reply)
        text = "各位听众大家好。"
        _, woman, _ = self.say(text)
        self.module.set(voice="male1")
        _, man, _ = self.say(text)
        self.module.set(voice="NULL", synthesis_voice="anchor-m")
        _, named, _ = self.say(text)
        self.assertNotEqual(woman, man)
        self.assertEqual(man, named)

    def test_nothing_to_say_is_said_so(self):
        self.assertEqual(self.module.speak(""), b"301 ERROR CANT SPEAK")
        names, samples, marks = self.say("<speak><mark name='x'/></speak>")
        self.assertEqual((names, samples, [m for m, _ in marks]), (["BEGIN", "END"], [], ["x"]))


class Starting(unittest.TestCase):
    def test_sound_goes_through_the_server_alone(self):
        module = Module()
        module.start()
        for method, answer in (("server", b"203 OK AUDIO INITIALIZED"),
                               ("alsa", b"303 ERROR INVALID PARAMETER OR VALUE")):
            module.send("AUDIO")
            module.reply()
            module.send(f"audio_output_method={method}", ".")
            self.assertEqual(module.reply()[-1], answer)
        module.quit()

    def test_a_wrong_settings_file_says_where(self):
        import tempfile
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
            file.write("# mine\nvoice=anchor-f\nspeed=3\n")
            file.flush()
            run = subprocess.run([MODULE, file.name], input=b"INIT\n", capture_output=True, timeout=30)
        self.assertEqual(run.returncode, 3)
        self.assertIn(b":3: no such setting", run.stderr)

    def test_the_end_of_input_ends_it(self):
        module = Module()
        module.start()
        module.speak("今天的新闻很长很长。" * 50)
        module.process.stdin.close()
        module.process.stdout.read()
        self.assertEqual(module.process.wait(timeout=20), 0)


unittest.main()
