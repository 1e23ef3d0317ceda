#!/usr/bin/env python3
"""Times against the sound itself: sentences, and words after a pause, begin where their sound begins."""
import array
import json
import pathlib
import re
import subprocess
import sys
import tempfile

BOYIN, ARTICLE = sys.argv[1:]
RATE = 8000
FRAME = RATE // 1000  # a millisecond
SILENCE = 100         # of 32767: −50 dB
PAUSE_MS = 60         # what counts as a pause
ALLOWED_MS = 30


def loudest(path):
    """The largest sample of each millisecond."""
    pcm = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f",
                          "s16le", "-"], capture_output=True, check=True).stdout
    samples = array.array("h", pcm)
    return [max(map(abs, samples[i:i + FRAME])) for i in range(0, len(samples), FRAME)]


def onsets(levels):
    """The milliseconds at which sound begins after a pause."""
    found, quiet = [], PAUSE_MS
    for ms, level in enumerate(levels):
        if level <= SILENCE:
            quiet += 1
        else:
            if quiet >= PAUSE_MS:
                found.append(ms)
            quiet = 0
    return found


def milliseconds(clock):
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def words_after_marks(vtt):
    """Times of words that follow a punctuation mark, in the order of the text."""
    timed = re.findall(r"([，,；;：:])<(\d+:\d+:\d+\.\d+)>", vtt.replace("\n", ""))
    return [milliseconds(clock) for _, clock in timed]


def worst(times, starts):
    return max(min(abs(time - start) for start in starts) for time in times)


with tempfile.TemporaryDirectory(prefix="boyin-timing-") as folder:
    sound = pathlib.Path(folder) / "news.mp3"
    subprocess.run([BOYIN, "speak", ARTICLE, "-o", str(sound), "--transcript", "words,json"],
                   check=True, stdout=subprocess.DEVNULL)
    starts = onsets(loudest(sound))
    segments = json.loads(sound.with_suffix(".json").read_text(encoding="utf8"))["segments"]
    sentences = [round(s["startTime"] * 1000) for s in segments]
    words = words_after_marks(sound.with_suffix(".vtt").read_text(encoding="utf8"))

assert len(sentences) >= 20 and len(words) >= 20, (len(sentences), len(words))
print(f"{len(sentences)} sentences: at most {worst(sentences, starts)} ms from the onset")
print(f"{len(words)} words after a pause: at most {worst(words, starts)} ms")
assert worst(sentences, starts) <= ALLOWED_MS
assert worst(words, starts) <= ALLOWED_MS
