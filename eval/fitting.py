"""Fit how statements are ranked and when to refuse: `python -m quotewise.eval.fitting --set NOTES QUESTIONS ...`.

Prints the constants of `assistant.extract.ranking`, `.topic` and `.refusal`, and how both refusals do on each set when
fitted, threshold and all, to the other sets, or with one set on each tenth of its questions when fitted to the other
nine; the ranking below them saw all. The questions of `--off-topic` are asked of every set.
Logistic regressions with a ridge, by Newton's method.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.extract import ranking, refusal, topic
from quotewise.assistant.extract.gathering import Question as Put
from quotewise.assistant.extract.gathering import gather
from quotewise.assistant.extract.ranking import Asked, Scored
from quotewise.assistant.phrasing import say
from quotewise.assistant.unit import Unit
from quotewise.eval.dataset import SAMPLE, Question, load_questions
from quotewise.eval.key_facts import seen, states
from quotewise.eval.refusal import Bools
from quotewise.index import Library

Floats = NDArray[np.float64]

RIDGE = {"ranking": 2.0, "topic": 0.3, "refusal": 1.0}
MOST = {"topic": 0.01, "refusal": 0.03}  # share of what can be answered that may be refused
FOLDS = 10
KINDS = {"answerable": (True, False), "near misses": (False, False), "off topic": (False, True)}
OFF_TOPIC = "offtopic"  # type of a question that is on nothing the notes are about
UNANSWERABLE = 0.5  # what a question that is not to be answered weighs for the ranking


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its statements, and which of them hold a key fact or evidence. part: the number of its set.
    signs: what its topic is told by.
    """

    item: Question
    part: int
    library: Library
    asked: Asked
    ranked: list[Scored]
    labels: list[bool]
    signs: Mapping[str, float]

    @property
    def off_topic(self) -> bool:
        return self.item.type == OFF_TOPIC


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs=2, type=Path, action="append", metavar=("NOTES", "QUESTIONS"))
    parser.add_argument("--off-topic", type=Path, default=SAMPLE / "offtopic.jsonl")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        sets = options.set or [[SAMPLE / "notes", SAMPLE / "questions.jsonl"]]
        off_topic = load_questions(options.off_topic)
        judged = [
            one
            for at, (notes, questions) in enumerate(sets)
            for one in judge(Path(folder, str(at)), at, notes, questions, off_topic)
        ]
        ranked = fit_ranking([one for one in judged if not one.off_topic])
        print_constants("ranking", *ranked)
        fit_refusals([rescored(one, *ranked) for one in judged])


def judge(folder: Path, part: int, notes: Path, questions: Path, off_topic: Sequence[Question]) -> Iterator[Judged]:
    library = Library.open(folder, create=True)
    library.ingest([notes])
    for item in [*load_questions(questions), *off_topic]:
        found = gather(library, Put(item.question, item.history))
        if found.asked is not None:
            labels = [answers(scored.unit, item, found.original(scored.unit.hit.source)) for scored in found.ranked]
            signs = topic.signs(library, found.asked.text, found.hits)
            yield Judged(item, part, library, found.asked, list(found.ranked), labels, signs)


def answers(unit: Unit, item: Question, note: str) -> bool:
    """Whether a statement states a key fact or lies on a quote of the evidence."""
    if any(states(seen(say(unit, note), unit.hit.heading), fact) for fact in item.key_facts):
        return True
    places = [(unit.hit.source, unit.start)]
    places += [(place.source, place.start + unit.start - unit.hit.start) for place in unit.hit.also]
    return any(
        span.source == source and start < span.end and span.start < start + len(unit.text)
        for quotes in item.evidence
        for span in quotes
        for source, start in places
    )


def fit_ranking(judged: Sequence[Judged]) -> tuple[float, dict[str, float]]:
    """A question weighs the same however many statements it has, one that is not to be answered half as much."""
    rows, labels, weights = [], [], []
    for one in judged:
        if any(one.labels) or not one.item.answerable:
            rows += [[scored.signs[name] for name in ranking.TELLING] for scored in one.ranked]
            labels += one.labels
            weights += [(1.0 if one.item.answerable else UNANSWERABLE) / len(one.labels)] * len(one.labels)
    bias, *found = fit(np.array(rows), np.array(labels, float), RIDGE["ranking"], np.array(weights))
    return bias, dict(zip(ranking.TELLING, found, strict=True))


def rescored(one: Judged, bias: float, telling: Mapping[str, float]) -> Judged:
    ranked = [replace(item, chance=ranking.logistic(bias, telling, item.signs)) for item in one.ranked]
    return replace(one, ranked=sorted(ranked, key=lambda item: -item.chance))


def fit_refusals(every: Sequence[Judged]) -> None:
    """First what is off topic, then what is refused besides, which that goes into."""
    about = np.array([[one.signs[name] for name in topic.SIGNS] for one in every])
    off_topic = np.array([one.off_topic for one in every])
    bias, found, held_out = fit_chances("topic", about, off_topic, every)
    print_constants("topic", bias, dict(zip(topic.SIGNS, found, strict=True)))
    print_refused("off topic", every, held_out)
    chances = [topic.Topic(float(chance)) for chance in logistic(bias + about @ found)]
    doubts = [
        refusal.doubt(one.library, one.asked, one.item.question, one.ranked, chance)
        for one, chance in zip(every, chances, strict=True)
    ]
    rows = np.array([[each[name] for name in refusal.DOUBTS] for each in doubts])
    unanswerable = np.array([not one.item.answerable for one in every])
    bias, found, held_out = fit_chances("refusal", rows, unanswerable, every)
    print_constants("refusal", bias, dict(zip(refusal.DOUBTS, found, strict=True)))
    print_refused("refused", every, held_out)


def fit_chances(name: str, rows: Floats, labels: Bools, every: Sequence[Judged]) -> tuple[float, Floats, Bools]:
    """Bias, from which one half refuses few enough of what can be answered, coefficients, and what would be refused of
    each question when fitted without its set.
    """
    weights, answerable = weigh(every), np.array([one.item.answerable for one in every])
    bias, *found = fit(rows, labels.astype(float), RIDGE[name], weights)
    shift = choose(bias + rows @ np.array(found), answerable, MOST[name])
    held_out = np.zeros(len(rows), bool)
    for held in folds(every):
        rest = np.setdiff1d(np.arange(len(rows)), held)
        part_bias, *part = fit(rows[rest], labels[rest].astype(float), RIDGE[name], weights[rest])
        score = part_bias + rows @ np.array(part)
        held_out[held] = score[held] >= choose(score[rest], answerable[rest], MOST[name])
    return bias - shift, np.array(found), held_out


def weigh(every: Sequence[Judged]) -> Floats:
    """Of each set the questions that can be answered weigh as much together as near misses and off topic ones do."""
    kinds = [(one.part, one.off_topic, one.item.answerable) for one in every]
    many = Counter(kinds)
    return np.array([(2.0 if answerable else 1.0) / many[part, off, answerable] for part, off, answerable in kinds])


def folds(every: Sequence[Judged]) -> list[NDArray[np.int64]]:
    """Which questions are held out together: those of a set, or tenths where there is one set."""
    parts = np.array([one.part for one in every])
    if parts.max():
        return [np.flatnonzero(parts == part) for part in np.unique(parts)]
    order = np.random.default_rng(0).permutation(len(every))
    return [order[fold::FOLDS] for fold in range(FOLDS)]


def choose(scores: Floats, answerable: Bools, most: float) -> float:
    """The lowest score from which at most a share `most` of what can be answered is refused."""
    highest = np.sort(scores[answerable])[::-1]
    return float(highest[int(most * len(highest))]) + 1e-6


def print_refused(name: str, every: Sequence[Judged], refused: Bools) -> None:
    for part in sorted({one.part for one in every}):
        counts = []
        for label, kind in {
            "answerable": (True, False),
            "near misses": (False, False),
            "off topic": (False, True),
        }.items():
            some = [
                bool(away)
                for one, away in zip(every, refused, strict=True)
                if (one.item.answerable, one.off_topic) == kind and one.part == part
            ]
            counts.append(f"{sum(some)} of {len(some)} {label}")
        print(f"{name}, set {part + 1} held out: {', '.join(counts)}")


def logistic(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-scores)))


def fit(rows: Floats, labels: Floats, ridge: float, weights: Floats | None = None) -> list[float]:
    """Bias and coefficients of a logistic regression; the bias is not held back. weights: any scale."""
    design = np.column_stack([np.ones(len(rows)), rows])
    weigh = np.ones(len(rows)) if weights is None else weights / weights.mean()
    held_back = ridge * np.diag([0.0, *[1.0] * rows.shape[1]])
    found = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weigh * (chance - labels)) + held_back @ found
        bend = (design * (weigh * chance * (1 - chance))[:, None]).T @ design + held_back
        found -= np.linalg.solve(bend, slope)
    return [float(one) for one in found]


def print_constants(module: str, bias: float, found: Mapping[str, float]) -> None:
    print(f"{module}: BIAS = {bias:.2f}")
    for name, value in found.items():
        print(f'    "{name}": {value:.2f},')


if __name__ == "__main__":
    main()
