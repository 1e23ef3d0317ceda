#!/usr/bin/env python3
"""Whichever call fails: a clear error or success, and no output half, missing or wrong. A sample; bench/faults.py
makes each call fail in turn."""
import os
import sys
import unittest

if os.environ.get("BOYIN_SANITIZED"):
    sys.exit(77)  # sanitizers have a library of their own to be loaded first

from faults import inject  # noqa: E402


class Faults(unittest.TestCase):
    def test_a_sample(self):
        injected, broken = inject(3)
        self.assertEqual(broken, [])
        self.assertGreater(injected, 60)


if __name__ == "__main__":
    unittest.main()
