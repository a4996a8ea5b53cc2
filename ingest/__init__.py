"""Notes to passages: reads any format, repairs broken text, finds structure, splits. Pure functions."""

from quotewise.ingest.folder import find_files
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.passage import Kind, Passage
from quotewise.ingest.reader import read_note
from quotewise.ingest.splitter import SPLITTER, split

__all__ = [
    "SPLITTER",
    "Kind",
    "Note",
    "Passage",
    "SkippedNote",
    "UnreadableNote",
    "find_files",
    "read_note",
    "split",
]
