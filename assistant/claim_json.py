"""Citations and claims as the contract's JSON, and back; and the flags of services that they name."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from quotewise.assistant.claim import Citation, Claim
from quotewise.index import Place

if TYPE_CHECKING:
    from quotewise.assistant.exam.service import Service

Json = dict[str, Any]

# Ends of lines to Unicode and to Python's splitlines, though not to JSON
LINE_ENDS = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"})


class BadEntry(ValueError):
    """JSON that is not what it should be; the message says what is wrong with it."""


def line_of(value: Any) -> bytes:
    """One line of JSON in UTF-8, whatever its reader takes for the end of a line.

    Half a surrogate pair, which UTF-8 cannot hold, is escaped as well.
    """
    try:
        return json.dumps(value, ensure_ascii=False).translate(LINE_ENDS).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def place_json(place: Place) -> Json:
    return {"source": place.source, "start": place.start, "end": place.end}


def citation_json(citation: Citation) -> Json:
    return {
        "source": citation.source,
        "title": citation.title,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "basis": citation.basis,
        "page": citation.page,
        "heading": citation.heading,
        "display": citation.display,
        "also": [place_json(place) for place in citation.also],
    }


def claim_json(claim: Claim) -> Json:
    return {"text": claim.text, "citations": [citation_json(citation) for citation in claim.citations]}


def services_json(services: "Iterable[Service]") -> list[Json]:
    """Services that are closed, ended or renamed, as flags of what names them."""
    return [
        {
            "name": service.name,
            "status": service.status,
            "since": None if service.since is None else str(service.since),
            "now": service.now or None,
        }
        for service in services
    ]


def read_claim(written: Any) -> Claim:
    """A claim from its JSON, or from its words alone, then without a citation; raises BadEntry."""
    if isinstance(written, str):
        return Claim(written, ())
    text = words(written, "text")
    return Claim(text, tuple(read_citation(citation) for citation in listed(written, "citations")))


def read_citation(written: Any) -> Citation:
    """A citation from its JSON; only its place and its quote must be given. Raises BadEntry."""
    quote = words(written, "quote")
    place = read_place(written)
    if not quote.strip():
        raise BadEntry("a citation quotes nothing")
    return Citation(
        place.source,
        place.start,
        place.end,
        quote,
        "extracted" if written.get("basis") == "extracted" else "file",
        whole(written, "page", smallest=1) if written.get("page") is not None else None,
        words(written, "heading", ""),
        words(written, "display", "") or None,
        tuple(read_place(place) for place in listed(written, "also")),
        words(written, "title", ""),
    )


def read_place(written: Any) -> Place:
    place = Place(words(written, "source"), whole(written, "start"), whole(written, "end"))
    if place.start >= place.end:
        raise BadEntry("a citation ends before it begins")
    return place


def words(entry: Any, name: str, otherwise: str | None = None) -> str:
    """A field that is text; without `otherwise` it must be there."""
    value = fields(entry).get(name)
    if value is None and otherwise is not None:
        return otherwise
    if not isinstance(value, str):
        raise BadEntry(f'"{name}" must be text')
    return value


def whole(entry: Any, name: str, smallest: int = 0) -> int:
    value = fields(entry).get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < smallest:
        raise BadEntry(f'"{name}" must be a whole number from {smallest} on')
    return value


def listed(entry: Any, name: str) -> list[Any]:
    """A field that is a list; an empty one where it is missing."""
    value = fields(entry).get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadEntry(f'"{name}" must be a list')
    return value


def fields(entry: Any) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise BadEntry("it must be a JSON object")
    return entry
