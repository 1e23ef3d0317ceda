"""The work of every stage that reads text grows with the input and no faster: for each family of linear_main.cc, an input of eight times
the size may take at most 2.3 times the instructions for each doubling (valgrind counts them: the same on any machine,
busy or not). Linear work takes 8 times as many, work of n log n some 10, quadratic work 64; the limit is 12."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

MOST_FOR_DOUBLING = 2.3


def counts(program):
    """{family: [before, after]}."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no", "-q", f"--callgrind-out-file={folder}/count", program],
            check=True)
        for path in glob.glob(f"{folder}/count.*"):
            with open(path, encoding="utf-8") as dump:
                text = dump.read()
            name = re.search(r"^desc: Trigger: Client Request: (\S+) (before|after)$", text, re.MULTILINE)
            if name is None:
                continue
            total = re.search(r"^totals: (\d+)", text, re.MULTILINE)
            found.setdefault(name[1], [0, 0])[name[2] == "after"] = int(total[1])
    return found


def main():
    program, = sys.argv[1:]
    if shutil.which("valgrind") is None:
        print("skipped: valgrind is missing")
        return 77
    found = counts(program)
    assert len(found) > 140, "the program counted nothing: " + os.path.basename(program)
    faster = []
    for name, (before, after) in sorted(found.items()):
        growth = (after / before) ** (1 / 3)
        print(f"{name:30} {before:12} {after:12} {growth:.2f} for each doubling")
        if growth > MOST_FOR_DOUBLING:
            faster.append(name)
    if faster:
        print("grow faster than their input:", ", ".join(faster))
        return 1
    return 0


sys.exit(main())
