#!/usr/bin/env python3
"""The catalogues in po/: whole, and each translation takes what its message gives.

usage: messages_test.py ROOT
"""
import pathlib
import re
import shutil
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
faults = []


def unquoted(lines):
    return "".join(line[1:-1] for line in lines)


def messages(path):
    """Pairs of msgid and msgstr, the head left out."""
    for entry in path.read_text(encoding="utf8").split("\n\n")[1:]:
        lines = [line for line in entry.split("\n") if not line.startswith("#")]
        at = next(i for i, line in enumerate(lines) if line.startswith("msgstr "))
        yield (unquoted([lines[0].removeprefix("msgid "), *lines[1:at]]),
               unquoted([lines[at].removeprefix("msgstr "), *[line for line in lines[at + 1:] if line]]))


def fields(text):
    """The placeholders of fmt by number: {0: "", 1: ":.1f"}."""
    found = {}
    for i, (number, spec) in enumerate(re.findall(r"\{(\d*)(:[^{}]*)?\}", re.sub(r"\{\{|\}\}", "", text))):
        found[int(number) if number else i] = spec
    return found


for catalogue in sorted((root / "po").glob("*.po")):
    pairs = list(messages(catalogue))
    assert len(pairs) > 500, f"{catalogue} has only {len(pairs)} messages"
    for english, translated in pairs:
        wanted, given = fields(english), fields(translated)
        # A translation may leave out a value, as Chinese does with what only serves the English plural.
        if not set(given.items()) <= set(wanted.items()):
            faults.append(f"{catalogue.name}: “{english}” gives {wanted}, “{translated}” takes {given}")
        if "{" in re.sub(r"\{\{|\}\}|\{\d*(:[^{}]*)?\}", "", translated):
            faults.append(f"{catalogue.name}: a lone brace in “{translated}”")
        if not re.search(r"[\u3400-\u9fff]|^[\W\d_]*$", translated) and translated == english and len(english) > 20:
            faults.append(f"{catalogue.name}: “{english}” is not translated")

# Chinese messages stand in po/ and nowhere else.
pair = re.compile(r"\b(?:Fail|Pick|Message)\b[^;]{0,200}?\{\s*\"[^\"]*[a-z][^\"]*\",\s*\"[^\"]*[\u4e00-\u9fff]", re.S)
for source in [*root.glob("src/**/*.cc"), *root.glob("src/**/*.h")]:
    if pair.search(source.read_text(encoding="utf8")):
        faults.append(f"{source.relative_to(root)}: a message in two languages; write Translated(\"…\") and po/")

if shutil.which("xgettext"):
    run = subprocess.run([root / ".ci/messages", "--check"], capture_output=True, text=True)
    if run.returncode:
        faults.append(run.stdout + run.stderr)

print("\n".join(faults))
sys.exit(1 if faults else 0)
