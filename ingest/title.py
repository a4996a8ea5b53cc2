"""The words of a heading, and what a note is called."""

import re

from quotewise.ingest.labels import strip_signs
from quotewise.ingest.line import shorten

LONGEST = 80  # characters of a heading that are kept in the heading path
_MARKS = re.compile(r"^[#\s*_>]+|[\s#*_:：]+$|\n[=-]+\s*$")  # noqa: RUF001


_ID = re.compile(r"[ _-](?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")


def name_note(file: str) -> str:
    """What a note is called by its file's name: without suffix, without an export's id, underscores as spaces."""
    stem = file.rpartition(".")[0] or file
    return _ID.sub("", stem).replace("_", " ").strip() or stem


def name_title(head: str) -> str:
    """The words of a heading without its marks, at most `LONGEST` characters."""
    return shorten(" ".join(_MARKS.sub("", strip_signs(_MARKS.sub("", head))).split()), LONGEST)
