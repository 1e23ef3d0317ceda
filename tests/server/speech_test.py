#!/usr/bin/env python3
"""The speech API: sound in every format, events, errors in OpenAI's shape, the neighbours' APIs."""
import base64
import concurrent.futures
import contextlib
import io
import json
import os
import time
import urllib.parse
import wave

from service import SEED, Case, Service, main

TEXT = "各位听众，早上好。今天是6·23一周年，全市生产总值增长3.2个百分点。"


class Speech(Case):
    def events(self, body):
        return [json.loads(block[6:]) for block in body.decode().split("\n\n") if block]

    def test_every_format_decodes_to_the_same_length(self):
        pcm = self.service.speak(TEXT, response_format="pcm")
        self.assertEqual(pcm.headers["Content-Type"], "audio/pcm")
        seconds = len(pcm.body) / 48000
        self.assertGreater(seconds, 6)
        for name, codec, kind in [("mp3", "mp3", "mpeg"), ("opus", "opus", "ogg"),
                                  ("aac", "aac", "aac"), ("flac", "flac", "flac"),
                                  ("wav", "pcm_s16le", "wav")]:
            with self.subTest(name):
                reply = self.service.speak(TEXT, response_format=name)
                self.assertEqual(reply.status, 200)
                self.assertEqual(reply.headers["Content-Type"], "audio/" + kind)
                self.assertEqual(reply.headers["Transfer-Encoding"], "chunked")
                length, found = self.probe(reply.body, name)
                self.assertEqual(found, codec)
                self.assertAlmostEqual(length, seconds, delta=0.2)

    def test_every_engine_gives_the_same_samples(self):
        text = "今天天气很好，大家都很高兴。" * 20
        with concurrent.futures.ThreadPoolExecutor(6) as callers:
            readings = callers.map(lambda _: self.service.speak(text, response_format="pcm").body, range(12))
            self.assertEqual(len(set(readings)), 1)

    def test_speed_and_voices(self):
        slow = len(self.service.speak(TEXT, response_format="pcm", speed=0.5).body)
        fast = len(self.service.speak(TEXT, response_format="pcm", speed=2).body)
        self.assertGreater(slow, 2.5 * fast)
        slowest, fastest = (len(self.service.speak(TEXT, response_format="pcm", speed=s).body) for s in (0.25, 4))
        self.assertEqual(slowest, slow)  # no voice is slower: docs/service.md
        self.assertLessEqual(fastest, fast)
        self.assertGreater(fastest, len(TEXT) * 0.05 * 48000)  # every character is still there
        for voice in ["nova", "anchor-m", {"id": "onyx"}]:
            self.assertEqual(self.service.speak("你好。", voice=voice).status, 200)

    def test_events_carry_the_same_sound_and_its_cues(self):
        plain = self.service.speak(TEXT, response_format="pcm").body
        reply = self.service.speak(TEXT, response_format="pcm", stream_format="sse", cues=True)
        self.assertEqual(reply.headers["Content-Type"], "text/event-stream")
        events = self.events(reply.body)
        sound = b"".join(base64.b64decode(e["audio"]) for e in events if e["type"] == "speech.audio.delta")
        self.assertEqual(sound, plain)
        self.assertEqual(events[-1]["type"], "speech.audio.done")
        usage = events[-1]["usage"]
        self.assertEqual(usage["input_tokens"], len(TEXT))
        self.assertEqual(usage["total_tokens"], usage["input_tokens"] + usage["output_tokens"])
        cues = [e for e in events if e["type"] == "speech.cue"]
        self.assertEqual("".join(TEXT[c["begin"]:c["end"]] for c in cues), TEXT)
        words = [TEXT[w["begin"]:w["end"]] for c in cues for w in c["words"]]
        self.assertIn("6·23", words)
        self.assertIn("听众", words)
        starts = [w["start"] for c in cues for w in c["words"]]
        self.assertEqual(starts, sorted(starts))
        self.assertLess(starts[-1], len(plain) / 48000)

    def test_cues_cover_an_article_of_two_scripts_and_two_planes(self):
        text = "𠮷野家开业了，大家好。\n\n" + SEED[:400]
        events = self.events(self.service.speak(text, stream_format="sse", cues=True).body)
        units = text.encode("utf-16-le")
        cut = lambda a, b: units[2 * a:2 * b].decode("utf-16-le")
        for cue in events:
            if cue["type"] == "speech.cue":
                self.assertEqual(cut(cue["begin"], cue["end"]), cue["text"])

    def test_errors_have_the_shape_that_clients_read(self):
        speak = self.service.speak
        cases = [
            (speak("你好", voice="nobody"), 400, "voice"),
            (speak("你好", model="gpt-9"), 404, "model"),
            (speak("你好", response_format="mp4"), 400, "response_format"),
            (speak("你好", speed=9), 400, "speed"),
            (speak("你好", speed="fast"), 400, "speed"),
            (speak("你好", stream_format="x"), 400, "stream_format"),
            (speak("好" * 20001), 400, "input"),
            (speak(""), 400, "input"),
            (speak(7), 400, "input"),
            (self.service.ask("POST", "/v1/audio/speech", {"model": "tts-1", "voice": "alloy"}), 400, "input"),
            (self.service.ask("POST", "/v1/audio/speech", b"{", {"Content-Type": "application/json"}), 400, None),
            (self.service.ask("POST", "/v1/audio/speech", b"[]", {"Content-Type": "application/json"}), 400, None),
            (self.service.ask("POST", "/v1/audio/speech", b"{}", {"Content-Type": "text/plain"}), 415, None),
            (self.service.get("/v1/models/none"), 404, "model"),
            (self.service.get("/nowhere"), 404, None),
            (self.service.get("/v1/audio/speech"), 405, None),
        ]
        for reply, status, param in cases:
            self.assertEqual(reply.status, status, reply.body)
            error = reply.json["error"]
            self.assertEqual(set(error) - {"message_zh"}, {"message", "type", "param", "code"})
            self.assertEqual(error["param"], param)

    def test_punctuation_alone_is_skipped_or_said_to_be_nothing(self):
        self.assertEqual(self.service.speak("……").status, 400)
        self.assertEqual(self.service.speak("……\n\n你好。").status, 200)

    def test_what_is_unknown_is_ignored(self):
        self.assertEqual(self.service.speak("你好", instructions="softly", seed=None).status, 200)

    def test_models_and_voices(self):
        models = self.service.get("/v1/models").json
        self.assertEqual(models["object"], "list")
        self.assertIn("tts-1", [m["id"] for m in models["data"]])
        self.assertEqual(self.service.get("/v1/models/tts-1").json["object"], "model")
        voices = self.service.get("/v1/audio/voices").json["voices"]
        self.assertEqual(voices[0]["id"], os.environ.get("BOYIN_VOICE", "boyin-f"))
        self.assertEqual(voices[0]["engine"], "espeak" if "BOYIN_VOICE" in os.environ else "boyin")

    def test_models_and_voices_by_the_names_that_others_use(self):
        models = [m["id"] for m in self.service.get("/v1/audio/models").json["models"]]
        self.assertEqual(models, [m["id"] for m in self.service.get("/v1/models").json["data"]])
        for model in ("tts-1-1106", "kokoro"):
            self.assertEqual(self.service.speak("好。", model=model).status, 200)
        installed = {v["id"] for v in self.service.get("/v1/audio/voices").json["voices"] if v["installed"]}
        for voice in ("zh-CN-XiaoxiaoNeural", "zh-CN-YunyangNeural", "cmn-CN-Wavenet-A"):
            self.assertEqual(self.service.speak("好。", voice=voice).status, 200, voice)
        reply = self.service.speak("好。", voice="zf_xiaobei")
        if "xiaobei" in installed:
            self.assertEqual(reply.status, 200)
        else:
            self.assertIn("boyin voices install", reply.json["error"]["message"])

    def test_the_times_of_words_in_one_reply(self):
        text = "各位听众，早上好。𝄞今天多云。"
        for form in ("mp3", "wav"):
            reply = self.service.speak(text, voice="anchor-f", response_format=form, timestamps=True)
            self.assertEqual((reply.status, reply.json["format"]), (200, form))
            said = reply.json
            self.assertEqual(base64.b64decode(said["audio"], validate=True),
                             self.service.speak(text, voice="anchor-f", response_format=form).body)
            self.assertEqual("".join(s["text"] for s in said["segments"]), text)
            self.assertEqual([w["word"] for w in said["words"]][:2], ["各位", "听众"])
            times = [t for w in said["words"] for t in (w["start"], w["end"])]
            self.assertEqual(times, sorted(times))
            self.assertLessEqual(times[-1], said["duration"] + 0.01)
        self.assertEqual(self.service.speak(text, timestamps=True, stream_format="sse").status, 400)
        self.assertEqual(self.service.speak("……", timestamps=True).status, 400)

    def test_mary(self):
        self.assertIn("anchor-f zh_CN female", self.service.get("/voices").body.decode())
        self.assertEqual(self.service.get("/locales").body, b"zh_CN\n")
        query = urllib.parse.urlencode({"INPUT_TEXT": "大家好。", "INPUT_TYPE": "TEXT", "OUTPUT_TYPE": "AUDIO",
                                        "LOCALE": "zh_CN", "AUDIO": "WAVE_FILE", "VOICE": "anchor-m"})
        for reply in [self.service.get("/process?" + query),
                      self.service.ask("POST", "/process", query.encode(),
                                       {"Content-Type": "application/x-www-form-urlencoded"})]:
            with wave.open(io.BytesIO(reply.body)) as sound:
                self.assertEqual(sound.getframerate(), 24000)
                self.assertEqual(len(sound.readframes(10**9)), 2 * sound.getnframes())
                self.assertGreater(sound.getnframes(), 12000)
        self.assertEqual(self.service.get("/process?INPUT_TYPE=RAWMARYXML&INPUT_TEXT=a").status, 400)

    def test_text_apis(self):
        line = self.service.ask("POST", "/normalise", {"text": "增长3.2%\n6·23一周年"}).json["lines"]
        self.assertEqual(line[0]["spoken"], "增长百分之三点二")
        self.assertEqual(line[1]["spans"][0]["spoken"], "六二三")
        pinyin = self.service.ask("POST", "/pinyin", {"text": "银行行长"}).json["lines"][0]
        self.assertEqual(pinyin["pinyin"], "yin2 hang2 hang2 zhang3")
        proof = self.service.ask("POST", "/proof", b"text=" + urllib.parse.quote("6·23一周年").encode(),
                                 {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertIn("六二三", proof.body.decode())
        self.assertIn("sandbox", proof.headers["Content-Security-Policy"])

    def test_a_file_becomes_text_in_a_process_of_its_own(self):
        def upload(data, name):
            return self.service.ask("POST", "/v1/documents", data, {
                "Content-Type": "application/octet-stream", "X-Filename": urllib.parse.quote(name)})
        self.assertEqual(upload("盐城新闻，你好。".encode("gb18030"), "新闻.txt").json["text"], "盐城新闻，你好。")
        page = "<html><head><title>题</title></head><body><p>第一段，很长的文字。</p><p>第二段，也有文字。</p></body></html>"
        self.assertIn("第二段，也有文字。", upload(page.encode(), "../../etc/a.html").json["text"])
        for bad in [b"", b"\x00\x01\x02\xff" * 100]:
            self.assertEqual(upload(bad, "a.txt").status, 400)
        self.assertEqual(self.service.ask("POST", "/v1/documents", b"x", {
            "Content-Type": "application/octet-stream", "X-Filename": "%zz"}).status, 400)

    def test_the_form_works_without_a_script(self):
        page = self.service.get("/").body.decode()
        self.assertIn('<option value="anchor-f">', page)
        form = urllib.parse.urlencode({"text": "你好。", "voice": "clear", "speed": "1.2", "format": "mp3"})
        reply = self.service.ask("POST", "/speak", form.encode(),
                                 {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(reply.headers["Content-Type"], "audio/mpeg")
        self.assertEqual(self.probe(reply.body, "mp3")[1], "mp3")

    def test_health_metrics_and_a_log_without_words(self):
        self.assertEqual(self.service.get("/healthz").json, {"status": "ok"})
        before = self.service.metric("boyin_characters_total")
        self.service.speak("秘密的话。")
        self.service.get("/process?INPUT_TEXT=" + urllib.parse.quote("秘密"))
        self.assertEqual(self.service.metric("boyin_characters_total"), before + 7)
        text = (self.service.path / "access.log").read_text()
        self.assertNotIn("秘密", text)
        self.assertNotIn("%E7", text)
        last = [r for r in self.service.access() if r["route"] == "/v1/audio/speech"][-1]
        self.assertEqual(last["status"], 200)
        self.assertGreater(last["bytes"], 1000)
        self.assertTrue(last["whole"])

    def test_a_kept_sentence_sounds_the_same(self):
        with contextlib.closing(Service("--cache", "all", "--jobs", "1")) as service:
            # Both sets of engines are warmed up first, with one sentence that may be kept, too.
            def sentences():
                return [service.metric(f"boyin_sentences_{how}") for how in ("spoken", "recalled")]
            while sum(sentences()) < 2:
                time.sleep(0.02)
            spoken, recalled = sentences()
            first = service.speak("今天多云。", response_format="wav")
            self.assertEqual(sentences(), [spoken + 1, recalled])
            again = service.speak("今天多云。", response_format="wav")
            self.assertEqual(sentences(), [spoken + 1, recalled + 1])
            self.assertEqual(again.body, first.body)
            kept = [p for p in service.path.rglob("sentences/**/*") if p.is_file()]
            self.assertTrue(kept)
            self.assertFalse([p for p in kept if "今天".encode() in p.read_bytes()])

    def test_request_id_is_kept_where_it_is_plain(self):
        self.assertEqual(self.service.get("/healthz", {"X-Request-Id": "abc-1"}).headers["X-Request-Id"], "abc-1")
        self.assertRegex(self.service.get("/healthz", {"X-Request-Id": 'a"b'}).headers["X-Request-Id"],
                         "^[0-9a-f]{24}$")


main()
