"""The options of a question from elsewhere: a list, an object by letters, a field each, or one field for all."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from quotewise.assistant.claim_json import BadEntry
from quotewise.assistant.practice.exchange.fields import OPTION, by_role, is_any, mark_of, place_of, spell
from quotewise.assistant.practice.exchange.markup import phrase

PARTED = ("\n", " | ", "|", ";", ",")  # between the options that one field holds; a sign counts where it parts it
Found = Mapping[str, Sequence[tuple[str, Any]]]

_LABEL = re.compile(r"\(?([^\W\d_]|[1-9])(?:[.)\uff0e\uff09]|[:\uff1a](?!//))\s*(?=\S)|\[([^\W\d_])\]\s*(?=\S)")
_TICK = re.compile(r"[✓✔✅☑🗸]\ufe0f?")
_BOX = re.compile(r"\[([ xX✓✔]?)\]\s+")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,30})[)\]]\s*$")


@dataclass(frozen=True, slots=True)
class Option:
    """letter: what it is called in the file, "" for nothing. right: None where nothing at the option says so."""

    text: str
    letter: str = ""
    right: bool | None = None
    why: str = ""


def options_of(found: Found) -> tuple[list[Option], str]:
    """The options, and the name of the answer's field that holds them, "" for none. Raises BadEntry."""
    if lettered := found.get("lettered"):
        return [option_from(value, last_letter(name)) for name, value in lettered], ""
    for name, value in found.get("option", ()):
        if options := read_options(value):
            return options, name
    answers = found.get("answer", ())
    if wrong := found.get("wrong"):
        right = [option for _, value in answers[:1] for option in read_options(value)]
        others = [option for _, value in wrong for option in read_options(value)]
        return [replace(one, right=True) for one in right] + [replace(one, right=False) for one in others], ""
    for name, value in answers:  # "answers": [...] beside "correct": 2, or with the right ones marked
        options = read_options(value) if isinstance(value, (list, dict)) and len(value) > 1 else []
        if len(answers) > 1 or any(option.right for option in options):
            return options, name
    return [], ""


def last_letter(name: str) -> str:
    """The letter, or the number, of an option that has a field of its own."""
    return next(mark.upper() for mark in reversed(spell(name).split()) if place_of(mark) >= 0)


def read_options(value: Any) -> list[Option]:
    """The options that one value holds; an empty list for none. Raises BadEntry."""
    match value:
        case list():
            return [option_from(one) for one in value]
        case dict() if value and all(isinstance(right, bool) for right in value.values()):
            return [Option(phrase(str(text)), "", right) for text, right in value.items()]
        case dict():
            return [option_from(one, str(letter)) for letter, one in value.items() if one is not None]
        case str() if value.strip():
            return [option_from(one) for one in parted(value)]
    return [] if value is None else [option_from(value)]


def parted(text: str) -> list[str]:
    """What one field holds several of, be it as JSON."""
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
            return listed
    sign = next((sign for sign in PARTED if len(text.strip().split(sign)) > 1), "\n")
    return [part for part in text.split(sign) if part.strip()]


def option_from(value: Any, letter: str = "") -> Option:
    """One option; an object tells its text, its letter, whether it is right and why. Raises BadEntry."""
    if isinstance(value, dict):
        told = by_role(value, OPTION)
        (_, text), *_ = told.get("text") or [("", None)]
        if isinstance(text, dict):  # {"text": {"text": "..."}}: once more is enough
            text = text.get("text")
        letters = [str(said) for _, said in told.get("letter", ()) if isinstance(said, (str, int))]
        rights = [is_right(said) for _, said in told.get("flag", ())]
        whys = [phrase(said) for _, said in told.get("reason", ()) if isinstance(said, str)]
        plain = option_from(text, letter or next(iter(letters), ""))
        return replace(plain, right=rights[0] if rights else plain.right, why=next(iter(whys), ""))
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadEntry(f"an option is {json.dumps(value)[:40]}, where words must be")
    return ticked(str(value), letter)


def ticked(text: str, letter: str = "") -> Option:
    """An option out of its words, the tick, box or "(correct)" at it read."""
    box = _BOX.match(text)
    said = text[box.end() :] if box else text
    right = bool(box[1].strip()) if box else None
    bracket = _BRACKET.search(said)
    if bracket and is_any(bracket[1], "flag"):
        said, right = said[: bracket.start()], True
    if _TICK.search(said):
        said, right = _TICK.sub("", said), True
    return Option(phrase(said), (mark_of(letter) or letter).strip(" .)"), right)


def is_right(flag: Any) -> bool:
    """Whether a flag or a share of the marks says that an option is right."""
    if isinstance(flag, str):
        return is_any(flag, "true") or (re.fullmatch(r"\d+(\.\d+)?", flag.strip()) is not None and float(flag) > 0)
    return isinstance(flag, (bool, int, float)) and flag > 0


def unlabelled(options: Sequence[Option]) -> list[Option]:
    """The options without the letters in their words, "A. ...", where every one has the next one."""
    labels = [_LABEL.match(option.text) for option in options]
    marks = [(label[1] or label[2]).casefold() for label in labels if label]
    if len(marks) < max(2, len(options)) or not is_run(marks):
        return list(options)
    return [
        replace(option, text=option.text[label.end() :], letter=option.letter or mark.upper())
        for option, label, mark in zip(options, labels, marks, strict=True)
        if label
    ]


def is_run(marks: Sequence[str]) -> bool:
    """Whether letters or numbers follow each other, from the first of their alphabet or from 1 on."""
    steps = [ord(after) - ord(before) for before, after in pairwise(marks)]
    return all(0 < step <= 2 for step in steps)  # kana have small forms between


def split_label(line: str) -> tuple[str, str]:
    """The letter a line begins with as an option does, and the rest; ("", line) for none."""
    label = _LABEL.match(line)
    return ((label[1] or label[2]), line[label.end() :]) if label else ("", line)


def lacking(options: Sequence[Option]) -> Iterator[tuple[int, str]]:
    """The places of options that say nothing, or the same as another, and what they are; of twins a right one stays."""
    kept: dict[str, int] = {}
    for at in sorted(range(len(options)), key=lambda at: (not options[at].right, at)):
        said = options[at].text.casefold().strip(" .")
        if not said:
            yield at, "it says nothing"
        elif said in kept:
            yield at, f'it repeats "{options[kept[said]].text}"'
        kept.setdefault(said, at)
