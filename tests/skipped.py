#!/usr/bin/env python3
"""What ctest did not run, and why: whole tests that end with status 77, and cases that unittest skips.

usage: skipped.py [--strict] JUNIT_FILE      --strict: status 1 where anything was skipped
"""
import re
import sys
import xml.etree.ElementTree


def skipped(report):
    """Pairs of a test's or case's name and the reason."""
    for test in xml.etree.ElementTree.parse(report).getroot().iter("testcase"):
        name = test.get("name")
        output = test.findtext("system-out") or ""
        if test.find("skipped") is not None:
            said = [line.strip() for line in output.splitlines() if line.strip()]
            yield name, said[-1] if said else "it does not say why"
        for case, reason in re.findall(r"^(\w+) \(.*skipped ['\"](.*)['\"]$", output, re.M):
            yield f"{name}: {case}", reason


def main():
    found = list(skipped(sys.argv[-1]))
    if found:
        print(f"{len(found)} skipped:")
        for name, reason in found:
            print(f"  {name}: {reason}")
    else:
        print("nothing was skipped")
    return 1 if found and "--strict" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
