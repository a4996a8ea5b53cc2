"""A question from elsewhere, whatever its fields are called, as one of ours: what was put right on the way is told."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, get_args

from quotewise.assistant.claim_json import BadEntry, Json, fields
from quotewise.assistant.practice.exchange.fields import by_role, is_any, spell
from quotewise.assistant.practice.exchange.item import joined
from quotewise.assistant.practice.exchange.key import find_key, is_number
from quotewise.assistant.practice.exchange.markup import SEEN_OR_HEARD, bare, phrase
from quotewise.assistant.practice.exchange.open_question import read_open
from quotewise.assistant.practice.exchange.option import Found, Option, lacking, options_of, unlabelled
from quotewise.assistant.practice.question import LETTERS, Difficulty, Kind, Question, Thinking
from quotewise.assistant.practice.question_json import read_question

PASSED = ("id", "citations", "evidence_sets", "origin")  # as they are
CHOICES = {"difficulty": get_args(Difficulty), "thinking": get_args(Thinking)}
OURS = ("left", "items")  # no other program has these

Read = tuple[Question, tuple[str, ...]]  # and what was put right


def read_entry(entry: Any, origin: str, base: int | None = None) -> Read:
    """The question in an entry; raises BadEntry with what it lacks.

    origin: where it comes from, if it does not say. base: what its file's numbers of options count from, if known.
    """
    if is_ours(entry):
        return read_question(entry, origin), ()
    found = by_role(fields(entry))
    stem = stem_of(found)
    options, holder = options_of(found)
    answers = [(name, value) for name, value in found.get("answer", ()) if name != holder]
    mended = ["a picture or sound is left out"] * bool(SEEN_OR_HEARD.search(str(entry)))
    about = about_of(entry, found)
    if not options:
        told, done = read_open(found, stem, [value for _, value in answers])
    else:
        told, done = read_choice(entry, found, options, answers, base)
    return read_question({**told, **about, "question": told.get("question", stem)}, origin), (*mended, *done)


def is_ours(entry: Any) -> bool:
    """Whether an entry is one that quotewise wrote, or has fields that only quotewise knows."""
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
        return False
    return any(name in entry for name in OURS) or (
        is_uuid(entry.get("id")) and isinstance(entry.get("rationale"), dict)
    )


def is_uuid(value: Any) -> bool:
    try:
        return bool(uuid.UUID(str(value)))
    except ValueError:
        return False


def stem_of(found: Found) -> str:
    for _, value in (*found.get("question", ()), *found.get("term", ())):
        if isinstance(value, dict):
            value = value.get("text")
        if isinstance(value, str) and bare(value):
            return bare(value)
    raise BadEntry('nothing in it says what is asked: name a field "question", with text in it')


def about_of(entry: Json, found: Found) -> Json:
    """What a question is filed under, and its reasons where they come with quotes."""
    topics = [value for _, value in found.get("topic", ()) if isinstance(value, str)]
    exam = entry.get("exam")
    told = {
        **{name: entry[name] for name in PASSED if entry.get(name)},
        "topic": phrase(topics[0]) if topics else "",
        "domain": phrase(entry["domain"]) if isinstance(entry.get("domain"), str) else "",
        **({"origin": f"import:{exam}"} if isinstance(exam, str) and exam and not entry.get("origin") else {}),
        **({"rationale": entry["rationale"]} if isinstance(entry.get("rationale"), dict) else {}),
    }
    told |= {name: entry[name] for name, known in CHOICES.items() if entry.get(name) in known}
    return {name: value for name, value in told.items() if value}


def read_choice(
    entry: Json, found: Found, options: Sequence[Option], answers: Sequence[tuple[str, Any]], base: int | None
) -> tuple[Json, list[str]]:
    """The options under letters of ours, and the key."""
    mended: list[str] = []
    bared = unlabelled(options)
    mended += ["the letters in the options' words are taken off"] * (bared != list(options))
    keyed = with_key(bared, answers, base, mended)
    dropped = dict(lacking(keyed))
    mended += [f"option {called(keyed, at)} is dropped: {why}" for at, why in sorted(dropped.items())]
    kept = [option for at, option in enumerate(keyed) if at not in dropped]
    letters = LETTERS[: len(kept)]
    marks = zip(letters, "123456789", strict=False)
    if any(option.letter.upper() not in ("", *mark) for option, mark in zip(kept, marks, strict=False)):
        mended.append(f"its options are lettered {letters[:1]} to {letters[-1:]}")
    if len(kept) > len(LETTERS):
        raise BadEntry(f'"options" must be 2 to {len(LETTERS)}, it has {len(kept)}')
    lettered = dict(zip(letters, kept, strict=True))
    right = [letter for letter, option in lettered.items() if option.right]
    kind = kind_of(entry, kept, right)
    return {
        "kind": kind,
        "options": {letter: spoken(option.text, kind) for letter, option in lettered.items()},
        "answer": right,
        "rationale": rationale_of(found, [lettered[letter] for letter in right]),
        "why_not": {letter: why for letter, option in lettered.items() if (why := why_of(entry, option, letter))},
    }, mended


def with_key(
    options: Sequence[Option], answers: Sequence[tuple[str, Any]], base: int | None, mended: list[str]
) -> list[Option]:
    """The options, each told to be right or not; raises BadEntry where nothing tells."""
    keys, trouble = set[int](), BadEntry("it has no answer")
    for name, value in answers:
        start = base if base is not None else start_of(name, value)
        try:
            keys = find_key(value, options, start)
        except BadEntry as why:
            trouble = why
            continue
        if base is None and is_number(value) and not any(option.letter.isdigit() for option in options):
            mended.append(f"its answer {value} is counted from {start}")
        break
    if not keys:
        keys = {at for at, option in enumerate(options) if option.right}
    if not keys:
        raise trouble
    return [replace(option, right=at in keys) for at, option in enumerate(options)]


def start_of(name: str, value: Any) -> int:
    """What a number counts from where the file does not tell: programs count lists from 0, people columns from 1."""
    return 0 if isinstance(value, (int, list)) or "index" in spell(name) else 1


def called(options: Sequence[Option], at: int) -> str:
    return options[at].letter or str(at + 1)


def kind_of(entry: Json, options: Sequence[Option], right: Sequence[str]) -> Kind:
    """The kind an entry names if it can be it, else what its options are."""
    if len(options) == 2 and all(any(is_any(option.text, kind) for option in options) for kind in ("true", "false")):
        return "true_false"
    kind = entry.get("kind")
    return "scenario" if kind == "scenario" else "multiple" if len(right) > 1 or kind == "multiple" else "single"


def spoken(text: str, kind: Kind) -> str:
    """An option's words; what is to be judged is true or false in every language alike."""
    return text if kind != "true_false" else "True" if is_any(text, "true") else "False"


def rationale_of(found: Found, right: Iterable[Option]) -> str:
    said = [value for _, value in found.get("reason", ()) if isinstance(value, str)]
    return joined(bare(text) for text in said[:1]) or joined(option.why for option in right)


def why_of(entry: Json, option: Option, letter: str) -> Any:
    """Why a wrong option is wrong: said beside it, or in `why_not` by its letter."""
    given = entry.get("why_not")
    told = given.get(option.letter or letter) if isinstance(given, dict) else None
    return None if option.right else told or option.why
