"""What a note, and a place in it, is called for a person: the title first, the path as the detail."""

from quotewise.assistant.claim import Citation
from quotewise.index import Hit


def name_of(place: Citation | Hit) -> str:
    """The title of a place's note, or its path where it was cited before notes had titles."""
    return place.title or place.source


def heading_below(place: Citation | Hit) -> str:
    """The headings that a place stands under, without a first one that only says the note's title again."""
    first, _, rest = place.heading.partition(" > ")
    return rest if first.casefold() == place.title.casefold() else place.heading


def where(place: Citation | Hit, *, brief: bool = False, path: bool = False) -> str:
    """Note, page, heading in one line. brief: the last heading alone. path: with that of the note behind it."""
    page = f", page {place.page}" if place.page else ""
    below = heading_below(place)
    heading = f" \u00b7 {below.rpartition(' > ')[2] if brief else below}" if below else ""
    behind = f" ({place.source})" if path and place.title else ""
    return " ".join(f"{name_of(place)}{page}{heading}{behind}".split())
