"""A question laid out: the key first, then what is wrong and why; letters are dealt later."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.question import LETTERS, Kind, Question, Thinking
from quotewise.assistant.practice.question_json import NAMESPACE

WRONG = 3  # distractors of a question with one key
FEWEST_WRONG = 2  # three plausible options test as well as four (Rodriguez 2005)


@dataclass(frozen=True, slots=True)
class Wrong:
    """An option that is not the key, and the claim that says why."""

    text: str
    why: Claim


@dataclass(frozen=True, slots=True)
class About:
    """What a question is filed under."""

    topic: str
    origin: str
    thinking: Thinking = "recall"


def id_for(kind: Kind, stem: str, key: Sequence[str]) -> str:
    """The uuid of a question that asks this and has this key: the same whenever it is written."""
    return str(uuid.uuid5(NAMESPACE, json.dumps([kind, stem, *key], ensure_ascii=False)))


def build_question(
    kind: Kind, stem: str, keys: Sequence[str], wrong: Sequence[Wrong], rationale: Claim, about: About
) -> Question | None:
    """A question with options, the keys under the first letters; None where an option gives itself away or repeats."""
    texts = [*keys, *(option.text for option in wrong)]
    if len({text.casefold().strip(" .") for text in texts}) != len(texts) or leaks(stem, keys, texts[len(keys) :]):
        return None
    letters = LETTERS[: len(texts)]
    return Question(
        id=id_for(kind, stem, keys),
        kind=kind,
        stem=stem,
        rationale=rationale,
        answer=tuple(letters[: len(keys)]),
        options=dict(zip(letters, texts, strict=True)),
        why_not={letters[len(keys) + at]: option.why for at, option in enumerate(wrong)},
        topic=about.topic,
        thinking=about.thinking,
        origin=about.origin,
    )


def leaks(stem: str, keys: Sequence[str], wrong: Sequence[str]) -> bool:
    """Whether the keys share a word with the stem that no wrong option has."""
    asked = set(stems(stem))
    shared = [set(stems(text)) & asked for text in (*keys, *wrong)]
    elsewhere = set[str]().union(*shared[len(keys) :])
    return any(words - elsewhere for words in shared[: len(keys)])


def is_balanced(key: str, wrong: Sequence[str]) -> bool:
    """Whether the key is neither much longer nor much shorter than every wrong option."""
    lengths = sorted(map(len, wrong))
    return bool(lengths) and 0.6 * lengths[0] - 4 <= len(key) <= 1.5 * lengths[-1] + 4
