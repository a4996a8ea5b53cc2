"""A clause of a claim put into the words of its evidence, so that a paraphrase is held against what it stands for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from quotewise.assistant.gate.antonyms import FREE_PREFIXES, NOT_NEGATED, opposites
from quotewise.assistant.gate.clause import Clause, Word
from quotewise.assistant.gate.synonyms import meaning
from quotewise.assistant.gate.thesaurus import near, root


@dataclass(frozen=True, slots=True)
class Said:
    """A clause of a claim with what it inherits: its words to be found, and the subject it is about."""

    clause: Clause
    words: tuple[Word, ...]
    subject: frozenset[str]

    @property
    def content(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if not word.empty)


@dataclass(frozen=True, slots=True)
class _Counterpart:
    """What a word of the claim is called in the evidence. turned: there with the opposite sign ("unchanged")."""

    meaning: str
    turned: bool = False


def in_words_of(said: Said, held: Iterable[Word], here: frozenset[str]) -> Said:
    """`said` with each word that the evidence lacks replaced by the one it has in its place, if any.

    held: the words of the clause of the evidence. here: the meanings that clause holds, inherited ones included.
    """
    there = tuple(held)
    found = {
        word.where: other
        for word in (*said.words, *said.clause.words)
        if word.meaning not in here and (other := _counterpart(word, there, here))
    }
    if not found:
        return said
    renamed = {word.meaning: found[word.where].meaning for word in said.words if word.where in found}
    turns = sum(_turn(word, found) for word in said.clause.words)
    denies = not turns or said.clause.denials + turns > 0
    clause = replace(
        said.clause,
        words=tuple(replace(word, negated=word.negated and denies) for word in _put(said.clause.words, found)),
        label=_put(said.clause.label, found),
        subject=_rename(said.clause.subject, renamed),
        objects_of_than=_rename(said.clause.objects_of_than, renamed),
        denials=max(0, said.clause.denials + turns),
    )
    words = tuple(replace(word, negated=word.negated and denies) for word in _put(said.words, found))
    return Said(clause, words, _rename(said.subject, renamed))


def _counterpart(word: Word, held: tuple[Word, ...], here: frozenset[str]) -> _Counterpart | None:
    if word.name:
        return None
    if alike := sorted(near(word.meaning) & here):
        return _Counterpart(next((other for other in alike if _holds_verb(other, held) == word.verb), alike[0]))
    against = opposites(word.meaning)
    for other in held:
        if word.negated and not other.negated and other.meaning in against:
            return _Counterpart(other.meaning, turned=True)  # what is useless does not help
        if root(word.text) == root(other.text) and not other.name:
            return _Counterpart(other.meaning)
        if other.negated != word.negated and _is_negated_by_prefix(word, other):
            return _Counterpart(other.meaning, turned=True)
    return None


def _holds_verb(found: str, held: tuple[Word, ...]) -> bool:
    return any(other.verb for other in held if other.meaning == found)


def _is_negated_by_prefix(word: Word, other: Word) -> bool:
    """ "unordered" against "no order", "not changed" against "unchanged"."""
    longer, shorter = (word, other) if len(word.text) > len(other.text) else (other, word)
    if longer.text in NOT_NEGATED:
        return False
    bases = [longer.text.removeprefix(prefix).lstrip("-") for prefix in FREE_PREFIXES if longer.text.startswith(prefix)]
    return any(
        len(base) > 3 and (meaning(base) == shorter.meaning or root(base) == root(shorter.text)) for base in bases
    )


def _turn(word: Word, found: dict[int, _Counterpart]) -> int:
    """By how much the denials change where a word is read with the opposite sign."""
    if word.where not in found or not found[word.where].turned:
        return 0
    return -1 if word.negated else 1


def _put(words: tuple[Word, ...], found: dict[int, _Counterpart]) -> tuple[Word, ...]:
    return tuple(
        replace(word, meaning=other.meaning, negated=word.negated != other.turned)
        if (other := found.get(word.where))
        else word
        for word in words
    )


def _rename(meanings: frozenset[str], renamed: dict[str, str]) -> frozenset[str]:
    return frozenset(renamed.get(one, one) for one in meanings)


def is_replaced(word: Word, said: Said, held: Sequence[Word], placing: Collection[str]) -> bool:
    """Whether the evidence has another word in the place of a word it lacks ("fast storage" for "fast networking").

    The place is told by the words on either side; where the evidence has neither, it counts as replaced.
    placing: meanings of headings and subjects, which stand beside nothing.
    """
    said_meanings = {other.meaning for other in said.words}
    content = [other for other in said.words if not other.empty or other is word]
    at = content.index(word)
    sides = 0
    for step in (-1, 1):
        beside = content[at + step] if 0 <= at + step < len(content) else None
        sides += beside is not None and beside.meaning in placing
        for place in (i for i, other in enumerate(held) if beside and other.meaning == beside.meaning):
            sides += 1
            across = place - step
            if 0 <= across < len(held) and held[across].meaning not in said_meanings and not held[across].empty:
                return True
    return not sides
