"""Which files of the house a command crosses: its functions that are called, told by Python's own profiler."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Calls at import are left out: they are what a file says of itself, not what the command asks of it.
TRACER = """
import json, os, sys, threading

import quotewise.ui

HOUSE = os.path.dirname(os.path.realpath(os.path.dirname(quotewise.ui.__file__))) + os.sep
ROOMS = tuple(HOUSE + room + os.sep for room in ("ingest", "index", "assistant", "eval", "ui"))  # no .venv beside them
seen = {}


def note(frame, event, _):
    if event == "call" and (code := frame.f_code) not in seen:
        file = os.path.realpath(code.co_filename)
        ours = file.startswith(ROOMS) and code.co_filename[0] != "<"
        seen[code] = file if ours and code.co_flags & 1 and not at_import(frame) else ""


def at_import(frame):
    while frame and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename != "<string>"


threading.setprofile(note)
sys.setprofile(note)
from quotewise.ui.cli import main

try:
    status = main(sys.argv[1:])
except SystemExit as error:
    status = error.code
finally:
    sys.setprofile(None)
print(json.dumps(sorted({file.removeprefix(HOUSE) for file in seen.values() if file})))
sys.exit(status)
"""


def files_crossed(arguments: Sequence[str]) -> list[str]:
    """The files that `quotewise ARGUMENTS` calls a function of, relative to the house, sorted.

    It runs in a process of its own, with this one's environment. Raises CalledProcessError where the command fails.
    """
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ran = subprocess.run(
        [sys.executable, "-c", TRACER, *arguments], env=env, capture_output=True, text=True, check=True
    )
    return list(json.loads(ran.stdout.splitlines()[-1]))
