#!/usr/bin/env python3
"""boyin's neural voice against kokoro-onnx: the same network, speaker, phonemes' language and two cores.

usage: neural_speed.py --boyin PROGRAM --models FOLDER --article FILE [--sentences FILE] [--count N]
                       [--rounds N] [--network FILE]

Needs (pip, outside the tree): kokoro-onnx, misaki[zh]. --models is where `boyin voices install kokoro`
put the network. Sentence by sentence the two take turns, so that a busy machine is as busy for one as for
the other; the article is then read whole by each, in turns too. Times are seconds of wall clock and of
processor, and seconds of computing for a second of sound (RTF), since the two speak at different paces.

--sentences: PROGRAM's neighbour bench_neural_sentences (BOYIN_BENCH=ON) speaks them one by one.
"""
import argparse
import os
import pathlib
import re
import resource
import statistics
import subprocess
import tempfile
import time
import wave

import numpy as np

SPEAKER, VOICE = "zf_xiaobei", "xiaobei"


class Peer:
    """kokoro-onnx as its documentation uses it, with the phonemes of misaki."""

    def __init__(self, network, speaker_file, threads=0):
        import onnxruntime
        from kokoro_onnx import Kokoro
        from misaki.zh import ZHG2P
        self.folder = tempfile.TemporaryDirectory()
        voices = pathlib.Path(self.folder.name) / "voices.npz"
        np.savez(voices, **{SPEAKER: np.fromfile(speaker_file, dtype=np.float32).reshape(-1, 1, 256)})
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
        self.engine = Kokoro.from_session(session, str(voices))
        self.front = ZHG2P()

    def speak(self, text):
        """Seconds of sound."""
        phonemes = self.front(text)[0]
        samples, rate = self.engine.create(phonemes, voice=SPEAKER, is_phonemes=True)
        return len(samples) / rate


def timed(work):
    wall, cpu = time.monotonic(), sum(os.times()[:4])
    sound = work()
    return time.monotonic() - wall, sum(os.times()[:4]) - cpu, sound


def report(name, runs):
    wall, cpu, sound = (sum(run[i] for run in runs) for i in range(3))
    print(f"{name:<34} wall {wall:7.1f} s  cpu {cpu:7.1f} s  sound {sound:7.1f} s  "
          f"RTF wall {wall / sound:.3f}  cpu {cpu / sound:.3f}", flush=True)
    return wall / sound, cpu / sound


def spoken_by_boyin(args, path, jobs):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.wav"
        subprocess.run([args.boyin, "speak", str(path), "-o", str(out), "--voice", VOICE, "--jobs", str(jobs),
                        "--loudness", "none", "--cache", "none"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "BOYIN_MODELS": str(args.models)})
        with wave.open(str(out)) as sound:
            return sound.getnframes() / sound.getframerate()


def by_sentence(args, peer):
    """Both one sentence at a time, in turns; boyin's engine is one process that is open already."""
    lines = [line for line in args.sentences.read_text(encoding="utf8").splitlines() if line][:args.count]
    with tempfile.TemporaryDirectory() as folder:
        feed = pathlib.Path(folder) / "feed"
        os.mkfifo(feed)
        ours = subprocess.Popen([pathlib.Path(args.boyin).parent / "bench_neural_sentences", args.models,
                                 VOICE, feed, "1000000", str(os.cpu_count())], stdout=subprocess.PIPE, text=True)
        with feed.open("w", encoding="utf8") as pipe:
            head = ours.stdout.readline().split("\t")
            rows = []
            for line in lines:
                pipe.write(line + "\n")
                pipe.flush()
                row = dict(zip(head, ours.stdout.readline().split("\t")))
                rows.append((tuple(float(row[key]) for key in ("wall_s", "cpu_s", "seconds")),
                             timed(lambda line=line: peer.speak(line))))
        ours.wait()
    boyin_rtf = report(f"boyin, {len(rows)} sentences, one process", [ours for ours, _ in rows])
    peer_rtf = report("kokoro-onnx, the same", [theirs for _, theirs in rows])
    ratios = [theirs[1] / theirs[2] / (ours[1] / ours[2]) for ours, theirs in rows]
    print(f"sentence by sentence kokoro-onnx takes {statistics.median(ratios):.2f} times boyin's processor "
          f"time for a second of sound (least {min(ratios):.2f}); wall in all {peer_rtf[0] / boyin_rtf[0]:.2f}")


def by_article(args, peer, one_thread):
    text = args.article.read_text(encoding="utf8")
    lines = [line for line in text.splitlines() if re.search(r"[\u4e00-\u9fff]", line)]
    peers = {"kokoro-onnx, its own threads": peer, "kokoro-onnx, one thread": one_thread}
    runs = {name: [] for name in ("boyin --jobs 2", "boyin --jobs 1", *peers)}
    for _ in range(args.rounds):
        for jobs in (2, 1):
            runs[f"boyin --jobs {jobs}"].append(timed(lambda jobs=jobs: spoken_by_boyin(args, args.article, jobs)))
        for name, other in peers.items():
            runs[name].append(timed(lambda other=other: sum(other.speak(line) for line in lines)))
    rtf = {name: report(name, taken)[0] for name, taken in runs.items()}
    print(f"a whole article: boyin --jobs 2 is {rtf['kokoro-onnx, its own threads'] / rtf['boyin --jobs 2']:.2f} "
          f"times as fast as kokoro-onnx")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--boyin", required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--article", type=pathlib.Path)
    parser.add_argument("--sentences", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--network", type=pathlib.Path, help="another export, for the peer alone (fp32)")
    args = parser.parse_args()
    kokoro = args.models / "kokoro"
    peer, one_thread = (Peer(args.network or kokoro / "model.onnx", kokoro / "voices" / f"{SPEAKER}.bin",
                             threads) for threads in (0, 1))
    peer.speak("你好。")
    if args.sentences:
        by_sentence(args, peer)
    if args.article:
        by_article(args, peer, one_thread)
    print(f"children's largest resident set {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000:.0f} MB")


main()
