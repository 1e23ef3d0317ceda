#!/usr/bin/env python3
"""Bulletins from rundowns, made for real and looked at: length, chapters, words, voices, identity."""
import array
import datetime
import json
import math
import os
import re
import subprocess

from boyin import ROOT, SEED, Case, boyin, loudness, main, probe

BODY = """各位代表，全市经济稳中向好。生产总值比上年增长百分之七。居民收入继续增加。
城乡面貌有了新的变化。教育和卫生事业得到发展。社会大局保持稳定。
"""
FRAME = """title = "测试新闻"
[voices]
a = "anchor-f"
b = "anchor-m"
[opening]
text = "今天是{date}，{weekday}，农历{lunar}，{solar_term}。"
[headlines]
text = "首先是提要。"
[sign_off]
text = "感谢收听。"
"""


def decoded_s(path):
    """The length of the decoded sound."""
    run = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar",
                          "44100", "-"], capture_output=True, check=True)
    return len(run.stdout) / 2 / 44100


def chapters(path):
    run = subprocess.run(["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)],
                         capture_output=True, check=True)
    return [(round(float(c["start_time"]), 2), c["tags"]["title"])
            for c in json.loads(run.stdout)["chapters"]]


class Bulletins(Case):
    def make(self, rundown, *options, code=0):
        self.write("r.toml", rundown)
        run = boyin("bulletin", "r.toml", "-o", "out", "--date", "2026-11-22", "--json", *options,
                    cwd=self.folder)
        self.assertEqual(run.returncode, code, run.err)
        if code not in (0, 6):
            return run.err
        lines = [json.loads(line) for line in run.out.splitlines()]
        return next(line for line in lines if "error" not in line)

    def report(self, made):
        path = (self.folder / made["file"]).with_suffix(".report.json")
        return json.loads(path.read_text(encoding="utf8"))

    def items(self, count, extra=""):
        out = ""
        for i in range(count):
            self.write(f"{i}.txt", BODY.replace("百分之七", f"百分之{'一二三四五六七八九'[i]}"))
            out += f'[[item]]\nfile = "{i}.txt"\ntitle = "第{i}条"\n{extra}'
        return out

    def test_what_is_said_in_which_order_by_whom(self):
        made = self.make(FRAME + self.items(3), "--transcript", "report,vtt,chapters")
        report = self.report(made)
        said = [s["written"] for s in report["sentences"]]
        self.assertEqual(said[:5], ["今天是十一月二十二日，星期日，农历十月十四，小雪。", "首先是提要。",
                                    "第0条。", "第1条。", "第2条。"])
        self.assertEqual(said[-1], "感谢收听。")
        self.assertEqual(sum("百分之" in s for s in said), 3)
        self.assertEqual(len(said), 5 + 3 * 6 + 1)
        self.assertTrue(report["coverage"]["complete"])
        speakers = [s.get("speaker", "first") for s in report["sentences"]]
        self.assertEqual(speakers[2:5], ["first", "播音员 男", "first"])
        self.assertEqual(speakers[5:11], ["first"] * 6)
        self.assertEqual(speakers[11:17], ["播音员 男"] * 6)
        titles = ["测试新闻", "内容提要", "第0条", "第1条", "第2条", "结束语"]
        marks = chapters(self.folder / made["file"])
        self.assertEqual([title for _, title in marks], titles)
        self.assertEqual([c["title"] for c in report["chapters"]], titles)
        first = next(s for s in report["sentences"] if "百分之一" in s["written"])
        self.assertLess(marks[2][0], first["start_s"])
        self.assertLess(first["start_s"], marks[3][0])
        vtt = (self.folder / made["file"]).with_suffix(".vtt").read_text(encoding="utf8")
        self.assertIn("<v 播音员 男>", vtt)
        self.assertEqual(probe(self.folder / made["file"])["format"]["tags"]["album"], "测试新闻")
        lufs, peak = loudness(self.folder / made["file"])
        self.assertAlmostEqual(lufs, -16, delta=0.3)
        self.assertLess(peak, -0.9)

    def interview(self, name, gain_db):
        """A recording of somebody, as loud as may be: spoken by another voice."""
        run = boyin("speak", "-", "-o", "said.wav", "--voice", "clear", "--label", "none",
                    stdin="我们从三月开始准备这个项目。大家都很努力，现在已经全部完成。" * 3, cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.err)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", "said.wav", "-af", f"volume={gain_db}dB",
                        name], cwd=self.folder, check=True)

    def part_lufs(self, path, begin, end):
        run = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-ss", str(begin), "-to", str(end),
                              "-i", str(path), "-af", "ebur128=dualmono=true", "-f", "null", "-"],
                             capture_output=True, check=True, text=True, errors="replace")
        return float(run.stderr[run.stderr.rindex("Summary:"):].split("I:")[1].split()[0])

    def test_a_recorded_interview_is_an_item(self):
        self.interview("interview.flac", -17)
        self.write("interview.txt", "我们从三月开始准备这个项目。\n\n大家都很努力，现在已经全部完成。\n")
        talk = '[[item]]\naudio = "interview.flac"\ntranscript = "interview.txt"\ntitle = "专访"\n'
        made = self.make(FRAME + '[music]\nsting = "sting"\n' + self.items(1) + talk, "-f", "wav",
                         "--transcript", "report,vtt")
        sound = self.folder / made["file"]
        marks = dict((title, at) for at, title in chapters(sound)) or {
            c["title"]: c["start_s"] for c in self.report(made)["chapters"]}
        report = self.report(made)
        self.assertTrue(report["coverage"]["complete"])
        talked = [s for s in report["sentences"] if s.get("speaker") == "专访"]
        self.assertEqual([s["written"] for s in talked],
                         ["我们从三月开始准备这个项目。", "大家都很努力，现在已经全部完成。"])
        self.assertGreaterEqual(talked[0]["start_s"], marks["专访"])
        # As loud as the announcers, though it was recorded 17 dB too quietly.
        own = self.part_lufs(sound, talked[0]["start_s"] + 0.3, talked[-1]["end_s"] - 0.3)
        first = next(s for s in report["sentences"] if "百分之一" in s["written"])
        others = self.part_lufs(sound, first["start_s"] - 3, first["end_s"] + 3)
        self.assertAlmostEqual(own, others, delta=1.0)
        self.assertIn("大家都很努力", sound.with_suffix(".vtt").read_text(encoding="utf8"))
        # A part of it, in a slot.
        part = talk + 'from = "0:02"\nto = "0:07"\nsting = "none"\n'
        short = self.make(FRAME + self.items(1) + part, "-f", "wav")
        whole = self.make(FRAME + self.items(1) + talk + 'sting = "none"\n', "-f", "wav")
        length = decoded_s(self.folder / "interview.flac")
        self.assertAlmostEqual(whole["duration_s"] - short["duration_s"], length - 5, delta=0.05)
        slot = round(short["duration_s"]) + 1
        made = self.make(f'length = "{slot // 60}:{slot % 60:02}"\n' + FRAME + self.items(1) + part)
        self.assertAlmostEqual(decoded_s(self.folder / made["file"]), slot, delta=0.2)

    def test_a_recording_that_cannot_be_played(self):
        self.write("words.txt", BODY)
        talk = '[[item]]\naudio = "words.txt"\ntitle = "专访"\n'
        made = self.make(FRAME + self.items(1) + talk + 'fallback = "专访稍后播出。"\n', "--transcript",
                         "report", code=6)
        said = [s["written"] for s in self.report(made)["sentences"]]
        self.assertIn("专访稍后播出。", said)
        err = self.make(FRAME + self.items(1) + talk + "optional = false\n", code=3)
        self.assertIn("words.txt", err)
        self.interview("short.wav", 0)
        late = '[[item]]\naudio = "short.wav"\nfrom = "9:00"\noptional = false\n'
        self.assertIn("“from” is behind its end", self.make(FRAME + late, code=3))
        err = self.make(FRAME + late.replace("9:00", "0:05") + 'to = "0:03"\n', code=3)
        self.assertIn("“to” is not behind “from”", err)

    def test_speakers_by_their_labels_and_the_time(self):
        frame = 'time = "8:00"\n' + FRAME.replace("今天是", "北京时间{time}。今天是")
        self.write("talk.txt", "记者：会议什么时候召开？\n\n王局长：下个月五号。\n\n地点还在商量。\n\n"
                               "记者：谢谢。\n\n记者获悉：会议已经准备好了。\n")
        made = self.make(frame + '[speakers]\n"记者" = "b"\n"王局长" = "clear"\n[[item]]\n'
                         'file = "talk.txt"\ntitle = "问答"\n', "--transcript", "report")
        report = self.report(made)
        said = [(s.get("speaker", "first"), s["written"]) for s in report["sentences"]]
        self.assertEqual(said[0][1], "北京时间八点整。")
        words = dict((text, who) for who, text in said)
        self.assertEqual(words["会议什么时候召开？"], "播音员 男")
        self.assertEqual(words["下个月五号。"], words["地点还在商量。"])
        self.assertNotIn(words["下个月五号。"], ("播音员 男", "first"))
        self.assertEqual(words["谢谢。"], "播音员 男")
        self.assertIn("记者获悉：会议已经准备好了。", words)
        self.assertTrue(report["coverage"]["complete"])
        self.assertIn("speaker label", [s["reason"] for s in report["coverage"]["skipped_ranges"]])

    def test_a_slot_by_pauses_then_rate(self):
        items = self.items(3)
        natural = self.make(FRAME + items)["duration_s"]
        for share, faster in ((0.98, False), (0.88, True), (1.02, False), (1.15, True)):
            with self.subTest(share=share):
                slot = round(natural * share)
                made = self.make(f'length = "{slot // 60}:{slot % 60:02}"\n' + FRAME + items)
                self.assertAlmostEqual(decoded_s(self.folder / made["file"]), slot, delta=0.2)
                self.assertEqual(made["rate"] != 1, faster, made)
                self.assertEqual(made["left_out"], [])
                self.assertTrue(0.7 <= made["pauses"] <= 1.4, made)
                self.assertTrue(0.93 <= made["rate"] <= 1.1, made)

    def test_a_slot_that_leaves_out_in_the_stated_order(self):
        items = self.items(1) + self.items(4, "drop = 2\n").replace("drop = 2", "drop = 1", 1)
        items = items[items.index("[[item]]"):]
        natural = self.make(FRAME + items)["duration_s"]
        slot = round(natural * 0.62)
        made = self.make(f'length = "{slot // 60}:{slot % 60:02}"\n' + FRAME + items,
                         "--transcript", "report")
        self.assertAlmostEqual(decoded_s(self.folder / made["file"]), slot, delta=0.2)
        # drop = 1 first, then the last of those with 2.
        self.assertEqual(made["left_out"], ["第0条", "第3条"])
        said = "".join(s["written"] for s in self.report(made)["sentences"])
        self.assertNotIn("第3条", said)
        self.assertNotIn("百分之四", said)
        self.assertIn("百分之三", said)

    def test_a_slot_that_cannot_be_met_is_refused_with_figures(self):
        err = self.make('length = "0:20"\n' + FRAME + self.items(3), code=2)
        self.assertRegex(err, r"r\.toml:1:10: does not fit into 0:20: \d:\d\d with pauses × 0.7, rate × 1.1")
        err = self.make('length = "9:00"\n' + FRAME + self.items(1), code=2)
        self.assertRegex(err, r"r\.toml:1:10: does not fill 9:00: 0:\d\d")
        err = self.make(FRAME + self.items(1), "--length", "9:00", code=2)
        self.assertIn("--length: does not fill 9:00", err)
        self.assertEqual(self.left_over("r.toml", "0.txt", "1.txt", "2.txt"), [])

    def test_music_fills_a_slot_and_lies_where_it_should(self):
        music = '[music]\nopening = "chime"\nbed = "bed"\nsting = "sting"\nfill = "bed"\n'
        made = self.make(FRAME + music + self.items(2))
        slot = round(made["duration_s"]) + 12
        made = self.make(f'length = "{slot // 60}:{slot % 60:02}"\n' + FRAME + music + self.items(2),
                         "-f", "wav", "--transcript", "report")
        sound = self.folder / made["file"]
        self.assertAlmostEqual(decoded_s(sound), slot, delta=0.001)
        self.assertAlmostEqual(made["fill_s"], 12, delta=1.5)
        self.assertEqual((made["pauses"], made["rate"]), (1, 1))
        sentences = self.report(made)["sentences"]

        def level(begin, length):
            run = subprocess.run(["ffmpeg", "-hide_banner", "-ss", str(begin), "-t", str(length), "-i",
                                  str(sound), "-af", "volumedetect", "-f", "null", "-"],
                                 capture_output=True, check=True, text=True)
            return float(re.search(r"mean_volume: (\S+) dB", run.stderr).group(1))
        words = level(sentences[6]["start_s"], 2)
        fill = level(sentences[-1]["end_s"] + 3, 4)
        self.assertTrue(-20 < fill - words < 0, (fill, words))  # heard, and behind the words
        self.assertGreater(level(0.3, 1), -45)  # the chime
        gap = level(sentences[-2]["end_s"] + 0.02, 0.12)  # no bed under the items; then the sting
        self.assertLess(gap, words - 30)

    def test_folders_and_feeds_give_what_is_of_the_day(self):
        inbox = self.folder / "inbox"
        inbox.mkdir()
        noon = datetime.datetime(2026, 11, 22, 12).timestamp()
        for name, age in (("旧闻", -2 * 86400), ("甲", 60), ("乙", 120), ("丙", 180)):
            (inbox / f"{name}.txt").write_text(f"{name}，{BODY}", encoding="utf8")
            os.utime(inbox / f"{name}.txt", (noon + age, noon + age))
        entry = "<item><title>{0}号消息</title><pubDate>{1}</pubDate><description>{0}号内容。</description></item>"
        self.write("news.xml", '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>源</title>'
                   + entry.format("一", "Sun, 22 Nov 2026 12:00:00 " + datetime.datetime.fromtimestamp(noon).astimezone().strftime("%z"))
                   + entry.format("二", "Fri, 20 Nov 2026 12:00:00 +0000") + "</channel></rss>")
        rundown = ('title = "测"\n[headlines]\ntext = "提要。"\n'
                   '[[item]]\nfolder = "inbox"\ntoday = true\nnewest = 2\n'
                   '[[item]]\nfeed = "news.xml"\ntoday = true\n')
        made = self.make(rundown, "--transcript", "report")
        said = "".join(s["written"] for s in self.report(made)["sentences"])
        self.assertLess(said.index("丙，"), said.index("乙，"))
        self.assertIn("一号消息", said)
        for absent in ("旧闻", "甲，", "二号"):
            self.assertNotIn(absent, said)
        (inbox / "坏.txt").write_bytes(b"\x00\x01\x02\x00")
        self.make(rundown, code=6)
        self.assertIn("r.toml: no news for 2030-01-01",
                      boyin("bulletin", "r.toml", "--date", "2030-01-01", cwd=self.folder).err)
        (inbox / "坏.txt").unlink()
        run = boyin("bulletin", "r.toml", "--date", "2030-01-01", "-o", "none", cwd=self.folder)
        self.assertEqual(run.returncode, 7)
        self.assertFalse((self.folder / "none").exists())

    def test_a_reporter_speaks_what_is_quoted(self):
        rundown = ('title = "测"\n[voices]\na = "anchor-f"\nreporter = "clear"\n[[item]]\n'
                   'text = "他说：“我们一定按时完成全部任务。”随后散会。"\ntitle = "题"\n'
                   '[[item]]\ntitle = "天气"\nweather = [["盐城", "多云", -2, 8, "东北风3-4级"]]\n')
        report = self.report(self.make(rundown, "--transcript", "report"))
        parts = [(s["written"], s.get("speaker", "")) for s in report["sentences"]]
        self.assertEqual([p[0] for p in parts[:3]], ["他说：", "“我们一定按时完成全部任务。”", "随后散会。"])
        self.assertEqual([bool(p[1]) for p in parts[:3]], [False, True, False])
        spoken = "".join(s["spoken"] for s in report["sentences"])
        self.assertIn("零下二到零上八摄氏度", spoken)
        self.assertTrue(report["coverage"]["complete"])

    def test_numbers_in_notices_are_spoken_in_groups_and_twice(self):
        text = "停水通知，咨询电话13912345678。地址是人民路128号3栋502室。每次口服2片，一日3次。今年增长3倍。"
        self.write("n.txt", text)
        for name, options in (("plain", []), ("safe", ["--number-safety"])):
            run = boyin("speak", "n.txt", "-o", f"{name}.mp3", "--report", f"{name}.json", *options,
                        cwd=self.folder)
            self.assertEqual(run.returncode, 0, run.err)
        plain, safe = (json.loads((self.folder / f"{n}.json").read_text(encoding="utf8"))["sentences"]
                       for n in ("plain", "safe"))
        said = [s["spoken"].strip("，。：") for s in safe]
        phone = "咨询电话幺三九幺二三四五六七八"
        address = "地址是人民路一百二十八号三栋五零二室"
        dose = "每次口服两片，一日三次"
        self.assertEqual(said, ["停水通知", phone, "重复一遍", phone, address, "重复一遍", address, dose,
                                "重复一遍", dose, "今年增长三倍"])

        def length(sentences, i):
            return sentences[i]["end_s"] - sentences[i]["start_s"]
        self.assertGreater(length(safe, 7), 1.2 * length(plain, 2))  # slower
        self.assertAlmostEqual(length(safe, -1), length(plain, -1), delta=0.02)  # and nothing else
        self.assertTrue(json.loads((self.folder / "safe.json").read_text())["coverage"]["complete"])

    def test_a_correction_keeps_the_identity_and_leaves_a_trail(self):
        items = self.items(1)
        first = self.make(FRAME + items, "--bundle", "--cover", "auto")
        again = self.make(FRAME + items, "--bundle", "--cover", "auto")
        self.assertEqual((again["guid"], again["revision"]), (first["guid"], 1))
        feed = (ROOT / "docs/feed.md").read_text(encoding="utf8")
        toml = re.search(r"```toml\n(.*?)```", feed, re.S).group(1)
        self.write("feed.toml", toml.replace("a.jpg", "r-2026-11-22.jpg"))

        def feed_items():
            run = boyin("feed", "out", "--config", "feed.toml", cwd=self.folder)
            self.assertEqual(run.returncode, 0, run.err)
            xml = (self.folder / "out/feed.xml").read_text(encoding="utf8")
            return [{key: re.search(pattern, item, re.S).group(1) for key, pattern in
                     (("guid", r"<guid[^>]*>(.*?)</guid>"), ("url", r'<enclosure url="(.*?)"'),
                      ("bytes", r'length="(\d+)"'), ("date", r"<pubDate>(.*?)</pubDate>"),
                      ("text", r"<description>(.*?)</description>"))}
                    for item in re.findall(r"<item>(.*?)</item>", xml, re.S)]
        before = feed_items()
        self.assertEqual([i["guid"] for i in before], [first["guid"]])
        self.write("0.txt", (self.folder / "0.txt").read_text(encoding="utf8").replace("百分之一", "百分之八"))
        made = self.make(FRAME + items, "--correct", "增长率应为百分之八", "--say-correction", "--bundle")
        self.assertEqual((made["guid"], made["revision"]), (first["guid"], 2))
        self.assertEqual(made["file"], "out/r-2026-11-22-2.mp3")
        record = json.loads((self.folder / "out/r-2026-11-22.bulletin.json").read_text(encoding="utf8"))
        trail = record["edition"]["corrections"]
        self.assertEqual(len(trail), 1)
        self.assertEqual((trail[0]["note"], trail[0]["replaced"]), ("增长率应为百分之八", "r-2026-11-22.mp3"))
        self.assertEqual(len(trail[0]["replaced_xxh3"]), 32)
        self.assertEqual(trail[0]["removed"], ["生产总值比上年增长百分之一。"])
        self.assertEqual(trail[0]["added"], ["更正。", "增长率应为百分之八", "生产总值比上年增长百分之八。"])
        after = feed_items()
        self.assertEqual(len(after), 1)
        self.assertEqual((after[0]["guid"], after[0]["date"]), (before[0]["guid"], before[0]["date"]))
        self.assertTrue(after[0]["url"].endswith("r-2026-11-22-2.mp3"))
        self.assertEqual(int(after[0]["bytes"]), (self.folder / made["file"]).stat().st_size)
        self.assertIn("更正：增长率应为百分之八", after[0]["text"])
        self.assertIn("--correct", self.make(FRAME + items, code=2))  # not silently undone
        self.assertEqual(self.make(FRAME + items, "--correct", "再改")["revision"], 3)
        last = feed_items()  # a feed knows it without --bundle
        self.assertEqual([i["guid"] for i in last], [first["guid"]])
        self.assertTrue(last[0]["url"].endswith("r-2026-11-22-3.mp3"))
        err = self.make('name = "other"\n' + FRAME + items, "--correct", "x", code=3)
        self.assertIn("nothing to correct", err)

    def test_what_cannot_be_read_is_left_out_and_named_whatever_names_it(self):
        self.write("inbox/坏.txt", b"\x00\x01\x02\x00")
        self.write("inbox/好.txt", "好消息。" + BODY)
        lost = ('[[item]]\nfile = "none.txt"\n', '[[item]]\nfeed = "none.xml"\n', '[[item]]\nfolder = "inbox"\n')
        for entry in lost:
            with self.subTest(entry=entry):
                self.write("r.toml", FRAME + self.items(1) + entry)
                run = boyin("bulletin", "r.toml", "-o", "out", "--date", "2026-11-22", cwd=self.folder)
                self.assertEqual(run.returncode, 6, run.err)
                self.assertRegex(run.err, "none|坏")
                self.make(FRAME + self.items(1) + entry + "optional = false\n", code=3)

    def test_the_day_of_an_entry_is_that_of_its_own_offset(self):
        entry = "<item><title>晨间</title><pubDate>Sun, 22 Nov 2026 05:00:00 {}</pubDate><description>晨间内容。</description></item>"
        rundown = 'title = "测"\n[[item]]\nfeed = "news.xml"\ntoday = true\n'
        self.write("r.toml", rundown)
        for offset, zone, status in (("+0800", "UTC", 0), ("-0500", "Asia/Shanghai", 0), ("GMT", "UTC", 0),
                                     ("GMT", "Pacific/Honolulu", 7)):
            with self.subTest(offset=offset, zone=zone):
                self.write("news.xml", '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>源</title>'
                           + entry.format(offset) + "</channel></rss>")
                run = boyin("bulletin", "r.toml", "-o", "out", "--date", "2026-11-22", cwd=self.folder, env={"TZ": zone})
                self.assertEqual(run.returncode, status, run.err)

    def test_music_of_any_programme_rate(self):
        music = '[music]\nopening = "chime"\nbed = "bed"\nsting = "sting"\nclosing = "chime"\n'
        for form, codec in (("opus", "opus"), ("mp2", "mp2"), ("wav", "pcm_s16le")):
            with self.subTest(form):
                made = self.make(FRAME + music + self.items(1), "-f", form)
                stream = probe(self.folder / made["file"])["streams"][0]
                self.assertEqual(stream["codec_name"], codec)
                self.assertGreater(made["duration_s"], 20)

    def test_parts_join_without_dead_air(self):
        music = '[music]\nopening = "chime"\nbed = "bed"\nsting = "sting"\nclosing = "chime"\n'
        made = self.make(FRAME + music + self.items(2), "-f", "wav", "--transcript", "report")
        report = self.report(made)
        said = report["sentences"]
        wav = self.folder / made["file"]
        run = subprocess.run(["ffmpeg", "-v", "error", "-i", str(wav), "-f", "f32le", "-ac", "1", "-ar", "8000", "-"],
                             capture_output=True, check=True)
        sound = array.array("f", run.stdout)

        def level_db(begin_s, end_s):
            part = sound[int(begin_s * 8000):int(end_s * 8000)]
            return 10 * math.log10(sum(x * x for x in part) / len(part) + 1e-12)
        speech = level_db(said[0]["start_s"], said[1]["end_s"])
        frames = [level_db(t / 20, t / 20 + 0.05) for t in range(int(said[0]["start_s"] * 20), int(said[-1]["end_s"] * 20))]
        longest = run_length = 0
        for level in frames:
            run_length = run_length + 1 if level < speech - 35 else 0
            longest = max(longest, run_length)
        # The longest silence is the pause between two paragraphs (0.8 s), never the way to a sting or from it.
        self.assertLess(longest / 20, 0.85)
        # The bed swells behind the headlines: 8 LU under speech, no more.
        last = next(s for s in reversed(said[:5]) if "条" in s["written"])
        self.assertGreater(level_db(last["end_s"] + 1.1, last["end_s"] + 1.9), speech - 12)

    def test_who_really_spoke_is_named(self):
        voice = (ROOT / "voices/xiaobei.toml").read_text(encoding="utf8")
        self.write("voices/mute.toml", re.sub(r'title = ".*"', 'title = "哑"\nfallback = "anchor-m"', voice.replace('"xiaobei"', '"mute"')))
        rundown = ('title = "测"\n[voices]\na = "anchor-f"\nb = "mute"\n[[item]]\ntext = "第一条内容。"\ntitle = "一"\n'
                   '[[item]]\ntext = "第二条内容。"\ntitle = "二"\n')
        self.write("r.toml", rundown)
        # Without its model the voice says nothing, and its fallback speaks.
        run = boyin("bulletin", "r.toml", "-o", "out", "--date", "2026-11-22", "--json", "--transcript", "report", cwd=self.folder,
                    env={"BOYIN_VOICES": str(self.folder / "voices"), "XDG_DATA_HOME": str(self.folder / "none")})
        self.assertEqual(run.returncode, 0, run.err)
        report = self.report(json.loads(run.out))
        speakers = {s["written"]: s.get("speaker", "first") for s in report["sentences"]}
        self.assertNotIn("哑", speakers.values())
        self.assertEqual(len(report["loudness"]["voices"]), len(set(speakers.values())))

    def test_mistakes_are_named_with_their_place(self):
        for rundown, message in (
                ('title = "a"\n[[item]]\nfile = "none.txt"\noptional = false\n',
                 "r.toml:3:8: none.txt: no such file"),
                ('title = "a"\n[[item]]\nfile = "0.txt"\nvoice = "anchor-x"\n', "r.toml:4:9: neither a role nor a voice"),
                ('title = "a"\nlength = "5 min"\n[[item]]\nfile = "0.txt"\n', "r.toml:2:10: “length” must be"),
                ('title = "a"\n[music]\nsting = "stong"\n[[item]]\nfile = "0.txt"\n', "r.toml:3:9: "),
                ('title = "a"\n[music]\nsting = "0.txt"\n[[item]]\nfile = "0.txt"\n', "r.toml:3:9: "),
                ('title = "a"\n[[item]]\nfile = "0.txt"\nparagraphs = "9"\noptional = false\n', "r.toml:3:8: ")):
            with self.subTest(message=message):
                self.items(1)
                self.assertIn(message, self.make(rundown, code=3))


class Sample(Case):
    """What docs/bulletin.md walks through."""

    def setUp(self):
        super().setUp()
        os.symlink(SEED.parent, self.folder / "seeds")
        run = boyin("bulletin", "new", "morning.toml", cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.err)

    def make(self, *options):
        run = boyin("bulletin", "morning.toml", "--date", "2017-02-03", "--json", *options, cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.err)
        return json.loads(run.out)

    def test_eight_and_a_half_minutes(self):
        made = self.make("--bundle")
        sound = self.folder / made["file"]
        self.assertAlmostEqual(decoded_s(sound), 510, delta=0.2)
        self.assertEqual(made["left_out"], [])
        report = json.loads(sound.with_suffix(".report.json").read_text(encoding="utf8"))
        said = "".join(s["written"] for s in report["sentences"])
        self.assertIn("今天是二月三日，星期五，农历正月初七，立春。", said)
        self.assertTrue(report["coverage"]["complete"])
        self.assertEqual(len(chapters(sound)), 8)
        # Nothing of the article is lost: its own sentences, spoken alone, are all there in order.
        run = boyin("speak", SEED, "-o", "alone.mp3", "--report", "alone.json", cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.err)
        alone = json.loads((self.folder / "alone.json").read_text(encoding="utf8"))["sentences"]
        spoken = [s["spoken"] for s in report["sentences"]]
        at = 0
        for sentence in alone:
            at = spoken.index(sentence["spoken"], at) + 1
        lufs, peak = loudness(sound)
        self.assertAlmostEqual(lufs, -16, delta=0.3)
        self.assertLess(peak, -0.9)
        for suffix in (".vtt", ".srt", ".epub", ".html", ".chapters.json", ".jpg"):
            self.assertTrue(sound.with_suffix(suffix).exists(), suffix)

    def test_five_minutes_leave_out_what_is_optional(self):
        made = self.make("--length", "5:00")
        self.assertAlmostEqual(decoded_s(self.folder / made["file"]), 300, delta=0.2)
        self.assertEqual(made["left_out"], ["回应新期盼，多办实事惠民生", "戴源就贯彻会议精神提出要求"])

    def test_the_example_is_not_overwritten(self):
        self.assertEqual(boyin("bulletin", "new", "morning.toml", cwd=self.folder).returncode, 4)
        (self.folder / "sub").mkdir()
        boyin("bulletin", "new", "sub/a.toml", cwd=self.folder)
        self.assertIn('file = "../seeds/', (self.folder / "sub/a.toml").read_text(encoding="utf8"))


main()
