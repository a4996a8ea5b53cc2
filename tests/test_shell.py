"""The command as a shell runs it: pipes, encodings, what it imports."""

import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

QUOTEWISE = shlex.quote(str(Path(sys.executable).with_name("quotewise")))
QUESTION = json.dumps({"id": "g", "question": "What does tuning search for?"})

Shell = Callable[..., tuple[int, bytes, bytes]]


@pytest.fixture
def shell(library: Path) -> Shell:
    """Run a line of bash with $Q the command; gives status, stdout and stderr as bytes."""

    def run(line: str, **environment: str) -> tuple[int, bytes, bytes]:
        environ = {**os.environ, "Q": QUOTEWISE, "QUOTEWISE_LIBRARY": str(library), **environment}
        done = subprocess.run(["bash", "-o", "pipefail", "-c", line], env=environ, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.mark.parametrize("line", ["$Q show big.txt", "$Q ask --batch many.jsonl", "$Q search --json tuning"])
def test_a_reader_that_has_seen_enough_is_no_error(shell: Shell, tmp_path: Path, line: str) -> None:
    (tmp_path / "big.txt").write_text("A line of a long note.\n" * 20_000)
    (tmp_path / "many.jsonl").write_text((QUESTION + "\n") * 20)
    folder = shlex.quote(str(tmp_path))
    _, out, err = shell(f"cd {folder}; $Q ingest big.txt --library here >&2; {line} --library here | head -c 9")
    assert (len(out), err.count(b"Traceback"), err.count(b"Error")) == (9, 0, 0)
    assert err.count(b"\n") == 2  # what ingest said


def test_a_terminal_without_unicode_gets_escapes_and_json_stays_utf8(shell: Shell) -> None:
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    status, out, err = shell("$Q search 'said done twice'; $Q search --json 'said done twice'", **plain)
    assert (status, err) == (0, b"")
    assert b"\\u2013 twice" in out
    assert "\u2013 twice".encode() in out


def test_a_closed_stdin_is_a_batch_that_cannot_be_read(shell: Shell) -> None:
    status, out, err = shell("$Q ask --batch - <&-")
    assert (status, out) == (1, b"")
    assert err == b"quotewise: -: cannot be read (Bad file descriptor): check the path\n"


def test_a_note_cannot_command_the_terminal_and_a_pipe_gets_what_it_holds(shell: Shell, library: Path) -> None:
    assert shell("$Q show colours.log") == (0, "The job said \x1b[32mdone\x1b[0m \u2013 twice.\n\n".encode(), b"")
    terminal, screen = pty.openpty()
    command = f"{QUOTEWISE} show colours.log --library {shlex.quote(str(library))}"
    assert subprocess.run(["bash", "-c", command], stdout=screen, check=False).returncode == 0
    shown = os.read(terminal, 4096).decode()
    os.close(screen)
    os.close(terminal)
    assert shown.rstrip() == "The job said \\x1b[32mdone\\x1b[0m \u2013 twice."


def test_searching_and_asking_import_nothing_of_torch(shell: Shell) -> None:
    program = """
import sys
from quotewise.ui.cli import main
for command in ("search", "ask"):
    main([command, "What is tuning?", "--json"], standalone_mode=False)
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""
    status, out, err = shell(f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}")
    assert (status, err) == (0, b"")
    assert out.splitlines()[-1] == b"[]"
