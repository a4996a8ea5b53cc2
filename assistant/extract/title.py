"""The title that a statement stands under."""

from quotewise.assistant.gate.wording import stems
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
