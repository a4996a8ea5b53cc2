"""Option by constraint: what the notes say of each option for each clause of the stem, met, broken or unknown, cited.

A clause is held against the statements of the notes about an option: those that its reason quotes, and those that hold
the words it alone has. Where one holds enough of the clause it meets it; where it says so with one thing turned, a
denial or an opposite, it breaks it. All else is unknown, and nothing follows from it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.language import known_language
from quotewise.assistant.gate.statement import Statement, Token, Words, joins, listed, opposed, statements, tokens
from quotewise.assistant.gate.wording import parts, stem, stems
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.option_words import is_amount, own_words, share_held, weights
from quotewise.assistant.practice.question import Question
from quotewise.assistant.unit import sentence_texts, units
from quotewise.index.lookup import hits_holding

SHARE = 0.4  # of a clause's words, by weight, from which a statement speaks of it
FEWEST = 2  # such words
OTHER = 2.0  # what a number or a coined name weighs
AHEAD = 0.45  # of clauses, by share, that another option may meet more than the key
PASSAGES = 6  # looked through for each of the words that name an option
NAMED = 3  # such words, the rarest
NAMES = 0.6  # share of an option's own words, by weight, from which a statement is about it
REACH, BEHIND = 4, 1  # words after a denial, and in a statement before it, that it denies
EDGE = re.compile(r"[,;:]\s|\s[\u2013\u2014-]\s")

Stance = Literal["met", "broken"]


@dataclass(frozen=True, slots=True)
class Bearing:
    """What the notes say of an option for a clause. share: of the clause's words, by weight, that the line holds."""

    stance: Stance
    share: float
    citation: Citation


@dataclass(frozen=True)
class Constraint:
    """A clause of the stem; by letter what the notes say of the options for it, nothing for those unknown."""

    text: str
    bearings: Mapping[str, Bearing]
    letters: tuple[str, ...]

    @cached_property
    def is_decoration(self) -> bool:
        """Whether the clause, where it is not what is asked, could go: no option is told from another by it."""
        stances = {self.bearings[letter].stance if letter in self.bearings else None for letter in self.letters}
        return not self.text.endswith("?") and len(stances) == 1


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement of the notes about an option."""

    citation: Citation
    one: Statement


def find_constraints(question: Question, evidence: Evidence) -> tuple[Constraint, ...]:
    """The clauses of a question's stem, held against the notes; none for kinds without options to choose among."""
    if not question.options or question.kind == "true_false" or all(map(is_amount, question.options.values())):
        return ()
    language = known_language(question.stem, "", evidence.library.language_of(question.stem))
    if not language:
        return ()
    own = own_words(question)
    about = {letter: list(_lines(question, letter, own[letter], evidence, language)) for letter in question.options}
    weighed = weights(parts(question.stem), evidence.library)
    return tuple(
        Constraint(
            text,
            {
                letter: best
                for letter, lines in about.items()
                if (
                    best := _best(
                        tokens(text, language), lines, {stem(word) for word in own[letter]}, weighed, language
                    )
                )
            },
            tuple(question.options),
        )
        for text in clauses(ExamItem(question.stem, {}).stem, language)
    )


def clauses(text: str, language: str) -> list[str]:
    """The parts of a stem that a stop or a joining word begins, of two words that say something or more."""
    found = []
    for sentence in sentence_texts(text):
        begun = 0
        ends = [match.span() for match in EDGE.finditer(sentence)]
        ends += [match.span() for match in re.finditer(r"\s(\w+)\s", sentence) if joins(match[1])]
        for start, end in [*sorted(ends), (len(sentence), len(sentence))]:
            if len(_telling(tokens(sentence[begun:start], language))) >= FEWEST:
                found.append(sentence[begun:start].strip(" ,;."))
            begun = max(begun, end)
    return found


def standing(constraints: Sequence[Constraint], letter: str) -> float:
    """The clauses that an option meets less those that it breaks, each by the share that is spoken of."""
    found = [one.bearings[letter] for one in constraints if letter in one.bearings]
    return sum(bearing.share if bearing.stance == "met" else -bearing.share for bearing in found)


def _lines(question: Question, letter: str, own: Sequence[str], evidence: Evidence, language: str) -> Iterator[_Line]:
    claim = question.rationale if letter in question.answer else question.why_not.get(letter)
    places = [(citation, hit) for citation in (claim.citations if claim else ()) for hit in evidence.hits(citation)]
    for citation, hit in places:
        for one in statements(hit, citation.start, citation.end, evidence.original(hit.source), language):
            yield _Line(citation, one)
    weighed = weights(own, evidence.library)
    rarest = sorted(own, key=lambda word: -weighed[stem(word)])[:NAMED]
    found = [hits_holding(evidence.library, [word], parts(question.stem), PASSAGES) for word in rarest]
    for hit in {hit.content: hit for hits in found for hit in hits}.values():
        for unit in units(hit) if hit.kind not in ("code", "diagram") else ():
            citation = cite(hit, unit.start, unit.end)
            for one in statements(hit, unit.start, unit.end, evidence.original(hit.source), language):
                held = {token.stem for token in (*one.tokens, *one.about)} | set(stems(hit.heading))
                if share_held(weighed, held) >= NAMES:
                    yield _Line(citation, one)


def _telling(words: Words) -> list[Token]:
    return [token for token in words if token.kind not in ("denial", "limit")]


def _best(
    said: Words, lines: Sequence[_Line], own: set[str], weighed: Mapping[str, float], language: str
) -> Bearing | None:
    """The line that holds most of a clause; None where none holds enough."""
    asked = [token for token in _telling(said) if token.stem not in own]
    total = sum(weighed.get(token.stem, OTHER) for token in asked) or 1.0
    best: Bearing | None = None
    for line in lines:
        shared = [token for token in asked if any(token.says(other) for other in line.one.tokens)]
        share = sum(weighed.get(token.stem, OTHER) for token in shared) / total
        if len(shared) >= FEWEST and share >= SHARE and (best is None or share > best.share):
            best = Bearing("broken" if _is_turned(said, shared, line.one, language) else "met", share, line.citation)
    return best


def _is_turned(said: Words, shared: Sequence[Token], one: Statement, language: str) -> bool:
    """Whether most of what a statement shares with a clause is denied in one of them and not in the other, or an
    opposite stands beside it."""
    there = one.tokens
    differ = sum(_is_denied(token, said, 0, language) != _is_denied(token, there, BEHIND, language) for token in shared)
    opposite = any(
        opposed(token, other)
        for token in said
        for other in there
        if not any(token.says(each) for each in there) and not any(other.says(each) for each in said)
    )
    return (2 * differ > len(shared)) != opposite


def _is_denied(token: Token, words: Words, behind: int, language: str) -> bool:
    """Whether a denial stands shortly before a word, no stop between, or `behind` words after it: "are not served"."""
    refusing = {stem(word, language) for word in listed("refuses", language)}
    denials = [at for at, word in enumerate(words) if word.kind == "denial" or word.stem in refusing]
    return any(
        at - behind <= place <= at + REACH and not any(words[step].mark for step in range(at + 1, place + 1))
        for place, word in enumerate(words)
        if token.says(word)
        for at in denials
    )
