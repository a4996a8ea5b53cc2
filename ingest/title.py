"""The words of a heading."""

import re

from quotewise.ingest.labels import strip_signs
from quotewise.ingest.line import shorten

LONGEST = 80  # characters of a heading that are kept in the heading path
_COMMAND = re.compile(r"^\\[a-z]+\*?\{(.+)\}.*$")  # LaTeX's headings
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|`")
_MARKS = re.compile(r"^[#\s*_>]+|[\s#*_:：]+$|\n[=-]+\s*$")  # noqa: RUF001


def name_title(head: str) -> str:
    """The words of a heading without its marks, at most `LONGEST` characters."""
    head = _COMMAND.sub(r"\1", head)
    bare = _MARKS.sub("", strip_signs(_MARKS.sub("", _EMPHASIS.sub("", head))))
    return shorten(" ".join(bare.split()), LONGEST)
