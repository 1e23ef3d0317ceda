#!/usr/bin/env python3
"""Whether the service stays up, and what it gives: six runs, each with its figures.

    bench/serve_soak.py build/boyin crowd --seconds 600   1000 slow or idle connections and 200 active ones
    bench/serve_soak.py build/boyin short --requests 100000   memory over many short requests
    bench/serve_soak.py build/boyin kill --seconds 300    engine workers killed every second, under load
    bench/serve_soak.py build/boyin listen --seconds 1800   1000 listeners at exactly playing speed: 950 of an episode,
                                                            50 of speech made as they listen
    bench/serve_soak.py build/boyin uploads --requests 10000   hostile documents, and small requests beside them
    bench/serve_soak.py build/boyin rate --seconds 60     speech for a second of CPU: service, batch, a chain of processes

Memory is that of the service and all its children, in MB (proportional set size).
"""
import argparse
import asyncio
import collections
import io
import json
import os
import pathlib
import random
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

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


BYTES_PER_SECOND = 8000  # MP3 of 64 kbit/s
EPISODE = "episode.mp3"


def make_episodes(binary, folder, seconds):
    """A folder of one episode, at least so long."""
    folder.mkdir()
    (folder / "text.txt").write_text(SEED * (seconds // 400 + 1), encoding="utf8")
    subprocess.run([binary, "speak", folder / "text.txt", "-o", folder / EPISODE, "--sample-rate", "24000", "--bitrate",
                    "64", "--voice", "anchor-f"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def slow_connection(port):
    """A connection whose window is small: what was not heard is not acknowledged."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
    return await asyncio.open_connection(sock=sock, limit=2 * BYTES_PER_SECOND)


async def hear(port, i, request, seconds, result):
    """Takes `seconds` of sound, each second of it in a second, and never more."""
    await asyncio.sleep(i % 100 / 10)
    reader, writer = await slow_connection(port)
    heard = 0
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            result[head.split(b"\r\n", 1)[0].decode()] += 1
            return
        start = time.monotonic()
        while heard < seconds * BYTES_PER_SECOND:
            await asyncio.sleep(max(0.0, start + heard / BYTES_PER_SECOND + 2 - time.monotonic()))
            heard += len(await reader.readexactly(2 * BYTES_PER_SECOND))
            late = time.monotonic() - start - heard / BYTES_PER_SECOND
            result["most late, s"] = max(result["most late, s"], round(late, 1))
        result["heard to the end"] += 1
    except (OSError, asyncio.IncompleteReadError) as error:
        result[f"cut ({type(error).__name__})"] += 1
        result["first cut after, s"] = min(result["first cut after, s"] or seconds, heard // BYTES_PER_SECOND)
    finally:
        writer.close()


async def listen(service, options):
    get = f"GET /episodes/{EPISODE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    live = speech(SEED * (options.seconds // 400 + 1))
    results = {"episode": collections.Counter(), "speech": collections.Counter()}
    memory, times, until = [], [], time.monotonic() + options.seconds
    before = service.memory()
    # Behind the proxy that is trusted, each has an address of its own.
    requests = [live.replace(b"\r\n", b"\r\nX-Forwarded-For: 10.0.0.%d\r\n" % i, 1) for i in range(50)]
    await asyncio.gather(*(hear(service.port, i, get, options.seconds, results["episode"]) for i in range(950)),
                         *(hear(service.port, i, request, options.seconds, results["speech"])
                           for i, request in enumerate(requests)),
                         ask_health(service.port, until, times), watch(service, until, memory, 10))
    times.sort()
    print(f"listen, {options.seconds} s: {({name: dict(result) for name, result in results.items()})}; memory "
          f"{before:.0f} MB before, at most {max(memory):.0f}; /healthz p99 {times[int(len(times) * 0.99) - 1]:.1f} ms")


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def hostile_documents():
    """Names and bytes of documents that mean harm, one of each kind; cheap to send, dear to read."""
    rng = random.Random(8)
    noise = rng.randbytes(200_000)
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "文" * 100}">' for i in range(12))
    return [("deep.html", b"<div>" * 200_000),
            ("tables.html", b"<table><tr><td>" * 50_000),
            ("attributes.html", b"<p " + b" ".join(b"a%d=1" % i for i in range(60_000)) + b">x"),
            ("unclosed.html", b"<!--" + b"<" * 400_000),
            ("laughs.xml", f"<!DOCTYPE x [{entities}]><x>&e11;</x>".encode()),
            ("laughs.fb2", f"<!DOCTYPE x [{entities}]><FictionBook>&e11;</FictionBook>".encode()),
            ("bomb.docx", zipped({"word/document.xml": b"\0" * 80_000_000})),
            ("bomb.epub", zipped({"META-INF/container.xml": b"<a>" * 4_000_000})),
            ("climb.epub", zipped({"../../etc/passwd": b"x", "META-INF/container.xml": b"<container/>"})),
            ("noise.pdf", b"%PDF-1.7\n" + noise), ("noise.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise),
            ("noise.docx", b"PK\3\4" + noise), ("groups.rtf", b"{\\rtf1" + b"{" * 300_000),
            ("noise.txt", noise), ("digits.txt", b"9" * 300_000), ("marks.md", b"[" * 100_000 + b"*_" * 100_000),
            ("parts.eml", b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 80_000)]


async def upload(port, left, documents, count):
    reader = writer = None
    for i in left:
        name, data = documents[i % len(documents)]
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nX-Filename: {name}\r\n"
                         f"Content-Type: application/octet-stream\r\n"
                         f"Content-Length: {len(data)}\r\n\r\n".encode() + data)
            await writer.drain()
            status, _ = await read_reply(reader)
            count[f"{name} {status}"] += 1
            if status in (429, 503):
                await asyncio.sleep(1)
        except (OSError, asyncio.IncompleteReadError) as error:
            count[f"{name} {type(error).__name__}"] += 1
            writer = None


async def ask_small(port, busy, times):
    """Small requests of an ordinary kind, one after another, until nothing is busy any more."""
    body = json.dumps({"text": "2016年度增长3.5%。"}).encode()
    request = (b"POST /normalise HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               b"Content-Length: %d\r\n\r\n" % len(body) + body)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while not busy.done():
        start = time.perf_counter()
        writer.write(request)
        status, _ = await read_reply(reader)
        if status != 200:
            raise RuntimeError(status)
        times.append((time.perf_counter() - start) * 1000)
        await asyncio.sleep(0.05)
    writer.close()


async def uploads(service, options):
    documents, count, times, memory = hostile_documents(), collections.Counter(), [], []
    left, before = iter(range(options.requests)), service.memory()
    busy = asyncio.gather(*(upload(service.port, left, documents, count) for _ in range(8)))
    seen = asyncio.create_task(watch(service, time.monotonic() + 86400, memory))
    await asyncio.gather(busy, ask_small(service.port, busy, times))
    seen.cancel()
    times.sort()
    print(f"uploads, {options.requests}: memory {before:.0f} MB before, at most {max(memory):.0f}, at the end {memory[-1]:.0f}; "
          f"/normalise beside them: median {statistics.median(times):.1f} ms, p99 {times[int(len(times) * 0.99) - 1]:.1f} ms "
          f"of {len(times)}")
    for line, times_seen in sorted(count.items()):
        print(f"  {line}: {times_seen}")


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
    runs = {"crowd": crowd, "short": short, "kill": kill, "listen": listen, "uploads": uploads, "rate": rate}
    parser.add_argument("run", choices=runs)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--requests", type=int, default=100_000)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory() as folder:
        episodes = pathlib.Path(folder, "episodes")
        if options.run == "listen":
            make_episodes(options.binary, episodes, options.seconds)
        given = ["--trust-proxy", "127.0.0.1", "--episodes", episodes] if options.run == "listen" else []
        service = Service(options.binary, folder, *given)
        try:
            asyncio.run(runs[options.run](service, options))
        finally:
            service.stop()


if __name__ == "__main__":
    sys.exit(main())
