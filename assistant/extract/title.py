"""What a statement stands under: the title of its passage, the list item that it is indented below."""

import re

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.listing import indent, is_item
from quotewise.assistant.phrasing import plain
from quotewise.index import Hit

LONGEST_TITLE = 50  # characters; contexts are cut off there
GENERIC = frozenset(
    stems(
        """tips example examples solution result results notes note summary overview introduction use cases case
        key points takeaways"""
    )
)


def title_of(hit: Hit) -> str:
    """The title nearest above a passage, "" where it says little or is cut off."""
    nearest = hit.context.split(" | ")[0].split(" > ")[-1].replace("**", "").strip(" *_:")
    if len(nearest) >= LONGEST_TITLE:
        nearest = nearest.rpartition(": ")[2]  # what introduces it, without the heading above that
    says_little = not set(stems(nearest)) - GENERIC
    return "" if says_little or not 0 < len(nearest) < LONGEST_TITLE else nearest


def head_above(hit: Hit, start: int) -> str:
    """What the list item above is about that the line at `start` is indented below, "" where it is below none."""
    at = hit.text.rfind("\n", 0, start - hit.start) + 1
    column = indent(f"{hit.text[at : start - hit.start]}x")
    for line in reversed(hit.text[:at].splitlines()):
        if line.strip() and indent(line) < column:
            head = plain(re.split(r":\s", line, maxsplit=1)[0]).rstrip(":")
            return head if is_item(line) and len(head) < LONGEST_TITLE and set(stems(head)) - GENERIC else ""
    return ""
