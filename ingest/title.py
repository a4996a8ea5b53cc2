"""The words of a heading."""

import re

from quotewise.ingest.labels import strip_signs
from quotewise.ingest.line import shorten

LONGEST = 80  # characters of a heading that are kept in the heading path
_MARKS = re.compile(r"^[#\s*_>]+|[\s#*_:：]+$|\n[=-]+\s*$")  # noqa: RUF001


def name_title(head: str) -> str:
    """The words of a heading without its marks, at most `LONGEST` characters."""
    return shorten(" ".join(_MARKS.sub("", strip_signs(_MARKS.sub("", head))).split()), LONGEST)
