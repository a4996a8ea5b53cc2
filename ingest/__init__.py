"""Notes to passages: reads any format into a tree of blocks, splits it. Pure functions."""

from quotewise.ingest.block import Block, Edit, Repaired, Tree, apply_edits, pack_tree, unpack_tree
from quotewise.ingest.folder import find_files
from quotewise.ingest.note import Kind, Note, Passage, SkippedNote, UnreadableNote, name_note, title_of
from quotewise.ingest.reader import as_lines, note_of, read_note, with_tree
from quotewise.ingest.splitter import SPLITTER, LostText, split
from quotewise.ingest.views import Row, rows_in
from quotewise.ingest.words import tell_language

__all__ = [
    "SPLITTER",
    "Block",
    "Edit",
    "Kind",
    "LostText",
    "Note",
    "Passage",
    "Repaired",
    "Row",
    "SkippedNote",
    "Tree",
    "UnreadableNote",
    "apply_edits",
    "as_lines",
    "find_files",
    "name_note",
    "note_of",
    "pack_tree",
    "read_note",
    "rows_in",
    "split",
    "tell_language",
    "title_of",
    "unpack_tree",
    "with_tree",
]
