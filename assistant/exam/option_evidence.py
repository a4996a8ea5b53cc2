"""How strongly the notes tie each option of an exam question to its stem.

An option is right where the passages that speak of what is asked also say what the option says, and more than
either would by chance. So each passage is given how much it holds of the stem, s, and of the option, o, both
standardised over all passages, and the tie is a soft pointwise mutual information,

    log E[exp(s + o)] - log E[exp(s)] - log E[exp(o)],

with E the mean over all passages (Church and Hanks 1990 count where two words stand together; here two shares
take the place of two events). Neither a long option nor one that the notes mention often gains by it: what its
words would find anyway is taken off. Nothing is fitted: the five views below weigh the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.gate.wording import parts, stem
from quotewise.index import Library
from quotewise.index.coverage import Coverage, Share, Weighed, cover
from quotewise.index.lexical import inverse_frequency

# How the stem is looked for, and how the option.
VIEWS = (
    ("close", "tokens"),
    ("words", "tokens"),
    ("tokens", "words"),
    ("close", "around"),
    ("close_around", "around"),
)


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties an option to the stem. passages: content ids of those that hold most of both, best first."""

    strength: float
    passages: tuple[int, ...]


def tie_options(library: Library, item: ExamItem, *, passages: int = 5) -> dict[str, Tie]:
    """The tie of each option to the stem, by letter, all from one state of the library."""
    with library.reading():
        scan = cover(library, weigh(library, item))
    stem_held, *options_held = scan.coverages
    return {
        letter: Tie(
            sum(associate(s, o, scan.stands_for) for s, o in _views(stem_held, held, scan.stands_for)),
            _best(scan.contents, _views(stem_held, held, scan.stands_for), passages),
        )
        for letter, held in zip(item.options, options_held, strict=True)
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


def _views(stem_held: Coverage, option_held: Coverage, stands_for: Share) -> list[tuple[Share, Share]]:
    return [
        (standardise(getattr(stem_held, one), stands_for), standardise(getattr(option_held, other), stands_for))
        for one, other in VIEWS
    ]


def _best(contents: NDArray[np.int64], views: Sequence[tuple[Share, Share]], count: int) -> tuple[int, ...]:
    both = np.sum([one + other for one, other in views], axis=0)
    ranked = dict.fromkeys(int(contents[row]) for row in np.argsort(-both, kind="stable")[: 4 * count])
    return tuple(ranked)[:count]
