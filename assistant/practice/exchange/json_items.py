"""Questions in JSON: a list, one inside objects at any depth, or JSON lines."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from quotewise.assistant.claim_json import BadEntry
from quotewise.assistant.practice.exchange.fields import by_role
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
        whole = json.loads(text)
    except RecursionError as error:
        raise BadQuestions(f"{_DEEP}: save the questions as a list") from error
    except ValueError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        entries = [read_line(number, line) for number, line in lines]
        if any(isinstance(entry, dict) for _, entry in entries):
            return [raw for place, entry in entries for raw in find_entries(entry, place)]
        raise BadQuestions(f"it is broken JSON ({error}): mend it there, or export it again") from error
    try:
        return list(find_entries(whole, ""))
    except RecursionError as error:
        raise BadQuestions(f"{_DEEP}: save the questions as a list") from error


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
    if is_question(value):
        yield place or "item 1", {"topic": topic, **value} if topic and not by_role(value).get("topic") else value
    elif isinstance(value, dict) and (within := list(_within(value, place, topic))):
        yield from within
    elif isinstance(value, list) and value:
        inner = [list(find_entries(one, _numbered(place, at), topic)) for at, one in enumerate(value, start=1)]
        # A list of other things has nothing to do with questions: only beside one is it one that cannot be read
        if not place or any(is_question(one) for one in value):
            yield from (raw for raws in inner for raw in raws)
        else:
            yield from (raw for raws, one in zip(inner, value, strict=True) if _holds(one) for raw in raws)
    elif place or value != []:
        yield place or "item 1", value


def _within(value: Mapping[str, Any], place: str, topic: str) -> Iterator[Raw]:
    """The questions in an object's fields; nothing where it has none."""
    topics = [said for _, said in by_role(value).get("topic", ()) if isinstance(said, str)]
    for name, held in value.items():
        if _holds(held):
            yield from find_entries(held, f"{place}.{name}" if place else str(name), next(iter(topics), topic))


def _holds(value: Any) -> bool:
    """Whether there is a question anywhere in a value."""
    if isinstance(value, dict):
        return is_question(value) or any(map(_holds, value.values()))
    return isinstance(value, list) and any(map(_holds, value))


def is_question(value: Any) -> bool:
    """Whether an object asks something and has options or an answer, and no questions of its own."""
    if not isinstance(value, dict):
        return False
    found = by_role(value)
    asks = any(isinstance(said, str) for role in ("question", "term") for _, said in found.get(role, ()))
    return asks and any(role in found for role in ("answer", "option", "lettered", "definition", "wrong"))


def _numbered(place: str, number: int) -> str:
    return f"{place}[{number}]" if place else f"item {number}"
