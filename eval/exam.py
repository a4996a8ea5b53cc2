"""How many exam questions are answered right, beside four baselines: `python -m quotewise.eval.exam`."""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from quotewise.assistant import Model, open_model
from quotewise.assistant.exam.baselines import by_bm25, by_length, by_likeness, chance
from quotewise.assistant.exam.item import ExamItem, pick
from quotewise.assistant.exam.solver import Solution, solve
from quotewise.eval.dataset import SAMPLE
from quotewise.eval.exam_set import ExamQuestion, load_exam, shuffled
from quotewise.eval.statistics import wilson
from quotewise.index import Library

Solve = Callable[[ExamItem], Solution]
Part = Callable[[ExamQuestion], bool]

PARTS: dict[str, Part] = {
    "all": lambda question: True,
    "in the notes": lambda question: question.in_notes,
    "one right": lambda question: len(question.answer) == 1,
    "several right": lambda question: len(question.answer) > 1,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--exam", type=Path, default=SAMPLE / "exam.jsonl")
    parser.add_argument("--library", type=Path, help="a library of the notes; made for the run if left out")
    parser.add_argument("--model", help="a chat model that picks from the passages found")
    parser.add_argument("--seeds", type=int, default=3, help="how often the options are shuffled")
    parser.add_argument("--wrong", action="store_true", help="list the questions answered wrongly")
    options = parser.parse_args(arguments)
    questions = load_exam(options.exam)
    model = open_model(options.model) if options.model else None
    with tempfile.TemporaryDirectory() as made, Library.open(options.library or Path(made), create=True) as library:
        if options.library is None:
            library.ingest([options.notes])
        report(library, questions, model, seeds=options.seeds, wrong=options.wrong)


def report(
    library: Library, questions: Sequence[ExamQuestion], model: Model | None, *, seeds: int, wrong: bool
) -> None:
    def ours(item: ExamItem) -> Solution:
        return solve(library, item, model=model)

    print(f"{len(questions)} exam questions, shares right with 95 % intervals (Wilson); a set counts only as a whole")
    print(f"{'':24}" + "".join(f"{name:>20}" for name in PARTS))
    print_chance(questions)
    print_row("longest option", questions, [pick(one.item, by_length(one.item)) for one in questions])
    alone = [pick(one.item, by_likeness(one.item, library.encoder)) for one in questions]
    print_row("question without notes", questions, alone)
    print_row("plain BM25", questions, [pick(one.item, by_bm25(one.item, library)) for one in questions])
    begun = time.monotonic()
    solutions = [ours(question.item) for question in questions]
    seconds = (time.monotonic() - begun) / len(questions)
    print_row(f"quotewise, {model.name}" if model else "quotewise", questions, [one.answer for one in solutions])
    print_domains(questions, solutions)
    print_length(questions, solutions)
    print_citations(library, solutions)
    print(f"seconds a question: {seconds:.2f}")
    print_stability(questions, solutions, ours, seeds)
    if wrong:
        print_wrong(questions, solutions)


def print_chance(questions: Sequence[ExamQuestion]) -> None:
    cells = []
    for belongs in PARTS.values():
        shares = [chance(question.item) for question in questions if belongs(question)]
        cells.append(f"{sum(shares) / len(shares):.3f}" + " " * 13 if shares else "")
    print(f"{'random (expected)':24}" + "".join(f"{cell:>20}" for cell in cells))


def print_row(name: str, questions: Sequence[ExamQuestion], answers: Sequence[Sequence[str]]) -> None:
    right = [tuple(answer) == question.answer for question, answer in zip(questions, answers, strict=True)]
    cells = []
    for belongs in PARTS.values():
        cells.append(share([hit for question, hit in zip(questions, right, strict=True) if belongs(question)]))
    print(f"{name:24}" + "".join(f"{cell:>20}" for cell in cells))


def share(right: Sequence[bool]) -> str:
    if not right:
        return ""
    low, high = wilson(sum(right), len(right))
    return f"{sum(right) / len(right):.3f} [{low:.2f}, {high:.2f}]"


def print_domains(questions: Sequence[ExamQuestion], solutions: Sequence[Solution]) -> None:
    for domain in sorted({question.domain for question in questions}):
        right = [
            solution.answer == question.answer
            for question, solution in zip(questions, solutions, strict=True)
            if question.domain == domain
        ]
        print(f"  {domain:52}{len(right):4}  {share(right)}")


def print_length(questions: Sequence[ExamQuestion], solutions: Sequence[Solution]) -> None:
    """Whether the length of a key decides: the share right where the key is the longest option, and where it is not."""
    single = [(one, done) for one, done in zip(questions, solutions, strict=True) if len(one.answer) == 1]
    for told, is_longest in (("is", True), ("is not", False)):
        right = [
            solution.answer == question.answer
            for question, solution in single
            if (pick(question.item, by_length(question.item)) == question.answer) == is_longest
        ]
        print(f"  where the key {told} the longest option: {len(right)}  {share(right)}")


def print_citations(library: Library, solutions: Sequence[Solution]) -> None:
    cited = [citation for solution in solutions for citation in solution.citations]
    valid = sum(library.original(one.source)[one.start : one.end] == one.quote for one in cited)
    bare = sum(not solution.citations for solution in solutions)
    print(f"citations that stand in the note: {valid} of {len(cited)}; answers without one: {bare}")


def print_stability(questions: Sequence[ExamQuestion], solutions: Sequence[Solution], ours: Solve, seeds: int) -> None:
    """How often the answer stays the same when the options stand in another order."""
    for seed in range(seeds):
        same, right = 0, 0
        for question, solution in zip(questions, solutions, strict=True):
            other, old_of = shuffled(question, seed)
            answer = ours(other.item).answer
            same += tuple(sorted(old_of[letter] for letter in answer)) == solution.answer
            right += answer == other.answer
        print(f"options shuffled, seed {seed}: {same} of {len(questions)} answers the same, {right} right")


def print_wrong(questions: Sequence[ExamQuestion], solutions: Sequence[Solution]) -> None:
    for question, solution in zip(questions, solutions, strict=True):
        if solution.answer != question.answer:
            print(f"{question.id}: {question.item.question}")
            for letter, text in question.item.options.items():
                mark = ("key " if letter in question.answer else "") + ("pick" if letter in solution.answer else "")
                print(f"  {mark:9}{solution.scores[letter]:6.2f} {letter} {text}")


if __name__ == "__main__":
    main()
