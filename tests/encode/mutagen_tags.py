#!/usr/bin/env python3
"""The tags of one file as mutagen reads them, as JSON; exit status 77 where mutagen is missing."""
import hashlib
import json
import sys

try:
    import mutagen
    from mutagen import flac, mp4, oggopus, oggvorbis
except ImportError:
    sys.exit(77)


def digest(data):
    return hashlib.md5(data).hexdigest()


def of_id3(tags):
    comment = next((f.text[0] for k, f in tags.items() if k.startswith("COMM")), "")
    cover = next((f for k, f in tags.items() if k.startswith("APIC")), None)
    synced = next((f for k, f in tags.items() if k.startswith("SYLT")), None)
    tables = {f.element_id: f for k, f in tags.items() if k.startswith("CTOC")}
    chapters = sorted((f for k, f in tags.items() if k.startswith("CHAP")), key=lambda f: f.start_time)

    def walk(table):
        for child in table.child_element_ids:
            yield from walk(tables[child]) if child in tables else [child]

    return {
        "title": tags["TIT2"].text[0], "artist": tags["TPE1"].text[0], "album": tags["TALB"].text[0],
        "date": str(tags["TDRC"].text[0]), "genre": tags["TCON"].text[0], "comment": comment,
        "track": tags["TRCK"].text[0],
        "lyrics": next(f.text for k, f in tags.items() if k.startswith("USLT")),
        "synced": [[t, ms] for t, ms in synced.text] if synced else [],
        "cover": digest(cover.data) if cover else "", "mime": cover.mime if cover else "",
        "aigc": tags["TXXX:AIGC"].text[0], "station": tags["TXXX:STATION"].text[0],
        "chapters": [[f.start_time, f.end_time, f.sub_frames["TIT2"].text[0]] for f in chapters],
        "links": [f.url for c in chapters for k, f in c.sub_frames.items() if k.startswith("WXXX")],
        "contents": list(walk(tables["toc"])) if tables else [],
        "encodings": sorted({int(f.encoding) for f in tags.values() if hasattr(f, "encoding")}),
    }


def of_mp4(tags):
    own = lambda name: bytes(tags["----:com.apple.iTunes:" + name][0]).decode()
    return {
        "title": tags["\xa9nam"][0], "artist": tags["\xa9ART"][0], "album": tags["\xa9alb"][0],
        "date": tags["\xa9day"][0], "genre": tags["\xa9gen"][0], "comment": tags["\xa9cmt"][0],
        "track": "%d/%d" % tags["trkn"][0], "lyrics": tags["\xa9lyr"][0],
        "cover": digest(bytes(tags["covr"][0])),
        "mime": {13: "image/jpeg", 14: "image/png"}[tags["covr"][0].imageformat],
        "aigc": own("AIGC"), "station": own("STATION"),
    }


def of_xiph(file):
    import base64
    tags = file.tags
    if isinstance(file, flac.FLAC):
        picture = file.pictures[0]
    else:
        picture = flac.Picture(base64.b64decode(tags["metadata_block_picture"][0]))
    return {
        "title": tags["title"][0], "artist": tags["artist"][0], "album": tags["album"][0],
        "date": tags["date"][0], "genre": tags["genre"][0], "comment": tags["comment"][0],
        "track": tags["tracknumber"][0] + "/" + tags["tracktotal"][0], "lyrics": tags["lyrics"][0],
        "cover": digest(picture.data), "mime": picture.mime,
        "aigc": tags["aigc"][0], "station": tags["station"][0],
        "chapters": [[tags["chapter%03d" % i][0], tags["chapter%03dname" % i][0]] for i in range(2)],
    }


opened = mutagen.File(sys.argv[1])
if isinstance(opened, mp4.MP4):
    told = of_mp4(opened.tags)
elif isinstance(opened, (flac.FLAC, oggopus.OggOpus, oggvorbis.OggVorbis)):
    told = of_xiph(opened)
else:
    told = of_id3(opened.tags)
told["cover_of"] = digest(open(sys.argv[2], "rb").read())
print(json.dumps(told, ensure_ascii=False))
