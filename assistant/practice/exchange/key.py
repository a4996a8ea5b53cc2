"""Which options an answer names: by letter, by number, by its words, by a list of these, or by a flag for each."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from quotewise.assistant.claim_json import BadEntry
from quotewise.assistant.practice.exchange.fields import is_any, phrase, spell, words
from quotewise.assistant.practice.exchange.option import Option, is_right, split_label

ALIKE = 94  # of 100, likeness from which an answer's words are those of an option
NAMES = ("letter", "id", "key", "index", "option", "text", "value", "answer")  # of what an object tells the key by
Base = int | None  # what a file's numbers count from; None where nothing in it tells


def find_key(answer: Any, options: Sequence[Option], base: int) -> set[int]:
    """The places of the right options, 0 the first; raises BadEntry where an answer is none of them."""
    match answer:
        case bool():
            found = {at for at, option in enumerate(options) if is_any(option.text, str(answer).lower())}
            if len(found) != 1:
                raise BadEntry(f"its answer is {str(answer).lower()}, and no one option says so")
            return found
        case int() | float() if answer == answer // 1:
            return {_at(int(answer), options, base)}
        case str():
            return _named(phrase(answer), options, base)
        case list() if len(answer) == len(options) and all(isinstance(one, bool) for one in answer):
            return {at for at, right in enumerate(answer) if right}
        case list():
            return set[int]().union(*(find_key(one, options, base) for one in answer))
        case dict() if all(
            isinstance(said, bool) or str(said).casefold() in ("true", "false") for said in answer.values()
        ):
            right = [name.removesuffix("_correct") for name, said in answer.items() if is_right(said)]
            return find_key(right, options, base)
        case dict() if name := next((name for name in NAMES if name in answer), ""):
            return find_key(answer[name], options, base)
    raise BadEntry("its answer is neither a letter, a number nor words")


def base_of(answers: Sequence[tuple[Any, int]]) -> Base:
    """What the numbers of a file's answers, each with how many options it has, must count from; None if either may be.

    A 0 among them tells, and so does a number as large as there are options.
    """
    numbers = [(int(one), count) for said, count in answers for one in as_list(said) if is_number(one)]
    if any(number == 0 for number, _ in numbers):
        return 0
    return 1 if any(number == count for number, count in numbers) else None


def as_list(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


def is_number(said: Any) -> bool:
    if isinstance(said, str):
        return re.fullmatch(r"\s*[0-9]\s*", said) is not None
    return isinstance(said, int) and not isinstance(said, bool)


def _at(number: int, options: Sequence[Option], base: int) -> int:
    at = next((at for at, option in enumerate(options) if option.letter == str(number)), number - base)
    if not 0 <= at < len(options):
        raise BadEntry(f"its answer is number {number} of {len(options)} options, counted from {base}")
    return at


def _named(said: str, options: Sequence[Option], base: int) -> set[int]:
    if same := _with_words(said, options):
        return same
    letters = {option.letter.casefold(): at for at, option in enumerate(options) if option.letter}
    letters = letters or {chr(ord("a") + at): at for at in range(len(options))}
    if found := _letters(said, letters):
        return found
    letter, rest = split_label(said)
    if letter and letter.casefold() in letters:
        if _with_words(rest, options) - {letters[letter.casefold()]}:
            raise BadEntry(f"its answer has the letter {letter}, but the words of another option")
        return {letters[letter.casefold()]}
    if re.fullmatch(r"[0-9](?:[\s,;&]+[0-9])*", said):
        return {_at(int(number), options, base) for number in re.findall("[0-9]", said)}
    near = {at for at, option in enumerate(options) if fuzz.ratio(said.casefold(), option.text.casefold()) >= ALIKE}
    if len(near) == 1:
        return near
    raise BadEntry(f'its answer "{said[:60]}" is none of its options' if said else "it has no answer")


def _with_words(said: str, options: Sequence[Option]) -> set[int]:
    wanted = said.casefold().strip(" .")
    return {at for at, option in enumerate(options) if option.text.casefold().strip(" .") == wanted and wanted}


def _letters(said: str, letters: Mapping[str, int]) -> set[int]:
    """The options whose letters a text is made of, joined by signs and words like "and"; none for other words."""
    passed = words("joiner") | words("option") | words("answer")
    parts = spell(said).split()
    marks = [part for part in parts if part in letters or part.removesuffix("s") not in passed]
    if len(marks) == 1 and len(marks[0]) > 1 and set(marks[0]) <= letters.keys() and said.strip().isupper():
        marks = list(marks[0])  # "BD"
    return {letters[mark] for mark in marks} if marks and all(mark in letters for mark in marks) else set()
