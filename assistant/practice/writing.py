"""Practice questions written from the notes alone: everything here is a draft until the audit has read it."""

import random
from collections.abc import Iterator

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.advice import write_advice_questions
from quotewise.assistant.practice.arrow import find_arrows
from quotewise.assistant.practice.asked import write_pair_questions
from quotewise.assistant.practice.definition import find_definitions
from quotewise.assistant.practice.difference import write_differences
from quotewise.assistant.practice.gap import write_gaps
from quotewise.assistant.practice.grammar import Names
from quotewise.assistant.practice.matching import write_matching
from quotewise.assistant.practice.number import write_number_questions
from quotewise.assistant.practice.pool import Pool
from quotewise.assistant.practice.procedure import write_orderings
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.relation import find_relations
from quotewise.assistant.practice.row_question import write_row_questions
from quotewise.assistant.practice.scenario import write_scenarios
from quotewise.assistant.practice.statement_choice import write_statement_choices
from quotewise.assistant.practice.term_question import write_term_questions
from quotewise.assistant.practice.true_false import write_true_false
from quotewise.assistant.practice.vouching import Voucher
from quotewise.index import Library
from quotewise.index.contents import every_hit


def write_questions(library: Library, *, seed: int, topic: str = "", source: str | None = None) -> Iterator[Question]:
    """Drafts of every kind, shuffled under the seed, their keys under the first letters.

    topic: only questions whose topic, stem or key holds these words. source: only from notes that match this GLOB.
    Every claim in a draft has passed the gate; whether the draft is a good question is for the audit to say.
    """
    chance = random.Random(seed)
    with library.reading():
        hits = every_hit(library, source)
        voucher = Voucher(library)
        names = Names(hit.text for hit in hits if hit.kind not in ("code", "diagram"))
        pool = Pool(find_definitions(hits), library.encoder, voucher, names)
        relations = [*find_relations(hits, voucher), *find_arrows(hits)]
        drafts = [
            *write_term_questions(pool, chance),
            *write_row_questions(relations, voucher, names, chance),
            *write_true_false(hits, pool, relations, chance),
            *write_scenarios(relations, pool, chance),
            *write_pair_questions(hits, pool, chance),
            *write_advice_questions(hits, pool, chance),
            *write_differences(relations, pool, chance),
            *write_matching(pool, relations, chance),
            *write_orderings(hits, voucher, chance),
            *write_number_questions(hits, voucher, names, chance),
            *write_statement_choices(pool, chance),
            *write_gaps(pool, chance),
        ]
    chance.shuffle(drafts)
    yield from (draft for draft in drafts if is_about(draft, topic))


def is_about(question: Question, topic: str) -> bool:
    """Whether a question's topic, stem or options hold every word of `topic`."""
    said = " ".join((question.topic, question.stem, *question.options.values(), *question.answer, *question.items))
    return set(stems(topic)) <= set(stems(said))
