"""What the writers share: the notes' view, who vouches for a statement, and what may stand beside what."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.build import Wrong
from quotewise.assistant.practice.grammar import sentence
from quotewise.assistant.practice.verify import Verifier
from quotewise.assistant.practice.writers.facts import Fact, Form, Siblings, View
from quotewise.assistant.practice.writers.terms import fold, genus, is_topic, telling, tells, without_brackets
from quotewise.index import Library

COMMON, FEWEST = 0.12, 6  # share and number of facts that hold a word, from which it tells nothing
SIBLINGS = 12  # facts of a list; of a longer one, a glossary, those are of a kind that are described as such
OF_A_KIND = 0.3  # likeness, below which two things that are described as the same have nothing to do with one another
LONGEST = 200  # characters of a quote that is said whole
SAME = 0.5  # share of the words of one description that another holds, from which both may fit
T = TypeVar("T")


class WriterContext:
    """The view of a library's notes that its questions are written from."""

    def __init__(self, library: Library, view: View, seed: int) -> None:
        self.voucher = Verifier(library)
        self.chance = random.Random(seed)
        self.view = view
        self.known: dict[str, list[Fact]] = defaultdict(list)  # by folded name, all that is said of it
        for group in self.view.siblings:
            if group.form != "choice":
                for fact in group.facts:
                    self.known[fold(fact.term)].append(fact)
        every = [f"{fact.term} {fact.meaning}" for facts in self.known.values() for fact in facts]
        counts = Counter(stem for text in every for stem in telling(text))
        self.common = frozenset(stem for stem, count in counts.items() if count > max(COMMON * len(every), FEWEST))
        self.alike: dict[tuple[str, str], list[Fact]] = defaultdict(list)  # see _kind
        for group in self.view.siblings:
            for fact in group.facts if group.form == "meaning" else ():
                self.alike[_kind(group, fact)].append(fact)
        self.used: set[Fact] = set()
        self._vectors: dict[Fact, NDArray[np.float32]] = {}
        self._said: dict[Fact, Claim | None] = {}

    def shuffled(self, items: Iterable[T]) -> list[T]:
        found = list(items)
        self.chance.shuffle(found)
        return found

    def say(self, fact: Fact) -> Claim | None:
        """The fact as a claim that its quote bears out; None where the gate stops it."""
        if fact not in self._said:
            self._said[fact] = say(self.voucher, fact)
        return self._said[fact]

    def say_all(self, facts: Sequence[Fact]) -> Claim | None:
        """Several facts as one claim, each with its quote."""
        said = [self.say(fact) for fact in facts]
        claims = [claim for claim in said if claim]
        if len(claims) < len(facts):
            return None
        cited = tuple(dict.fromkeys(cited for claim in claims for cited in claim.citations))
        return replace(claims[0], text=" ".join(sentence(claim.text) for claim in claims), citations=cited)

    def facts(self, form: Form) -> Iterator[tuple[Siblings, Fact]]:
        """The facts of a form with what they stand among, shuffled, those last that were asked about already."""
        rest = self.shuffled(
            (group, fact) for group in self.view.siblings if group.form == form for fact in group.facts
        )
        waiting: list[tuple[Siblings, Fact]] = []
        for group, fact in rest:
            if fact in self.used:
                waiting.append((group, fact))
            else:
                yield group, fact
        yield from waiting

    def use(self, fact: Fact) -> None:
        self.used.add(fact)

    def tells(self, term: str, meaning: str) -> bool:
        """Whether what is said of a thing gives its name away."""
        return tells(term, meaning, self.common)

    def likeness(self, fact: Fact, other: Fact) -> float:
        """Cosine of two facts, name and description together."""
        self._encode([fact, other])
        return float(self._vectors[fact] @ self._vectors[other])

    def _encode(self, facts: Iterable[Fact]) -> None:
        new = list(dict.fromkeys(fact for fact in facts if fact not in self._vectors))
        if new:
            vectors = self.voucher.library.encoder.encode([f"{fact.term}: {fact.meaning}" for fact in new])
            self._vectors.update(zip(new, vectors, strict=True))

    def by_likeness(self, fact: Fact, others: Iterable[Fact]) -> list[Fact]:
        """Other facts, those first that this one is likest to, with some chance."""
        others = list(others)
        self._encode([fact, *others])
        near = {other: self.likeness(fact, other) + 0.1 * self.chance.random() for other in others}
        return sorted(near, key=lambda other: -near[other])

    def rivals(self, group: Siblings, fact: Fact, count: int) -> list[Fact]:
        """Facts of other things of its kind that cannot be taken for this one's, the likest first."""
        found: list[Fact] = []
        for other in self.by_likeness(fact, self.kin(group, fact)):
            if self.stands_beside(fact, other, group) and all(self.differ(other, one) for one in found):
                found.append(other)
        return found[:count]

    def kin(self, group: Siblings, fact: Fact) -> Sequence[Fact]:
        """Facts of one kind with this: those of a short list, or what the note calls, or describes as, the same."""
        if not fact.kind and not group.loose and len(group.facts) <= SIBLINGS:
            return group.facts
        kin = self.alike[_kind(group, fact)]
        return kin if fact.kind else [other for other in kin if self.likeness(fact, other) > OF_A_KIND]

    def stands_beside(self, fact: Fact, other: Fact, group: Siblings) -> bool:
        """Whether the other thing is a wrong answer that might be taken for right."""
        above = {fold(title) for title in (*group.path, group.title)}
        return (
            self.differ(fact, other)
            and fact.code == other.code
            and fold(other.term) not in above
            and is_shaped_alike(fact.term, other.term)
            and scales(fact.meaning) == scales(other.meaning)
            and not any(self.tells(fact.term, one.meaning) for one in self.known[fold(other.term)] or [other])
            and not any(self.tells(other.term, one.meaning) for one in self.known[fold(fact.term)] or [fact])
        )

    def differ(self, fact: Fact, other: Fact) -> bool:
        """Whether two facts are of two things that are neither one part of the other nor described alike."""
        name, beside = set(fold(fact.term).split()), set(fold(other.term).split())
        if name <= beside or beside <= name:
            return False
        every = [one.meaning for one in self.known[fold(other.term)]] or [other.meaning]
        return not any(is_alike(fact.meaning, meaning) for meaning in every)

    def reasons(self, others: Iterable[Fact], text: Callable[[Fact], str]) -> Iterator[Wrong]:
        """Wrong options with what the notes say of each."""
        for other in others:
            if why := self.say(other):
                yield Wrong(text(other), why)

    def topic(self, path: Sequence[str], title: str, language: str, among: Iterable[str], *beside: str) -> str:
        """What a question is about, "" where no heading says it in words that may stand in a stem.

        title: what stands right above. among: what stands under the headings of `path`: some of it must take up their
        words, for a heading may be far above. beside: what the heading must not give away.
        """
        held = {stem for text in among for stem in telling(text)}
        for at, name in enumerate(map(strip_number, (title, *reversed(path[-2:])))):
            near = at == 0 or telling(name) & held
            if near and not any(tells(name, text) for text in beside) and is_topic(name, language):
                return name
        return ""


def _kind(group: Siblings, fact: Fact) -> tuple[str, str]:
    """What the notes call a fact's thing wherever it stands; or else its note and what it is described as there."""
    if fact.kind:
        return "", fact.kind
    return fact.span.hit.source, genus(fact.meaning, group.language) or fold(fact.term)


def say(voucher: Verifier, fact: Fact) -> Claim | None:
    """The fact as a claim that its quote bears out, in the notes' own line if that is short; None where none is."""
    span = fact.span
    whole = phrase(span.hit, span.start, span.end)
    own = [whole] if not fact.aspect and len(whole) <= LONGEST and fact.term in whole else []
    turned = [sentence(f"{fact.aspect} \u2013 {fact.term}: {fact.meaning}")] if fact.aspect else []
    last = [whole] if len(whole) <= LONGEST else []
    return voucher.vouch([*own, sentence(fact.said), *turned, *last], span)


def strip_number(title: str) -> str:
    """A heading without the number in front of it."""
    first, mark, rest = title.partition(": ")
    bare = rest if mark and any(sign.isdigit() for sign in first) and len(first) < 12 else title
    return bare.lstrip("0123456789.) \u00a7").strip() or title


def is_alike(meaning: str, other: str) -> bool:
    """Whether two descriptions may be of the same thing."""
    one, two = telling(meaning), telling(other)
    return len(one & two) > SAME * min(len(one), len(two))


def scales(text: str) -> frozenset[str]:
    """The kinds of the figures in a text: what is said in figures is no answer beside what is said in words."""
    return frozenset(one.kind for one in quantities(text))


def is_shaped_alike(name: str, other: str) -> bool:
    """Whether both are abbreviations, or code, or neither is: of options of two shapes one gives itself away."""
    return _is_short_form(name) == _is_short_form(other)


def _is_short_form(name: str) -> bool:
    bare = without_brackets(name)
    return bare.isupper() and " " not in bare
