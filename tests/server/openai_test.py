#!/usr/bin/env python3
"""The official npm client of OpenAI against the service; skipped where it is not installed."""
import pathlib
import shutil
import subprocess
import sys

from service import Service

if not shutil.which("node"):
    sys.exit(77)
service = Service()
script = pathlib.Path(__file__).with_name("openai_client.cjs")
run = subprocess.run(["node", str(script), str(service.port)], timeout=120)
service.close()
sys.exit(run.returncode)
