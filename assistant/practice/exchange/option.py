"""The options of a question from elsewhere: a list, an object by letters, a field each, or one field for all."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from quotewise.assistant.claim_json import BadEntry
from quotewise.assistant.practice.exchange.fields import OPTION, Found, by_role, is_any, mark_of, phrase, spell, texts

PARTED = ("\n", " | ", "|", ";", ",")  # between the options that one field holds; a sign counts where it parts it

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
        return [option_from(value, (mark_of(name) or spell(name)).upper()) for name, value in lettered], ""
    for name, value in found.get("option", ()):
        if options := read_options(value):
            return options, name
    answers, wrong = found.get("answer", []), found.get("wrong", [])
    if wrong:
        told = [(True, value, False) for _, value in answers[:1]] + [
            (False, value, len(wrong) == 1) for _, value in wrong
        ]
        return [
            replace(option, right=right)
            for right, value, parts in told
            for option in (read_options(value) if parts or not isinstance(value, str) else [option_from(value)])
        ], ""
    for name, value in answers:  # "answers": [...] beside "correct": 2, or with the right ones marked
        options = read_options(value) if isinstance(value, (list, dict)) and len(value) > 1 else []
        if len(answers) > 1 or any(option.right for option in options):
            return options, name
    return [], ""


def read_options(value: Any) -> list[Option]:
    """The options that one value holds; an empty list for none. Raises BadEntry."""
    match value:
        case list():
            return [option_from(one) for one in value]
        case dict() if all(isinstance(right, bool) for right in value.values()):
            return [Option(phrase(str(text)), "", right) for text, right in value.items()]
        case dict():
            return [option_from(one, str(letter)) for letter, one in value.items() if one is not None]
        case str():
            return [option_from(one) for one in parted(value)]
    return [] if value is None else [option_from(value)]


def parted(text: str) -> list[str]:
    """What one field holds several of, be it as JSON."""
    if text.lstrip().startswith("["):
        with suppress(ValueError, RecursionError):
            listed = json.loads(text)
            if all(isinstance(one, str) for one in listed):
                return listed  # type: ignore[no-any-return]
    sign = next((sign for sign in PARTED if sign in text.strip()), "\n")
    return [part for part in text.split(sign) if part.strip()]


def option_from(value: Any, letter: str = "") -> Option:
    """One option; an object tells its text, its letter, whether it is right and why. Raises BadEntry."""
    if isinstance(value, dict):
        told = by_role(value, OPTION)
        letters = [str(said) for _, said in told.get("letter", ()) if isinstance(said, (str, int))]
        text = next((said for _, said in told.get("text", ())), max(letters, key=len, default=None))
        if isinstance(text, dict):  # {"text": {"text": "..."}}: once more is enough
            text = text.get("text")
        plain = option_from(text, letter or next(iter(letters), ""))
        right = next((is_right(said) for _, said in told.get("flag", ())), plain.right)
        return replace(plain, right=right, why=next(map(phrase, texts(told, "reason")), ""))
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadEntry(f"an option is {json.dumps(value)[:40]}, where words must be")
    return ticked(str(value), letter)


def ticked(text: str, letter: str = "") -> Option:
    """An option out of its words, the tick, box or "(correct)" at it read."""
    box = _BOX.match(text)
    said = text[box.end() :] if box else text
    bracket = _BRACKET.search(said)
    flagged = bracket is not None and is_any(bracket[1], "flag")
    said = said[: bracket.start()] if bracket and flagged else said
    right = True if flagged or _TICK.search(said) else bool(box[1].strip()) if box else None
    return Option(phrase(_TICK.sub("", said)), (mark_of(letter) or letter).strip(" .)"), right)


def is_right(flag: Any) -> bool:
    """Whether a flag or a share of the marks says that an option is right."""
    if isinstance(flag, str):
        return is_any(flag, "true") or (re.fullmatch(r"\d+(\.\d+)?", flag.strip()) is not None and float(flag) > 0)
    return isinstance(flag, (bool, int, float)) and flag > 0


def unlabelled(options: Sequence[Option]) -> list[Option]:
    """The options without the letters in their words, "A. ...", where every one has the next one."""
    split = [split_label(option.text) for option in options]
    if len(split) < 2 or not is_run([mark.casefold() for mark, _ in split]):
        return list(options)
    return [
        replace(option, text=text, letter=option.letter or mark.upper())
        for option, (mark, text) in zip(options, split, strict=True)
    ]


def is_run(marks: Sequence[str]) -> bool:
    """Whether letters or numbers follow each other, as those of options do; kana have small forms between."""
    return all(len(mark) == 1 for mark in marks) and all(
        0 < ord(after) - ord(before) <= 2 for before, after in pairwise(marks)
    )


def split_label(line: str) -> tuple[str, str]:
    """The letter a line begins with as an option does, and the rest; ("", line) for none."""
    label = _LABEL.match(line)
    return ((label[1] or label[2]), line[label.end() :]) if label else ("", line)


def lacking(options: Sequence[Option]) -> Iterator[tuple[int, str]]:
    """The places of options that say nothing, or the same as another, and what they are; of twins a right one stays."""
    kept: dict[str, Option] = {}
    for at, option in sorted(enumerate(options), key=lambda one: not one[1].right):
        said = option.text.casefold().strip(" .")
        if not said:
            yield at, "it says nothing"
        elif kept.setdefault(said, option) is not option:
            yield at, f'it repeats "{kept[said].text}"'
