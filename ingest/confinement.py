"""Reads a PDF in a process of its own: a hostile or broken one costs bounded time and memory, no more."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from quotewise.ingest.note import Note, SkippedNote, UnreadableNote

_REMEDY = "open it in a viewer and print it to a new PDF, or split it"


def read_confined(data: bytes, *, seconds: float = 300.0, megabytes: int = 3_000) -> Note:
    """The note of a PDF, as `read_pdf` gives it.

    seconds: wall-clock limit. megabytes: limit of the address space, where the system can set one.
    Raises UnreadableNote as `read_pdf` does, and for a PDF that went over a limit or broke its reader.
    Safe from several threads: pdfium itself is not, and here each file has its own.
    """
    # -P: no module of the folder quotewise was called from is imported in place of a library's
    command = [sys.executable, "-P", "-m", "quotewise.ingest.confinement", str(megabytes)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False, env=env)
    except subprocess.TimeoutExpired as error:
        raise UnreadableNote(f"took over {seconds:g} seconds to read; {_REMEDY}") from error
    if done.returncode:
        raise UnreadableNote(
            f"broke its reader or needed over {megabytes:,} MB of memory (status {done.returncode}); {_REMEDY}"
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    match answer:
        case {"skipped": why}:
            raise SkippedNote(why)
        case {"unreadable": why}:
            raise UnreadableNote(why)
    answer |= {"pages": tuple(answer["pages"]), "warnings": tuple(answer["warnings"])}
    return Note(**answer)


def main() -> None:
    """The other process: a PDF on stdin, its note as JSON on stdout."""
    _limit_memory(int(sys.argv[1]))
    data = sys.stdin.buffer.read()
    from quotewise.ingest.pdf import read_pdf

    try:
        answer = asdict(read_pdf(data))
    except SkippedNote as error:
        answer = {"skipped": str(error)}
    except UnreadableNote as error:
        answer = {"unreadable": str(error)}
    except MemoryError:
        answer = {"unreadable": f"needs more than {sys.argv[1]} MB of memory to read; {_REMEDY}"}
    sys.stdout.write(json.dumps(answer))


def _limit_memory(megabytes: int) -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))


if __name__ == "__main__":
    main()
