"""What a note, and a place in it, is called for a person: the title first, the path as the detail."""

from itertools import pairwise

from quotewise.assistant.claim import Citation
from quotewise.index import Hit

LONG = 12  # characters of a word that a program made up
FIRST = 6  # words that name a place


def name_of(place: Citation | Hit) -> str:
    """The title of a place's note, or its path where it was cited before notes had titles; where a program made that
    up, the first heading that the place stands under, or its first words.
    """
    name = place.title or place.source
    return (place.heading.partition(" > ")[0] or first_words(place)) if is_made_up(name) else name


def is_made_up(name: str) -> bool:
    """Whether a word of a name changes between letters and digits as often as none does that says something."""
    return any(len(word) >= LONG and word.isalnum() and 4 * changes(word) >= len(word) for word in name.split())


def changes(word: str) -> int:
    return sum(one.isdigit() != other.isdigit() for one, other in pairwise(word))


def first_words(place: Citation | Hit) -> str:
    text = place.display or (place.quote if isinstance(place, Citation) else place.text)
    words = [word for word in text.split() if any(map(str.isalnum, word))]  # not the signs between a table's cells
    return " ".join(words[:FIRST]) + " \u2026" * (len(words) > FIRST)


def heading_below(place: Citation | Hit) -> str:
    """The headings that a place stands under, without a first one that only says the note's name again."""
    first, _, rest = place.heading.partition(" > ")
    return rest if first.casefold() == name_of(place).casefold() else place.heading


def where(place: Citation | Hit, *, brief: bool = False, path: bool = False) -> str:
    """Note, page, heading in one line. brief: the last heading alone. path: with that of the note behind it."""
    page = f", page {place.page}" if place.page else ""
    below = heading_below(place)
    heading = f" \u00b7 {below.rpartition(' > ')[2] if brief else below}" if below else ""
    behind = f" ({place.source})" if path and place.title else ""
    return " ".join(f"{name_of(place)}{page}{heading}{behind}".split())
