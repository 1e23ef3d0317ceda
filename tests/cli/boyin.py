"""What the tests of the command line share: run it, look at what it made."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "yancheng-2017-02.txt"
BOYIN = os.environ["BOYIN_BINARY"]
SANITIZED = bool(os.environ.get("BOYIN_SANITIZED"))
# What is installed in the home folder of who runs the tests is not theirs to speak with.
os.environ.setdefault("BOYIN_MODELS", "/nonexistent")


def boyin(*args, stdin=None, cwd=None, env=None, timeout=600):
    """Runs boyin; text in and out is bytes where stdin is bytes."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    run = subprocess.run([BOYIN, *map(str, args)], input=stdin, capture_output=True, cwd=cwd,
                         timeout=timeout, env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
    run.out = run.stdout.decode()
    run.err = run.stderr.decode()
    return run


def probe(path):
    """Format, streams and tags as ffprobe sees them."""
    run = subprocess.run(["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json",
                          str(path)], capture_output=True, check=True)
    return json.loads(run.stdout)


def loudness(path):
    """Integrated loudness as heard (mono on two loudspeakers) and true peak, by FFmpeg."""
    run = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af",
                          "ebur128=peak=true:dualmono=true", "-f", "null", "-"],
                         capture_output=True, check=True, text=True, errors="replace")
    tail = run.stderr[run.stderr.rindex("Summary:"):]
    number = lambda label: float(tail.split(label)[1].split()[0])
    return number("I:"), number("Peak:")


def silences(path, seconds):
    """Begin times of silences longer than that, below −50 dB."""
    run = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af",
                          f"silencedetect=noise=-50dB:d={seconds}", "-f", "null", "-"],
                         capture_output=True, check=True, text=True, errors="replace")
    return [line for line in run.stderr.splitlines() if "silence_start" in line]


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="boyin-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def left_over(self, *known):
        return sorted(p.name for p in self.folder.rglob("*") if p.is_file() and p.name not in known)


def main():
    unittest.main(argv=[sys.argv[0], "-v"])
