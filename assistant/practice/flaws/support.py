"""Faults that show when a question is held against the notes: what they bear out, deny, or do not hold."""

import re
from collections.abc import Iterator

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.extract.everyday import is_everyday
from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.gate.wording import fold, numbers, parts, stem, stems
from quotewise.assistant.practice.flaws.flaw import Flaw
from quotewise.assistant.practice.flaws.rival import other_named, other_right
from quotewise.assistant.practice.flaws.stem import TRUE_OR_FALSE
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.vouching import borne_out
from quotewise.index import Hit, Library
from quotewise.index.placed import hits_at

KEY_HELD = 0.5  # share of the key's words that its quotes, their headings or the rationale hold
STEM_HELD = 0.1  # share of the stem's words, by weight, from which its quotes are about what is asked
SHORT = 2  # words of a key that must all be held
NEAR = 0.4  # cosine of the stem with the quotes, from which they are about the same in other words
MAKERS = frozenset(("amazon", "aw"))  # stems: in a name they tell nothing
ABOUT = 0.3  # the same, from which quotes without the key speak against it


def support_flaws(question: Question, library: Library) -> Iterator[Flaw]:
    """Every fault of a question against the notes; the first kind found is enough for the dear ones."""
    if flaw := ungated(question, library):
        yield flaw
        return
    texts = _keys(question)
    told = _told(question, library)
    turned = ExamItem(question.stem, {}).turned_round  # then the key is what the notes do not say
    missing = [text for text in texts if not turned and not holds(told, text, question.stem)]
    elsewhere = _elsewhere(question, told, library)
    if elsewhere:
        yield elsewhere
        return
    if missing:
        yield Flaw(
            "wrong_key" if _about(question, told, library) >= ABOUT else "off_notes", f"not in the quotes: {missing[0]}"
        )
        return
    if question.kind == "true_false":
        yield from _statement(question, library)
    elif question.options and not turned:
        yield from other_named(question, library)
        yield from other_right(question, library)


def ungated(question: Question, library: Library) -> Flaw | None:
    """The first claim that does not pass the gate."""
    for claim in (question.rationale, *question.why_not.values()):
        if why := why_ungated(claim, library):
            return Flaw("unsupported", f"{why}: {claim.text}")
    return None


def why_ungated(claim: Claim, library: Library) -> str:
    """Why the gate stops a claim whose quotes stand anywhere in the library; "" if it passes."""
    hits = [hit for citation in claim.citations for hit in hits_of(citation, library)]
    if borne_out(claim, hits, library.original) is not None:
        return ""
    return check(claim, hits, library.original).why


def hits_of(citation: Citation, library: Library) -> list[Hit]:
    return hits_at(library, citation.source, citation.start, citation.end)[:1]


def holds(told: str, text: str, asked: str = "") -> bool:
    """Whether a text holds the words of an option: every number of it, and most of the rest.

    asked: the stem; its words an option may use again. Everyday words need not be held where others are.
    """
    wanted = stems(text)
    if not wanted:
        return fold(text) in told
    there = quantities(told)
    said = all(any(one.agrees_in_value(other) for other in there) for one in quantities(text))
    if not said and not numbers(text) <= numbers(told):
        return False
    held = {*stems(told), *_initials(told)}
    telling = [word for word in parts(text) if not is_everyday(stem(word)) and stem(word) not in MAKERS] or parts(text)
    own = [word for word in telling if stem(word) not in set(stems(asked))] or telling
    found = [word for word in own if stem(word) in held]
    return len(found) >= (KEY_HELD if len(own) > SHORT else 1.0) * len(own)


def _initials(told: str) -> set[str]:
    """The first letters of runs of words: "Simple Notification Service" holds "sns"."""
    words = re.findall(r"[a-z]+", told)
    return {
        "".join(word[0] for word in words[at : at + size]) for size in (2, 3, 4) for at in range(len(words) - size + 1)
    }


def _keys(question: Question) -> list[str]:
    if question.kind == "true_false":
        return []
    if question.options:
        return [question.options[letter] for letter in question.answer]
    if question.pairs:
        return [side for pair in question.pairs for side in pair]
    return list(question.items) if question.items else list(question.answer[:1])


def _told(question: Question, library: Library) -> str:
    """What the quotes say, with what they stand under, and what the rationale makes of them."""
    said = [question.rationale.text] if not ungated_text(question, library) else []
    for citation in question.rationale.citations if question.options or not question.pairs else question.citations:
        said += [citation.quote, citation.display or "", citation.heading]
        said += [f"{hit.heading} {hit.context}" for hit in hits_of(citation, library)]
    return fold(" ".join(said))


def ungated_text(question: Question, library: Library) -> str:
    return why_ungated(question.rationale, library)


def _elsewhere(question: Question, told: str, library: Library) -> Flaw | None:
    """Whether the quotes are about something else than the stem, or the stem asks about a name no note holds."""
    for name in _names(ExamItem(question.stem, {}).ask):
        if not library.document_frequency([name])[0][name]:
            return Flaw("off_notes", f"no note holds {name}")
    # What is matched, ordered or chosen among statements stands in the options: the stem says next to nothing of it.
    says = question.kind not in ("matching", "ordering", "multiple")
    if says and _about(question, told, library) < STEM_HELD and _likeness(question, library) < NEAR:
        return Flaw("off_notes", "the quotes are about something else than the stem")
    return None


def _likeness(question: Question, library: Library) -> float:
    """Cosine of the stem with what is quoted."""
    quoted = " ".join(cited.display or cited.quote for cited in question.rationale.citations)
    stem_vector, quote_vector = library.encoder.encode([question.stem, quoted])
    return float(stem_vector @ quote_vector)


def _about(question: Question, told: str, library: Library) -> float:
    """The share of the stem's words that the quotes and what they stand under hold; common words count less."""
    asked = [word for word in parts(TRUE_OR_FALSE.sub("", question.stem)) if len(word) > 1]
    counts, total = library.document_frequency(asked)
    weights = {word: 1 - counts[word] / max(1, total) for word in asked}
    held = {*stems(told), *_initials(told)}
    share = sum(weight for word, weight in weights.items() if stem(word) in held)
    return share / max(sum(weights.values()), 1e-9)


def _names(ask: str) -> list[str]:
    """Names in a sentence: words with a capital or a sign inside it, but for the first."""
    words = re.findall(r"[A-Za-z][\w.-]*\w", ask)
    return [
        word.lower()
        for word in words[1:]
        if re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|_", word)
        and word not in ("TWO", "THREE", "NOT", "EXCEPT", "LEAST", "BEST", "MOST", "FIRST", "ONE", "ML", "AWS")
    ]


def _statement(question: Question, library: Library) -> Iterator[Flaw]:
    """A statement called false that the question's own quotes bear out."""
    says = question.options[question.answer[0]].strip().lower()
    stated = TRUE_OR_FALSE.sub("", question.stem)
    # One quote at a time: of two rows together the one may lend the subject and the other what is said of it.
    backed = any(not why_ungated(Claim(stated, (cited,)), library) for cited in question.rationale.citations)
    if says == "false" and backed:
        yield Flaw("wrong_key", "the quotes bear the statement out")
