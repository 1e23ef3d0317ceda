#!/usr/bin/env python3
"""Voices on a speech server: what is asked of it, what is made of its answers and failures."""
import http.server
import io
import json
import math
import re
import struct
import subprocess
import threading
import wave

from boyin import BOYIN, Case, boyin, main, probe

VOICE = """name = "far"
engine = "openai"
language = "zh-CN"
gender = "female"
variant = "longxiaochun"
{top}
[remote]
base_url = "http://127.0.0.1:{port}/v1"
model = "cosyvoice"
{more}
"""


def tone(seconds, rate=24000):
    """A WAV of that length."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(i * 0.05)))
                                  for i in range(int(seconds * rate))))
    return out.getvalue()


class Server(http.server.ThreadingHTTPServer):
    """Answers with 0.25 s of sound for each character, after the answers that it was given."""

    def __init__(self, answers=()):
        self.answers = list(answers)
        self.requests = []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, dict(self.headers), body))
        if self.server.answers:
            status, headers, reply = self.server.answers.pop(0)
        else:
            status, headers, reply = 200, {}, tone(0.25 * len(re.sub(r"\W", "", body["input"])))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


class Remote(Case):
    def speak(self, server, text, top="", more="", env=None, options=()):
        folder = self.folder / "voices"
        folder.mkdir(exist_ok=True)
        (folder / "far.toml").write_text(VOICE.format(port=server.port, top=top, more=more))
        self.report = self.folder / "report.json"
        return boyin("speak", self.write("a.txt", text), "-o", self.folder / "a.mp3", "--voice", "far",
                     "--report", self.report, *options,
                     env={"BOYIN_VOICES": str(folder), **(env or {})})

    def test_the_spoken_form_goes_out_and_sound_comes_back(self):
        server = Server()
        run = self.speak(server, "银行行长说，6·23一周年，增长3.5%。\n")
        self.assertEqual(run.returncode, 0, run.err)
        path, _, body = server.requests[0]
        self.assertEqual(path, "/v1/audio/speech")
        self.assertEqual((body["model"], body["voice"]), ("cosyvoice", "longxiaochun"))
        self.assertIn("六二三一周年，增长百分之三点五", body["input"])
        self.assertGreater(float(probe(self.folder / "a.mp3")["format"]["duration"]), 4)

    def test_readings_travel_in_the_servers_dialect(self):
        server = Server()
        run = self.speak(server, "银行行长。\n", more='dialect = "indextts"\nmark = "all"\n')
        self.assertEqual(run.returncode, 0, run.err)
        self.assertEqual(server.requests[0][2]["input"], "YIN2HANG2HANG2ZHANG3。")

    def test_rate_and_fields_of_the_servers_own(self):
        server = Server()
        run = self.speak(server, "今天晴。\n", more='extra = \'{"instructions": "新闻播报"}\'\nnative_rate = 250\n',
                         top="rate = 250\n", options=("--rate", "1.2"))
        self.assertEqual(run.returncode, 0, run.err)
        self.assertEqual(server.requests[0][2]["instructions"], "新闻播报")
        self.assertEqual(server.requests[0][2]["speed"], 1.2)

    def test_a_busy_server_is_asked_again(self):
        server = Server([(429, {"Retry-After": "1"}, b"{}"), (503, {}, b"")])
        run = self.speak(server, "今天晴。\n")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertEqual(len(server.requests), 3)

    def test_a_refused_key_says_how_to_mend_it_and_is_shown_nowhere(self):
        server = Server([(401, {}, b'{"error": {"message": "bad key"}}')] * 20)
        run = self.speak(server, "今天晴。\n", more='key_env = "FAR_KEY"\n', env={"FAR_KEY": "sk-secret-1"})
        self.assertEqual(run.returncode, 5, run.err)
        self.assertIn("401", run.err)
        self.assertIn("bad key", run.err)
        self.assertIn("key_env", run.err)
        self.assertEqual(server.requests[0][1]["Authorization"], "Bearer sk-secret-1")
        self.assertNotIn("sk-secret", run.err + run.out)

    def test_a_key_from_a_file(self):
        server = Server()
        key = self.write("key", "sk-secret-2\n")
        run = self.speak(server, "今天晴。\n", more=f'key_file = "{key}"\n')
        self.assertEqual(run.returncode, 0, run.err)
        self.assertEqual(server.requests[0][1]["Authorization"], "Bearer sk-secret-2")
        self.assertNotIn("sk-secret", self.report.read_text())

    def test_sound_that_is_too_short_is_said_by_the_fallback(self):
        server = Server([(200, {}, tone(0.1))] * 40)
        run = self.speak(server, "今天全市天气晴转多云，气温三到八度。\n", top='fallback = "anchor-f"\n')
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("anchor-f", self.report.read_text())

    def test_no_server_is_an_error_that_names_it(self):
        server = Server()
        server.shutdown()
        server.server_close()
        run = self.speak(server, "今天晴。\n")
        self.assertEqual(run.returncode, 5, run.err)
        self.assertIn(f"127.0.0.1:{server.port}", run.err)

    def test_faults_of_the_voice_file_are_named(self):
        server = Server()
        for more, told in (('dialect = "klingon"\n', "klingon"), ('mark = "some"\n', "some"),
                           ("extra = '[1]'\n", "JSON"), ("modle = 3\n", "modle")):
            run = self.speak(server, "今天晴。\n", more=more)
            self.assertNotEqual(run.returncode, 0)
            self.assertIn(told, run.err)
            self.assertEqual(server.requests, [])

    def test_boyin_itself_is_such_a_server(self):
        with subprocess.Popen([BOYIN, "serve", "--port", "0", "--folder", str(self.folder / "jobs")],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as service:
            try:
                address = None
                for line in service.stdout:
                    found = re.search(r"127\.0\.0\.1:(\d+)", line)
                    if found:
                        address = found[1]
                        break
                self.assertIsNotNone(address)
                folder = self.folder / "voices"
                folder.mkdir()
                (folder / "far.toml").write_text(VOICE.format(port=address, top="", more="").replace(
                    "longxiaochun", "anchor-m").replace("cosyvoice", "boyin"))
                run = boyin("speak", self.write("a.txt", "今天是6·23一周年，同比增长3.5%。\n"), "-o",
                            self.folder / "a.mp3", "--voice", "far", env={"BOYIN_VOICES": str(folder)})
                self.assertEqual(run.returncode, 0, run.err)
                self.assertGreater(float(probe(self.folder / "a.mp3")["format"]["duration"]), 2.5)
            finally:
                service.terminate()


if __name__ == "__main__":
    main()
