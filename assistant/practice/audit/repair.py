"""Repairs by rule: what is put right without writing anything new, and a reason for each wrong option."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.statement import Words, statements, tokens
from quotewise.assistant.gate.wording import parts, stem, stems
from quotewise.assistant.lookup import look_up
from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.audit.constraint import Constraint
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.audit.option_words import own_words
from quotewise.assistant.practice.audit.propositions import assertions
from quotewise.assistant.practice.audit.stem import stress_negation
from quotewise.assistant.practice.build import FEWEST_WRONG
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.shuffle_keys import relettered
from quotewise.assistant.unit import units
from quotewise.index.lookup import hits_holding

CONTRASTED = "B"  # the option that a question on what sets two things apart is laid out with first
LOOKED_AT, FEWEST_WORDS = 4000, 4  # characters of passages, words of what is said
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
    own = question.origin == "definition" and question.thinking == "compare" and question.answer == ("A",)
    if own and question.kind == "single" and CONTRASTED in flaw.options:
        return None
    if flaw.options and len(question.options) - len(flaw.options) >= len(question.answer) + FEWEST_WRONG:
        return without(question, flaw.options)
    return None


def without(question: Question, letters: tuple[str, ...]) -> Question:
    """The question without these wrong options; what is left moves up, letter by letter."""
    left = [letter for letter in question.options if letter not in letters]
    new_of = dict(zip(left, question.options, strict=False))
    return relettered(question, new_of)


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


def with_rationale(question: Question, evidence: Evidence) -> Question | None:
    """The question with its own quotes for a rationale, where what is said of them does not pass the gate."""
    quoted = evidence.own_words(question.rationale)
    passed = next((claim for claim in quoted if not evidence.why_stopped(claim)), None)
    return replace(question, rationale=passed) if passed else None


def with_citations(question: Question, evidence: Evidence) -> Question | None:
    """A question from elsewhere, whose rationale cites nothing, with what the notes say of it; None if they do not."""
    for said in (question.rationale.text, *assertions(question)):
        found = look_up(evidence.library, said, reader=evidence.reader) if said.strip() else None
        speaking = [one.citation for one in found.citations if one.stance == "for"] if found else []
        quotes = tuple(speaking[:2]) if found and found.verdict == "supported" else _holding(said, evidence)
        if quotes:
            tried = [
                Claim(text, cited)
                for text in (said, quotes[0].display or quotes[0].quote)
                for cited in (quotes, quotes[:1])
            ]
            if passed := next((claim for claim in tried if not evidence.why_stopped(claim)), None):
                return replace(question, rationale=passed)
    return None


def _holding(said: str, evidence: Evidence) -> tuple[Citation, ...]:
    """The first sentence of the notes that holds every word of what is said, and denies as much.

    What stands before a colon and what behind it is held in its order. There may be more between the words, so it is no
    proof of what is said; of a question it is what the key rests on.
    """
    pieces = [tokens(piece) for piece in said.split(": ")]
    for hit in evidence.library.search(said, budget=LOOKED_AT) if sum(map(len, pieces)) >= FEWEST_WORDS else ():
        for unit in units(hit):
            for one in statements(hit, unit.start, unit.end, evidence.original(hit.source)):
                inside = all(_in_order(piece, one.tokens) for piece in pieces)
                if inside and sum(map(_denials, pieces)) == _denials(one.tokens):
                    return (cite(hit, unit.start, unit.end),)
    return ()


def _in_order(words: Words, held: Words) -> bool:
    there = iter(held)
    return all(any(token.says(other) for other in there) for token in words)


def _denials(words: Words) -> int:
    return sum(token.kind == "denial" for token in words)


PASSAGES = 8  # in which a line about an option is looked for
LEAD = 2  # words besides the option's that a line may have before them


def with_reasons(question: Question, evidence: Evidence, told: Sequence[Constraint] = ()) -> tuple[Question, int]:
    """The question with a reason of its own for each wrong option, where there is one; how many given ones went.

    A reason stays that passes the gate, is about its option, and is nobody else's. Where there is none, the line of
    the notes that breaks a constraint takes its place, else one that begins with what the option names.
    """
    if not question.options or question.kind == "true_false":
        return replace(question, why_not={}), 0
    own = own_words(question)
    kept: dict[str, Claim] = {}
    used = {_line(question.rationale)}
    for letter in question.wrong:
        given = question.why_not.get(letter)
        for claim in (
            *((given, *evidence.own_words(given)) if given else ()),
            *_found(question, letter, own[letter], evidence, told),
        ):
            if _line(claim) not in used and _is_about(claim, own[letter]) and not evidence.why_stopped(claim):
                kept[letter] = claim
                used.add(_line(claim))
                break
    lost = sum(kept.get(letter) != claim for letter, claim in question.why_not.items())
    return replace(question, why_not=kept), lost


def _line(claim: Claim) -> str:
    return " ".join(claim.text.casefold().split()).strip(" .")


def _is_about(claim: Claim, own: Sequence[str]) -> bool:
    """Whether a reason, its quotes or what they stand under hold a word that its option alone has."""
    said = [claim.text, *(text for cited in claim.citations for text in (cited.quote, cited.heading))]
    return bool({stem(word) for word in own} & set(stems(" ".join(said))))


def _found(
    question: Question, letter: str, own: Sequence[str], evidence: Evidence, told: Sequence[Constraint]
) -> Iterator[Claim]:
    broken = [one.bearings[letter] for one in told if letter in one.bearings]
    for bearing in broken:
        if bearing.stance == "broken":
            for hit in evidence.hits(bearing.citation):
                yield Claim(phrase(hit, bearing.citation.start, bearing.citation.end), (bearing.citation,))
    wanted = {stem(word) for word in own}
    for hit in hits_holding(evidence.library, own, parts(question.stem), PASSAGES):
        for unit in units(hit) if hit.kind not in ("code", "diagram", "quiz") else ():
            said = phrase(hit, unit.start, unit.end)
            if wanted <= {stem(word) for word in parts(said)[: len(own) + LEAD]}:
                yield Claim(said, (cite(hit, unit.start, unit.end),))
