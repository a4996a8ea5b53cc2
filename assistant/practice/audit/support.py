"""Faults that show when a question is held against the notes: what they bear out, deny, or do not hold."""

import re
from collections.abc import Iterator, Mapping, Sequence

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.gate.wording import fold, numbers, parts, stem, stems
from quotewise.assistant.practice.audit.constraint import AHEAD, Constraint, standing
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.audit.option_words import alike, is_amount, names, own_words, share_held, weights
from quotewise.assistant.practice.audit.propositions import dispute_flaws
from quotewise.assistant.practice.audit.rival import other_named, other_right
from quotewise.assistant.practice.audit.stem import TRUE_OR_FALSE
from quotewise.assistant.practice.question import Question

HELD = 0.5  # share of the key's own words, by weight, that its quotes, their headings or the rationale hold
LEAST = 0.2  # the same, where it is more than BEYOND times what they hold of any other option
BEYOND = 2.0
NEARLY = 0.7  # of what they hold of another option, at least
STEM_HELD = 0.05  # share of the stem's words, by weight, from which its quotes are about what is asked
NEAR = 0.4  # cosine of the stem with the quotes, from which they are about the same in other words
ABOUT = 0.3  # the same, from which quotes without the key speak against it


def support_flaws(question: Question, evidence: Evidence, told: Sequence[Constraint] = ()) -> Iterator[Flaw]:
    """Every fault of a question against the notes; the first kind found is enough for the dear ones.

    told: its constraints, see `find_constraints`.
    """
    for found in (_ungated, _elsewhere, _unheld):
        if flaw := found(question, evidence):
            yield flaw
            return
    turned = ExamItem(question.stem, {}).turned_round  # then the key is what the notes do not say
    if question.kind == "true_false":
        yield from _statement(question, evidence)
    elif question.options and not turned:
        yield from constraint_flaws(question, told)
        yield from other_named(question, evidence.library)
        yield from other_right(question, evidence)
    if not turned:
        yield from dispute_flaws(question, evidence)


def constraint_flaws(question: Question, told: Sequence[Constraint]) -> Iterator[Flaw]:
    """A key that breaks a clause of the stem, or that meets far less of it than another option does."""
    for one in told:
        for letter in question.answer:
            if (bearing := one.bearings.get(letter)) and bearing.stance == "broken":
                yield Flaw("broken_constraint", f"{one.text}: {bearing.citation.quote}")
                return
    keys = max((standing(told, letter) for letter in question.answer), default=0.0)
    for letter in question.wrong:
        if standing(told, letter) - keys >= AHEAD:
            yield Flaw("broken_constraint", f"{question.options[letter]} meets more of the stem")
            return


def _ungated(question: Question, evidence: Evidence) -> Flaw | None:
    """The first claim that does not pass the gate."""
    for claim in (question.rationale, *question.why_not.values()):
        if why := evidence.why_stopped(claim):
            return Flaw("unsupported", f"{why}: {claim.text}")
    return None


def _elsewhere(question: Question, evidence: Evidence) -> Flaw | None:
    """Whether the quotes are about something else than the stem, or the stem asks about a name no note holds."""
    for name in _names(ExamItem(question.stem, {}).ask):
        if not evidence.library.document_frequency([name])[0][name]:
            return Flaw("off_notes", f"no note holds {name}")
    # What is matched, ordered or chosen among statements stands in the options: the stem says next to nothing of it.
    if question.kind in ("matching", "ordering", "multiple"):
        return None
    if _about(question, evidence) < STEM_HELD and _likeness(question, evidence) < NEAR:
        return Flaw("off_notes", "the quotes are about something else than the stem")
    return None


def _unheld(question: Question, evidence: Evidence) -> Flaw | None:
    """A key that its quotes do not hold: too few of its own words, another number, or more of another option; unless a
    second reader finds the question answered by it in them."""
    if ExamItem(question.stem, {}).turned_round:
        return None
    told = _told(question, evidence)
    missing = next((text for text, fits in _keys(question, told, evidence) if not fits), None)
    if missing is None or evidence.finds(Claim(f"{question.stem} {missing}", question.rationale.citations)):
        return None
    return Flaw("wrong_key" if _about(question, evidence) >= ABOUT else "off_notes", f"not in the quotes: {missing}")


def _keys(question: Question, told: str, evidence: Evidence) -> Iterator[tuple[str, bool]]:
    """What has to be right, and whether the quotes hold it."""
    if question.kind == "true_false":
        return
    if question.options:
        yield from _option_keys(question, told, evidence)
        return
    held = {*stems(told), *_initials(told)}
    sides = [side for pair in question.pairs for side in pair]
    for text in sides or question.items or question.answer[:1]:
        words = weights(parts(text), evidence.library)
        fits = share_held(words, held) >= HELD if words else fold(text) in told
        yield text, fits and _holds_numbers(told, text, question.stem)


def _option_keys(question: Question, told: str, evidence: Evidence) -> Iterator[tuple[str, bool]]:
    """Each key, and whether the quotes hold enough of it, and no rival rather than it."""
    held = {*stems(told), *_initials(told)}
    quoted = " ".join([question.rationale.text, *(cited.quote for cited in question.rationale.citations)])
    shares = {
        letter: share_held(weights(words, evidence.library), held) for letter, words in own_words(question).items()
    }
    best = max((shares[letter] for letter in question.wrong), default=0.0)
    for letter in question.answer:
        key, share = question.options[letter], shares[letter]
        rivals = [text for other in question.wrong if alike(text := question.options[other], key)]
        instead = any(
            names(rival, quoted, key) and not names(key, quoted, rival) for rival in rivals if alike(rival, key)
        )
        enough = NEARLY * best <= share and (share >= HELD or share > max(LEAST, BEYOND * best))
        yield key, (enough or is_amount(key)) and not instead and _holds_numbers(told, key, question.stem)


def _holds_numbers(told: str, text: str, asked: str) -> bool:
    """Whether a text or the stem holds every number of an option."""
    there = [*quantities(told), *quantities(asked)]
    said = all(any(one.agrees_in_value(other) for other in there) for one in quantities(text))
    return said or numbers(text) <= numbers(f"{told} {asked}")


def _initials(told: str) -> set[str]:
    """The first letters of runs of words: "Simple Notification Service" holds "sns"."""
    words = re.findall(r"[a-z]+", told)
    return {
        "".join(word[0] for word in words[at : at + size]) for size in (2, 3, 4) for at in range(len(words) - size + 1)
    }


def _told(question: Question, evidence: Evidence) -> str:
    """What the quotes say, with what they stand under, and what the rationale makes of them."""
    said = [] if evidence.why_stopped(question.rationale) else [question.rationale.text]
    for citation in question.rationale.citations if question.options or not question.pairs else question.citations:
        said += [citation.quote, citation.display or "", citation.heading]
        said += [f"{hit.heading} {hit.context}" for hit in evidence.hits(citation)]
    return fold(" ".join(said))


def _likeness(question: Question, evidence: Evidence) -> float:
    """Cosine of the stem with what is quoted."""
    quoted = " ".join(cited.display or cited.quote for cited in question.citations)
    stem_vector, quote_vector = evidence.library.encoder.encode([question.stem, quoted])
    return float(stem_vector @ quote_vector)


def _about(question: Question, evidence: Evidence) -> float:
    """The share of the stem's words that the quotes and what they stand under hold; common words count less."""
    asked = [word for word in parts(TRUE_OR_FALSE.sub("", question.stem)) if len(word) > 1]
    counts, total = evidence.library.document_frequency(asked)
    weighed: Mapping[str, float] = {stem(word): 1 - counts[word] / (total + 1) for word in asked}
    quotes = " ".join(cited.quote for cited in question.citations)
    told = f"{_told(question, evidence)} {fold(quotes)}"
    return share_held(weighed, {*stems(told), *_initials(told)})


def _names(ask: str) -> list[str]:
    """Names in a sentence: words with a capital or a sign inside it, but for the first."""
    words = re.findall(r"[A-Za-z][\w.-]*\w", ask)
    return [
        word.lower()
        for word in words[1:]
        if re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|_", word)
        and word
        not in ("TWO", "THREE", "NOT", "EXCEPT", "LEAST", "BEST", "MOST", "FIRST", "ONE", "ML", "AWS", "LOWEST")
    ]


def _statement(question: Question, evidence: Evidence) -> Iterator[Flaw]:
    """A statement called false that the question's own quotes bear out."""
    says = question.options[question.answer[0]].strip().lower()
    stated = TRUE_OR_FALSE.sub("", question.stem)
    # One quote at a time: of two rows together the one may lend the subject and the other what is said of it.
    backed = any(not evidence.why_stopped(Claim(stated, (cited,))) for cited in question.rationale.citations)
    if says == "false" and backed:
        yield Flaw("wrong_key", "the quotes bear the statement out")
