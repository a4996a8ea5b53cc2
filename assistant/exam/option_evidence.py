"""How strongly the notes tie each option of an exam question to its stem, and with which statements.

An option is right where the passages that speak of what is asked also say what the option says, and more than
either would by chance. So each passage is given how much it holds of the stem, s, and of the option, o, both
standardised over all passages, and the tie is a soft pointwise mutual information,

    log E[exp(s + o)] - log E[exp(s)] - log E[exp(o)],

with E the mean over all passages (Church and Hanks 1990 count where two words stand together; here two shares
take the place of two events). Neither a long option nor one that the notes mention often gains by it: what its
words would find anyway is taken off.

A passage often names several options, each with something of its own. So the statements of the best passages are
held against both once more, each below what it stands under, and the two looks weigh the same. Nothing is fitted:
within each, so do its views.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.statement import statements
from quotewise.assistant.gate.verdict import Original
from quotewise.assistant.gate.wording import parts, stem, stems
from quotewise.assistant.phrasing import say
from quotewise.assistant.unit import Unit, units
from quotewise.index import Hit, Library
from quotewise.index.coverage import Coverage, Share, Weighed, cover, cover_texts, hits_of
from quotewise.index.lexical import inverse_frequency

# How the stem is looked for, and how the option.
VIEWS = (
    ("close", "tokens"),
    ("words", "tokens"),
    ("tokens", "words"),
    ("close", "around"),
    ("close_around", "around"),
)
HERE = VIEWS[:3]  # without what stands around
PASSAGES = 12  # of each option, whose statements are read
BY_SUBJECT = 0.5  # what a word counts that stands only in what a statement stands under

Views = Sequence[tuple[Share, Share]]  # of the stem and of an option, standardised


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties an option to the stem. hits: the passages that hold most of both, best first. told: the statements of
    any option's passages that hold words which tell this option from the others, those with most of both first."""

    strength: float
    hits: tuple[Hit, ...]
    told: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement with what it stands under, "" for nothing."""

    unit: Unit
    subject: str

    @property
    def text(self) -> str:
        return f"{self.subject}: {say(self.unit)}" if self.subject else say(self.unit)

    def share(self, text: Weighed) -> float:
        """The share of a text's words, by weight, that stand here."""
        said, above = set(stems(say(self.unit))), set(stems(self.subject))
        held = {
            word: 1.0 if stem(word) in said else BY_SUBJECT if stem(word) in above else 0.0 for word in text.weights
        }
        return sum(weight * held[word] for word, weight in text.weights.items()) / (sum(text.weights.values()) or 1.0)


def tie_options(library: Library, item: ExamItem) -> dict[str, Tie]:
    """The tie of each option to the stem, by letter, all from one state of the library."""
    weighed = weigh(library, item)
    with library.reading():
        scan = cover(library, weighed)
        asked, *options = scan.coverages
        views = [_views(asked, option, scan.stands_for, VIEWS) for option in options]
        hits = [tuple(hits_of(library, _best(scan.contents, some, PASSAGES))) for some in views]
        original = cache(library.original)
        read = [_Statement(unit, _subject(unit, original)) for hit in in_turn(hits) for unit in units(hit)]
    closer = _look_closer(library, weighed, read)
    alike = np.ones(len(read), np.float32)
    return {
        letter: Tie(
            _strength(far, scan.stands_for) + _strength(near, alike),
            found,
            _told(read, item, letter, near) if read else (),
        )
        for letter, far, near, found in zip(item.options, views, closer, hits, strict=True)
    }


def weigh(library: Library, item: ExamItem) -> list[Weighed]:
    """The stem, then the options, with what their words weigh.

    A word weighs its inverse document frequency; of an option, times the share of the other options that lack
    it: what all options say tells none from another. What the stem has said already tells nothing of an option.
    """
    texts = [item.stem, *item.options.values()]
    frequencies, total = library.document_frequency(dict.fromkeys(part for text in texts for part in parts(text)))
    telling = {word: inverse_frequency(count, total) for word, count in frequencies.items()}
    shared = Counter(part for text in item.options.values() for part in {stem(part) for part in parts(text)})
    asked = {stem(part) for part in parts(item.stem)}
    others = max(1, len(item.options) - 1)

    def lacking(word: str) -> float:
        return 0.0 if stem(word) in asked else (len(item.options) - shared[stem(word)]) / others

    return [Weighed(item.stem, {word: telling[word] for word in parts(item.stem)})] + [
        Weighed(text, {word: telling[word] * lacking(word) for word in parts(text)}) for text in item.options.values()
    ]


def associate(stem_held: Share, option_held: Share, stands_for: Share) -> float:
    """The soft mutual information of two standardised shares, see above; stands_for: what each passage weighs."""
    return (
        log_mean_exp(stem_held + option_held, stands_for)
        - log_mean_exp(stem_held, stands_for)
        - log_mean_exp(option_held, stands_for)
    )


def log_mean_exp(values: Share, weights: Share) -> float:
    top = float(values.max())
    return top + float(np.log(np.average(np.exp(values - top, dtype=np.float64), weights=weights)))


def standardise(values: Share, weights: Share) -> Share:
    """Mean 0 and deviation 1; zeros where all are alike."""
    centred = values - np.average(values, weights=weights)
    deviation = np.sqrt(np.average(np.square(centred), weights=weights))
    return np.asarray(centred / deviation if deviation > 1e-6 else np.zeros_like(centred), np.float32)


def _views(asked: Coverage, option: Coverage, weights: Share, views: Sequence[tuple[str, str]]) -> Views:
    return [
        (standardise(getattr(asked, one), weights), standardise(getattr(option, other), weights))
        for one, other in views
    ]


def _strength(views: Views, stands_for: Share) -> float:
    """The mean association of some views, as a share of what it may be about over so many texts."""
    if len(stands_for) < 2:
        return 0.0
    return sum(associate(s, o, stands_for) for s, o in views) / len(views) / math.log(float(stands_for.sum()))


def _best(contents: NDArray[np.int64], views: Views, count: int) -> tuple[int, ...]:
    both = np.sum([one + other for one, other in views], axis=0)
    ranked = dict.fromkeys(int(contents[row]) for row in np.argsort(-both, kind="stable")[: 4 * count])
    return tuple(ranked)[:count]


def in_turn(hits: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The passages of all options, the best of each first, none twice."""
    rounds = chain.from_iterable(zip_longest(*hits))
    return list({hit.content: hit for hit in rounds if hit is not None}.values())


def _subject(unit: Unit, original: Original) -> str:
    """The words of what a statement stands under."""
    stated = statements(unit.hit, unit.start, unit.end, original(unit.hit.source))
    return " ".join(dict.fromkeys(token.text for one in stated for token in one.about))


def _look_closer(library: Library, weighed: Sequence[Weighed], read: Sequence[_Statement]) -> list[Views]:
    """For each option how much each statement holds of the stem and of it."""
    held = cover_texts(library, weighed, [one.text for one in read])
    words = [np.array([one.share(text) for one in read], np.float32) for text in weighed]
    asked, *options = [replace(one, words=share) for one, share in zip(held, words, strict=True)]
    return [_views(asked, option, np.ones(len(read), np.float32), HERE) for option in options]


def _told(read: Sequence[_Statement], item: ExamItem, letter: str, views: Views) -> tuple[Unit, ...]:
    """The statements with words that an option alone has, best first; where there are none, with its other words that
    the stem does not say. Those that hold them themselves stand before those that stand under them."""
    asked, mine = set(stems(item.stem)), set(stems(item.options[letter]))
    others = {word for other, text in item.options.items() if other != letter for word in stems(text)}
    both = np.sum([one + other for one, other in views], axis=0)
    ranked = [read[row].unit for row in np.argsort(-both, kind="stable")]
    under = {one.unit: set(stems(one.subject)) for one in read}
    for own in (mine - asked - others, mine - asked or mine):
        saying = [unit for unit in ranked if own & set(stems(say(unit)))]
        if told := saying + [unit for unit in ranked if unit not in saying and own & under[unit]]:
            return tuple(told)
    return ()
