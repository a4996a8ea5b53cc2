"""Questions in JSON: a list, one inside objects at any depth, or JSON lines."""

import json
import re
from collections.abc import Iterator
from typing import Any

from quotewise.assistant.claim_json import BadEntry
from quotewise.assistant.practice.exchange.fields import by_role, texts
from quotewise.assistant.practice.exchange.item import BadQuestions, Raw

LOOKED_AT = 50  # lines that tell JSON lines
_OPENS = re.compile(r"\s*(?:\{\s*[\"'}]|\[\s*(?:[\[{\"\]\d\-]|null|true|false))")
_DEEP = "its fields are nested too deep"


def is_json(text: str) -> bool:
    """Whether a text is meant as JSON, or as lines of it, be it broken."""
    lines = [line for line in text.splitlines() if line.strip()][:LOOKED_AT]
    return bool(_OPENS.match(text)) or 2 * sum(line.lstrip().startswith('{"') for line in lines) >= max(1, len(lines))


def read_json(text: str) -> list[Raw]:
    """The entries of a JSON text; raises BadQuestions where it is broken, with the place."""
    try:
        return list(find_entries(json.loads(text), ""))
    except RecursionError as error:
        raise BadQuestions(f"{_DEEP}: save the questions as a list") from error
    except ValueError as error:
        entries = [read_line(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if any(isinstance(entry, dict) for _, entry in entries):
            return [raw for place, entry in entries for raw in found_in(place, entry)]
        raise BadQuestions(f"it is broken JSON ({error}): mend it there, or export it again") from error


def found_in(place: str, entry: Any) -> list[Raw]:
    try:
        return list(find_entries(entry, place))
    except RecursionError:
        return [(place, BadEntry(_DEEP))]


def read_line(number: int, line: str) -> Raw:
    try:
        return f"line {number}", json.loads(line)
    except RecursionError:
        return f"line {number}", BadEntry(_DEEP)
    except ValueError as error:
        return f"line {number}", BadEntry(f"it is no JSON ({error})")


def find_entries(value: Any, place: str, topic: str = "") -> Iterator[Raw]:
    """Every question in a value with its place; what stands beside one in a list, or by itself, and is none, too.

    topic: what the objects around say it is about; a question that says so itself keeps that.
    """
    whole = unfolded(value)
    if is_question(whole):
        yield place or "item 1", {"topic": topic, **whole} if topic and "topic" not in by_role(whole) else whole
    elif isinstance(value, dict) and holds(value):
        topic = next(iter(texts(by_role(value), "topic")), topic)
        for name, held in value.items():
            if holds(held):
                yield from find_entries(held, f"{place}.{name}".lstrip("."), topic)
    elif isinstance(value, list) and value:
        # A list of other things has nothing to do with questions: only beside one is it one that cannot be read
        every = not place or any(is_question(unfolded(one)) for one in value)
        for at, one in enumerate(value, start=1):
            if every or holds(one):
                yield from find_entries(one, f"{place}[{at}]" if place else f"item {at}", topic)
    elif place or value != []:
        yield place or "item 1", value


def holds(value: Any) -> bool:
    """Whether there is a question anywhere in a value."""
    if isinstance(value, dict):
        return is_question(unfolded(value)) or any(map(holds, value.values()))
    return isinstance(value, list) and any(map(holds, value))


def is_question(value: Any) -> bool:
    """Whether an object asks something and has options or an answer."""
    found = by_role(value) if isinstance(value, dict) else {}
    return bool(
        texts(found, "question", "term") and found.keys() & {"answer", "option", "lettered", "definition", "wrong"}
    )


def unfolded(value: Any) -> Any:
    """An object whose question is one of its own, with the fields of both."""
    asked = by_role(value).get("question", ()) if isinstance(value, dict) else ()
    inside = (one for one in asked if isinstance(one[1], dict) and "question" in by_role(one[1]))
    name, inner = next(inside, ("", {}))
    return {**inner, **{other: held for other, held in value.items() if other != name}} if inner else value
