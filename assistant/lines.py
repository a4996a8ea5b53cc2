"""The lines of a library's notes, from 1, as an editor counts them."""

import re
from bisect import bisect_right

from quotewise.index import Library


class Lines:
    """Each note is read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._bounds: dict[str, list[int]] = {}

    def of(self, source: str, place: int) -> int:
        """The line that a place stands in; raises LibraryError for an unknown note."""
        return bisect_right(self._of_note(source), place)

    def count(self, source: str) -> int:
        return len(self._of_note(source)) - 1

    def span(self, source: str, first: int, last: int) -> tuple[int, int]:
        """Where some lines begin and end, their line end included; 1 <= first <= last <= count."""
        bounds = self._of_note(source)
        return bounds[first - 1], bounds[last]

    def _of_note(self, source: str) -> list[int]:
        """Where each line begins, and the end of the note."""
        if source not in self._bounds:
            text = self._library.original(source)
            ends = (match.end() for match in re.finditer(r"\r\n?|\n", text))
            self._bounds[source] = [0, *(end for end in ends if end < len(text)), len(text)]
        return self._bounds[source]
