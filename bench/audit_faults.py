#!/usr/bin/env python3
"""How many planted faults `boyin audit` finds in boyin's own sound, and how often it cries without one.

usage: audit_faults.py WORK --boyin PROGRAM [--voices anchor-f,boyin-f,boyin-m] [--faults 200] [--seed 1]
                       [--option WORD …] ARTICLE…

Every article is spoken by every voice (--bundle, words in VTT). A copy is made for each set of faults: some of
its sentences, never neighbours, get one each, drawn by the seed: a word cut out (dropped), said twice (doubled),
replaced by another word of about its length out of the same file (wrong), a crack of one to four samples
(click), the last third to two thirds of the sentence gone (truncated). What a fault takes away or adds moves
the times in the report as an engine's would, so that the report stays true but for the fault. The copy is
encoded again by ffmpeg, as MP3 of the same bit rate, and audited. A fault is found where its sentence has a
finding; a finding in a sentence without a fault is a false alarm. --option hands words on to boyin audit
(--option=--beside=none: by the sound alone). Needs nothing but the standard library and ffmpeg.
"""
import argparse
import array
import collections
import json
import pathlib
import random
import re
import subprocess

KINDS = ("dropped", "doubled", "wrong", "click", "truncated")
RATE = 44100


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)


def samples_of(sound):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(sound), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"],
                         check=True, capture_output=True).stdout
    return array.array("h", raw)


def encode(samples, path):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-",
                    "-b:a", "96k", str(path)], input=samples.tobytes(), check=True)


def seconds(text):
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def words_of(vtt):
    """(begin, end, text) of every word, in seconds."""
    words = []
    time = r"\d\d:\d\d:\d\d\.\d+"
    for cue in re.finditer(rf"({time}) --> ({time})\n((?:.+\n?)+)", vtt.read_text(encoding="utf8")):
        text = re.sub(r"<v [^>]*>", "", cue[3]).replace("\n", "")
        times = [cue[1], *re.findall(rf"<({time})>", text), cue[2]]
        parts = re.split(rf"<{time}>", text)
        words += [(seconds(a), seconds(b), part) for a, b, part in zip(times, times[1:], parts)]
    return words


def joined(*pieces):
    """Pieces of sound, 4 ms of crossfade at each seam."""
    whole = array.array("h", pieces[0])
    for piece in pieces[1:]:
        fade = min(RATE * 4 // 1000, len(whole), len(piece))
        tail = len(whole) - fade
        for i in range(fade):
            whole[tail + i] = (whole[tail + i] * (fade - i) + piece[i] * i) // max(1, fade)
        whole.extend(piece[fade:])
    return whole


def loud_part(samples, begin, end):
    """A word's own sound: without the pause behind it."""
    step = RATE // 100
    levels = [max(map(abs, samples[at:at + step]), default=0) for at in range(begin, end, step)]
    loud = [i for i, level in enumerate(levels) if level > 600]
    if not loud:
        return begin, begin
    return begin + loud[0] * step, min(end, begin + (loud[-1] + 1) * step)


def plant(kind, samples, sentence, words, rng):
    """The sentence's samples with the fault, or nothing where it has no place for one."""
    begin, end = sentence
    own = [loud_part(samples, b, e) for b, e, _ in words if begin < b and e < end]
    own = [(b, e) for b, e in own if 0.12 * RATE < e - b < 0.8 * RATE]
    if not own:
        return None
    b, e = rng.choice(own)
    if kind == "dropped":
        return joined(samples[begin:b], samples[e:end])
    if kind == "doubled":
        return joined(samples[begin:e], samples[b:end])
    if kind == "wrong":
        text = {w[2] for w in words if w[0] <= b < w[1]}
        others = [loud_part(samples, x, y) for x, y, t in rng.sample(words, min(60, len(words))) if t not in text]
        others = [(x, y) for x, y in others if y > x and abs((y - x) - (e - b)) < 0.06 * RATE]
        if not others:
            return None
        x, y = rng.choice(others)
        return joined(samples[begin:b], samples[x:y], samples[e:end])
    if kind == "click":
        whole = array.array("h", samples[begin:end])
        at = rng.randrange(RATE // 10, len(whole) - RATE // 10)
        height = int(rng.uniform(0.15, 0.7) * 32767) * rng.choice((1, -1))
        for i in range(rng.randint(1, 4)):
            whole[at + i] = max(-32768, min(32767, whole[at + i] + height))
        return whole
    keep = int((end - begin) * rng.uniform(1 / 3, 2 / 3))
    return joined(samples[begin:begin + keep], array.array("h", bytes(2 * RATE // 250)))[:keep]


def faulty(samples, report, words, places, rng):
    """The whole with faults, its report with the times moved."""
    report = json.loads(json.dumps(report))
    out = array.array("h")
    at = 0
    planted = {}
    for i, sentence in enumerate(report["sentences"]):
        begin, end = (int(sentence[key] * RATE) for key in ("start_s", "end_s"))
        out.extend(samples[at:begin])
        piece = samples[begin:end]
        if i in places:
            changed = plant(places[i], samples, (begin, end), words, rng)
            if changed is not None:
                piece = changed
                planted[i] = places[i]
        sentence["start_s"] = round(len(out) / RATE, 3)
        out.extend(piece)
        sentence["end_s"] = round(len(out) / RATE, 3)
        at = end
    out.extend(samples[at:])
    return out, report, planted


def audited(boyin, sound, extra=()):
    result = subprocess.run([str(boyin), "audit", str(sound), "--json", *extra], capture_output=True, text=True)
    if result.returncode not in (0, 8):
        raise SystemExit(result.stderr)
    return json.loads(result.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("articles", nargs="+", type=pathlib.Path)
    parser.add_argument("--boyin", required=True, type=pathlib.Path)
    parser.add_argument("--voices", default="anchor-f,boyin-f,boyin-m")
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--option", action="append", default=[], help="one more word for boyin audit")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    found, planted, checks = collections.Counter(), collections.Counter(), collections.Counter()
    alarms = clean = 0
    sources = [(article, voice) for article in args.articles for voice in args.voices.split(",")]
    for article, voice in sources:
        folder = args.work / f"{article.stem}-{voice}"
        if not (folder / "s.report.json").exists():
            folder.mkdir(parents=True, exist_ok=True)
            run(args.boyin, "speak", article, "-o", folder / "s.mp3", "--voice", voice, "--transcript", "words,report")
        result = audited(args.boyin, folder / "s.mp3", args.option)
        clean += result["sentences"]
        alarms += result["flagged"]
        for finding in result["findings"]:
            print(f"  false: {voice} {finding['check']} {finding['start_s']} {finding['value']} {finding['words']}")
    clean_faulty = 0
    turn = 0
    while sum(planted.values()) < args.faults:
        article, voice = sources[turn % len(sources)]
        turn += 1
        folder = args.work / f"{article.stem}-{voice}"
        report = json.loads((folder / "s.report.json").read_text(encoding="utf8"))
        samples, words = samples_of(folder / "s.mp3"), []
        words = [(int(b * RATE), int(e * RATE), t) for b, e, t in words_of(folder / "s.vtt")]
        count = len(report["sentences"])
        picks = [i for i in range(rng.randrange(3), count, 3)]
        left = args.faults - sum(planted.values())
        picks = sorted(rng.sample(picks, min(len(picks), left)))
        places = {i: KINDS[(sum(planted.values()) + n) % len(KINDS)] for n, i in enumerate(picks)}
        sound, changed, here = faulty(samples, report, words, places, rng)
        encode(sound, folder / "f.mp3")
        (folder / "f.report.json").write_text(json.dumps(changed, ensure_ascii=False), encoding="utf8")
        result = audited(args.boyin, folder / "f.mp3", args.option)
        flagged = collections.defaultdict(set)
        for finding in result["findings"]:
            flagged[finding["sentence"]].add(finding["check"])
        for i, kind in here.items():
            planted[kind] += 1
            found[kind] += i in flagged
            for check in flagged.get(i, ()):
                checks[kind, check] += 1
            if args.verbose and i not in flagged:
                print(f"  missed: {voice} {kind} {changed['sentences'][i]['start_s']}")
        clean_faulty += sum(1 for i in range(count) if i not in here)
        wrongly = [i for i in flagged if i not in here]
        alarms += len(wrongly)
        for i in wrongly:
            print(f"  false: {voice} {sorted(flagged[i])} {changed['sentences'][i]['start_s']}")
    for kind in KINDS:
        by = ", ".join(f"{check} {n}" for (k, check), n in sorted(checks.items()) if k == kind)
        print(f"{kind:<10} {found[kind]:>3} of {planted[kind]:>3}   {by}")
    print(f"all        {sum(found.values()):>3} of {sum(planted.values()):>3}")
    print(f"false alarms: {alarms} in {clean + clean_faulty} sentences without a fault")


if __name__ == "__main__":
    main()
