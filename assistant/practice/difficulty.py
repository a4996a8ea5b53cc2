"""How hard a question may be: an estimate from its form, not from anyone's answers.

Three signs, each worth a point or none, and half for what lies between: wrong options close in meaning to the key
(Alsubait, Parsia and Sattler 2016 hold likeness of distractors the best predictor), a kind of thinking beyond recall,
and a key of words that the notes say seldom. Until answers of learners are there to be fitted, that is all it is.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from quotewise.assistant.gate.wording import parts
from quotewise.assistant.practice.question import Difficulty, Question
from quotewise.index import Library

THINKING = {"recall": 0.0, "compare": 0.5, "apply": 1.0}
LIKE = (0.25, 0.50)  # mean cosine of key and wrong options: below the first no point, above the second one
RARE = (
    0.002,
    0.02,
)  # share of passages that hold the key's rarest word: below the first one point, above the second none
EASY, HARD = 0.75, 1.75  # points, up to which a question is easy, and from which it is hard
WITHOUT_OPTIONS = 0.5  # likeness assumed where there is nothing to confuse the key with, or several things at once


def estimate(questions: Sequence[Question], library: Library) -> list[Question]:
    """The questions with an estimate of their difficulty."""
    likeness = _likeness(questions, library)
    return [
        replace(
            question, difficulty=grade(_rise(like, *LIKE) + THINKING[question.thinking] + _rarity(question, library))
        )
        for question, like in zip(questions, likeness, strict=True)
    ]


def grade(points: float) -> Difficulty:
    if points <= EASY:
        return "easy"
    return "hard" if points >= HARD else "medium"


def _likeness(questions: Sequence[Question], library: Library) -> list[float]:
    texts = list(dict.fromkeys(text for question in questions for text in question.options.values()))
    vectors = dict(zip(texts, library.encoder.encode(texts), strict=True)) if texts else {}
    found = []
    for question in questions:
        pairs = [
            (question.options[key], question.options[other])
            for key in question.answer
            for other in question.wrong
            if key in question.options
        ]
        cosines = [float(vectors[key] @ vectors[other]) for key, other in pairs]
        found.append(float(np.mean(cosines)) if cosines and question.kind != "true_false" else WITHOUT_OPTIONS)
    return found


def _rarity(question: Question, library: Library) -> float:
    key = " ".join(question.options.get(letter, letter) for letter in question.answer) or question.stem
    counts, total = library.document_frequency(parts(key))
    held = [count / max(1, total) for count in counts.values() if count]
    return 1 - _rise(math.log(min(held)), *map(math.log, RARE)) if held else 1.0


def _rise(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
