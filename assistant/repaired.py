"""The repaired form of a stretch of a passage."""

from difflib import SequenceMatcher

from quotewise.index import Hit


def repaired(hit: Hit, start: int, end: int) -> str | None:
    """The repaired form of `hit.text[start:end]`, found by aligning text and display; None where they agree."""
    if hit.display is None:
        return None
    blocks = SequenceMatcher(None, hit.text, hit.display, autojunk=False).get_matching_blocks()
    first = next((block for block in blocks if block.a + block.size > start), blocks[-1])
    last = next((block for block in reversed(blocks[:-1]) if block.a < end), blocks[0])
    display = hit.display[first.b + max(0, start - first.a) : last.b + min(last.size, end - last.a)].strip()
    return display if display and display != hit.text[start:end] else None
