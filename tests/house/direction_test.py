#!/usr/bin/env python3
"""No room knows who comes after it, no room includes what is private to another, no public header
shows a third-party header, and no engine is named outside the table of engines.

usage: direction_test.py ROOT
"""
import pathlib
import re
import sys

ORDER = ["base", "lexicon", "voice", "intake", "reader", "normalise", "pronounce", "prosody", "synthesise",
         "produce", "encode", "audit", "episode", "publish", "rundown", "pipeline", "jobs", "server", "speechd", "cli"]
# Inside a room: a folder knows nothing of those after it.
LAYERS = {"publish": ["media", "markup", "transcript", "book", "page", "feed"],
          "server": ["http", "speech", "jobs", "pages", "wyoming"]}
ALLOWED_IN_HEADERS = {"tl/expected.hpp"}
# TOML is read by a few files only; the compiler checks what a message is filled with.
ALLOWED_PAIRS = {("base/toml_fields.h", "toml++/toml.h"), ("base/message.h", "fmt/core.h")}
# Where engines may be named: their own files, the table, and what asks for one by name.
NAMES_ENGINES = ("synthesise/engine_table.cc", "synthesise/espeak", "synthesise/kokoro/", "synthesise/parametric/",
                 "synthesise/data")


def public_headers(root):
    """ROOM/ROOM.h, all of base (each is one small thing), and those listed with their reason."""
    listed = {}
    for line in (root / "tests/house/public_headers.tsv").read_text(encoding="utf8").splitlines():
        if line and not line.startswith("#"):
            header, reason = line.split("\t")
            listed[header] = reason
    return listed


def is_public(other, header, listed):
    return other == "base" or header == f"{other}.h" or f"{other}/{header}" in listed


def backwards_inside(name, text):
    """The headers of later folders of its own room that a file includes."""
    room, folder = name.parts[0], name.parts[1]
    layers = LAYERS.get(room, [])
    if folder not in layers:
        return []
    later = layers[layers.index(folder) + 1:]
    return [header for other, header in re.findall(rf'#include "({room})/([\w/]+\.h)"', text)
            if header.split("/")[0] in later]


def main():
    top = pathlib.Path(sys.argv[1])
    root = top / "src"
    listed = public_headers(top)
    used = set()
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
        name = path.relative_to(root)
        room = name.parts[0]
        if room not in ORDER:
            faults.append(f"{path}: room {room} has no place in the order")
            continue
        text = path.read_text(encoding="utf8")
        for other, header in re.findall(r'#include "(\w+)/([\w/]+\.h)"', text):
            used.add(f"{other}/{header}")
            if other not in ORDER:
                faults.append(f"{path}: includes {other}/{header}, which is no room")
            elif ORDER.index(other) > ORDER.index(room):
                faults.append(f"{path}: a step backwards to {other}/{header}")
            elif other != room and not is_public(other, header, listed):
                faults.append(f"{path}: {other}/{header} is private to {other}; a public one stands in "
                              "tests/house/public_headers.tsv with its reason")
        faults += [f"{path}: a step backwards to {room}/{header}" for header in backwards_inside(name, text)]
        if path in public:
            for header in re.findall(r"#include <([^>]+)>", text):
                if "/" in header and header not in ALLOWED_IN_HEADERS and not header.startswith("sys/") and (
                        str(name), header) not in ALLOWED_PAIRS:
                    faults.append(f"{path}: shows the third-party header <{header}>")
        if room in ("voice", "synthesise") and not str(name).startswith(NAMES_ENGINES):
            for engine in ("espeak", "kokoro", "boyin"):
                code = "\n".join(line.split("//")[0] for line in text.splitlines())
                if f'"{engine}"' in code:
                    faults.append(f"{path}: names the engine “{engine}”; only its row in engine_table.cc does")
    faults += [f"tests/house/public_headers.tsv: nobody includes {header}" for header in sorted(set(listed) - used)]
    print("\n".join(faults) or f"{len(files)} files, one direction")
    return 1 if faults or not files else 0


sys.exit(main())
