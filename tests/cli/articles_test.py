#!/usr/bin/env python3
"""Articles in every format, spoken: one file for each document, complete coverage, tags from the page."""
import io
import json
import zipfile

from boyin import Case, ROOT, boyin, main, probe

PAGE = ROOT / "tests/intake/pages/portal.html"


def docx(text):
    out = io.BytesIO()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml",
                         f"<w:document {space}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>")
    return out.getvalue()


class Articles(Case):
    def speak(self, path, *more, stdin=None):
        run = boyin("speak", path, "-o", f"{self.folder}/out/", "--json", *more, stdin=stdin)
        return run, [json.loads(line) for line in run.out.splitlines()]

    def test_a_page_gives_its_tags_and_accounts_for_every_word(self):
        run, made = self.speak(PAGE, "--report", self.folder / "report.json")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertTrue(made[0]["coverage"])
        self.assertEqual(made[0]["sentences"], 11)
        tags = probe(made[0]["file"])["format"]["tags"]
        self.assertEqual(tags["title"], "全市春耕备耕工作推进会召开")
        self.assertEqual(tags["artist"], "陈一鸣")
        self.assertIn("射阳日报", tags["comment"])
        self.assertIn("advertisement", (self.folder / "report.json").read_text(encoding="utf8"))

    def test_each_format_is_known_by_its_content(self):
        for name, data in {"a.docx": docx("今天天气很好。"),
                           "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n今天天气很好。\n",
                           "a.ssml": "<speak>今天<break time='300ms'/>天气很好。</speak>",
                           "a.md": "# 天气\n\n今天天气**很好**。\n",
                           "a.rss": "<rss><channel><item><title>天气</title></item></channel></rss>"}.items():
            with self.subTest(name):
                data = data if isinstance(data, bytes) else data.encode()
                run, made = self.speak("-" if name != "a.md" else self.write(name, data), stdin=data)
                self.assertEqual(run.returncode, 0, run.err)
                self.assertTrue(made[0]["coverage"])
                self.assertGreater(made[0]["duration_s"], 0.5)

    def test_a_zip_gives_a_file_for_each_document_and_names_the_bad_ones(self):
        path = self.folder / "day.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("早/1.txt", "今天天气很好。")
            archive.writestr("2.html", "<html><p>明天有雨，出门请带伞。</p></html>")
            archive.writestr("3.txt", b"\x89PNG\r\n")
            archive.writestr("p.jpg", b"\xff\xd8\xff")
        run, made = self.speak(path)
        self.assertEqual(run.returncode, 3)
        self.assertIn("day.zip/3.txt: is a PNG image", run.err)
        self.assertIn("p.jpg", run.err)
        self.assertEqual(sorted(p.relative_to(self.folder / "out").as_posix() for p in
                                (self.folder / "out").rglob("*.mp3")), ["day/2.mp3", "day/早/1.mp3"])
        spoken = [line for line in made if "error" not in line]
        self.assertEqual(len(spoken), 2)
        self.assertTrue(all(line["coverage"] for line in spoken))
        refused = [line["error"] for line in made if "error" in line]
        self.assertEqual([error["status"] for error in refused], [3])

    def test_two_members_never_become_one_file(self):
        path = self.folder / "two.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("1.txt", "一。")
            archive.writestr("1.md", "二。")
        run, made = self.speak(path)
        self.assertEqual(run.returncode, 2)
        self.assertIn("would both become this file", run.err)
        self.assertEqual([line["error"]["status"] for line in made], [2])

    def test_double_encoded_text_is_repaired_and_the_person_told(self):
        path = self.write("a.txt", "今天天气很好。".encode().decode("latin-1"))
        run, made = self.speak(path)
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("repaired", run.err)
        self.assertTrue(made[0]["coverage"])

    def test_the_proof_takes_any_format(self):
        run = boyin("proof", PAGE, "-o", self.folder / "proof.html")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("越冬作物", (self.folder / "proof.html").read_text(encoding="utf8"))


main()
