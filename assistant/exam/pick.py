"""A model's pick: which options it names, read back through their shuffled letters, and its quotes, gated."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from quotewise.assistant.chat.speech import Heard, Model, listen
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.model_output import back, lines, read_line
from quotewise.assistant.prompts import exam_messages, within
from quotewise.index import Hit

MOST_LINES = 12  # of a model: one that goes on after that is not listened to

_NAMED = re.compile(
    r"^\W*(?:the\s+)?(?:correct\s+|right\s+|best\s+)?(?:answers?|options?)\b\W*(?:(?:is|are)\b\W*)?"
    r"(?P<letters>\(?[A-Z]\)?(?:\s*(?:,|;|&|and\b|\s)\s*(?:and\s+)?\(?[A-Z]\)?)*)(?![\w'])",
    re.IGNORECASE,
)
_ALONE = re.compile(r"^\W*(?P<letters>[A-Z](?:\s*(?:,|;|&|and\b)\s*[A-Z])*)\W*$")


@dataclass(frozen=True, slots=True)
class Picked:
    """The letters a model picked, () where they cannot be read; trouble: why."""

    answer: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = field(default=())
    model: str | None = None
    trouble: str | None = None


def ask_model(model: Model, item: ExamItem, hits: Sequence[Hit], original: Callable[[str], str]) -> Picked:
    """Ask a model to pick from these passages.

    The options go under new letters in an order that comes from their texts alone, so that neither their places
    nor a liking for one letter decides.
    """
    given = within(hits, model.budget)
    old_of = dict(zip(ascii_uppercase, item.in_fixed_order, strict=False))
    options = {new: item.options[old] for new, old in old_of.items()}
    heard = Heard()
    answer: tuple[str, ...] = ()
    citations: list[Citation] = []
    asked = exam_messages(item.stem, options, item.choose, given)
    for number, line in enumerate(lines(listen(model, asked, heard), whole=lambda: heard.trouble is None)):
        if number >= MOST_LINES:
            break
        named = read_letters(line)
        if named and not answer:
            answer = named
        elif claim := _gated(line, given, original):
            citations += claim.citations
    if not answer or not set(answer) <= options.keys() or len(answer) != (item.choose or len(answer)):
        return Picked(trouble=heard.trouble or "the model's pick cannot be read: the notes alone decided")
    picked = tuple(sorted(old_of[letter] for letter in answer))
    return Picked(picked, tuple(dict.fromkeys(citations)), model.name, heard.trouble)


def read_letters(line: str) -> tuple[str, ...]:
    """The letters that a line names as its answer, () where it names none."""
    found = _NAMED.match(line) or _ALONE.match(line)
    if found is None:
        return ()
    return tuple(dict.fromkeys(re.findall(r"\b[A-Z]\b", re.sub(r"(?i)\band\b", ",", found["letters"]).upper())))


def _gated(line: str, hits: Sequence[Hit], original: Callable[[str], str]) -> Claim | None:
    draft = read_line(line)
    claim = back(draft, hits) if draft else None
    return check(claim, hits, original).claim if isinstance(claim, Claim) else None
