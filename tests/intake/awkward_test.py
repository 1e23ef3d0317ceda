#!/usr/bin/env python3
"""Two hundred awkward files, made here: each is read or refused with a message; none crashes or hangs.

usage: awkward_test.py SWEEP, a program that reads paths and prints what became of each."""
import base64
import io
import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile
import zlib

ARTICLE = "市委书记昨天出席会议并讲话，要求全市各级机关干部以先进典型为榜样，树立新标杆。"
TRADITIONAL = "市委書記昨天出席會議並講話，要求全市各級機關幹部以先進典型為榜樣，樹立新標桿。"
READ, REFUSED, EITHER = "read", "refused", "either"


def packed(*members, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def link():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.create_system = 3
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def encrypted():
    data = bytearray(packed(("a.txt", ARTICLE), how=zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def gbk_names():
    """As Windows in China writes them: GBK, and no flag."""
    data = packed(("aaaa.txt", ARTICLE), how=zipfile.ZIP_STORED)
    return data.replace(b"aaaa.txt", "新闻.txt".encode("gbk"))


def lying_size():
    """A directory that says 10 bytes of a member of many more."""
    data = bytearray(packed(("a.txt", "好。" * 100_000)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24:at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def texts():
    for name in ("gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        text = TRADITIONAL if "big5" in name else ARTICLE
        yield f"charset-{name}.txt", text.encode(name), READ, text[:4]
        yield f"charset-{name}-html.html", f"<html><body><p>{text}</p></body></html>".encode(name), READ, text[:4]
    yield "korean.txt", "오늘 서울의 날씨는 맑고 기온은 어제보다 조금 높겠습니다.".encode("euc-kr"), REFUSED, "EUC-KR"
    yield "russian.txt", "Сегодня в Москве ожидается ясная погода, ветер слабый".encode("koi8-r"), REFUSED, "encoding"
    yield "double-latin.txt", ARTICLE.encode().decode("latin-1"), READ, ARTICLE[:6]
    yield "double-gbk.txt", "今日新闻头条\n全市经济平稳运行\n".encode().decode("gb18030"), READ, "今日新闻"
    yield "double-lost.txt", ("今日要闻\n" + ARTICLE + "\n").encode().decode("gbk", "replace"), REFUSED, "bytes were lost"
    yield "empty.txt", b"", REFUSED, "is empty"
    yield "bom-only.txt", b"\xef\xbb\xbf", REFUSED, "white space"
    yield "spaces.txt", " \n　\t\r\n" * 50, REFUSED, "white space"
    yield "nul.txt", "好\0好", REFUSED, "NUL"
    yield "surrogate.txt", b"\xe4\xbd\xa0\xed\xa0\x80\xe5\xa5\xbd", REFUSED, "invalid UTF-8"
    yield "half-character.txt", ARTICLE.encode()[:-1], READ, ARTICLE[:6]
    yield "half-utf16.txt", ARTICLE.encode("utf-16")[:-1], REFUSED, "UTF-16"
    yield "one-line.txt", ARTICLE * 20_000, READ, ARTICLE[:6]
    yield "one-character.txt", "好", READ, "好"
    yield "many-lines.txt", "好。\n" * 100_000, READ, "好。"
    yield "controls.txt", "你\u0007好\u200b世\u00ad界\u202e。", READ, "你"
    yield "emoji.txt", "今天😀真好👨‍👩‍👧‍👦！🇨🇳", READ, "今天"
    yield "private-use.txt", "好\ue000\U000f0000字。", READ, "好"
    yield "line-ends.txt", "一。\r二。\n三。\r\n四。\u2028五。\x0b六。", READ, "一。二。三。"
    yield "combining.txt", "e\u0301" + "\u0301" * 5000 + "好。", READ, "e"
    yield "no-suffix", ARTICLE, READ, ARTICLE[:6]
    yield "名字 有空格.txt", ARTICLE, READ, ARTICLE[:6]


def binaries():
    png = b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x" * 100)
    samples = {"png": png, "jpg": b"\xff\xd8\xff\xe0JFIF", "gif": b"GIF89a..", "webp": b"RIFF\x10\0\0\0WEBPVP8 ",
               "tif": b"II*\0", "mp3": b"ID3\x04", "wav": b"RIFF\x10\0\0\0WAVE", "ogg": b"OggS\0", "flac": b"fLaC\0",
               "mp4": b"\0\0\0\x18ftypisom", "gz": b"\x1f\x8b\x08", "xz": b"\xfd7zXZ\0", "bz2": b"BZh91AY", "7z": b"7z\xbc\xaf\x27\x1c",
               "rar": b"Rar!\x1a\x07\0", "elf": b"\x7fELF\x02", "doc": b"\xd0\xcf\x11\xe0\xa1\xb1"}
    for name, data in samples.items():
        yield f"{name}-posing.txt", data, REFUSED, "not text"
        yield f"{name}-posing.html", data, REFUSED, "not text"
    yield "rtf-posing.txt", b"{\\rtf1 x}", READ, "x"
    yield "pdf-posing.txt", b"%PDF-1.7\n%\xe2\xe3", REFUSED, "PDF"
    for suffix in ("txt", "html", "md", "xml", "ssml", "srt", "docx", "zip"):
        noise = random.Random(suffix).randbytes(4096)
        yield f"noise.{suffix}", noise, REFUSED, ""


def pages():
    yield "deep-div.html", "<div>" * 100_000 + "好。", REFUSED, "nested deeper"
    yield "deep-inline.html", "<html>" + "<b>" * 900 + "好，这是一段话。", READ, "好"
    yield "many-attributes.html", "<html><p " + " ".join(f"a{i}='{i}'" for i in range(20_000)) + ">好，世界。", REFUSED, "more than 1000 attributes"
    yield "long-attribute.html", f"<html><p title='{'x' * 1_000_000}'>好，世界。", READ, "好"
    yield "unclosed.html", "<html><body><p>一段没有结束的话<b>加粗<i>斜体", READ, "一段"
    yield "unclosed-tag.html", "<html><p>好，世界。<a href=", READ, "好"
    yield "unclosed-comment.html", "<html><p>好，世界。</p><!-- 注释", READ, "好"
    yield "script-only.html", "<html><script>alert('好')</script></html>", REFUSED, "no text"
    yield "unclosed-script.html", "<html><p>好，世界。</p><script>var a = '坏';", READ, "好"
    yield "entities.html", "<html><p>&lt;好&gt;&nbsp;&#20320;&#x597d;&bogus;&#0;&#x110000;</p>", READ, "<好>"
    yield "frameset.html", "<html><frameset><frame src=a></frameset><noframes>旧</noframes></html>", REFUSED, "no text"
    yield "links-only.html", "<html><body>" + "<a href=x>链接文字</a> " * 50 + "</body></html>", EITHER, ""
    yield "image-only.html", "<html><body><img src=a.png alt=图></body></html>", REFUSED, "no text"
    yield "tables.html", "<table><tr><td>" * 300 + "里层的一段话，说到这里为止。", READ, "里层"
    yield "many-rows.html", "<table>" + "<tr><td>甲<td>乙" * 20_000 + "</table>", READ, "甲，乙"
    yield "many-p.html", "<html>" + "<p>这是一个完整的段落，说了一件事情。" * 30_000, READ, "这是"
    yield "bad-charset.html", '<meta charset="klingon"><p>好，世界，又是一天。'.encode("gb18030"), EITHER, ""
    yield "wrong-charset.html", '<html><meta charset="big5"><p>' + ARTICLE, READ, ARTICLE[:6]
    yield "meta-gb2312.html", f'<html><meta charset="gb2312"><p>{ARTICLE}镕'.encode("gbk"), READ, ARTICLE[:6]
    yield "hidden-all.html", "<html><body style='display:none'><p>好，世界。</body>", REFUSED, "no text"
    yield "json-ld-bad.html", '<html><script type="application/ld+json">{"a":[[[</script><p>好，世界，你好。', READ, "好"
    yield "json-ld-deep.html", '<html><script type="application/ld+json">' + "[" * 50_000 + "</script><p>好，世界，你好。", READ, "好"
    yield "data-uri.html", f"<html><img src='data:image/png;base64,{base64.b64encode(bytes(200_000)).decode()}'><p>好，世界。", READ, "好"
    yield "cdata.html", "<html><body><![CDATA[<p>好]]><p>世界，你好。</p>", READ, "世界"
    yield "doctype-bomb.xhtml", '<!DOCTYPE html [<!ENTITY a "好"><!ENTITY b "&a;&a;">]><html><p>&b; 一段话。</p></html>', EITHER, ""
    yield "ruby.html", "<html><p><ruby>創<rt>chuàng</rt></ruby>業的人們來到了這裡。", READ, "創業"
    yield "svg.html", "<html><svg><text>图</text></svg><p>好，世界，你好。", READ, "好"
    yield "nul.html", "<html><p>好\0世界。", REFUSED, "NUL"


def markdowns():
    yield "brackets.md", "[" * 50_000 + "好", READ, "["
    yield "quotes.md", ">" * 5_000 + "好", REFUSED, "nested deeper"
    yield "lists.md", "".join("  " * i + "- 项\n" for i in range(200)), READ, "项"
    yield "emphasis.md", "*_" * 20_000 + "好", READ, ""
    yield "backticks.md", "".join("`" * i + "好" for i in range(300)), READ, ""
    yield "code-only.md", "```\ncode\n```\n", REFUSED, "no text"
    yield "front-matter-only.md", "---\ntitle: 题\n---\n", REFUSED, "no text"
    yield "front-matter-open.md", "---\ntitle: 题\n正文在这里。\n", READ, "题"
    yield "html.md", "<script>x</script>\n\n<p>好。</p>\n", READ, "好"
    yield "reference.md", "[a]: <b>\n\n好[a][a]。", READ, "好"
    yield "large.md", ARTICLE * 100_000, REFUSED, "8 MB"


def xmls():
    def bomb(levels):
        parts = ['<!ENTITY a0 "好好好好好好好好">']
        parts += [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, levels)]
        return "<?xml version='1.0'?><!DOCTYPE rss [" + "".join(parts) + f"]><rss><channel><item><title>&a{levels - 1};</title></item></channel></rss>"
    yield "billion-laughs.rss", bomb(10), REFUSED, "DTD"
    yield "external-entity.rss", "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title></item></channel></rss>", REFUSED, "DTD"
    yield "external-dtd.ssml", "<!DOCTYPE speak SYSTEM 'http://127.0.0.1:1/x.dtd'><speak>好</speak>", REFUSED, "DTD"
    yield "parameter-entity.ssml", "<!DOCTYPE speak [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'> %p;]><speak>好</speak>", REFUSED, "DTD"
    yield "undefined-entity.rss", "<rss><channel><item><title>&nbsp;好</title></item></channel></rss>", REFUSED, "well-formed"
    yield "deep.ssml", "<speak>" + "<emphasis>" * 100_000 + "好", REFUSED, "nested deeper"
    yield "deep.rss", "<rss>" + "<a>" * 100_000, REFUSED, "nested deeper"
    yield "no-items.rss", "<rss><channel><title>台</title></channel></rss>", REFUSED, "no text"
    yield "empty-items.rss", "<rss><channel>" + "<item/>" * 50_000 + "</channel></rss>", REFUSED, "no text"
    yield "many-items.rss", "<rss><channel>" + "<item><title>一条新闻</title></item>" * 5_000 + "</channel></rss>", READ, "一条新闻"
    yield "cdata.rss", "<rss><channel><item><title><![CDATA[<b>好</b>]]></title></item></channel></rss>", READ, "好"
    yield "sitemap.xml", "<?xml version='1.0'?><urlset><url/></urlset>", REFUSED, "no feed, SSML or XHTML"
    yield "gb2312.rss", f"<?xml version='1.0' encoding='gb2312'?><rss><channel><item><title>{ARTICLE}</title></item></channel></rss>".encode("gb18030"), READ, ARTICLE[:6]
    yield "utf16.rss", f"<?xml version='1.0' encoding='utf-16'?><rss><channel><item><title>{ARTICLE}</title></item></channel></rss>".encode("utf-16"), READ, ARTICLE[:6]
    yield "truncated.rss", "<rss><channel><item><title>好", REFUSED, "well-formed"
    yield "two-roots.ssml", "<speak>好</speak><speak>坏</speak>", REFUSED, "well-formed"
    yield "bad-break.ssml", "<speak>好<break time='forever'/>，<break time='1e99s'/>好</speak>", READ, "好"
    yield "bad-rate.ssml", "<speak><prosody rate='-500%'>好</prosody></speak>", READ, "好"
    yield "rate-nan.ssml", "<speak><prosody rate='nan'>好</prosody></speak>", READ, "好"
    yield "phoneme-wrong.ssml", "<speak><phoneme alphabet='x-pinyin' ph='xyz9'>好</phoneme></speak>", READ, "好"
    yield "braces.ssml", "<speak><sub alias='a|b}'>好{|</sub></speak>", READ, ""
    yield "silence.ssml", "<speak><break/></speak>", EITHER, ""
    yield "lexicon.ssml", "<speak><lexicon uri='http://127.0.0.1:1/x.pls'/>好</speak>", READ, "好"
    yield "wrong-root.ssml", "<talk>好</talk>", REFUSED, "no SSML"


def subtitles():
    yield "no-cues.vtt", "WEBVTT\n\nNOTE 注\n", REFUSED, "no text"
    yield "bad-times.srt", "1\n99:99:99,999 --> 00:00:00,000\n好。\n", READ, "好"
    yield "huge-times.srt", "1\n999999999999:00:00,000 --> 1,000\n好。\n", REFUSED, "no text"
    yield "not-subtitles.srt", ARTICLE, REFUSED, "no text"
    yield "many.srt", "".join(f"{i}\n00:00:01,000 --> 00:00:02,000\n好。\n\n" for i in range(20_000)), READ, "好"
    yield "tags.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 甲><c.a.b><00:01.500>好</c> < 坏\n", READ, "好"
    yield "no-blank-lines.srt", "1\n00:00:01,000 --> 00:00:02,000\n甲。\n2\n00:00:03,000 --> 00:00:04,000\n乙。\n", READ, "甲"
    yield "gbk.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{ARTICLE}\n".encode("gbk"), READ, ARTICLE[:6]


def docx(body, *more):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return packed(("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>"), *more)


def epub(*chapters):
    items = "".join(f'<item id="c{i}" href="{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    return packed(("META-INF/container.xml", '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'),
                  ("a.opf", f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"),
                  *((f"{i}.xhtml", text) for i, text in enumerate(chapters) if text is not None))


def archives():
    good = packed(("a.txt", ARTICLE))
    for cut in (4, 10, 30, len(good) // 2, len(good) - 1):
        yield f"cut-{cut}.zip", good[:cut], REFUSED, ""
    noise = random.Random(7)
    for i in range(16):
        broken = bytearray(good)
        for _ in range(3):
            broken[noise.randrange(4, len(broken))] ^= 1 << noise.randrange(8)
        yield f"flipped-{i}.zip", bytes(broken), EITHER, ""
    yield "empty.zip", packed(), REFUSED, "without a document"
    yield "folders.zip", packed(("a/", ""), ("a/b/", "")), REFUSED, "without a document"
    yield "pictures.zip", packed(("a.png", "x"), ("b.jpg", "y")), REFUSED, "without a document"
    yield "zip-in-zip.zip", packed(("b.zip", good)), REFUSED, "archive in an archive"
    yield "docx-in-zip.zip", packed(("b.docx", docx("<w:p><w:r><w:t>好。</w:t></w:r></w:p>"))), READ, "好"
    yield "up.zip", packed(("../../a.txt", ARTICLE)), REFUSED, "leads out"
    yield "absolute.zip", packed(("/tmp/a.txt", ARTICLE)), REFUSED, "leads out"
    yield "drive.zip", packed(("c:/a.txt", ARTICLE)), REFUSED, "leads out"
    yield "control-name.zip", packed(("a\nb.txt", ARTICLE)), REFUSED, "leads out"
    yield "link.zip", link(), REFUSED, "symbolic link"
    yield "encrypted.zip", encrypted(), REFUSED, "encrypted"
    yield "gbk-names.zip", gbk_names(), READ, ARTICLE[:6]
    yield "lying-size.zip", lying_size(), EITHER, ""
    yield "ratio-bomb.zip", packed(("a.txt", bytes(30_000_000))), REFUSED, "200 times"
    yield "many-members.zip", packed(*((f"{i}.txt", "") for i in range(10_001)), how=zipfile.ZIP_STORED), REFUSED, "10000 members"
    yield "same-name.zip", packed(("a.txt", "甲。"), ("A.txt", "乙。")), READ, ""
    yield "image-posing.zip", packed(("a.txt", b"\x89PNG\r\n\x1a\n")), REFUSED, "PNG"
    yield "zip-named.docx", good, READ, ARTICLE[:6]
    yield "docx-named.txt", docx("<w:p><w:r><w:t>好。</w:t></w:r></w:p>"), READ, "好"
    yield "empty.docx", docx(""), REFUSED, "no text"
    yield "deep.docx", docx("<w:p>" * 5_000), REFUSED, "nested deeper"
    yield "broken.docx", docx("<w:p><w:r>"), REFUSED, "well-formed"
    yield "dtd.docx", packed(("word/document.xml", "<!DOCTYPE a><a/>")), REFUSED, "DTD"
    yield "sheet.xlsx", packed(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<w/>")), REFUSED, "no text document"
    yield "no-spine.epub", epub(), REFUSED, "no chapter"
    yield "no-opf.epub", packed(("META-INF/container.xml", "<container/>")), REFUSED, "damaged"
    yield "outside.epub", packed(("META-INF/container.xml", '<container><rootfiles><rootfile full-path="../../etc/passwd"/></rootfiles></container>')), REFUSED, "damaged"
    yield "missing-chapter.epub", epub("<p>好，世界。</p>", None), REFUSED, "1.xhtml"
    yield "deep.epub", epub("<div>" * 5_000), REFUSED, "nested deeper"
    yield "chapters.epub", epub(*(f"<h1>第{i}章</h1><p>正文。</p>" for i in range(300))), READ, "第0章正文。"
    yield "no-text.odt", packed(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")), REFUSED, "no text"


def main():
    rows = [row for make in (texts, binaries, pages, markdowns, xmls, subtitles, archives) for row in make()]
    assert len(rows) >= 200, f"only {len(rows)} files"
    wrong = []
    with tempfile.TemporaryDirectory(prefix="boyin-awkward-") as folder:
        for name, data, _, _ in rows:
            (pathlib.Path(folder) / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        paths = "".join(f"{folder}/{row[0]}\n" for row in rows)
        run = subprocess.run([sys.argv[1]], input=paths.encode(), capture_output=True, timeout=300)
        lines = run.stdout.decode("utf-8", "replace").splitlines()
        seen = {line.split("\t")[0]: line.split("\t") for line in lines if line.count("\t") >= 2}
        if run.returncode != 0:
            wrong.append(f"the sweep ended with {run.returncode} after {lines[-1:]}: {run.stderr.decode()[-2000:]}")
    for name, _, fate, sign in rows:
        got = seen.get(name)
        if got is None:
            wrong.append(f"{name}: nothing was said of it")
        elif fate != EITHER and (got[1] != fate or sign not in got[2]):
            wrong.append(f"{name}: wanted {fate} with “{sign}”, got {got[1]}: {got[2][:200]}")
        elif got[1] == REFUSED and (name not in got[2] or got[2].endswith("| ")):
            wrong.append(f"{name}: the refusal lacks the file or the mend: {got[2]}")
    print("\n".join(wrong))
    counts = [sum(1 for got in seen.values() if got[1] == fate) for fate in (READ, REFUSED)]
    print(f"{len(rows)} awkward files: {counts[0]} read, {counts[1]} refused with a message")
    sys.exit(1 if wrong else 0)


main()
