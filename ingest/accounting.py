"""Where every character of a note went: into one passage, or into the white space between two."""

from collections.abc import Sequence

from quotewise.ingest.passage import Passage


class LostText(Exception):
    """Passages that do not hold a note whole: a fault of the splitter, which must not become an index with holes."""


def account_for(text: str, passages: Sequence[Passage]) -> int:
    """How many characters of a note are in passages; all others are white space between them.

    Raises LostText where a visible character is in no passage or in two, or a passage says what its place does not.
    """
    at = held = 0
    for passage in passages:
        _check_blank(text, at, passage.start)
        if passage.start < at or text[passage.start : passage.end] != passage.text or not passage.text:
            raise LostText(f"the passage at {passage.start}:{passage.end} is not what stands there, or overlaps")
        at, held = passage.end, held + len(passage.text)
    _check_blank(text, at, len(text))
    return held


def _check_blank(text: str, start: int, end: int) -> None:
    if text[start:end].strip():
        raise LostText(f"the characters {start}:{end} are in no passage; report it as a fault of the splitter")
