#!/usr/bin/env python3
"""No room knows who comes after it, and no public header shows a third-party header.

usage: direction_test.py ROOT
"""
import pathlib
import re
import sys

ORDER = ["base", "lexicon", "voice", "intake", "normalise", "pronounce", "prosody", "synthesise",
         "produce", "encode", "publish", "rundown", "pipeline", "jobs", "server", "cli"]
ALLOWED_IN_HEADERS = {"tl/expected.hpp"}


def main():
    root = pathlib.Path(sys.argv[1]) / "src"
    faults = []
    files = sorted(root.glob("*/**/*.h")) + sorted(root.glob("*/**/*.cc"))
    # Public is what another room includes.
    public = set()
    for path in files:
        own = path.relative_to(root).parts[0]
        for other, header in re.findall(r'#include "(\w+)/([\w/]+\.h)"', path.read_text(encoding="utf8")):
            if other != own:
                public.add(root / other / header)
    for path in files:
        room = path.relative_to(root).parts[0]
        if room not in ORDER:
            faults.append(f"{path}: room {room} has no place in the order")
            continue
        text = path.read_text(encoding="utf8")
        for other, header in re.findall(r'#include "(\w+)/([\w/]+\.h)"', text):
            if other not in ORDER:
                faults.append(f"{path}: includes {other}/{header}, which is no room")
            elif ORDER.index(other) > ORDER.index(room):
                faults.append(f"{path}: a step backwards to {other}/{header}")
        if path in public:
            for header in re.findall(r"#include <([^>]+)>", text):
                if "/" in header and header not in ALLOWED_IN_HEADERS and not header.startswith("sys/"):
                    faults.append(f"{path}: shows the third-party header <{header}>")
    print("\n".join(faults) or f"{len(files)} files, one direction")
    return 1 if faults or not files else 0


sys.exit(main())
