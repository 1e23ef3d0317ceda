"""Runs one small batch, one bulletin and one served job with one failing call in each run, and says what broke a law.

A run ends by itself: with success and every output as it is without a fault, or with a status and a message; never by
a signal, never with an output that is half or wrong, and the same again without a fault succeeds."""
import contextlib
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "server"))
from service import BOYIN, Service  # noqa: E402

LIBRARY = pathlib.Path(BOYIN).parent / "boyin_fault.so"
KINDS = ("write", "fsync", "rename", "fork", "mmap", "new")
PROGRAMS = ("boyin-studio", "boyin-engine")
ARTICLES = {"a": "今天多云。气温23℃。", "b": "第二条新闻。"}
RUNDOWN = 'title = "早间"\n[[item]]\ntext = "今天多云。"\n[[item]]\ntext = "明天有雨。"\n'
PLAIN = {"LC_ALL": "C.UTF-8", "BOYIN_CACHE": "none"}


class Fault:
    """The environment of a run, and what the library counted in it."""

    NAMES = ("LD_PRELOAD", "FAULT_PROGRAM", "FAULT_KIND", "FAULT_AT", "FAULT_COUNTS")

    def __init__(self, folder, program, kind="", at=0):
        self.counts = folder / "counts"
        self.counts.write_bytes(bytes(4096))
        values = (LIBRARY, program, kind, at, self.counts)
        self.environment = {name: str(value) for name, value in zip(self.NAMES, values)}

    def read(self):
        numbers = struct.unpack("<7Q", self.counts.read_bytes()[:56])
        return dict(zip(KINDS, numbers)), numbers[6]


def sound(path):
    """What is heard: the samples, without the dates that stand around them."""
    data = path.read_bytes()
    at = data.find(b"data")
    if data[:4] not in (b"RIFF", b"RF64") or at < 0:
        return "no sound"
    size = struct.unpack("<I", data[at + 4:at + 8])[0]
    if len(data) < at + 8 + size or size == 0:
        return "half a sound"
    return hashlib.sha256(data[at + 8:at + 8 + size]).hexdigest()


def sounds(folder):
    return {path.name: sound(path) for path in sorted(folder.rglob("*.wav")) if not path.name.startswith(".")}


def run(words, environment):
    return subprocess.run([BOYIN, *map(str, words)], capture_output=True, timeout=120,
                          env={**os.environ, **PLAIN, **environment})


class Command:
    """A command that ends by itself and leaves its sounds in `out`."""

    def __init__(self, name, words, files):
        self.name, self.words, self.files, self.wanted = name, words, files, None

    def lay(self, folder):
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf8")
        (folder / "out").mkdir()
        return [word.replace("@", str(folder)) for word in self.words]

    def count(self, program):
        with tempfile.TemporaryDirectory(prefix="boyin-fault-") as name:
            folder = pathlib.Path(name)
            words = self.lay(folder)
            fault = Fault(folder, program)
            ended = run(words, fault.environment)
            if ended.returncode != 0:
                raise RuntimeError(ended.stderr.decode())
            self.wanted = sounds(folder / "out")
            return fault.read()[0]

    def broken(self, program, kind, at):
        with tempfile.TemporaryDirectory(prefix="boyin-fault-") as name:
            folder = pathlib.Path(name)
            words = self.lay(folder)
            fault = Fault(folder, program, kind, at)
            try:
                ended = run(words, fault.environment)
            except subprocess.TimeoutExpired:
                return "hangs", 1
            told = (ended.stderr + ended.stdout).decode(errors="replace")
            injected = fault.read()[1]
            made = sounds(folder / "out")
            if ended.returncode < 0:
                return f"ends by signal {-ended.returncode}: {told[-300:]}", injected
            if ended.returncode == 0 and made != self.wanted:
                return f"succeeds, but made {made}", injected
            if ended.returncode != 0 and ended.returncode not in (1, 3, 4, 5, 6):
                return f"status {ended.returncode}: {told[-300:]}", injected
            if ended.returncode != 0 and not ended.stderr.strip():
                return f"status {ended.returncode} without a word", injected
            if any(self.wanted.get(file) != heard for file, heard in made.items()):
                return f"status {ended.returncode}, and made {made}", injected
            again = run(words, {})
            if again.returncode != 0 or sounds(folder / "out") != self.wanted:
                return f"does not recover: {again.returncode} {again.stderr.decode(errors='replace')[-300:]}", injected
            return None, injected


class Job:
    """One job of a service."""

    name = "job"

    def resumed(self, service, place):
        """A library's destructor may allocate (nlohmann's), which ends the service: the next one finishes the job."""
        service.env = {name: value for name, value in service.env.items() if name not in Fault.NAMES}
        service.start()
        if place is None or service.get(place).status == 404:
            return ("refused", "before it was taken")
        return self.waited_for(service, place)

    def waited_for(self, service, place):
        end = time.monotonic() + 60
        job = service.get(place).json
        while job["status"] in ("queued", "running"):
            if time.monotonic() > end:
                return ("hangs", json.dumps(job))
            time.sleep(0.05)
            job = service.get(place).json
        if job["status"] != "done":
            return (job["status"], json.dumps(job, ensure_ascii=False))
        file = service.path / "job.wav"
        file.write_bytes(service.get(place + "/result").body)
        return ("done", sound(file))

    def make(self, environment):
        """How the job ended, and its sound; nothing where the service did not start."""
        place = None
        try:
            service = Service("--jobs", "1", env={**PLAIN, **environment})
        except RuntimeError as error:
            return ("no start", str(error))
        except OSError as error:
            return ("service gone", str(error))
        try:
            body = {"input": ARTICLES["a"], "response_format": "wav"}
            asked = service.ask("POST", "/v1/jobs", body)
            if asked.status >= 500:
                return ("refused", asked.body.decode())
            place = "/v1/jobs/" + asked.json["id"]
            done = self.waited_for(service, place)
            if service.get("/healthz").status != 200 or service.process.poll() is not None:
                return ("service gone", "")
            return done
        except OSError as error:
            # One connection may be cut; the next caller must be heard.
            with contextlib.suppress(OSError):
                if service.process.poll() is None and service.get("/healthz").status == 200:
                    return ("refused", str(error))
            return self.resumed(service, place) if service.has_ended() else ("service gone", str(error))
        finally:
            service.close()

    def count(self, program):
        with tempfile.TemporaryDirectory(prefix="boyin-fault-") as name:
            fault = Fault(pathlib.Path(name), program)
            status, self.wanted = self.make(fault.environment)
            if status != "done":
                raise RuntimeError(f"{status} {self.wanted}")
            return fault.read()[0]

    def broken(self, program, kind, at):
        with tempfile.TemporaryDirectory(prefix="boyin-fault-") as name:
            fault = Fault(pathlib.Path(name), program, kind, at)
            status, told = self.make(fault.environment)
            injected = fault.read()[1]
            if status == "done" and told == self.wanted:
                return None, injected
            if status in ("failed", "refused") and told:
                return None, injected
            if status == "no start" and told.strip() and "terminate" not in told:
                return None, injected
            return f"{status}: {told[-300:]}", injected


SCENES = (
    Command("batch", ["batch", "@/in", "-o", "@/out", "-f", "wav", "--jobs", "1"],
            {f"in/{name}.txt": text for name, text in ARTICLES.items()}),
    Command("bulletin", ["bulletin", "@/day.toml", "-o", "@/out", "-f", "wav", "--jobs", "1"], {"day.toml": RUNDOWN}),
    Job(),
)


def points(count, most):
    """`most` places from the first call to the last, spread evenly; all where there are no more."""
    if count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (most - 1)) for i in range(most)})


def inject(most, scenes=SCENES, tell=lambda line: None, seconds=1e9):
    """Faults at up to `most` places of each kind, program and scene: how many were injected, and what broke."""
    injected, broken, end = 0, [], time.monotonic() + seconds
    for scene in scenes:
        for program in PROGRAMS:
            counts = scene.count(program)
            for kind in KINDS:
                for at in points(counts[kind], most):
                    if time.monotonic() > end:
                        return injected, broken
                    why, done = scene.broken(program, kind, at)
                    injected += done
                    tell(f"{scene.name} {program} {kind} {at}/{counts[kind]}: {why or 'good'}")
                    if why:
                        broken.append(f"{scene.name}, {program}, {kind} {at} of {counts[kind]}: {why}")
    return injected, broken
