"""What tells a key without the notes: baselines that see the question alone, over one question and over a bank.

One question whose key a baseline picks says nothing: of four options one in four is picked by chance, and to drop
all of these would tell as much as to keep too many. So a single question is dropped only where every baseline
picks its key and one of them by far; a bank is brought back to chance by dropping where a baseline is surest.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from quotewise.assistant.exam.baselines import Scores, by_length, chance
from quotewise.assistant.exam.item import ExamItem, pick
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.question import Question
from quotewise.index import Encoder

Baseline = Callable[[ExamItem], Scores]

FAR = 0.25  # of the cosine, by which likeness to the stem sets a key apart that length and words pick as well
# Standard errors above chance that a bank may keep. Form must tell nothing; likeness to the stem is in part what
# words mean (a latency is a delay), so there it is enough that the 95 % interval holds chance.
FORM, MEANING = 1.0, 1.9
LONGEST = (0.20, 0.30)  # share of four-option questions whose key is the longest option
LIKENESS = "likeness to the stem"
FEWEST = 20  # questions, from which a share says anything of a bank


def item_of(question: Question) -> ExamItem:
    return ExamItem(question.stem, question.options, len(question.answer))


def by_words(item: ExamItem) -> Scores:
    """BM25's idea without notes: what the stem's words weigh that an option holds, rare among the options more."""
    held = {letter: Counter(stems(text)) for letter, text in item.options.items()}
    asked = set(stems(item.stem))
    count = {word: sum(word in words for words in held.values()) for word in asked}
    mean = sum(sum(words.values()) for words in held.values()) / max(1, len(held)) or 1.0

    def score(words: Counter[str]) -> float:
        length = 0.25 + 0.75 * sum(words.values()) / mean
        shared = asked & words.keys()
        return sum(
            math.log(1 + (len(held) - count[w] + 0.5) / (count[w] + 0.5)) * 2.2 / (1 + 1.2 * length) for w in shared
        )

    return {letter: score(words) for letter, words in held.items()}


def likeness_of(questions: Sequence[Question], encoder: Encoder) -> dict[str, Scores]:
    """For each question's id the cosine of its stem and each option, all encoded at once."""
    texts = list(dict.fromkeys(text for one in questions for text in (item_of(one).stem, *one.options.values())))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if texts else {}
    return {
        one.id: {letter: float(vectors[item_of(one).stem] @ vectors[text]) for letter, text in one.options.items()}
        for one in questions
    }


def is_pickable(question: Question) -> bool:
    """Whether baselines can pick at all: a statement's truth and kinds without options have nothing to pick from."""
    return len(question.options) > len(question.answer) >= 1 and question.kind != "true_false"


def part_told(
    questions: Sequence[Question], encoder: Encoder, bank: Sequence[Question] = ()
) -> tuple[list[Question], list[tuple[Question, Flaw]]]:
    """The questions that can stay, and those that tell their key, with what does; those of `bank` stay and count."""
    told = _told([*bank, *questions], encoder, {question.id for question in bank})
    return [one for one in questions if one.id not in told], [
        (one, told[one.id]) for one in questions if one.id in told
    ]


def _told(questions: Sequence[Question], encoder: Encoder, safe: set[str]) -> dict[str, Flaw]:
    """What tells each question that has to go, by its id."""
    choosable = [question for question in questions if is_pickable(question)]
    likeness = likeness_of(choosable, encoder)
    views: dict[str, dict[str, Scores]] = {
        LIKENESS: likeness,
        "words of the stem": {one.id: by_words(item_of(one)) for one in choosable},
        "length": {one.id: by_length(item_of(one)) for one in choosable},
    }
    gone: dict[str, Flaw] = {}
    for one in choosable:
        picked = all(_picks(one, scores[one.id]) for scores in views.values())
        if one.id not in safe and picked and margin(one, likeness[one.id]) >= FAR:
            gone[one.id] = Flaw("told_without_notes", "length, words and likeness to the stem all pick the key")
    for name, scores in reversed(views.items()):
        left = [one for one in choosable if one.id not in gone]
        for one in surplus(left, scores, MEANING if name == LIKENESS else FORM, safe):
            gone[one.id] = Flaw("told_without_notes", f"in this bank too often: {name}")
    for one in uneven([one for one in choosable if one.id not in gone], safe):
        gone[one.id] = Flaw("told_without_notes", "too many keys of this bank are the longest, or too few")
    return gone


def surplus(questions: Sequence[Question], scores: dict[str, Scores], errors: float, safe: set[str]) -> list[Question]:
    """Those to drop so that a baseline is right no more often than chance allows; where it is surest first."""
    right = sorted(
        (one for one in questions if _picks(one, scores[one.id])), key=lambda one: -margin(one, scores[one.id])
    )
    total, count = sum(chance(item_of(one)) for one in questions), len(questions)
    dropped: list[Question] = []
    if count < FEWEST:
        return []
    loose = [one for one in right if one.id not in safe]
    held = len(right) - len(loose)
    while loose and held + len(loose) > total + errors * math.sqrt(total * (1 - total / count)):
        one = loose.pop(0)
        dropped.append(one)
        total, count = total - chance(item_of(one)), count - 1
    return dropped


def uneven(questions: Sequence[Question], safe: set[str]) -> list[Question]:
    """Those to drop so that the key is the longest of four options in a share within LONGEST."""
    four = [one for one in questions if len(one.options) == 4 and len(one.answer) == 1]
    if len(four) < FEWEST:
        return []
    by_margin = sorted(four, key=lambda one: margin(one, by_length(item_of(one))))
    longest = [one for one in by_margin if _picks(one, by_length(item_of(one)))]
    count, total, dropped = len(longest), len(four), list[Question]()
    loose = [one for one in longest if one.id not in safe]
    while loose and count > LONGEST[1] * total:
        dropped.append(loose.pop())
        count, total = count - 1, total - 1
    loose = [one for one in by_margin if one not in longest and one.id not in safe]
    while loose and 0 < count < LONGEST[0] * total:
        dropped.append(loose.pop(0))  # the key is shortest by most: as good a tell
        total -= 1
    return dropped


def margin(question: Question, scores: Scores) -> float:
    """By how much the key's score is above the best wrong option's."""
    key = min(scores[letter] for letter in question.answer)
    return key - max(scores[letter] for letter in question.wrong)


def _picks(question: Question, scores: Scores) -> bool:
    return pick(item_of(question), scores) == tuple(sorted(question.answer))


def shares(questions: Sequence[Question], encoder: Encoder) -> dict[str, tuple[int, int, float]]:
    """For each baseline how many keys it picks, of how many, and the share that chance would."""
    choosable = [question for question in questions if is_pickable(question)]
    likeness = likeness_of(choosable, encoder)
    expected = float(np.mean([chance(item_of(one)) for one in choosable])) if choosable else 0.0
    picked = {
        "longest option": [_picks(one, by_length(item_of(one))) for one in choosable],
        "likeness to the stem": [_picks(one, likeness[one.id]) for one in choosable],
        "BM25 without notes": [_picks(one, by_words(item_of(one))) for one in choosable],
    }
    return {name: (sum(right), len(right), expected) for name, right in picked.items()}
