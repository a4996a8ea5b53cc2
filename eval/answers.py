"""How good the answers are without a model: `python -m quotewise.eval.answers`."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from quotewise.assistant import Answer, answer
from quotewise.eval.dataset import SAMPLE, Question, load_questions
from quotewise.eval.key_facts import coverage
from quotewise.eval.measures import wilson
from quotewise.index import Library


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    options = parser.parse_args(arguments)
    questions = load_questions(options.questions)
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest([options.notes])
        answers = [answer(library, question.question, history=question.history) for question in questions]
        print_measures(questions, answers, library)


def print_measures(questions: Sequence[Question], answers: Sequence[Answer], library: Library) -> None:
    pairs = list(zip(questions, answers, strict=True))
    answerable = [(question, reply) for question, reply in pairs if question.answerable]
    citations = [citation for reply in answers for claim in reply.claims for citation in claim.citations]
    valid = sum(library.original(cited.source)[cited.start : cited.end] == cited.quote for cited in citations)
    print(f"citation validity            {valid} of {len(citations)}")
    for length in (800, 400):
        covered = [coverage(question.key_facts, said(reply)[:length]) for question, reply in answerable]
        print(f"key facts in {length} characters   {sum(covered) / len(covered):.3f}")
    refused = [(question.answerable, reply.refused) for question, reply in pairs]
    right = sum(not can and does for can, does in refused)
    wrong = sum(can and does for can, does in refused)
    missed = sum(not can and not does for can, does in refused)
    print(f"refusal F1                   {2 * right / max(1, 2 * right + wrong + missed):.3f}", end="  ")
    low, high = wilson(wrong, len(answerable))
    print(f"({right} right, {missed} missed, {wrong} answerable refused: {low:.2f} to {high:.2f})")
    asked = [reply for question, reply in answerable if question.conflict]
    print(f"conflicts answered as such   {sum(reply.conflict for reply in asked)} of {len(asked)}")


def said(reply: Answer) -> str:
    return "\n".join(claim.text for claim in reply.claims)


if __name__ == "__main__":
    main()
