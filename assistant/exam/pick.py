"""A model's pick: which options it names, read back through their shuffled letters, and its quotes, gated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from string import ascii_uppercase

from quotewise.assistant.chat.speech import Heard, Model, listen
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.reader import Reader, Reading
from quotewise.assistant.gate.verdict import Original, Verdict, check
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
    """The letters a model picked, () where the notes are to decide; trouble: why, or what else went wrong."""

    answer: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    model: str | None = None
    trouble: str | None = None


def ask_model(
    model: Model,
    item: ExamItem,
    hits: Sequence[Hit],
    original: Original,
    reader: Reader | None = None,
    heard: Heard | None = None,
) -> Picked:
    """Ask a model to pick from these passages, and a reader whether its quotes say what it says of them.

    The options go under new letters in an order that comes from their texts alone, so that neither their places
    nor a liking for one letter decides. heard: told what the model took.
    """
    given = within(hits, model.budget)
    old_of = dict(zip(ascii_uppercase, item.in_fixed_order, strict=False))
    options = {new: item.options[old] for new, old in old_of.items()}
    heard = heard or Heard()
    answer: tuple[str, ...] = ()
    verdicts: list[Verdict] = []
    asked = exam_messages(item.stem, options, item.choose, given)
    for line in islice(lines(listen(model, asked, heard), whole=lambda: heard.trouble is None), MOST_LINES):
        named = read_letters(line)
        if named and not answer:
            answer = named
        elif verdict := _gated(line, given, original):
            verdicts.append(verdict)
    if not answer or not set(answer) <= options.keys() or len(answer) != (item.choose or len(answer)):
        return Picked(trouble=heard.trouble or "the model's pick cannot be read: the notes alone decided")
    citations, trouble = _borne_out(verdicts, reader)
    if not citations:
        return Picked(trouble=heard.trouble or "the model's pick rests on no quote: the notes alone decided")
    return Picked(tuple(sorted(old_of[letter] for letter in answer)), citations, model.name, heard.trouble or trouble)


def read_letters(line: str) -> tuple[str, ...]:
    """The letters that a line names as its answer, () where it names none."""
    found = _NAMED.match(line) or _ALONE.match(line)
    if found is None:
        return ()
    return tuple(dict.fromkeys(re.findall(r"\b[A-Z]\b", re.sub(r"(?i)\band\b", ",", found["letters"]).upper())))


def _gated(line: str, hits: Sequence[Hit], original: Original) -> Verdict | None:
    draft = read_line(line)
    claim = back(draft, hits) if draft else None
    return check(claim, hits, original) if isinstance(claim, Claim) else None


def _borne_out(verdicts: Sequence[Verdict], reader: Reader | None) -> tuple[tuple[Citation, ...], str | None]:
    """The quotes that say what a model says of them, as far as the rules and a reader find; and what went wrong."""
    open_to = [verdict for verdict in verdicts if verdict.passed or verdict.item is not None]
    asked = [verdict.item for verdict in open_to if verdict.item is not None]
    reading = reader.read(asked) if reader and asked else Reading(())
    told = dict(zip(asked, reading.told, strict=bool(reading.told)))
    standing = [one.quoted for one in open_to if one.quoted and (one.item is None or told.get(one.item) is not False)]
    return tuple(dict.fromkeys(citation for claim in standing for citation in claim.citations)), reading.trouble
