"""Key letters: which letter each option goes under, so that no letter is the key more often than another."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from string import ascii_uppercase

from quotewise.assistant.practice.question import Question

Shape = tuple[int, int]  # how many options, how many of them right


def shuffle_keys(questions: Sequence[Question], *, seed: int, dealt: Iterable[Question] = ()) -> list[Question]:
    """The questions in their order with their options under new letters; the same for the same seed and questions.

    Among questions of one shape (so many options, so many right) each letter is a key equally often, give or take
    one. So a letter depends on the bank it is dealt in, not on the question alone: deal once, before a bank is
    kept. dealt: questions kept already, whose letters stay and count. Statements to be judged keep "True" first.
    """
    used: dict[Shape, Counter[str]] = {}
    for question in filter(has_letters, dealt):
        used.setdefault(shape(question), Counter()).update(question.answer)
    chance = random.Random(seed)
    order = [at for at, question in enumerate(questions) if has_letters(question)]
    chance.shuffle(order)
    new = [question if question.kind != "true_false" else _true_first(question) for question in questions]
    for at in order:
        counts = used.setdefault(shape(questions[at]), Counter())
        new[at] = _deal(questions[at], counts, chance)
        counts.update(new[at].answer)
    return new


def relettered(question: Question, new_of: dict[str, str]) -> Question:
    """The options that `new_of` names, under their new letters and in their order."""
    options = {new: question.options[old] for old, new in new_of.items()}
    why_not = {new_of[old]: why for old, why in question.why_not.items() if old in new_of}
    return replace(
        question,
        options={letter: options[letter] for letter in sorted(options)},
        answer=tuple(sorted(new_of[letter] for letter in question.answer)),
        why_not={letter: why_not[letter] for letter in sorted(why_not)},
    )


def has_letters(question: Question) -> bool:
    return bool(question.options) and question.kind != "true_false"


def shape(question: Question) -> Shape:
    return len(question.options), len(question.answer)


def _true_first(question: Question) -> Question:
    letters = sorted(question.options, key=lambda letter: question.options[letter].casefold() != "true")
    return relettered(question, dict(zip(letters, ascii_uppercase, strict=False)))


def _deal(question: Question, counts: Counter[str], chance: random.Random) -> Question:
    """The keys go under the letters used least, the wrong options under the others, both shuffled."""
    letters = list(ascii_uppercase[: len(question.options)])
    chance.shuffle(letters)
    free = sorted(letters, key=lambda letter: counts[letter])
    keys, wrong = list(question.answer), list(question.wrong)
    chance.shuffle(keys)
    chance.shuffle(wrong)
    rest = free[len(keys) :]
    chance.shuffle(rest)
    return relettered(question, dict(zip([*keys, *wrong], [*free[: len(keys)], *rest], strict=True)))
