"""Whether a conversation holds: `python -m quotewise.eval.conversation --library DIR --questions FILE`.

Without a model, each question that can stand alone is asked alone and after another one of the set, drawn at random,
with the answer to that one; follow-ups are searched for with what they lean on; what is on nothing the notes are about
is to be refused.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from quotewise.assistant import Answer, answer
from quotewise.assistant.conversation import in_full
from quotewise.eval.answers import LENGTHS, said
from quotewise.eval.baselines import asked_with_history
from quotewise.eval.dataset import SAMPLE, Question, load, load_questions, told
from quotewise.eval.key_facts import coverage
from quotewise.eval.measures import finds_evidence
from quotewise.eval.opening import head, open_notes
from quotewise.eval.retrieval import places
from quotewise.eval.statistics import wilson
from quotewise.index import Library

BUDGETS = (1000, 2000, 4000)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = head(__doc__)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--offtopic", type=Path, default=SAMPLE / "offtopic.jsonl")
    parser.add_argument("--ids", default="", help="only questions whose id begins so")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    questions = [one for one in load_questions(options.questions) if one.id.startswith(options.ids)]
    with open_notes(options.notes, library=options.library) as library:
        alone = {one.id: answer(library, one.question) for one in questions if not one.history}
        print_after_others(library, questions, alone, options.seed)
        print_follow_ups(library, questions)
        print_refusals(
            library, questions, alone, load(options.offtopic, lambda item: told(item, "question"), "a question")
        )


def print_after_others(library: Library, questions: Sequence[Question], alone: dict[str, Answer], seed: int) -> None:
    """The key facts of questions alone and after another, and how many are answered otherwise than alone."""
    standing = [one for one in questions if one.answerable and not one.history]
    if len(standing) < 2:
        return
    after = [answer(library, one.question, history=before) for one, before in drawn(standing, seed)]
    facts = [facts_of(one, alone[one.id]) for one in standing]
    facts_after = [facts_of(one, reply) for one, reply in zip(standing, after, strict=True)]
    leaning = sum(reply.leans_on is not None for reply in after)
    other = sum(said(reply) != said(alone[one.id]) for one, reply in zip(standing, after, strict=True))
    total, total_after = sum(facts), sum(facts_after)
    print(f"{len(standing)} questions alone: key facts {total / len(standing):.3f}")
    print(
        f"after another one and its answer: {total_after / len(standing):.3f}, {total_after / total:.3f} of it; "
        f"{leaning} said to lean on that one, {other} answered otherwise"
    )


def drawn(standing: Sequence[Question], seed: int) -> list[tuple[Question, tuple[str, str]]]:
    """Each question with another one and its right answer."""
    chance = random.Random(seed)
    found = []
    for one in standing:
        other = chance.choice([other for other in standing if other is not one])
        found.append((one, (other.question, other.gold_answer)))
    return found


def facts_of(question: Question, reply: Answer) -> float:
    return coverage(question.key_facts, said(reply)[: max(LENGTHS)])


def print_follow_ups(library: Library, questions: Sequence[Question]) -> None:
    """Evidence of follow-ups found within each budget, searched for in three ways."""
    leaning = [one for one in questions if one.answerable and len(one.history) >= 2]
    if not leaning:
        return
    seen = sum(in_full(library, one.question, one.history) != one.question for one in leaning)
    print(f"{len(leaning)} follow-ups, {seen} seen to be; evidence within {', '.join(map(str, BUDGETS))} characters")
    ways = {
        "as they are": [one.question for one in leaning],
        "behind the whole question before": [asked_with_history(one) for one in leaning],
        "behind its subject": [in_full(library, one.question, one.history) for one in leaning],
    }
    for name, texts in ways.items():
        ranked = [places(library.search(text, budget=max(BUDGETS))) for text in texts]
        counts = [
            sum(finds_evidence(one, hits, budget) for one, hits in zip(leaning, ranked, strict=True))
            for budget in BUDGETS
        ]
        print(f"  {name:34}" + "".join(f"{count:4}" for count in counts))


def print_refusals(
    library: Library, questions: Sequence[Question], alone: dict[str, Answer], off_topic: Sequence[str]
) -> None:
    """What is refused of what can be answered, of near misses, and of what is on nothing the notes are about."""
    asked = {one.id: one for one in questions}
    replies = {
        "can be answered": [reply for id, reply in alone.items() if asked[id].answerable],
        "near misses": [reply for id, reply in alone.items() if not asked[id].answerable],
        "off topic": [answer(library, text) for text in off_topic],
    }
    for name, some in replies.items():
        refused = [reply for reply in some if reply.refused]
        calm = sum(not reply.nearest for reply in refused)
        if some:
            low, high = wilson(len(refused), len(some))
            share = f"{len(refused)} of {len(some)} refused [{low:.2f}, {high:.2f}]"
            print(f"{name}: {share}, {calm} as no question on these notes")
    for reply in replies["off topic"]:
        if not reply.refused:
            print(f"  answered: {reply.question}")


if __name__ == "__main__":
    main()
