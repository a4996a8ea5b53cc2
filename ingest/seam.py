"""Seams: places where two lines were glued into one, an item and the heading or label behind it."""

import re

_LONGEST = 20_000  # a longer line is a text without line breaks, not a few lines glued together
_SEAM = re.compile(
    r"(?<=[A-Za-z0-9_/*]\))(?=[A-Z][\w-]*[ :]\S)"
    r"|(?<=[a-z0-9)/}\]])(?=(?:What (?:it|they) (?:is|are|does|do)\b|Why (?:it|they) \w+:|When to use\b"
    r"|How (?:it|they) works?\b"
    r"|Detailed Example\b|(?:Example|Step|Mistake|Issue|Question|Problem|Exercise) \d"
    r"|(?:Benefits|Limitations|Performance|Advantages|Key \w+):))"
)
_ANSWER = re.compile(r"(?<=[?….\"”“])(?=[*_]{0,2}Answer:\s)")


def find_seams(text: str) -> list[int]:
    """Offsets in a line at which another line was glued to it."""
    return [match.start() for match in _SEAM.finditer(text)] if len(text) <= _LONGEST else []


def find_answers(text: str) -> list[int]:
    """Offsets in a line at which an answer was glued to its question."""
    return [match.start() for match in _ANSWER.finditer(text)] if len(text) <= _LONGEST else []
