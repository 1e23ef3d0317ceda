#!/usr/bin/env python3
"""Whether the service stays up, and what it gives: four runs, each with its figures.

    bench/serve_soak.py build/boyin crowd --seconds 600   1000 slow or idle connections and 200 active ones
    bench/serve_soak.py build/boyin short --requests 100000   memory over many short requests
    bench/serve_soak.py build/boyin kill --seconds 300    engine workers killed every second, under load
    bench/serve_soak.py build/boyin rate --seconds 60     speech for a second of CPU: service, batch, a chain of processes

Memory is that of the service and all its children, in MB (proportional set size).
"""
import argparse
import asyncio
import collections
import json
import os
import pathlib
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SEED = (ROOT / "seeds" / "yancheng-2017-02.txt").read_text(encoding="utf8")
SHORT = "各位听众，早上好。"


class Service:
    def __init__(self, binary, folder, *args):
        env = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        self.process = subprocess.Popen([binary, "serve", "--port", "0", *args], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, env=env)
        self.port = int(re.search(rb":(\d+)/", self.process.stderr.readline()).group(1))

    def family(self):
        """The process and all that descend from it."""
        parents = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                parents[int(pid)] = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def workers(self):
        mine = []
        for pid in self.family()[1:]:
            try:
                if b"boyin-engine" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
                    mine.append(pid)
            except OSError:
                continue
        return mine

    def memory(self):
        total = 0
        for pid in self.family():
            try:
                text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))
            except (OSError, AttributeError):
                continue
        return total / 1024

    def cpu(self):
        """Seconds of CPU of the family and of those it has buried."""
        ticks = 0
        for pid in self.family():
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += sum(map(int, fields[11:15]))
            except OSError:
                continue
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def speech(text, name="mp3"):
    body = json.dumps({"model": "tts-1", "voice": "alloy", "input": text, "response_format": name}).encode()
    return (b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body)


HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def read_reply(reader):
    """Status, length of the body, and whether it came whole."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(b" ", 2)[1])
    size = re.search(rb"content-length: (\d+)", head)
    if size:
        return status, len(await reader.readexactly(int(size.group(1))))
    length = 0
    while part := int(await reader.readline(), 16):
        await reader.readexactly(part)
        length += part
        await reader.readexactly(2)
    await reader.readexactly(2)
    return status, length


async def talk(port, request, until, count, lengths=None):
    """One connection that asks again and again."""
    reader = writer = None
    while time.monotonic() < until:
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            status, length = await read_reply(reader)
            count[status] += 1
            if lengths is not None and status == 200:
                lengths.append(length)
            if status == 429:
                await asyncio.sleep(1)
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:  # ValueError: cut in its middle
            count[type(error).__name__] += 1
            if writer is not None:
                writer.close()
            writer = None
            await asyncio.sleep(0.1)
    if writer is not None:
        writer.close()


async def linger(port, kind, until):
    """A connection that takes its time: says nothing, half of a head, or reads a crumb a second."""
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            if kind == 1:
                for byte in HEALTH:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(1)
                    if time.monotonic() > until:
                        break
            elif kind == 2:
                writer.write(speech(SHORT))
                while time.monotonic() < until and await reader.read(200):
                    await asyncio.sleep(1)
            else:
                await reader.read(1)
            writer.close()
        except OSError:
            await asyncio.sleep(1)


async def ask_health(port, until, times):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        start = time.perf_counter()
        writer.write(HEALTH)
        await read_reply(reader)
        times.append((time.perf_counter() - start) * 1000)
        await asyncio.sleep(0.02)
    writer.close()


async def watch(service, until, seen, every=2):
    while time.monotonic() < until:
        seen.append(service.memory())
        await asyncio.sleep(every)


async def crowd(service, options):
    until = time.monotonic() + options.seconds
    count, times, memory = collections.Counter(), [], []
    start = service.memory()
    await asyncio.gather(*(linger(service.port, i % 3, until) for i in range(1000)),
                         *(talk(service.port, speech(SHORT * (1 + i % 4)), until, count) for i in range(200)),
                         ask_health(service.port, until, times), watch(service, until, memory))
    times.sort()
    print(f"crowd, {options.seconds} s: replies {dict(count)}; memory {start:.0f} MB before, at most {max(memory):.0f}, "
          f"at the end {memory[-1]:.0f}; /healthz median {statistics.median(times):.1f} ms, "
          f"p99 {times[int(len(times) * 0.99) - 1]:.1f} ms of {len(times)}")


async def short(service, options):
    left = iter(range(options.requests))
    seen = []

    async def client():
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        for i in left:
            if i % max(1, options.requests // 20) == 0:
                seen.append((i, service.memory()))
            writer.write(speech(SHORT, "pcm"))
            status, _ = await read_reply(reader)
            if status != 200:
                raise RuntimeError(status)
        writer.close()
    await asyncio.gather(*(client() for _ in range(8)))
    seen.append((options.requests, service.memory()))
    print(f"short, {options.requests} requests: memory in MB")
    most = max(m for _, m in seen)
    for i, megabytes in seen:
        print(f"{i:7} {megabytes:7.1f} {'#' * round(50 * megabytes / most)}")


async def kill(service, options):
    until = time.monotonic() + options.seconds
    count, lengths, killed = collections.Counter(), [], 0
    load = [asyncio.create_task(talk(service.port, speech(SHORT * 10, "pcm"), until, count, lengths)) for _ in range(6)]
    while time.monotonic() < until:
        for pid in service.workers():
            try:
                os.kill(pid, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
        await asyncio.sleep(1)
    await asyncio.gather(*load)
    print(f"kill, {options.seconds} s: {killed} workers killed, replies {dict(count)}, "
          f"lengths {dict(collections.Counter(lengths))}")


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def rate(service, options):
    """Seconds of speech for each second of CPU."""
    await asyncio.sleep(1)
    count, lengths = collections.Counter(), []
    before, until = service.cpu(), time.monotonic() + options.seconds
    await asyncio.gather(*(talk(service.port, speech(SEED), until, count, lengths) for _ in range(2)))
    spoken = sum(lengths) / 8000  # 64 kbit/s
    used = service.cpu() - before
    print(f"service: {spoken:.0f} s of speech, {used:.1f} s of CPU: {spoken / used:.0f} times real time; {dict(count)}")
    with tempfile.TemporaryDirectory() as folder:
        many = pathlib.Path(folder, "in")
        many.mkdir()
        for i in range(len(lengths)):
            (many / f"{i}.txt").write_text(SEED)
        before = children_cpu()
        subprocess.run([options.binary, "batch", many, "-o", f"{folder}/out", "--sample-rate", "24000", "--bitrate", "64"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        batch = children_cpu() - before
        print(f"batch, mastered, {len(lengths)} articles: {batch:.1f} s of CPU: {spoken / batch:.0f} times real time")
        before, seconds = children_cpu(), 0
        for _ in range(4):
            chain = (f"espeak-ng -v cmn-latn-pinyin -s 200 --stdout -f {folder}/pinyin.txt | "
                     f"ffmpeg -v error -y -i - -ac 1 -ar 24000 -b:a 64k {folder}/chain.mp3")
            pinyin = subprocess.run([options.binary, "pinyin"], input=SEED, capture_output=True, text=True, check=True).stdout
            pathlib.Path(folder, "pinyin.txt").write_text(pinyin)
            subprocess.run(["sh", "-c", chain], check=True, stderr=subprocess.DEVNULL)
            seconds += os.path.getsize(f"{folder}/chain.mp3") / 8000
        used = children_cpu() - before
        print(f"espeak-ng | ffmpeg for each request: {seconds:.0f} s of speech, {used:.1f} s of CPU: {seconds / used:.0f} times real time")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("run", choices=["crowd", "short", "kill", "rate"])
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--requests", type=int, default=100_000)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory() as folder:
        service = Service(options.binary, folder)
        try:
            asyncio.run({"crowd": crowd, "short": short, "kill": kill, "rate": rate}[options.run](service, options))
        finally:
            service.stop()


if __name__ == "__main__":
    sys.exit(main())
