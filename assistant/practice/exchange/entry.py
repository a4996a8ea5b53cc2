"""A question from elsewhere, whatever its fields are called, as one of ours: what was put right on the way is told."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

from quotewise.assistant.claim_json import BadEntry, Json, fields
from quotewise.assistant.practice.audit.propositions import answered_by
from quotewise.assistant.practice.audit.stem import GAP
from quotewise.assistant.practice.exchange.fields import (
    SEEN_OR_HEARD,
    Found,
    bare,
    by_role,
    is_any,
    joined,
    phrase,
    spell,
    texts,
)
from quotewise.assistant.practice.exchange.key import Base, as_list, find_key, is_number
from quotewise.assistant.practice.exchange.option import Option, lacking, options_of, parted, unlabelled
from quotewise.assistant.practice.question import LETTERS, Difficulty, Question, Thinking
from quotewise.assistant.practice.question_json import read_question

PASSED = ("id", "citations", "evidence_sets", "origin")  # as they are
CHOICES = {"difficulty": get_args(Difficulty), "thinking": get_args(Thinking)}
OURS = ("left", "items")  # no other program has these


def read_entry(entry: Any, origin: str, base: Base = None) -> tuple[Question, tuple[str, ...]]:
    """The question in an entry, and what was put right; raises BadEntry with what it lacks.

    origin: where it comes from, if it does not say. base: what its file's numbers of options count from, if known.
    """
    if is_ours(entry):
        return read_question(entry, origin), ()
    found = by_role(fields(entry))
    stem = next(filter(None, map(bare, asked_in(found))), "")
    if not stem:
        raise BadEntry('nothing in it says what is asked: name a field "question", with text in it')
    options, holder = options_of(found)
    answers = [(name, value) for name, value in found.get("answer", ()) if name != holder]
    if options:
        told, mended = read_choice(entry, found, options, answers, base)
    else:
        told, mended = read_open(found, stem, [value for _, value in answers])
    mended = ["a picture or sound is left out"] * bool(SEEN_OR_HEARD.search(str(entry))) + mended
    return read_question({"question": stem, **told, **about(entry, found)}, origin), tuple(mended)


def is_ours(entry: Any) -> bool:
    """Whether an entry is one that quotewise wrote, or has fields that only quotewise knows."""
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
        return False
    try:
        known = bool(uuid.UUID(str(entry.get("id"))))
    except ValueError:
        known = False
    return (known and isinstance(entry.get("rationale"), dict)) or any(name in entry for name in OURS)


def asked_in(found: Found) -> list[str]:
    """What is asked, as far as an entry says so."""
    told = [value for role in ("question", "term") for _, value in found.get(role, ())]
    told = [value.get("text") if isinstance(value, dict) else value for value in told]
    return [value for value in told if isinstance(value, str)]


def about(entry: Json, found: Found) -> Json:
    """What a question is filed under, and its reasons where they come with quotes."""
    told: Json = {name: entry.get(name) for name in PASSED}
    told |= {name: entry[name] for name, known in CHOICES.items() if entry.get(name) in known}
    told["topic"] = phrase(next(iter(texts(found, "topic")), ""))
    exam, domain, rationale = (entry.get(name) for name in ("exam", "domain", "rationale"))
    if isinstance(domain, str):
        told["domain"] = phrase(domain)
    if isinstance(exam, str) and exam:
        told["origin"] = told["origin"] or f"import:{exam}"
    if isinstance(rationale, dict):
        told["rationale"] = rationale
    return {name: value for name, value in told.items() if value}


def read_choice(
    entry: Json, found: Found, given: Sequence[Option], answers: Sequence[tuple[str, Any]], base: Base
) -> tuple[Json, list[str]]:
    """The options under letters of ours, and the key."""
    mended: list[str] = []
    bared = unlabelled(given)
    if bared != list(given):
        mended.append("the letters in the options' words are taken off")
    options = with_key(bared, answers, base, mended)
    dropped = dict(lacking(options))
    mended += [f"option {options[at].letter or at + 1} is dropped: {why}" for at, why in sorted(dropped.items())]
    kept = [option for at, option in enumerate(options) if at not in dropped]
    if len(kept) > len(LETTERS):
        raise BadEntry(f'"options" must be 2 to {len(LETTERS)}, it has {len(kept)}')
    lettered = dict(zip(LETTERS, kept, strict=False))
    if any(option.letter.upper() not in ("", LETTERS[at], str(at + 1)) for at, option in enumerate(kept)):
        mended.append(f"its options are lettered A to {LETTERS[len(kept) - 1]}")
    right = {letter: option for letter, option in lettered.items() if option.right}
    judged = len(kept) == 2 and all(any(is_any(one.text, kind) for one in kept) for kind in ("true", "false"))
    named = entry.get("kind") if entry.get("kind") in ("scenario", "multiple") else "single"
    kind = "true_false" if judged else "multiple" if len(right) > 1 and named == "single" else named
    whys = entry["why_not"] if isinstance(entry.get("why_not"), dict) else {}
    reasons = {mark: whys.get(one.letter or mark) or one.why for mark, one in lettered.items() if mark not in right}
    return {
        "kind": kind,
        "options": {mark: truth(one.text) if judged else one.text for mark, one in lettered.items()},
        "answer": list(right),
        "rationale": joined(map(bare, texts(found, "reason")[:1])) or joined(one.why for one in right.values()),
        "why_not": {mark: why for mark, why in reasons.items() if why},
    }, mended


def truth(text: str) -> str:
    """What is to be judged is true or false in every language alike."""
    return "True" if is_any(text, "true") else "False"


def with_key(
    options: Sequence[Option], answers: Sequence[tuple[str, Any]], base: Base, mended: list[str]
) -> list[Option]:
    """The options, each told to be right or not; raises BadEntry where nothing tells."""
    keys, trouble = set[int](), BadEntry("it has no answer")
    for name, value in answers:
        # Where the file does not tell: programs count lists from 0, people columns from 1
        start = base if base is not None else 0 if isinstance(value, (int, list)) or "index" in spell(name) else 1
        try:
            keys = find_key(value, options, start)
        except BadEntry as why:
            trouble = why
            continue
        if base is None and is_number(value) and not any(option.letter.isdigit() for option in options):
            mended.append(f"its answer {value} is counted from {start}")
        break
    keys = keys or {at for at, option in enumerate(options) if option.right}
    if not keys:
        raise trouble
    return [replace(option, right=at in keys) for at, option in enumerate(options)]


TYPED, WORDS = 60, 6  # characters and words of an answer that may be typed
BLANK = "____"
ENDS = " .:;?\uff1f\u3002"


def read_open(found: Found, stem: str, answers: Sequence[Any]) -> tuple[Json, list[str]]:
    """What is asked and how; raises BadEntry where there is no answer, or one that nobody would type."""
    meanings = texts(found, "definition")
    reason = joined(map(bare, texts(found, "reason")))
    given = next(iter([*(meanings if "term" in found else []), *answers, *meanings]), None)
    if is_any(str(given), "true") or is_any(str(given), "false"):
        key = "A" if is_any(str(given), "true") else "B"
        return {"kind": "true_false", "options": {"A": "True", "B": "False"}, "answer": [key], "rationale": reason}, []
    keys = keys_of(given)
    if not keys:
        raise BadEntry("it has neither options nor an answer")
    if len(keys) == 1 and is_term(stem, keys[0], sure=bool(meanings) and "term" in found):
        return turned(phrase(stem), joined([bare(str(given))]))
    if not all(map(is_typed, keys)):
        count = len(keys[0].split())
        raise BadEntry(f"it has no options, and its answer of {count} words is too long to type: add options")
    told = {"kind": "cloze", "answer": keys, "rationale": reason or answered_by(stem, keys[0]) or ""}
    if GAP.search(stem):
        return told, []
    return {**told, "question": gapped(stem)}, ["it has no options: its answer is typed"]


def gapped(stem: str) -> str:
    """The stem and a gap in one sentence: of two the notes would be asked apart, and bear out what nobody said."""
    asked = stem.rstrip(ENDS)
    return f"{asked} ({BLANK}){stem[len(asked) :].strip()}"


def keys_of(given: Any) -> list[str]:
    several = parted(given) if isinstance(given, str) and " | " in given else as_list(given)
    return [key for one in several if isinstance(one, (str, int, float)) and (key := phrase(str(one)))]


def is_typed(text: str) -> bool:
    return len(text) <= TYPED and len(text.split()) <= WORDS and "\n" not in text


def is_term(stem: str, answer: str, *, sure: bool) -> bool:
    """Whether a card's front is what its back explains: short, no question, and the back says more."""
    if not is_typed(stem) or stem.rstrip().endswith(("?", "\uff1f")) or GAP.search(stem):
        return False
    return sure or len(answer.split()) > len(stem.split()) or not is_typed(answer)


def turned(term: str, meaning: str) -> tuple[Json, list[str]]:
    """A card of a term and its meaning the other way round: the meaning is shown, the term is typed."""
    within = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.I)
    named = bool(within.search(meaning))
    asked = within.sub(BLANK, meaning) if named else gapped(meaning)
    told = {"kind": "cloze", "question": asked, "answer": [term]}
    told["rationale"] = meaning if named else f"{term}: {meaning}"
    return told, ["it has no options: what it means is shown, and the term is typed"]
