"""Practice questions written from the notes alone: everything here is a draft until the audit has read it."""

from collections.abc import Callable, Iterator
from itertools import islice

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.writers.desk import Desk
from quotewise.assistant.practice.writers.of_choices import ask_choices, ask_uses
from quotewise.assistant.practice.writers.of_gaps import fill_gaps, fill_sentences
from quotewise.assistant.practice.writers.of_lists import choose_two, match_cells, match_terms, order_steps
from quotewise.assistant.practice.writers.of_rows import ask_cells, ask_rows
from quotewise.assistant.practice.writers.of_terms import ask_contrasts, ask_meanings, ask_terms
from quotewise.index import Library

Writer = Callable[[Desk], Iterator[Question]]

# How many of each are drawn in a round, as long as there are any: what has to be understood comes oftenest.
ROUND: tuple[tuple[Writer, int], ...] = (
    (ask_rows, 3),
    (ask_choices, 3),
    (ask_uses, 2),
    (ask_contrasts, 3),
    (order_steps, 1),
    (choose_two, 2),
    (match_cells, 1),
    (match_terms, 1),
    (ask_terms, 2),
    (ask_cells, 1),
    (ask_meanings, 1),
    (fill_sentences, 2),
    (fill_gaps, 1),
)


def write_questions(library: Library, *, seed: int, topic: str = "", source: str | None = None) -> Iterator[Question]:
    """Drafts of every kind in turns, their keys under the first letters, each written when it is asked for.

    topic: only questions whose topic, stem or key holds these words. source: only from notes that match this GLOB.
    Every claim in a draft has passed the gate; whether the draft is a good question is for the audit to say.
    """
    desk = Desk(library, seed, source)
    waiting = [(writer(desk), count) for writer, count in ROUND]
    while waiting:
        left = []
        for drafts, count in waiting:
            drawn = list(islice(drafts, count))
            yield from (draft for draft in drawn if is_about(draft, topic))
            if len(drawn) == count:
                left.append((drafts, count))
        waiting = left


def is_about(question: Question, topic: str) -> bool:
    """Whether a question's topic, stem or options hold every word of `topic`."""
    said = " ".join((question.topic, question.stem, *question.options.values(), *question.answer, *question.items))
    return set(stems(topic)) <= set(stems(said))
