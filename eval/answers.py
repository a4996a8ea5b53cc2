"""How good the answers are without a model: `python -m quotewise.eval.answers`."""

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from quotewise.assistant import Answer, answer
from quotewise.eval.dataset import SAMPLE, Question, load_questions
from quotewise.eval.key_facts import coverage
from quotewise.eval.refusal import count, print_outcome, spread
from quotewise.index import Library


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    parser.add_argument("--read", type=int, default=0, metavar="N", help="write out N answers, drawn by --seed")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    questions = load_questions(options.questions)
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest([options.notes])
        answers = [answer(library, question.question, history=question.history) for question in questions]
        print_measures(questions, answers, library)
    print_some(questions, answers, options.read, options.seed)


def print_measures(questions: Sequence[Question], answers: Sequence[Answer], library: Library) -> None:
    pairs = list(zip(questions, answers, strict=True))
    answerable = [(question, reply) for question, reply in pairs if question.answerable]
    citations = [citation for reply in answers for claim in reply.claims for citation in claim.citations]
    valid = sum(library.original(cited.source)[cited.start : cited.end] == cited.quote for cited in citations)
    print(f"citation validity            {valid} of {len(citations)}")
    for length in (800, 400):
        covered = [coverage(question.key_facts, said(reply)[:length]) for question, reply in answerable]
        print(f"key facts in {length} characters   {sum(covered) / len(covered):.3f}")
    lengths = [len(said(reply)) for _, reply in answerable if not reply.refused]
    print(f"mean length                  {sum(lengths) / max(1, len(lengths)):.0f} characters")
    unanswerable = np.array([not question.answerable for question in questions])
    refused = np.array([reply.refused for reply in answers])
    print_outcome("refusals", count(unanswerable, refused), spread(unanswerable, refused))
    disputed = [reply for question, reply in answerable if question.conflict]
    agreed = [reply for question, reply in answerable if not question.conflict]
    print(f"conflicts answered as such   {sum(reply.conflict for reply in disputed)} of {len(disputed)}", end=", ")
    print(f"none taken for one in {sum(not reply.conflict for reply in agreed)} of {len(agreed)}")


def print_some(questions: Sequence[Question], answers: Sequence[Answer], some: int, seed: int) -> None:
    """Answers to be read by eye, of questions that can be answered."""
    pairs = [pair for pair in zip(questions, answers, strict=True) if pair[0].answerable]
    for question, reply in random.Random(seed).sample(pairs, min(some, len(pairs))):
        print(f"\n{question.id}  {question.question}\n    should say: {question.gold_answer}")
        for claim in reply.claims:
            print("    * " + claim.text.replace("\n", "\n      "))
        if reply.refused:
            print(f"    refused: {reply.why}")


def said(reply: Answer) -> str:
    return "\n".join(claim.text for claim in reply.claims)


if __name__ == "__main__":
    main()
