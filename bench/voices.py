#!/usr/bin/env python3
"""What a listener gets of each voice, on one set of sentences: the table of docs/voices.md.

usage: voices.py WORK --boyin PROGRAM --asr FOLDER --sentences FILE [--models FOLDER] [--count 100] [--seed 8]
                 [--voices anchor-f,anchor-m,boyin-m,xiaobei,yunyang]

FILE, --asr, --models and what pip must install are neural_asr.py's, and pyworld is needed too. WORK keeps sound and
transcripts, by the voice's name: remove a folder of it when the voice has changed. Columns:
  misheard   syllables in a hundred that Whisper base writes otherwise (tones not counted), with the bootstrap's 95 %
  DNSMOS     P.808, signal, background, overall
  pace       syllables a minute of the sentence, its pauses counted
  F0         10th, 50th, 90th percentile of voiced frames, Hz
  LUFS       of the speech before it is mastered, one channel
  RTF        processor seconds for each second of sound, reading, mastering and start of the program included
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import wave

import numpy as np

from neural_asr import distance, drawn, rate, readings, transcripts


def speak(args, folder, texts, voice):
    """A file for each text that is not there, and the processor's seconds for one of sound."""
    inputs = folder / "text"
    inputs.mkdir(parents=True, exist_ok=True)
    missing = [i for i in range(len(texts)) if not (folder / f"{i:04}.wav").exists()]
    for i in missing:
        (inputs / f"{i:04}.txt").write_text(texts[i] + "\n", encoding="utf8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if missing:
        subprocess.run([args.boyin, "speak", *(str(inputs / f"{i:04}.txt") for i in missing), "-o", f"{folder}/",
                        "-f", "wav", "--loudness", "none", "--cache", "none", "--jobs", "1", "--voice", voice],
                       stdout=subprocess.DEVNULL, env={**os.environ, "BOYIN_MODELS": str(args.models)})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    made = sum(len(sound(folder / f"{i:04}.wav")[0]) / RATE for i in missing if (folder / f"{i:04}.wav").exists())
    kept = folder / "rtf.json"
    if made:
        kept.write_text(json.dumps(used / made), encoding="utf8")
    return json.loads(kept.read_text(encoding="utf8"))


RATE = 24000


def sound(path):
    """Samples at RATE, and those of the file at its own."""
    import librosa
    with wave.open(str(path)) as file:
        own = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
        samples = samples.reshape(-1, file.getnchannels()).mean(1)
    return librosa.resample(samples, orig_sr=own, target_sr=RATE), samples


def pitches(samples):
    import pyworld
    samples = samples.astype(np.float64)
    f0, at = pyworld.dio(samples, RATE, f0_floor=60, f0_ceil=600)
    f0 = pyworld.stonemask(samples, f0, at, RATE)
    return f0[f0 > 0]


def opinions(samples):
    import librosa
    from speechmos import dnsmos
    said = dnsmos.run(librosa.resample(samples / max(1e-9, abs(samples).max()) * 0.7, orig_sr=RATE, target_sr=16000), 16000)
    return [said[key] for key in ("p808_mos", "sig_mos", "bak_mos", "ovrl_mos")]


def loudness(boyin, files):
    run = subprocess.run([boyin, "loudness", "--json", *map(str, files)], capture_output=True, text=True, check=True)
    return np.mean([json.loads(line)["one_channel_lufs"] for line in run.stdout.splitlines()])


def row(args, voice, texts):
    folder = args.work / voice
    used = speak(args, folder, texts, voice)
    files = [folder / f"{i:04}.wav" for i in range(len(texts))]
    if not all(file.exists() for file in files):
        raise SystemExit(f"{voice}: not all sentences were spoken")
    heard = transcripts(args, folder, len(texts))
    wanted, got = readings(args.boyin, texts)[2], readings(args.boyin, heard)[2]
    wrong = rate([(distance(a, b), len(a)) for a, b in zip(wanted, got)])
    sounds = [sound(file)[0] for file in files]
    pace = 60 * sum(map(len, wanted)) / (sum(map(len, sounds)) / RATE)
    f0 = np.percentile(np.concatenate([pitches(s) for s in sounds]), [10, 50, 90])
    mos = np.mean([opinions(s) for s in sounds], 0)
    return (f"| {voice} | %.1f [%.1f, %.1f] | %.2f / %.2f / %.2f / %.2f | {pace:.0f} | %.0f / %.0f / %.0f | "
            f"{loudness(args.boyin, files):.1f} | {used:.3f} |" % (*wrong, *mos, *f0))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--boyin", required=True)
    parser.add_argument("--models", type=pathlib.Path, default=pathlib.Path("/nonexistent"))
    parser.add_argument("--asr", type=pathlib.Path, required=True)
    parser.add_argument("--sentences", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--voices", default="anchor-f,anchor-m,boyin-m,xiaobei,yunyang")
    args = parser.parse_args()
    texts = drawn(args.sentences, args.count, args.seed)
    syllables = sum(map(len, readings(args.boyin, texts)[2]))
    print(f"{len(texts)} sentences of {args.sentences.name}, {syllables} syllables\n")
    print("| voice | misheard, % | DNSMOS P.808 / SIG / BAK / OVRL | pace | F0 10/50/90 % | LUFS | RTF |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for voice in args.voices.split(","):
        print(row(args, voice, texts), flush=True)


if __name__ == "__main__":
    main()
