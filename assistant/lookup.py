"""Citation look-up: what the notes say for a sentence from anywhere, and what against it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from quotewise.assistant.agreement import Names, Says, may_say, says, shared
from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.language import known_language
from quotewise.assistant.gate.pairs import myth
from quotewise.assistant.gate.reader import Reader
from quotewise.assistant.gate.statement import (
    Statement,
    Token,
    Words,
    is_coined,
    is_light,
    joins,
    statements,
    tells_names,
    tokens,
)
from quotewise.assistant.gate.verdict import ask_of
from quotewise.assistant.instruction import is_instruction
from quotewise.assistant.unit import WHOLE, Unit, says_something, sentences, units
from quotewise.index import Hit, Library, words

BUDGET = 6000  # characters of passages that are looked through
RANKED = 100_000  # characters of passages among which repeats of those are looked for
REPEATS = 0.5  # share of words two passages have in common, from which the one may give the other's fact differently
SHOWN = 3  # citations for, and as many against; and passages where there is neither
READ = 4  # passages that a second reader is asked about
FEWEST = 2  # words of a part that says something

Verdict = Literal["supported", "contradicted", "mixed", "not_found"]
Stance = Literal["for", "against"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of the notes that speaks for or against."""

    citation: Citation
    stance: Stance


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the notes say of `text`.

    supported: every part of it is said; contradicted: a part is denied and none is said; mixed: the notes speak
    for it and against it, be it that they disagree or that one part is said and another denied; not_found: all
    else, also where a part is said and another stands nowhere. Citations: none for not_found, best first, those
    for it before those against it. nearest: for not_found the best passages to read.
    """

    text: str
    verdict: Verdict
    citations: tuple[Finding, ...] = ()
    nearest: tuple[Hit, ...] = ()
    trouble: str | None = None  # what went wrong with a second reader


@dataclass(frozen=True, slots=True)
class _Stated:
    """A sentence of the notes, what it states, and what it calls false."""

    unit: Unit
    held: tuple[Statement, ...]
    denied: Words = ()


def look_up(
    library: Library, text: str, source: str | Sequence[str] | None = None, reader: Reader | None = None
) -> Lookup:
    """Find what the notes say for a sentence and against it.

    source: a GLOB over sources to look in, or some. reader: may find a sentence in the notes that the rules do not.
    """
    with library.reading():
        if library.is_empty() or not tokens(text) or is_instruction(text):
            return Lookup(text, "not_found")
        best, repeats = _candidates(library, text, source)
        around = " ".join(hit.text for hit in best)
        language = known_language(text, around, library.language_of(text))
        every = [list(parts) for parts in readings(text, language)]
        stated = list(_stated(library, [*best, *repeats], [part for parts in every for part in parts], language))
        names = _names(text, around, language, library) if language else frozenset[str]()
    found = [_found(parts, stated, names if language else None) for parts in every]
    if not all(found):
        vouched, trouble = _read(text, best[:READ], library, reader) if reader else ([], None)
        if vouched:
            return Lookup(text, "supported", tuple(vouched), trouble=trouble)
        return Lookup(text, "not_found", nearest=tuple(best[:SHOWN]), trouble=trouble)
    findings = [finding for each in found for finding in each]
    speaking, against = _shown(findings, "for"), _shown(findings, "against")
    verdict: Verdict = "mixed" if speaking and against else "supported" if speaking else "contradicted"
    return Lookup(text, verdict, (*speaking, *against))


def readings(text: str, language: str = "en") -> Iterator[list[Words]]:
    """Of each sentence its words, and then those of its parts where it says two things or more.

    A part that no stop stands before, as in "takes in 1 MB and gives out 2", is said of what the sentence begins with.
    """
    for start, end in sentences(text, 0, len(text)):
        every = tokens(text[start:end], language)
        subject = tuple(takewhile(lambda token: token.kind == "name", every)) or every[:1]
        found: list[Words] = []
        for parted, written in _parts(text[start:end]):
            part = tokens(written, language)
            own = not found or not part or part[0].kind == "name" or (parted and not is_light(part[0]))
            found.append(part if own else (*subject, *part))
        if every:
            yield [every, *(found if len(found) > 1 and all(map(_is_said, found)) else ())]


def _is_said(part: Words) -> bool:
    """Whether a part says something alone; mere names do not, nor what only denies: "but not in Rome"."""
    return len(part) >= FEWEST and part[0].kind != "denial" and any(token.kind == "word" for token in part)


def _parts(sentence: str) -> Iterator[tuple[bool, str]]:
    """What "and", "but" and the like join, or a semicolon; and whether a stop stands before it."""
    start, parted = 0, False
    for match in re.finditer(r"(;\s+|,?\s+)(\w+)\s", sentence):
        stop = match[1].strip()
        if stop == ";" or joins(match[2]):
            yield parted, sentence[start : match.start()]
            start, parted = match.end(1) if not joins(match[2]) else match.end(), bool(stop)
    yield parted, sentence[start:]


def _candidates(library: Library, text: str, source: str | Sequence[str] | None) -> tuple[list[Hit], list[Hit]]:
    """The best passages, and those that nearly repeat one: a search puts these last, but there notes disagree."""
    ranked = library.search(text, budget=RANKED, source=source)
    best: list[Hit] = []
    for hit in ranked:
        if sum(len(other.text) for other in best) + len(hit.text) > BUDGET and best:
            break
        best.append(hit)
    held = [set(words(hit.text)) for hit in best]
    return best, [hit for hit in ranked[len(best) :] if _repeats(set(words(hit.text)), held)]


def _repeats(found: set[str], held: Sequence[set[str]]) -> bool:
    return any(len(found & other) >= REPEATS * len(found | other) for other in held)


def _stated(library: Library, hits: Sequence[Hit], parts: Sequence[Words], language: str) -> Iterator[_Stated]:
    """The sentences of passages that may say one of the parts, and what they state."""
    notes: dict[str, str] = {}
    for hit in hits:
        for unit in map(_with_tail, units(hit)):
            if not any(may_say(tokens(unit.text, language), part) for part in parts):
                continue
            note = notes.get(hit.source) or notes.setdefault(hit.source, library.original(hit.source))
            held = statements(hit, unit.start, unit.end, note, language)
            yield _Stated(unit, tuple(held), tokens(myth(unit.text), language) if hit.kind == "trap" else ())


def _names(text: str, around: str, language: str, library: Library) -> Names:
    """The names in a sentence and around it, in lower case: coined, or never written small; the notes know each."""
    small = set(re.findall(r"\b[^\W\d_]\w*", around)) if tells_names(language) else set()
    written = Counter(
        (token.text, token.kind == "name") for token in tokens(around, language) if token.text[0].isupper()
    )
    named = {each for (each, within), count in written.items() if within or count > 1}
    coined = {token.text for token in tokens(text, language) if is_coined(token.text)}
    found = {each for each in named | coined if is_coined(each) or (small and each.lower() not in small)}
    known, _ = library.document_frequency(found)
    return frozenset(each.lower() for each in found if known.get(each))


def _with_tail(unit: Unit) -> Unit:
    """A sentence with what follows it on its line, where that is too short to say anything alone: "Two steps."."""
    behind = unit.hit.text[unit.end - unit.hit.start :].split("\n", 1)[0].rstrip()
    if unit.hit.kind in WHOLE or not behind.strip() or says_something(behind):
        return unit
    return replace(unit, end=unit.end + len(behind), text=unit.text + behind)


def _found(parts: Sequence[Words], stated: Sequence[_Stated], names: Names | None) -> list[Finding]:
    """What speaks for a sentence and against it: at once, or else part by part; nothing where the notes do not say."""
    at_once, *by_parts = [_taken(part, stated, names) for part in parts]
    if by_parts and all(by_parts) and not any(finding.stance == "for" for finding in at_once):
        return [finding for part in by_parts for finding in part]
    return at_once


def _stance(part: Words, one: _Stated, names: Names | None) -> Says:
    """What a sentence of the notes says of a part: a statement for it outweighs one against it.

    names: None where it is not known how the language denies; then only the very words are for a part.
    """
    if names is None:
        same = (len(held.tokens) == len(part) and all(map(Token.says, part, held.tokens)) for held in one.held)
        return "for" if any(same) else ""
    found = {says(part, held, names) for held in one.held}
    if one.unit.hit.kind in ("code", "diagram"):  # they give examples, of which others may differ
        found &= {"for", ""}
    turned: dict[Says, Says] = {"for": "against", "against": "for"}
    if "for" not in found and one.denied:
        found.add(turned.get(says(part, Statement(one.denied)), ""))
    return next((each for each in ("for", "against", "of another") if each in found), "")


def _taken(part: Words, stated: Sequence[_Stated], names: Names | None) -> list[Finding]:
    """The sentences that say a part or deny it, and those that give one that says it otherwise in another note.

    What is said of another thing is against a part that nothing is for, where no other sentence has its words at all.
    """
    stances = [_stance(part, one, names) for one in stated]
    speaking = [one for one, stance in zip(stated, stances, strict=True) if stance == "for"]
    alone = not {"for", "against"} & set(stances) and not any(
        _has_all(part, one) for one, stance in zip(stated, stances, strict=True) if not stance
    )
    against = {"against", "of another"} if alone else {"against"}
    return [
        Finding(cite(one.unit.hit, one.unit.start, one.unit.end), "for" if stance == "for" else "against")
        for one, stance in zip(stated, stances, strict=True)
        if stance == "for"
        or stance in against
        or (names is not None and any(_differs(other, one) for other in speaking))
    ]


def _has_all(part: Words, one: _Stated) -> bool:
    return any(
        all(any(token.says(there) for there in (*held.tokens, *held.about)) for token in part) for held in one.held
    )


def _differs(one: _Stated, other: _Stated) -> bool:
    """Whether a passage that nearly repeats another, in another note, turns what that states."""
    first, second = one.unit.hit, other.unit.hit
    if first.source == second.source or not _repeats(set(words(first.text)), [set(words(second.text))]):
        return False
    return "against" in {says(held.tokens, there) for held in one.held for there in other.held}


def _read(text: str, hits: Sequence[Hit], library: Library, reader: Reader) -> tuple[list[Finding], str | None]:
    """The sentences in which a second reader finds a text, the likeliest of each passage, and what went wrong."""
    said = tokens(text)
    near = [max(found, key=lambda unit: shared(tokens(unit.text), said)) for hit in hits if (found := list(units(hit)))]
    cited = [(unit.hit, cite(unit.hit, unit.start, unit.end)) for unit in near]
    items = [(ask_of(Claim(text, (citation,)), [hit], library.original), citation) for hit, citation in cited]
    asked = [(item, citation) for item, citation in items if item]
    if not asked:
        return [], None
    reading = reader.read([item for item, _ in asked])
    vouched = [Finding(citation, "for") for (_, citation), yes in zip(asked, reading.told, strict=True) if yes]
    return vouched[:SHOWN], reading.trouble


def _shown(findings: Sequence[Finding], stance: Stance) -> list[Finding]:
    """The first findings of a stance; a sentence that stands in several notes once."""
    distinct: dict[str, Finding] = {}
    for finding in findings:
        if finding.stance == stance:
            distinct.setdefault(" ".join(finding.citation.quote.split()), finding)
    return list(distinct.values())[:SHOWN]
