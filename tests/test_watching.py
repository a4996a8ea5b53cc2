"""`ingest --watch` keeps a library in step with a folder."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

from quotewise.ui.watching import outside


def test_a_changed_note_is_read_again_until_interrupted(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("One shard takes in 1 MB per second.\n")
    command = [sys.executable, "-m", "quotewise.ui.cli", "ingest", notes, "--library", tmp_path / "library"]
    with subprocess.Popen([*command, "--watch", "--json"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["added"] == 1
        saved = threading.Event()
        editor = threading.Thread(target=keep_saving, args=(notes / "b.md", saved))
        editor.start()
        second = json.loads(process.stdout.readline())
        saved.set()
        editor.join()
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()  # where the signal is ignored, leaving the block would wait for good
    assert (second["added"], second["unchanged"]) == (1, 1)


def keep_saving(note: Path, saved: threading.Event) -> None:
    """Save until it was noticed: the watch begins a moment after the first line."""
    edits = 0
    while not saved.wait(0.3):
        edits += 1
        note.write_text(f"A note about endpoints, edited {edits} times.\n")


def test_the_library_and_hidden_files_do_not_count_as_changes(tmp_path: Path) -> None:
    matters = outside(tmp_path / "library")
    assert matters(None, str(tmp_path / "a.md"))
    assert not matters(None, str(tmp_path / "library" / "library.db"))
    assert not matters(None, str(tmp_path / ".a.md.swp"))
