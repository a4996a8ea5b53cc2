"""Repairs by rule: what can be put right in a question without writing anything new."""

import re
from collections.abc import Iterator
from dataclasses import replace

from quotewise.assistant.claim import Claim
from quotewise.assistant.lookup import look_up
from quotewise.assistant.practice.flaws.flaw import Flaw
from quotewise.assistant.practice.flaws.proposition import say
from quotewise.assistant.practice.flaws.stem import stress_negation
from quotewise.assistant.practice.flaws.support import why_ungated
from quotewise.assistant.practice.question import Question
from quotewise.index import Library

FEWEST_OPTIONS = 3  # three plausible options test as well as four (Rodriguez 2005)

_PAIR = re.compile(r"(?P<a>[^:;]+): (?P<x>[^;]+); (?P<b>[^:;]+): (?P<y>[^;]+)")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


def mend(question: Question, flaw: Flaw) -> Question | None:
    """The question without this fault; None where no rule can take it out."""
    if flaw.name == "negative_stem":
        stressed = stress_negation(question.stem)
        return replace(question, stem=stressed) if stressed != question.stem else None
    if flaw.name == "longest_key":
        return _shortened(question)
    if flaw.name == "fill_in_stem" and len(question.answer) == 1:
        key = question.options[question.answer[0]]
        return replace(question, kind="cloze", options={}, why_not={}, answer=(key,))
    if flaw.name == "convergence":
        return _spread(question)
    if flaw.options and len(question.options) - len(flaw.options) >= max(FEWEST_OPTIONS, len(question.answer) + 2):
        return without(question, flaw.options)
    return None


def without(question: Question, letters: tuple[str, ...]) -> Question:
    """The question without these wrong options; what is left moves up, letter by letter."""
    left = [letter for letter in question.options if letter not in letters]
    new_of = dict(zip(left, question.options, strict=False))
    return relettered(question, new_of)


def relettered(question: Question, new_of: dict[str, str]) -> Question:
    """The options that `new_of` names, under their new letters and in their order."""
    options = {new: question.options[old] for old, new in new_of.items()}
    why_not = {new_of[old]: why for old, why in question.why_not.items() if old in new_of}
    return replace(
        question,
        options={letter: options[letter] for letter in sorted(options)},
        answer=tuple(sorted(new_of[letter] for letter in question.answer)),
        why_not={letter: why_not[letter] for letter in sorted(why_not)},
    )


def _spread(question: Question) -> Question | None:
    """Four options "A: x; B: y" whose key shares most with the others, so put that no part tells: beside the key
    (x, y) stand (y, x), (x, z) and (z, x), each with one part that stands twice and one that stands once."""
    read = {letter: _PAIR.fullmatch(text) for letter, text in question.options.items()}
    (key,) = question.answer
    found = read[key]
    if found is None or len({(one["a"], one["b"]) if one else None for one in read.values()}) != 1 or len(read) != 4:
        return None
    first, second = found["x"], found["y"]
    third = next(
        (value for one in read.values() if one for value in (one["x"], one["y"]) if value not in (first, second)), ""
    )
    if not third or first == second:
        return None
    put = [(second, first), (first, third), (third, first)]
    options = {
        letter: f"{found['a']}: {x}; {found['b']}: {y}" for letter, (x, y) in zip(question.wrong, put, strict=True)
    }
    reasons = dict.fromkeys(question.wrong, question.rationale)
    return replace(question, options={**question.options, **options}, why_not=reasons)


def _shortened(question: Question) -> Question | None:
    """The key without what stands in brackets, where that is what makes it long."""
    (letter,) = question.answer
    short = _BRACKETS.sub("", question.options[letter]).strip()
    if not short or short == question.options[letter]:
        return None
    return replace(question, options={**question.options, letter: short})


def with_reasons(question: Question, library: Library) -> tuple[Question, int]:
    """The question with a reason for each wrong option that passes the gate, else the key's; how many it lacked."""
    if question.kind == "true_false" or why_ungated(question.rationale, library):
        return question, 0
    reasons = {letter: question.why_not.get(letter) for letter in question.wrong}
    bad = [letter for letter, why in reasons.items() if why is None or why_ungated(why, library)]
    if not bad:
        return question, 0
    put = {letter: question.rationale if letter in bad or why is None else why for letter, why in reasons.items()}
    return replace(question, why_not=put), len(bad)


def with_rationale(question: Question, library: Library) -> Question | None:
    """The question with its own quotes for a rationale, where what is said of them does not pass the gate."""
    quotes = question.rationale.citations
    for text in (
        " ".join(cited.display or cited.quote for cited in quotes),
        *(one.display or one.quote for one in quotes),
    ):
        for claim in (Claim(text, quotes), *(Claim(text, (one,)) for one in quotes)):
            if not why_ungated(claim, library):
                return replace(question, rationale=claim)
    return None


def with_citations(question: Question, library: Library) -> Question | None:
    """A question from elsewhere, whose rationale cites nothing, with what the notes say of it; None if they do not."""
    for said in _assertions(question):
        found = look_up(library, said)
        if found.verdict == "supported":
            quotes = tuple(finding.citation for finding in found.citations if finding.stance == "for")[:2]
            for text in (said, quotes[0].display or quotes[0].quote):
                if not why_ungated(Claim(text, quotes), library):
                    return replace(question, rationale=Claim(text, quotes))
                if not why_ungated(Claim(text, quotes[:1]), library):
                    return replace(question, rationale=Claim(text, quotes[:1]))
    return None


def _assertions(question: Question) -> Iterator[str]:
    """What bears the key out: the rationale as given, and the stem with the key put in."""
    if question.rationale.text.strip():
        yield question.rationale.text
    if question.kind == "true_false" and question.options:
        if question.options[question.answer[0]].lower() == "true":
            yield question.stem
    elif question.options and len(question.answer) == 1:
        if told := say(question.stem, question.options[question.answer[0]]):
            yield told
    elif question.kind == "cloze" and (told := say(question.stem, question.answer[0])):
        yield told
