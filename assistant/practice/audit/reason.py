"""Why each wrong option is wrong: a line of the notes of its own for each, or none; never one line for two."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.wording import parts, stem, stems
from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.audit.constraint import Constraint
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.option_words import own_words
from quotewise.assistant.practice.question import Question
from quotewise.assistant.unit import units
from quotewise.index.lookup import hits_holding

PASSAGES = 8  # in which a line about an option is looked for
AHEAD = 2  # words besides the option's that a line may have before them


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
            if wanted <= {stem(word) for word in parts(said)[: len(own) + AHEAD]}:
                yield Claim(said, (cite(hit, unit.start, unit.end),))
