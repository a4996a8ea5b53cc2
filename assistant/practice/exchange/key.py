"""Which options an answer names: by letter, by number, by its words, by a list of these, or by a flag for each."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from quotewise.assistant.claim_json import BadEntry
from quotewise.assistant.practice.exchange.fields import is_any, mark_of, spell, words
from quotewise.assistant.practice.exchange.markup import phrase
from quotewise.assistant.practice.exchange.option import Option, is_right, split_label

ALIKE = 94  # of 100, likeness from which an answer's words are those of an option
Base = int | None  # what a file's numbers count from; None where nothing in it tells


def find_key(answer: Any, options: Sequence[Option], base: int) -> set[int]:
    """The places of the right options, 0 the first; raises BadEntry where an answer is none of them."""
    match answer:
        case bool():
            return _flagged(options, answer)
        case int():
            return {_at(answer, options, base)}
        case float() if answer == int(answer):
            return {_at(int(answer), options, base)}
        case str():
            return _named(phrase(answer), options, base)
        case list() if len(answer) == len(options) and all(isinstance(one, bool) for one in answer):
            return {at for at, right in enumerate(answer) if right}
        case list():
            return set[int]().union(*(find_key(one, options, base) for one in answer))
        case dict():
            return _by_name(answer, options, base)
    raise BadEntry("its answer is neither a letter, a number nor words")


def base_of(answers: Sequence[tuple[Any, int]]) -> Base:
    """What the numbers of a file's answers, each with how many options it has, must count from; None if either may be.

    A 0 among them tells, and so does a number as large as there are options.
    """
    numbers = [(number, count) for said, count in answers for number in numbers_in(said)]
    if any(number == 0 for number, _ in numbers):
        return 0
    return 1 if any(number == count for number, count in numbers) else None


def numbers_in(said: Any) -> list[int]:
    return [int(one) for one in (said if isinstance(said, list) else [said]) if is_number(one)]


def is_number(said: Any) -> bool:
    if isinstance(said, str):
        return re.fullmatch(r"\s*[0-9]\s*", said) is not None
    return isinstance(said, int) and not isinstance(said, bool)


def _flagged(options: Sequence[Option], answer: bool) -> set[int]:
    """The option that says true, or false."""
    found = {at for at, option in enumerate(options) if is_any(option.text, "true" if answer else "false")}
    if len(found) != 1:
        raise BadEntry(f"its answer is {str(answer).lower()}, and no one option says so")
    return found


def _at(number: int, options: Sequence[Option], base: int) -> int:
    labelled = [at for at, option in enumerate(options) if option.letter == str(number)]
    at = labelled[0] if labelled else number - base
    if not 0 <= at < len(options):
        raise BadEntry(f"its answer is number {number} of {len(options)} options, counted from {base}")
    return at


def _by_name(answer: Mapping[str, Any], options: Sequence[Option], base: int) -> set[int]:
    """An answer that is an object: a flag for each option by its name, or the words or the letter of one."""
    if all(isinstance(said, bool) or str(said).casefold() in ("true", "false") for said in answer.values()):
        return set[int]().union(
            *(_named(name.removesuffix("_correct"), options, base) for name, right in answer.items() if is_right(right))
        )
    for name in ("letter", "id", "key", "index", "option", "text", "value", "answer"):
        if name in answer:
            return find_key(answer[name], options, base)
    raise BadEntry("its answer is an object without a letter or a text")


def _named(said: str, options: Sequence[Option], base: int) -> set[int]:
    if same := _with_words(said, options):
        return same
    letters = {option.letter.casefold(): at for at, option in enumerate(options) if option.letter}
    letters = letters or {chr(ord("a") + at): at for at in range(len(options))}
    own = said.casefold() if said.casefold() in letters else mark_of(said) if len(spell(said).split()) == 2 else ""
    if own in letters:
        return {letters[own]}
    letter, rest = split_label(said)
    if rest != said and letter.casefold() in letters and len(rest) > 1 and not _letters(rest, letters):
        of_words, at = _with_words(rest, options), letters[letter.casefold()]
        if of_words - {at}:
            raise BadEntry(f"its answer has the letter {letter}, but the words of another option")
        return {at}
    if found := _letters(said, letters):
        return found
    if numbers := re.fullmatch(r"[0-9](?:[\s,;&]+[0-9])*", said.strip()):
        return {_at(int(number), options, base) for number in re.findall("[0-9]", numbers[0])}
    near = {at for at, option in enumerate(options) if fuzz.ratio(said.casefold(), option.text.casefold()) >= ALIKE}
    if len(near) == 1:
        return near
    raise BadEntry(f'its answer "{said[:60]}" is none of its options' if said else "it has no answer")


def _with_words(said: str, options: Sequence[Option]) -> set[int]:
    wanted = said.casefold().strip(" .")
    return {at for at, option in enumerate(options) if option.text.casefold().strip(" .") == wanted and wanted}


def _letters(said: str, letters: Mapping[str, int]) -> set[int]:
    """The options whose letters a text is made of, joined by signs and words like "and"; none for other words."""
    passed = words("joiner") | words("option")
    parts = [part.casefold() for part in re.findall(r"[^\W_]+", said)]
    marks = [part for part in parts if part in letters or part.removesuffix("s") not in passed]
    if len(marks) == 1 and len(marks[0]) > 1 and set(marks[0]) <= letters.keys() and said.strip().isupper():
        marks = list(marks[0])  # "BD"
    return {letters[mark] for mark in marks} if marks and all(mark in letters for mark in marks) else set()
