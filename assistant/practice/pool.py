"""What the notes define, each thing once, and which other things could be taken for it."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.definition import Definition, fold_term
from quotewise.assistant.practice.genus import kind_of, say_is
from quotewise.assistant.practice.grammar import Names, without_brackets
from quotewise.assistant.practice.vouching import Voucher
from quotewise.index import Encoder

TOO_ALIKE = 0.74  # cosine of two definitions from which one thing may pass for the other
SAID_AGAIN = 0.6  # cosine of two definitions of one thing that say the same
BROAD = 3  # names that begin with another's name: that one is a family, no single thing
NEAR = 0.22  # mean cosine of names and definitions, from which two things of no known kind are alike
FAR = 0.05  # cosine below which nobody would take the one for the other


@dataclass(frozen=True, slots=True)
class Thing:
    """Something the notes define, with every definition they give of it, the one that says most first."""

    definitions: tuple[Definition, ...]
    kind: str

    @property
    def best(self) -> Definition:
        return self.definitions[0]

    @property
    def name(self) -> str:
        return without_brackets(self.best.term)

    @property
    def key(self) -> str:
        return self.best.key


class Pool:
    """Every thing the notes define, and how alike their definitions are."""

    def __init__(self, definitions: Iterable[Definition], encoder: Encoder, voucher: Voucher, names: Names) -> None:
        grouped: dict[str, list[Definition]] = {}
        for definition in definitions:
            grouped.setdefault(definition.key, []).append(definition)
        self.things = _without_broad([_thing(found) for found in grouped.values()])
        self.voucher = voucher
        self.names = names
        self._claims: dict[str, Claim | None] = {}
        self._at = {thing.key: at for at, thing in enumerate(self.things)}
        texts = [thing.best.text for thing in self.things]
        self._vectors = encoder.encode(texts) if texts else np.zeros((0, 1), np.float32)
        self._names = encoder.encode([thing.name for thing in self.things]) if texts else self._vectors

    def named(self, name: str) -> Thing | None:
        at = self._at.get(fold_term(name))
        return None if at is None else self.things[at]

    def tells(self, name: str, need: str) -> bool:
        """Whether a definition of a thing holds a name or most of the words of what is needed: it may serve as well."""
        thing = self.named(name)
        said = " ".join(one.text for one in thing.definitions) if thing else ""
        shared, words = set(stems(said)) & set(stems(need)), set(stems(need))
        named = {stem for word in need.split() if word[:2].isupper() for stem in stems(word)}
        return bool(shared & named) or 2 * len(shared) > len(words) > 0

    def say(self, thing: Thing) -> Claim | None:
        """What a thing is, as a claim; None where no wording of it passes the gate."""
        said = f"{thing.key}\0{thing.best.text}"
        if said not in self._claims:
            wordings = say_is(thing.best.term, thing.best.text, self.names)
            self._claims[said] = self.voucher.vouch(wordings, thing.best.span)
        return self._claims[said]

    def variants(self, thing: Thing) -> list[Thing]:
        """A thing by each of its definitions that says something else than those before it."""
        if len(thing.definitions) == 1:
            return [thing]
        vectors = self.voucher.library.encoder.encode([one.text for one in thing.definitions])
        kept: list[int] = []
        for at in range(len(thing.definitions)):
            if all(vectors[at] @ vectors[other] < SAID_AGAIN for other in kept):
                kept.append(at)
        return [
            replace(thing, definitions=(thing.definitions[at], *thing.definitions[:at], *thing.definitions[at + 1 :]))
            for at in kept
        ]

    def rivals(self, thing: Thing, chance: random.Random, *, near: bool = True) -> list[Thing]:
        """Things of the same kind that are none of what this one is, the likeliest to be taken for it first.

        near: of things whose kind is not known only such as are alike.
        """
        at = self._at[thing.key]
        alike = self._vectors @ self._vectors[at]
        called = self._names @ self._names[at]
        ranked: list[tuple[float, Thing]] = []
        for other_at, other in enumerate(self.things):
            if other is thing or not self._could_stand_beside(thing, other):
                continue
            if alike[other_at] > TOO_ALIKE or max(alike[other_at], called[other_at]) < FAR:
                continue
            neighbours = thing.best.group == other.best.group and thing.best.span.hit.kind != "glossary"
            together = 0.15 * neighbours
            together += 0.2 * (thing.name.split()[-1].lower() == other.name.split()[-1].lower())
            length = abs(len(thing.name) - len(other.name)) / 40
            if near and not thing.kind and (alike[other_at] + called[other_at]) / 2 < NEAR and not together:
                continue
            ranked.append(
                (float(alike[other_at] + called[other_at]) / 2 + together - length + 0.15 * chance.random(), other)
            )
        return [other for _, other in sorted(ranked, key=lambda pair: -pair[0])]

    def _could_stand_beside(self, thing: Thing, other: Thing) -> bool:
        same = thing.kind == other.kind if thing.kind else (not other.kind and thing.best.group == other.best.group)
        neighbours = (
            thing.best.listed
            and other.best.listed
            and thing.best.span.hit.kind != "glossary"
            and (thing.best.group == other.best.group)
        )
        return (same or neighbours) and not names_overlap(thing, other) and is_shaped_alike(thing.name, other.name)


def is_shaped_alike(name: str, other: str) -> bool:
    """Whether both are abbreviations or names, or neither is: options of two shapes give one away."""
    return bool(re.search(r"[A-Z].*[A-Z0-9]|[a-z][A-Z]", name)) == bool(
        re.search(r"[A-Z].*[A-Z0-9]|[a-z][A-Z]", other)
    ) or (name[:1].isupper() and other[:1].isupper())


def _thing(found: Sequence[Definition]) -> Thing:
    ranked = sorted(found, key=lambda one: (-one.listed, abs(len(one.text) - 75)))
    kinds = [kind for kind in (kind_of(one.text) for one in ranked) if kind]
    maker = re.match(r"(?:Amazon|AWS|SageMaker) |.*[a-z][A-Z]", ranked[0].term)
    does = any(one.text.split()[0].endswith("s") and not one.listed for one in ranked)
    return Thing(tuple(ranked), kinds[0] if kinds else "service" if maker and does else "")


def _without_broad(things: list[Thing]) -> list[Thing]:
    """Without what names a family of the others, as a maker's or a platform's name does."""
    full = [without_brackets(one.term) for thing in things for one in thing.definitions]
    return [
        thing
        for thing in things
        if len({name for name in full if name.startswith(f"{thing.name.removeprefix('Amazon ')} ")}) < BROAD
    ]


def names_overlap(thing: Thing, other: Thing) -> bool:
    """Whether one is named in the other's name or definition: a part, a parent or another word for it."""
    name, other_name = set(stems(thing.name)), set(stems(other.name))
    if name & other_name and (name <= other_name or other_name <= name):
        return True
    said = {word for one in thing.definitions for word in stems(f"{one.term} {one.text}")}
    other_said = {word for one in other.definitions for word in stems(f"{one.term} {one.text}")}
    return name <= other_said or other_name <= said
