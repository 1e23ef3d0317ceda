#!/usr/bin/env python3
"""Keys, quotas, other origins, the OpenAPI document against the routes and their replies."""
import base64
import hashlib
import pathlib
import re
import signal
import tempfile
import time

from service import Case, Service, main


def row(name, key, *rest):
    return "\t".join([name, hashlib.sha256(key.encode()).hexdigest(), *map(str, rest)]) + "\n"


class Keys(Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.table = pathlib.Path(cls.folder.name) / "keys.tsv"
        cls.table.write_text(row("alice", "a-key", 0, 0) + row("busy", "b-key", 3, 0) + row("long", "l-key", 0, 20))
        cls.service = Service("--keys", cls.table)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def voices(self, authorization=None):
        headers = {"Authorization": authorization} if authorization else {}
        return self.service.get("/v1/audio/voices", headers)

    def test_a_key_is_needed_but_for_health(self):
        refused = self.voices()
        self.assertEqual(refused.status, 401)
        self.assertIn("Basic", refused.headers["WWW-Authenticate"])
        self.assertEqual(refused.json["error"]["type"], "authentication_error")
        for wrong in ["Bearer x", "Bearer", "a-key", "Basic x"]:
            self.assertEqual(self.voices(wrong).status, 401)
        self.assertEqual(self.voices("Bearer a-key").status, 200)
        self.assertEqual(self.voices("Basic " + base64.b64encode(b"me:a-key").decode()).status, 200)
        self.assertEqual(self.service.get("/healthz").status, 200)
        self.assertEqual(self.service.get("/").status, 401)
        self.assertNotIn("a-key", (self.service.path / "access.log").read_text())

    def test_quotas(self):
        statuses = [self.voices("Bearer b-key") for _ in range(5)]
        self.assertEqual([r.status for r in statuses], [200, 200, 200, 429, 429])
        self.assertGreaterEqual(int(statuses[-1].headers["Retry-After"]), 1)
        ask = lambda text: self.service.ask("POST", "/pinyin", {"text": text}, {"Authorization": "Bearer l-key"})
        self.assertEqual(ask("好" * 15).status, 200)
        self.assertEqual(ask("好" * 15).status, 429)
        self.assertEqual(ask("好" * 5).status, 200)

    def test_keys_are_read_again(self):
        old = self.table.read_text()
        self.table.write_text(old + row("new", "n-key"))
        self.assertEqual(self.voices("Bearer n-key").status, 401)
        self.service.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 10
        while self.voices("Bearer n-key").status != 200 and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(self.voices("Bearer n-key").status, 200)
        self.table.write_text("nonsense\n")
        self.service.process.send_signal(signal.SIGHUP)
        self.assertEqual(self.voices("Bearer n-key").status, 200)

    def test_readings_are_the_operators_where_there_are_keys(self):
        reply = self.service.ask("POST", "/v1/lexicon", {"written": "乐清", "pinyin": "yue4 qing1"},
                                 {"Authorization": "Bearer a-key"})
        self.assertEqual(reply.status, 403)


class Readings(Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.table = pathlib.Path(cls.folder.name) / "own.tsv"
        cls.table.write_text("朴槿\t\tpiao2 jin3\n", encoding="utf8")
        cls.service = Service("--lexicon", cls.table)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def read(self):
        line = self.service.ask("POST", "/pinyin", {"text": "朴槿"}).json["lines"][0]
        return [syllable["pinyin"] for syllable in line["syllables"]]

    def test_tables_are_read_again(self):
        self.assertEqual(self.read(), ["piao2", "jin3"])
        self.table.write_text("朴槿\t\tpo4 jin3\n", encoding="utf8")
        self.service.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 20
        while self.read() == ["piao2", "jin3"] and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(self.read(), ["po4", "jin3"])
        # A fault changes nothing: the service still speaks, with what it had.
        self.table.write_text("朴槿\t\tpo9 jin3\n", encoding="utf8")
        self.service.process.send_signal(signal.SIGHUP)
        self.assertEqual(self.service.speak("朴槿。").status, 200)
        self.assertEqual(self.read(), ["po4", "jin3"])


class Origins(Case):
    arguments = ("--allow-origin", "https://news.example", "--allow-host", "speech.example")

    def test_a_named_origin_may_call(self):
        allowed = {"Origin": "https://news.example"}
        reply = self.service.ask("OPTIONS", "/v1/audio/speech", headers=allowed)
        self.assertEqual(reply.status, 204)
        self.assertEqual(reply.headers["Access-Control-Allow-Origin"], "https://news.example")
        reply = self.service.ask("POST", "/pinyin", {"text": "好"}, allowed)
        self.assertEqual(reply.headers["Access-Control-Allow-Origin"], "https://news.example")
        other = self.service.ask("OPTIONS", "/v1/audio/speech", headers={"Origin": "https://evil.example"})
        self.assertEqual(other.status, 403)
        self.assertIsNone(other.headers["Access-Control-Allow-Origin"])

    def test_a_named_host_is_served(self):
        self.assertEqual(self.service.get("/healthz", {"Host": "speech.example"}).status, 200)
        self.assertEqual(self.service.get("/healthz", {"Host": "other.example"}).status, 421)


def check(value, schema, root, where):
    """The part of JSON Schema that the document uses."""
    if "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    if "const" in schema:
        assert value == schema["const"], where
    if "enum" in schema:
        assert value in schema["enum"], (where, value)
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert any(isinstance(value, kinds[name]) for name in names), (where, value)
    for name in schema.get("required", []):
        assert name in value, (where, name)
    if isinstance(value, dict) and "properties" in schema:
        assert set(value) <= set(schema["properties"]), (where, set(value) - set(schema["properties"]))
        for name, item in value.items():
            check(item, schema["properties"][name], root, f"{where}.{name}")
    if isinstance(value, list):
        for item in value:
            check(item, schema["items"], root, where + "[]")


RUNDOWN = 'title = "新闻"\n[voices]\na = "anchor-f"\n[[item]]\ntext = "你好。"\n'


class OpenApi(Case):
    EXAMPLES = {
        "POST /v1/audio/speech": dict(body={"model": "tts-1", "input": "你好。", "voice": "alloy"}),
        "GET /v1/models/{model}": dict(path="/v1/models/tts-1"),
        "POST /normalise": dict(body={"text": "6·23，3%"}),
        "POST /pinyin": dict(body={"text": "重庆GDP"}),
        "GET /process": dict(path="/process?INPUT_TEXT=a"),
        "POST /v1/documents": dict(body="你好。".encode(), headers={"Content-Type": "application/octet-stream"}),
        "POST /v1/jobs": dict(body={"input": "你好。"}),
        "POST /v1/rundown": dict(body={"rundown": RUNDOWN}),
        "POST /v1/takes": dict(body={"takes": '[[take]]\nsentence = "你好。"\npause_after = 300\n'}),
        "POST /bulletin": dict(body=b'--b\r\nContent-Disposition: form-data; name="rundown"; filename="r.toml"\r\n\r\n'
                               + RUNDOWN.encode() + b"\r\n--b--\r\n", headers={"Content-Type": "multipart/form-data; boundary=b"}),
        "POST /v1/lexicon": dict(body={"written": "乐清", "pinyin": "yue4 qing1"}),
        "GET /episodes/{path}": dict(path="/episodes/a.vtt"),
        "GET /embed": dict(path="/embed?episode=a"),
    }
    FORM = {"Content-Type": "application/x-www-form-urlencoded"}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        show = pathlib.Path(cls.folder.name)
        (show / "feed.xml").write_text("<rss/>")
        (show / "a.vtt").write_text("WEBVTT")
        (show / "a.mp3").write_bytes(b"x")
        cls.service = Service("--episodes", show)
        job = cls.service.ask("POST", "/v1/jobs", {"input": "你好。"}).json
        cls.service.get(f"/v1/jobs/{job['id']}/events")  # until it has ended
        other = cls.service.ask("POST", "/v1/jobs", {"input": "好。"}).json["id"]
        cls.EXAMPLES = {**cls.EXAMPLES, "GET /v1/archive": dict(path="/v1/archive?jobs=" + job["id"]),
                        "POST /jobs/{id}/delete": dict(path=f"/jobs/{other}/delete")}
        cls.captures = {"{model}": "tts-1", "{id}": job["id"], "{name}": "speech.txt", "{written}": "x", "{path}": "a.vtt"}

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def filled(self, path):
        for name, value in self.captures.items():
            path = path.replace(name, value)
        return path

    def operations(self, document):
        """All of them; what removes comes last."""
        all_of = [(m.upper(), p, o) for p, methods in document["paths"].items() for m, o in methods.items()]
        return sorted(all_of, key=lambda item: item[0] == "DELETE")

    def test_the_document_is_true(self):
        document = self.service.get("/openapi.json").json
        for method, path, operation in self.operations(document):
            name = f"{method} {path}"
            with self.subTest(name):
                example = {"path": self.filled(path), **self.EXAMPLES.get(name, {})}
                form = "application/x-www-form-urlencoded" in operation.get("requestBody", {}).get("content", {})
                if form:
                    example.update(body=b"text=%E5%A5%BD&INPUT_TEXT=%E5%A5%BD", headers=self.FORM)
                reply = self.service.ask(method, **example)
                good = next(status for status in operation["responses"] if status != "default")
                self.assertEqual(reply.status, int(good), reply.body[:200])
                content = operation["responses"][good]["content"]
                kind = reply.headers["Content-Type"].split(";")[0]
                if "*/*" in content:
                    continue
                self.assertIn(kind, content)
                if reply.json is not None:
                    check(reply.json, content[kind]["schema"], document, name)
        error = self.service.get("/v1/models/none").json
        check(error, document["components"]["schemas"]["Error"], document, "error")

    def test_no_route_is_left_out(self):
        document = self.service.get("/openapi.json").json
        for path, methods in document["paths"].items():
            reply = self.service.ask("PUT", self.filled(path))
            self.assertEqual(reply.status, 405, path)
            allowed = {m for m in reply.headers["Allow"].split(", ") if m != "HEAD"}
            self.assertEqual(allowed, {m.upper() for m in methods})
        # The log names the route by its pattern; what asks for none of them is not documented.
        source = pathlib.Path(__file__).resolve().parents[2] / "src" / "server"
        documented = {path.replace("{path}", "{path...}") for path in document["paths"]}
        for file in source.rglob("*.cc"):
            text = file.read_text(encoding="utf8")
            for path in (re.findall(r'\{\s*"(?:GET|POST|DELETE)",\s*"(/[^"]*)"', text)
                         + re.findall(r'Asset\{"([^"]+)"', text) + re.findall(r'TextRoute\(service, "([^"]+)"', text)):
                self.assertIn(path, documented, file.name)


main()
