"""Practice questions written from the notes alone: everything here is a draft until the audit has read it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.writers.choices import ask_choices, ask_uses, find_choices
from quotewise.assistant.practice.writers.context import WriterContext
from quotewise.assistant.practice.writers.definitions import find_definitions
from quotewise.assistant.practice.writers.facts import Grid, Listing, Siblings, Statement, View
from quotewise.assistant.practice.writers.gaps import fill_gaps, fill_sentences, find_statements
from quotewise.assistant.practice.writers.lists import choose_two, find_listings, order_steps
from quotewise.assistant.practice.writers.matching import match_cells, match_terms
from quotewise.assistant.practice.writers.page import read_pages
from quotewise.assistant.practice.writers.tables import ask_cells, ask_rows, find_grids
from quotewise.assistant.practice.writers.term_questions import ask_contrasts, ask_meanings, ask_terms
from quotewise.assistant.practice.writers.terms import fold
from quotewise.index import Library

LABEL = 3  # different things said behind one name, from which it is a label and no name

Writer = Callable[[WriterContext], Iterator[Question]]

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
    context = WriterContext(library, read_view(library, source), seed)
    waiting = [(writer(context), count) for writer, count in ROUND]
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


def read_view(library: Library, source: str | None = None) -> View:
    """All that stands side by side in the notes; what is but a label, by what stands behind it, left out."""
    siblings: list[Siblings] = []
    grids: list[Grid] = []
    listings: list[Listing] = []
    statements: list[Statement] = []
    for page in read_pages(library, source):
        siblings += [*find_definitions(page), *find_choices(page)]
        grids += find_grids(page)
        listings += find_listings(page)
        statements += find_statements(page)
    return View(without_labels(siblings), tuple(grids), tuple(listings), tuple(statements))


def without_labels(siblings: Sequence[Siblings]) -> tuple[Siblings, ...]:
    """The siblings without what is but a label, by what stands behind it: different things behind one name."""
    said = {(fold(fact.term), fact.meaning) for group in siblings if group.form != "choice" for fact in group.facts}
    labels = {term for term, count in Counter(term for term, _ in said).items() if count >= LABEL}
    kept = [
        replace(
            group, facts=tuple(fact for fact in group.facts if group.form == "choice" or fold(fact.term) not in labels)
        )
        for group in siblings
    ]
    return tuple(group for group in kept if group.facts)
