#!/usr/bin/env python3
"""How soon the service begins to speak with a neural voice, and whether it ever falls silent.

usage: neural_first_sound.py BOYIN SENTENCES [--models FOLDER] [--voice NAME] [--count N] [--lines N]

SENTENCES holds a sentence a line; each of --count texts takes --lines of them that were not spoken before.
One listener at a time, the service idle and warm. Given for each text: seconds until 0.2 s of PCM has
arrived, and how long one who plays it as it comes would have waited in all for what comes too late
("stalls"). The first sentence of a text decides the first figure, so its syllables are shown.
"""
import argparse
import http.client
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

RATE = 24000 * 2  # bytes of PCM a second


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    reply = connection.getresponse()
    return reply.status, reply.read().decode()


def wait_until(port, process, ready):
    while True:
        if process.poll() is not None:
            sys.exit("the service has ended")
        try:
            if ready(*get(port, "/readyz"), get(port, "/metrics")[1]):
                return
        except OSError:
            pass
        time.sleep(0.1)


def listen(port, voice, text):
    """Seconds to the first 0.2 s, of stalls, of sound."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    began = time.monotonic()
    connection.request("POST", "/v1/audio/speech",
                       json.dumps({"model": "tts-1", "voice": voice, "input": text, "response_format": "pcm"}),
                       {"Content-Type": "application/json"})
    reply = connection.getresponse()
    if reply.status != 200:
        sys.exit(f"status {reply.status}: {reply.read().decode()}")
    got, first, heard_until, stalls = 0, None, None, 0.0
    while piece := reply.read1(65536):
        got += len(piece)
        now = time.monotonic()
        if first is None and got >= RATE * 0.2:
            first, heard_until = now - began, now
            heard_until += got / RATE
        elif first is not None:
            stalls += max(0.0, now - heard_until)
            heard_until = max(heard_until, now) + len(piece) / RATE
    return first, stalls, got / RATE


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("boyin")
    parser.add_argument("sentences", type=pathlib.Path)
    parser.add_argument("--models", default=str(pathlib.Path.home() / ".local/share/boyin/models"))
    parser.add_argument("--voice", default="xiaobei")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--lines", type=int, default=6)
    args = parser.parse_args()
    lines = [line.strip() for line in args.sentences.read_text(encoding="utf8").splitlines() if line.strip()]
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        service = subprocess.Popen([args.boyin, "serve", "--port", str(port)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL,
                                   env={**os.environ, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home,
                                        "XDG_STATE_HOME": home, "BOYIN_MODELS": args.models})
        try:
            wait_until(port, service, lambda status, _, __: status == 200)
            listen(port, args.voice, "各位听众，早上好。今天的节目就要开始了，请不要走开。欢迎收听。")
            firsts, stalls = [], []
            for k in range(args.count):
                wait_until(port, service, lambda _, __, metrics: "boyin_active_readings 0\n" in metrics)
                time.sleep(0.5)
                text = "".join(lines[k * args.lines:(k + 1) * args.lines])
                first, stall, sound = listen(port, args.voice, text)
                firsts.append(first)
                stalls.append(stall)
                print(f"{first:6.2f} s  stalls {stall:5.2f} s  sound {sound:6.1f} s  {text[:24]}", flush=True)
            print(f"first sound: median {statistics.median(firsts):.2f} s, worst {max(firsts):.2f} s, "
                  f"over 1.5 s: {sum(f > 1.5 for f in firsts)} of {len(firsts)}")
            print(f"stalls: {sum(s > 0.05 for s in stalls)} of {len(stalls)} texts, worst {max(stalls):.2f} s")
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait()


main()
