"""A stretch of a note as a citation, with page and heading: of a hit, or where only its place is known."""

from quotewise.assistant.claim import Citation
from quotewise.assistant.phrasing import head_above, led_by
from quotewise.index import Hit, Library, Place
from quotewise.index.lookup import page_and_heading, stored_note


def cite(hit: Hit, start: int, end: int) -> Citation:
    """A citation of a stretch of a hit; the other places of the hit's text are places of the quote as well.

    Its heading goes down to the list item or lead-in that the stretch stands below.
    """
    quote = hit.text[start - hit.start : end - hit.start]
    shown = hit.shown.cut(start - hit.start, end - hit.start)
    return Citation(
        source=hit.source,
        start=start,
        end=end,
        quote=quote,
        basis=hit.basis,
        page=hit.page,
        heading=" > ".join(filter(None, [hit.heading, head_above(hit, start) or led_by(hit, start)])),
        display=shown if shown and shown != quote.strip() else None,
        also=tuple(
            Place(place.source, place.start + start - hit.start, place.start + end - hit.start) for place in hit.also
        ),
        title=hit.title,
    )


def citation_at(library: Library, source: str, start: int, end: int) -> Citation | None:
    """The words at a place of a note; None where the library holds no such note or place."""
    note = stored_note(library, source)
    text = library.original(source) if note else ""
    if note is None or not 0 <= start < end <= len(text):
        return None
    page, heading = page_and_heading(library, source, start, end)
    return Citation(source, start, end, text[start:end], note.basis, page, heading, title=note.title)
