#!/usr/bin/env python3
"""How long until 0.2 s of sound that can be decoded has arrived, and how long from start to ready.

    bench/serve_latency.py build/boyin [--flight 10] [--requests 100] [--format mp3,wav,…] [--leave]

A text of 2000 characters (the seed article's beginning). Each of `flight` clients asks again as soon as its
reply has ended; with --leave it goes after the first sound, so that first sounds alone are measured.
"""
import argparse
import asyncio
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
WANTED_S = 0.2


def first_sound(name, body):
    """Whether `body` holds 0.2 s of sound, without what the codec puts before it."""
    if name in ("pcm", "wav"):
        return len(body) >= (44 if name == "wav" else 0) + WANTED_S * 48000
    if name == "mp3":  # frames of 192 bytes, 576 samples at 24 kHz; LAME begins 1105 samples early
        return len(body) // 192 * 576 >= 1105 + WANTED_S * 24000
    if name == "opus":  # the granule position of the last whole page, at 48 kHz, 312 samples early
        at = body.rfind(b"OggS")
        whole = at >= 0 and len(body) >= at + 27 and len(body) >= at + 27 + body[at + 26] + sum(body[at + 27:at + 27 + body[at + 26]])
        if not whole:
            at = body.rfind(b"OggS", 0, at) if at > 0 else -1
        return at >= 0 and int.from_bytes(body[at + 6:at + 14], "little", signed=True) >= 312 + WANTED_S * 48000
    if name == "aac":  # ADTS frames of 1024 samples; the encoder begins 1024 early
        at = frames = 0
        while at + 7 <= len(body):
            size = (body[at + 3] & 3) << 11 | body[at + 4] << 3 | body[at + 5] >> 5
            frames += at + size <= len(body)
            at += size
        return frames * 1024 >= 1024 + WANTED_S * 24000
    if name == "flac":  # after the last whole frame comes the sync code of the next
        starts = [m.start() for m in re.finditer(rb"\xff\xf8", body)]
        return any(flac_begin(body[at:at + 16]) >= WANTED_S * 24000 for at in starts[1:])
    raise ValueError(name)


def flac_begin(head):
    """The first sample of a frame of fixed block size, or 0 where this is none."""
    size = {1: 192, **{n: 576 << n - 2 for n in range(2, 6)}, **{n: 256 << n - 8 for n in range(8, 16)}}
    if len(head) < 16 or head[2] >> 4 not in size:
        return 0
    number, end = head[4], 5  # coded as UTF-8 is
    if number >= 0x80:
        more = 1 if number < 0xE0 else 2
        number &= 0x1F if more == 1 else 0x0F
        for byte in head[5:5 + more]:
            number = number << 6 | byte & 0x3F
        end += more
    end += {12: 1, 13: 2, 14: 2}.get(head[2] & 15, 0)
    crc = 0
    for byte in head[:end]:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ (0x107 if crc & 0x80 else 0)) & 0xFF
    if crc != head[end]:
        return 0
    return number * size[head[2] >> 4]


async def read_body(reader):
    """The pieces of a chunked body."""
    while size := int(await reader.readline(), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)


async def ask(port, text, name, leave):
    """Milliseconds until the first sound."""
    body = json.dumps({"model": "tts-1", "voice": "alloy", "input": text, "response_format": name}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    start = time.perf_counter()
    writer.write(b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                 b"Content-Length: %d\r\n\r\n" % len(body) + body)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    got = b""
    took = None
    async for piece in read_body(reader):
        if took is None:
            got += piece
            if first_sound(name, got):
                took = (time.perf_counter() - start) * 1000
                if leave:
                    break
    writer.close()
    return took


async def run(port, text, name, flight, requests, leave):
    left = iter(range(requests))
    times = []

    async def client():
        for _ in left:
            times.append(await ask(port, text, name, leave))
    await asyncio.gather(*(client() for _ in range(flight)))
    return times


def settle(port):
    """Waits until nothing is left of those who went: their last sentences would be in the way of the next."""
    for _ in range(600):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
            if "boyin_active_readings 0\n" in reply.read().decode():
                return
        time.sleep(0.1)


def start(binary, folder):
    """The service, its port, and milliseconds until it was ready."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": folder}
    begin = time.perf_counter()
    process = subprocess.Popen([binary, "serve", "--port", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    port = int(re.search(rb":(\d+)/", process.stderr.readline()).group(1))
    listening = (time.perf_counter() - begin) * 1000

    async def ready():
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            reply = await reader.read()
            writer.close()
            if reply.startswith(b"HTTP/1.1 200"):
                return
            await asyncio.sleep(0.002)
    asyncio.run(ready())
    return process, port, listening, (time.perf_counter() - begin) * 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--flight", type=int, default=10)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--format", default="mp3,wav,pcm,opus,aac,flac")
    parser.add_argument("--leave", action="store_true")
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    text = (ROOT / "seeds" / "yancheng-2017-02.txt").read_text(encoding="utf8")[:2000]
    with tempfile.TemporaryDirectory() as folder:
        colds = []
        for _ in range(options.starts):
            process, port, listening, cold = start(options.binary, folder)
            colds.append(cold)
            process.terminate()
            process.wait()
        print(f"cold start to ready: median {statistics.median(colds):.0f} ms, worst {max(colds):.0f} ms of {len(colds)}")
        process, port, _, _ = start(options.binary, folder)
        for name in options.format.split(","):
            asyncio.run(run(port, text, name, 2, 4, True))  # warm
            for flight in sorted({1, options.flight}):
                settle(port)
                times = sorted(asyncio.run(run(port, text, name, flight, options.requests, options.leave)))
                print(f"{name}, {flight} in flight, {len(times)} requests: median {statistics.median(times):.1f} ms, "
                      f"p99 {times[int(len(times) * 0.99) - 1]:.1f} ms, worst {times[-1]:.1f} ms", flush=True)
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
