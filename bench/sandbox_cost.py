#!/usr/bin/env python3
"""What a batch pays for reading strangers' files in a process of its own.

usage: sandbox_cost.py build/boyin build/bench_intake_dump FILE... [--count N]

Makes a batch of N copies of the files (changed, so that each is read and spoken anew, by the fastest engine) and
prints the seconds of CPU of the whole, those of the reading processes, and those of the same files read in one process
without a sandbox. What the batch loses is the difference of the last two, as a share of the whole.
"""
import argparse
import os
import pathlib
import resource
import subprocess
import tempfile
import time


def ticks_of_readers(parent, seen):
    """CPU of every boyin-reader below `parent`, by process, as far as it can still be asked."""
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            head, tail = stat.read_text().rsplit(")", 1)
        except OSError:
            continue
        fields = tail.split()
        if "boyin-reader" in head and int(fields[1]) == parent:
            seen[int(stat.parent.name)] = sum(map(int, fields[11:13]))


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def batch(binary, many, out):
    before, readers = children_cpu(), {}
    process = subprocess.Popen([binary, "batch", many, "-o", out, "--voice", "anchor-f"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while process.poll() is None:
        ticks_of_readers(process.pid, readers)
        time.sleep(0.01)
    return children_cpu() - before, sum(readers.values()) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("dump")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        many = pathlib.Path(folder, "in")
        many.mkdir()
        for i in range(options.count):
            file = options.files[i % len(options.files)]
            (many / f"{i}{file.suffix}").write_bytes(file.read_bytes() + f"\n<p>第{i}篇。</p>\n".encode())
        whole, readers = batch(options.binary, many, f"{folder}/out")
        before = children_cpu()
        subprocess.run([options.dump, *sorted(many.iterdir())], check=False, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        alone = children_cpu() - before
    print(f"{options.count} files: batch {whole:.2f} s of CPU, of it its readers {readers:.2f}; read without a sandbox "
          f"{alone:.2f}; the sandbox costs {100 * (readers - alone) / whole:.1f} %")


if __name__ == "__main__":
    main()
